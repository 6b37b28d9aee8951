"""``compliance rank`` through real processes: what it prints and writes, and its exit status."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import ROOT, one_line, run

BASE = json.loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))
ROSTER = """代码,名称,类别,层级,地区,上级
1,甲市人民政府,政府,市级,甲市,
11,甲市财政局,部门,市级,甲市,1
12,甲市教育局,部门,市级,甲市,1
13,甲市民政局,部门,市级,甲市,1
"""


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three reports of four units, one with a wrong sum, one that does not say its kind and was published late."""
    folder = tmp_path_factory.mktemp("province")
    (folder / "units.csv").write_text(ROSTER, encoding="gbk")
    (folder / "reports").mkdir()
    for number, name in enumerate(["甲市人民政府", "甲市财政局", "甲市教育局"]):
        report: dict[str, Any] = json.loads(json.dumps(BASE))
        report |= {
            "unit": {"name": name},
            "title": f"{name}2024年政府信息公开工作年度报告",
            "published_on": "2025-02-20",
        }
        report["sections"] = {
            key: {**section, "text": section["text"].replace("淮安市", name)}
            for key, section in report["sections"].items()
        }
        if number == 1:
            report["tables"]["requests"]["new_received"]["natural_person"] += 1
        (folder / f"reports/{number}.json").write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    return folder


def rank(province: Path, *more: str, timeout: float = 60) -> Any:
    known = ("--roster", str(province / "units.csv"), "--results", str(province / "results"), "--no-previous")
    return run("rank", str(province / "reports"), *known, *more, timeout=timeout)


def standings(province: Path, *more: str) -> dict[str, Any]:
    result = rank(province, "--format", "json", *more)
    assert not result.stderr
    assert result.returncode == 0
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_standings_and_the_kind_that_only_the_roster_knows(province: Path) -> None:
    units = {unit["code"]: unit for unit in standings(province)["units"]}
    assert [units[code]["status"] for code in ("1", "11", "12", "13")] == ["ranked", "ranked", "ranked", "missing"]
    assert [units[code]["timeliness"] for code in ("1", "11", "12")] == ["on_time", "late", "late"]
    assert (units["12"]["place"], units["11"]["place"]) == (1, 2)


def test_one_worker_or_two_make_the_same_bytes(province: Path) -> None:
    known = ("--roster", str(province / "units.csv"), "--no-previous", "--format", "json")
    first, second = (
        run("rank", str(province / "reports"), *known, "--workers", number, timeout=60).stdout for number in "12"
    )
    assert first == second == rank(province, "--format", "json").stdout


def test_a_page_of_one_unit(province: Path) -> None:
    result = rank(province, "--explain", "财政局", "--lang", "en")
    text = result.stdout.decode()
    assert "place 2" in text
    assert "behind place 1 (甲市教育局)" in text
    result = rank(province, "--explain", "甲市")
    assert (result.returncode, "不止一个" in one_line(result)) == (2, True)
    result = rank(province, "--explain", "乙市")
    assert (result.returncode, one_line(result)) == (2, "没有叫“乙市”的单位")


def test_letters_for_all(province: Path, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    assert rank(province, "--notices", str(folder), "--no-checks").returncode == 0
    names = sorted(file.name for file in folder.iterdir())
    assert names == ["1 1 甲市人民政府.docx", "2 12 甲市教育局.docx", "3 11 甲市财政局.docx"]
    letter = zipfile.ZipFile(folder / names[2]).read("word/document.xml").decode()
    assert "甲市财政局" in letter
    assert "相差1" in letter
    result = rank(province, "--notices", str(folder))
    assert (result.returncode, "须为空" in one_line(result)) == (2, True)


def test_last_year_from_standings_and_from_results(province: Path, tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    assert rank(province, "-o", str(file)).returncode == 0
    for before in (file, province / "results"):
        found = standings(province, "--previous-results", str(before))
        assert [unit["change"]["score_change"] for unit in found["units"] if unit["file"]] == [0, 0, 0]


def test_a_document_that_cannot_be_used_costs_only_itself(province: Path, tmp_path: Path) -> None:
    (tmp_path / "甲市民政局年报.json").write_text("{")
    known = ("--roster", str(province / "units.csv"), "--format", "json", "--no-checks")
    result = run("rank", str(province / "reports"), str(tmp_path), *known, timeout=60)
    assert result.returncode == 2
    assert "甲市民政局年报.json: " in one_line(result)
    units = {unit["code"]: unit for unit in json.loads(result.stdout)["units"]}
    assert units["13"]["status"] == "doubtful"


def test_a_roster_that_cannot_be_used_is_told_before_anything_is_scored(province: Path, tmp_path: Path) -> None:
    roster = tmp_path / "r.csv"
    roster.write_text("code,name,level\n1,甲,村\n1,乙,县\n", encoding="utf-8")
    result = run("rank", str(province / "reports"), "--roster", str(roster), "--lang", "en")
    assert result.returncode == 2
    lines = result.stderr.decode().splitlines()
    assert lines == [
        f"{roster}:2:3: level cannot be '村'; known are province, prefecture, county, township",
        f"{roster}:3:1: code 1 stands in line 2 already",
    ]


def test_nothing_named() -> None:
    assert run("rank").returncode == 2
