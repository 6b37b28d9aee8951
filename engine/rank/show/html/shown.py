"""Groups of units as the page shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.rank.show.words import Words
from engine.rank.standings import GroupStanding, UnitStanding

_MOST_UNITS = 3_000  # of a group that a page shows; workbooks and CSV files have all


@dataclass(frozen=True, slots=True)
class GroupShown:
    """A group with its ``units``; ``ranked`` and ``rest`` (without a place) are shown, as far as there is room."""

    id: str
    name: str
    group: GroupStanding
    units: tuple[UnitStanding, ...]
    ranked: tuple[UnitStanding, ...]
    rest: tuple[UnitStanding, ...]
    ranked_count: int
    left_out: int


def group_shown(group: GroupStanding, units: Sequence[UnitStanding], words: Words) -> GroupShown:
    """The group as the page shows it."""
    ranked = [unit for unit in units if unit.place is not None]
    rest = [unit for unit in units if unit.place is None]
    return GroupShown(
        id=f"{group.level or 'unknown'}-{group.kind or 'unknown'}",
        name=words.group(group),
        group=group,
        units=tuple(units),
        ranked=tuple(ranked[:_MOST_UNITS]),
        rest=tuple(rest[:_MOST_UNITS]),
        ranked_count=len(ranked),
        left_out=max(0, len(ranked) - _MOST_UNITS) + max(0, len(rest) - _MOST_UNITS),
    )
