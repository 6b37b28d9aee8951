"""A server that starts with other rules: what they would change, and adopting them; documents read again."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.cases import ROOT
from engine.json_text import loads
from engine.loading import default_root, load_rulebook
from engine.loading.roster_words import roster_words
from engine.rank.roster_file import read_roster
from engine.readers import read_bytes
from engine.score import Engine
from tests.benches import ROSTER, SAMPLE, empty_database, furnish, hand_in, log_in, opened_here

sqlalchemy = pytest.importorskip("sqlalchemy")
OVERLAY = "example-city-2024"
THERE = ROSTER.replace("甲省/乙市", "示例省/示例市")  # where it is for
RIGHT = (ROOT / "reports/huaian-2024.json").read_bytes()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Two units' reports, scored by the national rules; and an old version of one."""
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with running(address) as bench:
            place(bench, THERE)
            hand_in(bench.who("clerk"), SAMPLE + b" ")
            hand_in(bench.who("clerk"))
            hand_in(bench.who("other-clerk"), RIGHT)
        yield address


LOCAL = """id: local
version: "1"
title: {zh: 某市, en: A city}
document: local-1
documents: [{id: local-1, title: {zh: 文件, en: Paper}, number: 某发〔2025〕1号}]
applies: {regions: [甲省/乙市]}
full: 50
grades: []
"""


@contextmanager
def running(address: str, *overlays: str) -> Iterator[Any]:
    from web.book import Book

    with opened_here(address, book=Book(overlays=overlays)) as client:
        of = client.app.state.running
        who = functools.cache(functools.partial(log_in, client))
        yield SimpleNamespace(who=who, database=of.database, scorer=of.scorer)


def place(bench: Any, roster: str) -> None:
    from web.workbench.roster import bring_in

    with bench.database.writing() as session:
        bring_in(session, "admin", read_roster(roster.encode(), roster_words(default_root()), "roster.csv"))


def scores(bench: Any) -> list[tuple[int, str, str]]:
    """Every outcome ever: of which submission, its score, the rules."""
    with bench.database.reading() as session:
        found = session.execute(sqlalchemy.text("SELECT submission_id, score, rulebook FROM outcomes ORDER BY id"))
        return [(number, f"{float(score):.2f}", rules) for number, score, rules in found]


def given_by(content: bytes, *overlays: str) -> str:
    """The score as the command gives it."""
    engine = Engine(load_rulebook(overlays=overlays))
    score = engine.scored(read_bytes(content, "a.json", engine.book)).card.score
    return f"{score:.2f}"


def until(client: Any, words: str) -> str:
    for _ in range(600):
        page = str(client.get("/rulebook").text)
        if words in page:
            return page
        time.sleep(0.1)
    raise AssertionError(words)


def test_other_rules_are_tried_before_they_are_adopted(address: str) -> None:
    before, after = ([given_by(content, *names) for content in (SAMPLE, RIGHT)] for names in ((), (OVERLAY,)))
    assert before[0] != after[0]
    with running(address, OVERLAY) as bench:
        old = scores(bench)
        admin, reviewer = bench.who("admin"), bench.who("reviewer")
        assert reviewer.get("/rulebook").status_code == 404
        for act in ("preview", "adopt", "read"):
            assert reviewer.post(f"/rulebook/{act}", data={"key": reviewer.key}).status_code == 404
            assert admin.post(f"/rulebook/{act}", data={"key": "wrong"}).status_code == 403
        assert "有 2 份最新报送是按别的规则" in admin.get("/rulebook").text
        with bench.database.writing() as session:  # somebody asked, and the server was killed before it began
            digest = load_rulebook(overlays=(OVERLAY,)).digest
            told = {"digest": digest}
            session.execute(
                sqlalchemy.text("INSERT INTO previews (rulebook, account_id, at) VALUES (:digest, 1, '2026-01-01')"),
                told,
            )
    with running(address, OVERLAY) as bench:
        admin = bench.who("admin")
        page = until(admin, "试评 2 份")
        rows = re.findall(r'<td class="n">2024</td><td class="n">([0-9.]+)</td><td class="n">([0-9.]+)</td>', page)
        assert sorted(rows) == sorted(zip(before, after, strict=True))
        assert scores(bench) == old  # nothing is changed by trying
        answer = admin.post("/rulebook/adopt", data={"key": admin.key})
        assert answer.status_code == 200
        page = until(admin, "全部最新报送都是按现在的规则评的分")
        assert OVERLAY in page
        now = scores(bench)
        assert now[: len(old)] == old
        # The overlay is not for where the roster has the second unit: the national rules judged it.
        national = load_rulebook().digest
        assert sorted(now[len(old) :]) == [(2, after[0], digest), (3, before[1], national)]
        assert "<bdi>national</bdi>" in admin.get("/audit?action=adopt&who=admin").text.replace(' lang="zh-CN"', "")
        assert "有 " not in admin.get("/rulebook").text.partition("<h2>文件读取")[0].partition("</nav>")[2]


def test_what_another_version_of_the_program_read_can_be_read_again(address: str) -> None:
    from engine.version import VERSION

    with running(address, OVERLAY) as bench:
        admin, clerk = bench.who("admin"), bench.who("clerk")
        with bench.database.writing() as session:
            session.execute(sqlalchemy.text("UPDATE readings SET program = '0.0', carried = :other"), {"other": b"x"})
        assert "其中 2 份不是由现在的程序版本读取的" in admin.get("/rulebook").text
        # One of them by hand: from what was read it can no longer be scored, from its document it can.
        told = {"key": admin.key}
        assert clerk.post("/submissions/2/score", data={"key": clerk.key}).status_code == 404
        assert 'class="points"' not in admin.post("/submissions/2/score", data=told).text
        page = admin.post("/submissions/2/score", data={**told, "anew": "true"}).text
        assert f"<strong>{float(given_by(SAMPLE, OVERLAY)):g}</strong>" in page
        assert "其中 1 份不是由现在的程序版本读取的" in admin.get("/rulebook").text
        admin.post("/rulebook/read", data=told)
        until(admin, "其中 0 份不是由现在的程序版本读取的")
        with bench.database.reading() as session:
            programs = session.scalars(sqlalchemy.text("SELECT program FROM readings ORDER BY submission_id")).all()
        assert programs == ["0.0", VERSION, VERSION]  # the old version of a report is left alone
        actions = admin.get("/audit?who=admin").text
        assert actions.count("<td>重新读取文件</td>") == 2


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_where_the_roster_puts_a_unit_decides_which_overlays_judge_it(kind: str, tmp_path: Path) -> None:
    (tmp_path / "local.yaml").write_text(LOCAL, encoding="utf-8")
    with empty_database(kind, tmp_path) as address:
        furnish(address)
        with running(address, str(tmp_path / "local.yaml")) as bench:

            def judged(client: str, number: int) -> list[str]:
                bench.scorer.wait(number, 30)
                text = bench.who(client).get(f"/submissions/{number}/json").text
                return list(loads(text)["rulebook"]["overlays"])

            inside = hand_in(bench.who("clerk"), RIGHT)
            outside = hand_in(bench.who("other-clerk"), RIGHT)
            assert judged("clerk", inside) == ["local@1"]
            assert judged("other-clerk", outside) == []
            assert "--region" in bench.who("reviewer").get(f"/submissions/{inside}/decisions.yaml").text
            place(bench, ROSTER.replace("甲省/乙市/丙县", "甲省/丁市/丙县"))
            assert judged("clerk", inside) == []
            assert len(outcomes_of(bench, inside)) == 2
            assert len(outcomes_of(bench, outside)) == 1


def outcomes_of(bench: Any, number: int) -> list[tuple[int, str, str]]:
    return [row for row in scores(bench) if row[0] == number]
