"""Last year's report: looked for in the folder, proved by its content, or given by the user."""

from __future__ import annotations

import json
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.limits import Limits
from engine.previous import Search
from engine.readers import read_file
from engine.rulebook import Rulebook
from tests.test_cli import ROOT, one_line, run

REPORTS = ROOT / "cases" / "reports"
THIS = json.loads((REPORTS / "huaian-2024.json").read_text("utf-8"))
BEFORE = json.loads((REPORTS / "city-2023.json").read_text("utf-8"))
UNIT = THIS["unit"]["name"]


def put(folder: Path, name: str, report: dict[str, Any] | None = None, unit: str = UNIT, **changes: Any) -> Path:
    """A report of the unit, as report.json whatever its name."""
    report = {**(report or BEFORE), **changes}
    content = json.dumps({**report, "unit": {**report["unit"], "name": unit}}, ensure_ascii=False)
    (folder / name).write_text(content, encoding="utf-8")
    return folder / name


def found(file: Path, book: Rulebook, **limits: int) -> str | None:
    search = Search(book, Limits(**limits))
    previous, _ = search.previous(str(file), read_file(file, book).report)
    return Path(previous.source.file).name if previous else None


@pytest.fixture
def this(tmp_path: Path) -> Path:
    return put(tmp_path, "某单位2024年度报告.json", THIS)


@pytest.mark.parametrize(
    "name", ["某单位2023年度报告.json", "某单位2023年度报告.txt", "2023.json", "年报(2023)终稿.JSON", "a-2023-b.docx"]
)
def test_found_by_the_year_in_its_name(name: str, this: Path, book: Rulebook) -> None:
    put(this.parent, name)
    assert found(this, book) == name


@pytest.mark.parametrize("name", ["某单位年度报告.json", "20231.json", "12023.json", "2023.exe", "2023", "2022.json"])
def test_not_opened_for_its_name(name: str, this: Path, book: Rulebook) -> None:
    put(this.parent, name)
    assert found(this, book) is None


@pytest.mark.parametrize(
    "changes",
    [{"unit": "另一市人民政府"}, {"unit": UNIT + "办公室"}, {"year": 2022}, {"year": 2024}, {"schema": "other"}],
)
def test_not_taken_for_its_content(changes: dict[str, Any], this: Path, book: Rulebook) -> None:
    put(this.parent, "某单位2023年度报告.json", **changes)
    assert found(this, book) is None


def test_white_space_in_the_name_of_the_unit_does_not_matter(this: Path, book: Rulebook) -> None:
    put(this.parent, "2023.json", unit=f"{UNIT[:3]} {UNIT[3:]}\u3000")
    assert found(this, book) == "2023.json"


def test_what_is_no_report_or_no_file_is_passed_over(this: Path, book: Rulebook) -> None:
    folder = this.parent
    (folder / "2023.json").mkdir()
    (folder / "2023a.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "2023b.txt").write_text("", encoding="utf-8")
    (folder / "2023c.json").write_text("{}", encoding="utf-8")
    (folder / "2023d.txt").write_bytes(os.urandom(100))
    put(folder, "2023e.json")
    assert found(this, book) == "2023e.json"


def test_the_likeliest_is_taken(this: Path, book: Rulebook) -> None:
    folder = this.parent
    put(folder, "2023.json")
    assert found(this, book) == "2023.json"
    put(folder, f"{UNIT}2023.json")
    assert found(this, book) == f"{UNIT}2023.json"
    put(folder, "某单位2023年度报告.txt")
    assert found(this, book) == "某单位2023年度报告.txt"
    put(folder, "某单位2023年度报告.json")
    assert found(this, book) == "某单位2023年度报告.json"


def test_in_a_crowded_folder_only_likely_files_are_opened(this: Path, book: Rulebook) -> None:
    folder = this.parent
    for number in range(20):
        put(folder, f"2023-{number:03}.json", unit="另一市人民政府")
    put(folder, "2023-zzz.json")
    assert found(this, book) is None  # it could be any of 21
    put(folder, f"2023-zzz-{UNIT}.json")
    assert found(this, book) == f"2023-zzz-{UNIT}.json"


def test_nothing_is_looked_for_where_it_cannot_be_told(this: Path, book: Rulebook) -> None:
    put(this.parent, "2023.json")
    report = read_file(this, book).report
    search = Search(book, Limits())
    assert search.previous("-", report) == (None, ())
    nobody = report.model_copy(update={"unit": report.unit.model_copy(update={"name": book.text_words.unnamed})})
    assert search.previous(str(this), nobody) == (None, ())
    put(this.parent, "2018.json", year=2018)
    assert search.previous(str(this), report.model_copy(update={"year": 2019})) == (None, ())


def test_the_search_ends_with_the_time(this: Path, book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    put(this.parent, "2023.json")
    report = read_file(this, book).report
    clock = iter([0.0, 3.5])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    previous, notices = Search(book, Limits(time=4)).previous(str(this), report)
    assert previous is None
    assert [(notice.key, notice.values) for notice in notices] == [("notice.previous_search_ended", {"seconds": 4})]


def card(*arguments: str | Path, status: int = 0) -> dict[str, Any]:
    result = run("score", *map(str, arguments), "--format", "json", "--lang", "en")
    assert result.returncode == status, result.stderr
    made: dict[str, Any] = json.loads(result.stdout)
    return made


def status_of(made: dict[str, Any], rule: str) -> str:
    return next(str(item["status"]) for item in made["rules"] if item["name"] == rule)


def test_the_command_looks_in_the_folder(this: Path) -> None:
    alone = card(this)
    assert status_of(alone, "carried-over-mismatch") == "not_assessable"
    assert any("last year's report is not known" in notice for notice in alone["notices"])
    put(this.parent, "2023.json")
    beside = card(this)
    assert status_of(beside, "carried-over-mismatch") == "pass"
    assert "compared with last year's report 2023.json (2023)" in beside["notices"]
    assert card(this, "--no-previous") == alone
    assert run("score", str(this)).stdout == run("score", str(this)).stdout


def test_each_of_several_files_has_its_own(this: Path, tmp_path: Path) -> None:
    put(tmp_path, "2023.json")
    other = put(tmp_path, "别处2024.json", THIS, unit="另一市人民政府")
    result = run("score", str(this), str(other), "--format", "json")
    assert [status_of(made, "carried-over-mismatch") for made in json.loads(result.stdout)] == [
        "pass",
        "not_assessable",
    ]


def test_given_by_the_user(this: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    tables = json.loads(json.dumps(BEFORE["tables"]))
    tables["requests"]["carried_forward"]["total"] = 103
    put(tmp_path, "2023.json")
    given = put(folder, "last.json", tables=tables)
    made = card(this, "--previous", given)
    (finding,) = made["findings"]
    assert (finding["rule"], finding["status"], finding["observed"], finding["expected"]) == (
        "carried-over-mismatch", "review", 34, 103,
    )  # fmt: skip
    assert "2023" in finding["message"]
    assert "69 apart" in finding["message"]
    assert made["score"] == 100  # a review deducts nothing


def test_what_is_told_of_the_report_is_not_told_of_last_years(this: Path, tmp_path: Path) -> None:
    given = put(tmp_path, "last.json")
    made = card(this, "--previous", given, "--year", "2024", "--unit", UNIT)
    assert status_of(made, "carried-over-mismatch") == "pass"


@pytest.mark.parametrize(("option", "wanted"), [("--previous", 2023), ("--copy", 2024)])
def test_another_year_is_refused(option: str, wanted: int, this: Path, tmp_path: Path) -> None:
    given = put(tmp_path, "last.json", year=2021)
    result = run("score", str(this), option, str(given), "--lang", "en")
    assert (result.returncode, result.stdout) == (2, b"")
    assert one_line(result) == f"{given}: it is the report on 2021, not on {wanted}"


def test_another_unit_is_compared_with_a_word(this: Path, tmp_path: Path) -> None:
    given = put(tmp_path, "last.json", unit="另一市人民政府")
    result = run("score", str(this), "--previous", str(given), "--lang", "en", "--format", "json")
    assert result.returncode == 0
    assert "its unit is 另一市人民政府" in one_line(result)
    assert any("另一市人民政府" in notice for notice in json.loads(result.stdout)["notices"])


@pytest.mark.parametrize("option", ["--previous", "--copy"])
def test_a_file_beside_that_cannot_be_used(option: str, this: Path, tmp_path: Path) -> None:
    result = run("score", str(this), option, str(tmp_path / "nowhere.docx"), "--lang", "en")
    assert (result.returncode, result.stdout) == (2, b"")
    assert "nowhere.docx: " in one_line(result)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["FILE", "--previous", "x"], "--previous and --copy go with one file only"),
        (["FILE", "--copy", "x"], "--previous and --copy go with one file only"),
        (["--previous", "x", "--no-previous"], "--previous and --no-previous exclude each other"),
    ],
)
def test_options_that_do_not_go_together(options: list[str], words: str, this: Path) -> None:
    options = [str(this) if option == "FILE" else option for option in options]
    result = run("score", str(this), *options, "--lang", "en")
    assert (result.returncode, one_line(result)) == (2, words)


def test_another_copy(this: Path, tmp_path: Path) -> None:
    tables = json.loads(json.dumps(THIS["tables"]))
    tables["requests"]["new_received"]["total"] = 3120
    given = put(tmp_path, "门户.json", {**THIS, "tables": tables})
    made = card(this, "--copy", given)
    (finding,) = made["findings"]
    assert (finding["rule"], finding["status"]) == ("copies-differ", "review")
    assert "3119 | 3120" in finding["message"]
    (place,) = finding["locations"]
    assert (place["table"], place["row"], place["column"]) == ("requests", "new_received", "total")
    assert "compared with the other copy 门户.json (2024)" in made["notices"]


NAMES = st.lists(
    st.sampled_from(["甲市", "乙 市", "年报", "2023", "2024", "-", " ", "2", "终稿"]), min_size=1, max_size=5
).map(lambda parts: "".join(parts) + ".json")


@settings(max_examples=40)
@given(st.sets(NAMES, max_size=30), NAMES, st.sampled_from(["甲市", "乙市", "丙市"]))
def test_candidates_are_those_of_a_look_at_every_name(
    tmp_path_factory: pytest.TempPathFactory, book: Rulebook, names: set[str], own: str, unit: str
) -> None:
    """The search does not look at every name; what it finds is as if it did."""
    folder = tmp_path_factory.mktemp("names")
    for name in {*names, own}:
        (folder / name).write_text("{}")
    last_year = [name for name in sorted(names - {own}) if re.search(r"(?<!\d)2023(?!\d)", name)]

    def without(name: str, year: str) -> str:
        return re.sub(rf"(?<!\d){year}(?!\d)", "#", Path(name).stem)

    same = [name for name in last_year if without(name, "2023") == without(own, "2024")]
    telling = [name for name in last_year if unit in name.replace(" ", "") and name not in same]
    others = [name for name in last_year if name not in same and name not in telling] if len(last_year) <= 20 else []
    found = Search(book, Limits()).candidates(str(folder / own), unit, 2024)
    assert [path.name for path in found] == [*same, *telling, *others][:20]
