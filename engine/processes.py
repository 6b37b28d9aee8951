"""Processes of ours that do tasks and may be lost: a crash, an endless loop or too much memory costs one task.

A task is a function of a module of ours, by name. What it is given and what it yields are pickled; what it yields
consists of plain values (see :mod:`engine.plain`), because it may have been made from a stranger's file.
"""

from __future__ import annotations

import atexit
import contextlib
import pickle
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

from engine import child
from engine.errors import Unusable
from engine.plain import plain
from engine.tasks import PREPARATION, SIZE, TASK

_START = 120.0  # seconds in which a process must be ready for its first task

_Work: TypeAlias = tuple[str, tuple[Any, ...]]  # the name of a task, and what it is given


class TaskLost(Exception):
    """The process died, or took longer than allowed and was ended."""

    def __init__(self, why: Literal["died", "too_slow"]) -> None:
        super().__init__(why)
        self.why = why


class TaskFailed(Exception):
    """The task raised; the text names the error. That is a mistake of ours."""


class _Process:
    """A process that does one task after another; it starts by itself while its owner goes on."""

    def __init__(self, module: str, megabytes: int) -> None:
        self.worn = False  # it used so much memory that another should take its place
        self._prepared = -1  # how much was done of what comes first; it must have started before
        self._process = child.start("engine.tasks", module, str(megabytes))
        atexit.register(self.end)

    @property
    def alive(self) -> bool:
        """Whether it still takes tasks."""
        return self._process.poll() is None

    def prepare(self, first: Sequence[_Work]) -> None:
        """Waits until the process has imported what it needs and done what comes first: no part of a task's time.

        Raises:
            TaskLost: it never was ready.
        """
        while self._prepared < len(first):
            self._answered(b"" if self._prepared < 0 else _request(PREPARATION, first[self._prepared]), _START)
            self._prepared += 1

    def do(self, work: _Work, seconds: float) -> Any:
        """What the task yields.

        Raises:
            TaskLost: the process is no more.
            TaskFailed: the task raised.
            Unusable: the task says so, or it took too much memory.
        """
        return self._answered(_request(TASK, work), seconds)

    def _answered(self, request: bytes, seconds: float) -> Any:
        answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        threading.Thread(target=lambda: answers.put(self._exchange(request)), daemon=True).start()
        try:
            answer = answers.get(timeout=seconds)
        except queue.Empty:
            raise TaskLost("too_slow") from None
        if answer is None:
            raise TaskLost("died")
        kind, value, self.worn = answer
        if kind == "unusable":
            key, values = value
            raise Unusable(key, **values)
        if kind == "failed":
            raise TaskFailed(value)
        return value

    def _exchange(self, request: bytes) -> Any:
        """What the process answers; ``None`` if that is nothing, or nothing that could be meant."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            requests.write(request)
            requests.flush()
            size = int.from_bytes(answers.read(SIZE), "big")
            return plain(answers.read(size)) if size else None
        except Exception:  # it died in the middle of its answer, or was made to say what is none
            return None

    def end(self) -> None:
        """Ends the process, and what it started, at once."""
        atexit.unregister(self.end)
        child.kill(self._process)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _request(kind: bytes, work: _Work) -> bytes:
    content = pickle.dumps(work, pickle.HIGHEST_PROTOCOL)
    return kind + len(content).to_bytes(SIZE, "big") + content


class Pool:
    """At most ``size`` processes that do the tasks of one module; each within ``seconds`` and ``megabytes``.

    They are started when they are wanted, and kept.
    """

    def __init__(self, module: str, size: int, seconds: float, megabytes: int) -> None:
        self._make: Callable[[], _Process] = lambda: _Process(module, megabytes)
        self._seconds = seconds
        self._size = size
        self._first: list[_Work] = []
        self._lock = threading.Lock()
        self._idle: list[_Process] = []
        self._free = threading.Semaphore(size)
        self.replaced = 0  # processes that were ended, lost or worn

    def start(self) -> None:
        """Starts one process before the first task wants it; does not wait for it."""
        with self._lock:
            if not self._idle:
                self._idle.append(self._make())

    def first(self, task: str, *given: Any) -> None:
        """What each process does before its next task, once, and without limits before its first one."""
        self._first.append((task, given))

    def run(self, task: str, *given: Any, seconds: float | None = None) -> Any:
        """What the task yields; waits until a process is free.

        Raises:
            TaskLost: its process died or took too long; another takes its place.
            TaskFailed: the task raised.
            Unusable: the task says so, or it took too much memory.
        """
        with self._free:
            process = self._take()
            kept = False
            try:
                process.prepare(self._first)
                found = process.do((task, given), self._seconds if seconds is None else seconds)
                kept = not process.worn
                return found
            except (TaskFailed, Unusable):
                kept = not process.worn
                raise
            finally:
                if kept:
                    with self._lock:
                        self._idle.append(process)
                else:  # also where nobody waits for the answer any more
                    self._replace(process)

    def _take(self) -> _Process:
        while True:
            with self._lock:
                process = self._idle.pop() if self._idle else self._make()
            if process.alive:
                return process
            self._replace(process)

    def _replace(self, process: _Process) -> None:
        with self._lock:
            self.replaced += 1
        process.end()

    def answers(self) -> bool:
        """Whether processes can be had: all are at work, or one is ready for it; starts one if none is there."""
        if not self._free.acquire(blocking=False):
            return True
        try:
            process = self._take()
            try:
                process.prepare(self._first)
            except TaskLost:
                self._replace(process)
                return False
            with self._lock:
                self._idle.append(process)
            return True
        finally:
            self._free.release()

    def close(self) -> None:
        """Ends all processes, when each has done what it is at."""
        for _ in range(self._size):
            self._free.acquire()
        with self._lock:
            while self._idle:
                self._idle.pop().end()
        for _ in range(self._size):
            self._free.release()
