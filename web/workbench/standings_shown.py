"""Standings as the page shows them: filtered, sorted, a hundred units at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from engine.rank.ranking import KINDS, LEVELS
from engine.rank.show.words import Words, groups_of
from engine.rank.standings import DocumentNote, Figures, GroupStanding, UnitStanding
from web.workbench.standings import Board

PAGE = 100  # units
_LONGEST = 100  # characters that are searched for
UNKNOWN = "unknown"  # a level or kind that the roster does not tell

_Key = Callable[[UnitStanding], Any]  # None comes last, whatever the direction
_TIMES = ("late", "perhaps_late", "unknown", "waived", "on_time")
SORTS: Mapping[str, _Key] = {
    "place": lambda unit: unit.place,
    "unit": lambda unit: unit.name,
    "score": lambda unit: unit.score,
    "time": lambda unit: _TIMES.index(unit.timeliness) if unit.file else None,
    "gaps": lambda unit: sum(gap.findings for gap in unit.gaps) if unit.file else None,
    "errors": lambda unit: unit.errors if unit.file else None,
    "reviews": lambda unit: unit.reviews if unit.file else None,
    "change": lambda unit: unit.change.score_change if unit.change else None,
    "region": lambda unit: unit.region,
}
_STATES: Mapping[str, Callable[[UnitStanding], bool]] = {
    "ranked": lambda unit: unit.status == "ranked",
    "missing": lambda unit: unit.status == "missing",
    "doubtful": lambda unit: unit.status == "doubtful",
    "unscored": lambda unit: unit.status == "unscored",
    "not_expected": lambda unit: unit.status == "not_expected",
    "late": lambda unit: bool(unit.file) and unit.timeliness == "late",
    "perhaps_late": lambda unit: bool(unit.file) and unit.timeliness == "perhaps_late",
    "odd": lambda unit: bool(unit.file) and bool(unit.note),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the standings a page is to show; what it does not know it passes over.

    ``sort``: the name of a column, with ``-`` before it the other way round; empty: as the standings are.
    """

    level: str = ""
    kind: str = ""
    status: str = ""
    q: str = ""
    sort: str = ""
    start: int = 0

    def of_known(self) -> Asked:
        """The same as far as it means anything."""
        known = replace(
            self,
            level=self.level if self.level in (*LEVELS, UNKNOWN) else "",
            kind=self.kind if self.kind in (*KINDS, UNKNOWN) else "",
            status=self.status if self.status in _STATES else "",
            q=" ".join(self.q.split())[:_LONGEST],
            sort=self.sort if self.sort.removeprefix("-") in SORTS else "",
        )
        return replace(known, start=max(0, min(self.start, 10**6)))

    def takes(self, unit: UnitStanding) -> bool:
        """Whether a unit is among those that are asked for."""
        if self.level and unit.level != self.level.replace(UNKNOWN, ""):
            return False
        if self.kind and unit.kind != self.kind.replace(UNKNOWN, ""):
            return False
        if self.status and not _STATES[self.status](unit):
            return False
        return all(word in _text(unit) for word in self.q.casefold().split())


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page has of the standings; ``count`` units fit what is asked for, ``units`` are those of this page.

    ``group``: the only group there is or is asked for. ``counts``: units by state, of the groups asked for.
    """

    board: Board
    asked: Asked
    words: Words
    units: Sequence[UnitStanding]
    count: int
    counts: Mapping[str, int]
    groups: Sequence[tuple[GroupStanding, str]]
    group: GroupStanding | None
    members: Sequence[UnitStanding]
    sharing: Mapping[tuple[str, str, int | None], int]

    def shares(self, unit: UnitStanding) -> bool:
        """Whether others of its group have the same place."""
        return unit.place is not None and self.sharing[unit.level, unit.kind, unit.place] > 1

    def why(self, note: DocumentNote) -> str:
        """Why a document does not count; whose it is, is certain."""
        return self.words.document(replace(note, candidates=()))

    @property
    def single(self) -> bool:
        """Whether a chart says something: of one group, or of all units."""
        return self.group is not None or not (self.asked.level or self.asked.kind)

    @property
    def figures(self) -> Figures:
        """Those of the group, else of all units."""
        return self.group.figures if self.group else self.board.standings.total

    def address(self, **changes: str | int) -> str:
        """The address of the page that is asked for otherwise; another question begins at its start."""
        asked = replace(self.asked, **{"start": 0, **changes})  # type: ignore[arg-type]
        told = {field.name: getattr(asked, field.name) for field in fields(asked)}
        return f"/standings?{self.query(**{name: value for name, value in told.items() if value})}"

    def query(self, **more: object) -> str:
        """What names these standings in an address."""
        region = {"region": self.board.region} if self.board.region else {}
        return urlencode({"year": self.board.year, **region, **more})

    def sorted_by(self, column: str) -> str:
        """How a column is sorted, as aria-sort says it; empty if it is not."""
        if self.asked.sort.removeprefix("-") != column:
            return ""
        return "descending" if self.asked.sort.startswith("-") else "ascending"

    def turned(self, column: str) -> str:
        """How the column is sorted next: figures begin with the greatest, all else with the first."""
        down = f"-{column}"
        first, then = (column, down) if column in ("place", "unit", "region", "time") else (down, column)
        return then if self.asked.sort == first else first


def shown(board: Board, asked: Asked) -> Shown:
    """What a page shows."""
    standings = board.standings
    of_groups = replace(asked, status="", q="")
    groups = [group for group, _ in groups_of(standings)]
    chosen = [group for group in groups if of_groups.takes(_like(group))]
    members = [unit for unit in standings.units if of_groups.takes(unit)]
    found = _sorted([unit for unit in members if asked.takes(unit)], asked.sort)
    start = asked.start if asked.start < len(found) else 0
    return Shown(
        board=board,
        asked=replace(asked, start=start),
        words=Words(standings, board.lang),
        units=found[start : start + PAGE],
        count=len(found),
        counts={name: sum(map(fits, members)) for name, fits in _STATES.items()},
        groups=[(group, _query_of(group)) for group in groups],
        group=chosen[0] if len(chosen) == 1 else None,
        members=members,
        sharing=Counter((unit.level, unit.kind, unit.place) for unit in members),
    )


def _like(group: GroupStanding) -> UnitStanding:
    return UnitStanding("", "", group.kind, group.level, "", "", True, "missing")


def _query_of(group: GroupStanding) -> str:
    return urlencode({"level": group.level or UNKNOWN, "kind": group.kind or UNKNOWN})


def _sorted(units: Sequence[UnitStanding], sort: str) -> list[UnitStanding]:
    """Sorted; equal ones stay as they are in the standings."""
    if not sort:
        return list(units)
    key = SORTS[sort.removeprefix("-")]
    known = [unit for unit in units if key(unit) is not None]
    return sorted(known, key=key, reverse=sort.startswith("-")) + [unit for unit in units if key(unit) is None]


def _text(unit: UnitStanding) -> str:
    return f"{unit.name} {unit.code} {unit.region}".casefold()
