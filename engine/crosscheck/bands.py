"""Which of many sketches may be alike: locality-sensitive hashing (MinHash LSH) on whole arrays.

A band is some numbers of a sketch taken together; texts that share ``j`` of their grams have a band of ``r``
numbers in common with probability ``j ** r``. Bands are drawn at random from all numbers of the sketch, many more of
them than would fit side by side, so that texts at the threshold are nearly never missed, while unrelated ones seldom
meet. How many numbers a band has is found by trying: reports written after one pattern meet often.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Keys = NDArray[numpy.uint64]
    Sketches = NDArray[numpy.uint32]

_SEED = 711
_ROWS = (4, 5, 6, 7)  # numbers of a band
_MEETINGS = 12.5  # times that texts at the threshold are expected to meet
_TRIAL = 24  # bands on which it is tried how often texts meet
_COST_OF_KEY, _COST_OF_MEETING = 1, 30  # to find the bucket of a text, and to look at a pair that met there
_INDEX_BITS = 20  # for the place of a text in a key
MOST = 1 << _INDEX_BITS  # texts
_CROWD = 24  # texts in one bucket from which on each is compared with few others there only
_FEW = 3
_HELD = 1 << 21  # pairs held in memory


@dataclass(frozen=True, slots=True)
class Plan:
    """``rows`` numbers in each of ``bands`` bands."""

    rows: int
    bands: int


def pairs(sketches: Sketches, share: float) -> Iterator[Keys]:
    """Pairs of rows that may share ``share`` of their grams or more, each as ``lower * MOST + higher``.

    They come in portions, sorted and each once within its portion; a pair may come again in another.
    """
    import numpy

    count = len(sketches)
    if count > MOST:
        raise ValueError(f"more than {MOST} texts")
    if count < 2:
        return
    columns = numpy.ascontiguousarray(sketches.T)
    held: list[Keys] = []
    size = 0
    for met in _meetings(columns, _plan(columns, share)):
        held.append(met)
        size += len(met)
        if size > _HELD:
            yield numpy.unique(numpy.concatenate(held))
            held, size = [], 0
    if held:
        yield numpy.unique(numpy.concatenate(held))


def split(found: Keys) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
    """The lower and the higher rows of pairs."""
    import numpy

    return (found >> numpy.uint64(_INDEX_BITS)).astype("i8"), (found & numpy.uint64(MOST - 1)).astype("i8")


def _plan(columns: Sketches, share: float) -> Plan:
    """The bands that cost least: short ones are few, but more texts meet in them by chance."""
    plans = [Plan(rows, int(_MEETINGS / share**rows) + 1) for rows in _ROWS]
    return min(plans, key=lambda plan: plan.bands * _cost_of_band(columns, plan.rows))


def _cost_of_band(columns: Sketches, rows: int) -> int:
    met = sum(len(found) for found in _meetings(columns, Plan(rows, _TRIAL)))
    return _COST_OF_KEY * len(columns[0]) * _TRIAL + _COST_OF_MEETING * met


def _meetings(columns: Sketches, plan: Plan) -> Iterator[Keys]:
    """For each band the pairs that have it in common."""
    import numpy

    chance = numpy.random.default_rng(_SEED)
    index = numpy.arange(columns.shape[1], dtype="u8")
    for _ in range(plan.bands):
        chosen = chance.choice(len(columns), plan.rows, replace=False)
        mixed = columns[chosen[0]].astype("u8")
        for column in chosen[1:]:
            mixed *= numpy.uint64(0x9E3779B97F4A7C15)
            mixed ^= mixed >> numpy.uint64(29)
            mixed += columns[column]
        mixed *= numpy.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> numpy.uint64(32)
        # The place of the text in the low bits: one sort brings buckets together, and says who is in them.
        # Who stands next to whom in a crowd is another matter in each band.
        turn = int(chance.integers(MOST // 2)) * 2 + 1
        mixed <<= numpy.uint64(_INDEX_BITS)
        mixed |= index * numpy.uint64(turn) & numpy.uint64(MOST - 1)
        mixed.sort()
        yield from _in_buckets(mixed, pow(turn, -1, MOST))


def _in_buckets(keys: Keys, back: int) -> Iterator[Keys]:
    """The pairs of keys that are in one bucket; of a crowd, those that stand next to each other.

    ``back``: what the low bits are multiplied with to be the places of texts again.
    """
    import numpy

    buckets = keys >> numpy.uint64(_INDEX_BITS)
    same = numpy.flatnonzero(buckets[1:] == buckets[:-1])
    places = (keys & numpy.uint64(MOST - 1)) * numpy.uint64(back) & numpy.uint64(MOST - 1)
    distance = 1
    while len(same):
        first, second = places[same], places[same + distance]
        yield (numpy.minimum(first, second) << numpy.uint64(_INDEX_BITS)) | numpy.maximum(first, second)
        distance += 1
        same = same[same + distance < len(keys)]
        same = same[buckets[same] == buckets[same + distance]]
        if distance > _FEW:
            same = same[~_crowded(buckets, same)]


def _crowded(buckets: Keys, places: NDArray[numpy.int64]) -> NDArray[numpy.bool_]:
    """Whether the bucket that begins at or before each place is a crowd."""
    import numpy

    start = numpy.searchsorted(buckets, buckets[places], "left")
    end = numpy.searchsorted(buckets, buckets[places], "right")
    found: NDArray[numpy.bool_] = end - start > _CROWD
    return found
