"""The own words of a report: of each section that is to be written, and of all of them together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from engine.likeness.grams import grams, percent, shared
from engine.likeness.passages import Automaton, Passage
from engine.likeness.sketch import Sketch, estimate, sketch
from engine.likeness.words import OwnWords, joined, own_words
from engine.report import Report
from engine.values import dataclass

WHOLE = ""  # the scope of all sections together; the others are keys of sections
_SHOWN = 3  # passages in common


@dataclass(slots=True)
class Prose:
    """The words of one scope; what is costly is made when it is first asked for, and kept."""

    words: OwnWords
    _grams: frozenset[str] | None = field(default=None, repr=False)
    _sketch: Sketch | None = field(default=None, repr=False)
    _automaton: Automaton | None = field(default=None, repr=False)

    @property
    def grams(self) -> frozenset[str]:
        """Its different grams."""
        if self._grams is None:
            self._grams = grams(self.words.letters)
        return self._grams

    @property
    def sketch(self) -> Sketch:
        """Its sketch."""
        if self._sketch is None:
            self._sketch = sketch(self._grams if self._grams is not None else grams(self.words.letters))
        return self._sketch

    def containment(self, other: Prose) -> int:
        """How much of this text stands in the other: grams in whole percent."""
        return percent(shared(self.grams, other.words.letters), len(self.grams))

    def likeness(self, other: Prose) -> int:
        """The estimated share of grams in common of all that either has, in whole percent."""
        return estimate(self.sketch, other.sketch)

    def passages(self, other: Prose) -> list[Passage]:
        """The longest passages in common; ``start`` is a place in this text's letters."""
        if self._automaton is None:
            self._automaton = Automaton(self.words.letters)
        return self._automaton.common(other.words.letters, _SHOWN)


def prose_of(report: Report, sections: Iterable[str], boilerplate: Iterable[re.Pattern[str]]) -> dict[str, Prose]:
    """The own words of a report by scope: :data:`WHOLE` and each of ``sections`` that it has."""
    patterns = list(boilerplate)
    words = {key: own_words(found.text, patterns) for key in sections if (found := report.section(key)) is not None}
    return {WHOLE: Prose(joined(words.values())), **{key: Prose(own) for key, own in words.items()}}
