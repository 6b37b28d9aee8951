"""Who may do what: every address of the workbench, for every role, on the own unit and on another's.

What a person may not see must look exactly like what is not there.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.benches import SAMPLE, empty_database, findings, furnish, hand_in, log_in, opened

pytest.importorskip("sqlalchemy")

ROLES = ("nobody", "clerk", "other-clerk", "reviewer", "other-reviewer", "admin")
LOGIN = 303  # to the page of the login
# Addresses, what is sent (GAP is a finding of the clerk's submission), and the answer to each of ROLES.
TABLE: dict[str, tuple[dict[str, str] | None, tuple[int, int, int, int, int, int]]] = {
    "GET /login": (None, (200, 200, 200, 200, 200, 200)),
    "GET /": (None, (LOGIN, 200, 200, 200, 200, 200)),
    "POST /check": ({}, (LOGIN, 422, 422, 422, 422, 422)),
    "POST /again": ({}, (LOGIN, 422, 422, 422, 422, 422)),
    "POST /download/{form_name}": ({}, (LOGIN, 422, 422, 422, 422, 422)),
    "GET /desk": (None, (LOGIN, 200, 200, 200, 200, 200)),
    "GET /submissions": (None, (LOGIN, 200, 200, 200, 200, 200)),
    "POST /submissions": ({"unit": "111", "year": "2021"}, (LOGIN, 303, 404, 303, 404, 303)),
    "GET /submissions/{number}": (None, (LOGIN, 200, 404, 200, 404, 200)),
    "GET /submissions/{number}/document": (None, (LOGIN, 200, 404, 200, 404, 200)),
    "GET /submissions/{number}/{form}": (None, (LOGIN, 200, 404, 200, 404, 200)),
    "POST /submissions/{number}/decisions": (
        {"finding": "GAP", "verdict": "waive", "reason": "异议属实", "expires_on": "2199-01-01"},
        (LOGIN, 404, 404, 303, 404, 303),
    ),
    "POST /submissions/{number}/approvals": ({"decision": "999", "agreed": "true"}, (LOGIN, 404, 404, 422, 404, 422)),
    "POST /submissions/{number}/objections": (
        {"finding": "GAP", "text": "异议属实"},
        (LOGIN, 303, 404, 404, 404, 404),
    ),
    "POST /submissions/{number}/answers": (
        {"objection": "999", "upheld": "true", "text": "异议属实"},
        (LOGIN, 404, 404, 422, 404, 422),
    ),
    "GET /accounts": (None, (LOGIN, 404, 404, 404, 404, 200)),
    "POST /accounts": ({"name": "another", "role": "administrator"}, (LOGIN, 404, 404, 404, 404, 200)),
    # Of the first account, which is the administrator's own.
    "POST /accounts/{number}/password": ({}, (LOGIN, 404, 404, 404, 404, 422)),
    "POST /accounts/{number}/state": ({"active": "false"}, (LOGIN, 404, 404, 404, 404, 422)),
    "GET /roster": (None, (LOGIN, 404, 404, 404, 404, 200)),
    "POST /roster/preview": ({}, (LOGIN, 404, 404, 404, 404, 422)),
    "POST /roster": ({"carried": "x"}, (LOGIN, 404, 404, 404, 404, 400)),
    "GET /account": (None, (LOGIN, 200, 200, 200, 200, 200)),
    "POST /account/password": ({"old": "x"}, (LOGIN, 422, 422, 422, 422, 422)),
    "POST /account/tokens": (
        {"name": "a", "scope": "read", "expires_on": "2000-01-01"},
        (LOGIN, 422, 422, 422, 422, 422),
    ),
    "POST /account/tokens/{number}/revoke": ({}, (LOGIN, 404, 404, 404, 404, 404)),
    "GET /queue": (None, (LOGIN, 404, 404, 200, 200, 200)),
    "GET /queue/{number}/{finding}": (None, (LOGIN, 404, 404, 200, 404, 200)),
    "POST /queue/{number}/{finding}": ({"verdict": "confirm", "reason": "无"}, (LOGIN, 404, 404, 422, 404, 422)),
    # What is not there, or not for this person, was dealt with by somebody else: back to the list.
    "GET /queue/objections/{number}": (None, (LOGIN, 404, 404, 200, 303, 200)),
    "POST /queue/objections/{number}": ({"upheld": "true", "text": "无"}, (LOGIN, 404, 404, 422, 303, 422)),
    "GET /queue/waivers/{number}": (None, (LOGIN, 404, 404, 303, 303, 303)),
    "POST /queue/waivers/{number}": ({"agreed": "true"}, (LOGIN, 404, 404, 303, 303, 303)),
    "POST /submissions/{number}/score": ({}, (LOGIN, 404, 404, 303, 404, 303)),
    "GET /submissions/{number}/decisions.yaml": (None, (LOGIN, 404, 404, 200, 404, 200)),
    "GET /rulebook": (None, (LOGIN, 404, 404, 404, 404, 200)),
    "POST /rulebook/preview": ({}, (LOGIN, 404, 404, 404, 404, 303)),
    "POST /rulebook/adopt": ({}, (LOGIN, 404, 404, 404, 404, 303)),
    "POST /rulebook/read": ({}, (LOGIN, 404, 404, 404, 404, 303)),
    "GET /audit": (None, (LOGIN, 404, 404, 404, 404, 200)),
    "GET /audit.csv": (None, (LOGIN, 404, 404, 404, 404, 200)),
    "GET /export.zip": (None, (LOGIN, 404, 404, 404, 404, 200)),
    "POST /submissions/{number}/notes": ({"text": "请电话核实"}, (LOGIN, 404, 404, 303, 404, 303)),
    "GET /standings": (None, (LOGIN, 404, 404, 200, 200, 200)),
    "GET /standings/unit": (None, (LOGIN, 200, 404, 200, 404, 200)),
    "GET /standings/export/{form}": (None, (LOGIN, 404, 404, 200, 200, 200)),
    "GET /standings/letters.zip": (None, (LOGIN, 404, 404, 200, 404, 200)),
    "GET /standings/letter.docx": (None, (LOGIN, 404, 404, 200, 404, 200)),
}
# What is asked for at addresses that are the same for all units.
ASKED = {
    "/standings": "?year=2024",
    "/standings/unit": "?year=2024&code=111",
    "/standings/letters.zip": "?year=2024&unit=111",
    "/standings/letter.docx": "?year=2024&code=111",
}
# Of these anybody may ask (of the figures: this computer), or they end the login.
OPEN = {
    *("GET /static/report.css", "GET /healthz", "GET /readyz", "GET /metrics"),
    *("POST /login", "POST /logout", "POST /account/logins/end"),
}


class Bench:
    """The application with a client of each role, a submission of the clerk's, an objection to one of its gaps."""

    def __init__(self, nobody: Any) -> None:
        self.app = nobody.app
        self.clients = {"nobody": nobody} | {name: log_in(nobody, name) for name in ROLES[1:]}
        self.number = hand_in(self.clients["clerk"])
        self.page = self.clients["clerk"].get(f"/submissions/{self.number}").text
        self.gap, self.review = findings(self.page)[0], findings(self.page)[-1]
        assert self.ask("clerk", "POST /submissions/{number}/objections", self.number).status_code == 303

    def ask(self, role: str, route: str, number: int, key: str | None = None) -> Any:
        """The answer to a role; the form carries the key of its login, or ``key``."""
        client, (method, path) = self.clients[role], route.split()
        path = path.replace("{number}", str(number)).replace("{form}", "json").replace("{form_name}", "json")
        path = path.replace("{finding}", self.review)
        told = TABLE[route][0]
        if told is None:
            return client.request(method, path + ASKED.get(path, ""), follow_redirects=False)
        sent = {name: self.gap if value == "GAP" else value for name, value in told.items()}
        sent["key"] = getattr(client, "key", "") if key is None else key
        files = {"file": ("a.json", SAMPLE)} if path in ("/submissions", "/roster/preview") else None
        return client.request(method, path, data=sent, files=files, follow_redirects=False)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened(address) as nobody:
            yield Bench(nobody)


def routes_of(routes: Any) -> set[str]:
    """The method and the address of each route; newer versions of FastAPI nest those of included routers."""
    found = set()
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            found |= routes_of(inner.routes)
        for method in getattr(route, "methods", None) or ():
            if method != "HEAD":
                found.add(f"{method} {route.path}")
    return found


def test_the_table_has_every_address(bench: Bench) -> None:
    assert routes_of(bench.app.routes) == set(TABLE) | OPEN


@pytest.mark.parametrize("route", TABLE)
def test_who_may(bench: Bench, route: str) -> None:
    found = tuple(bench.ask(role, route, bench.number).status_code for role in ROLES)
    assert dict(zip(ROLES, found, strict=True)) == dict(zip(ROLES, TABLE[route][1], strict=True))


@pytest.mark.parametrize("route", [route for route in TABLE if "{number}" in route])
@pytest.mark.parametrize("role", ["other-clerk", "other-reviewer"])
def test_anothers_looks_like_none(bench: Bench, role: str, route: str) -> None:
    theirs, none = bench.ask(role, route, bench.number), bench.ask(role, route, 987654)
    assert (theirs.status_code, theirs.text) == (none.status_code, none.text)
    assert theirs.headers == none.headers


@pytest.mark.parametrize("role", ["other-clerk", "other-reviewer"])
def test_it_takes_the_database_the_same_questions(bench: Bench, role: str) -> None:
    """So that no one can tell by the time that it takes whether there is a submission, or a unit."""
    from sqlalchemy import event

    asked: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        asked.append(statement)

    engine = bench.app.state.running.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        counts = []
        for number in (bench.number, 987654):
            asked.clear()
            bench.ask(role, "GET /submissions/{number}", number)
            counts.append([statement for statement in asked if "FROM submissions" in statement])
        assert counts[0] == counts[1] != []
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_a_unit_that_is_not_the_own_looks_like_none(bench: Bench) -> None:
    client = bench.clients["other-clerk"]
    answers = [
        client.post(
            "/submissions",
            files={"file": ("a.json", SAMPLE)},
            data={"key": client.key, "year": "2024", "unit": unit},
        )
        for unit in ("111", "no such unit")
    ]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].text == answers[1].text


_POSTS = [route for route in TABLE if route.startswith("POST /submissions")]


@pytest.mark.parametrize(("role", "route"), list(itertools.product(["clerk", "reviewer", "admin"], _POSTS)))
def test_a_form_of_another_login_is_refused(bench: Bench, role: str, route: str) -> None:
    other = bench.clients["other-clerk"].key
    for key in ("", "x", other):
        assert bench.ask(role, route, bench.number, key).status_code == 403


def test_lists_hold_nothing_of_others(bench: Bench) -> None:
    for role in ("other-clerk", "other-reviewer"):
        for page in ("/desk", "/submissions", "/submissions?unit=111"):
            assert "丙县" not in bench.clients[role].get(page).text


def test_nothing_of_reviewers_reaches_submitters(bench: Bench) -> None:
    reviewer = bench.clients["reviewer"]
    told = {"key": reviewer.key, "text": "此事只有评审人知道"}
    assert reviewer.post(f"/submissions/{bench.number}/notes", data=told).status_code == 200
    assert "此事只有评审人知道" in reviewer.get(f"/submissions/{bench.number}").text
    assert "此事只有评审人知道" not in bench.clients["clerk"].get(f"/submissions/{bench.number}").text


def test_pages_offer_only_what_may_be_done(bench: Bench) -> None:
    """Every form on the submission's page leads where its reader may go."""
    for role in ("clerk", "reviewer", "admin"):
        page = bench.clients[role].get(f"/submissions/{bench.number}").text
        for path in set(re.findall(rf'action="/submissions/{bench.number}/([a-z]+)"', page)):
            answer = bench.ask(role, f"POST /submissions/{{number}}/{path}", bench.number)
            assert answer.status_code in (303, 422), (role, path)
