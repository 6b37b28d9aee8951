"""Decisions while a scorecard is being kept: none is lost, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.loading import load_rulebook
from tests.benches import SAMPLE, empty_database, furnish

sqlalchemy = pytest.importorskip("sqlalchemy")

PRINT = "0123456789abcdef"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    from web.workbench.database import Database

    with empty_database(request.param, tmp_path) as address:
        furnish(address)
        found = Database(address)
        yield found
        found.close()


def test_a_decision_waits_for_the_scorecard_that_is_being_kept(database: Any) -> None:
    from web.workbench.decisions import decide
    from web.workbench.people import Person
    from web.workbench.submissions import hold, submit
    from web.workbench.tables import Job, Submission, Undecided, Unit
    from web.workbench.undecided import list_anew
    from web.workbench.work import Waits

    person = Person(1, "admin", "administrator", None, "")
    with database.writing() as session:
        number = submit(session, person, session.get_one(Unit, "111"), 2024, SAMPLE, "a.json", None).id

    def confirm() -> None:
        with database.writing() as session:
            of = session.get_one(Submission, number)
            told = (PRINT, "preface-incomplete", "review")
            decide(session, person, of, told, "confirm", "经查阅原文属实", None, load_rulebook())

    other = threading.Thread(target=confirm)
    with database.writing() as session:  # as the scorer keeps what it has made before the decision was there
        hold(session, number)
        list_anew(session, number, [Waits(0, PRINT, "preface-incomplete", "m", "", "m", "")])
        session.flush()
        session.delete(session.get_one(Job, number))
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join(30)
    with database.reading() as session:
        assert session.scalars(sqlalchemy.select(Undecided)).all() == []
        assert session.get(Job, number) is not None
