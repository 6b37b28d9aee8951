"""The tables are brought up and down on both databases, with rows in them, and are those of the models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benches import empty_database, furnish

pytest.importorskip("sqlalchemy")

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from web.workbench.database import Database, OutOfDate
from web.workbench.tables import Base


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    with empty_database(request.param, tmp_path) as address:
        furnish(address)
        found = Database(address)
        yield found
        found.close()


def test_the_migrations_make_the_tables_of_the_models(database: Any) -> None:
    with database.engine.connect() as connection:
        assert not compare_metadata(MigrationContext.configure(connection), Base.metadata)


def test_passwords_once_and_keys_down_and_up_again(database: Any) -> None:
    with database.engine.begin() as connection:
        names = connection.execute(text("SELECT name FROM accounts ORDER BY name")).all()
    database.downgrade("0001")
    with pytest.raises(OutOfDate):
        database.check()
    assert "must_change" not in columns(database)
    assert "handed_in" not in inspect(database.engine).get_table_names()
    database.upgrade()
    database.check()
    with database.engine.begin() as connection:
        assert (
            connection.execute(text("SELECT name FROM accounts WHERE NOT must_change ORDER BY name")).all() == names
        )


def test_all_the_way_down(database: Any) -> None:
    database.downgrade("base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]


def columns(database: Any) -> set[str]:
    return {column["name"] for column in inspect(database.engine).get_columns("accounts")}
