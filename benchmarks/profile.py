"""Where the time of one score and of a start goes: ``python -m benchmarks.profile``, under a minute.

The tables go into docs/performance.md. All times are of the processor and the least of many rounds,
so that what else the machine does disturbs little; the first score of a process is part of its start.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.machine import machine
from benchmarks.page import renew
from engine import report_model
from engine.beside import NOTHING_BESIDE
from engine.findings import finding_fact
from engine.given import Given
from engine.inference.program import infer
from engine.json_text import loads
from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.report import Report
from engine.reporters import Layout, reporter
from engine.score import Engine

ROOT = Path(__file__).parent.parent
REPORTS = ("longgang-2020.json", "huaian-2024.json", "long prose")
_TIMES = 8  # how often the prose stands in the last of them
_ROUNDS, _REPEAT = 15, 10
_STARTS = 11

# A start in laps: what has been done, and the milliseconds of the processor so far.
_LAPS = """
import time
laps = []
def lap(name): laps.append((name, time.process_time() * 1000))
lap("Python itself")
import click; lap("click")
import cli, commands.score, commands.desk; lap("the command")
import engine.decisions, engine.score, engine.readers; lap("the engine's modules")
from engine.loading import load_rulebook; book = load_rulebook(); lap("rulebook, from the cache")
engine = engine.score.Engine(book); inference = engine._engine(); lap("rules given to durable-rules")
from engine.readers import read_file; reading = read_file("cases/reports/huaian-2024.json", book); lap("reading")
found = engine.scored(reading); lap("the first score")
from engine.reporters import Layout, reporter; reporter("table")([found], Layout("zh")); lap("the table")
import json; print(json.dumps(laps))
"""


def main() -> None:
    """Measures, prints, and writes the page."""
    lines = [*_scores(), "", *_start()]
    print("\n".join(lines))
    renew("make profile", lines)


def _scores() -> Iterator[str]:
    engine = Engine(load_rulebook())
    columns = [_stages(engine, _text(name)) for name in REPORTS]
    about = [f"{name} ({len(_text(name)) // 1000} KB)" for name in REPORTS]
    yield "Measured on " + ", ".join(f"{key} {value}" for key, value in machine().items()) + "."
    yield ""
    yield "**One score**, microseconds of the processor; the last report is the one before with its prose "
    yield f"{_TIMES} times over:"
    yield ""
    yield "| stage | " + " | ".join(about) + " |"
    yield "| :-- |" + " --: |" * len(columns)
    for stage in columns[0]:
        yield f"| {stage} | " + " | ".join(f"{column[stage]:,.0f}" for column in columns) + " |"


def _text(name: str) -> bytes:
    if name.endswith(".json"):
        return (ROOT / "cases/reports" / name).read_bytes()
    value = json.loads((ROOT / "cases/reports" / REPORTS[-2]).read_bytes())
    for section in value["sections"].values():
        section["text"] = "\n".join([section.get("text", "")] * _TIMES)
    return json.dumps(value, ensure_ascii=False).encode()


def _stages(engine: Engine, text: bytes) -> dict[str, float]:
    """The stages of a score in their order, and what they are to be compared with."""
    book, value = engine.book, loads(text.decode())
    reading = read_bytes(text, "report.json", book)
    case = engine._open(reading, Given(), "zh", NOTHING_BESIDE)
    standing, inference = case.standing, engine._engine()

    def observe() -> list[Any]:
        return standing.observer.observe(
            reading, case.kind, case.level, case.published, case.submitted, case.period, case.beside
        )

    facts, found, show = observe(), engine.scored(reading), reporter("json")
    observing, scoring = _least(observe), _least(lambda: engine.scored(reading))
    inferring = _least(
        lambda: infer(engine.program, inference, facts, finding_fact, standing.active, standing.tentative)
    )
    return {
        "read: JSON to values": _least(lambda: loads(text.decode())),
        "validate: values to the report": _least(lambda: Report.model_validate(value)),
        "observe: facts measured": observing,
        "infer: through durable-rules": inferring,
        "score: marks, repairs, words": max(0, scoring - observing - inferring),
        "report: the scorecard as JSON": _least(lambda: show([found], Layout("zh"))),
        "*all of it*": _least(lambda: show([engine.scored(read_bytes(text, "report.json", book))], Layout("zh"))),
        "*pydantic alone, bytes to model*": _least(lambda: report_model.Report.model_validate_json(text)),
    }


def _least(task: Callable[[], object]) -> float:
    """Microseconds of a task in its quickest round."""

    def seconds() -> float:
        begun = time.process_time()
        for _ in range(_REPEAT):
            task()
        return time.process_time() - begun

    return min(seconds() for _ in range(_ROUNDS)) / _REPEAT * 1e6


def _start() -> Iterator[str]:
    base = min(_processor(["-c", "import click, pydantic, yaml"])[0] for _ in range(_STARTS))
    runs = [_processor(["-c", _LAPS]) for _ in range(_STARTS + 1)][1:]  # the first fills the caches
    whole = min(_processor(["cli.py", "score", "cases/reports/huaian-2024.json"])[0] for _ in range(_STARTS))
    laps: list[list[tuple[str, float]]] = [json.loads(told) for _, told in runs]
    yield "**A start**, `compliance score report.json`, milliseconds of the processor:"
    yield ""
    yield "| lap | ms |"
    yield "| :-- | --: |"
    for at, (name, _) in enumerate(laps[0]):
        spent = min(run[at][1] - (run[at - 1][1] if at else 0) for run in laps)
        yield f"| {name} | {spent:.0f} |"
    yield f"| *all of it, with the end of the process* | {whole:.0f} |"
    yield f"| *`import click, pydantic, yaml` alone* | {base:.0f} |"


def _processor(arguments: list[str]) -> tuple[float, str]:
    """Milliseconds of the processor that a Python process takes, and what it prints."""
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000, run.stdout


if __name__ == "__main__":
    main()
