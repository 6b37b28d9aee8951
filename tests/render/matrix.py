"""A table as drawn: cells with spans, and what offices do to it (unmerge, cut in two, add rows)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["head", "label", "figure", "beside"]


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` in lines parted by line feeds; ``row`` and ``column`` from 0; ``rows`` and ``columns`` it spans."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    kind: Kind = "label"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells that fill a rectangle without overlapping; the first ``head`` rows are the head."""

    cells: tuple[Cell, ...]
    head: int = 0

    @property
    def height(self) -> int:
        return max(cell.row + cell.rows for cell in self.cells)

    @property
    def width(self) -> int:
        return max(cell.column + cell.columns for cell in self.cells)

    def owners(self) -> list[list[Cell]]:
        """For each place of the rectangle the cell that covers it."""
        places: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    assert (row, column) not in places, f"{cell} overlaps {places[row, column]}"
                    places[row, column] = cell
        return [[places[row, column] for column in range(self.width)] for row in range(self.height)]


def matrix(cells: Iterable[Cell], head: int = 0) -> Matrix:
    """The cells in reading order."""
    return Matrix(tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), head)


def lowered(cells: Iterable[Cell], rows: int) -> list[Cell]:
    """The cells so many rows further down."""
    return [replace(cell, row=cell.row + rows) for cell in cells]


def unmerged(table: Matrix, repeat: bool) -> Matrix:
    """Every place a cell of its own; the places under a merged label repeat it or stay blank."""
    cells = []
    for row, line in enumerate(table.owners()):
        for column, owner in enumerate(line):
            first = (owner.row, owner.column) == (row, column)
            said = first or (repeat and owner.kind in ("head", "label"))
            cells.append(Cell(row, column, owner.text if said else "", kind=owner.kind))
    return matrix(cells, table.head)


def cut(table: Matrix, row: int, repeat_head: bool) -> tuple[Matrix, Matrix]:
    """Two tables, the second from ``row`` on; a merged cell across the cut continues without its words."""
    upper, lower = [], []
    for cell in table.cells:
        end = cell.row + cell.rows
        if cell.row < row:
            upper.append(replace(cell, rows=min(end, row) - cell.row))
        if end > row:
            text = cell.text if cell.row >= row else ""
            start = max(cell.row, row)
            lower.append(replace(cell, row=start - row, rows=end - start, text=text))
    if repeat_head:
        head = [cell for cell in upper if cell.row + cell.rows <= table.head]
        lower = [*head, *lowered(lower, table.head)]
    return matrix(upper, table.head), matrix(lower, table.head if repeat_head else 0)


def with_rows(table: Matrix, above: Sequence[str] = (), below: Sequence[str] = ()) -> Matrix:
    """The table with rows of one cell each over its whole width."""
    width, height = table.width, table.height
    top = [Cell(row, 0, text, columns=width, kind="beside") for row, text in enumerate(above)]
    end = [Cell(len(above) + height + row, 0, text, columns=width, kind="beside") for row, text in enumerate(below)]
    return matrix([*top, *lowered(table.cells, len(above)), *end], table.head + len(above))


def widths(table: Matrix, whole: float) -> list[float]:
    """How wide each column is drawn: those with long labels more than those with figures."""
    weights = []
    for column in range(table.width):
        own = [cell for cell in table.cells if cell.column == column and cell.columns == 1 and cell.kind == "label"]
        longest = max((len(line) for cell in own for line in cell.text.split("\n")), default=0)
        weights.append(min(max(longest, 4), 14))
    return [whole * weight / sum(weights) for weight in weights]
