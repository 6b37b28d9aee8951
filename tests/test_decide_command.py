"""``compliance decide`` and ``score --decisions`` through real processes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.test_cli import GOOD, ROOT, one_line, run

DECIDED = {
    "decision:": "decision: waive",
    "reason:": "reason: 复议机关合并统计，已书面说明",
    "author:": "author: 张三",
    "approver:": "approver: 李四",
    "decided_on:": "decided_on: 2026-03-01",
    "expires_on:": "expires_on: 2026-12-31",
}


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A report with one error."""
    report = json.loads((ROOT / GOOD).read_text("utf-8"))
    report["tables"]["disputes"]["review"]["total"] = 99
    (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
    return tmp_path / "report.json"


def filled(file: Path) -> None:
    """Fills in the skeleton in a file."""
    text = file.read_text("utf-8")
    for empty, said in DECIDED.items():
        assert text.count(f"    {empty}") == 1
        text = text.replace(f"    {empty}", f"    {said}")
    file.write_text(text, encoding="utf-8")


def test_from_the_finding_to_the_waiver(wrong: Path) -> None:
    file = wrong.with_name("decisions.yaml")
    assert run("score", "-q", str(wrong)).returncode == 1
    made = run("decide", str(wrong), "-o", str(file))
    assert (made.returncode, made.stdout, made.stderr) == (0, b"", b"")
    assert run("score", "-q", str(wrong), "--decisions", str(file)).returncode == 1
    filled(file)
    options = ["--decisions", str(file), "--as-of", "2026-03-01", "--lang", "en"]
    result = run("score", str(wrong), *options)
    assert (result.returncode, result.stderr) == (0, b"")
    shown = "".join(result.stdout.decode().split())  # lines are broken to the width
    assert "Decidedwaived:复议机关合并统计，已书面说明(张三,approvedby李四,2026-03-01),until2026-12-31" in shown
    assert run("score", str(wrong), *options).stdout == result.stdout
    assert run("decide", str(wrong), *options).stdout.decode().endswith("decisions: []\n")


def test_a_waiver_that_expired_no_longer_helps(wrong: Path) -> None:
    file = wrong.with_name("decisions.yaml")
    run("decide", str(wrong), "-o", str(file))
    filled(file)
    options = ["--decisions", str(file), "--as-of", "2027-01-01", "--lang", "en", "--format", "json"]
    result = run("score", str(wrong), *options)
    assert result.returncode == 1
    card = json.loads(result.stdout)
    assert any("expired on 2026-12-31" in notice for notice in card["notices"])
    assert [finding["decision"] for finding in card["findings"]] == [None]


def test_what_cannot_be_used_is_one_line(wrong: Path) -> None:
    file = wrong.with_name("decisions.yaml")
    run("decide", str(wrong), "-o", str(file))
    filled(file)
    file.write_text(file.read_text("utf-8").replace("复议机关合并统计，已书面说明", "N/A"), encoding="utf-8")
    result = run("score", str(wrong), "--decisions", str(file), "--lang", "en")
    assert (result.returncode, result.stdout) == (2, b"")
    line = next(i for i, text in enumerate(file.read_text("utf-8").splitlines(), 1) if text.startswith("    reason:"))
    assert one_line(result) == f"{file}:{line}:5: reason: 'N/A' is no reason; say why"
    missing = run("score", str(wrong), "--decisions", str(file.with_name("none.yaml")))
    assert missing.returncode == 2
    assert one_line(missing).endswith("none.yaml: 找不到这个文件")


def test_a_decision_on_a_report_that_was_not_scored_is_named(wrong: Path) -> None:
    file = wrong.with_name("decisions.yaml")
    run("decide", str(wrong), "-o", str(file))
    filled(file)
    result = run("score", "-q", "cases/reports/huaian-2024.json", "--decisions", str(file))
    assert result.returncode == 0
    assert "不在这次评分之列" in one_line(result)


def test_a_decision_file_is_not_overwritten(wrong: Path) -> None:
    file = wrong.with_name("decisions.yaml")
    file.write_text("mine", encoding="utf-8")
    result = run("decide", str(wrong), "-o", str(file))
    assert result.returncode == 2
    assert one_line(result).startswith(f"{file}: ")
    assert file.read_text("utf-8") == "mine"
    assert run("decide", str(wrong), "-o", str(file), "--force").returncode == 0
    assert file.read_text("utf-8") != "mine"
