"""Reads documents in a process of their own, so that a hostile file costs only itself: time, memory, crashes."""

from __future__ import annotations

import atexit
import contextlib
import json
import queue
import threading
from collections.abc import Mapping
from typing import Any

from engine import child
from engine.errors import Unusable
from engine.readers.document import Document
from engine.readers.limits import Limits
from engine.readers.wire import from_wire


class _Worker:
    """A running reader process."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self.worn = False
        self._process = child.start("engine.readers.worker", str(megabytes))

    @property
    def alive(self) -> bool:
        """Whether it still takes documents."""
        return self._process.poll() is None

    def ask(self, request: Mapping[str, Any], content: bytes, seconds: int) -> tuple[bytes, bool] | None:
        """The answer, and whether it is what was asked for; ``None`` if the process died.

        Raises:
            TimeoutError: it took longer than ``seconds``; the process is no more.
        """
        answers: queue.SimpleQueue[tuple[bytes, bool] | None] = queue.SimpleQueue()
        threading.Thread(target=lambda: answers.put(self._exchange(request, content)), daemon=True).start()
        try:
            return answers.get(timeout=seconds)
        except queue.Empty:
            self.kill()
            raise TimeoutError from None
        except BaseException:  # interrupted: nobody waits for the answer any more
            self.kill()
            raise

    def _exchange(self, request: Mapping[str, Any], content: bytes) -> tuple[bytes, bool] | None:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            requests.write(json.dumps({**request, "size": len(content)}).encode() + b"\n" + content)
            requests.flush()
            size, last, done = map(int, answers.readline().split())
            answer = answers.read(size)
        except (OSError, ValueError):
            return None
        self.worn = bool(last)
        return (answer, bool(done)) if len(answer) == size else None

    def kill(self) -> None:
        """Ends the process and what it started."""
        child.kill(self._process)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


_lock = threading.Lock()
_idle: list[_Worker] = []


def read_contained(format: str, content: bytes, limits: Limits) -> Document:
    """The document that the module ``engine.readers.formats.<format>`` reads.

    Raises:
        Unusable: it cannot be read, or not within the limits.
    """
    return from_wire(_answer({"format": format, "marks": None}, content, limits))


def marked_contained(format: str, content: bytes, marks: Mapping[str, Any], limits: Limits) -> bytes:
    """What the module ``engine.mark.<format>`` makes of ``content``; ``marks`` as they pass between processes.

    Raises:
        Unusable: it cannot be marked, or not within the limits.
    """
    return _answer({"format": format, "marks": marks}, content, limits)


def _answer(request: Mapping[str, Any], content: bytes, limits: Limits) -> bytes:
    worker = _take(limits)
    try:
        answer = worker.ask(request, content, limits.seconds)
    except TimeoutError:
        raise Unusable("file.too_slow", seconds=limits.seconds) from None
    if answer is None:
        worker.kill()
        raise Unusable("file.reader_died")
    if worker.worn:
        worker.kill()
    else:
        _give_back(worker)
    found, done = answer
    if not done:
        told = json.loads(found)
        raise Unusable(told["unusable"], **told["values"])
    return found


def _take(limits: Limits) -> _Worker:
    """A process with these limits that nobody uses."""
    with _lock:
        for worker in list(_idle):
            if worker.megabytes == limits.megabytes:
                _idle.remove(worker)
                if worker.alive:
                    return worker
                worker.kill()
    return _Worker(limits.megabytes)


def _give_back(worker: _Worker) -> None:
    with _lock:
        _idle.append(worker)


@atexit.register
def _end() -> None:
    for worker in _idle:
        worker.kill()
