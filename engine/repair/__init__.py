"""Says what to correct: the cells most likely wrong, and what they should be. Suggestions only, never applied.

Error localisation after Fellegi and Holt (1976): the smallest weighted set of cells whose change
satisfies every identity of the form at once. The weights are the rulebook's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import field

from engine.cells import ABSENT, CellReader
from engine.observe.sums import Sum
from engine.repair.problem import Cell, Equation, Problem
from engine.repair.slips import SlipKind, kind, moved
from engine.repair.solve import Bounds, Changes, solve
from engine.report import Report
from engine.rulebook import CellWords, Form, RepairWords
from engine.values import dataclass

__all__ = ["Change", "Mend", "Mender", "Mends"]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell, what stood there (``None``: no figure) and what it should be; how it may have gone wrong."""

    cell: Cell
    old: int | None
    new: int
    slip: SlipKind | None


@dataclass(frozen=True, slots=True)
class Mend:
    """Changes that make identities hold; ``unique`` if there is no other way that is as likely."""

    changes: tuple[Change, ...]
    identities: tuple[str, ...]
    unique: bool


@dataclass(frozen=True, slots=True)
class Mends:
    """All ways to mend what is broken; ``stopped``: the search ended before it had looked at everything."""

    ways: tuple[Mend, ...] = ()
    stopped: bool = False


@dataclass(slots=True)
class _Seen:
    """``values`` of the cells that are there; ``blank`` ones count as zero, ``unknown`` ones may be anything."""

    values: dict[Cell, int] = field(default_factory=dict)
    blank: set[Cell] = field(default_factory=set)
    unknown: set[Cell] = field(default_factory=set)


class Mender:
    """Looks for mends by the weights of a rulebook."""

    def __init__(self, words: RepairWords, cells: CellWords) -> None:
        self._words = words
        self._cells = CellReader(cells)

    def mends(self, form: Form, sums: Sequence[Sum], report: Report, confirmed: Collection[Cell]) -> Mends:
        """The likely mends of a report's sums; ``confirmed`` are cells that its text confirms."""
        seen = self._figures(form, report)
        equalities = [item for item in sums if item.identity.relation == "eq"]
        equations = [Equation(item.id, _signs(item)) for item in equalities]
        known = tuple(equation for equation in equations if equation.signs.keys() <= seen.values.keys())
        weights = self._weights(seen, confirmed, equalities)
        lines = _lines(form)
        ways: list[Mend] = []
        stopped = False
        for part in Problem(seen.values, weights, known).parts():
            if _sure(part, seen):
                found, complete = self._ways(part, lines)
                stopped = stopped or not complete
                ways += [_mend(part, changes, seen, complete and len(found) == 1) for changes in found]
        return Mends(tuple(ways), stopped)

    def _ways(self, part: Problem, lines: Sequence[Sequence[Cell]]) -> tuple[list[Changes], bool]:
        """The likely ways to mend one part, and whether these are all."""
        words = self._words
        solved = solve(part, Bounds(words.sets, words.doubt, words.nodes))
        least = part.cost(solved.sets[0]) if solved.sets else 0
        if solved.sets and least <= words.moved:  # one cell explains it
            return list(solved.sets), solved.complete
        slid = moved(part, lines)
        if slid and least > words.moved + words.doubt:
            return list(slid), True
        return [*slid, *(changes for changes in solved.sets if changes not in slid)], solved.complete

    def _figures(self, form: Form, report: Report) -> _Seen:
        seen = _Seen()
        for table in form.tables.values():
            rows = report.table(table.key)
            for _, row, column in table.cells():
                cells = rows.get(row, {})
                read = self._cells.read(cells[column], table.columns[column].unit) if column in cells else ABSENT
                if read is not ABSENT:
                    seen.values[table.key, row, column] = read.count or 0
                if read.count is None:
                    seen.unknown.add((table.key, row, column))
                elif read.state != "number":
                    seen.blank.add((table.key, row, column))
        return seen

    def _weights(self, seen: _Seen, confirmed: Collection[Cell], sums: Sequence[Sum]) -> dict[Cell, int]:
        words = self._words
        totals = {(item.identity.table, *item.left[0]) for item in sums if len(item.left) == 1}
        weights = dict.fromkeys(seen.values, words.cell)
        weights |= dict.fromkeys(totals & weights.keys(), words.total)
        weights |= dict.fromkeys(confirmed & weights.keys(), words.confirmed)
        return weights | dict.fromkeys((seen.unknown | (seen.blank & totals)) & weights.keys(), words.unsure)


def _signs(item: Sum) -> dict[Cell, int]:
    table = item.identity.table
    return {(table, *at): 1 for at in item.left} | {(table, *at): -1 for at in item.right}


def _lines(form: Form) -> list[list[Cell]]:
    """The cells of each row and of each column of every block, in their order."""
    blocks = [(table.key, block) for table in form.tables.values() for block in table.blocks]
    rows = [[(key, row, column) for column in block.columns] for key, block in blocks for row in block.rows]
    return rows + [[(key, row, column) for row in block.rows] for key, block in blocks for column in block.columns]


def _sure(part: Problem, seen: _Seen) -> bool:
    """Whether a sum is broken although all its figures are known."""
    broken = part.broken()
    return any(e.id in broken and seen.unknown.isdisjoint(e.signs) for e in part.equations)


def _mend(part: Problem, changes: Changes, seen: _Seen, unique: bool) -> Mend:
    broken = part.broken()
    mended = (e.id for e in part.equations if e.id in broken and not changes.keys().isdisjoint(e.signs))
    return Mend(
        tuple(_change(cell, change, seen) for cell, change in sorted(changes.items())), tuple(sorted(mended)), unique
    )


def _change(cell: Cell, change: int, seen: _Seen) -> Change:
    old, new = seen.values[cell], seen.values[cell] + change
    if cell in seen.unknown or cell in seen.blank:
        return Change(cell, None, new, None)
    return Change(cell, old, new, kind(old, new))
