"""What pages and the scorer ask of the database: counted, since seconds differ from machine to machine."""

from __future__ import annotations

import datetime as dt
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.benches import empty_database, furnish, hand_in, log_in, opened_here

pytest.importorskip("sqlalchemy")
from sqlalchemy import event

from web.workbench.database import Database

# Columns that hold whole documents, readings, scorecards and reports.
LARGE = re.compile(r"\b(documents\.content|readings\.carried|outcomes\w*\.(?:card|report))\b")

_AROUND = ("BEGIN", "SET TRANSACTION", "INSERT INTO undecided")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with empty_database(request.param, tmp_path_factory.mktemp("bench")) as address:
        furnish(address)
        with opened_here(address) as found:
            hand_in(log_in(found, "clerk"))
            yield found


@contextmanager
def asked_of(bench: Any, scorer: bool = False) -> Iterator[list[str]]:
    """The statements that the database is given meanwhile: for those who ask, or for the scorer."""
    engine, found = bench.app.state.running.database.engine, []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        thread = threading.current_thread().name
        if thread.startswith("scorer") if scorer else not thread.startswith(("scorer", "trial")):
            found.append(" ".join(statement.split()))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def large(statements: list[str]) -> list[str]:
    return sorted(match[1] for statement in statements for match in LARGE.finditer(statement.partition(" FROM ")[0]))


@pytest.mark.parametrize("page", ["/desk", "/submissions", "/queue", "/queue?what=refused", "/api/v1/submissions"])
def test_a_list_loads_nothing_large_and_asks_once_for_all_its_rows(bench: Any, page: str) -> None:
    reader = log_in(bench, "second-reviewer")
    if page.startswith("/api"):
        reader.headers["authorization"] = f"Bearer {token_of(bench)}"
    counts = []
    for _ in range(2):
        with asked_of(bench) as statements:
            assert reader.get(page).status_code == 200
        assert large(statements) == []
        counts.append(sum("logins" not in line and "tokens" not in line for line in statements))
        hand_in(log_in(bench, "admin"), unit="120", year="2023")
    assert counts[0] == counts[1] > 0


def token_of(bench: Any) -> str:
    from sqlalchemy import select

    from web.workbench.logins import make_token
    from web.workbench.people import Person
    from web.workbench.tables import Account

    with bench.app.state.running.database.writing() as session:
        found = session.scalars(select(Account).where(Account.name == "second-reviewer")).one()
        person = Person(found.id, found.name, found.role, None, "")
        return make_token(session, person, "lists", ["read"], dt.date(9999, 1, 1))


def test_a_page_of_one_submission_takes_its_scorecard_and_its_reading_once(bench: Any) -> None:
    clerk = log_in(bench, "clerk")
    number = hand_in(clerk)
    with asked_of(bench) as statements:
        assert clerk.get(f"/submissions/{number}").status_code == 200
    assert large(statements) == ["outcomes.card", "readings.carried"]


def test_scoring_takes_the_document_once_and_asks_little_else(bench: Any) -> None:
    with asked_of(bench, scorer=True) as statements:
        number = hand_in(log_in(bench, "clerk"))
        assert bench.app.state.running.scorer.wait(number, 30)
    # One look more found nothing.
    looks = [line for line in statements if "ORDER BY jobs.at" in line]
    others = [line for line in statements if line not in looks]
    assert large(others) == ["documents.content"]
    assert not any("FROM accounts" in line for line in others), "nobody decided anything"
    assert len([line for line in others if not line.startswith(_AROUND)]) <= 11, "\n".join(others)


def test_a_scorer_without_work_takes_no_lock(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'bench.db'}"
    furnish(address)
    with opened_here(address) as bench:
        scorer = bench.app.state.running.scorer
        with asked_of(bench, scorer=True) as statements:
            scorer.wake()
            until = time.monotonic() + 30
            while not any("jobs" in line for line in statements) and time.monotonic() < until:
                time.sleep(0.01)
        assert any("jobs" in line for line in statements)
        assert "BEGIN IMMEDIATE" not in statements


def test_what_is_sent_to_postgresql_does_not_wait_for_more(tmp_path: Path) -> None:
    with empty_database("postgresql", tmp_path) as address:
        database = Database(address)
        with database.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            if driver._usock.family != getattr(socket, "AF_UNIX", None):
                assert driver._usock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        database.close()
