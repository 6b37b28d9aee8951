"""The lines of a text as an extractor leaves it: numbered, with pages, without page marks and blank lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import Unusable
from engine.rulebook import TextWords

MOST_CHARACTERS = 5_000_000
MOST_LINES = 200_000

_BREAK = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")  # marks without width
_FURTHEST = 3  # pages that a page's printed number may differ from its place, if only one is printed
_LONGEST_MARK = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A line that says something, with its place; ``page`` only if the text has form feeds."""

    number: int
    page: int | None
    text: str


def lines_of(text: str, words: TextWords) -> list[Line]:
    """The lines of ``text`` without page marks.

    Raises:
        Unusable: the text is too long to be a report.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unusable("text.too_long")
    whole = _BREAK.split(_SURROGATE.sub("\ufffd", _UNSEEN.sub("", text)))
    if len(whole) > MOST_LINES or text.count("\f") > MOST_LINES:
        raise Unusable("text.too_long")
    paged = "\f" in text
    lines, page = [], 1
    for number, line in enumerate(whole, 1):
        for turn, piece in enumerate(line.split("\f")):
            page += turn > 0
            if piece.strip():
                lines.append(Line(number, page if paged else None, piece))
    marks = _page_marks(lines, [re.compile(pattern) for pattern in words.page_numbers], paged)
    return [line for index, line in enumerate(lines) if index not in marks]


def page_number(text: str) -> int | None:
    """The number if the line is nothing but a number that a page may bear."""
    text = text.strip()
    if len(text) > 3 or not text.isascii() or not text.isdigit() or text.startswith("0"):
        return None
    return int(text)


def _page_marks(lines: Sequence[Line], patterns: Sequence[re.Pattern[str]], paged: bool) -> set[int]:
    """Indexes of page marks.

    A number between dashes, or bare, may as well be figures of a table: with form feeds it is a
    page mark only at the edge of a page, and a bare one only if it counts with the pages.
    """
    marks: set[int] = set()
    bare: list[tuple[int, int]] = []  # index, printed number less page
    for index, line in enumerate(lines):
        text = line.text.strip()
        if len(text) > _LONGEST_MARK or not any(pattern.match(text) for pattern in patterns):
            continue
        edge = paged and _at_edge(lines, index)
        number = page_number(text)
        if number is not None:
            if edge and line.page is not None:
                bare.append((index, number - line.page))
        elif any(c.isalpha() for c in text) or (
            not text[0].isdigit() and not text[-1].isdigit() and (edge or not paged)
        ):
            marks.add(index)
    return marks | _counting(bare)


def _at_edge(lines: Sequence[Line], index: int) -> bool:
    page = lines[index].page
    first = index == 0 or lines[index - 1].page != page
    last = index + 1 == len(lines) or lines[index + 1].page != page
    return first or last


def _counting(bare: Sequence[tuple[int, int]]) -> set[int]:
    """Of bare numbers at the edges of pages, those that run with the pages."""
    if not bare:
        return set()
    offset, times = Counter(offset for _, offset in bare).most_common(1)[0]
    if times == 1 and abs(offset) > _FURTHEST:
        return set()
    return {index for index, found in bare if found == offset}
