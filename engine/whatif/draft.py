"""A report with some of it changed; what was not changed stays as it was read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.reading import CellKey, Reading
from engine.report import Cell, Section

Rows = dict[str, dict[str, Cell]]


def with_report(reading: Reading, **changes: Any) -> Reading:
    """With other values in fields of the report."""
    return replace(reading, report=reading.report.model_copy(update=changes))


def with_cells(reading: Reading, cells: Mapping[CellKey, Cell]) -> Reading:
    """With these cells, those that were not there too."""
    tables = _tables(reading)
    for (table, row, column), value in cells.items():
        tables.setdefault(table, {}).setdefault(row, {})[column] = value
    return with_report(reading, tables=tables)


def without_cells(reading: Reading, cells: Collection[CellKey]) -> Reading:
    """Without these cells, nor rows in which none is left."""
    kept = {
        table: {row: {c: v for c, v in line.items() if (table, row, c) not in cells} for row, line in rows.items()}
        for table, rows in _tables(reading).items()
    }
    tables = {table: {row: line for row, line in rows.items() if line} for table, rows in kept.items()}
    return with_report(reading, tables=tables)


def with_section(reading: Reading, key: str, *, heading: str | None = None, text: str | None = None) -> Reading:
    """With another heading or text of a section, which may be new."""
    sections: dict[str, Section] = dict(reading.report.sections.items())
    changes = {name: words for name, words in (("heading", heading), ("text", text)) if words is not None}
    sections[key] = replace(sections.get(key, Section()), **changes)
    return with_report(reading, sections=sections)


def in_order(reading: Reading, key: str, official: Sequence[str]) -> Reading:
    """With a section put where the official order has it among the others; where order is not known, as it is."""
    if reading.order is None:
        return reading
    others = [other for other in reading.order if other != key]
    rank = {other: place for place, other in enumerate(official)}

    def wrong(at: int) -> int:
        """How many sections stand on the wrong side of it there."""
        before = sum(rank.get(other, -1) > rank[key] for other in others[:at])
        return before + sum(rank.get(other, len(rank)) < rank[key] for other in others[at:])

    at = min(range(len(others) + 1), key=wrong)
    return replace(reading, order=(*others[:at], key, *others[at:]))


def words_replaced(text: str, words: str, by: str) -> str:
    """The text with some of its words replaced wherever they stand, whatever white space is between their letters."""
    letters = [re.escape(letter) for letter in words if not letter.isspace()]
    return re.sub(r"\s*".join(letters), lambda _: by, text) if letters else text


def _tables(reading: Reading) -> dict[str, Rows]:
    """The tables, as dicts that may be changed."""
    tables: Mapping[str, Mapping[str, Mapping[str, Cell]]] = reading.report.tables
    return {table: {row: dict(line) for row, line in rows.items()} for table, rows in tables.items()}
