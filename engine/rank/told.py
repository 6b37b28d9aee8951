"""What a roster tells of a unit that its report does not say: which kind it is, of which level, and where."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

from engine.given import Given
from engine.rank.names import Names
from engine.rank.roster import Roster
from engine.report import UnitKind, UnitLevel


class Told(NamedTuple):
    """Empty where it is not known."""

    kind: str = ""
    level: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class ToldByRoster:
    """``units``: what is told of names (as :meth:`Names.key` gives them), as far as all units so called are alike."""

    names: Names
    units: Mapping[str, Told]

    def of(self, unit: str) -> Told:
        """What is told of the unit of that name."""
        return self.units.get(self.names.key(unit), Told())

    def over(self, given: Given, unit: str, region: str = "") -> Given:
        """What the user knows, and what the roster tells of the unit where the user has not said it.

        ``region``: that of the document. It stands where it says more than the roster, and where it lies elsewhere:
        then the document is of another unit that is called so.
        """
        told = self.of(unit)
        return replace(
            given,
            kind=given.kind or cast(UnitKind, told.kind) or None,
            level=given.level or cast(UnitLevel, told.level) or None,
            region=given.region or (told.region if _lies_in(told.region, region) else "") or None,
        )


def told_by(roster: Roster, names: Names) -> ToldByRoster:
    """What the roster tells of the units on it, by their names and aliases."""
    called: dict[str, list[str]] = {}
    for code, unit in roster.units.items():
        for key in {names.key(name) for name in (unit.name, *unit.aliases)}:
            called.setdefault(key, []).append(code)
    return ToldByRoster(names, {key: _told(roster, codes) for key, codes in called.items()})


def _told(roster: Roster, codes: Sequence[str]) -> Told:
    kinds = {(roster.units[code].kind, roster.units[code].level) for code in codes}
    kind, level = kinds.pop() if len(kinds) == 1 else ("", "")
    return Told(kind, level, _around([roster.region(code).split("/") for code in codes]))


def _around(regions: Sequence[Sequence[str]]) -> str:
    """The smallest region that holds all of these; empty if there is none."""
    alike = itertools.takewhile(lambda places: len(set(places)) == 1, zip(*regions, strict=False))
    return "/".join(places[0] for places in alike)


def _lies_in(region: str, around: str) -> bool:
    """Whether a region is another or lies in it; all lie in the one that is not known."""
    return not around or f"{region}/".startswith(f"{around}/")
