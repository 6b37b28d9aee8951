"""Attributes figures to the rows of a table by the labels around them, in the order of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Pair = tuple[int, int]  # figures, row


def certain_pairs(candidates: Sequence[Mapping[int, object]], rows: int) -> dict[int, int]:
    """Of figures, in order, and the rows that each may belong to: the pairs that leave no choice.

    Both go down the page, so rows must ascend; the most figures that can be given a row are. A pair
    is certain if every such solution has it.
    """
    down = _lengths(candidates, rows, rising=True)
    up = _lengths(candidates, rows, rising=False)
    best = max(down.values(), default=0)
    levels: dict[int, list[Pair]] = {}
    for pair, length in down.items():
        if length + up[pair] - 1 == best:
            levels.setdefault(length, []).append(pair)
    # Every solution has exactly one pair at each level.
    return dict(pairs[0] for pairs in levels.values() if len(pairs) == 1)


def _lengths(candidates: Sequence[Mapping[int, object]], rows: int, *, rising: bool) -> dict[Pair, int]:
    """How many pairs the longest chain has that ends (``rising``) or begins with each pair."""
    longest = [0] * rows
    found: dict[Pair, int] = {}
    order = range(len(candidates)) if rising else range(len(candidates) - 1, -1, -1)
    for index in order:
        here = {}
        for row in candidates[index]:
            others = longest[:row] if rising else longest[row + 1 :]
            here[row] = 1 + max(others, default=0)
        for row, length in here.items():
            longest[row] = max(longest[row], length)
            found[index, row] = length
    return found
