"""Runs the contest: first everyone must find exactly what is wrong, then all are timed in alternating rounds."""

from __future__ import annotations

import os
import shutil
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.contest.checks import Contestant, Solve, expected
from benchmarks.workload import reports_and_truth
from engine.rulebook import Form

_MODULES = (
    "plain", "ours", "durable_bare", "zen_engine", "clips_py", "expressions", "drools_jpy", "polars_all",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timed:
    """Reports a second (median of the rounds), and that as a share of plain Python's in the same round."""

    name: str
    note: str
    packages: dict[str, str]
    rate: float
    share: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Absent:
    """A contestant that could not take part here, and why."""

    name: str
    why: str


class WrongAnswer(AssertionError):
    """A contestant did not find exactly what is wrong."""


def contest(form: Form, count: int, rounds: int) -> tuple[list[Timed], list[Absent]]:
    """The figures of all who are installed.

    Raises:
        WrongAnswer: one of them found something else than what was put in.
    """
    work = reports_and_truth(form, count)
    truth = [expected(wrong) for _, wrong in work]
    ready: list[tuple[Contestant, Solve, list[Any]]] = []
    absent = []
    for contestant in _contestants():
        try:
            solve = contestant.prepare(form)
        except ImportError as error:
            absent.append(Absent(contestant.name, str(error)))
            continue
        given = [contestant.parse(report) for report, _ in work]
        if solve(given) != truth:
            raise WrongAnswer(contestant.name)
        ready.append((contestant, solve, given))
    return _timed(ready, rounds), absent


def _timed(ready: list[tuple[Contestant, Solve, list[Any]]], rounds: int) -> list[Timed]:
    seconds: list[list[float]] = [[] for _ in ready]
    for _ in range(rounds):
        for taken, (_, solve, given) in zip(seconds, ready, strict=True):
            start = time.perf_counter()
            solve(given)
            taken.append(time.perf_counter() - start)
    found = []
    for taken, (contestant, _, given) in zip(seconds, ready, strict=True):
        shares = sorted(first / own for first, own in zip(seconds[0], taken, strict=True))
        rate = len(given) / statistics.median(taken)
        packages = {name: _version(name) for name in contestant.packages}
        share = statistics.median(shares)
        found.append(Timed(contestant.name, contestant.note, packages, rate, share, shares[0], shares[-1]))
    return found


def _contestants() -> Iterator[Contestant]:
    java = shutil.which("java")
    if java and "JAVA_HOME" not in os.environ:
        os.environ["JAVA_HOME"] = str(Path(java).resolve().parent.parent)
    for name in _MODULES:
        yield from import_module(f"benchmarks.contest.{name}").CONTESTANTS


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"
