"""Groups broken identities that wrong cells explain, so that each slip is charged once.

One cell explains broken identities if one and the same change of it would mend each of them. Several
cells explain one more identity if the changes that mend their own identities together mend it too: two
wrong cells of a column break two rows and the column. The grouping with the fewest slips is taken: the
reading that is kindest to the unit, and one whose number never grows when an error is taken away. This
is for charging alone; :mod:`engine.repair` says which figures are likely wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from engine.observe.sums import Sum
from engine.values import dataclass

Cell = tuple[str, str, str]  # table, row, column
_BUDGET = 4000  # search steps; tables with so many equal differences are then grouped greedily
_MOST_JOINT = 16  # beyond so many broken identities only single cells are looked at


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


def group(broken: Sequence[Broken]) -> list[tuple[str, ...]]:
    """The fewest slips that account for all broken identities, each by its identities, in a stable order."""
    single = _single_cells(broken)
    joint = _joint_cells(broken) if len(broken) <= _MOST_JOINT else []
    groups = [choice.identities for choice in single] + [choice.identities for choice in joint]
    search = _Search([*single, *joint])
    ids = [item.id for item in broken]
    chosen = [choice for part in _components(ids, groups) for choice in search.cover(part)]
    return sorted(tuple(sorted(slip)) for choice in chosen for slip in choice.slips)


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of one cell and the broken identities that it mends."""

    cell: Cell
    change: int
    mends: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Choice:
    """Broken identities, and the slips that account for them, each by its identities."""

    identities: frozenset[str]
    slips: tuple[frozenset[str], ...]

    @property
    def cost(self) -> int:
        """How many slips are charged."""
        return len(self.slips)


def _single_cells(broken: Sequence[Broken]) -> list[_Choice]:
    """Groups of at least two identities that one change of one cell mends."""
    mends: dict[tuple[Cell, int], set[str]] = {}
    for item in broken:
        for cell, sign in item.signs.items():
            mends.setdefault((cell, -item.difference * sign), set()).add(item.id)
    groups = dict.fromkeys(frozenset(ids) for _, ids in sorted(mends.items()) if len(ids) > 1)
    return [_Choice(ids, (ids,)) for ids in groups]


def _joint_cells(broken: Sequence[Broken]) -> list[_Choice]:
    """Groups of two or three identities, each mended by a cell of its own, whose changes together mend one more."""
    found = []
    for whole in broken:
        parts = [change for item in broken if item is not whole for change in _crossing(item, whole)]
        for size in (2, 3):
            for chosen in combinations(parts, size):
                mended = sum(whole.signs[part.cell] * part.change for part in chosen)
                if mended == -whole.difference and len({part.mends for part in chosen}) == size:
                    found.append(_joint(whole.id, chosen))
    return found


def _crossing(item: Broken, other: Broken) -> list[_Change]:
    """The changes of a cell of both that mend ``item``."""
    return [
        _Change(cell, -item.difference * sign, frozenset({item.id}))
        for cell, sign in item.signs.items()
        if cell in other.signs
    ]


def _joint(whole: str, changes: Sequence[_Change]) -> _Choice:
    """The first slip also accounts for the identity that all of them mend together."""
    slips = (changes[0].mends | {whole}, *(part.mends for part in changes[1:]))
    return _Choice(frozenset({whole}).union(*(part.mends for part in changes)), slips)


def _components(ids: Sequence[str], groups: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    parts: list[set[str]] = [{identity} for identity in sorted(ids)]
    for found in groups:
        touched = [part for part in parts if part & found]
        if len(touched) > 1:
            merged = set().union(*touched)
            parts = [part for part in parts if not part & found] + [merged]
    return [frozenset(part) for part in parts]


class _Search:
    """The cover with the fewest slips, by branching on the first identity; greedy once over budget."""

    def __init__(self, choices: Sequence[_Choice]) -> None:
        self._choices = choices
        self._best: dict[frozenset[str], tuple[_Choice, ...]] = {}
        self._steps = 0

    def cover(self, remaining: frozenset[str]) -> tuple[_Choice, ...]:
        """The choices that account for ``remaining``."""
        if not remaining:
            return ()
        if remaining in self._best:
            return self._best[remaining]
        self._steps += 1
        best: tuple[_Choice, ...] | None = None
        for choice in self._options(min(remaining), remaining):
            cover = (choice, *self.cover(remaining - choice.identities))
            if best is None or sum(c.cost for c in cover) < sum(c.cost for c in best):
                best = cover
            if self._steps > _BUDGET:
                break
        assert best is not None
        self._best[remaining] = best
        return best

    def _options(self, first: str, remaining: frozenset[str]) -> list[_Choice]:
        """What could account for ``first``: part of a single cell's group, a whole joint one, or itself alone."""
        alone = frozenset({first})
        options = {alone: _Choice(alone, (alone,))}
        for choice in self._choices:
            if first not in choice.identities:
                continue
            if choice.identities <= remaining:
                known = options.get(choice.identities)
                if known is None or choice.cost < known.cost:
                    options[choice.identities] = choice
            elif choice.cost == 1:
                part = choice.identities & remaining
                options.setdefault(part, _Choice(part, (part,)))
        return sorted(options.values(), key=lambda c: (c.cost - len(c.identities), sorted(c.identities)))
