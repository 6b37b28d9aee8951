"""Steps of a mend that add rows, columns and tables of the form, or take away those that it does not have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from engine.reading import CellKey
from engine.rulebook import TableForm
from engine.scorecard import Edit
from engine.whatif import draft
from engine.whatif.figures import filled
from engine.whatif.ground import CannotMend, Changed, Ground

_MOST_TERMS = 8  # figures of what is added that are shown
_KEYS = {"row": ("table", "row"), "column": ("table", "block", "column"), "block": ("table", "block"), "form": ()}


def add(ground: Ground) -> Changed:
    """``add``: cells of the form that are not there, with the figures that the sums make of them, else nought."""
    counts = ground.counts()
    new = [cell for cell in counts if _wanted(cell, ground) and not _given(cell, ground)]
    if not new:
        raise CannotMend
    figures = filled(counts, new, ground.setting.sums)
    reading = draft.with_cells(ground.reading, figures)
    if reading.notes is not None and ground.step.to == "table":  # the form prints it
        reading = replace(reading, notes={**reading.notes, **{table: True for table, _, _ in new}})
    return Changed(reading, (Edit(ground.place(), None, _line(figures, ground), len(figures), False),))


def drop(ground: Ground) -> Changed:
    """``drop``: cells that the form does not have, those of the finding or all."""
    counts, fields, choice = ground.counts(), ground.fact.fields, ground.step.to
    gone = []
    for key, table in ground.form.tables.items():
        mine = key == fields.get("table")
        for row, line in ground.reading.report.table(key).items():
            of_row = mine and choice == "row" and row == fields.get("row")
            of_block = mine and choice == "column" and _block(table, row) == fields.get("block")
            gone += [
                (key, row, column)
                for column in line
                if (key, row, column) not in counts
                and (choice == "foreign" or of_row or (of_block and column == fields.get("column")))
            ]
    if not gone:
        raise CannotMend
    before = ", ".join(dict.fromkeys(str(ground.cell(cell)) for cell in gone))
    edit = Edit(ground.place(), before, None, len(gone), True)
    return Changed(draft.without_cells(ground.reading, gone), (edit,))


def _wanted(cell: CellKey, ground: Ground) -> bool:
    """Whether a cell of the form belongs to what is to be added."""
    table, row, column = cell
    is_ = {"table": table, "row": row, "column": column, "block": _block(ground.form.tables[table], row)}
    keys = _KEYS.get(ground.step.to, ("table",))
    return all(is_[key] == ground.fact.fields.get(key) for key in keys) and _crossed(cell, ground)


def _crossed(cell: CellKey, ground: Ground) -> bool:
    """Whether the row of an added column is there, or the column of an added row in the others of its block."""
    table, row, column = cell
    rows = ground.reading.report.table(table)
    if ground.step.to == "column":
        return bool(rows.get(row))
    if ground.step.to != "row":
        return True
    block = next(block for block in ground.form.tables[table].blocks if row in block.rows)
    others = [rows[other] for other in block.rows if other != row and rows.get(other)]
    return not others or any(column in line for line in others)


def _block(table: TableForm, row: str) -> str | None:
    return next((block.key for block in table.blocks if row in block.rows), None)


def _given(cell: CellKey, ground: Ground) -> bool:
    table, row, column = cell
    return column in ground.reading.report.table(table).get(row, {})


def _line(figures: Mapping[CellKey, int], ground: Ground) -> str:
    """The figures that are not nought, by their names."""
    terms = [(cell, value) for cell, value in figures.items() if value]
    shown = [f"{_brief(cell, ground)} {value}" for cell, value in terms[:_MOST_TERMS]]
    return ", ".join(shown) + (", …" if len(terms) > _MOST_TERMS else "") or "0"


def _brief(cell: CellKey, ground: Ground) -> str:
    table = ground.form.tables[cell[0]]
    label = table.columns[cell[2]] if ground.step.to == "row" else table.rows[cell[1]]
    return label.brief.of(ground.setting.lang)
