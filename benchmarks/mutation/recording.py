"""A plugin of pytest: ``python -m pytest -p benchmarks.mutation.recording``, for the map and for each trial.

For the map (under ``coverage run``) it notes which test runs which lines, and how long each takes; for a trial,
which test failed first. Properties are checked on the same examples each time and without a deadline, so that a busy
machine kills no mutant. What is noted goes to the file that ``MUTATION_NOTES`` names.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

NOTES = "MUTATION_NOTES"


def pytest_configure() -> None:
    """The same examples each time."""
    settings.register_profile(
        "mutation", deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    settings.load_profile("mutation")


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
        _note(item.nodeid, seconds=round(time.perf_counter() - start, 4))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test that failed or was skipped."""
    if not report.passed:
        _note(report.nodeid, failed=True)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file that cannot be imported."""
    if report.failed:
        _note(report.nodeid, failed=True)


def _note(test: str, **what: Any) -> None:
    with Path(os.environ[NOTES]).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"test": test, **what}) + "\n")


def notes(file: Path) -> tuple[dict[str, float], list[str]]:
    """How long each test took, and which did not pass, in the order of time."""
    noted = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    seconds = {note["test"]: note["seconds"] for note in noted if "seconds" in note}
    return seconds, [note["test"] for note in noted if "failed" in note]
