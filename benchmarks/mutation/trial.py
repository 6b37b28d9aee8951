"""Runs the tests that a mutant concerns, until one fails."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

import pytest

from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.recording import notes
from benchmarks.mutation.tree import TREE, Covering, environ, pytest_options

Outcome = Literal["killed", "timeout", "survived", "not covered"]
_LIBRARIES = (
    *("click.testing", "docx", "hypothesis.extra", "hypothesis.strategies", "jinja2", "lxml.etree", "lxml.html"),
    *("numpy", "openpyxl", "pdfplumber", "pydantic", "pypdfium2", "yaml", "highspy", "tabulate", "wcwidth"),
)
_FIRST = 12  # tests that are tried before all the others are imported
_STARTING = 30  # seconds of processor time for imports and for what tests of a session share
_TIMES = 3  # and so many times what the tests took when nothing was wrong


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a mutant: ``by`` is the test that noticed, ``tests`` how many were run at most."""

    file: str
    mutant: Mutant
    outcome: Outcome
    by: str
    tests: int


def trial(place: Path, file: str, mutant: Mutant, covering: Covering, budget: float) -> Trial:
    """Puts the mutant into the copy at ``place``, runs tests worth ``budget`` seconds, and takes it out again."""
    chosen: list[str] = []
    left = budget
    for test in covering.tests(file, mutant.line, mutant.last_line):
        left -= covering.seconds[test]
        if left < 0 and chosen:
            break
        chosen.append(test)
    if not chosen:
        return Trial(file, mutant, "not covered", "", 0)
    source = (TREE / file).read_bytes()
    _put(place / file, mutant.applied(source))
    try:
        for tests in (chosen[:_FIRST], chosen[_FIRST:]):
            outcome, by = run(place, tests, covering) if tests else ("survived", "")
            if outcome != "survived":
                return Trial(file, mutant, outcome, by, len(chosen))
    finally:
        _put(place / file, source)
    return Trial(file, mutant, "survived", "", len(chosen))


def run(place: Path, tests: Sequence[str], covering: Covering) -> tuple[Outcome, str]:
    """Whether some of these tests fail in the copy as it is now, and the first that does."""
    seconds = round(_STARTING + _TIMES * sum(covering.seconds[test] for test in tests))
    named, noted = place.with_suffix(".txt"), place.with_suffix(".jsonl")
    named.write_text("\n".join(tests), encoding="utf-8")
    noted.unlink(missing_ok=True)
    child = os.fork()
    if not child:
        _in_child(place, named, noted, seconds)
    status = os.waitstatus_to_exitcode(_ended(child, time.monotonic() + 20 * seconds))
    _, failed = notes(noted)
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return "timeout", ""
    return ("killed", failed[-1] if failed else "") if status else ("survived", "")


def preload() -> None:
    """Imports what tests need and no mutant changes, once for all trials."""
    for name in _LIBRARIES:
        importlib.import_module(name)


def _in_child(place: Path, named: Path, noted: Path, seconds: int) -> NoReturn:
    """Runs the tests in a process of its own, from where the libraries are loaded and nothing of the project."""
    status = 70
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        os.environ.update(environ(noted))
        os.chdir(place)
        sys.path[0] = str(place)
        status = pytest.main([*pytest_options(), "-x", f"@{named}"])
    finally:
        os._exit(status)


def _ended(child: int, deadline: float) -> int:
    """Waits for a process; one that waits for ever itself is ended, with those that it started."""
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if not found and time.monotonic() > deadline:
            os.killpg(child, signal.SIGKILL)
            deadline += 3600
        elif found:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)  # those that it left
            return status
        time.sleep(0.05)


def _put(module: Path, source: bytes) -> None:
    """Writes a module of a copy; what was compiled of it before goes, for it may have the same size and second."""
    module.write_bytes(source)
    for compiled in module.parent.glob(f"__pycache__/{module.stem}.*.pyc"):
        compiled.unlink()
