"""Measures the engine beside plain Python: ``python -m benchmarks`` (about two minutes on one core).

Ratios come from alternating rounds, so that a busy machine disturbs both sides alike; each line
gives the median and the range. Before anything is timed, both sides must name the same reports.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.workload import OUTER, plain_loop, reports
from engine.loading import load_rulebook
from engine.reading import Reading, Source
from engine.report import Report
from engine.score import Engine

ROOT = Path(__file__).parent.parent
SOURCE = Source("report.json", "json", "0" * 64)
ROUNDS = 7
MANY = 20_000


def main() -> None:
    """Prints the three tables."""
    book = load_rulebook()
    form = book.form(2024)
    assert form is not None
    engine = Engine(book)
    work = reports(form, 500)
    leaves = [row for row in form.tables["requests"].blocks[0].rows if row not in OUTER]
    parsed = [_read(report) for report in work]
    wrong = [bool(plain_loop(report, leaves)) for report in work]
    assert wrong == [bool(engine.findings(reading)) for reading in parsed], "both sides must find the same"

    # The same 49 checks by the engine: the sums, the six sections and the deadline.
    same = {"requests-balance", "requests-total", "requests-row-total", "disputes-row-total"}
    same |= {"section-missing", "government-published-late"}
    alike = Engine(replace(book, rules=tuple(replace(r, missing=()) for r in book.rules if r.name in same)))
    contestants: dict[str, Callable[[], Any]] = {
        "plain Python, 49 checks hard-coded": lambda: [plain_loop(report, leaves) for report in work],
        "pydantic alone, dict to Report": lambda: [Report.model_validate(report) for report in work],
        "Report to findings, the 49 checks": lambda: [alike.findings(reading) for reading in parsed],
        "Report to findings, all 43 rules": lambda: [engine.findings(reading) for reading in parsed],
        "dict to findings, the 49 checks": lambda: [alike.findings(_read(report)) for report in work],
        "dict to findings, all 43 rules": lambda: [engine.findings(_read(report)) for report in work],
        "Report to scorecard": lambda: [engine.score(reading) for reading in parsed],
    }
    _rates(contestants, len(work))
    _memory(engine, work)
    _cold_start()


def _read(report: dict[str, Any]) -> Reading:
    return Reading(Report.model_validate(report), SOURCE)


def _rates(contestants: dict[str, Callable[[], Any]], count: int) -> None:
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, run in contestants.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    first = next(iter(contestants))
    print(f"{'':38}{'reports/s':>10}  {'x plain Python':>14}  range")
    for name, taken in seconds.items():
        shares = sorted(plain / own for plain, own in zip(seconds[first], taken, strict=True))
        rate = count / statistics.median(taken)
        print(f"{name:38}{rate:>10.0f}  {statistics.median(shares):>14.3f}  {shares[0]:.3f}-{shares[-1]:.3f}")


def _memory(engine: Engine, work: list[dict[str, Any]]) -> None:
    """Resident memory after the first thousand reports and after all of them."""
    marks = []
    for number in range(MANY):
        engine.score(_read(work[number % len(work)]))
        if number in (999, MANY - 1):
            marks.append(_resident())
    grown = marks[1] - marks[0]
    print(f"\n{MANY} reports scored: {marks[0]:.1f} MB after 1,000, {marks[1]:.1f} MB at the end, {grown:+.1f} MB")


def _resident() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cold_start() -> None:
    """One process each: the command on a report, beside the bare import of its three libraries."""
    base = [sys.executable, "-c", "import click, pydantic, yaml"]
    report = str(ROOT / "cases" / "reports" / "huaian-2024.json")
    command = [sys.executable, str(ROOT / "cli.py"), "score", report]
    ratios, times = [], []
    for _ in range(15):
        taken = []
        for line in (base, command):
            start = time.perf_counter()
            subprocess.run(line, check=False, capture_output=True)
            taken.append(time.perf_counter() - start)
        ratios.append(taken[1] / taken[0])
        times.append(taken[1])
    ratios.sort()
    print(
        f"\ncold start of compliance score report.json: {statistics.median(times) * 1000:.0f} ms, "
        f"{statistics.median(ratios):.2f} x the bare import ({ratios[0]:.2f}-{ratios[-1]:.2f})"
    )


if __name__ == "__main__":
    main()
