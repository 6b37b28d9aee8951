"""Chunks sent to a cluster, with a scheduler in whose place a script stands: what is lost is sent again."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from engine.batch import cluster
from engine.batch.inputs import Document
from engine.batch.scorer import Item, Piece
from engine.batch.settings import Settings
from engine.errors import Unusable
from engine.rulebook import Rulebook


class Lost(Exception):
    """A worker was lost with what it had."""


class Future:
    """What will come of a chunk."""

    def __init__(self, answer: Callable[[], Any]) -> None:
        self.result = answer

    def add_done_callback(self, told: Callable[[Future], None]) -> None:
        told(self)


class Scheduler:
    """Stands for ``distributed.Client``: ``answers`` says what comes of a chunk, given its setup."""

    def __init__(self, digests: list[str], answers: Callable[[list[Item], Any], Any], threads: int = 2) -> None:
        self.digests, self.answers, self.threads = digests, answers, threads
        self.status = "running"
        self.sent: list[tuple[list[int], bool]] = []  # the places of a chunk, and whether the settings came with it
        self.events: list[str] = []
        self.most = self.under_way = 0

    def __call__(self, address: str, **how: Any) -> Scheduler:
        if address == "nowhere":
            raise OSError("no route")
        assert how == {"timeout": 20, "set_as_default": False}
        return self

    def wait_for_workers(self, count: int, timeout: float) -> None:
        assert (count, timeout) == (1, 20)

    def run(self, function: Any, *arguments: Any) -> dict[str, Any]:
        if function is cluster.end_there:
            self.events.append("end")
            return {}
        assert function is cluster.settings_digest
        return {f"tcp://{at}": digest for at, digest in enumerate(self.digests)}

    def nthreads(self) -> dict[str, int]:
        return {"a": self.threads}

    def submit(self, function: Any, digest: str, items: list[Item], setup: Any, pure: bool) -> Future:
        assert (function, digest, pure) == (cluster.score_there, "same", False)
        self.sent.append(([item.place for item in items], setup is not None))
        self.under_way += 1
        self.most = max(self.most, self.under_way)

        def result() -> Any:
            self.under_way -= 1
            return self.answers(items, setup)

        return Future(result)

    def close(self, timeout: float) -> None:
        self.events.append("close")


@pytest.fixture
def connect(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Callable[..., cluster.Cluster]:
    def to(scheduler: Scheduler, address: str = "tcp://somewhere") -> cluster.Cluster:
        library = ModuleType("distributed")
        vars(library).update(Client=scheduler, CancelledError=Lost, KilledWorker=Lost)
        monkeypatch.setitem(sys.modules, "distributed", library)
        return cluster.Cluster(address, Settings(book))

    return to


Connect = Callable[..., cluster.Cluster]


def done(items: list[Item], setup: Any) -> tuple[list[Piece], float]:
    return [Piece([item.place for item in items], {"scored": len(items)}, b"")], 0.1


def items(count: int) -> list[Item]:
    return [Item(at, Document(f"{at}.json", f"/{at}.json")) for at in range(count)]


def scored(crew: cluster.Cluster, count: int) -> list[int]:
    """The places of the documents of which results came, in their order."""
    found: list[int] = []
    looked: list[int] = []
    crew.score(iter(items(count)), count, lambda piece: found.extend(piece.places), lambda: looked.append(1))
    assert looked or not count
    return found


def test_everything_is_scored_once(connect: Connect) -> None:
    scheduler = Scheduler(["same", "same"], done)
    crew = connect(scheduler)
    assert crew.digest == "same"
    assert scored(crew, 100) == list(range(100))
    assert [places for places, _ in scheduler.sent][:4] == [
        [0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15],
    ]  # fmt: skip
    assert len(scheduler.sent[4][0]) == 5  # half a second of them
    assert scheduler.most == 4  # two for each thread
    assert not any(told for _, told in scheduler.sent)
    assert scheduler.events == ["end", "close"]
    assert scored(connect(Scheduler(["same"], done, threads=0)), 5) == [0, 1, 2, 3, 4]
    assert scored(connect(Scheduler(["same"], done)), 0) == []


def test_a_worker_without_the_settings_is_told_them(connect: Connect) -> None:
    scheduler = Scheduler(["same"], lambda items, setup: done(items, setup) if setup else None)
    assert sorted(scored(connect(scheduler), 8)) == list(range(8))
    assert scheduler.sent == [
        ([0, 1, 2, 3], False), ([4, 5, 6, 7], False), ([0, 1, 2, 3], True), ([4, 5, 6, 7], True),
    ]  # fmt: skip


@pytest.mark.parametrize(("times", "lost"), [(20, False), (21, True)])
def test_a_chunk_that_is_lost_is_sent_again(times: int, lost: bool, connect: Connect) -> None:
    left = [times]

    def answer(items: list[Item], setup: Any) -> Any:
        if items[0].place == 0 and left[0]:
            left[0] -= 1
            raise Lost
        return done(items, setup)

    scheduler = Scheduler(["same"], answer)
    crew = connect(scheduler)
    if not lost:
        assert sorted(scored(crew, 8)) == list(range(8))
        assert [places for places, _ in scheduler.sent].count([0, 1, 2, 3]) == 21
        return
    with pytest.raises(Unusable) as refusal:
        scored(crew, 8)
    assert refusal.value.key == "batch.lost_cluster"
    assert scheduler.events == ["end", "close"]


def test_a_cluster_that_is_gone(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(items: list[Item], setup: Any) -> Any:
        scheduler.status = "closed"
        raise Lost

    scheduler = Scheduler(["same"], gone)
    crew = connect(scheduler)
    with pytest.raises(Unusable) as refusal:
        scored(crew, 4)
    assert refusal.value.key == "batch.lost_cluster"
    assert scheduler.events == ["close"]  # there is nobody to be told
    silent = Scheduler(["same"], done)
    crew = connect(silent)
    monkeypatch.setattr(Future, "add_done_callback", lambda *_: None)
    silent.status = "closing"
    with pytest.raises(Unusable) as refusal:
        scored(crew, 4)
    assert refusal.value.key == "batch.lost_cluster"


def test_who_cannot_be_worked_with(connect: Connect) -> None:
    with pytest.raises(Unusable) as refusal:
        connect(Scheduler(["same"], done), "nowhere")
    assert refusal.value.key == "batch.bad_cluster"
    assert refusal.value.values == {"address": "nowhere", "why": "no route"}
    unlike = Scheduler(["same", "other"], done)
    with pytest.raises(Unusable) as refusal:
        connect(unlike)
    assert (refusal.value.key, unlike.events) == ("batch.unlike_worker", ["end", "close"])
    broken = Scheduler(["same"], done)
    broken.run = lambda *_: 1 // 0  # type: ignore[method-assign,assignment]
    with pytest.raises(Unusable) as refusal:
        connect(broken)
    assert refusal.value.key == "batch.bad_cluster"
    assert "zero" in refusal.value.values["why"]
    assert broken.events == ["close"]


def test_interrupted_it_puts_what_is_under_way(connect: Connect) -> None:
    scheduler = Scheduler(["same"], done)
    crew = connect(scheduler)
    found: list[int] = []

    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crew.score(iter(items(100)), 100, lambda piece: found.extend(piece.places), interrupt)
    assert found == list(range(16))
    assert scheduler.events == ["end", "close"]
