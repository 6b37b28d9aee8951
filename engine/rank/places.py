"""Places by score: equal scores share a place, and the next one is left out (1, 2, 2, 4)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from engine.scoring import unpadded

Bounds = tuple[Decimal, Decimal]


def places(scores: Sequence[Decimal]) -> list[int]:
    """The place of each score: one more than there are better ones."""
    ordered = sorted(scores)
    return [1 + len(ordered) - bisect_right(ordered, score) for score in scores]


def ranges(bounds: Sequence[Bounds]) -> list[tuple[int, int]]:
    """The best and the worst place of each, if all were decided for it and against the others, or otherwise."""
    lows, highs = sorted(low for low, _ in bounds), sorted(high for _, high in bounds)
    found = []
    for low, high in bounds:
        surely_better = len(lows) - bisect_right(lows, high)
        perhaps_better = len(highs) - bisect_right(highs, low) - (1 if high > low else 0)
        found.append((1 + surely_better, 1 + perhaps_better))
    return found


def behind(scores: Sequence[Decimal]) -> list[Decimal | None]:
    """What each score lacks to the next better one; ``None`` for the best."""
    ordered = sorted(set(scores))
    found: list[Decimal | None] = []
    for score in scores:
        index = bisect_left(ordered, score) + 1
        found.append(unpadded(ordered[index] - score) if index < len(ordered) else None)
    return found
