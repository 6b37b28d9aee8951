"""A section's text made ready: without white space, with what stands in brackets taken out of its sentence.

"Answered 3,278 (among them 77 from last year)" tells two figures: each must be read with its own
words. A strand is the text at one level of brackets, without what stands in deeper ones.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import field

from engine.cells import NARROW
from engine.expressions import compiled
from engine.restatements import NarrativeWords
from engine.values import dataclass

_OPEN, _CLOSE = "([{【〔", ")]}】〕"
_DEEPEST = 8  # levels of brackets that are told apart; deeper ones are read as if they were not there
_ALONE = re.compile(r"(?<!\d) | (?!\d)")  # a blank that does not stand between two digits


@dataclass(slots=True)
class Strand:
    """The text at one level of brackets: ``opens`` is where it was taken out of its parent's text."""

    parent: Strand | None
    opens: int
    parts: list[str] = field(default_factory=list)
    length: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """``shown``: as a reader knows it; ``plain``: as patterns see it; both of the same length."""

    shown: str
    plain: str
    pieces: list[tuple[int, int, int, Strand]]  # where it starts and ends in the text, and starts in its strand
    starts: list[int]
    ends: list[int]  # the stops of its sentences

    def locate(self, offset: int) -> tuple[Strand, int] | None:
        """The strand that the character at ``offset`` is in, and where; none for what was dropped."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0:
            return None
        start, end, at, strand = self.pieces[index]
        return (strand, at + offset - start) if offset < end else None


class ProseMaker:
    """Makes texts ready for the reports of one year."""

    def __init__(self, words: NarrativeWords) -> None:
        dropped = re.escape(words.dropped)
        self._cuts = compiled(rf"[{re.escape(_OPEN + _CLOSE)}{dropped}]|{words.titles}")
        self._ends = compiled(words.sentence_ends)
        self._years, self._year_word = words.years, words.year_word

    def make(self, text: str, year: int) -> Prose:
        """The text of a report on ``year`` made ready."""
        shown = _ALONE.sub("", " ".join(text.split()))
        plain = shown.translate(NARROW)
        for name, number in (("last", year - 1), ("this", year), ("next", year + 1)):
            plain = self._year(plain, str(number), self._years[name])  # type: ignore[index]
        return self._cut(shown, plain)

    def _year(self, text: str, digits: str, mark: str) -> str:
        """The text with a year's digits given as its mark; the same digits before another word are a count."""
        named = digits + self._year_word
        return text.replace(named, mark * len(digits) + self._year_word) if named in text else text

    def _cut(self, shown: str, plain: str) -> Prose:
        strand = Strand(None, 0)
        strands, depth, at = [strand], 0, 0
        pieces: list[tuple[int, int, int, Strand]] = []
        for cut in self._cuts.finditer(plain):
            _add(strand, plain, at, cut.start(), pieces)
            at, mark = cut.end(), cut[0]
            if mark in _OPEN:
                depth += 1
                if depth <= _DEEPEST:
                    strand = Strand(strand, strand.length)
                    strands.append(strand)
            elif mark in _CLOSE and depth:
                if depth <= _DEEPEST:
                    assert strand.parent is not None
                    strand = strand.parent
                depth -= 1
        _add(strand, plain, at, len(plain), pieces)
        for strand in strands:
            strand.text = "".join(strand.parts)
        ends = [found.start() for found in self._ends.finditer(plain)]
        return Prose(shown, plain, pieces, [piece[0] for piece in pieces], ends)


def _add(strand: Strand, text: str, start: int, end: int, pieces: list[tuple[int, int, int, Strand]]) -> None:
    if start < end:
        strand.parts.append(text[start:end])
        pieces.append((start, end, strand.length, strand))
        strand.length += end - start
