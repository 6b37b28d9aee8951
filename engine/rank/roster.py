"""The roster: which units there are, and who belongs to whom. docs/roster.md says what its columns mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Includes = Literal["", "all", "more"]


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """A unit. What is not known is empty. ``region`` from the largest place to the smallest, between ``/``.

    ``superior``: the code of the unit that gathers its report. ``expected``: whether a report is due.
    ``includes``: what its own tables include of those whose superior it is. ``line``: of the roster.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str = ""
    level: str = ""
    region: str = ""
    superior: str = ""
    expected: bool = True
    includes: Includes = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Roster:
    """``units`` by their code, in the order of codes. ``file`` as it was named, and its digest."""

    units: Mapping[str, RosterUnit]
    file: str = ""
    sha256: str = ""
    regions: Mapping[str, str] = field(default_factory=dict)

    def region(self, code: str) -> str:
        """The region of a unit; where its row says none, that of the nearest superior that has one."""
        return self.regions.get(code, "")


def roster_of(units: Mapping[str, RosterUnit], file: str = "", sha256: str = "") -> Roster:
    """A roster of these units; no one is its own superior's superior."""
    ordered = dict(sorted(units.items()))
    regions: dict[str, str] = {}
    for code in ordered:
        climbed = []
        at = code
        while at in ordered and at not in regions and not ordered[at].region:
            climbed.append(at)
            at = ordered[at].superior
        found = regions.get(at, ordered[at].region if at in ordered else "")
        regions[code] = found
        regions.update(dict.fromkeys(climbed, found))
    return Roster(ordered, file, sha256, regions)
