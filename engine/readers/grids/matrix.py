"""A grid with its spans resolved: which cell stands at a row and column."""

from __future__ import annotations

from collections.abc import Iterator

from engine.readers.document import Grid, GridCell

MOST_PLACES = 400_000  # rows times columns; a larger grid is no table of a report


class Matrix:
    """A grid by row and column, both from 0."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.height = max((cell.row + cell.rows for cell in grid.cells), default=0)
        self.width = max((cell.column + cell.columns for cell in grid.cells), default=0)
        self._at: dict[tuple[int, int], GridCell] = {}
        if self.height * self.width > MOST_PLACES:
            self.height = self.width = 0
            return
        for cell in grid.cells:
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    self._at.setdefault((row, column), cell)

    def at(self, row: int, column: int) -> GridCell | None:
        """The cell that covers a place, if any."""
        return self._at.get((row, column))

    def row(self, row: int) -> list[GridCell]:
        """The cells that cover a row, from left to right, each once."""
        return list(self.cells(row, range(self.width)))

    def cells(self, row: int, columns: range) -> Iterator[GridCell]:
        """The cells of a row that cover the columns, from left to right, each once."""
        last = None
        for column in columns:
            cell = self._at.get((row, column))
            if cell is not None and cell is not last:
                yield cell
            last = cell
