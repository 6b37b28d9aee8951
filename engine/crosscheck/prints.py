"""What of a report is kept to compare its prose with that of all others: its words, and a sketch of each section."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from engine.likeness.grams import grams
from engine.likeness.prose import WHOLE, Prose
from engine.likeness.sketch import Sketch, sketch
from engine.likeness.words import flat, joined, own_words, without
from engine.report import Report
from engine.rulebook import Rulebook

PERMUTATIONS = 256  # of a sketch: enough to tell half of the grams in common from a third
_FAST = 1  # of zlib


@dataclass(frozen=True, slots=True)
class Mark:
    """Of one section: how many letters and different grams its own words have, and their sketch."""

    letters: int
    grams: int
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Print:
    """``marks`` by section; ``packed``: their own words. Small, and can be pickled: made where the report is read."""

    marks: Mapping[str, Mark]
    packed: bytes


class Printer:
    """Takes prints of reports by the boilerplate and the sections of a rulebook."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._boilerplate = [re.compile(pattern) for pattern in book.boilerplate]

    def of(self, report: Report) -> Print | None:
        """The print of a report; ``None`` where no form governs its year."""
        form = self._book.form(report.year)
        if form is None:
            return None
        found = {key: section.text for key in form.prose if (section := report.section(key)) is not None}
        words = {key: own_words(text, self._boilerplate) for key, text in found.items()}
        marks = {}
        for key, own in words.items():
            different = grams(own.letters)
            marks[key] = Mark(own.count, len(different), sketch(different, PERMUTATIONS))
        packed = json.dumps([[key, found[key], own.holes] for key, own in words.items()])
        return Print(marks, zlib.compress(packed.encode(), _FAST))


def unpacked(packed: bytes) -> dict[str, Prose]:
    """The own words by scope, as the rules on peers compare them."""
    words = {key: without(flat(text), [(a, b) for a, b in holes]) for key, text, holes in _parts(packed)}
    return {WHOLE: Prose(joined(words.values())), **{key: Prose(own) for key, own in words.items()}}


def _parts(packed: bytes) -> list[tuple[str, str, list[tuple[int, int]]]]:
    found: list[tuple[str, str, list[tuple[int, int]]]] = json.loads(zlib.decompress(packed))
    return found
