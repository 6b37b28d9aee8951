"""Reads the official tables in grids: the instance of each that is the report's own, cell by cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.labels import bare, plain
from engine.readers.document import Grid, GridCell
from engine.readers.grids.instances import Instance, find_instances
from engine.readers.grids.matrix import Matrix
from engine.readers.grids.rows import RowReader, RowSeen, Under
from engine.readers.grids.words import TableWords
from engine.readers.lines.figures import Cells, cell_of
from engine.readers.table import CellAt, TableFound, in_part, likeliest_form
from engine.reading import Place, Unsure
from engine.report import Cell
from engine.rulebook import CellKind, Form, Rulebook

_LONGEST_QUOTE = 200
_LONGEST_CELL = 200
_TWO = re.compile(r"\d\s+[\d.,]")  # figures that slid into one cell, or one that was broken in two
_Read = tuple[Cell, Unsure | None]
_Lines = Mapping[str, Sequence[str]]  # columns by row


@dataclass(frozen=True, slots=True)
class Found:
    """An instance of a table and what was read of it; ``grids`` are indexes."""

    table: TableFound
    grids: tuple[int, ...]
    cells: int  # how many were read


class GridTables:
    """Reads the tables of one document in all its grids."""

    def __init__(
        self, grids: Sequence[Grid], breaks: Sequence[bool], years: Sequence[frozenset[int]], book: Rulebook
    ) -> None:
        self._matrices = [Matrix(grid) for grid in grids]
        self._breaks, self._years = breaks, years
        self._cells = Cells(book.cell_words)
        self._groups = {bare(text.zh) for form in book.forms for text in form.groups.values()}

    def read(self, key: str, forms: Sequence[Form]) -> list[Found]:
        """Every instance of table ``key``, in the order of the document; the form of the year comes first."""
        words = TableWords.of(key, forms)
        instances = find_instances(self._matrices, RowReader(words, self._cells), words, self._breaks, self._years)
        return [found for instance in instances if (found := self._found(instance, words)) is not None]

    def _found(self, instance: Instance, words: TableWords) -> Found | None:
        rows: dict[str, dict[str, Cell]] = {}
        places: dict[CellAt, Place] = {}
        labels: dict[str, str] = {}
        unsure: dict[CellAt, Unsure] = {}
        form = likeliest_form(words.forms, instance.keys)
        lines, shared = form.lines(), _over_rows(instance)
        for seen in instance.rows:
            if seen.row is None or seen.row in rows or self._names_group(seen, lines):
                continue
            same = [other for other in instance.rows if other.row == seen.row]
            line = self._line(_columns_of(seen.row, same, lines), same, words, shared)
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
            for row, columns in lines.items():
                rows.setdefault(row, dict.fromkeys(columns))
        table = TableFound(rows, places, labels, self._note(instance, words), unsure)
        return Found(table, tuple(instance.grids), read)

    def _names_group(self, seen: RowSeen, lines: _Lines) -> bool:
        """Whether the row only names a group of rows, with words that are a row of another form."""
        return seen.row not in lines and not self._counts(seen) and bare(seen.words) in self._groups

    def _line(
        self, expected: Sequence[str], same: Sequence[RowSeen], words: TableWords, shared: frozenset[int]
    ) -> dict[str, _Read]:
        """The cells of a row, which may stand on several rows of the grid beside one label.

        ``shared``: the cells that stand in several official rows, by identity.
        """
        if any(seen.under is None for seen in same):
            return dict.fromkeys(expected, (None, None))
        if len(same) > 1 and len({id(seen.label) for seen in same}) > 1:
            filled = [seen for seen in same if not seen.blank] or same[:1]
            same = filled if len(filled) == 1 else same
        line: dict[str, _Read] = {}
        for column in expected:
            cells = list({id(cell): cell for seen in same for cell in _under(seen).get(column, ())}.values())
            if cells:
                over = shared | _beside(column, same)
                line[column] = _read(cells, over, words.forms[0].columns[column].unit)
            elif any(seen.spare for seen in same):
                line[column] = (None, None)  # some column has a label that is not understood
        return line

    def _places(self, row: str, same: Sequence[RowSeen]) -> dict[CellAt, Place]:
        places: dict[CellAt, Place] = {}
        for seen in same:
            matrix = self._matrices[seen.grid]
            quote = " ".join(" ".join(cell.text.split()) for cell in matrix.row(seen.at) if cell.text.strip())
            for column, cells in _under(seen).items():
                if cells:
                    filled = next((cell for cell in cells if cell.text.strip()), cells[0])
                    places.setdefault((row, column), _place(matrix.grid, filled, quote[:_LONGEST_QUOTE]))
        return places

    def _left_over(self, seen: RowSeen) -> bool:
        """Whether the row has figures but no name, or a name that is not understood."""
        if seen.row is not None:
            return False
        if self._figures(seen):
            return True
        whole = self._matrices[seen.grid].width  # as wide are remarks
        return seen.label is not None and seen.label.columns < whole and bare(seen.words) not in self._groups

    def _counts(self, seen: RowSeen) -> bool:
        return any(character.isdigit() for text in self._beside_label(seen) for character in text)

    def _figures(self, seen: RowSeen) -> bool:
        return any(self._cells.is_cell(text) for text in self._beside_label(seen))

    def _beside_label(self, seen: RowSeen) -> list[str]:
        cells = self._matrices[seen.grid].row(seen.at)
        return [text for cell in cells if cell is not seen.label and (text := cell.text.strip())]

    def _note(self, instance: Instance, words: TableWords) -> bool | None:
        """Whether the official note stands in the grids; ``None`` if only a part of it was made out."""
        note = words.forms[0].note
        if note is None:
            return None
        texts = [plain(cell.text) for index in instance.grids for cell in self._matrices[index].grid.cells]
        if any(bare(note.zh) in text for text in texts):
            return True
        return None if in_part(plain(note.zh), texts) else False


def _read(cells: Sequence[GridCell], shared: frozenset[int], unit: CellKind) -> _Read:
    """The figure in the cells under a column: there may be blanks beside it, but no second figure."""
    filled = [cell for cell in cells if cell.text.strip()]
    text = " ".join(cell.text.strip() for cell in filled)[:_LONGEST_CELL]
    if any(cell.doubtful for cell in cells):
        return (None, Unsure("doubtful", text))
    if not filled:
        return ("", None)
    if len(filled) > 1 or _TWO.search(text) or _run_over(text) or id(filled[0]) in shared:
        return (None, Unsure("ambiguous", text))
    return (cell_of(" ".join(text.split()), unit), None)


def _run_over(text: str) -> bool:
    """Whether a mark that ends or goes on with words stands before a figure: the end of the words beside the cell."""
    return unicodedata.category(text[0]) in ("Po", "Pe", "Pf") and any(character.isdigit() for character in text)


def _columns_of(row: str, same: Sequence[RowSeen], lines: _Lines) -> list[str]:
    """The columns of a row: those of the form, and others that stand there."""
    return list(dict.fromkeys([*lines.get(row, ()), *(column for seen in same for column in _under(seen))]))


def _beside(column: str, same: Sequence[RowSeen]) -> frozenset[int]:
    """The cells of a row that stand under other columns, by identity."""
    return frozenset(
        id(cell) for seen in same for of, cells in _under(seen).items() if of != column for cell in cells
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
