"""The seeds of the fuzzer and every input that once broke a promise, tried again; the fuzzer itself for a second."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from engine.authoring.trying import try_all
from engine.errors import Unusable
from engine.loading.decision_files import BadDecisions, parse_decisions
from engine.mark import docx
from engine.mark.compose import compose
from engine.readers import read_bytes
from engine.readers.document import Document, Grid, GridCell, Line
from engine.reading import Place, Reading, Source
from engine.report import Report, Section, Unit
from fuzz import __main__ as runner
from fuzz import ledger, worker
from fuzz.checks import book, engine
from fuzz.limits import TooSlow, attempt
from fuzz.seeds import REGRESSIONS, SEEDS, seeds_of
from fuzz.targets import TARGETS, Target, load
from fuzz.truth import nothing_made_up

MOST_TOGETHER = 500_000  # bytes of all seeds and regressions


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Libraries say what is wrong with a file; that is not what is looked at here."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


def needed(name: str) -> None:
    """What a target needs beyond the engine."""
    for module in {
        "web": ("fastapi", "multipart"),
        "workbench": ("fastapi", "sqlalchemy", "argon2"),
        "carried": ("markupsafe",),
        "picture": ("PIL", "numpy"),
    }.get(name, ()):
        pytest.importorskip(module)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_and_regressions_keep_every_promise(name: str) -> None:
    needed(name)
    target = load(name)
    for content in seeds_of(name):
        crash = attempt(target.check, content, seconds=30)
        assert crash is None, crash


def regression(target: str, name: str) -> bytes:
    return (REGRESSIONS / target / name).read_bytes()


def test_a_row_of_a_table_that_is_read_as_lines_has_no_line() -> None:
    """It was told to stand in line 0, which SARIF and editors do not know."""
    found = read_bytes(regression("html", "row-of-a-broken-table.html"), "a.html", book())
    place = found.cells["disputes", "review", "upheld"]
    assert (place.line, place.quote) == (None, "行政复议 1 0 0 0 1")
    assert (
        found.report.table("disputes")["review"]["upheld"] is None
    )  # five figures under a head that has lost its first


def test_a_decision_of_a_case_without_a_rule_is_told_in_words(tmp_path: Path) -> None:
    """``compliance rules test`` ended with a traceback."""
    (tmp_path / "requests-total").mkdir()
    file = tmp_path / "requests-total" / "fail-a-what.yaml"
    file.write_bytes(regression("cases", "decision-without-rule.yaml"))
    (tried,) = try_all([tmp_path], engine())
    assert [difference.key for difference in tried.differences if difference.key == "unusable"] == ["unusable"]
    assert "a list of entries with a rule each" in tried.differences[-1].words("en")


@pytest.mark.parametrize(("name", "status"), [("origin-of-a-bracket", 403), ("size-of-5000-digits", 413)])
def test_a_request_that_is_none_is_refused(name: str, status: int) -> None:
    """The page answered with an error of the server."""
    needed("web")
    from fuzz.requests import answer
    from fuzz.targets.web import app

    assert answer(app(), regression("web", name))[0] == status


def test_a_file_with_a_damaged_picture_is_read_and_not_marked() -> None:
    """The process that marks files ended."""
    content = regression("marks", "damaged-picture.docx")
    report = engine().scored(read_bytes(content, "a.docx", book()))
    assert report.reading.report.unit.name == "江口县财政局"
    with pytest.raises(Unusable) as refused:
        docx.mark(content, compose(report, "zh"))
    assert refused.value.key == "package.broken"


def test_what_is_said_of_a_decision_file_is_short() -> None:
    with pytest.raises(BadDecisions) as refused:
        parse_decisions([("a.yaml", regression("decisions", "long-tag.yaml").decode())], dt.date(2025, 1, 1), ())
    assert refused.value.key == "decisions.not_yaml"
    assert refused.value.place == "a.yaml:1:12"
    assert len(refused.value.line("en")) < 300


def test_a_number_that_no_database_holds_is_refused() -> None:
    needed("workbench")
    from fuzz.targets.workbench import answered

    assert answered(regression("workbench", "number-beyond-the-database"))[0] == 400


def made_up(**changes: Any) -> Reading:
    """A report of one line with a figure, its place, and words; changed."""
    report = Report(
        Unit("甲县"),
        2024,
        sections={"overview": Section("", changes.get("words", "公开十二条。"))},
        tables={"disputes": {"review": {"total": changes.get("figure", 12)}}},
    )
    place = Place(grid=1, row=1, column=changes.get("column", 2))
    return Reading(report, Source("a", "html", ""), {("disputes", "review", "total"): place})


@pytest.mark.parametrize("changes", [{"figure": 21}, {"column": 1}, {"column": 3}, {"words": "公开十三条。"}])
def test_what_is_made_up_would_be_noticed(changes: dict[str, Any]) -> None:
    grid = Grid(1, (GridCell(0, 0, "复议"), GridCell(0, 1, "012")))
    document = Document((Line(1, None, "公开"), Line(2, None, "十二条。"), grid))
    nothing_made_up(made_up(), document)
    with pytest.raises(AssertionError):
        nothing_made_up(made_up(**changes), document)


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
