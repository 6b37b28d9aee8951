"""The workbench over HTTP, on both databases: a document handed in, objected to, decided, scored again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from engine.loading import default_root
from engine.loading.roster_words import roster_words
from engine.rank.roster_file import read_roster
from tests.benches import ROSTER, SAMPLE, empty_database, findings, furnish, hand_in, log_in, opened

pytest.importorskip("sqlalchemy")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened(address) as found:
            yield found


def test_nobody_sees_anything_without_a_login(bench: Any) -> None:
    for address in ("/", "/desk", "/submissions", "/submissions/1", "/submissions/1/document"):
        answer = bench.get(address, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login?next=")


def test_a_waiver_takes_two_and_gives_the_marks_back(bench: Any) -> None:
    clerk, reviewer, second = log_in(bench, "clerk"), log_in(bench, "reviewer"), log_in(bench, "second-reviewer")
    number = hand_in(clerk)
    address = f"/submissions/{number}"
    page = clerk.get(address).text
    before = _score(page)
    finding = findings(page)[0]
    told = {"key": clerk.key, "finding": finding, "text": "复议机关合并统计，已书面说明"}
    assert clerk.post(f"{address}/objections", data=told).status_code == 200
    assert "复议机关合并统计" in reviewer.get(address).text

    waive = {
        "key": reviewer.key,
        "finding": finding,
        "verdict": "waive",
        "reason": "异议属实",
        "expires_on": "2199-01-01",
    }
    assert reviewer.post(f"{address}/decisions", data=waive).status_code == 200
    assert _score(clerk.get(address).text) == before  # nobody else approved it yet
    own = reviewer.post(f"{address}/approvals", data={"key": reviewer.key, "decision": "1", "agreed": "true"})
    assert own.status_code == 422
    agreed = second.post(f"{address}/approvals", data={"key": second.key, "decision": "1", "agreed": "true"})
    assert agreed.status_code == 200
    assert _score(clerk.get(address).text) > before


def test_a_new_version_replaces_none(bench: Any) -> None:
    clerk = log_in(bench, "clerk")
    first = hand_in(clerk, year="2023")
    second = hand_in(clerk, SAMPLE + b" ", year="2023")
    assert clerk.get(f"/submissions/{first}/document").content == SAMPLE
    assert clerk.get(f"/submissions/{second}/document").content == SAMPLE + b" "
    assert "第 2 版" in clerk.get(f"/submissions/{second}").text


def test_others_see_nothing_of_it(bench: Any) -> None:
    number = hand_in(log_in(bench, "clerk"), year="2022")
    nothing = log_in(bench, "other-clerk").get("/submissions/99999").text
    for name in ("other-clerk", "other-reviewer"):
        answer = log_in(bench, name).get(f"/submissions/{number}")
        assert answer.status_code == 404
        assert answer.text == nothing


def _score(page: str) -> float:
    found = re.search(r'<p class="points"><strong>([0-9.]+)</strong>', page)
    assert found is not None
    return float(found[1])


def test_the_self_check_judges_by_the_rules_of_the_workbench(tmp_path_factory: pytest.TempPathFactory) -> None:
    from web.book import Book
    from web.workbench.roster import bring_in

    there = ROSTER.replace("甲省", "示例省").encode()  # the province that the overlay is for
    with empty_database("sqlite", tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        book = Book(overlays=("example-province",))
        with opened(address, book=book) as nobody:
            with nobody.app.state.running.database.writing() as session:
                bring_in(session, "", read_roster(there, roster_words(default_root()), "roster.csv"))
            clerk = log_in(nobody, "clerk")
            start = clerk.get("/").text
            assert '<a href="/desk">' in start
            assert '<option value="">example-province</option>' in start
            checked = clerk.post("/check", files={"file": ("年报.json", SAMPLE)}).text
            kept = clerk.get(f"/submissions/{hand_in(clerk)}").text
            assert _score(checked) == _score(kept) == 60


@pytest.mark.parametrize(
    ("name", "year", "told"),
    [
        ("丙县人民政府", 2024, []),
        ("丙县人民政府办公室", 2024, []),  # an office that reports for its unit
        (" 丙县 人民政府", 2024, []),
        ("丁市人民政府", 2024, ["“丁市人民政府”"]),
        ("丙县人民政府", 2023, ["2023 年度"]),
        ("丁市人民政府", 2023, ["“丁市人民政府”", "2023 年度"]),
    ],
)
def test_a_document_that_is_another_is_told(bench: Any, name: str, year: int, told: list[str]) -> None:
    value = json.loads(SAMPLE)
    value["unit"]["name"], value["year"] = name, year
    clerk = log_in(bench, "clerk")
    page = clerk.get(f"/submissions/{hand_in(clerk, json.dumps(value).encode())}").text
    warnings = re.findall(r'<p class="warning">请核对：(.*?)</p>', page)
    assert len(warnings) == len(told)
    for words, warning in zip(told, warnings, strict=True):
        assert words in warning
