"""The rows of one official table in one grid: label, official row if the label names one, and cells."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.readers.document import GridCell
from engine.readers.grids.heads import Head, head_rows, read_head
from engine.readers.grids.matrix import Matrix
from engine.readers.grids.words import TableWords
from engine.readers.lines.figures import Cells

Under = Mapping[str, tuple[GridCell, ...]]


@dataclass(frozen=True, slots=True)
class RowSeen:
    """A row of a grid under a head.

    ``row``: the official row that its label names exactly, else ``None``. ``under``: by official
    column the cells of the grid that stand under it; ``None`` if that could not be told.
    ``spare``: a column is not understood. ``flat``: one of several official rows in a line.
    """

    grid: int  # index of the grid
    at: int  # row in the grid
    label: GridCell | None
    words: str
    row: str | None
    under: Under | None
    spare: bool
    head: Head
    flat: bool = False

    @property
    def blank(self) -> bool:
        """Whether no cell says anything."""
        return self.under is not None and not any(c.text.strip() for cells in self.under.values() for c in cells)


@dataclass(slots=True)
class GridRows:
    """The rows of a grid, and the last head, that holds for the next grid too; ``headed`` if it is the grid's own."""

    rows: list[RowSeen]
    head: Head | None
    headed: bool


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, words: TableWords, cells: Cells) -> None:
        self._words, self._cells = words, cells

    def read(self, index: int, matrix: Matrix, head: Head | None) -> GridRows:
        """The rows of grid ``index``; ``head`` is the last one of the grid before."""
        rows: list[RowSeen] = []
        top = 0
        own = False
        for zone in _zones(head_rows(matrix, self._words)):
            rows += self._between(index, matrix, range(top, zone.start), head, own)
            head = read_head(index, matrix, zone, top, self._words)
            own, top = True, zone.stop
        rows += self._between(index, matrix, range(top, matrix.height), head, own)
        return GridRows(rows, head, own)

    def _between(self, index: int, matrix: Matrix, span: range, head: Head | None, own: bool) -> Iterator[RowSeen]:
        for at in span:
            cells = matrix.row(at)
            if head is None or not cells:
                continue  # figures without a head belong to nothing that is known
            if own or (head.flat and matrix.width == head.width):
                yield from self._headed(index, at, matrix, head)
            else:
                yield from self._continued(index, at, cells, head)

    def _headed(self, index: int, at: int, matrix: Matrix, head: Head) -> list[RowSeen]:
        """A row under a head of its own grid."""
        labels = [cell for cell in matrix.cells(at, range(head.start)) if self._worded(cell)]
        flat = head.flat and not any(self._words.row(cell.text) for cell in labels)
        under: dict[tuple[str, str], list[GridCell]] = {}
        holes = False
        for column, key in sorted(head.columns.items()):
            cell = matrix.at(at, column)
            holes |= cell is None
            place = under.setdefault((head.rows[column] if flat else "", key), [])
            if cell is not None and cell not in place:
                place.append(cell)
        if flat:
            return self._flat(index, at, under, holes, head)
        columns = None if holes or self._misfits(at, matrix, head) else _columns(under, "")
        spare = bool(head.others) or any(map(self._figure, _beside(at, matrix, head)))
        return [self._seen(index, at, labels[-1] if labels else None, columns, spare, head)]

    def _misfits(self, at: int, matrix: Matrix, head: Head) -> bool:
        """Whether the row does not stand under its head.

        A label of a row stands where figures should, or a figure beyond all columns, or a figure
        stands under an official column and another.
        """
        cells = list(matrix.cells(at, range(head.start, matrix.width)))
        labels = any(self._words.row(cell.text) or cell.column < head.start for cell in cells if self._worded(cell))
        last = max(head.columns)
        stray = [cell for cell in cells if self._figure(cell) and cell.column > last]
        beyond = any(not _over(cell, head.others) for cell in stray)
        across = any(_over(cell, head.others) and _over(cell, head.columns) for cell in cells if self._figure(cell))
        return labels or beyond or across

    def _flat(
        self, index: int, at: int, under: Mapping[tuple[str, str], Sequence[GridCell]], holes: bool, head: Head
    ) -> list[RowSeen]:
        """A line of figures that belong to several official rows."""
        if any(self._worded(cell) for cells in under.values() for cell in cells):
            return []
        rows = dict.fromkeys(row for row, _ in under)
        return [
            RowSeen(index, at, None, "", row, None if holes else _columns(under, row), False, head, True)
            for row in rows
        ]

    def _continued(self, index: int, at: int, cells: Sequence[GridCell], head: Head) -> list[RowSeen]:
        """A row of a grid that goes on with the table of the grid before, without a head."""
        order = head.order
        label = max((i for i, cell in enumerate(cells) if self._worded(cell)), default=-1)
        figures = cells[label + 1 :]
        while len(figures) > len(order) and label < 0 and not figures[0].text.strip() and not head.flat:
            figures = figures[1:]  # a blank place for a label
        fits = len(figures) == len(order)
        if not fits and not any(map(self._figure, cells)):
            return []  # a head, or a remark
        under = {place: [cell] for place, cell in zip(order, figures, strict=False)}
        if head.flat and label < 0:
            return self._flat(index, at, under, not fits, head)
        columns = _columns(under, "") if fits and not head.flat else None
        return [self._seen(index, at, cells[label] if label >= 0 else None, columns, False, head)]

    def _seen(
        self, index: int, at: int, label: GridCell | None, under: Under | None, spare: bool, head: Head
    ) -> RowSeen:
        if label is None:
            return RowSeen(index, at, None, "", None, under, spare, head)
        row = self._words.row(label.text)
        if row is not None and under is not None:
            under = {column: cells for column, cells in under.items() if (row, column) in self._words.cells}
        return RowSeen(index, at, label, "".join(label.text.split()), row, under, spare, head)

    def _worded(self, cell: GridCell) -> bool:
        text = cell.text.strip()
        return bool(text) and not self._cells.is_cell(text)

    def _figure(self, cell: GridCell) -> bool:
        text = cell.text.strip()
        return bool(text) and self._cells.is_cell(text)


def _zones(rows: Sequence[int]) -> Iterator[range]:
    """Rows of a head that follow each other."""
    start = 0
    for index, row in enumerate(rows):
        if index + 1 == len(rows) or rows[index + 1] != row + 1:
            yield range(rows[start], row + 1)
            start = index + 1


def _beside(at: int, matrix: Matrix, head: Head) -> list[GridCell]:
    """The cells of a row that stand right of its label and under no official column."""
    return [cell for cell in matrix.cells(at, range(head.start, matrix.width)) if not _over(cell, head.columns)]


def _over(cell: GridCell, columns: Container[int]) -> bool:
    """Whether the cell stands in one of the columns of the grid."""
    return any(column in columns for column in range(cell.column, cell.column + cell.columns))


def _columns(under: Mapping[tuple[str, str], Sequence[GridCell]], row: str) -> dict[str, tuple[GridCell, ...]]:
    return {column: tuple(cells) for (of, column), cells in under.items() if of == row}
