"""The database of the workbench: its migrations up and down on both, and what it promises to those who write."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.benches import empty_database

pytest.importorskip("sqlalchemy")
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from web.workbench import database as module
from web.workbench.database import Database, OutOfDate, UnknownDatabase
from web.workbench.tables import APPEND_ONLY, Base


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with empty_database(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    found = Database(address)
    yield found
    found.close()


def revisions() -> list[str]:
    """All revisions, the first one first."""
    scripts = ScriptDirectory(str(module._MIGRATIONS))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_the_tables_of_the_program(database: Database) -> None:
    database.upgrade()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert tables(database) == set(Base.metadata.tables)


def test_every_migration_goes_down_and_up_again(database: Database) -> None:
    database.upgrade()
    for revision in [*revisions()[:-1][::-1], "base"]:
        database.downgrade(revision)
        with pytest.raises(OutOfDate) as error:
            database.check()
        assert not error.value.newer
    assert tables(database) == set()
    database.upgrade()
    database.check()


def test_tables_of_a_later_program_are_not_touched(database: Database) -> None:
    database.upgrade()
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(OutOfDate) as error:
        database.check()
    assert error.value.newer


@pytest.mark.parametrize("wrong", ["", "x", "mysql://a/b", "sqlite", "postgresql", "http://127.0.0.1/"])
def test_what_is_no_address_of_a_database(wrong: str) -> None:
    with pytest.raises(UnknownDatabase):
        Database(wrong)


def test_what_is_raised_leaves_nothing_behind(database: Database) -> None:
    from web.workbench import audit

    database.upgrade()

    def note_and_fail() -> None:
        with database.writing() as session:
            audit.note(session, "a", "b", "c")
            raise KeyError

    with pytest.raises(KeyError):
        note_and_fail()
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM audit")).scalar() == 0


def test_records_of_many_at_once_follow_each_other(database: Database) -> None:
    from web.workbench import audit

    database.upgrade()

    def write(name: str) -> None:
        for number in range(5):
            with database.writing() as session:
                audit.note(session, name, "test", str(number))

    threads = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert list(audit.broken(session)) == []
        assert session.execute(text("SELECT count(*), max(id) FROM audit")).one() == (40, 40)


def test_a_record_in_the_middle_cannot_be_left_out(database: Database) -> None:
    from web.workbench import audit

    database.upgrade()
    with database.writing() as session:
        for number in range(5):
            audit.note(session, "a", "test", str(number))
    with database.writing() as session:
        drop(session)
        session.execute(text("DELETE FROM audit WHERE id = 3"))
    with database.reading() as session:
        assert list(audit.broken(session)) == [4]


def drop(session: Any) -> None:
    """What somebody can do who may change the tables themselves."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("DROP TRIGGER audit_append_only ON audit"))
    else:
        session.execute(text("DROP TRIGGER audit_no_delete"))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_row_of_what_was_done_is_changed(database: Database, table: str) -> None:
    """Each has its trigger; tests/test_bench_security.py tries them on rows."""
    database.upgrade()
    if database.sqlite:
        query, wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table", 2
    else:
        query, wanted = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = CAST(:table AS regclass) AND NOT tgisinternal",
            1,
        )
    with database.reading() as session:
        assert len(session.execute(text(query), {"table": table}).all()) == wanted
