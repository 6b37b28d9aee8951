"""How much work a report takes, counted and not timed, so that a loss of speed is seen on any machine.

The bounds are what was counted when they were set and a quarter more. If a change for the better needs
more work, raise them and say why in the commit; `make profile` shows where the time goes.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from benchmarks.workload import reports
from engine import expressions
from engine.facts import Value
from engine.inference.program import Interest
from engine.json_text import loads
from engine.reading import Reading, Source
from engine.repair.problem import Problem
from engine.report import Report
from engine.rulebook import Rulebook
from engine.score import Engine
from tests.test_cli import GOOD, ROOT

SOURCE = Source("report.json", "json", "0" * 64)
PROSE = "cases/reports/huaian-2024.json"


def reading(file: str) -> Reading:
    return Reading(Report.model_validate(loads((ROOT / file).read_text("utf-8"))), SOURCE)


def calls(task: Callable[[], object]) -> int:
    """How many functions are called, in Python and from Python into C."""
    count = 0

    def seen(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        task()
    finally:
        sys.setprofile(None)
    return count


# One report.


def test_calls_of_a_score(engine: Engine) -> None:
    for name, most in ((GOOD, 7_800), (PROSE, 11_000)):
        read = reading(name)
        engine.score(read)  # what is made once is not counted
        assert 0 < calls(functools.partial(engine.score, read)) <= most, name


@pytest.fixture
def asserted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The facts that durable-rules is given, with the anchor of each report."""
    native = pytest.importorskip("engine.inference.durable").native
    given: list[str] = []
    real = native.assert_fact

    def asserting(rules: int, fact: str) -> object:
        given.append(fact)
        return real(rules, fact)

    monkeypatch.setattr(native, "assert_fact", asserting)
    return given


def test_facts_that_are_asserted(engine: Engine, asserted: list[str]) -> None:
    for name, most in ((GOOD, 19), (PROSE, 33)):
        asserted.clear()
        engine.score(reading(name))
        assert 0 < len(asserted) <= most, name


def test_a_sound_report_asserts_nothing_for_rules_of_sums(book: Rulebook, asserted: list[str]) -> None:
    """The rules of the benchmark: of 200 cells and 42 sums that are right, none is worth a fact."""
    names = ("requests-balance", "requests-total", "requests-row-total", "disputes-row-total", "section-missing")
    rules = tuple(replace(rule, missing=()) for rule in book.rules if rule.name in names)
    engine = Engine(replace(book, rules=rules))
    form = book.form(2024)
    assert form is not None
    (right,), (wrong,) = reports(form, 1, wrong=0), reports(form, 1, wrong=1)
    assert not engine.findings(Reading(Report.model_validate(right), SOURCE))
    assert not asserted
    assert engine.findings(Reading(Report.model_validate(wrong), SOURCE))
    assert len(asserted) <= 4


def test_facts_that_are_looked_at(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: Counter[str] = Counter()
    real = Interest.matches

    def looking(self: Interest, kind: str, fields: Mapping[str, Value]) -> bool:
        looked[kind] += 1
        return real(self, kind, fields)

    monkeypatch.setattr(Interest, "matches", looking)
    engine.score(reading(PROSE))
    assert 0 < looked.total() <= 110, looked


def test_the_solver_is_asked_only_where_sums_are_broken_in_doubtful_ways(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    module: Any = sys.modules["engine.repair.solve"]
    real = module._Program

    def asking(problem: Problem, bounds: object) -> object:
        asked.append(problem)
        return real(problem, bounds)

    monkeypatch.setattr(module, "_Program", asking)
    value = loads((ROOT / PROSE).read_text("utf-8"))
    engine.score(Reading(Report.model_validate(value), SOURCE))
    assert not asked
    value["tables"]["requests"]["granted"]["natural_person"] += 1  # one cell explains all
    assert engine.score(Reading(Report.model_validate(value), SOURCE)).repairs
    assert not asked
    value["tables"]["requests"]["carried_over"]["research"] += 1
    value["tables"]["disputes"]["review"]["total"] += 1
    engine.score(Reading(Report.model_validate(value), SOURCE))
    assert len(asked) <= 2


# Its prose.


class Counted:
    """A regular expression that counts the characters it is let loose on."""

    def __init__(self, pattern: re.Pattern[str], count: Counter[str]) -> None:
        self._pattern, self._count = pattern, count

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._pattern, name)
        if not callable(method):
            return method

        def counting(*arguments: Any, **named: Any) -> Any:
            text, *span = arguments[name == "sub" :]
            start, end = (*span, 0, len(text))[:2] if len(span) != 1 else (span[0], len(text))
            self._count["expressions"] += 1
            self._count["characters"] += max(0, min(end, len(text)) - start)
            return method(*arguments, **named)

        return counting


class CountedPatterns(dict[Any, Any]):
    """Stands for the expressions that are compiled."""

    def __init__(self, count: Counter[str]) -> None:
        super().__init__()
        self._count = count

    def __setitem__(self, key: Any, pattern: re.Pattern[str]) -> None:
        super().__setitem__(key, Counted(pattern, self._count))


def scanned(book: Rulebook, times: int, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What the expressions of the rulebook do on a report with its prose so many times."""
    count: Counter[str] = Counter()
    monkeypatch.setattr(expressions, "_patterns", CountedPatterns(count))
    engine, read = Engine(book), reading(PROSE)
    sections = {key: replace(part, text="\n".join([part.text] * times)) for key, part in read.report.sections.items()}
    read = replace(read, report=read.report.model_copy(update={"sections": sections}))
    engine.score(read)
    count.clear()
    engine.score(read)
    return count


def test_characters_that_expressions_look_at(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    once = scanned(book, 1, monkeypatch)
    assert 0 < once["expressions"] <= 470
    assert 0 < once["characters"] <= 33_000
    more = scanned(book, 8, monkeypatch)
    assert more["characters"] <= 8 * 1.3 * once["characters"]
    assert more["expressions"] <= 8 * 1.3 * once["expressions"]


# The start of the command.

TOLD = """
import atexit, json, os, sys
opened, read = [], os.path
sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
def tell():
    data = [name for name in opened if not name.endswith((".py", ".pyc", ".so"))]
    print(json.dumps({"modules": sorted(sys.modules), "files": data}))
atexit.register(tell)
sys.path.insert(0, os.getcwd())
sys.argv = ["compliance", "score", "--lang", "zh", *sys.argv[1:]]
from cli import main
main()
"""
HEAVY = {
    "pydantic", "pydantic_core", "yaml", "lxml", "tabulate", "wcwidth", "openpyxl", "docx", "pdfplumber", "pypdfium2",
    "highspy", "numpy", "datasketch", "cn2an", "asyncio", "multiprocessing", "subprocess", "importlib.metadata",
}  # fmt: skip


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The modules imported, and the files opened, by the second start of the command."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COMPLIANCE_"))}
    clean["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    for _ in range(2):
        run = subprocess.run(
            [sys.executable, "-c", TOLD, PROSE], cwd=ROOT, env=clean, capture_output=True, check=False
        )
    told: dict[str, list[str]] = json.loads(run.stdout.splitlines()[-1])
    return told


def test_modules_at_the_start(start: dict[str, list[str]]) -> None:
    modules = set(start["modules"])
    assert not modules & HEAVY
    assert not {name for name in modules if name.startswith("engine.readers.formats")}
    assert len(modules) <= 270
    assert "engine.score" in modules


def test_files_at_the_start(start: dict[str, list[str]]) -> None:
    kinds = Counter(Path(file).suffix for file in start["files"] if str(ROOT) in file or "compliance" in file)
    rules = sum(1 for file in (ROOT / "rules").rglob("*.yaml") if "overlays" not in file.parts)
    assert kinds[".yaml"] <= rules
    assert kinds[".pickle"] == kinds[".marshal"] == 1
    assert sum(os.path.getsize(file) for file in start["files"] if file.endswith((".pickle", ".marshal"))) < 2**21
