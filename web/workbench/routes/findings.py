"""What persons say of findings: decisions, approvals, objections, answers, notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from engine.rulebook import Lang
from web.workbench import acts
from web.workbench.asking import Acting, Bench, Language, Secret
from web.workbench.decisions import BadDecision
from web.workbench.pages import page
from web.workbench.people import Person
from web.workbench.running import Running
from web.workbench.tables import Ruling

router = APIRouter()
_SOON = 5.0  # seconds for which a reviewer waits for the new score

Words = Annotated[str, Form(max_length=10000)]
Print = Annotated[str, Form(max_length=64)]
Number = Annotated[int, Form(ge=0, lt=2**31)]  # what any database holds


@router.post("/submissions/{number}/decisions")
def decide(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    number: int,
    finding: Print,
    verdict: Annotated[Ruling, Form()],
    reason: Words = "",
    expires_on: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Confirms or dismisses a review, proposes to waive a gap, or takes a decision back."""
    until = last_day(expires_on)

    def act(session: Session) -> None:
        acts.decide(session, person, bench.book, number, finding, verdict, reason, until)

    return _do(bench, person, number, lang, secret, act, finding)


@router.post("/submissions/{number}/approvals")
def approve(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    number: int,
    decision: Number,
    agreed: Annotated[bool, Form()],
) -> Response:
    """Approves a waiver that somebody else proposed, or refuses it."""

    def act(session: Session) -> None:
        acts.approve(session, person, number, decision, agreed)

    return _do(bench, person, number, lang, secret, act)


@router.post("/submissions/{number}/objections")
def object_to(
    bench: Bench, person: Acting, lang: Language, secret: Secret, number: int, finding: Print, text: Words = ""
) -> Response:
    """A submitter answers a finding."""

    def act(session: Session) -> None:
        acts.object_to(session, person, bench.book, number, finding, text)

    return _do(bench, person, number, lang, secret, act, finding)


@router.post("/submissions/{number}/answers")
def answer(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    number: int,
    objection: Number,
    upheld: Annotated[bool, Form()],
    text: Words = "",
) -> Response:
    """A reviewer answers an objection; what follows from it is a decision of its own."""

    def act(session: Session) -> None:
        acts.answer(session, person, bench.book, number, objection, upheld, text)

    return _do(bench, person, number, lang, secret, act)


@router.post("/submissions/{number}/notes")
def remark(bench: Bench, person: Acting, lang: Language, secret: Secret, number: int, text: Words = "") -> Response:
    """A note that only reviewers see."""

    def act(session: Session) -> None:
        acts.remark(session, person, bench.book, number, text)

    return _do(bench, person, number, lang, secret, act)


def _do(
    bench: Running,
    person: Person,
    number: int,
    lang: Lang,
    secret: str,
    act: Callable[[Session], None],
    finding: str = "",
) -> Response:
    """Does it, and leads back to the finding; what cannot be is said."""
    try:
        with bench.database.writing() as session:
            act(session)
    except BadDecision as error:
        back = f"/submissions/{number}"
        return page("said.html", lang, person, secret, 422, why=error.key, values=error.values, back=back)
    bench.scorer.wait(number, _SOON)
    return RedirectResponse(f"/submissions/{number}" + (f"#finding-{finding}" if finding else ""), 303)


def last_day(text: str) -> dt.date | None:
    """The last day of a waiver, as a form says it.

    Raises:
        BadDecision: it is none.
    """
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise BadDecision("decide.needs_last_day") from None
