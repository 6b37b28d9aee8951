"""What is laid beside a report, to compare it with."""

from __future__ import annotations

from engine.reading import Reading
from engine.report import Unit
from engine.values import dataclass


@dataclass(frozen=True, slots=True)
class Beside:
    """``previous``: the same unit's report on the year before; ``copy``: another published copy of the
    same report, earlier or elsewhere; ``peers``: reports of other units on the same year.
    """

    previous: Reading | None = None
    copy: Reading | None = None
    peers: tuple[Reading, ...] = ()


NOTHING_BESIDE = Beside()


def same_unit(one: Unit, other: Unit) -> bool:
    """Whether two units have the same name, white space apart."""
    return "".join(one.name.split()) == "".join(other.name.split())
