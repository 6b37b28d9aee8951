"""The fewest gaps to mend for each better grade."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb

Chosen = tuple[int, ...]
_MOST_SCORED = 300  # rescorings for this; what could not be scored is said not to be known
_MOST_GUESSED = 1000  # choices of one size that are looked at


@dataclass(frozen=True, slots=True)
class Way:
    """Gaps to mend; ``None`` if all of them do not reach the grade. ``shortest``: every smaller choice was scored."""

    chosen: Chosen | None
    shortest: bool


class Search:
    """Looks for ways. ``score`` mends and scores; ``guess`` is near that, and quick.

    ``cost`` is how much a mend changes; ``order``: the gaps in the order in which to mend them.
    """

    def __init__(
        self,
        order: Sequence[int],
        score: Callable[[Sequence[int]], Decimal | None],
        guess: Callable[[Sequence[int]], Fraction | None],
        cost: Callable[[int], int],
    ) -> None:
        self._order, self._score, self._guess, self._cost = tuple(order), score, guess, cost
        self._rank = {index: rank for rank, index in enumerate(self._order)}
        self._known: dict[frozenset[int], Decimal | None] = {}
        self._failed = 0  # every choice up to this size is known to fall short of the last grade looked for

    def way(self, at_least: Decimal) -> Way:
        """The fewest gaps for a score; grades are to be asked for from the lowest up."""
        enough = self._enough(at_least)
        if enough is None:
            return Way(None, True)
        for size in range(self._failed + 1, len(enough)):
            complete = self._all(size, at_least)
            if isinstance(complete, tuple):
                return Way(complete, self._failed == size - 1)
            if complete and self._failed == size - 1:
                self._failed = size
        return Way(self._thinned(enough, at_least), self._failed == len(enough) - 1)

    def _enough(self, at_least: Decimal) -> Chosen | None:
        """The first of the gaps, in their order, that reach it together."""
        for size in range(1, len(self._order) + 1):
            if self._reaches(self._order[:size], at_least):
                return self._order[:size]
        return None

    def _all(self, size: int, at_least: Decimal) -> Chosen | bool:
        """The first choice of a size that reaches it, the likeliest tried first; else whether all were scored."""
        if comb(len(self._order), size) > _MOST_GUESSED:
            return False
        likely = [(chosen, self._guess(chosen) or 0) for chosen in combinations(self._order, size)]
        likely.sort(key=lambda item: (item[1] < at_least, self._price(item[0])))
        new = sum(frozenset(chosen) not in self._known for chosen, _ in likely)
        affordable = len(self._known) + new <= _MOST_SCORED
        for chosen, guess in likely:
            if not affordable and (guess < at_least or len(self._known) >= _MOST_SCORED):
                return False
            if self._reaches(chosen, at_least):
                return chosen
        return True

    def _thinned(self, chosen: Chosen, at_least: Decimal) -> Chosen:
        """Without those that are not needed, looked at from the last on."""
        for index in reversed(chosen):
            rest = tuple(other for other in chosen if other != index)
            if rest and self._reaches(rest, at_least):
                chosen = rest
        return chosen

    def _price(self, chosen: Chosen) -> tuple[int, list[int]]:
        return sum(self._cost(index) for index in chosen), [self._rank[index] for index in chosen]

    def _reaches(self, chosen: Chosen, at_least: Decimal) -> bool:
        key = frozenset(chosen)
        if key not in self._known:
            self._known[key] = self._score(chosen)
        found = self._known[key]
        return found is not None and found >= at_least
