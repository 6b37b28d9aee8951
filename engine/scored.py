"""A report that was scored, with everything that a page about it shows."""

from __future__ import annotations

from engine.case import FormTools
from engine.cells import CellReader
from engine.reading import Reading
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
