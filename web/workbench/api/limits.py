"""How often a program may ask for what takes long: so many a minute, which it may use at once or spread."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from math import ceil

from web.workbench.clock import ticks


class Limit:
    """``a_minute`` for each who asks. It is counted in memory: a start of the program forgets it."""

    def __init__(self, a_minute: int) -> None:
        self._most = float(a_minute)
        self._left: dict[Hashable, tuple[float, float]] = {}  # what was left, and when
        self._lock = threading.Lock()

    def wait(self, who: Hashable) -> int:
        """Takes one, and yields 0; or takes none and yields the seconds until there is one."""
        at = ticks()
        with self._lock:
            left, then = self._left.get(who, (self._most, at))
            left = min(self._most, left + (at - then) * self._most / 60)
            if left < 1:
                self._left[who] = left, at
                return max(1, ceil((1 - left) * 60 / self._most))
            self._left[who] = left - 1, at
            return 0
