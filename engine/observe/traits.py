"""Measures what the name of a unit shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.expressions import compiled
from engine.facts import Fact
from engine.report import Unit
from engine.wordings import UnitNames

if TYPE_CHECKING:
    from engine.observe import Interest


class TraitObserver:
    """Measures traits by the expressions of a rulebook."""

    def __init__(self, names: UnitNames, interest: Interest) -> None:
        self._traits = [
            (trait, compiled(pattern))
            for trait, pattern in names.traits
            if interest.could_match("trait", trait=trait)
        ]

    def observe(self, unit: Unit) -> list[Fact]:
        """A fact for every trait that the name shows."""
        name = "".join(unit.name.split())
        return [
            Fact("trait", f"trait/{trait}", {"trait": trait}, {"unit": unit.name})
            for trait, pattern in self._traits
            if pattern.search(name)
        ]
