"""The audit log as administrators look through it: the newest first, by who, what, when."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from engine.catalogue import say
from engine.reporters.csv import safe
from engine.rulebook import Lang
from web.workbench.clock import begin_of, shown
from web.workbench.tables import Record

_COLUMNS = ("number", "at", "account", "action", "subject", "details", "digest")
_LINES = 500  # of a file that are made at once


@dataclass(frozen=True, slots=True)
class Asked:
    """Which records: of an account, an action, a subject that contains a text, days in China (both inclusive)."""

    who: str = ""
    action: str = ""
    subject: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


def records(session: Session, asked: Asked, most: int, before: int | None = None) -> list[Record]:
    """Records from the newest on, or from the one ``before`` a number."""
    query = _asked(asked)
    if before is not None:
        query = query.where(Record.id < before)
    return list(session.scalars(query.order_by(Record.id.desc()).limit(most)))


def who_and_what(session: Session) -> tuple[list[str], list[str]]:
    """The accounts and the actions of which there are records."""
    return (
        list(session.scalars(select(Record.account).distinct().order_by(Record.account))),
        list(session.scalars(select(Record.action).distinct().order_by(Record.action))),
    )


def action_words(action: str, lang: Lang) -> str:
    """What an action is called; one that the catalogue does not know, as it is recorded."""
    try:
        return say(f"action.{action.replace('-', '_')}", lang)
    except KeyError:
        return action


def as_csv(session: Session, asked: Asked, lang: Lang) -> Iterator[bytes]:
    """The records as a table for spreadsheets, the oldest first, a piece at a time."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    stream.write("\ufeff")
    writer.writerow([say(f"audit.{column}", lang) for column in _COLUMNS])
    query = _asked(asked).order_by(Record.id).execution_options(yield_per=_LINES)
    for place, record in enumerate(session.scalars(query), 1):
        told = (record.account, record.action, record.subject, record.details, record.digest)
        writer.writerow([record.id, shown(record.at), *map(safe, told)])
        if place % _LINES == 0:
            yield _taken(stream)
    yield _taken(stream)


def _taken(stream: io.StringIO) -> bytes:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text.encode("utf-8", "replace")


def _asked(asked: Asked) -> Select[Record]:
    query = select(Record)
    if asked.who:
        query = query.where(Record.account == (asked.who if asked.who != "-" else ""))
    if asked.action:
        query = query.where(Record.action == asked.action)
    if asked.subject:
        query = query.where(Record.subject.contains(asked.subject, autoescape=True))
    if asked.first is not None:
        query = query.where(Record.at >= begin_of(asked.first))
    if asked.last is not None and asked.last < dt.date.max:
        query = query.where(Record.at < begin_of(asked.last + dt.timedelta(days=1)))
    return query
