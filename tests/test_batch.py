"""Many documents scored at once: the same bytes whatever happens, and nothing lost or done twice."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from engine.batch.inputs import Inputs
from engine.batch.result import Result
from engine.batch.results import read_results
from engine.batch.run import Progress, run_by
from engine.batch.settings import Settings
from engine.catalogue import say
from engine.decisions import Decision, Decisions, Subject
from engine.errors import Unusable
from engine.given import Given
from engine.limits import Limits
from engine.rank.names import Names
from engine.rank.roster import RosterUnit, roster_of
from engine.rank.told import ToldByRoster, told_by
from engine.readers import read_file
from engine.reporters.json_card import dump
from engine.rulebook import Rulebook
from engine.score import Engine
from tests import packages
from tests.batches import Here, Hooked, parts, report, scored, times_scored, write
from tests.test_cli import ROOT

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
PER_REPORT = 2  # times that Hooked is asked for a report that is scored


Scored = Callable[..., list[Result]]


@pytest.fixture
def here(engine: Engine) -> Scored:
    """Scores a folder in this process."""

    def scored_here(
        folder: Path, out: Path, settings: Settings, watch: Callable[[Progress], None] = lambda _: None, **how: bool
    ) -> list[Result]:
        inputs = Inputs((str(folder),))
        return list(read_results(run_by(lambda: Here(settings, engine), inputs, settings, out, watch=watch, **how)))

    return scored_here


def changed(before: dict[str, int], log: Path) -> set[str]:
    """The units that were scored since."""
    return {unit for unit, count in times_scored(log, PER_REPORT).items() if count > before.get(unit, 0)}


@pytest.fixture(scope="module")
def settings(book: Rulebook) -> Settings:
    return Settings(book)


def logging(settings: Settings, log: Path) -> Settings:
    return replace(settings, given=Hooked(log=str(log)))


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports, and what is none."""
    folder = write(tmp_path_factory.mktemp("mixed"), 40)
    (folder / "0-late.txt").write_text("这不是年报。", encoding="utf-8")
    (folder / "0/broken.json").write_text("{", encoding="utf-8")
    (folder / "1/early.json").write_text(report("甲市人民政府", year=2012), encoding="utf-8")
    (folder / "2/empty.html").write_bytes(b"")
    (folder / "2/word.docx").write_bytes(packages.word(packages.p("一、总体情况")))
    (folder / "2/.hidden.json").write_text("{", encoding="utf-8")
    (folder / "2/picture.png").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture(scope="module")
def undisturbed(mixed: Path, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed")
    scored(mixed, out, settings, workers=1)
    return out


def test_results_are_those_of_single_documents(mixed: Path, undisturbed: Path, engine: Engine) -> None:
    results = {result.file: result for result in read_results(undisturbed / "results")}
    assert list(results) == sorted(results)
    for number in range(40):
        name = f"{number % 3}/{number:04}.json"
        result, card = results.pop(name), engine.score(read_file(mixed / name, engine.book))
        expected = json.loads(dump([card]))
        expected["report"]["source"]["file"] = name
        assert json.loads(result.card) == expected
        assert (result.state, result.unit, result.year) == ("scored", f"第{number}市人民政府", 2024)
        assert (result.kind, result.level, result.score) == ("government", "", card.score)
        assert result.gaps == sum(finding.status == "gap" for finding in card.findings)
        assert json.loads(result.report)["unit"]["name"] == result.unit
        assert result.grade == (card.grade.id if card.grade else "")
    assert list(results) == ["0-late.txt", "0/broken.json", "1/early.json", "2/empty.html", "2/word.docx"]
    assert {(result.state, result.score, result.card) for result in results.values()} == {("unusable", None, "")}
    assert results["2/empty.html"].reason == say("file.empty", "zh")
    assert all(result.reason for result in results.values())


def test_the_same_bytes_for_any_number_of_processes(
    mixed: Path, undisturbed: Path, settings: Settings, tmp_path: Path
) -> None:
    scored(mixed, tmp_path, settings, workers=2)
    assert parts(tmp_path) == parts(undisturbed)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "results"]


def workers_of(parent: int) -> list[int]:
    """The processes that score for a process."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            ppid = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if ppid == parent and b"engine.batch.worker" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except (OSError, ValueError):
            continue
    return found


@LINUX
def test_processes_that_are_killed_change_nothing(here: Scored, settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", 150)
    here(folder, tmp_path / "calm", settings)
    source, killed, before = random.Random(7), [0], [0]

    def kill(progress: Progress) -> None:
        """Kills one whenever something was done since the last time."""
        if killed[0] < 10 and before[0] < progress.done < progress.total and (found := workers_of(os.getpid())):
            os.kill(source.choice(found), signal.SIGKILL)
            before[0] = progress.done
            killed[0] += 1

    results = scored(folder, tmp_path / "disturbed", settings, 2, kill)
    assert killed[0] == 10
    assert {result.state for result in results} == {"scored"}
    assert parts(tmp_path / "disturbed") == parts(tmp_path / "calm")


@LINUX
def test_a_document_that_does_harm_costs_only_itself(settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", 20)
    units = "第3市人民政府 第5市人民政府 第10市人民政府 第18市人民政府"
    hooked = Hooked(harm=units, by="SIGSEGV memory fault slow")
    harmed = replace(settings, limits=Limits(1, 256), given=hooked)
    results = scored(folder, tmp_path / "out", harmed)
    failed = [result for result in results if result.state == "failed"]
    assert {result.state for result in results if result not in failed} == {"scored"}
    assert all((result.card, len(result.sha256)) == ("", 64) for result in failed)
    assert {result.file: result.reason for result in failed} == {
        "0/0003.json": say("batch.died", "zh"),
        "2/0005.json": say("file.too_much_memory", "zh"),
        "1/0010.json": say("batch.engine_failed", "zh", why="ZeroDivisionError"),
        "0/0018.json": say("batch.too_slow", "zh", seconds=1),
    }


_PROGRAM = """
import pathlib, sys
from commands.batch import scored_folder
from commands.desk import Desk
from commands.options import Batch
from tests.batches import Here, Hooked
import click
@click.command()
@click.pass_context
def command(ctx):
    desk = Desk(ctx, rulebook=None, lang="en")
    desk.given = Hooked(log=sys.argv[3])
    with scored_folder(ctx, desk, (sys.argv[1],), Batch((), sys.argv[2], False, 2, None, False)):
        print("done")
command([])
"""


def start(folder: Path, out: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _PROGRAM, str(folder), str(out), str(log)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def wait_for_pieces(out: Path, count: int) -> None:
    deadline = time.monotonic() + 30
    while len(list(out.glob("unfinished/piece-*.parquet"))) < count and time.monotonic() < deadline:
        time.sleep(0.01)


@LINUX
def test_interrupted_and_resumed_nothing_is_scored_twice_or_lost(settings: Settings, tmp_path: Path) -> None:
    folder, out, log = write(tmp_path / "reports", 400), tmp_path / "out", tmp_path / "log"
    process = start(folder, out, log)
    wait_for_pieces(out, 2)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (process.returncode, output) == (130, b"")
    assert errors.decode().startswith("interrupted: ")
    assert errors.count(b"\n") == 1
    first = times_scored(log, PER_REPORT)
    assert 0 < len(first) < 400
    assert set(first.values()) == {1}
    assert f" {len(first)} of 400 " in errors.decode()
    output, errors = start(folder, out, log).communicate(timeout=60)
    assert (output, errors) == (b"done\n", b"")
    both = times_scored(log, PER_REPORT)
    assert (len(both), set(both.values())) == (400, {1})
    assert len(list(read_results(out / "results"))) == 400


@LINUX
def test_a_run_that_is_killed_leaves_no_process_and_what_was_done(settings: Settings, tmp_path: Path) -> None:
    folder, out, log = write(tmp_path / "reports", 80), tmp_path / "out", tmp_path / "log"
    process = start(folder, out, log)
    wait_for_pieces(out, 2)
    workers = workers_of(process.pid)
    assert workers
    process.kill()
    process.communicate()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    kept: list[Progress] = []
    results = scored(folder, out, replace(logging(settings, log), lang="en"), watch=kept.append)
    assert 0 < kept[-1].kept < kept[-1].total == len(results) == 80


def test_only_what_changed_is_scored_again(here: Scored, settings: Settings, tmp_path: Path) -> None:
    folder, out, log = write(tmp_path / "reports", 9), tmp_path / "out", tmp_path / "log"
    logged = logging(settings, log)
    here(folder, out, logged)
    before = times_scored(log, PER_REPORT)
    assert set(before.values()) == {1}

    (folder / "0/0000.json").rename(folder / "0/0000-renamed.json")
    (folder / "1/0001.json").rename(folder / "2/moved.json")
    (folder / "2/0002.json").unlink()
    (folder / "0/0003.json").write_text(report("第3市人民政府", received=1), encoding="utf-8")
    (folder / "1/copy.json").write_bytes((folder / "1/0004.json").read_bytes())
    os.utime(folder / "2/0005.json", (1, 1))
    results = here(folder, out, logged)
    assert changed(before, log) == {"第3市人民政府"}
    assert [result.file for result in results] == [
        "0/0000-renamed.json", "0/0003.json", "0/0006.json", "1/0004.json", "1/0007.json", "1/copy.json",
        "2/0005.json", "2/0008.json", "2/moved.json",
    ]  # fmt: skip
    here(folder, tmp_path / "anew", logged)
    assert parts(out) == parts(tmp_path / "anew")


def test_what_lies_beside_a_document_belongs_to_its_result(here: Scored, settings: Settings, tmp_path: Path) -> None:
    folder, out, log = tmp_path / "reports", tmp_path / "out", tmp_path / "log"
    for unit in ("甲市", "乙市"):
        (folder / unit).mkdir(parents=True)
        (folder / unit / "2024.json").write_text(report(unit + "人民政府"), encoding="utf-8")
    logged = logging(settings, log)
    here(folder, out, logged)
    before = times_scored(log, PER_REPORT)
    (folder / "甲市/2023.json").write_text(report("甲市人民政府", year=2023, received=5), encoding="utf-8")
    results = {result.file: result for result in here(folder, out, logged)}
    assert changed(before, log) == {"甲市人民政府"}
    assert results["甲市/2024.json"].reviews > results["乙市/2024.json"].reviews  # both years tell the same words
    here(folder, tmp_path / "anew", logged)
    assert parts(out) == parts(tmp_path / "anew")
    seen: list[Progress] = []
    alone = {result.file: result for result in here(folder, out, replace(logged, previous=False), seen.append)}
    assert (seen[-1].kept, seen[-1].scored) == (0, 3)
    assert alone["甲市/2024.json"].reviews == alone["乙市/2024.json"].reviews


def test_a_decision_concerns_one_document(here: Scored, settings: Settings, tmp_path: Path) -> None:
    folder, out, log = write(tmp_path / "reports", 4), tmp_path / "out", tmp_path / "log"
    logged = logging(settings, log)
    card = json.loads(here(folder, out, logged)[0].card)
    before = times_scored(log, PER_REPORT)
    finding = next(finding for finding in card["findings"] if finding["status"] == "gap")
    subject = Subject(card["report"]["source"]["sha256"], "第0市人民政府", 2024)
    day = dt.date(2025, 5, 1)
    decision = Decision(
        subject, finding["fingerprint"], finding["rule"], "waive", "说明", "甲", "乙", day, day, "decisions.yaml:1"
    )
    decided = replace(logged, decisions=Decisions((decision,), day))
    gaps = [result.gaps for result in here(folder, out, logged)]
    assert [result.gaps for result in here(folder, out, decided)] == [gaps[0] - 1, *gaps[1:]]
    assert changed(before, log) == {"第0市人民政府"}
    lapsed = replace(logged, decisions=Decisions((decision,), day + dt.timedelta(1)))
    assert [result.gaps for result in here(folder, out, lapsed)] == gaps


def test_a_roster_concerns_the_units_of_which_it_tells_something(
    here: Scored, settings: Settings, book: Rulebook, tmp_path: Path
) -> None:
    folder, out, log = write(tmp_path / "reports", 4), tmp_path / "out", tmp_path / "log"
    first, second, third = (RosterUnit(str(n), f"第{n}市人民政府", (), "government") for n in range(3))

    def told(**units: RosterUnit) -> ToldByRoster:
        return told_by(roster_of(units), Names(book.leftovers))

    logged = logging(settings, log)
    here(folder, out, logged)
    county = replace(third, level="county")
    for roster, concerned in (
        (told(a=first, b=replace(second, kind=""), c=RosterUnit("c", "甲局", (), "department")), 0),
        (told(a=first, c=county), 2),
        (told(a=first, c=replace(county, region="甲省/乙市")), 2),
        (told(a=first, c=replace(county, region="甲省/丙市")), 2),
    ):
        before = times_scored(log, PER_REPORT)
        here(folder, out, replace(logged, told=roster))
        assert changed(before, log) == {f"第{concerned}市人民政府"}
        results = here(folder, tmp_path / "kept", replace(settings, told=roster))
        anew = tmp_path / f"anew-{len(list(tmp_path.iterdir()))}"
        here(folder, anew, replace(settings, told=roster))
        assert parts(tmp_path / "kept") == parts(anew)
    assert [(one.unit, one.level, one.region) for one in results if one.level or one.region] == [
        ("第2市人民政府", "county", "甲省/丙市")
    ]


def test_what_a_roster_tells_of_where_a_unit_is(book: Rulebook) -> None:
    units = (
        RosterUnit("1", "甲省人民政府", region="甲省"),
        RosterUnit("2", "乙市人民政府", ("乙市政府",), region="甲省/乙市", superior="1"),
        RosterUnit("3", "乙市统计局", superior="2"),  # where its superior is
        RosterUnit("4", "民政局", (), "department", region="甲省/乙市/丙县"),
        RosterUnit("5", "民政局", (), "department", region="甲省/乙市/丁县"),
        RosterUnit("6", "水利局", region="甲省"),
        RosterUnit("7", "水利局", region="乙省"),
        RosterUnit("8", "林业局"),
        RosterUnit("9", "林业局", region="甲省"),
    )
    roster = told_by(roster_of({unit.code: unit for unit in units}), Names(book.leftovers))

    def region(unit: str, said: str = "", known: str | None = None) -> str | None:
        return roster.over(Given(region=known), unit, said).region

    assert region("乙市人民政府") == region("乙市政府") == region("乙市统计局") == "甲省/乙市"
    assert region("民政局") == "甲省/乙市"  # all that are called so are there
    assert roster.over(Given(), "民政局").kind == "department"
    assert region("水利局") is region("林业局") is region("别的局") is None
    assert region("乙市人民政府", "甲省") == "甲省/乙市"
    assert region("民政局", "甲省/乙市/丙县") is None  # the document says it more closely
    assert region("乙市人民政府", "丙省/乙市") is None  # another unit that is called so
    assert region("乙市人民政府", "甲省", "丁省") == "丁省"
    assert region("乙市人民政府", "甲省/乙") is None


def test_other_settings_score_anew(here: Scored, settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", 3)
    here(folder, tmp_path / "out", settings)
    seen: list[Progress] = []
    english = here(folder, tmp_path / "out", replace(settings, lang="en"), seen.append)
    assert seen[-1].kept == 0
    assert '"title":"' in english[0].card
    assert not any("一" <= c <= "鿿" for c in json.loads(english[0].card)["categories"][0]["label"])
    here(folder, tmp_path / "out", replace(settings, lang="en"), seen.append, fresh=True)
    assert (seen[-1].kept, seen[-1].scored) == (0, 3)


def test_a_piece_cut_short_is_as_if_it_were_not_there(here: Scored, settings: Settings, tmp_path: Path) -> None:
    folder, out = write(tmp_path / "reports", 3), tmp_path / "out"
    here(folder, out, settings)
    whole = parts(out)
    (out / "results/part-00000.parquet").write_bytes(whole["part-00000.parquet"][:1000])
    here(folder, out, settings)
    assert parts(out) == whole


def test_folders_of_others_are_refused(here: Scored, settings: Settings, tmp_path: Path) -> None:
    folder, out = write(tmp_path / "reports", 1), tmp_path / "out"
    (out / "results").mkdir(parents=True)
    (out / "results/thesis.docx").write_text("mine")
    with pytest.raises(Unusable) as refusal:
        here(folder, out, settings)
    assert refusal.value.key == "batch.not_ours"
    assert (out / "results/thesis.docx").read_text() == "mine"
    (tmp_path / "file").write_text("")
    with pytest.raises(Unusable) as refusal:
        here(folder, tmp_path / "file", settings)
    assert refusal.value.key == "batch.bad_folder"


def test_no_document_at_all(here: Scored, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    assert here(tmp_path / "reports", tmp_path / "out", settings) == []


@LINUX
def test_a_folder_in_use_is_refused(here: Scored, settings: Settings, tmp_path: Path) -> None:
    folder = write(tmp_path / "reports", 1)

    def again(_: Progress) -> None:
        with pytest.raises(Unusable) as refusal:
            here(folder, tmp_path / "out", settings)
        assert refusal.value.key == "batch.in_use"

    assert len(here(folder, tmp_path / "out", settings, again)) == 1


@LINUX
def test_a_fault_that_is_not_of_the_documents_ends_the_run(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.batch.scorer._BARREN", 0)
    deadly = replace(settings, given=Hooked(harm="第0市人民政府", by="SIGABRT"))
    with pytest.raises(Unusable) as refusal:
        scored(write(tmp_path / "reports", 1), tmp_path / "out", deadly)
    assert refusal.value.key == "batch.all_died"
