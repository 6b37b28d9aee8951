"""Work in the background goes on whatever happens to one piece of it."""

from __future__ import annotations

import logging
import threading

import pytest

pytest.importorskip("sqlalchemy")
from web.workbench import background
from web.workbench.background import Background


def test_what_fails_is_told_and_the_rest_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(background, "_LOOK", 0.01)
    failing = [ValueError("the first"), MemoryError("the second")]
    done = threading.Event()

    def once() -> bool:
        if failing:
            raise failing.pop(0)
        done.set()
        return False

    with caplog.at_level(logging.ERROR):
        work = Background("test", 1, once)
        work.start()
        assert done.wait(10)
        work.end()
    assert "the first" in caplog.text
    assert "the second" in caplog.text


def test_it_ends_at_once_when_it_is_asked_to() -> None:
    work = Background("test", 3, lambda: False)
    work.start()
    work.end()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("test ")]


def test_who_wakes_it_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "_LOOK", 60.0)
    looks = threading.Semaphore(0)

    def once() -> bool:
        looks.release()
        return False

    work = Background("test", 1, once)
    work.start()
    assert looks.acquire(timeout=10)
    work.wake()
    assert looks.acquire(timeout=10)
    work.end()
