"""Sums over a list of counts as one Python function: a table whose sums hold costs additions and nothing else.

The function is written out by this module and names nothing but the places of counts, which are numbers; what
a form calls its rows and columns is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Literal

from engine.values import dataclass

Telling = Callable[[Sequence[int]], list[int]]
_FAILS = {"eq": "!=", "lte": ">"}


@dataclass(frozen=True, slots=True)
class Equation:
    """The places of the counts on its two sides, which are to be equal, or the left at most the right.

    ``quiet``: nothing is to be told where it holds.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    relation: Literal["eq", "lte"]
    quiet: bool


@lru_cache(maxsize=64)
def telling(equations: tuple[Equation, ...], counts: int) -> Telling:
    """A function of a list of so many ``counts``: the indexes of the equations of which something is to be told."""
    lines = [
        "def telling(counts):",
        f"    [{', '.join(f'c{at}' for at in range(counts))}] = counts",
        "    found = []",
    ]
    for index, equation in enumerate(equations):
        fails = f"{_sum(equation.left)} {_FAILS[equation.relation]} {_sum(equation.right)}"
        lines.append(f"    if {fails if equation.quiet else 'True'}: found.append({index})")
    made: dict[str, Telling] = {}
    exec("\n".join([*lines, "    return found"]), made)  # noqa: S102 - nothing in it is from elsewhere
    return made["telling"]


def _sum(places: Sequence[int]) -> str:
    return " + ".join(f"c{int(at)}" for at in places) or "0"
