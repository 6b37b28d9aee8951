"""Tells the numbers of pages from the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from engine.readers.document import Line, Part
from engine.rulebook import TextWords

_FURTHEST = 3  # pages that a page's printed number may differ from its place, if only one is printed
_LONGEST_MARK = 30


def without_page_marks(parts: Sequence[Part], words: TextWords) -> list[Part]:
    """The parts without the lines that only number a page, or that run along all pages."""
    lines = [part for part in parts if isinstance(part, Line)]
    paged = any(line.page is not None for line in lines)
    numbers = _marks(lines, [re.compile(p) for p in words.page_numbers], paged)
    rest = [line for index, line in enumerate(lines) if index not in numbers]
    running = _running(rest, tuple(words.sentence_ends))
    furniture = {id(lines[index]) for index in numbers} | {id(line) for line in running}
    return [part for part in parts if id(part) not in furniture]


def _running(lines: Sequence[Line], ends: tuple[str, ...]) -> list[Line]:
    """Lines at the edge of most pages that always say the same, and no sentence; the first of each is kept."""
    pages = {line.page for line in lines}
    edges: dict[str, list[Line]] = {}
    for index, line in enumerate(lines):
        if line.page is not None and _at_edge(lines, index) and not line.text.rstrip().endswith(ends):
            edges.setdefault("".join(line.text.split()), []).append(line)
    most = [same for same in edges.values() if len(same) * 2 > len(pages) and len(pages) > 1]
    return [line for same in most for line in same[1:]]


def page_number(text: str) -> int | None:
    """The number if the line is nothing but a number that a page may bear."""
    text = text.strip()
    if len(text) > 3 or not text.isascii() or not text.isdigit() or text.startswith("0"):
        return None
    return int(text)


def _marks(lines: Sequence[Line], patterns: Sequence[re.Pattern[str]], paged: bool) -> set[int]:
    """Indexes of page marks.

    A number between dashes, or bare, may as well be figures of a table: with pages it is a
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
