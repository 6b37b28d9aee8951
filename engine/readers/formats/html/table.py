"""A table of a page: a grid of data, or a means of layout whose cells are read one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from engine.readers.document import Grid, GridCell
from engine.readers.formats.html.flow import Flow
from engine.readers.formats.html.spans import Cell, Placed, place

_LONGEST_CELL = 400  # characters: more is prose
_MOST_LINES = 20  # of a cell; a narrow head set one character a line has fewer


@dataclass(slots=True)
class Row:
    """A row as it stands in the page. ``flat``: without height, as office programs write to set widths."""

    cells: list[Cell] = field(default_factory=list)
    flat: bool = False


@dataclass(slots=True)
class Table:
    """A table while it is read. ``number`` from 1; ``drawn``: of HTML's own elements; ``outer``: around it."""

    number: int
    drawn: bool
    outer: Flow
    cell: Cell | None = None
    _row: Row | None = None
    _section: list[Row] | None = None
    _sections: list[tuple[str, list[Row]]] = field(default_factory=list)

    def open_section(self, tag: str) -> None:
        """Begin a ``thead``, ``tbody`` or ``tfoot``; sections of other tags are bodies."""
        self._section, self._row = [], None
        self._sections.append((tag, self._section))

    def open_row(self, flat: bool = False) -> None:
        """Begin a row, in a body if no section is open."""
        if self._section is None:
            self.open_section("tbody")
        assert self._section is not None
        self._row = Row(flat=flat)
        self._section.append(self._row)

    def open_cell(self, rows: int, columns: int) -> Cell:
        """Begin a cell, in a new row if none is open."""
        if self._row is None:
            self.open_row()
        assert self._row is not None
        self.cell = Cell(rows, columns)
        self._row.cells.append(self.cell)
        return self.cell

    def close_row(self) -> None:
        """A cell that follows begins a new row."""
        self._row = None

    def close_section(self) -> None:
        """A row that follows begins a new body."""
        self._row = self._section = None

    def items(self) -> list[str | Grid]:
        """What the table says, in reading order: a grid, or the lines and grids in its cells.

        Raises:
            Unusable: its spans are beyond all measure.
        """
        sections = self.sections()
        cells = [cell for rows in sections for row in rows for cell in row.cells]
        if any(cell.holds_table for cell in cells):
            return _in_order(cells)
        placed = place([[row.cells for row in rows] for rows in sections])
        return list(self._grids(placed))

    def sections(self) -> list[list[Row]]:
        """The rows by section, in the order of a browser, without those that only set widths."""
        return [_without_spacers(rows) for rows in self._as_displayed()]

    def is_trifle(self) -> bool:
        """Whether it is but a box around at most one line, which makes no layout of the table around it."""
        cells = [cell for _, rows in self._sections for row in rows for cell in row.cells]
        return len(cells) <= 1 and all(len(cell.flow.items) <= 1 and not cell.holds_table for cell in cells)

    def _as_displayed(self) -> Iterator[list[Row]]:
        """Sections in the order of a browser: the first head comes first, the first foot last."""
        head = next((rows for tag, rows in self._sections if tag == "thead"), None)
        foot = next((rows for tag, rows in self._sections if tag == "tfoot"), None)
        if head is not None:
            yield head
        yield from (rows for _, rows in self._sections if rows is not head and rows is not foot)
        if foot is not None:
            yield foot

    def _grids(self, placed: list[Placed]) -> Iterator[str | Grid]:
        """Rows with prose are lines, also in a table that holds data in other rows."""
        pending: list[Placed] = []
        for band in _bands(placed):
            if any(_is_prose(each.cell) for each in band):
                yield from self._grid(pending)
                yield from _in_order(each.cell for each in band)
                pending = []
            else:
                pending += band
        yield from self._grid(pending)

    def _grid(self, placed: list[Placed]) -> list[str | Grid]:
        """A grid, or the lines if all text stands in one column."""
        if len({each.column for each in placed if each.cell.flow.items}) <= 1:
            return _in_order(each.cell for each in placed)
        first = placed[0].row
        cells = (
            GridCell(each.row - first, each.column, each.cell.text(), each.rows, each.columns) for each in placed
        )
        return [Grid(self.number, tuple(cells), first_row=first + 1)]


def _without_spacers(rows: list[Row]) -> list[Row]:
    """The rows less a first and a last one that only set the widths of columns."""
    start = 1 if rows and _is_spacer(rows[0]) else 0
    end = len(rows) - 1 if len(rows) > start and _is_spacer(rows[-1]) else len(rows)
    return rows[start:end]


def _is_spacer(row: Row) -> bool:
    return row.flat and bool(row.cells) and all(cell.rows == 1 and not cell.flow.items for cell in row.cells)


def _bands(placed: list[Placed]) -> Iterator[list[Placed]]:
    """Cells by the rows that they share: no cell reaches from one band into another."""
    band: list[Placed] = []
    end = 0
    for each in placed:
        if band and each.row >= end:
            yield band
            band = []
        band.append(each)
        end = max(end, each.row + each.rows)
    if band:
        yield band


def _is_prose(cell: Cell) -> bool:
    lines = [item for item in cell.flow.items if isinstance(item, str)]
    return len(lines) > _MOST_LINES or sum(map(len, lines)) > _LONGEST_CELL


def _in_order(cells: Iterable[Cell]) -> list[str | Grid]:
    return [item for cell in cells for item in cell.flow.items]
