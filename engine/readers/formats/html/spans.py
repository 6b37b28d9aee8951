"""Where the cells of a table stand, once their spans are resolved as browsers do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.errors import Unusable
from engine.readers.formats.html.flow import Flow

_MOST_COLUMNS = 100  # of a span; a wider one means the rest of the table
_STEPS_A_CELL = 50  # to find a free place; more are no table but an attack


@dataclass(slots=True)
class Cell:
    """A cell as it stands in the page: its content and how many rows (0: all) and columns it asks for."""

    rows: int
    columns: int
    flow: Flow = field(default_factory=Flow)
    holds_table: bool = False

    def text(self) -> str:
        """Its lines, parted by line feeds."""
        return "\n".join(item for item in self.flow.items if isinstance(item, str))


@dataclass(slots=True)
class Placed:
    """A cell in its place; rows and columns from 0."""

    row: int
    column: int
    rows: int
    columns: int
    cell: Cell


def place(sections: Sequence[Sequence[Sequence[Cell]]]) -> list[Placed]:
    """The cells of all sections, by row and column; none overlaps another, and none leaves its section.

    Rows that hold nothing, and into which nothing reaches, are no rows.

    Raises:
        Unusable: the spans are beyond all measure.
    """
    placed: list[Placed] = []
    cells = sum(len(row) for rows in sections for row in rows)
    steps, top = _STEPS_A_CELL * (cells + 200), 0
    for rows in sections:
        taken: list[int] = []  # by column, the row from which it is free
        gone = end = 0
        for index, row in enumerate(rows):
            if not row and end <= index:
                gone += 1
                continue
            column, is_clear = 0, end <= index  # nothing reaches into the row from above
            for cell in row:
                first = column
                while not is_clear and column < len(taken) and taken[column] > index:
                    column += 1
                steps -= column - first
                if steps < 0:
                    raise Unusable("text.too_long")
                height = min(cell.rows or len(rows), len(rows) - index)
                wanted = min(cell.columns, _MOST_COLUMNS)
                width = wanted if is_clear else _free(taken, column, wanted, index)
                taken.extend([0] * (column + width - len(taken)))
                taken[column : column + width] = [index + height] * width
                placed.append(Placed(top + index - gone, column, height, width, cell))
                end = max(end, index + height)
                column += wanted  # the next one's place, also if this one was cut
        top += len(rows) - gone
    return _within(placed)


def _free(taken: Sequence[int], column: int, columns: int, row: int) -> int:
    """How many of ``columns`` are free from ``column`` on: a cell from above is not covered."""
    for width in range(1, min(columns, len(taken) - column)):
        if taken[column + width] > row:
            return width
    return columns


def _within(placed: list[Placed]) -> list[Placed]:
    """Spans of more columns than any table has end where the other cells do."""
    edge = max((each.column + (1 if _is_endless(each.cell) else each.columns) for each in placed), default=0)
    for each in placed:
        if _is_endless(each.cell):
            each.columns = min(each.columns, edge - each.column)
    return placed


def _is_endless(cell: Cell) -> bool:
    return cell.columns > _MOST_COLUMNS
