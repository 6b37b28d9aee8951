"""Recognises how a figure may have gone wrong: digits exchanged, a nought too many, a row moved by one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from engine.repair.problem import Cell, Problem

SlipKind = Literal["transposed", "tenfold", "digit"]


def kind(old: int, new: int) -> SlipKind | None:
    """How ``new`` may have become ``old``, if it is one of the slips that people often make."""
    if old != new and 0 in (old, new):
        return None
    if old in (new * 10, new * 100) or new in (old * 10, old * 100):
        return "tenfold"
    one, other = str(old), str(new)
    if len(one) != len(other) or len(one) < 2:
        return None
    differ = [place for place in range(len(one)) if one[place] != other[place]]
    if len(differ) == 1:
        return "digit"
    if len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(one) == sorted(other):
        return "transposed"
    return None


def moved(problem: Problem, lines: Sequence[Sequence[Cell]]) -> list[dict[Cell, int]]:
    """Changes that put the figures of one row or column, or of a part of it, one place further and mend every sum.

    ``lines``: the cells of each row and of each column, in their order.
    """
    broken = problem.broken()
    first = next(equation for equation in problem.equations if equation.id in broken)
    found: dict[frozenset[tuple[Cell, int]], dict[Cell, int]] = {}
    for line in lines:
        if all(cell in problem.values for cell in line):
            for changes in _shifts(problem.values, line):
                change = sum(sign * changes.get(cell, 0) for cell, sign in first.signs.items())
                if change == -broken[first.id] and len(changes) > 1 and problem.mended_by(changes):
                    found[frozenset(changes.items())] = changes
    return [found[key] for key in sorted(found, key=sorted)]


def _shifts(values: Mapping[Cell, int], line: Sequence[Cell]) -> Iterator[dict[Cell, int]]:
    """Every way to turn a run of the line by one place, as changes."""
    for start in range(len(line)):
        for end in range(start + 2, len(line) + 1):
            run = line[start:end]
            figures = [values[cell] for cell in run]
            for turned in (figures[1:] + figures[:1], figures[-1:] + figures[:-1]):
                changes = {cell: new - values[cell] for cell, new in zip(run, turned, strict=True)}
                yield {cell: change for cell, change in changes.items() if change}
