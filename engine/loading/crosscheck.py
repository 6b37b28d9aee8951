"""Reads ``rules/crosscheck.yaml``: what is checked across many reports, and against the forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from engine.loading.check import Fault
from engine.loading.files import Closed
from engine.rulebook import Form

_Keys = Annotated[tuple[str, ...], Field(min_length=1)]


class SummedFile(Closed):
    """Cells that are summed: every column of every row."""

    table: str
    rows: _Keys
    columns: _Keys


class CrosscheckFile(Closed):
    """``rules/crosscheck.yaml``."""

    summed: tuple[SummedFile, ...] = ()
    repeated: dict[str, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)


def summed_cells(raw: CrosscheckFile, forms: Sequence[Form], fault: Fault) -> tuple[tuple[str, str, str], ...]:
    """The cells as (table, row, column), in order.

    Raises:
        RulebookError: no form has one of them, or it has units of its own.
    """
    units = {
        (key, row, column): table.columns[column].unit
        for form in forms
        for key, table in form.tables.items()
        for _, row, column in table.cells()
    }
    found: list[tuple[str, str, str]] = []
    for index, item in enumerate(raw.summed):
        for row in item.rows:
            for column in item.columns:
                cell = (item.table, row, column)
                if cell not in units:
                    raise fault(f"no form has a cell {' / '.join(cell)}", "summed", index)
                if units[cell] == "money":
                    raise fault(f"{' / '.join(cell)} has units of its own and cannot be summed", "summed", index)
                found.append(cell)
    return tuple(dict.fromkeys(found))


def repeated_tables(raw: CrosscheckFile, forms: Sequence[Form], fault: Fault) -> dict[str, int]:
    """By table, how many of its cells must not be zero for it to be told that another unit has the same.

    Raises:
        RulebookError: no form has the table.
    """
    for table in raw.repeated:
        if all(table not in form.tables for form in forms):
            raise fault(f"unknown table {table!r}", "repeated", table)
    return dict(raw.repeated)
