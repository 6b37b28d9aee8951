"""Reads documents in a process of their own, so that a hostile file costs only itself: time, memory, crashes."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.errors import Unusable
from engine.readers.document import Document
from engine.readers.limits import Limits
from engine.readers.wire import from_wire

# The child sees the modules of its parent, and neither the environment nor the current folder.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from engine.readers.worker import main; main(int(sys.argv[2]))"
)


def _path() -> list[str]:
    """Where modules are looked for: as here, but never in the current folder of the child."""
    return [str(Path(__file__).parents[2]), *(entry for entry in sys.path if entry)]


class _Worker:
    """A running reader process."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes
        self.worn = False
        self._process = subprocess.Popen(  # noqa: S603 (our own interpreter, our own module)
            [sys.executable, "-I", "-c", _START, json.dumps(_path()), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # so that its own children can be ended with it
        )

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
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
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
