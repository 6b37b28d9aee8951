"""Submissions in a list, with what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from engine.json_text import loads
from web.workbench.people import Person, within
from web.workbench.tables import Job, Outcome, Submission, Unit


@dataclass(frozen=True, slots=True)
class Row:
    """A submission of a unit. ``outcome`` is ``None`` until it is scored; ``waiting``: it is to be scored (again).

    ``latest``: whether no newer version is there.
    """

    submission: Submission
    unit: Unit
    outcome: Outcome | None
    waiting: bool
    latest: bool

    @property
    def refusal(self) -> dict[str, Any] | None:
        """Why there is no score: ``key`` and ``values`` of a text."""
        return loads(self.outcome.refusal) if self.outcome is not None and self.outcome.refusal else None


def listed(
    session: Session,
    person: Person,
    *,
    year: int | None = None,
    unit: str = "",
    region: str = "",
    submission: int | None = None,
    latest_only: bool = False,
    most: int = 200,
    start: int = 0,
) -> list[Row]:
    """The submissions that a person sees, the newest first."""
    later, version = aliased(Outcome), aliased(Submission)
    newest = select(func.max(later.id)).where(later.submission_id == Submission.id).correlate(Submission)
    same = (version.unit == Submission.unit) & (version.year == Submission.year)
    last = select(func.max(version.version)).where(same).correlate(Submission).scalar_subquery()
    found = person.only_seen(select(Submission.id).join(Unit, Unit.code == Submission.unit), Unit.code)
    if year is not None:
        found = found.where(Submission.year == year)
    if unit:
        found = found.where(Submission.unit == unit)
    if region:
        found = found.where(within(region))
    if submission is not None:
        found = found.where(Submission.id == submission)
    if latest_only:
        found = found.where(Submission.version == last)
    order = Submission.at.desc(), Submission.id.desc()
    page = found.order_by(*order).limit(most).offset(start).subquery()  # what became of others is not asked for
    query = (
        select(Submission, Unit, Outcome, Job.submission_id, last)
        .join(page, page.c.id == Submission.id)
        .join(Unit, Unit.code == Submission.unit)
        .outerjoin(Outcome, Outcome.id == newest.scalar_subquery())
        .outerjoin(Job, Job.submission_id == Submission.id)
        .order_by(*order)
    )
    return [
        Row(sent, sender, outcome, job is not None, sent.version == newest_version)
        for sent, sender, outcome, job, newest_version in session.execute(query)
    ]
