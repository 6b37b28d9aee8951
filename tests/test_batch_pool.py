"""Processes of this machine working at once, with threads that do nothing but wait in place of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

pytest.importorskip("pyarrow")

from engine.batch import pool
from engine.batch.inputs import Document
from engine.batch.pool import Pool
from engine.batch.scorer import Item, Piece
from engine.batch.settings import Settings
from engine.batch.worker import Setup
from engine.errors import Unusable
from engine.rulebook import Rulebook


class Waiting:
    """Stands for a process: it takes a moment for each document, and does what is asked with some."""

    made: ClassVar[list[Waiting]] = []
    then: ClassVar[Callable[[Item], None]] = lambda item: None

    def __init__(self, setup: Setup) -> None:
        self.stopped, self.closed = threading.Event(), threading.Event()
        self.made.append(self)

    def pieces(self, items: list[Item]) -> Iterator[Piece]:
        for item in items:
            if self.stopped.is_set():
                return
            time.sleep(0.002)
            type(self).then(item)
            yield Piece([item.place], {"scored": 1}, b"")

    def stop(self) -> None:
        self.stopped.set()

    def close(self) -> None:
        self.closed.set()


@pytest.fixture
def crew(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> Pool:
    Waiting.made.clear()
    monkeypatch.setattr(pool, "Scorer", Waiting)
    monkeypatch.setattr(Waiting, "then", lambda item: None)
    return Pool(Setup(Settings(book), "digest"), 3)


def items(count: int) -> Iterator[Item]:
    return (Item(at, Document(f"{at}", f"/{at}")) for at in range(count))


def test_all_is_done_once_and_everything_is_closed(crew: Pool) -> None:
    found: list[int] = []
    looks: list[int] = []
    assert crew.digest == "digest"
    crew.score(items(100), 100, lambda piece: found.extend(piece.places), lambda: looks.append(len(found)))
    assert sorted(found) == list(range(100))
    assert looks[-1] == 100  # seen when all have ended
    assert looks == sorted(looks)
    assert len(Waiting.made) == 3
    assert all(each.closed.is_set() and not each.stopped.is_set() for each in Waiting.made)


def test_a_fault_ends_the_others_and_is_told(crew: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(item: Item) -> None:
        if item.place == 10:
            raise Unusable("batch.all_died")

    monkeypatch.setattr(Waiting, "then", fail)
    found: list[int] = []
    with pytest.raises(Unusable) as refusal:
        crew.score(items(20_000), 20_000, lambda piece: found.extend(piece.places), lambda: None)
    assert refusal.value.key == "batch.all_died"
    assert 10 not in found
    assert len(found) < 19_000
    assert all(each.closed.is_set() and each.stopped.is_set() for each in Waiting.made)


def test_who_is_interrupted_keeps_what_was_done(crew: Pool) -> None:
    found: list[int] = []

    def interrupt() -> None:
        if found:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        crew.score(items(20_000), 20_000, lambda piece: found.extend(piece.places), interrupt)
    assert 0 < len(found) < 19_000
    assert len(set(found)) == len(found)
    assert all(each.closed.is_set() and each.stopped.is_set() for each in Waiting.made)


def test_nothing_to_do(crew: Pool) -> None:
    looks: list[int] = []
    crew.score(items(0), 0, lambda piece: pytest.fail("nothing was to be done"), lambda: looks.append(1))
    assert looks
    assert all(each.closed.is_set() for each in Waiting.made)
