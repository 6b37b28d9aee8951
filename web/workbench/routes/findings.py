"""What persons say of findings: decisions, approvals, objections, answers, notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException

from engine.rulebook import Lang
from web.workbench import decisions
from web.workbench.asking import Acting, Bench, Language, Secret
from web.workbench.decisions import BadDecision
from web.workbench.findings_shown import findings_of
from web.workbench.listing import Row
from web.workbench.pages import page
from web.workbench.people import Person
from web.workbench.routes.submissions import seen
from web.workbench.running import Running
from web.workbench.tables import Decided, Objection, Ruling

router = APIRouter()
_SOON = 5.0  # seconds for which a reviewer waits for the new score

Words = Annotated[str, Form(max_length=10000)]
Print = Annotated[str, Form(max_length=64)]


@router.post("/submissions/{number}/decisions")
def decide(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    number: int,
    finding: Print,
    verdict: Annotated[str, Form(pattern="^(confirm|dismiss|waive|withdraw)$")],
    reason: Words = "",
    expires_on: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Confirms or dismisses a review, proposes to waive a gap, or takes a decision back."""

    def act(session: Session, row: Row) -> None:
        decide_on(bench, session, person, row, finding, verdict, reason, expires_on)  # type: ignore[arg-type]

    return _do(bench, person, "decide", number, lang, secret, act, finding)


@router.post("/submissions/{number}/approvals")
def approve(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    number: int,
    decision: Annotated[int, Form()],
    agreed: Annotated[bool, Form()],
) -> Response:
    """Approves a waiver that somebody else proposed, or refuses it."""

    def act(session: Session, row: Row) -> None:
        decided = session.get(Decided, decision)
        if decided is None or decided.submission_id != row.submission.id:
            raise BadDecision("decide.no_such_waiver")
        decisions.approve(session, person, row.submission, decided, agreed)

    return _do(bench, person, "decide", number, lang, secret, act)


@router.post("/submissions/{number}/objections")
def object_to(
    bench: Bench, person: Acting, lang: Language, secret: Secret, number: int, finding: Print, text: Words = ""
) -> Response:
    """A submitter answers a finding."""

    def act(session: Session, row: Row) -> None:
        found = findings_of(row).get(finding)
        if found is None:
            raise BadDecision("decide.no_finding")
        decisions.object_to(session, person, row.submission, (finding, found["rule"]), text, bench.book)

    return _do(bench, person, "object", number, lang, secret, act, finding)


@router.post("/submissions/{number}/answers")
def answer(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    number: int,
    objection: Annotated[int, Form()],
    upheld: Annotated[bool, Form()],
    text: Words = "",
) -> Response:
    """A reviewer answers an objection; what follows from it is a decision of its own."""

    def act(session: Session, row: Row) -> None:
        found = session.get(Objection, objection)
        if found is None or found.submission_id != row.submission.id:
            raise BadDecision("decide.no_objection")
        decisions.answer(session, person, row.submission, found, upheld, text, bench.book)

    return _do(bench, person, "decide", number, lang, secret, act)


@router.post("/submissions/{number}/notes")
def remark(bench: Bench, person: Acting, lang: Language, secret: Secret, number: int, text: Words = "") -> Response:
    """A note that only reviewers see."""

    def act(session: Session, row: Row) -> None:
        decisions.remark(session, person, row.submission, text, bench.book)

    return _do(bench, person, "review", number, lang, secret, act)


def decide_on(
    bench: Running,
    session: Session,
    person: Person,
    row: Row,
    finding: str,
    verdict: Ruling,
    reason: str,
    expires_on: str = "",
) -> None:
    """Adds a decision on a finding of a submission's newest scorecard.

    Raises:
        BadDecision: it is not allowed, or says nothing.
    """
    found = findings_of(row).get(finding)
    if found is None:
        raise BadDecision("decide.no_finding")
    told = (finding, found["rule"], "review" if _was_review(found) else found["status"])
    decisions.decide(session, person, row.submission, told, verdict, reason, _day(expires_on), bench.book)


def _do(
    bench: Running,
    person: Person,
    needed: str,
    number: int,
    lang: Lang,
    secret: str,
    act: Callable[[Session, Row], None],
    finding: str = "",
) -> Response:
    """Does it if the person may, and leads back to the finding; what cannot be is said."""
    if not person.may(needed):
        raise HTTPException(404)
    try:
        with bench.database.writing() as session:
            act(session, seen(session, person, number))
    except BadDecision as error:
        back = f"/submissions/{number}"
        return page("said.html", lang, person, secret, 422, why=error.key, values=error.values, back=back)
    bench.scorer.wait(number, _SOON)
    return RedirectResponse(f"/submissions/{number}" + (f"#finding-{finding}" if finding else ""), 303)


def _was_review(finding: object) -> bool:
    """Whether a gap is one only because somebody confirmed it."""
    decision = finding.get("decision") if isinstance(finding, dict) else None
    return decision is not None and decision["decision"] == "confirm"


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise BadDecision("decide.needs_last_day") from None
