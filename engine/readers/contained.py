"""Reads documents in a process of their own, so that a hostile file costs only itself: time, memory, crashes."""

from __future__ import annotations

import atexit
import contextlib
import json
import queue
import threading

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

    def ask(self, format: str, content: bytes, seconds: int) -> bytes | None:
        """The answer; ``None`` if the process died.

        Raises:
            TimeoutError: it took longer than ``seconds``; the process is no more.
        """
        answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        threading.Thread(target=lambda: answers.put(self._exchange(format, content)), daemon=True).start()
        try:
            return answers.get(timeout=seconds)
        except queue.Empty:
            self.kill()
            raise TimeoutError from None
        except BaseException:  # interrupted: nobody waits for the answer any more
            self.kill()
            raise

    def _exchange(self, format: str, content: bytes) -> bytes | None:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            requests.write(json.dumps({"format": format, "size": len(content)}).encode() + b"\n" + content)
            requests.flush()
            size, last = map(int, answers.readline().split())
            answer = answers.read(size)
        except (OSError, ValueError):
            return None
        self.worn = bool(last)
        return answer if len(answer) == size else None

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
    worker = _take(limits)
    try:
        answer = worker.ask(format, content, limits.seconds)
    except TimeoutError:
        raise Unusable("file.too_slow", seconds=limits.seconds) from None
    if answer is None:
        worker.kill()
        raise Unusable("file.reader_died")
    if worker.worn:
        worker.kill()
    else:
        _give_back(worker)
    if answer.startswith(b'{"unusable"'):
        told = json.loads(answer)
        raise Unusable(told["unusable"], **told["values"])
    return from_wire(answer)


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
