"""What strangers try against the workbench: each attack, and that nothing comes of it."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests.benches import (
    BASE,
    PASSWORD,
    SAMPLE,
    empty_database,
    findings,
    furnish,
    hand_in,
    log_in,
    opened,
)

pytest.importorskip("sqlalchemy")
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\u202e"
RAW = ("<script>alert(1)", "<img src=x", "onerror=alert(1)>", "49\u202e", "\u202e")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened(address) as found:
            yield found


@pytest.fixture(scope="module")
def clerk(bench: Any) -> Any:
    return log_in(bench, "clerk")


@pytest.fixture(scope="module")
def reviewer(bench: Any) -> Any:
    return log_in(bench, "reviewer")


def fresh(bench: Any, **more: Any) -> Any:
    from starlette.testclient import TestClient

    return TestClient(bench.app, base_url=BASE, **more)


def try_to_log_in(bench: Any, name: str, password: str, client: Any = None) -> int:
    client = client or fresh(bench)
    answer = client.post("/login", data={"name": name, "password": password}, follow_redirects=False)
    return int(answer.status_code)


# Logins


def test_a_planted_session_is_worth_nothing(bench: Any) -> None:
    client = fresh(bench)
    client.cookies.set("login", "planted", domain="127.0.0.1")
    assert try_to_log_in(bench, "clerk", PASSWORD, client) == 303
    assert client.cookies["login"] != "planted"
    planted = fresh(bench)
    planted.cookies.set("login", "planted")
    assert planted.get("/desk", follow_redirects=False).status_code == 303


def test_a_login_ends_the_one_before_it_in_the_same_browser(bench: Any) -> None:
    client = log_in(bench, "clerk")
    old = client.cookies["login"]
    assert try_to_log_in(bench, "clerk", PASSWORD, client) == 303
    stolen = fresh(bench)
    stolen.cookies.set("login", old)
    assert stolen.get("/desk", follow_redirects=False).status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(bench: Any) -> None:
    answer = fresh(bench).post("/login", data={"name": "clerk", "password": PASSWORD}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_the_database_holds_no_secret(bench: Any) -> None:
    client = log_in(bench, "clerk")
    with bench.app.state.running.database.reading() as session:
        for table in ("logins", "accounts", "tokens", "attempts", "audit"):
            told = str(session.execute(text(f"SELECT * FROM {table}")).all())
            assert client.cookies["login"] not in told
            assert PASSWORD not in told


def test_after_logging_out_the_cookie_is_nobodys(bench: Any) -> None:
    client = log_in(bench, "clerk")
    secret = client.cookies["login"]
    assert client.post("/logout", data={"key": client.key}, follow_redirects=False).status_code == 303
    stolen = fresh(bench)
    stolen.cookies.set("login", secret)
    assert stolen.get("/desk", follow_redirects=False).headers["location"].startswith("/login")


def test_nobody_else_can_log_a_person_out(bench: Any) -> None:
    client = log_in(bench, "clerk")
    assert client.post("/logout", data={"key": "x"}).status_code == 403
    assert client.get("/desk").status_code == 200


@pytest.mark.parametrize("hours", [2.1, 13])
def test_a_login_ends_by_itself(bench: Any, monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    from web.workbench import clock, logins

    client = log_in(bench, "clerk")
    later = clock.now() + dt.timedelta(hours=hours)
    monkeypatch.setattr(logins, "now", lambda: later)
    assert client.get("/desk", follow_redirects=False).status_code == 303


def test_a_login_that_is_used_goes_on_but_not_for_ever(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from web.workbench import clock, logins

    client, start = log_in(bench, "clerk"), clock.now()
    found = []
    for minutes in range(0, 14 * 60, 80):
        monkeypatch.setattr(logins, "now", lambda at=start + dt.timedelta(minutes=minutes): at)
        found.append(client.get("/desk", follow_redirects=False).status_code)
    assert found == [200] * 9 + [303] * 2


def test_whoever_logs_in_makes_nobody_be_looked_up_again(bench: Any) -> None:
    known = bench.app.state.running.logins
    client = log_in(bench, "clerk")
    client.get("/desk")
    secret = client.cookies["login"]
    log_in(bench, "reviewer")
    assert known.of(secret).name == "clerk"
    client.post("/logout", data={"key": client.key})
    assert known.of(secret) is None


def test_those_looked_up_together_are_not_looked_up_together_again(
    bench: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from web.workbench import clock, logins
    from web.workbench.people import Person

    known, person, secrets = bench.app.state.running.logins, Person(1, "n", "reviewer", None, ""), range(200)
    for secret in secrets:
        known.keep(str(secret), person, known.changes)
    start, still = clock.now(), []
    for seconds in (4, 6, 8, 11):
        monkeypatch.setattr(logins, "now", lambda at=start + dt.timedelta(seconds=seconds): at)
        still.append(sum(known.of(str(secret)) is not None for secret in secrets))
    assert still[0] == 200 > still[1] > 120 > still[2] > 40 > still[3] == 0


def test_a_closed_account_is_out_at_once(bench: Any) -> None:
    from web.workbench.tables import Account

    client = log_in(bench, "other-clerk")
    for active, status in ((False, 303), (True, 200)):
        with bench.app.state.running.database.writing() as session:
            account = session.query(Account).filter_by(name="other-clerk").one()
            account.active = active
        assert client.get("/desk", follow_redirects=False).status_code == status
        assert try_to_log_in(bench, "other-clerk", PASSWORD) == (303 if active else 403)


def test_guessing_is_stopped_and_shuts_out_nobody_else(bench: Any) -> None:
    def tried(address: str, password: str) -> int:
        return try_to_log_in(bench, "second-reviewer", password, fresh(bench, client=(address, 1)))

    assert [tried("10.0.0.1", f"guess {n} guess") for n in range(7)] == [403] * 5 + [429] * 2
    assert tried("10.0.0.1", PASSWORD) == 429  # right or not
    assert tried("10.0.0.2", PASSWORD) == 303


def test_an_address_that_tries_many_names_is_stopped(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    from web.workbench import passwords

    monkeypatch.setattr(passwords, "_nobody", lambda: PasswordHasher(1, 8, 1).hash("nobody"))
    found = []
    for n in range(62):
        found.append(try_to_log_in(bench, f"name {n}", "guess guess guess", fresh(bench, client=("10.0.0.9", 1))))
    assert found == [403] * 60 + [429] * 2


def test_a_name_that_is_none_takes_as_long(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is hashed once in any case, and the answer is the same."""
    from web.workbench import passwords

    verified: list[str] = []

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept)
            return bool(hasher.verify(kept, password))

        def hash(self, password: str) -> str:
            return str(hasher.hash(password))

    hasher = passwords._HASHER
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    answers = [
        fresh(bench, client=("10.0.1.1", 1)).post("/login", data={"name": name, "password": "wrong wrong wrong"})
        for name in ("clerk", "no such name")
    ]
    assert len(verified) == 2
    assert answers[0].text == answers[1].text
    assert answers[0].status_code == answers[1].status_code == 403


_ELSEWHERE = ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\r\nX: y", "evil"]


@pytest.mark.parametrize("address", _ELSEWHERE)
def test_a_login_leads_to_no_other_site(bench: Any, address: str) -> None:
    told = {"name": "clerk", "password": PASSWORD, "next": address}
    answer = fresh(bench).post("/login", data=told, follow_redirects=False)
    assert answer.headers["location"] == "/desk"
    assert "evil" not in fresh(bench).get("/login", params={"next": address}).text


@pytest.mark.parametrize("password", ["short", "a" * 12, "abababababab", "x" * 201, "my name is clerk!"])
def test_weak_passwords_are_refused(password: str) -> None:
    from web.workbench.passwords import WeakPassword, hashed

    with pytest.raises(WeakPassword):
        hashed(password, "clerk")


def test_passwords_are_kept_as_argon2id_each_with_its_salt() -> None:
    from web.workbench.passwords import hashed, right

    first, second = hashed(PASSWORD, "clerk"), hashed(PASSWORD, "clerk")
    assert first.startswith("$argon2id$")
    assert first != second
    assert right(first, PASSWORD)
    assert not right(first, PASSWORD + "x")
    assert not right(None, "nobody has this password")


# Other sites and names


def test_other_sites_cannot_send_forms(bench: Any, clerk: Any) -> None:
    told = {"key": clerk.key, "year": "2024"}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        answer = clerk.post("/submissions", files={"file": ("a", SAMPLE)}, data=told, headers=headers)
        assert answer.status_code == 403


def test_other_names_are_not_answered(bench: Any) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"):
        assert fresh(bench).get("/login", headers={"host": host}).status_code == 421


def test_every_page_says_what_browsers_may_do(bench: Any, clerk: Any) -> None:
    for client, address in ((fresh(bench), "/login"), (clerk, "/desk"), (clerk, "/nothing")):
        headers = client.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


# Script


def test_script_in_every_text_is_only_text(bench: Any, clerk: Any, reviewer: Any) -> None:
    number = hand_in(clerk)
    address = f"/submissions/{number}"
    first, second = findings(clerk.get(address).text)[:2]
    for client, path, told in (
        (clerk, "objections", {"finding": first, "text": EVIL}),
        (reviewer, "notes", {"text": EVIL}),
        (reviewer, "decisions", {"finding": second, "verdict": "waive", "reason": EVIL, "expires_on": "2199-01-01"}),
        (reviewer, "answers", {"objection": "OBJECTION", "upheld": "false", "text": EVIL}),
    ):
        if "objection" in told:
            objection = re.search(r'name="objection" value="(\d+)"', reviewer.get(address).text)
            assert objection is not None
            told["objection"] = objection[1]
        assert client.post(f"{address}/{path}", data={"key": client.key, **told}).status_code == 200, path
    for client in (clerk, reviewer):
        page = client.get(address).text
        assert "alert(1)" in page
        for raw in RAW:
            assert raw not in page, raw


def test_script_in_addresses_and_fields_is_only_text(bench: Any, clerk: Any) -> None:
    for address in ("/submissions", "/login", "/", "/desk", "/submissions/x"):
        page = clerk.get(address, params={"unit": EVIL, "year": EVIL, "next": EVIL, "lang": EVIL, "start": EVIL}).text
        for raw in RAW:
            assert raw not in page, address
    answer = fresh(bench).post("/login", data={"name": EVIL, "password": EVIL, "next": EVIL})
    for raw in RAW:
        assert raw not in answer.text


def test_script_in_a_document_and_its_name_is_only_text(bench: Any, clerk: Any, reviewer: Any) -> None:
    value = json.loads(SAMPLE)
    value["unit"]["name"] = value["title"] = EVIL
    for section in value["sections"].values():
        section["heading"] = section["text"] = EVIL
    told = {"key": clerk.key, "year": "2020"}
    files = {"file": (EVIL + ".json", json.dumps(value).encode())}
    answer = clerk.post("/submissions", files=files, data=told)
    assert answer.status_code == 200
    for client in (clerk, reviewer):
        for page in (client.get(answer.url.path).text, client.get("/submissions").text):
            for raw in RAW[:3]:
                assert raw not in page


def test_a_document_comes_back_as_a_download_of_no_type(bench: Any, clerk: Any) -> None:
    page = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
    told = {"key": clerk.key, "year": "2019"}
    files = {"file": ("x.html", page, "text/html")}
    answer = clerk.post("/submissions", files=files, data=told, follow_redirects=False)
    found = clerk.get(answer.headers["location"] + "/document")
    assert found.content == page
    assert found.headers["content-type"] == "application/octet-stream"
    assert found.headers["content-disposition"].startswith("attachment;")


# Uploads


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\windows\\x.json", "/etc/passwd", "a\x00b.json", "a\r\nX: y.json", "." * 300]
)
def test_names_of_files_lead_nowhere(bench: Any, clerk: Any, name: str) -> None:
    told = {"key": clerk.key, "year": "2018"}
    answer = clerk.post("/submissions", files={"file": (name, SAMPLE)}, data=told, follow_redirects=False)
    assert answer.status_code == 303
    found = clerk.get(answer.headers["location"] + "/document")
    shown = found.headers["content-disposition"]
    assert found.content == SAMPLE
    assert "/" not in shown.replace("UTF-8''", "")
    assert "x" not in found.headers


@pytest.mark.parametrize("path", ["../app.py", "%2e%2e/app.py", "..%2fapp.py", "/etc/passwd", "..\\app.py"])
def test_no_file_of_the_server_is_read(bench: Any, path: str) -> None:
    answer = fresh(bench).get(f"/static/{path}")
    assert answer.status_code == 404
    assert "import" not in answer.text


def test_too_much_is_refused(bench: Any, clerk: Any) -> None:
    told = {"key": clerk.key, "year": "2024"}
    for megabytes, status in ((40, 413), (33, 422), (0, 422)):
        files = {"file": ("a", b" " * (megabytes * 1024 * 1024))}
        assert clerk.post("/submissions", files=files, data=told).status_code == status


def test_a_bomb_costs_one_submission_and_says_so(bench: Any, clerk: Any) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", bytes(200 * 1024 * 1024))
    told = {"key": clerk.key, "year": "2017"}
    answer = clerk.post("/submissions", files={"file": ("bomb.docx", stream.getvalue())}, data=told)
    assert answer.status_code == 200
    assert '<p class="points">' not in answer.text
    assert hand_in(clerk, year="2016") > 0


@pytest.mark.parametrize("year", ["0", "-1", "99999999999999999999", "x", "", "2024; DROP TABLE units"])
def test_fields_that_are_none_are_refused(bench: Any, clerk: Any, year: str) -> None:
    told = {"key": clerk.key, "year": year}
    assert clerk.post("/submissions", files={"file": ("a.json", SAMPLE)}, data=told).status_code == 400
    assert clerk.get("/submissions", params={"year": year}).status_code in (200, 400)


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "1.5", "1 OR 1=1", "%00", "../1"])
def test_numbers_that_are_none_are_not_there(bench: Any, clerk: Any, number: str) -> None:
    assert clerk.get(f"/submissions/{number}").status_code in (404, 400)


@pytest.mark.parametrize("value", ["%", "_", "' OR 1=1 --", "\x00", "111' UNION SELECT password FROM accounts --"])
def test_what_is_looked_for_is_only_text(bench: Any, clerk: Any, value: str) -> None:
    other = log_in(bench, "other-clerk")
    for client in (clerk, other):
        answer = client.get("/submissions", params={"unit": value})
        assert answer.status_code == 200
        assert "argon2" not in answer.text
        assert "/submissions/1" not in answer.text


# What was done stays


@pytest.mark.parametrize("table", ["documents", "submissions", "outcomes", "objections", "notes", "audit"])
def test_the_database_lets_nobody_change_what_was_done(bench: Any, clerk: Any, reviewer: Any, table: str) -> None:
    number = hand_in(clerk, year="2015")
    finding = findings(clerk.get(f"/submissions/{number}").text)[0]
    clerk.post(f"/submissions/{number}/objections", data={"key": clerk.key, "finding": finding, "text": "异议属实"})
    reviewer.post(f"/submissions/{number}/notes", data={"key": reviewer.key, "text": "请电话核实"})
    database = bench.app.state.running.database
    with database.reading() as session:
        column = session.execute(text(f"SELECT * FROM {table} LIMIT 1")).keys()
    for change in (f"UPDATE {table} SET {next(iter(column))} = {next(iter(column))}", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="never changed"), database.writing() as session:
            session.execute(text(change))


def test_a_record_that_somebody_changed_is_found(bench: Any) -> None:
    from web.workbench.audit import broken
    from web.workbench.tables import Record

    database = bench.app.state.running.database
    with database.reading() as session:
        assert list(broken(session)) == []
        for record in session.query(Record).filter(Record.id == 3):
            record.account = "somebody else"  # not kept: only this session has it
            with session.no_autoflush:
                assert list(broken(session)) == [3]
