"""Reports whose prose is largely the same, among all of a year: who might be is looked up, then measured exactly.

The measure is that of the rules on peers (:mod:`engine.likeness`): the same own words without boilerplate, the same
grams, the same containment; and the same rules say from how much on it is told.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.crosscheck import bands
from engine.crosscheck.prints import PERMUTATIONS, unpacked
from engine.crosscheck.shelf import Shelf
from engine.likeness.prose import WHOLE, Prose
from engine.patterns import Pattern
from engine.rulebook import Rulebook

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

_BATCH = 4096  # pairs whose sketches are compared at once
_DEVIATIONS = 3.2  # of the estimate below the threshold at which a pair is measured exactly all the same
_MOST_LIKE_IT = 40  # others that a report is told to be like; in a crowd of copies more would say nothing new
_KEPT = 600_000  # letters of reports whose words are held
_LONGEST_SHOWN = 80  # characters of a passage


@dataclass(frozen=True, slots=True)
class Floor:
    """Told is what has so many ``letters`` or more, and ``over`` so many percent of them in another's."""

    over: int
    letters: int


@dataclass(frozen=True, slots=True)
class Alike:
    """So many percent of the prose of ``one`` stand in that of ``other``, too: both are places on the shelf.

    ``scope``: a section, or all of them where empty. ``passages``: the longest that both have, as ``one`` has them.
    """

    one: int
    other: int
    scope: str
    percent: int
    passages: tuple[str, ...]


def floors(book: Rulebook) -> dict[str, Floor]:
    """From how much on likeness is told, by ``whole`` and ``section``: the lowest that any rule asks for."""
    found: dict[str, Floor] = {}
    for rule in book.rules:
        if rule.off is None:
            for pattern in rule.when:
                if pattern.kind == "similarity":
                    for scope, floor in _floors_of(pattern):
                        known = found.get(scope, floor)
                        found[scope] = Floor(min(known.over, floor.over), min(known.letters, floor.letters))
    return found


def find_alike(shelf: Shelf, floor: Mapping[str, Floor]) -> Iterator[Alike]:
    """Every report whose prose is largely another's, with the other; first of all sections together, then of each.

    A section is not told of a pair of which the whole is. Memory: some two kilobytes for each report.
    """
    words = _Words(shelf)
    units = _numbered(shelf)
    told: set[tuple[int, int]] = set()
    for scope in sorted(shelf.scopes):
        limit = floor.get("section" if scope else "whole")
        if limit is None:
            continue
        for one, other in _near(shelf, scope, limit, units):
            for mine, theirs in ((one, other), (other, one)):
                if (mine, theirs) not in told:
                    found = words.measured(mine, theirs, scope, limit)
                    if found is not None:
                        if scope == WHOLE:
                            told.add((mine, theirs))
                        yield found


def _near(shelf: Shelf, scope: str, floor: Floor, units: NDArray[numpy.int64]) -> Iterator[tuple[int, int]]:
    """Pairs of places whose sketches are as alike as those of texts at the floor may be; each pair once."""
    import numpy

    held = shelf.scopes[scope]
    places, letters = numpy.array(held.places), numpy.array(held.letters)
    long = numpy.flatnonzero(letters >= floor.letters)
    if len(long) < 2:
        return
    sketches = shelf.sketches(scope)
    if len(long) < len(letters):
        sketches = sketches[long]
    places, grams = places[long], numpy.array(held.grams, float)[long]
    likes = numpy.zeros(len(long), int)
    done: set[int] = set()
    for portion in bands.pairs(sketches, _share(floor.over)):
        for start in range(0, len(portion), _BATCH):
            batch = portion[start : start + _BATCH]
            one, other = bands.split(batch)
            wanted = (units[places[one]] != units[places[other]]) & (
                (likes[one] < _MOST_LIKE_IT) | (likes[other] < _MOST_LIKE_IT)
            )
            batch, one, other = batch[wanted], one[wanted], other[wanted]
            same = (sketches[one] == sketches[other]).mean(1)
            for at in numpy.flatnonzero(same >= _least(grams[one], grams[other], floor.over)):
                mine, theirs = one[at], other[at]
                if int(batch[at]) not in done and min(likes[mine], likes[theirs]) < _MOST_LIKE_IT:
                    done.add(int(batch[at]))
                    likes[[mine, theirs]] += 1
                    yield int(places[mine]), int(places[theirs])


def _share(over: int) -> float:
    """The share of grams in common of all, if two texts of one length each hold ``over`` percent of the other."""
    return over / (200 - over)


def _least(one: NDArray[numpy.float64], other: NDArray[numpy.float64], over: int) -> NDArray[numpy.float64]:
    """The least estimate of texts of which the shorter has ``over`` percent of its grams in the longer."""
    import numpy

    common = numpy.minimum(one, other) * over / 100
    share = common / (one + other - common)
    least: NDArray[numpy.float64] = share - _DEVIATIONS * numpy.sqrt(share * (1 - share) / PERMUTATIONS)
    return least


def _numbered(shelf: Shelf) -> NDArray[numpy.int64]:
    """A number for the unit of each place."""
    import numpy

    numbers: dict[str, int] = {}
    return numpy.array([numbers.setdefault(unit, len(numbers)) for unit in shelf.units()], "i8")


class _Words:
    """The words of reports, of which some are held."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._held: OrderedDict[int, dict[str, Prose]] = OrderedDict()
        self._letters = 0

    def measured(self, one: int, other: int, scope: str, floor: Floor) -> Alike | None:
        """How much of one stands in the other, if it is enough to be told."""
        mine, theirs = self._of(one)[scope], self._of(other)[scope]
        if mine.words.count < floor.letters:
            return None
        percent = mine.containment(theirs)
        if percent <= floor.over:
            return None
        passages = (mine.words.quote(p.start, p.start + p.length) for p in mine.passages(theirs))
        return Alike(one, other, scope, percent, tuple(map(_short, passages)))

    def _of(self, place: int) -> dict[str, Prose]:
        if place in self._held:
            self._held.move_to_end(place)
        else:
            found = self._held[place] = unpacked(self._shelf.words(place))
            self._letters += found[WHOLE].words.count
            while self._letters > _KEPT and len(self._held) > 1:
                _, old = self._held.popitem(last=False)
                self._letters -= old[WHOLE].words.count
        return self._held[place]


def _short(passage: str) -> str:
    return passage if len(passage) <= _LONGEST_SHOWN else passage[: _LONGEST_SHOWN - 1] + "\u2026"


def _floors_of(pattern: Pattern) -> Iterator[tuple[str, Floor]]:
    """What a pattern on peers asks for; it may be about one sort of scope or both."""
    asked = {(condition.field, condition.operator): condition.value for condition in pattern.constants()}
    if asked.get(("with", "eq")) != "peer":
        return
    over = _lower(asked, "containment", 1)
    letters = _lower(asked, "characters", 0)
    if over is not None:
        for scope in (asked[("scope", "eq")],) if ("scope", "eq") in asked else ("whole", "section"):
            yield str(scope), Floor(over, letters or 0)


def _lower(asked: Mapping[tuple[str, str], object], field: str, less: int) -> int | None:
    """The lower bound on a field: ``less`` is taken from one that may be met."""
    above, least = asked.get((field, "gt")), asked.get((field, "gte"))
    if isinstance(above, int):
        return above + 1 - less
    return least - less if isinstance(least, int) else None
