"""Opens the database: SQLite in a file, or PostgreSQL. Its tables are made and changed by migrations only."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY = 30_000  # milliseconds for which one that writes waits for another
_CONNECTIONS = 40  # at most; they stay open, since to open one takes longer than most of what is asked
_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000"}


class UnknownDatabase(ValueError):
    """An address of no database that this program knows."""


class OutOfDate(Exception):
    """The tables are not those of this program: ``newer`` if they were made by a later one."""

    def __init__(self, newer: bool) -> None:
        super().__init__("newer" if newer else "older")
        self.newer = newer


class Database:
    """A database, open. Use :meth:`writing` for whatever changes it, :meth:`reading` for the rest."""

    def __init__(self, address: str) -> None:
        """``address``: ``sqlite:///file`` or ``postgresql://user:password@host/name``.

        Raises:
            UnknownDatabase: it is neither.
        """
        self.url = _url(address)
        self.sqlite = self.url.drivername.startswith("sqlite")
        self.engine = _engine(self.url, self.sqlite)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        with self._sessions() as session:
            if not self.sqlite:
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are all made when it ends, or none if anything was raised in it."""
        with self._sessions.begin() as session:
            session.connection(execution_options={"writes": True})
            yield session

    def upgrade(self) -> None:
        """Makes the tables, or brings them to what this program needs."""
        with self.engine.begin() as connection:
            command.upgrade(_config(connection), "head")

    def downgrade(self, revision: str) -> None:
        """Takes the tables back to a revision; ``base`` leaves none."""
        with self.engine.begin() as connection:
            command.downgrade(_config(connection), revision)

    def check(self) -> None:
        """Makes sure that the tables are those of this program.

        Raises:
            OutOfDate: they are not.
        """
        scripts = ScriptDirectory(str(_MIGRATIONS))
        with self.engine.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found != scripts.get_current_head():
            known = {script.revision for script in scripts.walk_revisions()}
            raise OutOfDate(newer=found is not None and found not in known)

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise UnknownDatabase(address) from error
    backend = url.drivername.partition("+")[0]
    if backend not in _DRIVERS:
        raise UnknownDatabase(address)
    return url.set(drivername=_DRIVERS[backend])


def _engine(url: URL, sqlite: bool) -> Engine:
    if not sqlite:
        engine = create_engine(url, pool_size=_CONNECTIONS, max_overflow=0, pool_pre_ping=True)
        event.listen(engine, "connect", _sent_at_once)
        event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
        return engine
    engine = create_engine(url, connect_args={"timeout": _BUSY / 1000}, pool_size=_CONNECTIONS, max_overflow=0)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _sent_at_once(connection: Any, _: Any) -> None:
    """What fills more than a buffer is sent in pieces, of which the last would wait some 40 ms for the first."""
    used = getattr(connection, "_usock", None)  # the driver has no option for it
    if used is not None and used.family != getattr(socket, "AF_UNIX", None):
        used.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _without_nul(_: Any, __: Any, statement: str, given: Any, *___: Any) -> tuple[str, Any]:
    """PostgreSQL keeps no NUL in a text; what strangers send may have one anywhere."""
    if isinstance(given, tuple):
        given = tuple(item.replace("\x00", "\ufffd") if isinstance(item, str) else item for item in given)
    return statement, given


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    """Readers do not wait for the one that writes, what is committed is on the disk, and references hold."""
    connection.isolation_level = None  # we begin ourselves
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_BUSY}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A session that will write says so first, or two could each wait for the other."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
