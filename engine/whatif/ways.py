"""The fewest gaps to mend for each better grade.

Choices of gaps are scored by growing size. One is passed over if it falls short even when each of its gaps gains
the most that it was seen to gain anywhere: alone, after others, or last of all, where no cap holds it back any more.
Where one mend settles other gaps too, that bound would not be sure: then nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, islice
from math import comb

from engine.scoring import shown

Chosen = tuple[int, ...]
_MOST_SCORED = 300  # rescorings for this; what could not be scored is said not to be known
_ROUNDED = Fraction(1, 200)  # by so much a score may be rounded up where it is shown


@dataclass(frozen=True, slots=True)
class Way:
    """Gaps to mend; ``None`` if all of them do not reach the grade. ``shortest``: no smaller choice does."""

    chosen: Chosen | None
    shortest: bool


@dataclass(frozen=True, slots=True)
class _Choices:
    """Choices of one size: all that may reach the grade, if ``complete``; ``cut`` if there were too many."""

    found: tuple[Chosen, ...]
    complete: bool
    cut: bool


class Search:
    """Looks for ways. ``score`` mends and scores; ``guess`` is near that, and quick.

    ``cost`` is how much a mend changes; ``order``: the gaps in the order in which to mend them; ``overlap``: the
    mend of one settles another.
    """

    def __init__(
        self,
        order: Sequence[int],
        score: Callable[[Collection[int]], Fraction | None],
        guess: Callable[[Collection[int]], Fraction | None],
        cost: Callable[[int], int],
        overlap: bool,
    ) -> None:
        self._overlap = overlap
        self._order, self._score, self._guess, self._cost = tuple(order), score, guess, cost
        self._rank = {index: rank for rank, index in enumerate(self._order)}
        self._known: dict[frozenset[int], Fraction] = {}
        self._most: dict[int, Fraction] = dict.fromkeys(self._order, Fraction(0))
        self._now = self._of(())
        self._short = 0  # no choice of so many gaps reaches the grade asked for last

    def way(self, at_least: Decimal) -> Way:
        """The fewest gaps for a score; grades are to be asked for from the lowest up."""
        enough = next((self._order[:n] for n in range(1, len(self._order) + 1) if self._reaches(n, at_least)), None)
        if enough is None:
            return Way(None, True)
        self._look_around()
        for size in range(self._short + 1, len(enough)):
            choices = self._choices(size, at_least)
            chosen = self._first(choices, at_least)
            if chosen is not None:
                return Way(chosen, self._short == size - 1)
            if choices.complete and self._short == size - 1:
                self._short = size
            if choices.cut:
                break
        chosen = self._thinned(enough, at_least)
        return Way(chosen, self._short == len(chosen) - 1)

    def _reaches(self, count: int, at_least: Decimal) -> bool:
        """Whether the first gaps in the order, so many, are enough."""
        return self._enough(self._order[:count], at_least)

    def _enough(self, chosen: Collection[int], at_least: Decimal) -> bool:
        """Whether mending these reaches it, by the score as it is shown."""
        return shown(self._of(chosen)) >= at_least

    def _look_around(self) -> None:
        """Scores each gap alone, and each as the last of all."""
        for index in self._order:
            self._of((index,))
            self._of([other for other in self._order if other != index])
        self._of(self._order)

    def _choices(self, size: int, at_least: Decimal) -> _Choices:
        """The choices of a size that may reach it, as many as can be scored yet."""
        room = max(0, _MOST_SCORED - len(self._known))
        if self._overlap and comb(len(self._order), size) <= room:
            return _Choices(tuple(combinations(self._order, size)), complete=True, cut=False)
        found = tuple(islice(self._possible(size, Fraction(at_least) - _ROUNDED - self._now), room + 1))
        cut = len(found) > room
        return _Choices(found[:room], complete=not cut and not self._overlap, cut=cut)

    def _first(self, choices: _Choices, at_least: Decimal) -> Chosen | None:
        """The first choice that reaches it, the likeliest tried first; of incomplete ones only these."""
        likely = {chosen: (self._guess(chosen) or 0) >= at_least for chosen in choices.found}
        for chosen in sorted(likely, key=lambda chosen: (not likely[chosen], self._price(chosen))):
            if (choices.complete or likely[chosen]) and self._enough(chosen, at_least):
                return chosen
        return None

    def _possible(self, size: int, wanted: Fraction) -> Iterator[Chosen]:
        """The choices whose gaps may gain so much together, those that may gain most first."""
        best = sorted(self._order, key=lambda index: (-self._most[index], self._rank[index]))
        gains = [self._most[index] for index in best]

        def grow(chosen: Chosen, start: int, gained: Fraction) -> Iterator[Chosen]:
            left = size - len(chosen)
            if not left:
                yield tuple(sorted(chosen, key=lambda index: self._rank[index]))
                return
            for place in range(start, len(best) - left + 1):
                if gained + sum(gains[place : place + left]) < wanted:
                    return  # those that follow gain no more
                yield from grow((*chosen, best[place]), place + 1, gained + gains[place])

        return grow((), 0, Fraction(0))

    def _thinned(self, chosen: Chosen, at_least: Decimal) -> Chosen:
        """Without those that are not needed, looked at from the last on."""
        for index in reversed(chosen):
            rest = tuple(other for other in chosen if other != index)
            if rest and self._enough(rest, at_least):
                chosen = rest
        return chosen

    def _price(self, chosen: Chosen) -> tuple[int, list[int]]:
        return sum(self._cost(index) for index in chosen), [self._rank[index] for index in chosen]

    def _of(self, chosen: Collection[int]) -> Fraction:
        """The marks with these mended; what each of them gains by it is remembered."""
        key = frozenset(chosen)
        if key not in self._known:
            self._known[key] = self._score(key) or Fraction(0)
            for index in self._order:
                one, other = self._known.get(key | {index}), self._known.get(key - {index})
                if one is not None and other is not None:
                    self._most[index] = max(self._most[index], one - other)
        return self._known[key]
