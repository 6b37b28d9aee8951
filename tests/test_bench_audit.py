"""The audit log: who sees it, what can be looked for, what is noticed, what a spreadsheet makes of it."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.benches import empty_database, findings, furnish, hand_in, log_in, opened_here

sqlalchemy = pytest.importorskip("sqlalchemy")
FORMULA = '=HYPERLINK("http://x","原件已更正")'


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("bench")
    with empty_database(request.param, folder) as address:
        furnish(address)
        with opened_here(address) as client:
            who = functools.cache(functools.partial(log_in, client))
            number = hand_in(who("clerk"))
            finding = findings(who("clerk").get(f"/submissions/{number}").text)[0]
            told = {"key": who("clerk").key, "finding": finding, "text": FORMULA}
            assert who("clerk").post(f"/submissions/{number}/objections", data=told).status_code == 200
            yield SimpleNamespace(who=who, app=client.app, number=number, finding=finding)


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<th scope="row" class="n">(\d+)</th>', page)]


def test_only_administrators_know_of_it(bench: Any) -> None:
    nothing = bench.who("reviewer").get("/nothing")
    for name in ("clerk", "reviewer"):
        for address in ("/audit", "/audit.csv"):
            answer = bench.who(name).get(address)
            assert (answer.status_code, answer.text) == (404, nothing.text)


def test_it_is_looked_through_by_who_what_and_when(bench: Any) -> None:
    admin = bench.who("admin")
    every = numbers(admin.get("/audit").text)
    assert every == list(range(len(every), 0, -1))
    assert len(numbers(admin.get("/audit?action=submit").text)) == 1
    assert len(numbers(admin.get("/audit?action=account").text)) == 6
    assert len(numbers(admin.get("/audit?who=-&action=account").text)) == 6
    assert numbers(admin.get("/audit?who=reviewer&action=submit").text) == []
    assert len(numbers(admin.get("/audit?who=clerk&subject=111 2024").text)) == 2
    # Days are those in China: what happens at 17:00 UTC is of the next day there.
    day = (dt.datetime.now(dt.UTC) + dt.timedelta(hours=8)).date()
    yesterday = day - dt.timedelta(days=1)
    assert numbers(admin.get(f"/audit?first={yesterday}&last={day}").text) == every
    assert numbers(admin.get(f"/audit?last={yesterday - dt.timedelta(days=1)}").text) == []
    assert numbers(admin.get("/audit?first=0001-01-01&last=9999-12-31").text) == every
    assert numbers(admin.get("/audit?first=nonsense").text) == every
    assert numbers(admin.get("/audit?before=3").text) == [2, 1]


def test_a_spreadsheet_runs_nothing_of_it(bench: Any) -> None:
    answer = bench.who("admin").get("/audit.csv?lang=zh")
    assert answer.content.startswith("\ufeff序号,时间".encode())
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [int(row[0]) for row in rows[1:]] == list(range(1, len(rows)))
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    told = [row for row in rows if row[3] == "object"]
    assert len(told) == 1
    assert "HYPERLINK" in told[0][5]


def test_a_record_that_somebody_changed_is_named(bench: Any) -> None:
    admin = bench.who("admin")
    assert "全部记录都与写入时一致" in admin.get("/audit?check=true").text
    database = bench.app.state.running.database
    with database.engine.begin() as connection:  # as the owner of the database could
        if database.sqlite:
            connection.execute(sqlalchemy.text("DROP TRIGGER audit_no_update"))
        else:
            connection.execute(sqlalchemy.text("ALTER TABLE audit DISABLE TRIGGER audit_append_only"))
        connection.execute(sqlalchemy.text("UPDATE audit SET account = 'nobody' WHERE id = 3"))
    page = admin.get("/audit?check=true").text
    assert "前一条缺失：3</p>" in page


def test_it_says_that_an_act_came_by_a_token(bench: Any) -> None:
    from web.workbench import audit
    from web.workbench.logins import make_token
    from web.workbench.people import Person
    from web.workbench.tables import Account, Record

    database, admin = bench.app.state.running.database, bench.who("admin")
    with database.writing() as session:
        found = session.scalars(sqlalchemy.select(Account).where(Account.name == "reviewer")).one()
        person = Person(found.id, found.name, found.role, found.unit, found.region)
        secret = make_token(session, person, "nightly", ["read", "decide"], dt.date(9999, 1, 1))
    before = len(numbers(admin.get("/audit?who=reviewer&action=note").text))
    headers = {"authorization": f"Bearer {secret}"}
    address = f"/submissions/{bench.number}/notes"
    by_hand = {"key": bench.who("reviewer").key, "text": "by hand"}
    assert bench.who("reviewer").post(address, data=by_hand).status_code == 200
    from starlette.testclient import TestClient

    program = TestClient(bench.app, base_url="http://127.0.0.1:8000", headers=headers)
    assert program.post(f"/api/v1{address}", json={"text": "by a program"}).status_code == 201
    with database.reading() as session:
        query = sqlalchemy.select(Record).where(Record.action == "note").order_by(Record.id)
        written = session.scalars(query).all()[before:]
        told = [json.loads(record.details) for record in written]
        assert not {record.id for record in written} & set(audit.broken(session))
    number = told[1]["by_token"].removeprefix("nightly #")
    assert number.isdigit()
    assert told == [{"text": "by hand"}, {"text": "by a program", "by_token": f"nightly #{number}"}]
    page = admin.get("/audit?who=reviewer&action=note").text
    assert page.count(f"令牌：nightly #{number}") == 1
    assert "by_token" not in page
    assert f"nightly #{number}" in admin.get("/audit.csv?who=reviewer&action=note").text
