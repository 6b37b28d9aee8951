"""The sections of a report in prose, the passages that findings quote marked in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.reporters.official import Mark

_MOST_SHOWN = 20_000  # characters of a section
_LONGEST_QUOTED = 500
_MOST_MARKS = 20  # places of one quotation: the same words may stand often
_PASSAGE = re.compile("(.*)\u3010(.*)\u3011(.*)", re.DOTALL)  # a quotation with the words in question in marks
_CUT = "\u2026"  # begins or ends a quotation of which only a part is given
_HIDDEN = "*"  # stands in a quotation for a character of something personal


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a finding quotes of a section; ``id`` names the place of its mark on the page."""

    id: str
    mark: Mark
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text with the marks of all quotations it belongs to.

    ``begins``: the ids of those that begin here; ``ends``: the marks of those that end here.
    """

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[str, ...]
    ends: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A section in pieces, and how many characters of it are not shown."""

    pieces: tuple[Piece, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    first: bool
    quotation: Quotation


def marked(text: str, quotations: Sequence[Quotation]) -> Prose:
    """The text of a section with every quotation marked that stands in it; what they hide is hidden there too."""
    shown = text[:_MOST_SHOWN]
    found = [place for quotation in quotations for place in _places(shown, quotation)]
    shown = _hide(shown, found)
    cuts = sorted({0, len(shown), *(p.start for p in found), *(p.end for p in found)})
    pieces = tuple(_piece(shown, start, end, found) for start, end in pairwise(cuts))
    return Prose(pieces, len(text) - len(shown))


def first_places(prose: Prose) -> frozenset[str]:
    """The ids of the quotations that are marked in it."""
    return frozenset(id for piece in prose.pieces for id in piece.begins)


def _piece(text: str, start: int, end: int, found: Sequence[_Found]) -> Piece:
    over = [place for place in found if place.start <= start and end <= place.end]
    return Piece(
        text=text[start:end],
        marks=tuple(dict.fromkeys(place.quotation.mark for place in over)),
        begins=tuple(place.quotation.id for place in over if place.start == start and place.first),
        ends=tuple(dict.fromkeys(place.quotation.mark for place in over if place.end == end)),
    )


def _places(text: str, quotation: Quotation) -> list[_Found]:
    """Where the words stand, whatever white space is between them."""
    before, words, behind = map(_loose, _split(quotation.words[:_LONGEST_QUOTED].strip(_CUT)))
    if not words:
        return []
    lead, tail = before and rf"{before}\s*", behind and rf"\s*{behind}"
    pattern = re.compile(f"{lead}({words}){tail}")
    places: list[_Found] = []
    for match in pattern.finditer(text):
        places.append(_Found(*match.span(1), not places, quotation))
        if len(places) == _MOST_MARKS:
            break
    return places


def _split(quote: str) -> tuple[str, str, str]:
    found = _PASSAGE.fullmatch(quote)
    return (found[1], found[2], found[3]) if found else ("", quote, "")


def _loose(words: str) -> str:
    letters = (("[0-9Xx*]" if letter == _HIDDEN else re.escape(letter)) for letter in words if not letter.isspace())
    return r"\s*".join(letters)


def _hide(text: str, found: Sequence[_Found]) -> str:
    """Nothing personal is shown here that a quotation does not show."""
    letters = list(text)
    for place in found:
        words = iter("".join(_split(place.quotation.words)[1].split()))
        for at in range(place.start, place.end):
            if not text[at].isspace() and next(words, "") == _HIDDEN:
                letters[at] = _HIDDEN
    return "".join(letters)
