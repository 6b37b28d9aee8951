"""Why a unit stands where it stands: marks by category beside its group and the next better unit, and each gap."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.rank.show.words import groups_of
from engine.rank.standings import GroupStanding, Standings, UnitStanding
from engine.rank.summary import CategoryLabel
from engine.scoring import unpadded


@dataclass(frozen=True, slots=True)
class CategoryBeside:
    """Marks of a category: of the unit, on average of its group, and of the next better unit."""

    category: CategoryLabel
    marks: Decimal | None
    mean: Decimal | None
    better: Decimal | None

    @property
    def lacks(self) -> Decimal | None:
        """What the unit has less than the next better one (below zero: more)."""
        return unpadded(self.better - self.marks) if self.better is not None and self.marks is not None else None


@dataclass(frozen=True, slots=True)
class Justification:
    """A unit in its group. ``better``: the next better unit (of several with that score the first);
    ``sharing``: how many others share its place.
    """

    unit: UnitStanding
    group: GroupStanding
    ranked: int
    sharing: int
    better: UnitStanding | None
    categories: tuple[CategoryBeside, ...]


def justification(standings: Standings, unit: UnitStanding) -> Justification:
    """Why the unit stands where it does."""
    group, units = next((g, us) for g, us in groups_of(standings) if (g.level, g.kind) == (unit.level, unit.kind))
    ranked = [other for other in units if other.place is not None]
    better = None
    if unit.place is not None:
        above = [other for other in ranked if other.place is not None and other.place < unit.place]
        better = next((other for other in above if other.place == above[-1].place), None)
    return Justification(
        unit=unit,
        group=group,
        ranked=len(ranked),
        sharing=sum(other.place == unit.place for other in ranked) - 1 if unit.place is not None else 0,
        better=better,
        categories=tuple(
            CategoryBeside(label, _at(unit, index), group.figures.categories[index], _at(better, index))
            for index, label in enumerate(standings.categories)
        ),
    )


def _at(unit: UnitStanding | None, index: int) -> Decimal | None:
    return unit.categories[index] if unit is not None and index < len(unit.categories) else None
