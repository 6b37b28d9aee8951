"""What is laid beside a report, to compare it with."""

from __future__ import annotations

from dataclasses import dataclass

from engine.reading import Reading


@dataclass(frozen=True, slots=True)
class Beside:
    """``previous``: the same unit's report on the year before; ``copy``: another published copy of the
    same report, earlier or elsewhere; ``peers``: reports of other units on the same year.
    """

    previous: Reading | None = None
    copy: Reading | None = None
    peers: tuple[Reading, ...] = ()


NOTHING_BESIDE = Beside()
