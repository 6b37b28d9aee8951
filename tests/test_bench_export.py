"""Taking everything away, and the decisions on a submission in the form that the command takes."""

from __future__ import annotations

import functools
import hashlib
import io
import json
import re
import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from cli import main
from engine.loading import default_root
from engine.loading.roster_words import roster_words
from engine.rank.roster_file import read_roster
from tests.benches import PASSWORD, ROSTER, SAMPLE, empty_database, findings, furnish, hand_in, log_in, opened_here

pytest.importorskip("sqlalchemy")
REASON = "=1+1 复议机关合并统计：“已书面说明”\n第二行 # 不是注释"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A report with a waiver that holds, one that nobody approved, a review confirmed and one dismissed."""
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened_here(address) as client:
            who = functools.cache(functools.partial(log_in, client))
            number = hand_in(who("clerk"))
            found = findings(who("clerk").get(f"/submissions/{number}").text)
            for finding, verdict, day in (
                (found[0], "waive", "2199-01-01"),
                (found[1], "waive", "2199-01-01"),
                (found[7], "confirm", ""),
                (found[8], "dismiss", ""),
            ):
                told = {"finding": finding, "verdict": verdict, "reason": REASON, "expires_on": day}
                told["key"] = who("reviewer").key
                assert who("reviewer").post(f"/submissions/{number}/decisions", data=told).status_code == 200
            told = {"key": who("second-reviewer").key, "agreed": "true", "decision": "1"}
            assert who("second-reviewer").post(f"/submissions/{number}/approvals", data=told).status_code == 200
            hand_in(who("other-clerk"), b"no report at all")
            yield SimpleNamespace(who=who, number=number)


def test_the_decisions_make_the_command_give_the_same_score(bench: Any, tmp_path: Path) -> None:
    address = f"/submissions/{bench.number}"
    assert bench.who("clerk").get(f"{address}/decisions.yaml").status_code == 404
    assert bench.who("other-reviewer").get(f"{address}/decisions.yaml").status_code == 404
    reviewer = bench.who("reviewer")
    text = reviewer.get(f"{address}/decisions.yaml").text
    (command,) = re.findall(r"compliance score .*", text)
    (tmp_path / "年报.json").write_bytes(reviewer.get(f"{address}/document").content)
    (tmp_path / "decisions.yaml").write_text(text, encoding="utf-8")
    options = shlex.split(command)[1:]
    paths = [str(tmp_path / word) if (tmp_path / word).exists() else word for word in options]
    result = CliRunner().invoke(main, [*paths, "--format", "json"])
    assert result.exit_code == 1, result.stderr
    ours, theirs = json.loads(result.stdout), reviewer.get(f"{address}/json").json()
    assert ours["score"] == theirs["score"]
    assert ours["findings"] == theirs["findings"]
    assert sorted(item["decision"]["decision"] for item in ours["findings"] if item["decision"]) == [
        "confirm",
        "dismiss",
        "waive",
    ]


def test_everything_is_in_it_once_and_the_same_each_time(bench: Any) -> None:
    assert bench.who("reviewer").get("/export.zip").status_code == 404
    admin = bench.who("admin")
    content = admin.get("/export.zip").content
    assert admin.get("/export.zip").content == content
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    assert len(archive.namelist()) == len(set(archive.namelist()))
    digest = hashlib.sha256(SAMPLE).hexdigest()
    assert archive.read(f"documents/{digest}.json") == SAMPLE
    submissions, outcomes, decisions = (lines(archive, name) for name in ("submissions", "outcomes", "decisions"))
    assert [(row["unit"], row["version"], row["account"]) for row in submissions] == [
        ("111", 1, "clerk"),
        ("120", 1, "other-clerk"),
    ]
    assert [(row["verdict"], row["account"], row["approver"]) for row in decisions] == [
        ("waive", "reviewer", "second-reviewer"),
        ("waive", "reviewer", None),
        ("confirm", "reviewer", None),
        ("dismiss", "reviewer", None),
    ]
    newest = max(row["id"] for row in outcomes if row["submission_id"] == bench.number)
    card = json.loads(archive.read(f"scorecards/{bench.number}/{newest}.json"))
    assert card["score"] == bench.who("reviewer").get(f"/submissions/{bench.number}/json").json()["score"]
    refused = [row for row in outcomes if row["refusal"]]
    assert [row["submission_id"] for row in refused] == [submissions[1]["id"]]
    assert bench.who("reviewer").get(f"/submissions/{bench.number}/decisions.yaml").content == archive.read(
        f"decisions/{bench.number}.yaml"
    )
    assert not any(
        PASSWORD.encode() in archive.read(name) or b"argon2" in archive.read(name) for name in archive.namelist()
    )


def test_the_roster_in_it_can_be_brought_in_again(bench: Any) -> None:
    archive = zipfile.ZipFile(io.BytesIO(bench.who("admin").get("/export.zip").content))
    words = roster_words(default_root())
    assert read_roster(archive.read("roster.csv"), words).units == read_roster(ROSTER.encode(), words).units


def test_the_log_in_it_proves_itself(bench: Any) -> None:
    """The digest of each record, computed as docs/workbench.md says."""
    archive = zipfile.ZipFile(io.BytesIO(bench.who("admin").get("/export.zip").content))
    before = ""
    records = lines(archive, "audit")
    for number, record in enumerate(records, 1):
        at = record["at"].removesuffix("Z")
        at += "" if "." in at else ".000000"
        details = json.dumps(record["details"], ensure_ascii=False, separators=(",", ":"))
        parts = [before, str(number), at, record["account"], record["action"], record["subject"], details]
        text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
        before = hashlib.sha256(text.encode()).hexdigest()
        assert record["digest"] == before
    assert records[-1]["action"] != "export"


def lines(archive: zipfile.ZipFile, name: str) -> list[Any]:
    return [json.loads(line) for line in archive.read(f"{name}.jsonl").splitlines()]
