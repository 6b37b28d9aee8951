"""What persons decide of findings, and what submitters answer; each is added, nothing is taken out.

A decision holds for one finding in one document (docs/decisions.md). A waiver holds once somebody
else approved it. The newest decision of a finding is the one that counts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.decisions import Decision, Subject
from engine.reasons import letters_of, says_nothing
from engine.rulebook import Rulebook
from web.workbench import audit
from web.workbench.clock import day_of, now, today
from web.workbench.people import Person
from web.workbench.submissions import again, hold
from web.workbench.tables import (
    Account,
    Answered,
    Approval,
    Decided,
    Objection,
    Remark,
    Ruling,
    Submission,
    Undecided,
)

LONGEST = 4000  # characters of a reason


class BadDecision(ValueError):
    """A decision that cannot be; ``key`` of the catalogue says why."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@dataclass(frozen=True, slots=True)
class Case:
    """A decision with what became of it: the names of who decided and who approved."""

    decided: Decided
    author: str
    approval: Approval | None
    approver: str | None

    @property
    def holds(self) -> bool:
        """Whether it has an effect: a waiver needs an approval."""
        if self.decided.verdict == "waive":
            return self.approval is not None and self.approval.agreed
        return self.decided.verdict != "withdraw"


def decide(
    session: Session,
    person: Person,
    submission: Submission,
    finding: tuple[str, str, str],
    verdict: Ruling,
    reason: str,
    expires_on: dt.date | None,
    book: Rulebook,
) -> Decided:
    """Adds a decision on a finding (its fingerprint, rule and status), and has the submission scored again.

    Raises:
        BadDecision: it is not allowed, or says nothing.
    """
    fingerprint, rule, status = finding
    reason = _reason(reason, book)
    hold(session, submission.id)
    current = standing(session, submission.id).get(fingerprint)
    if verdict == "withdraw":
        if current is None or current.decided.verdict == "withdraw":
            raise BadDecision("decide.nothing_to_withdraw")
    elif verdict == "waive":
        if status != "gap":
            raise BadDecision("decide.no_waive")
        if expires_on is None or expires_on < today():
            raise BadDecision("decide.needs_last_day")
    elif status != "review":
        raise BadDecision("decide.not_a_review")
    decided = Decided(
        submission_id=submission.id,
        finding=fingerprint,
        rule=rule,
        verdict=verdict,
        reason=reason,
        expires_on=expires_on if verdict == "waive" else None,
        account_id=person.id,
        at=now(),
    )
    session.add(decided)
    waits = Undecided.submission_id == submission.id, Undecided.finding == fingerprint
    session.execute(delete(Undecided).where(*waits))  # what it becomes, scoring again will tell
    session.flush()
    audit.note(session, person.name, verdict, _subject(submission), _told(fingerprint, rule, reason))
    again(session, submission.id)
    return decided


def approve(session: Session, person: Person, submission: Submission, decided: Decided, agreed: bool) -> None:
    """Approves a waiver, or refuses it.

    Raises:
        BadDecision: it is none, it was judged already, or it is the person's own.
    """
    hold(session, submission.id)
    current = standing(session, submission.id).get(decided.finding)
    if decided.verdict != "waive" or current is None or current.decided.id != decided.id:
        raise BadDecision("decide.no_such_waiver")
    if current.approval is not None:
        raise BadDecision("decide.approved_already")
    if decided.account_id == person.id:
        raise BadDecision("decide.own_waiver")
    session.add(Approval(decision_id=decided.id, agreed=agreed, account_id=person.id, at=now()))
    session.flush()
    act = "approve" if agreed else "refuse"
    audit.note(session, person.name, act, _subject(submission), {"finding": decided.finding, "rule": decided.rule})
    again(session, submission.id)


def object_to(
    session: Session, person: Person, submission: Submission, finding: tuple[str, str], text: str, book: Rulebook
) -> Objection:
    """Adds what a submitter answers to a finding (its fingerprint and rule).

    Raises:
        BadDecision: it says nothing.
    """
    fingerprint, rule = finding
    text = _reason(text, book)
    objection = Objection(
        submission_id=submission.id, finding=fingerprint, rule=rule, text=text, account_id=person.id, at=now()
    )
    session.add(objection)
    session.flush()
    audit.note(session, person.name, "object", _subject(submission), _told(fingerprint, rule, text))
    return objection


def answer(
    session: Session,
    person: Person,
    submission: Submission,
    objection: Objection,
    upheld: bool,
    text: str,
    book: Rulebook,
) -> None:
    """Adds what a reviewer says of an objection.

    Raises:
        BadDecision: it says nothing, or the objection was answered already.
    """
    hold(session, submission.id)
    if session.get(Answered, objection.id) is not None:
        raise BadDecision("decide.answered_already")
    text = _reason(text, book)
    session.add(Answered(objection_id=objection.id, upheld=upheld, text=text, account_id=person.id, at=now()))
    session.flush()
    details = {"objection": objection.id, "upheld": upheld, "text": text}
    audit.note(session, person.name, "answer", _subject(submission), details)


def remark(session: Session, person: Person, submission: Submission, text: str, book: Rulebook) -> Remark:
    """Adds a note that reviewers see.

    Raises:
        BadDecision: it says nothing.
    """
    text = _reason(text, book)
    added = Remark(submission_id=submission.id, text=text, account_id=person.id, at=now())
    session.add(added)
    session.flush()
    audit.note(session, person.name, "note", _subject(submission), {"text": text})
    return added


def remarks(session: Session, submission_id: int) -> list[tuple[Remark, str]]:
    """The notes on a submission, each with the name of who wrote it, in their order."""
    query = select(Remark, Account.name).join(Account, Account.id == Remark.account_id)
    found = session.execute(query.where(Remark.submission_id == submission_id).order_by(Remark.id))
    return [(note, name) for note, name in found]


def cases(session: Session, submission_id: int) -> list[Case]:
    """Every decision on a submission, in the order in which they were taken."""
    query = select(Decided, Account.name, Approval).join(Account, Account.id == Decided.account_id)
    query = query.outerjoin(Approval, Approval.decision_id == Decided.id).where(
        Decided.submission_id == submission_id
    )
    rows = session.execute(query.order_by(Decided.id)).all()
    names = _names(session, [approval.account_id for _, _, approval in rows if approval is not None])
    return [
        Case(decided, author, approval, names[approval.account_id] if approval else None)
        for decided, author, approval in rows
    ]


def standing(session: Session, submission_id: int) -> dict[str, Case]:
    """The newest decision of each finding."""
    return {case.decided.finding: case for case in cases(session, submission_id)}


def in_force(session: Session, submission: Submission) -> tuple[Decision, ...]:
    """The decisions that hold, as the engine takes them."""
    subject = Subject(submission.sha256, "", submission.year)
    return tuple(
        Decision(
            subject=subject,
            finding=case.decided.finding,
            rule=case.decided.rule,
            verdict=case.decided.verdict,  # type: ignore[arg-type]
            reason=case.decided.reason,
            author=case.author,
            approver=case.approver,
            decided_on=day_of(case.decided.at),
            expires_on=case.decided.expires_on,
            place=f"#{case.decided.id}",
        )
        for case in standing(session, submission.id).values()
        if case.holds
    )


def _names(session: Session, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: row.name for row in found}


def _reason(text: str, book: Rulebook) -> str:
    refused = frozenset(letters_of(word) for word in book.refused_reasons)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()  # PostgreSQL keeps no NUL
    if len(text) > LONGEST:
        raise BadDecision("decide.too_long", most=LONGEST)
    if says_nothing(text, refused):
        raise BadDecision("decide.says_nothing")
    return text


def _subject(submission: Submission) -> str:
    return f"{submission.unit} {submission.year} #{submission.version}"


def _told(finding: str, rule: str, text: str) -> dict[str, object]:
    return {"finding": finding, "rule": rule, "text": text}
