"""Who did what, never changed: each record holds the digest of the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine.json_text import compact_json
from web.workbench.clock import now
from web.workbench.people import Person
from web.workbench.tables import Record, Token

ACTED_BY = "by_token"  # in the details of what a program did for somebody


def note(
    session: Session, by: Person | str, action: str, subject: str, details: Mapping[str, object] | None = None
) -> None:
    """Adds a record; it is there if and only if what it tells is.

    ``by``: who did it, or the name of an account (empty: the program itself). Of a person who acts by a token the
    name and number of that are added to the details.
    """
    account = by if isinstance(by, str) else by.name
    told = {**(details or {}), **({} if isinstance(by, str) else _token(session, by))}
    if session.get_bind().dialect.name == "postgresql":  # one at a time, or two would follow the same record
        session.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
    last = session.scalars(select(Record).order_by(Record.id.desc()).limit(1)).first()
    record = Record(
        id=last.id + 1 if last else 1,
        at=now(),
        account=account,
        action=action,
        subject=subject[:200],
        details=compact_json(told),
    )
    record.digest = digest(record, last.digest if last else "")
    session.add(record)
    session.flush()


def _token(session: Session, person: Person) -> dict[str, str]:
    if person.token is None:
        return {}
    name = session.scalar(select(Token.name).where(Token.id == person.token))
    return {ACTED_BY: f"{name} #{person.token}"}


def digest(record: Record, before: str) -> str:
    """The digest of a record that follows one with the digest ``before``."""
    parts = [
        before,
        str(record.id),
        _moment(record.at),
        record.account,
        record.action,
        record.subject,
        record.details,
    ]
    return hashlib.sha256(compact_json(parts).encode()).hexdigest()


def broken(session: Session) -> Iterator[int]:
    """The numbers of records that are not as they were written, or before which one is missing."""
    before, expected = "", 1
    for record in session.scalars(select(Record).order_by(Record.id).execution_options(yield_per=1000)):
        if record.id != expected or record.digest != digest(record, before):
            yield record.id
        before, expected = record.digest, record.id + 1


def _moment(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="microseconds")
