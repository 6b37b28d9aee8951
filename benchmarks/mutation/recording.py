"""A plugin of pytest: notes which test runs which lines (with coverage.py), and how long each test takes.

Used as ``python -m coverage run -m pytest -p benchmarks.mutation.recording``.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

SECONDS = "MUTATION_SECONDS"  # names the file that the durations go to
_seconds: dict[str, float] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Lines run from here on are this test's; what fixtures of a session run is the first one's."""
    current = Coverage.current()
    if current is not None:
        current.switch_context(item.nodeid)
    start = time.perf_counter()
    try:
        return (yield)
    finally:
        _seconds[item.nodeid] = round(time.perf_counter() - start, 4)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test that does not pass here can tell nothing about mutants."""
    if not report.passed:
        _failed.add(report.nodeid)


_failed: set[str] = set()


def pytest_unconfigure() -> None:
    """The seconds of each test that passed."""
    passed = {test: seconds for test, seconds in sorted(_seconds.items()) if test not in _failed}
    Path(os.environ[SECONDS]).write_text(json.dumps(passed, ensure_ascii=False, indent=0), encoding="utf-8")
