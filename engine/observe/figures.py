"""The figures of a table as two reports can be compared by them: exact, nothing as zero, unknown as ``None``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.cells import ABSENT, CellReader, CellReading
from engine.observe.tables import CellAt
from engine.report import Report
from engine.rulebook import CellKind, TableForm

Figures = Mapping[CellAt, Decimal | None]


def figures_of(report: Report, table: TableForm, cells: CellReader) -> Figures:
    """The figure in every cell of the form, in its order.

    Amounts are in 10,000 yuan; money is in yuan if it has a unit, else as it stands. In a table without
    any figure blanks are no zeros but unknown: nobody filled it in.
    """
    rows = report.table(table.key)
    read = {}
    for _, row, column in table.cells():
        line = rows.get(row, {})
        unit = table.columns[column].unit
        read[row, column] = (cells.read(line[column], unit) if column in line else ABSENT, unit)
    if not any(reading.state == "number" for reading, _ in read.values()):
        return dict.fromkeys(read)
    return {at: figure(reading, unit) for at, (reading, unit) in read.items()}


def figure(reading: CellReading, unit: CellKind) -> Decimal | None:
    """The figure that a cell of this kind may hold; ``None`` if it holds no such figure."""
    if reading.state in ("blank", "dash"):
        return Decimal(0)
    number = reading.count if unit == "count" else reading.number
    if number is None or (unit != "signed" and number < 0):
        return None
    return Decimal(number)


def shown(value: Decimal) -> int | str:
    """A figure for a message: whole, or as people write it, without zeros after the point."""
    return int(value) if value == value.to_integral_value() else f"{value:f}".rstrip("0")
