"""Scores what is to be scored: jobs in the database, done by processes, so that neither a crash of one of
them nor of the server loses any.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from engine.errors import Unusable
from engine.json_text import compact_json
from engine.processes import Pool, TaskFailed, TaskLost
from engine.version import VERSION
from web.answers import Refusal
from web.book import Book
from web.workbench.background import Background
from web.workbench.blobs import content_of
from web.workbench.clock import day_of, now, today
from web.workbench.database import Database
from web.workbench.queue import newest_outcome
from web.workbench.submissions import again, hold
from web.workbench.tables import Decided, Job, Outcome, ReadDocument, Submission, Unit
from web.workbench.told import told_of
from web.workbench.undecided import list_anew
from web.workbench.watched import Counts
from web.workbench.work import Scoring, Told

_MOST_TRIES = 3  # of a document that ends its process
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Work:
    submission: Submission
    job: Job
    told: Told
    content: bytes | None
    carried: bytes | None


class Scorer:
    """Works through the jobs, with as many at once as the pool has processes."""

    def __init__(self, database: Database, pool: Pool, book: Book, digest: str, threads: int, counts: Counts) -> None:
        self._database, self._pool, self._book, self._digest = database, pool, book, digest
        self._counts = counts
        self._background = Background("scorer", threads, self._next, self._new_day)
        self._lock = threading.Lock()
        self._taken: set[int] = set()
        self._listening = threading.Lock()
        self._waiting: dict[int, list[threading.Event]] = {}  # by submission: each wakes one who waits for it
        self._day = today()

    def start(self) -> None:
        """Begins, with what was left when the program last ended."""
        self._expire()
        self._background.start()

    def wake(self) -> None:
        """Says that there is a job."""
        self._background.wake()

    def wait(self, submission_id: int, seconds: float) -> bool:
        """Waits until a submission has no job, at most so long; whether it has none."""
        until = time.monotonic() + seconds
        done = threading.Event()
        with self._listening:
            self._waiting.setdefault(submission_id, []).append(done)
        self.wake()
        try:
            while self._has_job(submission_id):
                if not done.wait(max(0.0, until - time.monotonic())):
                    return False
                done.clear()
            return True
        finally:
            with self._listening:
                self._waiting[submission_id].remove(done)
                if not self._waiting[submission_id]:
                    del self._waiting[submission_id]

    def _has_job(self, submission_id: int) -> bool:
        with self._database.reading() as session:
            return session.get(Job, submission_id) is not None

    def end(self) -> None:
        """Stops, when what is being done is done."""
        self._background.end()

    def _new_day(self) -> None:
        if self._day != today():
            self._expire()

    def _next(self) -> bool:
        """Does one job; whether there was one."""
        work = self._take()
        if work is None:
            return False
        try:
            self._keep(work, self._score(work))
        finally:
            with self._lock:
                self._taken.discard(work.submission.id)
            with self._listening:
                for done in self._waiting.get(work.submission.id, ()):
                    done.set()
        return True

    def _take(self) -> _Work | None:
        """What is to be scored next. Whoever writes waits for no look that finds nothing."""
        with self._lock:
            with self._database.reading() as session:
                work = self._waits(session)
            if work is not None:
                with self._database.writing() as session:
                    count = update(Job).where(Job.submission_id == work.submission.id)
                    session.execute(count.values(tried=Job.tried + 1))
                self._taken.add(work.submission.id)
        return work

    def _waits(self, session: Session) -> _Work | None:
        query = (
            select(Job, Submission, Unit, ReadDocument.carried)
            .join(Submission, Submission.id == Job.submission_id)
            .join(Unit, Unit.code == Submission.unit)
            .outerjoin(ReadDocument, and_(ReadDocument.submission_id == Job.submission_id, Job.anew.is_(False)))
            .where(Job.submission_id.not_in(self._taken))
            .order_by(Job.at, Job.submission_id)
        )
        row = session.execute(query.limit(1)).first()
        if row is None:
            return None
        job, submission, unit, carried = row
        content = content_of(session, submission.sha256) if carried is None else None
        told = told_of(session, submission, unit)
        return _Work(submission, job, told, content, carried)

    def _score(self, work: _Work) -> Scoring | Refusal:
        try:
            if work.carried is not None:
                found = self._pool.run("score_again", self._book, work.carried, work.told)
            else:
                found = self._pool.run("read_and_score", self._book, work.content, work.submission.file, work.told)
        except TaskLost as lost:
            return Refusal(f"web.{lost.why}", {})
        except TaskFailed as failed:
            _LOG.error("submission %s: %s", work.submission.id, failed)
            return Refusal("web.failed", {})
        except Unusable as error:
            return Refusal(error.key, error.values)
        assert isinstance(found, Scoring | Refusal)
        return found

    def _keep(self, work: _Work, found: Scoring | Refusal) -> None:
        lost = isinstance(found, Refusal) and found.key in ("web.died", "web.too_slow")
        with self._database.writing() as session:
            hold(session, work.submission.id)  # nobody decides or asks again meanwhile
            job = session.get(Job, work.submission.id)
            if job is None or (lost and job.tried < _MOST_TRIES):
                return  # tried again: it may have been the machine's fault
            session.add(self._outcome(work.submission.id, found))
            list_anew(session, work.submission.id, found.waiting if isinstance(found, Scoring) else ())
            if work.carried is None:
                self._keep_reading(session, work.submission.id, found)
            if job.at == work.job.at:
                session.delete(job)
            else:
                job.tried = 0  # something was decided meanwhile
                job.anew = job.anew and work.carried is not None
        result = "lost" if lost else "refused" if isinstance(found, Refusal) else "done"
        self._counts.add("compliance_jobs_total", result=result)

    def _keep_reading(self, session: Session, submission_id: int, found: Scoring | Refusal) -> None:
        """What was read; a document that can no longer be read has no reading that would say otherwise."""
        if isinstance(found, Scoring):
            session.merge(ReadDocument(submission_id=submission_id, carried=found.carried, program=found.program))
        elif (old := session.get(ReadDocument, submission_id)) is not None:
            session.delete(old)

    def _outcome(self, submission_id: int, found: Scoring | Refusal) -> Outcome:
        if isinstance(found, Refusal):
            refusal = compact_json({"key": found.key, "values": {k: str(v) for k, v in found.values.items()}})
            return Outcome(
                submission_id=submission_id,
                at=now(),
                rulebook=self._digest,
                ran_with=self._digest,
                program=VERSION,
                refusal=refusal,
            )
        return Outcome(
            submission_id=submission_id,
            at=now(),
            rulebook=found.rulebook,
            ran_with=self._digest,
            program=found.program,
            score=found.score,
            gaps=found.gaps,
            reviews=found.reviews,
            summary=found.summary,
            card=found.card,
            report=found.report,
        )

    def _expire(self) -> None:
        """Has submissions scored again of which a waiver has come to its last day."""
        self._day = day = today()
        with self._database.writing() as session:
            query = select(Decided.submission_id, Decided.expires_on, Outcome.at)
            query = query.join(Outcome, Outcome.submission_id == Decided.submission_id).where(
                Decided.verdict == "waive", Decided.expires_on < day, newest_outcome()
            )
            for number, last_day, scored_at in session.execute(query).all():
                if last_day is not None and day_of(scored_at) <= last_day:
                    again(session, number)
