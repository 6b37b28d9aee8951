"""``compliance score --peers``: reports of other units, from files and folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.test_cli import ROOT, one_line, run

BASE = json.loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))


def write(file: Path, unit: str, **sections: str) -> str:
    report: dict[str, Any] = {**BASE, "unit": {"name": unit, "kind": "government"}}
    report["sections"] = {
        key: {**section, "text": sections.get(key, section["text"])} for key, section in BASE["sections"].items()
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    return str(file)


def found(output: bytes) -> list[str]:
    return [finding["message"] for finding in json.loads(output)["findings"] if finding["category"] == "likeness"]


@pytest.fixture
def mine(tmp_path: Path) -> str:
    return write(tmp_path / "mine.json", "某市人民政府")


def test_a_folder_with_folders(tmp_path: Path, mine: str) -> None:
    write(tmp_path / "peers/a.json", "甲市人民政府", overview="各写各的。", problems="各写各的。")
    write(tmp_path / "peers/deep/b.json", "乙市人民政府")
    write(tmp_path / "peers/.hidden/c.json", "丙市人民政府")
    write(tmp_path / "peers/~$d.json", "丁市人民政府")
    (tmp_path / "peers/notes.log").write_text("x")
    result = run("score", mine, "--peers", str(tmp_path / "peers"), "--format", "json")
    assert not result.stderr
    (message,) = found(result.stdout)
    assert "乙市人民政府2024年度" in message
    assert "100%" in message


def test_a_file_and_itself(mine: str, tmp_path: Path) -> None:
    peer = write(tmp_path / "b.json", "乙市人民政府")
    result = run("score", mine, "--peers", mine, "--peers", peer, "--format", "json")
    assert result.returncode == 0  # a review is no gap
    assert len(found(result.stdout)) == 1
    result = run("score", mine, "--peers", mine, "--format", "json")
    assert not found(result.stdout)


def test_one_of_a_folder_that_cannot_be_read_is_told_and_passed_over(tmp_path: Path, mine: str) -> None:
    write(tmp_path / "peers/a.json", "乙市人民政府")
    (tmp_path / "peers/broken.json").write_text("{")
    result = run("score", mine, "--peers", str(tmp_path / "peers"), "--format", "json")
    assert result.returncode == 0
    assert one_line(result).startswith(str(tmp_path / "peers/broken.json"))
    assert len(found(result.stdout)) == 1


def test_a_peer_named_that_is_not_there(tmp_path: Path, mine: str) -> None:
    result = run("score", mine, "--peers", str(tmp_path / "none"), "--format", "json")
    assert result.returncode == 2
    assert one_line(result).startswith(str(tmp_path / "none"))
    assert json.loads(result.stdout)["score"] == 100  # the report itself is scored


def test_an_empty_folder_is_no_peer(tmp_path: Path, mine: str) -> None:
    (tmp_path / "empty").mkdir()
    result = run("score", mine, "--peers", str(tmp_path / "empty"), "--format", "json")
    assert one_line(result).startswith(str(tmp_path / "empty"))
    card = json.loads(result.stdout)
    (rule,) = [rule for rule in card["rules"] if rule["name"] == "copied-from-peer"]
    assert rule["status"] == "not_assessable"
    assert rule["reason"]
    assert "--" not in rule["reason"]  # it may stand in a letter
