"""A report that was scored, with everything that a page about it shows."""

from __future__ import annotations

from dataclasses import dataclass

from engine.case import FormTools
from engine.reading import Reading
from engine.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Scored:
    """What was read in a report, as it was scored (with what the user knew better), its scorecard, and its form."""

    reading: Reading
    card: Scorecard
    tools: FormTools
