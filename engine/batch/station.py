"""A process that scores documents, as its owner sees it."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import signal
import subprocess
import threading
import time
from typing import Literal

from engine import child
from engine.batch.table import packed, table_of
from engine.batch.wire import load
from engine.batch.worker import SIZE, Chunk, Setup, Told
from engine.errors import Unusable
from engine.values import dataclass

_START = 120  # seconds that a process may take to start
_GRACE = 1  # seconds beyond the limit: a reader that is too slow is to say so itself
_READ = 1 << 16


Why = Literal["killed", "crash", "slow"]


@dataclass(frozen=True, slots=True)
class Died:
    """A process that is no more, and why; ``at``: the place in its chunk of the document that it was at."""

    why: Why
    at: int


class Station:
    """A running process; for one thread, but for :meth:`stop`."""

    def __init__(self, setup: Setup) -> None:
        """Starts the process.

        Raises:
            Unusable: it did not start.
        """
        self._seconds = setup.settings.limits.time + _GRACE
        self._process = child.start("engine.batch.worker")
        self._said: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._rest = b""
        threading.Thread(target=self._listen, daemon=True).start()
        self._send(setup)
        answer = self._next(_START)
        if answer != b"!":
            self.kill()
            raise Unusable("batch.unlike_worker" if answer == b"?" else "batch.no_start")

    def ask(self, chunk: Chunk) -> tuple[Told, bytes] | Died:
        """What is said of a chunk, and its rows as a Parquet file; or that the process died."""
        self._send(chunk)
        at = 0
        try:
            while (said := self._next(self._seconds)) == b".":
                at += 1
            if said != b"=":
                return self._died(at)
            told = Told(**json.loads(self._until(b"\n")))
            rows = load(self._exactly(told.size))
            return (told, packed(table_of(rows))) if len(rows) == len(told.done) else self._died(at)
        except TimeoutError:
            self.kill()
            return Died("slow", at)
        except (EOFError, ValueError, TypeError, RecursionError):  # what it says is no answer
            return self._died(at)

    def stop(self) -> None:
        """Asks for the answer to the chunk in hand as soon as the document in hand is done."""
        with contextlib.suppress(OSError):
            os.kill(self._process.pid, signal.SIGTERM)

    def kill(self) -> None:
        """Ends the process and what it started."""
        child.kill(self._process)
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()

    def _died(self, at: int) -> Died:
        """It does not answer any more: it has died, or is about to."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        killed = self._process.returncode == -getattr(signal, "SIGKILL", 0)
        self.kill()
        return Died("killed" if killed else "crash", at)

    def _send(self, value: object) -> None:
        content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # that it died is noticed where its answer is awaited
            self._process.stdin.write(len(content).to_bytes(SIZE, "big") + content)
            self._process.stdin.flush()

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        with stream, contextlib.suppress(OSError, ValueError):
            while said := os.read(stream.fileno(), _READ):
                self._said.put(said)
        self._said.put(b"")

    def _next(self, seconds: float) -> bytes:
        """The next byte; empty if the process died."""
        try:
            return self._exactly(1, seconds)
        except EOFError:
            return b""

    def _until(self, end: bytes) -> bytes:
        found = b""
        while not found.endswith(end):
            found += self._exactly(1)
        return found

    def _exactly(self, size: int, seconds: float | None = None) -> bytes:
        """So many bytes.

        Raises:
            TimeoutError: they did not come in time.
            EOFError: the process died before.
        """
        ends = time.monotonic() + (self._seconds if seconds is None else seconds)
        parts, missing = [self._rest], size - len(self._rest)
        while missing > 0:
            try:
                said = self._said.get(timeout=max(0.0, ends - time.monotonic()))
            except queue.Empty:
                raise TimeoutError from None
            if not said:
                self._said.put(b"")
                raise EOFError
            parts.append(said)
            missing -= len(said)
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]
