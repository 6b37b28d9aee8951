"""The rows of a roster file, whatever wrote it: a CSV file as Excel or WPS saves it, or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.errors import Unusable

_DELIMITERS = ",;\t"
_LONGEST_FIELD = 10_000  # characters
_ZIP = b"PK\x03\x04"
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Row:
    """A row and the line of the file on which it begins, or the row of its sheet, from 1.

    ``first``: the column in which ``fields`` begin, from 1.
    """

    line: int
    fields: tuple[str, ...]
    first: int = 1


class Misplaced(Exception):
    """Something at a place of the file that cannot be used; ``key`` and ``values`` make a text of the catalogue."""

    def __init__(self, line: int, column: int, key: str, /, **values: object) -> None:
        super().__init__(key)
        self.line, self.column, self.key, self.values = line, column, key, values


def rows_of(content: bytes, is_head: Callable[[Sequence[str]], int]) -> Iterator[Row]:
    """The rows that hold something, the first of them the head.

    ``is_head`` says how many of the fields of a row are heads of columns that are known; what stands
    above the head (a title, as in many workbooks) is passed over.

    Raises:
        Unusable: neither text nor workbook.
        Misplaced: a quotation that does not end, a field of absurd length, or broken characters.
    """
    rows = _of_workbook(content) if content.startswith(_ZIP) else _of_text(content, is_head)
    started = False
    for row in rows:
        started = started or is_head(row.fields) > 1
        if started and any(field.strip() for field in row.fields):
            yield row


def _of_text(content: bytes, is_head: Callable[[Sequence[str]], int]) -> Iterator[Row]:
    from engine.readers.decode import decode

    text = decode(content)
    for place, line in enumerate(text.split("\n"), 1):
        if _LOST in line:
            raise Misplaced(place, line.index(_LOST) + 1, "roster.broken_text")
    delimiter = max(_DELIMITERS, key=lambda one: _heads(text, one, is_head))
    yield from _parsed(text, delimiter)


def _heads(text: str, delimiter: str, is_head: Callable[[Sequence[str]], int]) -> int:
    """The most known heads that a row has if fields are parted so; only the first rows are looked at."""
    most = 0
    try:
        for row in _parsed(text[:_LONGEST_FIELD], delimiter):
            most = max(most, is_head(row.fields))
    except Misplaced:
        pass
    return most


def _parsed(text: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            fields = next(reader, None)
        except csv.Error:
            raise Misplaced(line, 1, "roster.broken_row") from None
        if fields is None:
            return
        yield Row(line, tuple(fields))
        line = reader.line_num + 1


def _of_workbook(content: bytes) -> Iterator[Row]:
    """The rows of the first sheet that is shown and holds anything."""
    from engine.readers.document import Grid
    from engine.readers.formats.xlsx import read

    found: dict[int, dict[int, str]] = {}
    sheet = None
    for part in read(content).parts:
        sheet = part.sheet if sheet is None else sheet
        if part.sheet != sheet:
            break
        if isinstance(part, Grid):
            for cell in part.cells:
                found.setdefault(part.first_row + cell.row, {})[part.first_column + cell.column] = cell.text
        else:
            found.setdefault(part.number, {})[1] = part.text
    if not found:
        raise Unusable("roster.empty")
    for line, cells in sorted(found.items()):
        first = min(cells)
        yield Row(line, tuple(cells.get(column, "") for column in range(first, max(cells) + 1)), first)
