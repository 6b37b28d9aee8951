"""The interface for programs, on both databases: what it answers, whom it refuses, and that it repeats nothing."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.benches import ROSTER, SAMPLE, empty_database, furnish, hand_in, log_in, opened

pytest.importorskip("sqlalchemy")

from sqlalchemy import select

from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.reporters.json_card import dump
from engine.score import Engine
from web.workbench.api.app import create_api, description
from web.workbench.logins import make_token
from web.workbench.people import SCOPES, Person
from web.workbench.tables import Account, Submission, Token

TOP = Path(__file__).parent.parent
ROOT = "/api/v1"
NEVER = dt.date(2199, 1, 1)
JSON = {"content-type": "application/json"}


class Bench:
    """The application, a token of each account for everything, and a submission of the clerk's."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.database = client.app.state.running.database
        self.tokens = {name: self.token(name) for name in ("admin", "clerk", "other-clerk", "reviewer")}
        self.tokens |= {name: self.token(name) for name in ("other-reviewer", "second-reviewer")}
        self.number = self.ask("clerk", "POST", "/submissions?year=2024&wait=20", content=SAMPLE).json()["number"]

    def token(self, name: str, scopes: tuple[str, ...] = SCOPES, until: dt.date = NEVER) -> str:
        with self.database.writing() as session:
            account = session.scalars(select(Account).where(Account.name == name)).one()
            person = Person(account.id, name, account.role, account.unit, account.region)
            return make_token(session, person, "test", scopes, until)

    def ask(self, who: str, method: str, path: str, headers: Any = None, **more: Any) -> Any:
        sent = {"authorization": f"Bearer {self.tokens.get(who, who)}", **(headers or {})}
        if "content" in more:
            sent = {**JSON, **sent}
        return self.client.request(method, ROOT + path, headers=sent, **more)

    def finding(self, status: str = "gap") -> dict[str, Any]:
        items = self.ask("clerk", "GET", f"/submissions/{self.number}/findings").json()["items"]
        return next(item for item in items if item["status"] == status)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened(address, scores_a_minute=1000) as client:
            yield Bench(client)


def problem(answer: Any, status: int, reason: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert (told["type"], told["status"], told["reason"]) == ("about:blank", status, reason)
    return told


def test_the_published_document_is_current() -> None:
    published = json.loads((TOP / "schema/compliance-api-1.json").read_text("utf-8"))
    assert json.loads(json.dumps(description(create_api(None)))) == published, "run `make schema`"


def test_the_document_and_its_page_need_no_token(bench: Bench) -> None:
    found = bench.client.get(f"{ROOT}/openapi.json")
    assert found.json() == json.loads((TOP / "schema/compliance-api-1.json").read_text("utf-8"))
    page = bench.client.get(f"{ROOT}/").text
    for operations in found.json()["paths"].values():
        for item in operations.values():
            assert f'id="{item["operationId"]}"' in page
    assert "http://" not in page
    assert "https://" not in page
    assert bench.client.get(f"{ROOT}/health").json() == {"status": "ok"}


@pytest.mark.parametrize("form", [True, False])
def test_a_document_is_scored_as_everywhere_and_not_kept(bench: Bench, form: bool) -> None:
    book = load_rulebook()
    with bench.database.reading() as session:
        before = len(list(session.scalars(select(Submission.id))))
    if form:
        answer = bench.ask("clerk", "POST", "/score", files={"file": ("a.json", SAMPLE)})
    else:
        answer = bench.ask("clerk", "POST", "/score?file=a.json", content=SAMPLE)
    assert answer.status_code == 200, answer.text
    assert answer.text == dump([Engine(book).score(read_bytes(SAMPLE, "a.json", book))])
    with bench.database.reading() as session:
        assert len(list(session.scalars(select(Submission.id)))) == before


def test_the_language_and_what_the_program_knows(bench: Bench) -> None:
    address = "/score?published_on=2025-06-30&kind=township&unit=X"
    answer = bench.ask("clerk", "POST", address, {"accept-language": "en"}, content=SAMPLE)
    assert answer.headers["content-language"] == "en"
    card = answer.json()
    assert card["report"]["unit"]["name"] == "X"
    assert "township-published-late" in [finding["rule"] for finding in card["findings"]]
    assert "Published" in str(card["findings"]) or "published" in str(card["findings"])


def test_what_is_not_a_report(bench: Bench) -> None:
    problem(bench.ask("clerk", "POST", "/score", content=b""), 422, "file.empty")
    told = problem(bench.ask("clerk", "POST", "/score", {"accept-language": "en"}, content=b"{"), 422, "json.syntax")
    assert "JSON" in told["detail"]
    problem(bench.ask("clerk", "POST", "/score", files={"other": ("a", SAMPLE)}), 422, "api.no_file")
    form = {"content-type": "application/x-www-form-urlencoded"}
    problem(bench.ask("clerk", "POST", "/score", form, content=SAMPLE), 415, "api.media_type")
    broken = {"content-type": "multipart/form-data"}
    problem(bench.ask("clerk", "POST", "/score", broken, content=SAMPLE), 400, "api.malformed")
    told = problem(bench.ask("clerk", "POST", "/score?published_on=20250101", content=SAMPLE), 422, "api.invalid")
    assert told["faults"][0]["place"] == ["query", "published_on"]


def test_too_large(bench: Bench) -> None:
    problem(bench.ask("clerk", "POST", "/score", content=b" " * (33 * 2**20)), 413, "bench.too_large")
    answer = bench.ask("clerk", "POST", "/score", {"content-length": str(2**40)}, content=b"")
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_who_has_no_token(bench: Bench) -> None:
    answer = bench.client.get(f"{ROOT}/me")
    problem(answer, 401, "api.no_token")
    assert answer.headers["www-authenticate"] == 'Bearer realm="compliance"'
    expired = bench.token("clerk", until=dt.date(2020, 1, 1))
    raw = bench.client.get(f"{ROOT}/me", headers=[(b"authorization", "Bearer 密".encode())])
    problem(raw, 401, "api.bad_token")
    for token in ("gk_nonsense", expired):
        answer = bench.ask(token, "GET", "/me")
        problem(answer, 401, "api.bad_token")
        assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_login_is_no_token(bench: Bench) -> None:
    problem(log_in(bench.client, "clerk").get(f"{ROOT}/submissions"), 401, "api.no_token")


def test_a_token_that_was_revoked_or_whose_account_is_closed(bench: Bench) -> None:
    token = bench.token("other-clerk")
    assert bench.ask(token, "GET", "/me").status_code == 200
    with bench.database.writing() as session:
        session.scalars(select(Token).order_by(Token.id.desc()).limit(1)).one().revoked_at = dt.datetime(2020, 1, 1)
    problem(bench.ask(token, "GET", "/me"), 401, "api.bad_token")


# Each operation, its scopes, and what clerk, other-clerk, reviewer, other-reviewer and admin get with all scopes.
TABLE: dict[str, tuple[set[str], Any, tuple[int, int, int, int, int]]] = {
    "POST /score": ({"score"}, SAMPLE, (200, 200, 200, 200, 200)),
    "GET /me": (set(), None, (200, 200, 200, 200, 200)),
    "POST /submissions?year=2023&unit=111": ({"submit"}, SAMPLE, (201, 404, 201, 404, 201)),
    "GET /submissions": ({"read"}, None, (200, 200, 200, 200, 200)),
    "GET /submissions/N": ({"read"}, None, (200, 404, 200, 404, 200)),
    "GET /submissions/N/scorecard": ({"read"}, None, (200, 404, 200, 404, 200)),
    "GET /submissions/N/document": ({"read"}, None, (200, 404, 200, 404, 200)),
    "GET /submissions/N/findings": ({"read"}, None, (200, 404, 200, 404, 200)),
    "POST /submissions/N/decisions": (
        {"read", "decide"},
        {"finding": "FINDING", "verdict": "waive", "reason": "异议属实", "expires_on": "2199-01-01"},
        (404, 404, 201, 404, 201),
    ),
    "POST /submissions/N/approvals": (
        {"read", "decide"},
        {"decision": 999, "agreed": True},
        (404, 404, 422, 404, 422),
    ),
    "POST /submissions/N/objections": (
        {"read", "submit"},
        {"finding": "FINDING", "text": "合并统计，已书面说明"},
        (201, 404, 404, 404, 404),
    ),
    "POST /submissions/N/answers": (
        {"read", "decide"},
        {"objection": 999, "upheld": True, "text": "属实"},
        (404, 404, 422, 404, 422),
    ),
    "GET /submissions/N/notes": ({"read"}, None, (404, 404, 200, 404, 200)),
    "POST /submissions/N/notes": ({"read", "decide"}, {"text": "请电话核实"}, (404, 404, 201, 404, 201)),
    "GET /roster": ({"read"}, None, (200, 200, 200, 200, 200)),
    "GET /standings": ({"read"}, None, (404, 404, 200, 200, 200)),
    "PUT /roster?preview=true": ({"manage"}, ROSTER.encode(), (404, 404, 404, 404, 200)),
}
WHO = ("clerk", "other-clerk", "reviewer", "other-reviewer", "admin")


def sent(bench: Bench, route: str, number: object) -> tuple[str, str, dict[str, Any]]:
    method, path = route.split()
    body = TABLE[route][1]
    if isinstance(body, dict):
        body = json.dumps(body).replace("FINDING", bench.finding()["fingerprint"]).encode()
    more: dict[str, Any] = {} if body is None else {"content": body}
    if path.startswith("/roster") and body is not None:
        more["headers"] = {"content-type": "text/csv"}
    return method, path.replace("/N", f"/{number}"), more


def test_the_table_has_every_operation() -> None:
    known = {route.replace("/N", "/{number}").partition("?")[0] for route in TABLE}
    found = {
        f"{method.upper()} {path}"
        for path, operations in description(create_api(None))["paths"].items()
        for method in operations
    }
    assert known == found - {"GET /health"}


@pytest.mark.parametrize("route", TABLE)
def test_who_may(bench: Bench, route: str) -> None:
    method, path, more = sent(bench, route, bench.number)
    found = tuple(bench.ask(who, method, path, **more).status_code for who in WHO)
    assert found == TABLE[route][2]


@pytest.mark.parametrize("route", TABLE)
def test_a_token_needs_the_scopes(bench: Bench, route: str) -> None:
    method, path, more = sent(bench, route, bench.number)
    needed = TABLE[route][0]
    for scope in needed:
        token = bench.token("admin", tuple(sorted(set(SCOPES) - {scope})))
        answer = bench.ask(token, method, path, **more)
        problem(answer, 403, "api.no_scope")
        assert f'scope="{scope}"' in answer.headers["www-authenticate"]
    assert bench.ask(bench.token("admin", tuple(needed)), method, path, **more).status_code != 403


@pytest.mark.parametrize("route", [route for route in TABLE if "/N" in route])
def test_anothers_looks_like_none(bench: Bench, route: str) -> None:
    for who in ("other-clerk", "other-reviewer"):
        for number in (987654, 2**31, 10**30, "nonsense"):
            method, path, more = sent(bench, route, bench.number)
            theirs = bench.ask(who, method, path, **more)
            none = bench.ask(who, method, path.replace(f"/{bench.number}", f"/{number}"), **more)
            assert (theirs.status_code, theirs.text) == (none.status_code, none.text) == (404, theirs.text)


def test_no_such_address_and_no_such_method(bench: Bench) -> None:
    problem(bench.ask("admin", "GET", "/nothing"), 404, "api.not_found")
    answer = bench.ask("admin", "DELETE", "/submissions")
    problem(answer, 405, "api.no_such_method")
    assert "GET" in answer.headers["allow"]


def test_the_same_key_makes_no_second_version(bench: Bench) -> None:
    key = {"idempotency-key": "2022-111"}
    first = bench.ask("clerk", "POST", "/submissions?year=2022", key, content=SAMPLE)
    assert first.status_code == 201
    again = bench.ask("clerk", "POST", "/submissions?year=2022&wait=20", key, content=SAMPLE)
    assert again.status_code == 200
    assert again.headers["location"] == first.headers["location"]
    assert again.json()["version"] == 1
    assert again.json()["state"] == "scored"
    problem(bench.ask("clerk", "POST", "/submissions?year=2022", key, content=SAMPLE + b" "), 422, "api.key_used")
    problem(bench.ask("clerk", "POST", "/submissions?year=2021", key, content=SAMPLE), 422, "api.key_used")
    other = bench.token("clerk")
    assert bench.ask(other, "POST", "/submissions?year=2022", key, content=SAMPLE).json()["version"] == 2


def test_many_at_once_make_one_version_each(bench: Bench) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def one(key: str) -> Any:
        told = {"idempotency-key": key}
        return bench.ask("reviewer", "POST", "/submissions?year=2019&unit=110", told, content=SAMPLE)

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(one, ["a", "b", "a", "c", "b", "a"]))
    assert sorted(answer.status_code for answer in found) == [200, 200, 200, 201, 201, 201]
    assert sorted({answer.json()["version"] for answer in found}) == [1, 2, 3]


def test_lists_are_paged_and_filtered(bench: Bench) -> None:
    for year in (2015, 2016, 2017):
        hand_in(log_in(bench.client, "other-clerk"), year=str(year))
    seen, address = [], "/submissions?limit=2&unit=120"
    while address:
        found = bench.ask("admin", "GET", address).json()
        assert len(found["items"]) <= 2
        seen += [item["year"] for item in found["items"]]
        address = (found["next"] or "").removeprefix(ROOT)
    assert seen == [2017, 2016, 2015]
    (there,) = bench.ask("admin", "GET", "/submissions?year=2016&region=甲省/丁市").json()["items"]
    assert there["unit"]["code"] == "120"
    assert bench.ask("admin", "GET", "/submissions?year=2016&region=甲省/乙市").json()["items"] == []
    assert bench.ask("clerk", "GET", "/submissions?unit=120").json() == {"items": [], "next": None}
    problem(bench.ask("clerk", "GET", "/submissions?unit=%00"), 422, "api.invalid")


def test_what_was_handed_in_comes_back(bench: Bench) -> None:
    address = f"/submissions/{bench.number}"
    assert bench.ask("clerk", "GET", f"{address}/document").content == SAMPLE
    schema = json.loads((TOP / "schema/compliance-scorecard-1.json").read_text("utf-8"))
    for lang in ("zh", "en"):
        answer = bench.ask("clerk", "GET", f"{address}/scorecard", {"accept-language": lang})
        assert answer.headers["content-language"] == lang
        jsonschema.Draft202012Validator(schema).validate(answer.json())
    told = bench.ask("clerk", "GET", address).json()
    assert told["state"] == "scored"
    assert told["received_at"].endswith("Z")
    assert [found["reason"] for found in told["mismatches"]] == ["bench.other_unit"]
    assert answer.json()["score"] == told["score"]


def test_standings_are_those_of_the_region(bench: Bench) -> None:
    bench.client.app.state.running.boards._rest = 0  # made anew at once
    schema = json.loads((TOP / "schema/compliance-standings-1.json").read_text("utf-8"))
    codes = {}
    for who, query in (("admin", ""), ("admin", "&region=甲省/丁市"), ("reviewer", ""), ("other-reviewer", "")):
        found = bench.ask(who, "GET", f"/standings?year=2024{query}").json()
        jsonschema.Draft202012Validator(schema).validate(found)
        codes[who, query] = {unit["code"] for unit in found["units"]}
    assert codes["admin", ""] == {"100", "110", "111", "120"}
    assert codes["reviewer", ""] == {"110", "111"}
    assert codes["admin", "&region=甲省/丁市"] == codes["other-reviewer", ""] == {"120"}
    theirs = bench.ask("reviewer", "GET", "/standings?year=2024&region=甲省/丁市")
    none = bench.ask("reviewer", "GET", "/standings?year=2024&region=没有")
    assert (theirs.status_code, theirs.text) == (none.status_code, none.text) == (404, none.text)
    problem(bench.ask("reviewer", "GET", "/standings?year=2100"), 404, "api.not_found")


def test_what_cannot_be_scored_says_so(bench: Bench) -> None:
    told = bench.ask("clerk", "POST", "/submissions?year=2018&wait=20", content=b"{").json()
    assert (told["state"], told["refusal"]["reason"]) == ("refused", "json.syntax")
    problem(bench.ask("clerk", "GET", f"/submissions/{told['number']}/scorecard"), 409, "api.no_scorecard")


def test_a_unit_objects_and_two_reviewers_waive(bench: Bench) -> None:
    made = bench.ask("clerk", "POST", "/submissions?year=2020&wait=20", content=SAMPLE).json()
    address = f"/submissions/{made['number']}"

    def findings(who: str) -> dict[str, Any]:
        return {item["fingerprint"]: item for item in bench.ask(who, "GET", f"{address}/findings").json()["items"]}

    gap = next(item for item in findings("reviewer").values() if item["status"] == "gap" and item["deducted"])
    name = gap["fingerprint"]
    assert gap["may"] == ["waive"]
    told = {"finding": name, "text": "复议机关合并统计，已书面说明"}
    objection = bench.ask("clerk", "POST", f"{address}/objections", json=told)
    assert objection.status_code == 201
    told = {"objection": objection.json()["number"], "upheld": True, "text": "已电话核实，合并统计"}
    assert bench.ask("reviewer", "POST", f"{address}/answers", json=told).status_code == 201
    problem(bench.ask("reviewer", "POST", f"{address}/answers", json=told), 422, "decide.answered_already")
    waiver = {"finding": name, "verdict": "waive", "reason": "异议属实", "expires_on": "2199-01-01"}
    decision = bench.ask("reviewer", "POST", f"{address}/decisions", json=waiver).json()["number"]
    approval = {"decision": decision, "agreed": True}
    problem(bench.ask("reviewer", "POST", f"{address}/approvals", json=approval), 422, "decide.own_waiver")
    assert findings("second-reviewer")[name]["may"] == ["approve", "withdraw"]
    assert bench.ask("second-reviewer", "POST", f"{address}/approvals", json=approval).status_code == 201
    bench.client.app.state.running.scorer.wait(made["number"], 20)
    after = findings("clerk")[name]
    assert not after["stands"]
    assert [event["what"] for event in after["history"]] == ["object", "waive"]
    assert after["history"][0]["answer"] == "upheld"
    assert after["history"][1]["approval"] == "agreed"
    assert bench.ask("clerk", "GET", address).json()["score"] > made["score"]


def test_decisions_must_say_something(bench: Bench) -> None:
    address = f"/submissions/{bench.number}/decisions"
    name = bench.finding("gap")["fingerprint"]
    whole = {"finding": name, "verdict": "waive", "reason": "异议属实", "expires_on": "2199-01-01"}
    for change, reason in (
        ({"reason": " "}, "decide.says_nothing"),
        ({"reason": "异" * 4001}, "decide.too_long"),
        ({"expires_on": None}, "decide.needs_last_day"),
        ({"verdict": "confirm"}, "decide.not_a_review"),
        ({"finding": "abc"}, "decide.no_finding"),
        ({"verdict": "nonsense"}, "api.invalid"),
        ({"more": 1}, "api.invalid"),
        ({"reason": "a\0b"}, "api.invalid"),
        ({"expires_on": 7}, "api.invalid"),
    ):
        problem(bench.ask("reviewer", "POST", address, json={**whole, **change}), 422, reason)
    text = {"content-type": "text/plain"}
    problem(bench.ask("reviewer", "POST", address, text, content=b"{}"), 415, "api.media_type")
    problem(bench.ask("reviewer", "POST", address, content=b"{"), 422, "api.invalid")
    problem(bench.ask("reviewer", "POST", address, content=b"\xff"), 400, "api.malformed")


def test_a_roster_is_previewed_and_brought_in(bench: Bench) -> None:
    csv = {"content-type": "text/csv"}
    changed = (ROSTER.replace("丁市人民政府,", "丁市政府,") + "130,戊市人民政府,,,,\n").encode()
    told = bench.ask("admin", "PUT", "/roster?preview=true", csv, content=changed).json()
    assert (told["done"], told["units"], told["added"], told["changed"], told["left"]) == (False, 5, 1, 1, 0)
    assert told["changes"][0]["fields"] == {"name": ["丁市人民政府", "丁市政府"]}
    assert bench.ask("admin", "GET", "/roster?words=丁市政府").json()["items"] == []
    assert bench.ask("admin", "PUT", "/roster", csv, content=changed).json()["done"]
    assert bench.ask("admin", "GET", "/roster?words=丁市政府").json()["items"][0]["code"] == "120"
    assert bench.ask("admin", "PUT", "/roster", csv, content=ROSTER.encode()).json()["left"] == 1
    assert bench.ask("admin", "GET", "/roster?listed=false").json()["items"][0]["code"] == "130"
    fault = problem(bench.ask("admin", "PUT", "/roster", csv, content=b"code,name\n,x\n"), 422, "api.bad_roster")
    assert fault["faults"][0]["place"] == ["body", 2, 1]


def test_another_kind_of_unit_is_scored_again(bench: Bench) -> None:
    csv = {"content-type": "text/csv"}
    changed = ROSTER.replace("丙县人民政府,county,government", "丙县人民政府,township,township")
    before = bench.ask("clerk", "GET", f"/submissions/{bench.number}/scorecard").json()["report"]["unit"]["kind"]
    assert bench.ask("admin", "PUT", "/roster", csv, content=changed.encode()).json()["changed"] == 1
    bench.client.app.state.running.scorer.wait(bench.number, 20)
    after = bench.ask("clerk", "GET", f"/submissions/{bench.number}/scorecard").json()["report"]["unit"]["kind"]
    assert (before, after) == ("government", "township")
    bench.ask("admin", "PUT", "/roster", csv, content=ROSTER.encode())


def test_an_error_of_ours_tells_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from starlette.testclient import TestClient

    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("web.workbench.api.routes.submissions.listed", broken)
    client = TestClient(bench.client.app, base_url=str(bench.client.base_url), raise_server_exceptions=False)
    answer = client.get(f"{ROOT}/submissions", headers={"authorization": f"Bearer {bench.tokens['clerk']}"})
    problem(answer, 500, "web.failed")
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text


def test_other_hosts_and_sites_are_refused(bench: Bench) -> None:
    for headers, status in (({"host": "evil.example"}, 421), ({"origin": "http://evil.example"}, 403)):
        answer = bench.ask("clerk", "POST", "/score", headers, content=SAMPLE)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"


def test_so_often_a_minute(tmp_path: Path) -> None:
    with empty_database("sqlite", tmp_path) as address:
        furnish(address)
        with opened(address, scores_a_minute=2) as client:
            bench = Bench(client)
            for _ in range(2):
                assert bench.ask("clerk", "POST", "/score", content=b"{").status_code == 422
            answer = bench.ask("clerk", "POST", "/score", content=b"{")
            problem(answer, 429, "api.too_many")
            assert 1 <= int(answer.headers["retry-after"]) <= 30
            assert bench.ask("admin", "POST", "/score", content=b"{").status_code == 422
