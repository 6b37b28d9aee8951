"""How sure a share is that was found in a sample."""

from __future__ import annotations

from math import sqrt

_SURE = 1.959963984540054  # standard deviations that hold 95 % of a normal distribution


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson (1927), which holds for small samples and shares near one too."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, _SURE**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    width = _SURE * sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return middle - width if hits else 0.0, middle + width if hits < of else 1.0
