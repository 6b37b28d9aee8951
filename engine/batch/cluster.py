"""Scores documents on the workers of a Dask cluster, each in a process of its own as on one machine.

A document that takes its process down, or too long, never harms the worker of the cluster. Where a worker
itself is lost, the scheduler gives its chunks to others.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from engine.batch.pool import Pace
from engine.batch.scorer import Item, Look, Piece, Put, Scorer
from engine.batch.settings import Settings
from engine.batch.worker import Setup
from engine.errors import Unusable

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT = 20  # seconds until there must be a scheduler, and a worker
_AHEAD = 2  # chunks for each thread of the cluster that are under way
_LOST = 20  # times that a chunk may be lost with the workers that had it
_LOOK = 0.1  # seconds between looks at how far it is


class _Sent(NamedTuple):
    """A chunk that is under way, and how often it was lost."""

    items: list[Item]
    lost: int = 0


class Cluster:
    """The workers behind a scheduler."""

    def __init__(self, address: str, settings: Settings) -> None:
        """Connects.

        Raises:
            Unusable: there is no scheduler or no worker, they are unlike each other, or the library is not installed.
        """
        try:
            from distributed import Client
        except ImportError:
            raise Unusable("batch.no_cluster") from None
        try:
            self._client: Client = Client(address, timeout=_CONNECT, set_as_default=False)
        except Exception as error:  # each kind of connection has errors of its own
            raise Unusable("batch.bad_cluster", address=address, why=str(error)) from None
        try:
            self._client.wait_for_workers(1, timeout=_CONNECT)
            digests = set(self._client.run(settings_digest, settings).values())
        except Exception as error:  # no worker came, or one that cannot import the engine
            self._close()
            raise Unusable("batch.bad_cluster", address=address, why=str(error)) from None
        if len(digests) != 1:
            self._close()
            raise Unusable("batch.unlike_worker")
        self._setup = Setup(settings, digests.pop())
        self._ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._sent: dict[Future, _Sent] = {}

    @property
    def digest(self) -> str:
        """That of the settings, as the workers have it: it depends on their libraries."""
        return self._setup.digest

    def score(self, items: Iterator[Item], total: int, put: Put, look: Look) -> None:
        """As :class:`engine.batch.run.Crew` has it.

        Raises:
            Unusable: the cluster was lost.
        """
        threads = max(1, sum(self._client.nthreads().values()))
        pace, seconds = Pace(total, threads), None
        try:
            while True:
                while len(self._sent) < _AHEAD * threads and (chunk := list(islice(items, pace.take(seconds)))):
                    pace.took(len(chunk))
                    self._send(_Sent(chunk))
                if not self._sent:
                    return
                look()
                seconds = self._collect(put) or seconds
        except KeyboardInterrupt:
            while self._sent:
                self._collect(put)
            raise
        finally:
            self._close()

    def _send(self, sent: _Sent, setup: Setup | None = None) -> None:
        """``setup`` only where a worker had none: it is large."""
        future = self._client.submit(score_there, self._setup.digest, sent.items, setup, pure=False)
        self._sent[future] = sent
        future.add_done_callback(self._ended.put)

    def _collect(self, put: Put) -> float | None:
        """Waits a little for a chunk; the seconds that a document of it took, if one came."""
        from distributed import CancelledError, KilledWorker

        try:
            future = self._ended.get(timeout=_LOOK)
        except queue.Empty:
            if self._client.status not in ("running", "connecting"):
                raise Unusable("batch.lost_cluster") from None
            return None
        sent = self._sent.pop(future)
        try:
            answer = future.result()
        except (KilledWorker, CancelledError):
            if sent.lost >= _LOST or self._client.status != "running":
                raise Unusable("batch.lost_cluster") from None
            self._send(_Sent(sent.items, sent.lost + 1))
            return None
        if answer is None:
            self._send(sent, self._setup)
            return None
        pieces, seconds = answer
        for piece in pieces:
            put(piece)
        return float(seconds)

    def _close(self) -> None:
        with contextlib.suppress(Exception):  # the cluster may be gone
            if self._client.status == "running":
                self._client.run(end_there)
        with contextlib.suppress(Exception):
            self._client.close(timeout=_CONNECT)


# What runs on the workers of the cluster

_lock = threading.Lock()
_setups: dict[str, Setup] = {}
_idle: list[tuple[str, Scorer]] = []


def settings_digest(settings: Settings) -> str:
    """The digest of the settings, as it is on a worker."""
    return settings.digest()


def score_there(digest: str, items: Sequence[Item], setup: Setup | None) -> tuple[list[Piece], float] | None:
    """The results of documents, and the seconds that each took; ``None`` if the worker was not told the settings."""
    scorer = _take(digest, setup)
    if scorer is None:
        return None
    begun = time.monotonic()
    pieces = list(scorer.pieces(items))
    with _lock:
        _idle.append((digest, scorer))
    return pieces, (time.monotonic() - begun) / len(items)


def _take(digest: str, setup: Setup | None) -> Scorer | None:
    """A process for these settings that nobody uses; those for others are ended."""
    with _lock:
        if setup is not None:
            _setups.clear()
            _setups[digest] = setup
        while _idle:
            made_for, scorer = _idle.pop()
            if made_for == digest:
                return scorer
            scorer.close()
        return Scorer(_setups[digest]) if digest in _setups else None


def end_there() -> None:
    """Ends the processes of a worker that nobody uses."""
    with _lock:
        while _idle:
            _idle.pop()[1].close()
        _setups.clear()
