"""Processes that do the work on strangers' documents, so that a crash or an endless loop costs one of them only.

A task is a function of a module of ours, by name; what it is given and what it yields must be picklable.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import queue
from collections.abc import Callable
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any, Literal

from engine.child import limit_memory

_START = 120.0  # seconds in which a process must have started
_CONTEXT = multiprocessing.get_context("spawn")  # a fork would carry locks and open connections with it


class TaskLost(Exception):
    """The process died, or took longer than allowed and was ended."""

    def __init__(self, why: Literal["died", "too_slow"]) -> None:
        super().__init__(why)
        self.why = why


class TaskFailed(Exception):
    """The task raised; the text names the error. That is a mistake of ours."""


class _Worker:
    """A process that does one task after another."""

    def __init__(self, module: str, megabytes: int) -> None:
        self._connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_serve, args=(theirs, module, megabytes), daemon=True)
        self._process.start()
        theirs.close()
        self._ready()

    def _ready(self) -> None:
        """Waits until the process has imported what it needs, which is no part of a task's time.

        Raises:
            TaskLost: it never was.
        """
        try:
            if self._connection.poll(_START) and self._connection.recv():
                return
        except (EOFError, OSError):
            pass
        self.end()
        raise TaskLost("died")

    @property
    def alive(self) -> bool:
        """Whether it still takes tasks."""
        return self._process.is_alive()

    def do(self, task: str, given: tuple[Any, ...], seconds: float) -> Any:
        """What the task yields.

        Raises:
            TaskLost: the process is no more.
            TaskFailed: the task raised.
        """
        try:
            self._connection.send((task, given))
            if not self._connection.poll(seconds):
                raise TaskLost("too_slow")
            good, found = self._connection.recv()
        except (EOFError, OSError):
            raise TaskLost("died") from None
        if not good:
            raise TaskFailed(found)
        return found

    def end(self) -> None:
        """Ends the process at once."""
        self._process.kill()
        self._process.join()
        self._connection.close()


class Pool:
    """``size`` processes that do the tasks of one module; each within ``seconds`` and ``megabytes``."""

    def __init__(self, module: str, size: int, seconds: float, megabytes: int) -> None:
        self._make: Callable[[], _Worker] = lambda: _Worker(module, megabytes)
        self._seconds = seconds
        self._size = size
        self._idle: queue.LifoQueue[_Worker | None] = queue.LifoQueue()
        for _ in range(size):
            self._idle.put(None)  # started when it is wanted

    def start(self) -> None:
        """Starts one process before the first task wants it."""
        worker = self._idle.get()
        self._idle.put(worker or self._make())

    def run(self, task: str, *given: Any) -> Any:
        """What the task yields; waits until a process is free.

        Raises:
            TaskLost: its process died or took too long; another takes its place.
            TaskFailed: the task raised.
        """
        worker = self._idle.get()
        kept: _Worker | None = None
        try:
            if worker is not None and not worker.alive:
                worker.end()
                worker = None
            worker = worker or self._make()
            found = worker.do(task, given, self._seconds)
            kept = worker
            return found
        except TaskFailed:
            kept = worker
            raise
        finally:
            if kept is None and worker is not None:
                worker.end()
            self._idle.put(kept)

    def close(self) -> None:
        """Ends all processes, when each has done what it is at."""
        for _ in range(self._size):
            worker = self._idle.get()
            if worker is not None:
                worker.end()


def _serve(connection: Connection, module: str, megabytes: int) -> None:
    """The life of a process: it answers until nobody asks any more."""
    limit_memory(megabytes)
    tasks = import_module(module)
    with contextlib.suppress(EOFError, KeyboardInterrupt, OSError):
        connection.send(True)
        while True:
            task, given = connection.recv()
            try:
                answer = (True, getattr(tasks, task)(*given))
            except Exception as error:  # told to the parent, which says so and goes on
                answer = (False, f"{type(error).__name__}: {error}")
            connection.send(answer)
