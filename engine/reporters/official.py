"""The official tables of a report as they are printed, with its figures and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.catalogue import say
from engine.cells import ABSENT
from engine.reading import CellKey
from engine.report import Cell
from engine.reporters.parts import Part, PartKey
from engine.rulebook import Lang
from engine.scorecard import Repair
from engine.scored import Scored
from engine.template.layout import LayoutCell, layouts

MarkKind = Literal["gap", "review", "settled"]
KIND_OF: Mapping[PartKey, MarkKind] = {"gaps": "gap", "reviews": "review", "settled": "settled"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding that names a cell: its number on the page and what it is."""

    number: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class OfficialCell:
    """A cell of the printed form. Of a figure: what stands there as it was read, and its state.

    ``key``: the cell of a figure; of the label of a row its table and row. ``state`` is that of
    :class:`engine.cells.CellReading`, and empty for heads and labels.
    """

    place: LayoutCell
    key: CellKey | None
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """A printed table; ``heads`` rows are its head, and ``given`` says whether the report has any of it."""

    key: str
    title: str
    cells: tuple[OfficialCell, ...]
    heads: int
    given: bool


def official_tables(report: Scored, lang: Lang) -> tuple[OfficialTable, ...]:
    """The three tables of the form that governs the report."""
    drawn = layouts(report.tools.form, say("official.item", lang), lang)
    tables = []
    for layout in drawn.values():
        cells = tuple(_cell(report, layout.key, cell) for cell in layout.cells)
        given = bool(report.reading.report.table(layout.key))
        tables.append(OfficialTable(layout.key, layout.title, cells, layout.heads, given))
    return tuple(tables)


def _cell(report: Scored, table: str, place: LayoutCell) -> OfficialCell:
    row, column = place.key
    if place.role != "figure":
        return OfficialCell(place, (table, row, "") if row else None, place.text, "")
    cells = report.reading.report.table(table).get(row, {})
    if column not in cells:
        return OfficialCell(place, (table, row, column), "", ABSENT.state)
    unit = report.tools.form.tables[table].columns[column].unit
    read = report.cells.read(cells[column], unit)
    return OfficialCell(place, (table, row, column), _shown(cells[column]), read.state)


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def marks_of(parts: Sequence[Part]) -> dict[CellKey, tuple[Mark, ...]]:
    """The findings that name each cell; those of a row, column or table under the empty key of the others."""
    found: dict[CellKey, dict[Mark, None]] = {}
    for part in parts:
        for number, finding in part.findings:
            for location in finding.locations:
                if location.table:
                    key = (location.table, location.row or "", location.column or "")
                    found.setdefault(key, {})[Mark(number, KIND_OF[part.key])] = None
    return {key: tuple(marks) for key, marks in found.items()}


def fixes_of(repairs: Sequence[Repair]) -> dict[CellKey, int]:
    """What cells should say by the only likely repair of the sums that they are in."""
    return {
        (cell["table"], cell["row"], cell["column"]): cell["to"]
        for repair in repairs
        if repair["unique"]
        for cell in repair["cells"]
    }
