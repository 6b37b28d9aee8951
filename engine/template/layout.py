"""The three official tables as they are printed: which cell stands where, and spans how much."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from engine.rulebook import Block, CellKind, Form, Lang, TableForm

Role = Literal["head", "label", "figure"]

_LABELS = 3  # columns of table three that hold the labels of its rows
_NOTE_BRACKETS = {"zh": "（{}）", "en": "({})"}


@dataclass(frozen=True, slots=True)
class LayoutCell:
    """A cell with its corner (from 0) and its spans; ``kind`` says which figures a blank one takes.

    ``key``: the row and the column of the form that it is about; empty where it is about a row or a column only.
    """

    row: int
    column: int
    rows: int
    columns: int
    role: Role
    text: str = ""
    kind: CellKind | None = None
    key: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class TableLayout:
    """A table: its cells by row and column; ``heads`` rows are its head; ``widths`` of columns in millimetres."""

    key: str
    title: str
    cells: tuple[LayoutCell, ...]
    heads: int
    widths: tuple[float, ...]

    @property
    def height(self) -> int:
        """How many rows it has."""
        return max(cell.row + cell.rows for cell in self.cells)


def layouts(form: Form, item: str, lang: Lang = "zh") -> dict[str, TableLayout]:
    """The tables of the form by their key, to be printed on A4 between margins of 26 mm.

    ``item`` heads the first column of table two.
    """
    return {
        "proactive": _proactive(form, form.tables["proactive"], item, lang),
        "requests": _requests(form, form.tables["requests"], lang),
        "disputes": _disputes(form, form.tables["disputes"], lang),
    }


def _proactive(form: Form, table: TableForm, item: str, lang: Lang) -> TableLayout:
    """Blocks one below the other; a block with fewer columns has wider ones."""
    across = math.lcm(*(len(block.columns) for block in table.blocks))
    cells: list[LayoutCell] = []
    row = 0
    for block in table.blocks:
        span = across // len(block.columns)
        cells += [
            LayoutCell(row, 0, 1, across + 1, "head", form.blocks[block.key].of(lang)),
            LayoutCell(row + 1, 0, 1, 1, "head", item),
            *_heads(table, block, row + 1, span, lang),
            *_row_labels(table, block.rows, row + 2, 1, lang),
            *_figures(table, block, row + 2, 1, span),
        ]
        row += 2 + len(block.rows)
    return _table(table, cells, 0, (48.0, *[108.0 / across] * across), lang)


def _row_labels(table: TableForm, rows: Sequence[str], top: int, span: int, lang: Lang) -> list[LayoutCell]:
    return [_label(table, row, top + index, 0, span, lang) for index, row in enumerate(rows)]


def _heads(table: TableForm, block: Block, row: int, span: int, lang: Lang) -> list[LayoutCell]:
    return [_head(table, key, row, 1 + index * span, 1, span, lang) for index, key in enumerate(block.columns)]


def _requests(form: Form, table: TableForm, lang: Lang) -> TableLayout:
    (block,) = table.blocks
    note = _NOTE_BRACKETS[lang].format(table.note.of(lang)) if table.note else ""
    cells = [
        LayoutCell(0, 0, 3, _LABELS, "head", note),
        LayoutCell(0, _LABELS, 1, len(block.columns), "head", form.groups["applicants"].of(lang)),
        *_grouped_columns(form, table, block, lang),
        *_labels(form, table, block, lang),
        *_figures(table, block, 3, _LABELS),
    ]
    return _table(table, cells, 3, (14.0, 17.0, 51.5, *[73.5 / len(block.columns)] * len(block.columns)), lang)


def _grouped_columns(form: Form, table: TableForm, block: Block, lang: Lang) -> list[LayoutCell]:
    """The second and third row of the head: a column of its own spans both, those of a group stand under its name."""
    cells = []
    place = _LABELS
    for group, members in groupby(block.columns, lambda column: table.columns[column].group):
        columns = list(members)
        if group:
            cells.append(LayoutCell(1, place, 1, len(columns), "head", form.groups[group].of(lang)))
        top, rows = (2, 1) if group else (1, 2)
        for offset, column in enumerate(columns):
            cells.append(_head(table, column, top, place + offset, rows, 1, lang))
        place += len(columns)
    return cells


def _labels(form: Form, table: TableForm, block: Block, lang: Lang) -> list[LayoutCell]:
    """The labels of the rows: those of the outcome stand beside its name, those of a group beside the group's."""
    outcome = _outcome(form)
    cells = []
    row = 3
    for inside, found in groupby(block.rows, outcome.__contains__):
        rows = list(found)
        if inside:
            cells.append(LayoutCell(row, 0, len(rows), 1, "label", form.groups["outcome"].of(lang)))
            cells += _grouped_rows(form, table, rows, row, lang)
        else:
            cells += _row_labels(table, rows, row, _LABELS, lang)
        row += len(rows)
    return cells


def _grouped_rows(form: Form, table: TableForm, rows: Sequence[str], top: int, lang: Lang) -> list[LayoutCell]:
    cells = []
    for group, found in groupby(rows, lambda row: table.rows[row].group):
        members = list(found)
        if group:
            cells.append(LayoutCell(top, 1, len(members), 1, "label", form.groups[group].of(lang)))
        column, span = (2, 1) if group else (1, 2)
        for index, row in enumerate(members):
            cells.append(_label(table, row, top + index, column, span, lang))
        top += len(members)
    return cells


def _outcome(form: Form) -> frozenset[str]:
    """The rows that say what became of the requests: those that the sum of outcomes is about."""
    total = next(identity for identity in form.identities if identity.group == "requests.total")
    return frozenset(total.left + total.right)


def _disputes(form: Form, table: TableForm, lang: Lang) -> TableLayout:
    """The rows of table four are printed side by side, the two kinds of litigation under their name."""
    (block,) = table.blocks
    width = len(block.columns)
    cells = []
    for index, row in enumerate(block.rows):
        place = index * width
        litigation = index > 0
        cells.append(_label(table, row, int(litigation), place, width, lang, "head"))
        top = 2 if litigation else 1
        for offset, column in enumerate(block.columns):
            cells.append(_head(table, column, top, place + offset, 3 - top, 1, lang))
            cells.append(LayoutCell(3, place + offset, 1, 1, "figure", "", table.columns[column].unit, (row, column)))
    cells.append(LayoutCell(0, width, 1, width * (len(block.rows) - 1), "head", form.groups["litigation"].of(lang)))
    return _table(table, cells, 3, tuple([156.0 / (width * len(block.rows))] * width * len(block.rows)), lang)


def _figures(table: TableForm, block: Block, top: int, left: int, span: int = 1) -> list[LayoutCell]:
    return [
        LayoutCell(
            top + index, left + offset * span, 1, span, "figure", "", table.columns[column].unit, (row, column)
        )
        for index, row in enumerate(block.rows)
        for offset, column in enumerate(block.columns)
    ]


def _head(table: TableForm, column: str, row: int, place: int, rows: int, columns: int, lang: Lang) -> LayoutCell:
    return LayoutCell(row, place, rows, columns, "head", table.columns[column].text.of(lang), key=("", column))


def _label(
    table: TableForm, key: str, row: int, place: int, columns: int, lang: Lang, role: Role = "label"
) -> LayoutCell:
    return LayoutCell(row, place, 1, columns, role, table.rows[key].text.of(lang), key=(key, ""))


def _table(
    table: TableForm, cells: Sequence[LayoutCell], heads: int, widths: tuple[float, ...], lang: Lang
) -> TableLayout:
    ordered = tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))
    return TableLayout(table.key, table.title.of(lang), ordered, heads, widths)
