"""Overlays on a rulebook, and which of them apply to a report.

What the ``overlays`` of a rulebook say is in its rules and marks already. Where one of them does not
apply to a report, the report is scored by one of ``narrower``, by the ids of those that do apply; in
that rulebook ``left_out`` holds the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.values import dataclass

if TYPE_CHECKING:
    from engine.rulebook import Applies, Text


@dataclass(frozen=True, slots=True)
class Off:
    """A rule switched off: by which overlay, and why."""

    overlay: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a place or a year's notice changes in the rulebook, and for which reports.

    ``document``: who issued it, a document of the rulebook; ``extends``: ids of overlays that it
    builds upon; ``regions``: names from the province down, divided by ``/``; empty means all.
    """

    id: str
    version: str
    title: Text
    document: str
    applies: Applies
    extends: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()


def applying(overlays: Sequence[Overlay], in_scope: Sequence[bool]) -> tuple[str, ...]:
    """The ids of the overlays that apply: those whose own scope holds, and with it that of all they extend."""
    found: list[str] = []
    for overlay, holds in zip(overlays, in_scope, strict=True):  # what an overlay extends comes before it
        if holds and all(other in found for other in overlay.extends):
            found.append(overlay.id)
    return tuple(found)


def in_scope(overlay: Overlay, year: int, kind: str, level: str, region: str) -> bool:
    """Whether a report is one that an overlay is for.

    An overlay for some kinds or levels is not used where these are not known. A region that a report
    does not tell, or tells less closely, is taken from whoever chose the overlay.
    """
    applies = overlay.applies
    if year not in applies.years or (applies.kinds and kind not in applies.kinds):
        return False
    if applies.levels and level not in applies.levels:
        return False
    return not region or not overlay.regions or any(_same_way(region, one) for one in overlay.regions)


def _same_way(region: str, other: str) -> bool:
    """Whether one of two regions lies in the other."""
    return all(one == two for one, two in zip(region.split("/"), other.split("/"), strict=False))
