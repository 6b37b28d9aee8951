"""Standings of regions: the report of its own government, and those of the units under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from engine.rank.figures import figures_of
from engine.rank.places import places
from engine.rank.standings import Figures, RegionStanding, UnitStanding

_GOVERNS = ("government", "township")  # kinds of unit whose own place a region may be


def regions_of(units: Sequence[UnitStanding], categories: int) -> tuple[RegionStanding, ...]:
    """Every region that has units beside its government, from the largest to the smallest, by place and name."""
    under: dict[str, list[UnitStanding]] = defaultdict(list)
    for unit in units:
        parts = unit.region.split("/") if unit.region else []
        for depth in range(1, len(parts) + 1):
            under["/".join(parts[:depth])].append(unit)
    found: list[tuple[str, UnitStanding | None, Figures]] = []
    for region, members in under.items():
        own = _own(region, members)
        others = [unit for unit in members if unit is not own]
        if others:
            found.append((region, own, figures_of(others, categories)))
    by_depth: dict[int, list[tuple[str, UnitStanding | None, Figures]]] = defaultdict(list)
    for item in found:
        by_depth[item[0].count("/") + 1].append(item)
    return tuple(region for depth in sorted(by_depth) for region in _standing(depth, by_depth[depth]))


def _own(region: str, members: Sequence[UnitStanding]) -> UnitStanding | None:
    """The government of the region; ``None`` if there is none, or several."""
    governments = [unit for unit in members if unit.region == region and unit.kind in _GOVERNS]
    return governments[0] if len(governments) == 1 else None


def _standing(depth: int, regions: Sequence[tuple[str, UnitStanding | None, Figures]]) -> list[RegionStanding]:
    means = {region: figures.mean for region, _, figures in regions if figures.mean is not None}
    place = dict(zip(means, places(list(means.values())), strict=True))
    standings = [
        RegionStanding(
            region=region,
            depth=depth,
            own=own.code if own else "",
            own_score=own.score if own else None,
            own_place=own.place if own else None,
            place=place.get(region),
            figures=figures,
        )
        for region, own, figures in regions
    ]
    return sorted(standings, key=lambda one: (one.place is None, one.place or 0, one.region))
