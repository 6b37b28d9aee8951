"""The seeds of the fuzzer and every input that once broke a promise, tried again; the fuzzer itself for a second."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from fuzz import __main__ as runner
from fuzz import ledger, worker
from fuzz.limits import TooSlow, attempt
from fuzz.seeds import REGRESSIONS, SEEDS, seeds_of
from fuzz.targets import TARGETS, Target, load

MOST_TOGETHER = 500_000  # bytes of all seeds and regressions


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Libraries say what is wrong with a file; that is not what is looked at here."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def needed(name: str) -> None:
    """What a target needs beyond the engine."""
    for module in {"web": ("fastapi", "multipart"), "carried": ("markupsafe",), "picture": ("PIL", "numpy")}.get(
        name, ()
    ):
        pytest.importorskip(module)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_regressions_keep_every_promise(name: str) -> None:
    needed(name)
    target = load(name)
    for content in seeds_of(name):
        crash = attempt(target.check, content, seconds=30)
        assert crash is None, crash


def test_seeds_are_there_for_every_target_and_few() -> None:
    files = [file for folder in (SEEDS, REGRESSIONS) for file in folder.rglob("*") if file.is_file()]
    assert {file.relative_to(SEEDS).parts[0] for file in files if SEEDS in file.parents} == TARGETS.keys()
    assert {file.relative_to(REGRESSIONS).parts[0] for file in files if REGRESSIONS in file.parents} <= TARGETS.keys()
    assert sum(file.stat().st_size for file in files) < MOST_TOGETHER


@pytest.mark.parametrize("name", TARGETS)
def test_a_change_is_the_same_for_the_same_chance(name: str) -> None:
    needed(name)
    target, changed = load(name), 0
    for seed in range(5):
        content = seeds_of(name)[seed % len(seeds_of(name))]
        found = [target.mutate(content, Random(seed)) for _ in range(2)]
        assert found[0] == found[1]
        changed += found[0] != content
    assert changed


def test_what_breaks_a_promise_is_noticed_once() -> None:
    def check(content: bytes) -> None:
        content.decode("ascii")

    first, second = attempt(check, b"\xff"), attempt(check, b"abc\xfe")
    assert first is not None
    assert second is not None
    assert first.key == second.key
    assert "UnicodeDecodeError" in first.text
    assert attempt(check, b"abc") is None


@pytest.mark.skipif(sys.platform == "win32", reason="no clock of the processor")
def test_an_input_that_takes_too_long_is_noticed() -> None:
    def check(content: bytes) -> None:
        while content:
            with contextlib.suppress(Exception):  # as a careless library does
                sum(range(1000))

    crash = attempt(check, b"x", seconds=0.1)
    assert crash is not None
    assert TooSlow.__name__ in crash.key


def test_without_atheris_inputs_are_changed_blindly_and_faults_kept(tmp_path: Path) -> None:
    def check(content: bytes) -> None:
        assert b"=" not in content

    target = Target("numerals", check, lambda content, chance: content + bytes([chance.randrange(256)]), 400)
    worker._blindly(worker.Work(target, tmp_path), 1, 7)
    done = ledger.read(tmp_path, "numerals")
    assert done.runs > 100
    kept = [file for file in ledger.crashes(tmp_path, "numerals").iterdir() if file.suffix != ".txt"]
    assert len(kept) == 1
    assert b"=" in kept[0].read_bytes()


def test_the_time_is_shared_by_weight() -> None:
    turns = runner._turns(list(TARGETS), 3600)
    spent = {name: sum(seconds for target, seconds in turns if target == name) for name in TARGETS}
    assert abs(sum(spent.values()) - 3600) < 60
    assert spent["docx"] > 2 * spent["numerals"]
    assert max(seconds for _, seconds in turns) < 600


def test_an_unknown_target_is_refused_in_one_line() -> None:
    found = subprocess.run(
        [sys.executable, "-m", "fuzz", "no-such"],
        capture_output=True,
        text=True,
        cwd=REGRESSIONS.parents[2],
        check=False,
    )
    assert found.returncode == 2
    assert "no-such" in found.stderr.splitlines()[-1]
