"""Groups broken identities that one wrong cell explains, so that one slip is charged once.

A cell explains broken identities if one and the same change of it would mend each of them. The
grouping with the fewest groups is taken: the reading that is kindest to the unit, and one that
never grows when an error is taken away. This is the single-cell case of error localisation
(Fellegi and Holt, 1976); nothing here changes a figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.observe.sums import Sum

Cell = tuple[str, str, str]  # table, row, column
_BUDGET = 4000  # search steps; tables with so many equal differences are then grouped greedily


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity that fails: its id, its cells with their sign, and left side less right side."""

    id: str
    signs: Mapping[Cell, int]
    difference: int

    @staticmethod
    def of(item: Sum, difference: int) -> Broken:
        """The broken identity of a sum."""
        table = item.identity.table
        signs = {(table, *at): 1 for at in item.left} | {(table, *at): -1 for at in item.right}
        return Broken(item.id, signs, difference)


@dataclass(frozen=True, slots=True)
class Slip:
    """Broken identities that one change of one cell would mend; ``cell`` is None if it is not plain which."""

    identities: tuple[str, ...]
    cell: Cell | None
    change: int


def group(broken: Sequence[Broken], memberships: Mapping[Cell, int]) -> list[Slip]:
    """The fewest slips that account for all broken identities, in a stable order.

    ``memberships`` says in how many identities a cell stands: a cell is named as the likely one
    only if its change mends all of them, so that nothing that holds would break.
    """
    candidates = _candidates(broken)
    search = _Search(candidates, memberships)
    slips = [slip for part in _components([b.id for b in broken], candidates) for slip in search.cover(part)]
    return sorted(slips, key=lambda slip: slip.identities)


@dataclass(frozen=True, slots=True)
class _Candidate:
    cell: Cell
    change: int
    mends: frozenset[str]


def _candidates(broken: Sequence[Broken]) -> list[_Candidate]:
    """Changes of one cell that mend at least two identities."""
    mends: dict[tuple[Cell, int], set[str]] = {}
    for item in broken:
        for cell, sign in item.signs.items():
            mends.setdefault((cell, -item.difference * sign), set()).add(item.id)
    found = [_Candidate(cell, change, frozenset(ids)) for (cell, change), ids in mends.items() if len(ids) > 1]
    return sorted(found, key=lambda c: (-len(c.mends), c.cell, c.change))


def _components(ids: Sequence[str], candidates: Sequence[_Candidate]) -> list[frozenset[str]]:
    parts: list[set[str]] = [{identity} for identity in sorted(ids)]
    for candidate in candidates:
        touched = [part for part in parts if part & candidate.mends]
        if len(touched) > 1:
            merged = set().union(*touched)
            parts = [part for part in parts if not part & candidate.mends] + [merged]
    return [frozenset(part) for part in parts]


class _Search:
    """Exact cover with the fewest groups, by branching on the first identity; greedy once over budget."""

    def __init__(self, candidates: Sequence[_Candidate], memberships: Mapping[Cell, int]) -> None:
        self._candidates = candidates
        self._memberships = memberships
        self._best: dict[frozenset[str], tuple[_Choice, ...]] = {}
        self._steps = 0

    def cover(self, remaining: frozenset[str]) -> list[Slip]:
        """The slips that account for ``remaining``."""
        return [self._slip(choice) for choice in self._cover(remaining)]

    def _cover(self, remaining: frozenset[str]) -> tuple[_Choice, ...]:
        if not remaining:
            return ()
        if remaining in self._best:
            return self._best[remaining]
        self._steps += 1
        first = min(remaining)
        best: tuple[_Choice, ...] | None = None
        for choice in self._choices(first, remaining):
            cover = (choice, *self._cover(remaining - choice.identities))
            if best is None or len(cover) < len(best):
                best = cover
            if self._steps > _BUDGET:
                break
        assert best is not None
        self._best[remaining] = best
        return best

    def _choices(self, first: str, remaining: frozenset[str]) -> list[_Choice]:
        by_set: dict[frozenset[str], list[_Candidate]] = {}
        for candidate in self._candidates:
            if first in candidate.mends:
                by_set.setdefault(candidate.mends & remaining, []).append(candidate)
        by_set.setdefault(frozenset({first}), [])
        choices = [_Choice(ids, tuple(found)) for ids, found in by_set.items()]
        return sorted(choices, key=lambda c: (-len(c.identities), sorted(c.identities)))

    def _slip(self, choice: _Choice) -> Slip:
        ids = tuple(sorted(choice.identities))
        able = [c for c in choice.candidates if len(c.mends) == self._memberships.get(c.cell) == len(ids)]
        if len(able) == 1:
            return Slip(ids, able[0].cell, able[0].change)
        return Slip(ids, None, 0)


@dataclass(frozen=True, slots=True)
class _Choice:
    identities: frozenset[str]
    candidates: tuple[_Candidate, ...]
