"""What migrations make of what is there, on both databases."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.json_text import compact_json
from tests.benches import empty_database

sqlalchemy = pytest.importorskip("sqlalchemy")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    from web.workbench.database import Database

    with empty_database(request.param, tmp_path) as address:
        found = Database(address)
        yield found
        found.close()


def tables(database: Any) -> set[str]:
    return set(sqlalchemy.inspect(database.engine).get_table_names())


def test_what_waits_is_listed_for_scorecards_of_an_older_program(database: Any) -> None:
    """Of two scorecards of a submission the newer counts; what was decided, and gaps, do not wait."""
    from web.workbench.tables import Undecided

    database.upgrade()
    database.downgrade("0001")
    old = {"findings": [finding("a" * 16, "review")]}
    new = {"findings": [finding("b" * 16, "gap"), finding("c" * 16, "review"), finding("d" * 16, "review", {})]}
    with database.engine.begin() as connection:
        _furnish(connection, [zlib.compress(compact_json(card).encode()) for card in (old, new)])
    database.upgrade()
    with database.reading() as session:
        rows = [
            (row.submission_id, row.position, row.finding, row.rule, row.message, row.label)
            for row in session.scalars(sqlalchemy.select(Undecided))
        ]
    assert rows == [(1, 1, "c" * 16, "some-rule", "m", "place")]
    database.downgrade("0001")
    assert "undecided" not in tables(database)
    with database.engine.connect() as connection:
        assert connection.execute(sqlalchemy.text("SELECT COUNT(*) FROM outcomes")).scalar() == 2


def finding(fingerprint: str, status: str, decision: object = None) -> dict[str, object]:
    return {
        "rule": "some-rule",
        "status": status,
        "message": "m",
        "locations": [{"label": "place"}, {"label": "other"}],
        "fingerprint": fingerprint,
        "decision": decision,
    }


def _furnish(connection: Any, cards: list[bytes]) -> None:
    """A unit, an account, a submission that was scored twice; as the first version of the tables has them."""
    at, day = datetime(2026, 1, 2, 3, 4, 5), date(2026, 1, 2)
    empty = {"aliases": "[]", "kind": "", "level": "", "region": "", "superior": "", "includes": ""}
    rows: list[tuple[str, dict[str, object]]] = [
        ("units", {"code": "1", "name": "u", "expected": True, "listed": True, **empty}),
        ("accounts", {"name": "a", "password": "", "role": "reviewer", "region": "", "active": True, "made_at": at}),
        ("documents", {"sha256": "0" * 64, "content": b"x"}),
        (
            "submissions",
            {
                "unit": "1",
                "year": 2024,
                "version": 1,
                "file": "f",
                "sha256": "0" * 64,
                "submitted_on": day,
                "account_id": 1,
                "at": at,
            },
        ),
    ]
    scored = {"submission_id": 1, "at": at, "rulebook": "", "program": "", "refusal": "", "gaps": 0, "reviews": 0}
    rows += [("outcomes", {**scored, "summary": "{}", "report": b"", "card": card}) for card in cards]
    meta = sqlalchemy.MetaData()
    for name, values in rows:
        table = sqlalchemy.Table(name, meta, autoload_with=connection, extend_existing=True)
        connection.execute(table.insert().values(**values))
