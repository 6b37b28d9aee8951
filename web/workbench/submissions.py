"""Documents handed in: each is a version of a unit's report on a year, and none is ever overwritten."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from web.workbench import audit
from web.workbench.clock import now, today
from web.workbench.people import Person
from web.workbench.tables import Document, HandedIn, Job, Outcome, Submission, Unit


class KeyUsed(Exception):
    """A program used a key again, for something else."""


def submit(
    session: Session,
    person: Person,
    unit: Unit,
    year: int,
    content: bytes,
    file: str,
    published_on: dt.date | None,
    submitted_on: dt.date | None = None,
) -> Submission:
    """Keeps a document as the newest version, to be scored.

    ``submitted_on``: only a reviewer knows better than the day on which the first version came.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    # One at a time for a unit, or two would become the same version.
    session.execute(select(Unit.code).where(Unit.code == unit.code).with_for_update())
    _keep(session, sha256, content)
    last = latest(session, unit.code, year)
    submission = Submission(
        unit=unit.code,
        year=year,
        version=last.version + 1 if last else 1,
        file=file[-200:],
        sha256=sha256,
        published_on=published_on,
        submitted_on=submitted_on or (last.submitted_on if last else today()),
        account_id=person.id,
        at=now(),
    )
    session.add(submission)
    session.flush()
    session.add(Job(submission_id=submission.id, at=now(), tried=0))
    told = {"version": submission.version, "sha256": sha256, "submitted_on": submission.submitted_on.isoformat()}
    audit.note(session, person, "submit", f"{unit.code} {year}", told)
    return submission


def once(
    session: Session, token: int, key: str, request: str, made: Callable[[], Submission]
) -> tuple[Submission, bool]:
    """What a program handed in with a key, and whether only now: with a key that was used before nothing is made.

    ``request``: a digest of all that was sent.

    Raises:
        KeyUsed: the key was used for something else.
    """
    before = session.get(HandedIn, (token, key))
    if before is not None:
        if before.request != request:
            raise KeyUsed
        return session.get_one(Submission, before.submission_id), False
    found = made()
    session.add(HandedIn(token_id=token, key=key, request=request, submission_id=found.id))
    session.flush()
    return found, True


def _keep(session: Session, sha256: str, content: bytes) -> None:
    """Keeps the bytes of a document, if nobody did; two may bring the same at once."""
    if session.get(Document, sha256) is None:
        session.execute(_insert(session)(Document).values(sha256=sha256, content=content).on_conflict_do_nothing())


def _insert(session: Session) -> Any:
    """How the database inserts a row that may be there."""
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def latest(session: Session, unit: str, year: int) -> Submission | None:
    """The newest version of a unit's report on a year."""
    query = select(Submission).where(Submission.unit == unit, Submission.year == year)
    return session.scalars(query.order_by(Submission.version.desc()).limit(1)).first()


def outcome_of(session: Session, submission_id: int) -> Outcome | None:
    """What the newest scoring of a submission gave; ``None`` if it is still to be scored."""
    query = select(Outcome).where(Outcome.submission_id == submission_id).order_by(Outcome.id.desc()).limit(1)
    return session.scalars(query).first()


def newest_outcomes() -> object:
    """A subquery: the number of the newest outcome of each submission."""
    return select(func.max(Outcome.id).label("id")).group_by(Outcome.submission_id).subquery()


def hold(session: Session, submission_id: int) -> None:
    """Lets nobody else decide on a submission, or keep its score, until the session ends.

    SQLite has one that writes at a time anyway. To be called before anything is noted in the audit log.
    """
    session.execute(select(Submission.id).where(Submission.id == submission_id).with_for_update(key_share=True))


def again(session: Session, submission_id: int, anew: bool = False) -> None:
    """Has a submission scored again; ``anew``: its document is read again first."""
    hold(session, submission_id)
    at: dict[str, Any] = {"at": now(), "tried": 0}
    if anew:  # what was asked for before is not taken back
        at["anew"] = True
    row = _insert(session)(Job).values(submission_id=submission_id, **at)
    session.execute(row.on_conflict_do_update(index_elements=[Job.submission_id], set_=at))
