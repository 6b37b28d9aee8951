"""The head of a table in a grid: which official column stands in which column of the grid."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.readers.document import GridCell
from engine.readers.grids.matrix import Matrix
from engine.readers.grids.words import TableWords

_TALLEST = 6  # rows of a grid that a head may have


@dataclass(slots=True, eq=False)
class Head:
    """Official columns, and official rows whose labels stand in the head, by column of the grid.

    ``grid``: index of the grid in which it stands, of ``width`` columns. ``others``: columns of it
    whose labels are not understood. ``rows`` serves tables whose figures all stand
    in one line under the head.
    """

    grid: int
    width: int = 0
    others: frozenset[int] = frozenset()
    columns: dict[int, str] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """The first column of the grid that has figures."""
        return min(self.columns)

    @property
    def flat(self) -> bool:
        """Whether every column of figures has its row in the head too."""
        return self.columns.keys() <= self.rows.keys()

    @property
    def order(self) -> list[tuple[str, str]]:
        """(row or empty, column) of the figures from left to right."""
        flat = self.flat
        order = [(self.rows[at] if flat else "", self.columns[at]) for at in sorted(self.columns)]
        return list(dict.fromkeys(order))


def head_rows(matrix: Matrix, words: TableWords) -> list[int]:
    """The rows of the grid that hold labels of columns."""
    return [row for row in range(matrix.height) if _is_head(matrix.row(row), words)]


def read_head(index: int, matrix: Matrix, rows: range, first: int, words: TableWords) -> Head:
    """The head of grid ``index`` with labels of columns in ``rows``; above, from ``first`` on, rows may be named."""
    head = Head(index, matrix.width)
    for row in range(max(first, rows.start - _TALLEST), rows.stop):
        for cell in matrix.row(row):
            key, column = words.row(cell.text), words.column(cell.text)
            if column is not None:  # words that name a row elsewhere name a column here
                head.columns.update(dict.fromkeys(_span(cell) if row in rows else (), column))
            elif key is not None:
                head.rows.update(dict.fromkeys(_span(cell), key))
    _take_altered(head, matrix, rows, words)
    _fill_rows(head)
    beyond = (at for at in range(head.start, head.width) if at not in head.columns)
    head.others = frozenset(at for at in beyond if _labelled(matrix, rows, at))
    return head


def _is_head(cells: list[GridCell], words: TableWords) -> bool:
    found = {column for cell in cells if (column := words.column(cell.text))}
    return len(found) >= words.head and not any(cell.text.strip().isdigit() for cell in cells)


def _take_altered(head: Head, matrix: Matrix, rows: range, words: TableWords) -> None:
    """Labels much like those of columns that were not found."""
    missing = {column for form in words.forms for column in form.columns} - set(head.columns.values())
    for row in rows:
        for cell in matrix.row(row):
            if words.column(cell.text) is not None or words.row(cell.text) is not None:
                continue
            column = words.nearest_column(cell.text)
            if column in missing:
                head.columns.update(dict.fromkeys(_span(cell), column))


def _labelled(matrix: Matrix, rows: range, column: int) -> bool:
    cells = (matrix.at(row, column) for row in rows)
    return any(cell is not None and cell.text.strip() for cell in cells)


def _fill_rows(head: Head) -> None:
    """Where a label that stands over several columns was not drawn as one cell, it holds up to the next."""
    if head.columns and head.start in head.rows and len(set(head.rows.values())) > 1:
        row = ""
        for column in sorted(head.columns):
            row = head.rows.setdefault(column, row)


def _span(cell: GridCell) -> range:
    return range(cell.column, cell.column + cell.columns)
