"""How much time and memory the reading of one document may take."""

from __future__ import annotations

from engine.values import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """``seconds`` of wall time, and ``megabytes`` of memory (where the system can limit it: not on Windows)."""

    seconds: int = 60
    megabytes: int = 1024
