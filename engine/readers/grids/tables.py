"""Reads the official tables in grids: the instance of each that is the report's own, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.labels import bare, plain
from engine.readers.document import Grid, GridCell
from engine.readers.grids.instances import Instance, find_instances
from engine.readers.grids.matrix import Matrix
from engine.readers.grids.rows import RowReader, RowSeen, Under
from engine.readers.grids.words import TableWords
from engine.readers.lines.figures import Cells, cell_of
from engine.readers.table import CellAt, TableFound
from engine.reading import Place, Unsure
from engine.report import Cell
from engine.rulebook import Form, Rulebook, TableForm

_PARTIAL = 4  # letters that show that some of a note is there
_LONGEST_QUOTE = 200
_LONGEST_CELL = 200
_TWO = re.compile(r"\d\s+[\d.,]")  # figures that slid into one cell, or one that was broken in two
_Read = tuple[Cell, Unsure | None]


@dataclass(frozen=True, slots=True)
class Found:
    """An instance of a table and what was read of it; ``grids`` are indexes."""

    table: TableFound
    grids: tuple[int, ...]
    cells: int  # how many were read


class GridTables:
    """Reads the tables of one document in all its grids."""

    def __init__(
        self,
        grids: Sequence[Grid],
        breaks: Sequence[bool],
        years: Sequence[frozenset[int]],
        forms: Sequence[Form],
        book: Rulebook,
    ) -> None:
        self._matrices = [Matrix(grid) for grid in grids]
        self._breaks, self._years, self._forms = breaks, years, forms
        self._cells = Cells(book.cell_words)
        self._over_rows: frozenset[int] = frozenset()  # cells that stand in several official rows
        self._groups = {bare(text.zh) for form in forms for text in form.groups.values()}

    def read(self, key: str) -> list[Found]:
        """Every instance of table ``key``, in the order of the document."""
        words = TableWords.of(key, self._forms)
        instances = find_instances(self._matrices, RowReader(words, self._cells), words, self._breaks, self._years)
        return [found for instance in instances if (found := self._found(instance, words, key)) is not None]

    def _found(self, instance: Instance, words: TableWords, key: str) -> Found | None:
        rows: dict[str, dict[str, Cell]] = {}
        places: dict[CellAt, Place] = {}
        labels: dict[str, str] = {}
        unsure: dict[CellAt, Unsure] = {}
        form = words.form_of(instance.keys)
        self._over_rows = _over_rows(instance)
        for seen in instance.rows:
            if seen.row is None or seen.row in rows or self._names_group(seen, form):
                continue
            same = [other for other in instance.rows if other.row == seen.row]
            line = self._line(_columns_of(seen.row, same, form), same, words)
            rows[seen.row] = {column: cell for column, (cell, _) in line.items()}
            unsure.update({(seen.row, column): why for column, (_, why) in line.items() if why is not None})
            places.update(self._places(seen.row, same))
            if seen.label is not None and seen.words:
                labels[seen.row] = seen.words
        read = sum(cell is not None for line in rows.values() for cell in line.values())
        if read < min(len(block.columns) for block in form.blocks):
            return None
        if any(self._left_over(seen) for seen in instance.rows):
            # Some figures have no row: rows that seem to be missing may be theirs.
            for block in form.blocks:
                for row in block.rows:
                    rows.setdefault(row, dict.fromkeys(block.columns))
        table = TableFound(rows, places, labels, self._note(instance, key), unsure)
        return Found(table, tuple(instance.grids), read)

    def _names_group(self, seen: RowSeen, form: TableForm) -> bool:
        """Whether the row only names a group of rows, with words that are a row of another form."""
        own = any(seen.row in block.rows for block in form.blocks)
        return not own and not self._counts(seen) and bare(seen.words) in self._groups

    def _line(self, expected: Sequence[str], same: Sequence[RowSeen], words: TableWords) -> dict[str, _Read]:
        """The cells of a row, which may stand on several rows of the grid beside one label."""
        if any(seen.under is None for seen in same):
            return dict.fromkeys(expected, (None, None))
        if len(same) > 1 and len({id(seen.label) for seen in same}) > 1:
            filled = [seen for seen in same if not seen.blank] or same[:1]
            same = filled if len(filled) == 1 else same
        line: dict[str, _Read] = {}
        for column in expected:
            cells = list({id(cell): cell for seen in same for cell in (seen.under or {}).get(column, ())}.values())
            if cells:
                line[column] = self._read(cells, column, same, words)
            elif any(seen.spare for seen in same):
                line[column] = (None, None)  # some column has a label that is not understood
        return line

    def _read(self, cells: Sequence[GridCell], column: str, same: Sequence[RowSeen], words: TableWords) -> _Read:
        """The figure in the cells under a column: there may be blanks beside it, but no second figure."""
        filled = [cell for cell in cells if cell.text.strip()]
        text = " ".join(cell.text.strip() for cell in filled)[:_LONGEST_CELL]
        if any(cell.doubtful for cell in cells):
            return (None, Unsure("doubtful", text))
        if not filled:
            return ("", None)
        if (
            len(filled) > 1
            or _TWO.search(text)
            or _shared(filled[0], column, same)
            or id(filled[0]) in self._over_rows
        ):
            return (None, Unsure("ambiguous", text))
        return (cell_of(" ".join(text.split()), words.forms[0].columns[column].unit), None)

    def _places(self, row: str, same: Sequence[RowSeen]) -> dict[CellAt, Place]:
        places: dict[CellAt, Place] = {}
        for seen in same:
            matrix = self._matrices[seen.grid]
            quote = " ".join(" ".join(cell.text.split()) for cell in matrix.row(seen.at) if cell.text.strip())
            for column, cells in (seen.under or {}).items():
                if cells:
                    filled = next((cell for cell in cells if cell.text.strip()), cells[0])
                    places.setdefault((row, column), _place(matrix.grid, filled, quote[:_LONGEST_QUOTE]))
        return places

    def _left_over(self, seen: RowSeen) -> bool:
        """Whether the row has figures but no name, or a name that is not understood."""
        if seen.row is not None:
            return False
        named = seen.label is not None and seen.head is not None and bare(seen.words) not in self._groups
        beside = seen.label is not None and seen.head is not None and seen.label.columns < self._width_of(seen)
        return self._figures(seen) or (named and beside)

    def _width_of(self, seen: RowSeen) -> int:
        return self._matrices[seen.grid].width

    def _counts(self, seen: RowSeen) -> bool:
        cells = (cell for cell in self._matrices[seen.grid].row(seen.at) if cell is not seen.label)
        return any(character.isdigit() for cell in cells for character in cell.text)

    def _figures(self, seen: RowSeen) -> bool:
        cells = [c for c in self._matrices[seen.grid].row(seen.at) if c is not seen.label and c.text.strip()]
        return any(self._cells.is_cell(cell.text.strip()) for cell in cells)

    def _note(self, instance: Instance, key: str) -> bool | None:
        """Whether the official note stands in the grids; ``None`` if only a part of it was made out."""
        note = self._forms[0].tables[key].note
        if note is None:
            return None
        words, text = bare(note.zh), plain(note.zh)
        cells = [cell.text for index in instance.grids for cell in self._matrices[index].grid.cells]
        if any(words in plain(cell) for cell in cells if len(cell) >= len(words)):
            return True
        parts = (plain(cell) for cell in cells)
        return None if any(part in text or text in part for part in parts if len(part) >= _PARTIAL) else False


def _columns_of(row: str, same: Sequence[RowSeen], form: TableForm) -> list[str]:
    """The columns of a row: those of the form, and others that stand there."""
    own = [column for block in form.blocks if row in block.rows for column in block.columns]
    return list(dict.fromkeys([*own, *(column for seen in same for column in seen.under or {})]))


def _shared(cell: GridCell, column: str, same: Sequence[RowSeen]) -> bool:
    """Whether the cell stands under another column too."""
    return any(
        cell is other for seen in same for of, cells in _under(seen).items() if of != column for other in cells
    )


def _over_rows(instance: Instance) -> frozenset[int]:
    """The cells that stand in several official rows, by identity."""
    rows: dict[int, set[str | None]] = {}
    for seen in instance.rows:
        for cells in _under(seen).values():
            for cell in cells:
                rows.setdefault(id(cell), set()).add(seen.row if not seen.flat else None)
    return frozenset(cell for cell, of in rows.items() if len(of) > 1)


def _under(seen: RowSeen) -> Under:
    return seen.under or {}


def _place(grid: Grid, cell: GridCell, quote: str) -> Place:
    row, column = cell.row + grid.first_row, cell.column + grid.first_column
    return Place(grid.page, None, quote, grid.number, row, column, grid.sheet, cell.box)
