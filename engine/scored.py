"""A report that was scored, with everything that a page about it shows."""

from __future__ import annotations

from engine.case import FormTools
from engine.cells import ABSENT, CellReader, CellReading
from engine.reading import CellKey, Reading
from engine.rulebook import Rulebook
from engine.scorecard import Scorecard
from engine.values import dataclass


@dataclass(frozen=True, slots=True)
class Scored:
    """What was read in a report, as it was scored (with what the user knew better), its scorecard, its form, and the
    rulebook that governed it.

    ``cells`` reads its cells as the sums took them.
    """

    reading: Reading
    card: Scorecard
    tools: FormTools
    cells: CellReader
    book: Rulebook

    def read(self, key: CellKey) -> CellReading:
        """What a cell of the form says."""
        table, row, column = key
        line = self.reading.report.table(table).get(row, {})
        unit = self.tools.form.tables[table].columns[column].unit
        return self.cells.read(line[column], unit) if column in line else ABSENT
