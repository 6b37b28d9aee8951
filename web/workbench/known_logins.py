"""Logins that were looked up a few seconds ago, so that a page which many people reload does not ask the database
each time who they are. What changes accounts or ends logins in this process is heeded at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import event

from web.workbench import logins
from web.workbench.clock import now
from web.workbench.database import Database
from web.workbench.people import Person

_KEPT = dt.timedelta(seconds=10)
_MOST = 5_000
_CHANGES = ("UPDATE accounts", "INSERT INTO accounts", "DELETE FROM accounts", "DELETE FROM logins")


class KnownLogins:
    """Persons by the digest of their login's secret."""

    def __init__(self, database: Database) -> None:
        self._persons: dict[bytes, tuple[Person, dt.datetime]] = {}
        self.changes = 0  # how often accounts or logins were changed
        event.listen(database.engine, "after_cursor_execute", self._look)
        event.listen(database.engine, "commit", self._forget)

    def of(self, secret: str) -> Person | None:
        """Whose login it is, if that was told a few seconds ago."""
        digest = _digest(secret)
        found = self._persons.get(digest)
        if found is None or not dt.timedelta(0) <= logins.since(found[1]) < _KEPT * _share(digest):
            return None
        return found[0]

    def keep(self, secret: str, person: Person, changes: int) -> None:
        """Keeps what was looked up when there had been so many ``changes``."""
        if len(self._persons) >= _MOST:
            self._persons = {}
        if changes == self.changes:
            self._persons[_digest(secret)] = person, now()

    def _look(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        # Whoever logs in clears away logins that ended long ago: mostly there are none, and nothing has changed.
        if statement.startswith(_CHANGES) and cursor.rowcount != 0:
            connection.info["people"] = True

    def _forget(self, connection: Any) -> None:
        if connection.info.pop("people", False):
            self.changes += 1
            self._persons = {}


def _share(digest: bytes) -> float:
    """From a half to one: those who were looked up together are not looked up together again."""
    return 0.5 + digest[0] / 510


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
