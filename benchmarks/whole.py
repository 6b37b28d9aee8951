"""The whole way of a report, memory, and the cold start; each beside something that bounds it."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.report_model import Report
from engine.reporters import Layout, reporter
from engine.score import Engine

ROOT = Path(__file__).parent.parent
_BASES = ("huaian-2024.json", "longgang-2020.json")  # whole reports with prose


@dataclass(frozen=True, slots=True)
class Stage:
    """How many reports a second get so far, and that as a share of the first stage's in the same round."""

    name: str
    rate: float
    share: float
    least: float
    most: float


def whole_way(rounds: int, repeat: int = 20) -> list[Stage]:
    """From the bytes of a report.json with its prose to those of its scorecard, beside pydantic alone."""
    engine = Engine(load_rulebook())
    texts = [(ROOT / "cases/reports" / name).read_bytes() for name in _BASES] * repeat
    show = reporter("json")

    def scored() -> None:
        for text in texts:
            show([engine.scored(read_bytes(text, "report.json", engine.book))], Layout("zh"))

    stages: dict[str, Callable[[], Any]] = {
        "pydantic alone, bytes to model": lambda: [Report.model_validate_json(text) for text in texts],
        "json alone, bytes to values": lambda: [json.loads(text) for text in texts],
        "bytes to reading": lambda: [read_bytes(text, "report.json", engine.book) for text in texts],
        "bytes to the scorecard's bytes, every rule": scored,
    }
    scored()  # what is made once is made before
    return _rates(stages, len(texts), rounds)


def _rates(stages: dict[str, Callable[[], Any]], count: int, rounds: int) -> list[Stage]:
    seconds: dict[str, list[float]] = {name: [] for name in stages}
    for _ in range(rounds):
        for name, run in stages.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    first = next(iter(stages))
    found = []
    for name, taken in seconds.items():
        shares = sorted(base / own for base, own in zip(seconds[first], taken, strict=True))
        found.append(Stage(name, count / statistics.median(taken), statistics.median(shares), shares[0], shares[-1]))
    return found


def memory(count: int) -> tuple[float, float]:
    """Resident megabytes after the first thousand reports, and after ``count``."""
    engine = Engine(load_rulebook())
    texts = [(ROOT / "cases/reports" / name).read_bytes() for name in _BASES]
    marks = []
    for number in range(count):
        engine.score(read_bytes(texts[number % len(texts)], "report.json", engine.book))
        if number in (999, count - 1):
            marks.append(_resident())
    return marks[0], marks[-1]


def _resident() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def cold_start(rounds: int) -> tuple[float, float, float, float]:
    """Milliseconds of ``compliance score report.json``, and how many times the bare import of three libraries
    that is: median, least, most.
    """
    base = [sys.executable, "-c", "import click, pydantic, yaml"]
    command = [sys.executable, str(ROOT / "cli.py"), "score", str(ROOT / "cases/reports" / _BASES[0])]
    ratios, times = [], []
    for _ in range(rounds):
        taken = []
        for line in (base, command):
            start = time.perf_counter()
            subprocess.run(line, check=False, capture_output=True)
            taken.append(time.perf_counter() - start)
        ratios.append(taken[1] / taken[0])
        times.append(taken[1])
    ratios.sort()
    return statistics.median(times) * 1000, statistics.median(ratios), ratios[0], ratios[-1]
