"""Reads plain text, as an extractor leaves it or as Markdown: lines with pages, and pipe tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.errors import Unusable
from engine.readers.document import Document, Grid, GridCell, Line, Part

MOST_CHARACTERS = 5_000_000
MOST_LINES = 200_000

_BREAK = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")  # marks without width
_RULE = re.compile(r"\s*\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*)?")  # the second line of a pipe table
_PIPE = re.compile(r"(?<!\\)\|")
_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_MARKUP = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_text(text: str) -> Document:
    """The document that a text is.

    Raises:
        Unusable: the text is too long to be a report.
    """
    lines = _lines(text)
    parts: list[Part] = []
    index = tables = 0
    while index < len(lines):
        stop = _table_end(lines, index)
        if stop > index:
            tables += 1
            parts.append(_grid(lines[index:stop], tables))
            index = stop
        else:
            parts.append(lines[index])
            index += 1
    return Document(tuple(map(_unmarked, parts)), wrapped=True)


def _lines(text: str) -> list[Line]:
    """The lines that say something; pages only if the text has form feeds."""
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
    return lines


def _table_end(lines: Sequence[Line], start: int) -> int:
    """Where the pipe table that starts here ends; ``start`` itself if there is none."""
    if start + 1 >= len(lines) or "|" not in lines[start].text or not _RULE.fullmatch(lines[start + 1].text):
        return start
    if lines[start + 1].number != lines[start].number + 1:
        return start
    stop = start + 2
    while stop < len(lines) and "|" in lines[stop].text and lines[stop].number == lines[stop - 1].number + 1:
        stop += 1
    return stop


def _grid(lines: Sequence[Line], number: int) -> Grid:
    rows = [lines[0], *lines[2:]]
    cells = [
        GridCell(row, column, text) for row, line in enumerate(rows) for column, text in enumerate(_fields(line.text))
    ]
    return Grid(number, tuple(cells), page=lines[0].page, first_row=lines[0].number)


def _fields(line: str) -> list[str]:
    text = line.strip().removeprefix("|")
    fields = _PIPE.split(text)
    if not fields[-1].strip() and len(fields) > 1:
        fields.pop()
    return [_MARKUP.sub("\n", field.replace("\\|", "|")).replace("**", "").strip() for field in fields]


def _unmarked(part: Part) -> Part:
    """A line of Markdown without the marks of a heading or of bold type."""
    if isinstance(part, Grid):
        return part
    text = _HEADING.sub("", part.text, count=1) if part.text.startswith("#") else part.text
    return Line(part.number, part.page, text.replace("**", ""))
