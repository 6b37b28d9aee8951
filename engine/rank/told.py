"""What a roster tells of a unit that its report does not say: which kind it is, and of which level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from engine.given import Given
from engine.rank.names import Names
from engine.rank.roster import Roster
from engine.report import UnitKind, UnitLevel

Told = tuple[str, str]  # kind and level, empty where not known


@dataclass(frozen=True, slots=True)
class ToldByRoster:
    """``units``: what is told of names (as :meth:`Names.key` gives them), where all units so called are alike."""

    names: Names
    units: Mapping[str, Told]

    def of(self, unit: str) -> Told:
        """What is told of the unit of that name."""
        return self.units.get(self.names.key(unit), ("", ""))

    def over(self, given: Given, unit: str) -> Given:
        """What the user knows, and what the roster tells of the unit where the user has not said it."""
        kind, level = self.of(unit)
        return replace(
            given,
            kind=given.kind or cast(UnitKind, kind) or None,
            level=given.level or cast(UnitLevel, level) or None,
        )


def told_by(roster: Roster, names: Names) -> ToldByRoster:
    """What the roster tells of the units on it, by their names and aliases."""
    found: dict[str, set[Told]] = {}
    for unit in roster.units.values():
        for name in (unit.name, *unit.aliases):
            found.setdefault(names.key(name), set()).add((unit.kind, unit.level))
    return ToldByRoster(names, {key: next(iter(told)) for key, told in found.items() if len(told) == 1})
