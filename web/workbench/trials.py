"""Tries for all submissions what another rulebook would give them, in the background, without keeping it.

What is left to be tried is a question to the database, so that it goes on where it stopped, whatever
stopped it: whoever asked for a preview is in ``previews``, what was tried is in ``trials``.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from engine.errors import Unusable
from engine.json_text import compact_json
from engine.processes import Pool, TaskFailed, TaskLost
from engine.version import VERSION
from web.answers import Refusal
from web.book import Book
from web.workbench.background import Background
from web.workbench.blobs import content_of, reading_of
from web.workbench.clock import now
from web.workbench.database import Database
from web.workbench.people import Person
from web.workbench.queue import newest_outcome, newest_version
from web.workbench.submissions import again
from web.workbench.tables import Job, Outcome, Preview, Submission, Trial, Unit
from web.workbench.told import told_of
from web.workbench.work import Told, Tried

_LOG = logging.getLogger(__name__)


def affected(digest: str) -> ColumnElement[bool]:
    """Of a query on outcomes: those of another rulebook, or of another version of the program."""
    ran_with = func.coalesce(func.nullif(Outcome.ran_with, ""), Outcome.rulebook)
    return or_(ran_with != digest, Outcome.program != VERSION)


def tried_beside(digest: str) -> ColumnElement[bool]:
    """What joins trials to the outcomes beside which this program tried the rulebook."""
    return and_(
        Trial.submission_id == Outcome.submission_id,
        Trial.rulebook == digest,
        Trial.outcome_id == Outcome.id,
        Trial.program == VERSION,
    )


def newest(query: Select[*tuple[Any, ...]], digest: str) -> Select[*tuple[Any, ...]]:
    """Of a query on outcomes and their submissions: the newest ones that the rulebook affects."""
    return query.where(newest_outcome(), newest_version(), affected(digest))


def ask_for_preview(session: Session, person: Person, digest: str) -> None:
    """Has all affected submissions tried, but those that were already."""
    session.merge(Preview(rulebook=digest, account_id=person.id, at=now()))


def adopt(session: Session, digest: str) -> int:
    """Has all affected submissions scored again; how many. Their outcomes so far stay."""
    query = select(Outcome.submission_id).join(Submission, Submission.id == Outcome.submission_id)
    found = list(session.scalars(newest(query, digest).order_by(Outcome.submission_id)))
    for number in found:
        again(session, number)
    session.execute(delete(Preview).where(Preview.rulebook == digest))
    return len(found)


@dataclass(frozen=True, slots=True)
class _Work:
    submission: int
    outcome: int
    told: Told
    known: bytes
    file: str | None
    card: bytes


class Trials:
    """Works through what is left to be tried, with as many at once as the pool has processes."""

    def __init__(self, database: Database, pool: Pool, book: Book, digest: str, threads: int) -> None:
        self._database, self._pool, self._book, self._digest = database, pool, book, digest
        self._background = Background("trial", threads, self._next)
        self._lock = threading.Lock()
        self._taken: set[int] = set()

    def start(self) -> None:
        """Begins, with what was left when the program last ended."""
        self._background.start()

    def wake(self) -> None:
        """Says that there is something to try."""
        self._background.wake()

    def end(self) -> None:
        """Stops, when what is being tried is tried."""
        self._background.end()

    def _next(self) -> bool:
        """Tries one; whether there was one."""
        work = self._take()
        if work is None:
            return False
        try:
            found = self._try(work)
            with self._database.writing() as session:
                session.merge(self._trial(work, found))
        finally:
            with self._lock:
                self._taken.discard(work.submission)
        return True

    def _take(self) -> _Work | None:
        with self._lock, self._database.reading() as session:
            query = select(Submission, Unit, Outcome.id, Outcome.card)
            query = (
                query.join(Outcome, Outcome.submission_id == Submission.id)
                .join(Unit, Unit.code == Submission.unit)
                .where(
                    exists().where(Preview.rulebook == self._digest),
                    ~exists().where(tried_beside(self._digest)),
                    ~exists().where(Job.submission_id == Submission.id),
                    Submission.id.not_in(self._taken),
                )
            )
            row = session.execute(newest(query, self._digest).order_by(Submission.id).limit(1)).first()
            if row is None:
                return None
            submission, unit, outcome, card = row
            told = told_of(session, submission, unit)
            read = reading_of(session, submission.id)
            known = content_of(session, submission.sha256) if read is None else read
            self._taken.add(submission.id)
            return _Work(submission.id, outcome, told, known, submission.file if read is None else None, card)

    def _try(self, work: _Work) -> Tried | Refusal:
        try:
            found = self._pool.run("try_out", self._book, work.known, work.file, work.told, work.card)
        except TaskLost as lost:
            return Refusal(f"web.{lost.why}", {})
        except TaskFailed as failed:
            _LOG.error("trial of submission %s: %s", work.submission, failed)
            return Refusal("web.failed", {})
        except Unusable as error:
            return Refusal(error.key, error.values)
        assert isinstance(found, Tried | Refusal)
        return found

    def _trial(self, work: _Work, found: Tried | Refusal) -> Trial:
        refusal, changes = "", "{}"
        if isinstance(found, Refusal):
            refusal = compact_json({"key": found.key, "values": {k: str(v) for k, v in found.values.items()}})
        else:
            changes = compact_json({name: value for name, value in asdict(found).items() if name != "score"})
        return Trial(
            submission_id=work.submission,
            rulebook=self._digest,
            outcome_id=work.outcome,
            at=now(),
            program=VERSION,
            refusal=refusal,
            score=found.score if isinstance(found, Tried) else None,
            changes=changes,
        )
