"""What only a person can decide, over all submissions that the person sees, the oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from web.workbench.clock import today
from web.workbench.people import Person, within
from web.workbench.tables import (
    Account,
    Answered,
    Approval,
    Decided,
    Job,
    Objection,
    Outcome,
    Submission,
    Undecided,
    Unit,
)

What = Literal["reviews", "objections", "waivers", "refused"]
_Query = TypeVar("_Query", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue: of a report year, a rule, a unit (its code or a part of its name), a region.

    ``by``: what findings stand together.
    """

    year: int | None = None
    rule: str = ""
    unit: str = ""
    region: str = ""
    by: Literal["unit", "rule"] = "unit"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A finding of a submission that waits for a person, with what somebody said of it and its number.

    Where ``in_english`` is ``None``, its text is in Chinese or in whatever language somebody wrote it.
    """

    submission: Submission
    unit: Unit
    finding: str
    rule: str
    text: str
    label: str = ""
    who: str = ""
    number: int = 0
    in_english: tuple[str, str] | None = None  # text and label


@dataclass(frozen=True, slots=True)
class Choices:
    """What the queue can be filtered by: years, regions, and rules with how many findings of each wait."""

    years: Sequence[int]
    regions: Sequence[str]
    rules: Sequence[tuple[str, int]]


def counts(session: Session, person: Person, wanted: Wanted = Wanted()) -> dict[What, int]:
    """How many of each kind wait."""
    queries: dict[What, Select[Any]] = {
        "reviews": _reviews(select(func.count()), person, wanted),
        "objections": _objections(select(func.count()), person, wanted),
        "waivers": _waivers(select(func.count()), person, wanted),
        "refused": _refused(select(func.count()), person, wanted),
    }
    return {what: session.scalar(query) or 0 for what, query in queries.items()}


def reviews(session: Session, person: Person, wanted: Wanted, most: int, start: int = 0) -> list[Waiting]:
    """Findings that nobody has decided yet, those of a unit or of a rule together."""
    query = _reviews(select(Submission, Unit, Undecided), person, wanted).order_by(*_order(wanted))
    return [_review(*row) for row in session.execute(query.limit(most).offset(start))]


def next_review(session: Session, person: Person, wanted: Wanted, after: Undecided) -> Waiting | None:
    """The finding that comes after one in the list, at its end the first; ``None`` if no other waits."""
    query = _reviews(select(Submission, Unit, Undecided), person, wanted).order_by(*_order(wanted)).limit(1)
    key = (after.rule,) if wanted.by == "rule" else ()
    later = tuple_(*_order(wanted)) > tuple_(*key, after.submission_id, after.position)
    another = or_(Undecided.submission_id != after.submission_id, Undecided.position != after.position)
    row = session.execute(query.where(later)).first() or session.execute(query.where(another)).first()
    return None if row is None else _review(*row)


def objections(
    session: Session, person: Person, wanted: Wanted, most: int, start: int = 0, after: int = 0
) -> list[Waiting]:
    """Objections that nobody has answered, also those to versions that were replaced since."""
    query = _objections(select(Submission, Unit, Objection, Account.name), person, wanted)
    query = query.where(Objection.id > after)
    query = query.join(Account, Account.id == Objection.account_id).order_by(Objection.id)
    return [
        Waiting(submission, unit, said.finding, said.rule, said.text, who=who, number=said.id)
        for submission, unit, said, who in session.execute(query.limit(most).offset(start))
    ]


def waivers(
    session: Session, person: Person, wanted: Wanted, most: int, start: int = 0, after: int = 0
) -> list[Waiting]:
    """Waivers that wait for somebody's approval, but those that the person proposed."""
    query = _waivers(select(Submission, Unit, Decided, Account.name), person, wanted)
    query = query.where(Decided.id > after)
    query = query.join(Account, Account.id == Decided.account_id).order_by(Decided.id)
    return [
        Waiting(submission, unit, said.finding, said.rule, said.reason, str(said.expires_on), who, said.id)
        for submission, unit, said, who in session.execute(query.limit(most).offset(start))
    ]


def refused(
    session: Session, person: Person, wanted: Wanted, most: int, start: int = 0
) -> list[tuple[Submission, Unit, Outcome]]:
    """Submissions whose document could not be scored."""
    query = _refused(select(Submission, Unit, Outcome), person, wanted).order_by(Submission.id)
    return [(found, unit, outcome) for found, unit, outcome in session.execute(query.limit(most).offset(start))]


def choices(session: Session, person: Person, wanted: Wanted) -> Choices:
    """What there is to filter by."""
    units = person.only_seen(select(Unit.region).where(Unit.region != "").distinct(), Unit.code)
    years = person.only_seen(select(Submission.year).join(Unit, Unit.code == Submission.unit), Unit.code).distinct()
    open_to_all = Wanted(wanted.year, "", wanted.unit, wanted.region)
    rules = _reviews(select(Undecided.rule, func.count()), person, open_to_all).group_by(Undecided.rule)
    return Choices(
        tuple(session.scalars(years.order_by(Submission.year.desc()))),
        tuple(session.scalars(units.order_by(Unit.region))),
        tuple((rule, count) for rule, count in session.execute(rules.order_by(Undecided.rule))),
    )


def newest_version() -> ColumnElement[bool]:
    """Of a query on submissions: those that no newer version has replaced."""
    later = aliased(Submission)
    same = and_(later.unit == Submission.unit, later.year == Submission.year, later.version > Submission.version)
    return ~select(later.id).where(same).correlate(Submission).exists()


def newest_outcome() -> ColumnElement[bool]:
    """Of a query on outcomes: those that no newer one of the same submission has replaced."""
    later = aliased(Outcome)
    same = and_(later.submission_id == Outcome.submission_id, later.id > Outcome.id)
    return ~select(later.id).where(same).correlate(Outcome).exists()


def _order(wanted: Wanted) -> tuple[InstrumentedAttribute[Any], ...]:
    place = (Undecided.submission_id, Undecided.position)
    return (Undecided.rule, *place) if wanted.by == "rule" else place


def _review(submission: Submission, unit: Unit, found: Undecided) -> Waiting:
    english = (found.message_en, found.label_en) if found.message_en else None
    return Waiting(submission, unit, found.finding, found.rule, found.message, found.label, in_english=english)


def _reviews(query: _Query, person: Person, wanted: Wanted) -> _Query:
    query = query.select_from(Undecided).join(Submission, Submission.id == Undecided.submission_id)
    return _filtered(query, person, wanted, Undecided.rule).where(newest_version())


def _objections(query: _Query, person: Person, wanted: Wanted) -> _Query:
    query = query.select_from(Objection).join(Submission, Submission.id == Objection.submission_id)
    query = query.outerjoin(Answered, Answered.objection_id == Objection.id).where(Answered.objection_id.is_(None))
    return _filtered(query, person, wanted, Objection.rule)


def _waivers(query: _Query, person: Person, wanted: Wanted) -> _Query:
    later = aliased(Decided)
    same = and_(later.submission_id == Decided.submission_id, later.finding == Decided.finding, later.id > Decided.id)
    query = query.select_from(Decided).join(Submission, Submission.id == Decided.submission_id)
    query = query.outerjoin(Approval, Approval.decision_id == Decided.id).where(
        Approval.decision_id.is_(None),
        Decided.verdict == "waive",
        Decided.account_id != person.id,
        Decided.expires_on >= today(),
        ~select(later.id).where(same).correlate(Decided).exists(),
    )
    return _filtered(query, person, wanted, Decided.rule).where(newest_version())


def _refused(query: _Query, person: Person, wanted: Wanted) -> _Query:
    query = query.select_from(Outcome).join(Submission, Submission.id == Outcome.submission_id)
    query = query.outerjoin(Job, Job.submission_id == Submission.id).where(
        Job.submission_id.is_(None), Outcome.refusal != "", newest_outcome(), newest_version()
    )
    return _filtered(query, person, wanted, None)


def _filtered(query: _Query, person: Person, wanted: Wanted, rule: InstrumentedAttribute[str] | None) -> _Query:
    query = person.only_seen(query.join(Unit, Unit.code == Submission.unit), Unit.code)
    if wanted.year is not None:
        query = query.where(Submission.year == wanted.year)
    if wanted.rule and rule is not None:
        query = query.where(rule == wanted.rule)
    if wanted.unit:
        query = query.where(or_(Unit.code == wanted.unit, Unit.name.contains(wanted.unit, autoescape=True)))
    if wanted.region:
        query = query.where(within(wanted.region))
    return query
