"""What was handed in on a year, with the newest outcome of each document, and the summaries of scorecards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rank.summary import Summariser, Summary
from web.workbench.packed import outcome_of
from web.workbench.tables import Outcome, Submission

_AT_ONCE = 100  # scorecards taken out of the database together


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A submission. ``outcome``: the number of its newest one; ``None`` while it is still to be scored.

    ``refusal``: JSON of why there is no score, empty if there is one.
    """

    number: int
    unit: str
    version: int
    file: str
    sha256: str
    submitted_on: dt.date
    published_on: dt.date | None
    outcome: int | None
    refusal: str


def handed_in(session: Session, year: int) -> list[HandedIn]:
    """All submissions of a year, by unit, the newest version first."""
    newest = (
        select(Outcome.submission_id, func.max(Outcome.id).label("id"))
        .join(Submission, Submission.id == Outcome.submission_id)
        .where(Submission.year == year)
        .group_by(Outcome.submission_id)
        .subquery()
    )
    query = (
        select(
            Submission.id,
            Submission.unit,
            Submission.version,
            Submission.file,
            Submission.sha256,
            Submission.submitted_on,
            Submission.published_on,
            newest.c.id,
            func.coalesce(Outcome.refusal, ""),
        )
        .outerjoin(newest, newest.c.submission_id == Submission.id)
        .outerjoin(Outcome, Outcome.id == newest.c.id)
        .where(Submission.year == year)
        .order_by(Submission.unit, Submission.version.desc())
    )
    return [HandedIn(*row) for row in session.execute(query)]


def years_of(session: Session) -> list[int]:
    """The years on which something was handed in, the latest first."""
    return list(session.scalars(select(Submission.year).distinct().order_by(Submission.year.desc())))


class Summaries:
    """Summaries of outcomes: each scorecard is read once, as long as its outcome is asked for again and again."""

    def __init__(self, summariser: Summariser) -> None:
        self._summariser = summariser
        self._kept: dict[int, Summary] = {}

    def of(self, session: Session, rows: Iterable[HandedIn]) -> dict[int, Summary]:
        """By the numbers of outcomes, of submissions that all have a scorecard; days are those of the submission."""
        wanted = {row.outcome: row for row in rows if row.outcome is not None}
        for number, found in self._read(session, sorted(wanted.keys() - self._kept.keys())):
            row = wanted[number]
            published = row.published_on.isoformat() if row.published_on else found.published_on
            sent = row.submitted_on.isoformat()
            self._kept[number] = replace(found, submitted_on=sent, published_on=published, file=row.file)
        return {number: self._kept[number] for number in wanted}

    def keep(self, outcomes: Iterable[int]) -> None:
        """Forgets all others."""
        kept = self._kept
        self._kept = {number: kept[number] for number in outcomes if number in kept}

    def _read(self, session: Session, outcomes: Sequence[int]) -> Iterator[tuple[int, Summary]]:
        for start in range(0, len(outcomes), _AT_ONCE):
            some = outcomes[start : start + _AT_ONCE]
            query = select(Outcome.id, Outcome.summary, Outcome.card).where(Outcome.id.in_(some))
            for number, told, card in session.execute(query):
                yield number, self._summariser.summary(outcome_of(told, card))
