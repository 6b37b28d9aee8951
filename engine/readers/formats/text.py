"""Reads plain text, as an extractor leaves it or as Markdown: lines with pages; tables of pipes or of tabs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from engine.limits import DEFAULT, Limits
from engine.readers.document import Document, Grid, GridCell, Line, Part

_BREAK = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")  # marks without width
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")  # the second line of a pipe table
_PIPE = re.compile(r"(?<!\\)\|")
_BREAK_MARK = re.compile(r"\s*([-*_=])(?:\s*\1){2,}\s*")  # a break between parts
_FEWEST_TABS = 2
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_MARKUP = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_text(text: str, limits: Limits = DEFAULT) -> Document:
    """The document that a text is.

    Raises:
        Unusable: the text is too long to be a report.
    """
    lines = _lines(text, limits)
    parts: list[Part] = []
    index = tables = 0
    while index < len(lines):
        piped, tabbed = _pipes_end(lines, index), _tabs_end(lines, index)
        if piped > index:
            tables += 1
            rows = [lines[index], *lines[index + 2 : piped]]
            parts.append(_grid([_fields(line.text) for line in rows], tables, lines[index].page))
        elif tabbed > index:
            tables += 1
            parts.append(_grid([line.text.split("\t") for line in lines[index:tabbed]], tables, lines[index].page))
        elif not _BREAK_MARK.fullmatch(lines[index].text):
            parts.append(lines[index])
        index = max(piped, tabbed, index + 1)
    limits.refuse("cells", sum(len(part.cells) if isinstance(part, Grid) else 1 for part in parts))
    return Document(tuple(map(_unmarked, parts)), wrapped=True)


def _lines(text: str, limits: Limits) -> list[Line]:
    """The lines that say something; pages only if the text has form feeds."""
    limits.refuse("text", len(text))
    whole = _BREAK.split(_SURROGATE.sub("\ufffd", _UNSEEN.sub("", text)))
    limits.refuse("cells", len(whole) + text.count("\f"))
    paged = "\f" in text
    lines, page = [], 1
    for number, line in enumerate(whole, 1):
        for turn, piece in enumerate(line.split("\f")):
            page += turn > 0
            if piece.strip():
                lines.append(Line(number, page if paged else None, piece))
    return lines


def _tabs_end(lines: Sequence[Line], start: int) -> int:
    """Where the lines end that have as many tabs as this one; ``start`` itself if it is no table."""
    tabs = lines[start].text.count("\t")
    if tabs < _FEWEST_TABS:
        return start
    stop = start + 1
    while stop < len(lines) and lines[stop].text.count("\t") == tabs and lines[stop].page == lines[start].page:
        stop += 1
    return stop if stop > start + 1 else start


def _pipes_end(lines: Sequence[Line], start: int) -> int:
    """Where the pipe table that starts here ends; ``start`` itself if there is none."""
    if start + 1 >= len(lines) or "|" not in lines[start].text or not _RULE.fullmatch(lines[start + 1].text):
        return start
    if lines[start + 1].number != lines[start].number + 1:
        return start
    stop = start + 2
    while stop < len(lines) and "|" in lines[stop].text and lines[stop].number == lines[stop - 1].number + 1:
        stop += 1
    return stop


def _grid(rows: Sequence[Sequence[str]], number: int, page: int | None) -> Grid:
    cells = [GridCell(row, at, text.strip()) for row, fields in enumerate(rows) for at, text in enumerate(fields)]
    return Grid(number, tuple(cells), page=page)


def _fields(line: str) -> list[str]:
    text = line.strip().removeprefix("|")
    fields = _PIPE.split(text)
    if not fields[-1].strip() and len(fields) > 1:
        fields.pop()
    return [_MARKUP.sub("\n", field.replace("\\|", "|")).replace("**", "").strip() for field in fields]


def unmarked(text: str) -> str:
    """A line of Markdown without the marks of a heading or of bold type."""
    return (_HEADING.sub("", text, count=1) if text.startswith("#") else text).replace("**", "")


def _unmarked(part: Part) -> Part:
    return replace(part, text=unmarked(part.text)) if isinstance(part, Line) else part
