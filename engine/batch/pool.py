"""Scores documents in processes of this machine."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import threading
import time
from collections.abc import Iterator

from engine.batch.scorer import Item, Look, Put, Scorer
from engine.batch.table import arrow
from engine.batch.worker import Setup

_WHILE = 0.5  # seconds of work in a chunk
_LEAST = 0.05  # seconds of work in the last ones, when few are left for all processes
_MOST = 64  # documents in a chunk
_FIRST = 4
_PATIENCE = 5  # seconds in which the documents in hand may be done after an interruption
_LOOK = 0.1  # seconds between looks at how far it is


def cores() -> int:
    """How many processes this one may run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pace:
    """How many documents make a chunk: so many as take some time, and fewer when few are left."""

    def __init__(self, total: int, workers: int) -> None:
        self._left, self._workers = total, workers

    def take(self, seconds: float | None) -> int:
        """The size of the next chunk, where a document takes ``seconds``."""
        if seconds is None:
            return _FIRST
        whole, least = (max(1, min(_MOST, int(time / max(seconds, 1e-6)))) for time in (_WHILE, _LEAST))
        return max(least, min(whole, self._left // (2 * self._workers)))

    def took(self, count: int) -> None:
        """Fewer are left."""
        self._left -= count


class Pool:
    """So many processes, with a thread for each that does nothing but wait for it."""

    def __init__(self, setup: Setup, workers: int) -> None:
        self.digest = setup.digest
        self._scorers = [Scorer(setup) for _ in range(workers)]
        self._lock = threading.Lock()
        self._ended: queue.SimpleQueue[None] = queue.SimpleQueue()  # is told by each thread that it ends
        self._stopped = False
        self._fault: BaseException | None = None

    def score(self, items: Iterator[Item], total: int, put: Put, look: Look) -> None:
        """As :class:`engine.batch.run.Crew` has it."""
        pace = Pace(total, len(self._scorers))
        threads = [threading.Thread(target=self._drive, args=(each, items, pace, put)) for each in self._scorers]
        try:
            for thread in threads:
                thread.start()
            arrow()  # takes as long to import as the processes take to start
            self._look_on(len(threads), look)
        except BaseException:
            self._stop()
            raise
        finally:
            self._end(threads)
        if self._fault is not None:
            raise self._fault

    def _look_on(self, running: int, look: Look) -> None:
        """Until all have ended; a thread that is joined when Ctrl-C comes would pass for one that has ended."""
        while running:
            with contextlib.suppress(queue.Empty):
                self._ended.get(timeout=_LOOK)
                running -= 1
            look()

    def _drive(self, scorer: Scorer, items: Iterator[Item], pace: Pace, put: Put) -> None:
        seconds = None
        try:
            while not self._stopped and (chunk := self._take(items, pace, seconds)):
                begun = time.monotonic()
                for piece in scorer.pieces(chunk):
                    with self._lock:
                        put(piece)
                seconds = (time.monotonic() - begun) / len(chunk)
        except BaseException as fault:
            if not self._stopped:
                self._fault = fault
                self._stop()
        finally:
            scorer.close()
            self._ended.put(None)

    def _take(self, items: Iterator[Item], pace: Pace, seconds: float | None) -> list[Item]:
        with self._lock:
            chunk = list(itertools.islice(items, pace.take(seconds)))
            pace.took(len(chunk))
            return chunk

    def _stop(self) -> None:
        self._stopped = True
        for scorer in self._scorers:
            scorer.stop()

    def _end(self, threads: list[threading.Thread]) -> None:
        """Waits a little for what is in hand; interrupted again, it waits no longer."""
        ends = time.monotonic() + _PATIENCE
        try:
            for thread in threads:
                if thread.ident is not None:
                    thread.join(max(0.0, ends - time.monotonic()))
        finally:
            self._close()
        for thread in threads:
            if thread.ident is not None:
                thread.join()

    def _close(self) -> None:
        for scorer in self._scorers:
            scorer.close()
