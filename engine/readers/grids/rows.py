"""The rows of one official table in one grid: label, official row if the label names one, and cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    ``spare``: figures that stand under no official column. ``head``: which head of the document,
    so that two rows under one head are known.
    """

    grid: int  # index of the grid
    at: int  # row in the grid
    label: GridCell | None
    words: str
    row: str | None
    under: Under | None
    spare: bool
    head: int

    @property
    def blank(self) -> bool:
        """Whether no cell says anything."""
        return self.under is not None and not any(c.text.strip() for cells in self.under.values() for c in cells)


@dataclass(slots=True)
class GridRows:
    """The rows of a grid; ``head``: the last head, that holds for the next grid too; ``heads``: how many so far."""

    rows: list[RowSeen]
    head: Head | None
    heads: int
    headed: bool


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, words: TableWords, cells: Cells) -> None:
        self._words, self._cells = words, cells

    def read(self, index: int, matrix: Matrix, head: Head | None, heads: int) -> GridRows:
        """The rows of grid ``index``; ``head`` is the last one of the grid before, number ``heads``."""
        rows: list[RowSeen] = []
        top, free = 0, 0
        own = False
        for zone in _zones(head_rows(matrix, self._words)):
            rows += self._between(index, matrix, range(top, zone.start), head, own, heads)
            free = top
            head, own, heads, top = read_head(matrix, zone, free, self._words), True, heads + 1, zone.stop
        rows += self._between(index, matrix, range(top, matrix.height), head, own, heads)
        return GridRows(rows, head, heads, own)

    def _between(
        self, index: int, matrix: Matrix, span: range, head: Head | None, own: bool, heads: int
    ) -> Iterator[RowSeen]:
        for at in span:
            cells = matrix.row(at)
            if head is None or not cells:
                found = self._unheaded(index, at, cells, heads)
            elif own:
                found = self._headed(index, at, matrix, head, heads)
            else:
                found = self._continued(index, at, cells, head, heads)
            yield from found

    def _headed(self, index: int, at: int, matrix: Matrix, head: Head, heads: int) -> list[RowSeen]:
        """A row under a head of its own grid."""
        labels = [cell for cell in matrix.cells(at, range(head.start)) if self._worded(cell)]
        under: dict[tuple[str, str], list[GridCell]] = {}
        flat = head.flat and not any(self._words.row(cell.text) for cell in labels)
        holes = False
        for column, key in sorted(head.columns.items()):
            cell = matrix.at(at, column)
            holes |= cell is None
            place = under.setdefault((head.rows[column] if flat else "", key), [])
            if cell is not None and cell not in place:
                place.append(cell)
        others = [c for c in matrix.cells(at, range(head.start, matrix.width)) if not _covers(c, head)]
        spare = any(map(self._figure, others))
        if flat:
            return self._flat(index, at, under, holes, heads)
        if not labels:
            return [RowSeen(index, at, None, "", None, None if holes else _columns(under, ""), spare, heads)]
        return [self._labelled(index, at, labels[-1], None if holes else _columns(under, ""), spare, heads)]

    def _flat(
        self, index: int, at: int, under: Mapping[tuple[str, str], Sequence[GridCell]], holes: bool, heads: int
    ) -> list[RowSeen]:
        """A line of figures that belong to several official rows."""
        cells = [cell for found in under.values() for cell in found]
        if any(map(self._worded, cells)):
            return []
        rows = dict.fromkeys(row for row, _ in under)
        return [
            RowSeen(index, at, None, "", row, None if holes else _columns(under, row), False, heads) for row in rows
        ]

    def _continued(self, index: int, at: int, cells: Sequence[GridCell], head: Head, heads: int) -> list[RowSeen]:
        """A row of a grid that goes on with the table of the grid before, without a head."""
        order = head.order
        label = max((i for i, cell in enumerate(cells) if self._worded(cell)), default=-1)
        figures = cells[label + 1 :]
        if label < 0 and len(figures) > len(order):
            figures = figures[len(figures) - len(order) :]
        fits = len(figures) == len(order)
        if head.flat and label < 0:
            under = {place: [cell] for place, cell in zip(order, figures, strict=False)}
            return self._flat(index, at, under, not fits, heads)
        under = {("", column): [cell] for (_, column), cell in zip(order, figures, strict=False)}
        columns = _columns(under, "") if fits and not head.flat else None
        if label < 0:
            return [RowSeen(index, at, None, "", None, columns, False, heads)]
        return [self._labelled(index, at, cells[label], columns, False, heads)]

    def _unheaded(self, index: int, at: int, cells: Sequence[GridCell], heads: int) -> list[RowSeen]:
        """A row without any head: its figures belong to nothing that is known."""
        labels = [cell for cell in cells if self._worded(cell)]
        return [self._labelled(index, at, labels[-1], None, False, heads)] if labels else []

    def _labelled(
        self, index: int, at: int, label: GridCell, under: Under | None, spare: bool, heads: int
    ) -> RowSeen:
        row = self._words.row(label.text)
        if row is not None and under is not None:
            under = {column: cells for column, cells in under.items() if (row, column) in self._words.cells}
        return RowSeen(index, at, label, "".join(label.text.split()), row, under, spare, heads)

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


def _covers(cell: GridCell, head: Head) -> bool:
    return any(column in head.columns for column in range(cell.column, cell.column + cell.columns))


def _columns(under: Mapping[tuple[str, str], Sequence[GridCell]], row: str) -> dict[str, tuple[GridCell, ...]]:
    return {column: tuple(cells) for (of, column), cells in under.items() if of == row}
