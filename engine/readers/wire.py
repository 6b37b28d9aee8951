"""Documents as JSON, to pass between processes. Not pickle: what comes back was made from a stranger's file."""

from __future__ import annotations

import json
from typing import Any

from engine.readers.document import Document, Grid, GridCell, Line, Part
from engine.reading import Notice


def to_wire(document: Document) -> bytes:
    """The document as bytes."""
    return json.dumps(
        {
            "parts": [_part(part) for part in document.parts],
            "wrapped": document.wrapped,
            "recognised": document.recognised,
            "unread": document.unread,
            "pictures": document.pictures,
            "declared": dict(document.declared),
            "notices": [[notice.key, dict(notice.values)] for notice in document.notices],
        }
    ).encode()


def from_wire(content: bytes) -> Document:
    """The document that :func:`to_wire` wrote."""
    raw = json.loads(content)
    return Document(
        parts=tuple(_unpart(part) for part in raw["parts"]),
        wrapped=raw["wrapped"],
        recognised=raw["recognised"],
        unread=raw["unread"],
        pictures=raw["pictures"],
        declared=raw["declared"],
        notices=tuple(Notice(key, values) for key, values in raw["notices"]),
    )


def _part(part: Part) -> list[Any]:
    if isinstance(part, Line):
        return ["line", part.number, part.page, part.text, part.sheet, part.flush, part.full]
    cells = [[c.row, c.column, c.text, c.rows, c.columns, c.doubtful, c.box] for c in part.cells]
    return ["grid", part.number, part.page, part.sheet, part.first_row, part.first_column, cells]


def _unpart(raw: list[Any]) -> Part:
    kind, *told = raw
    if kind == "line":
        return Line(*told)
    number, page, sheet, first_row, first_column, cells = told
    read = tuple(_uncell(*cell) for cell in cells)
    return Grid(number, read, page, sheet, first_row, first_column)


def _uncell(
    row: int, column: int, text: str, rows: int, columns: int, doubtful: bool, box: list[int] | None
) -> GridCell:
    return GridCell(row, column, text, rows, columns, doubtful, (box[0], box[1], box[2], box[3]) if box else None)
