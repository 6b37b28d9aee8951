"""Processes that do tasks: a crash, an endless loop or a mistake costs one task only."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from engine.errors import Unusable
from engine.processes import Pool, TaskFailed, TaskLost
from tests import crashing

# The tasks: this module is what the pool's processes import.
segfault, overflow, spin, spin_in_c, devour = (
    crashing.segfault, crashing.overflow, crashing.spin, crashing.spin_in_c, crashing.devour
)  # fmt: skip


def double(value: int) -> int:
    return 2 * value


def process() -> int:
    return os.getpid()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    os._exit(0)


def loop() -> None:
    while True:
        time.sleep(0.05)


def fail() -> None:
    raise LookupError("not there")


def much(megabytes: int) -> int:
    return len(bytearray(megabytes * 1024 * 1024))


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(__name__, size=2, seconds=5, megabytes=512)
    yield made
    made.close()


def test_tasks_are_done_by_other_processes_which_are_kept(pool: Pool) -> None:
    pool.start()
    assert pool.run("double", 21) == 42
    first = pool.run("process")
    assert first != os.getpid()
    assert pool.run("process") == first


@pytest.mark.parametrize("way", ["die", "leave", "segfault", "overflow"])
def test_a_process_that_dies_costs_its_task_and_another_takes_its_place(pool: Pool, way: str) -> None:
    before = pool.run("process")
    with pytest.raises(TaskLost) as lost:
        pool.run(way)
    assert lost.value.why == "died"
    assert pool.run("process") != before
    assert pool.run("double", 1) == 2


@pytest.mark.parametrize("way", ["loop", "spin", "spin_in_c"])
def test_a_task_that_takes_too_long_is_ended(way: str) -> None:
    pool = Pool(__name__, size=1, seconds=1, megabytes=512)
    try:
        pool.start()
        with pytest.raises(TaskLost) as lost:
            pool.run(way)
        assert lost.value.why == "too_slow"
        assert pool.run("double", 3) == 6
    finally:
        pool.close()


def test_a_mistake_is_told_and_the_process_goes_on(pool: Pool) -> None:
    before = pool.run("process")
    with pytest.raises(TaskFailed, match="LookupError: not there"):
        pool.run("fail")
    with pytest.raises(TaskFailed, match="AttributeError"):
        pool.run("no_such_task")
    assert pool.run("process") == before


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_memory_is_limited(pool: Pool) -> None:
    assert pool.run("much", 10) == 10 * 1024 * 1024
    with pytest.raises(Unusable) as refusal:
        pool.run("much", 2000)
    assert refusal.value.key == "file.too_much_memory"


def test_many_threads_share_few_processes(pool: Pool) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda n=n: found.append(pool.run("double", n))) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [2 * n for n in range(20)]
