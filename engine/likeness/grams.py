"""What two texts share: their runs of five letters, counted exactly."""

from __future__ import annotations

from collections.abc import Iterator, Set

from engine.likeness.words import BREAK

LENGTH = 5  # letters of a gram: some two words of Chinese


def grams(letters: str) -> frozenset[str]:
    """The different runs of :data:`LENGTH` letters; none spans a :data:`BREAK`."""
    return frozenset(_windows(letters))


def shared(own: Set[str], letters: str) -> int:
    """How many of the grams ``own`` stand in ``letters``."""
    return len(own & set(_windows(letters)))


def percent(part: int, whole: int) -> int:
    """``part`` of ``whole`` in whole percent, rounded down; 0 of nothing."""
    return part * 100 // whole if whole else 0


def _windows(letters: str) -> Iterator[str]:
    for run in letters.split(BREAK):
        for start in range(len(run) - LENGTH + 1):
            yield run[start : start + LENGTH]
