"""Scores chunks of documents in a process that may die: a document that kills it costs only itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.batch.inputs import Document
from engine.batch.judge import sha256_at, without_card
from engine.batch.station import Died, Station
from engine.batch.table import packed, table_of
from engine.batch.worker import Chunk, Setup
from engine.errors import Unusable
from engine.values import dataclass

# How often a document is tried alone after its process died: more often where somebody killed the process, who may
# not have meant the document, than where the document did; once where it was too slow.
_ALONE = {"killed": 5, "crash": 2, "slow": 1}
_BARREN = 5  # documents after which it is clear that the fault is not theirs
_STARTS = 5  # times that a process is started until it is clear that it will not


class Item(NamedTuple):
    """A document, and its place among all of them."""

    place: int
    document: Document


@dataclass(frozen=True, slots=True)
class Piece:
    """Results: of which documents, by their places, in order; how many of each state; a Parquet file."""

    places: Sequence[int]
    states: Mapping[str, int]
    content: bytes


Put = Callable[[Piece], None]  # takes results
Look = Callable[[], None]  # is called now and then


class _Task(NamedTuple):
    items: Sequence[Item]
    tries: int = 0  # that they were tried alone, or were one of many


class Scorer:
    """Has one process at a time; for one thread, but for :meth:`stop`."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._station: Station | None = None
        self._stopped = False
        self._barren = 0  # documents that failed before any was done

    def pieces(self, items: Sequence[Item]) -> Iterator[Piece]:
        """The results of documents, in pieces as they come; of all, unless it is stopped.

        Raises:
            Unusable: no process can be started, or whatever it scores ends it.
        """
        tasks = deque([_Task(items)])
        while tasks and not self._stopped:
            task = tasks.popleft()
            yield from self._tried(task, tasks)

    def _tried(self, task: _Task, tasks: deque[_Task]) -> Iterator[Piece]:
        """Tries some documents; what is to be tried again is put to the tasks."""
        items, alone = task.items, task.tries > 0
        answer = self._ready(fresh=alone).ask(Chunk(tuple(item.document for item in items), alone))
        if not isinstance(answer, Died):
            told, content = answer
            if told.done:
                self._barren = -1
                yield Piece([items[at].place for at in told.done], told.states, content)
            tasks.extend(_Task([items[at]], 1) for at in told.again)
            begun = {*told.done, *told.again}
            if len(begun) < len(items):  # it was asked to stop, perhaps by somebody else
                self._renew()
                tasks.appendleft(_Task([item for at, item in enumerate(items) if at not in begun], task.tries))
            return
        self._station = None
        if self._stopped:  # then it was ended by us
            return
        if alone and task.tries >= _ALONE[answer.why]:
            yield self._failed(items[0], answer)
            return
        if alone or answer.at >= len(items):  # it died when all of them were done
            tasks.extend(_Task([item], task.tries + 1) for item in items)
            return
        tasks.append(_Task([items[answer.at]], 1))
        others = [*items[: answer.at], *items[answer.at + 1 :]]
        if others:
            tasks.appendleft(_Task(others))

    def _failed(self, item: Item, died: Died) -> Piece:
        if self._barren >= 0:
            self._barren += 1
        if self._barren > _BARREN:
            raise Unusable("batch.all_died")
        settings = self._setup.settings
        slow = Unusable("batch.too_slow", seconds=settings.limits.time)
        error = slow if died.why == "slow" else Unusable("batch.died")
        document = item.document
        sha256 = sha256_at(document.path, settings.limits)
        row = without_card(document, sha256, "failed", error, settings)
        return Piece([item.place], {"failed": 1}, packed(table_of([row])))

    def _ready(self, fresh: bool) -> Station:
        """The process, another one if a ``fresh`` one is wanted."""
        if fresh:
            self._renew()
        for left in range(_STARTS, 0, -1):
            if self._station is not None:
                break
            try:
                self._station = Station(self._setup)
            except Unusable:
                if left == 1:
                    raise
        assert self._station is not None
        return self._station

    def _renew(self) -> None:
        if self._station is not None:
            self._station.kill()
            self._station = None

    def stop(self) -> None:
        """Ends soon: what is done of the documents in hand is still told."""
        self._stopped = True
        station = self._station
        if station is not None:
            station.stop()

    def close(self) -> None:
        """Ends the process."""
        station, self._station = self._station, None
        if station is not None:
            station.kill()
