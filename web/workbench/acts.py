"""What people do with submissions, on a page or by the interface for programs: each is refused here or nowhere.

What a person may not do or see is answered as what does not exist.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from engine.catalogue import one_line
from engine.errors import Unusable
from engine.limits import MEGABYTE, Limits
from engine.processes import TaskFailed, TaskLost
from engine.rank.roster import Roster
from engine.rank.roster_file import Problem
from engine.rulebook import Rulebook
from web.answers import Refusal
from web.workbench import decisions
from web.workbench.decisions import BadDecision
from web.workbench.findings_shown import findings_of
from web.workbench.listing import Row, listed
from web.workbench.people import Person
from web.workbench.running import Running
from web.workbench.submissions import submit
from web.workbench.tables import Decided, Objection, Remark, Ruling, Submission, Unit

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """A document, and what is told with it. ``unit``: a code, empty for a submitter's own."""

    unit: str
    year: int
    content: bytes
    file: str
    published_on: dt.date | None
    submitted_on: dt.date | None


def need(person: Person, act: str) -> None:
    """Makes sure that a person may do this at all.

    Raises:
        HTTPException: there is no such thing for this person.
    """
    if not person.may(act):
        raise HTTPException(404)


def seen(session: Session, person: Person, number: int) -> Row:
    """A submission that the person sees.

    Raises:
        HTTPException: there is none, or it is not for this person; nobody can tell which.
    """
    need(person, "read")
    rows = listed(session, person, submission=number) if 0 < number < 2**31 else []
    if not rows:
        raise HTTPException(404)
    return rows[0]


def hand_in(session: Session, person: Person, sent: Sent, limits: Limits) -> Submission:
    """Keeps a document as the newest version of a unit's report on a year.

    Raises:
        HTTPException: there is no such unit, or it is not for this person; nobody can tell which.
        Unusable: the document is empty or too large.
    """
    need(person, "submit")
    unit = unit_of(session, person, sent.unit or person.unit or "")
    check_size(sent.content, limits)
    known = sent.submitted_on if person.may("review") else None
    file = file_name(sent.file)
    return submit(session, person, unit, sent.year, sent.content, file, sent.published_on, known)


def unit_of(session: Session, person: Person, code: str) -> Unit:
    """A unit that the person sees.

    Raises:
        HTTPException: there is none, or it is not for this person; nobody can tell which.
    """
    unit = session.get(Unit, code)
    if unit is None or not person.sees(unit):
        raise HTTPException(404)
    return unit


def check_size(content: bytes, limits: Limits) -> None:
    """Makes sure that a document is one.

    Raises:
        Unusable: it is empty or too large.
    """
    if not content:
        raise Unusable("file.empty")
    if len(content) > limits.size * MEGABYTE:
        raise Unusable("bench.too_large", most=limits.size)


def decide(
    session: Session,
    person: Person,
    book: Rulebook,
    number: int,
    finding: str,
    verdict: Ruling,
    reason: str,
    expires_on: dt.date | None,
) -> Decided:
    """Confirms or dismisses a review, proposes to waive a gap, or takes a decision back.

    Raises:
        HTTPException: there is no such submission for this person.
        BadDecision: it cannot be.
    """
    need(person, "decide")
    row = seen(session, person, number)
    found = findings_of(session, row).get(finding)
    if found is None:
        raise BadDecision("decide.no_finding")
    status = "review" if _was_review(found) else found["status"]
    told = (finding, found["rule"], status)
    return decisions.decide(session, person, row.submission, told, verdict, reason, expires_on, book)


def approve(session: Session, person: Person, number: int, decision: int, agreed: bool) -> Decided:
    """Approves a waiver that somebody else proposed, or refuses it; the decision.

    Raises:
        HTTPException: there is no such submission for this person.
        BadDecision: it cannot be.
    """
    need(person, "decide")
    row = seen(session, person, number)
    decided = session.get(Decided, decision) if 0 < decision < 2**31 else None
    if decided is None or decided.submission_id != row.submission.id:
        raise BadDecision("decide.no_such_waiver")
    decisions.approve(session, person, row.submission, decided, agreed)
    return decided


def object_to(session: Session, person: Person, book: Rulebook, number: int, finding: str, text: str) -> Objection:
    """A submitter answers a finding.

    Raises:
        HTTPException: there is no such submission for this person.
        BadDecision: it cannot be.
    """
    need(person, "object")
    row = seen(session, person, number)
    found = findings_of(session, row).get(finding)
    if found is None:
        raise BadDecision("decide.no_finding")
    return decisions.object_to(session, person, row.submission, (finding, found["rule"]), text, book)


def answer(
    session: Session, person: Person, book: Rulebook, number: int, objection: int, upheld: bool, text: str
) -> Objection:
    """A reviewer answers an objection; what follows from it is a decision of its own.

    Raises:
        HTTPException: there is no such submission for this person.
        BadDecision: it cannot be.
    """
    need(person, "decide")
    row = seen(session, person, number)
    found = session.get(Objection, objection) if 0 < objection < 2**31 else None
    if found is None or found.submission_id != row.submission.id:
        raise BadDecision("decide.no_objection")
    decisions.answer(session, person, row.submission, found, upheld, text, book)
    return found


def remark(session: Session, person: Person, book: Rulebook, number: int, text: str) -> Remark:
    """A note that only reviewers see.

    Raises:
        HTTPException: there is no such submission for this person.
        BadDecision: it says nothing.
    """
    need(person, "review")
    return decisions.remark(session, person, seen(session, person, number).submission, text, book)


def ask(bench: Running, task: str, *given: Any) -> Any:
    """A task of the pool for a person who waits for it; what became of it is a refusal if it was lost."""
    try:
        return bench.pool.run(task, bench.settings.book, *given)
    except TaskLost as lost:
        return Refusal(f"web.{lost.why}", {})
    except TaskFailed as failed:
        _LOG.error("%s: %s", task, failed)
        return Refusal("web.failed", {})
    except Unusable as error:
        return Refusal(error.key, error.values)


def read_roster_file(bench: Running, person: Person, content: bytes, file: str) -> Roster | list[Problem]:
    """A roster that an administrator brings, or everything that is wrong in it.

    Raises:
        HTTPException: there is no such thing for this person.
        Unusable: it could not be read at all.
    """
    need(person, "manage")
    check_size(content, bench.settings.limits)
    found = ask(bench, "roster_of_file", content, file_name(file))
    if isinstance(found, Refusal):
        raise Unusable(found.key, **found.values)
    assert isinstance(found, Roster | list)
    return found


def file_name(told: str) -> str:
    """The name of a file as somebody told it, without folders and on one line."""
    return one_line(told.replace("\\", "/").rpartition("/")[2])[-200:] or "-"


def _was_review(finding: object) -> bool:
    """Whether a gap is one only because somebody confirmed it."""
    decision = finding.get("decision") if isinstance(finding, dict) else None
    return decision is not None and decision["decision"] == "confirm"
