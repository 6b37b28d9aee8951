"""Work that nobody waits for: threads that do one thing after another, and look for more when they are woken."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

_LOOK = 2.0  # seconds between two looks, if nobody says that there is something
_LOG = logging.getLogger(__name__)


def _nothing() -> None:
    pass


class Background:
    """``once`` does one thing and says whether there was one; ``idle`` is done when there was none.

    Whatever either raises is told to the log and tried again later: a database that does not answer for a
    while must not end the work for good.
    """

    def __init__(
        self, name: str, threads: int, once: Callable[[], bool], idle: Callable[[], None] = _nothing
    ) -> None:
        self._once, self._idle = once, idle
        self._wanted, self._ended = threading.Event(), threading.Event()
        self._threads = [threading.Thread(target=self._work, name=f"{name} {n}", daemon=True) for n in range(threads)]

    def start(self) -> None:
        """Begins, with what was left when the program last ended."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Says that there is something to do."""
        self._wanted.set()

    def end(self) -> None:
        """Stops, when what is being done is done."""
        self._ended.set()
        self._wanted.set()
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while not self._ended.is_set():
            try:
                if self._once():
                    continue
                self._idle()
            except Exception:
                _LOG.exception("tried again in a while")
            self._wanted.wait(_LOOK)
            if not self._ended.is_set():
                self._wanted.clear()
