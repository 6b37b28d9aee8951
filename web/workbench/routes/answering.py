"""Objections to be answered and waivers to be approved, one after another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from engine.rulebook import Lang
from web.workbench import acts, queue
from web.workbench.asking import Acting, Bench, Language, Secret
from web.workbench.decisions import BadDecision
from web.workbench.findings_shown import findings_of
from web.workbench.listing import Row
from web.workbench.pages import page
from web.workbench.people import Person
from web.workbench.queue import Waiting, Wanted
from web.workbench.routes.findings import Words, last_day
from web.workbench.routes.queue import Deciding, Filter, query_of, shown_finding
from web.workbench.running import Running

router = APIRouter()
_Listed = Callable[..., list[Waiting]]
_THEN = {"gap": "waive", "review": "dismiss"}  # what may follow from an objection that is upheld


@router.get("/queue/objections/{number}")
def objection(bench: Bench, person: Deciding, lang: Language, secret: Secret, asked: Filter, number: int) -> Response:
    """An objection that nobody has answered."""
    return _one(bench, person, lang, secret, asked, "objections", number)


@router.post("/queue/objections/{number}")
def answer(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    asked: Filter,
    number: int,
    upheld: Annotated[bool, Form()],
    text: Words = "",
    then: Annotated[Literal["waive", "dismiss"] | None, Form()] = None,
    expires_on: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Answers it, and if it is upheld decides what follows, both or neither; leads on to the next."""

    def act(session: Session, item: Waiting) -> None:
        of = item.submission.id
        acts.answer(session, person, bench.book, of, number, upheld, text)
        if upheld and then is not None:
            acts.decide(session, person, bench.book, of, item.finding, then, text, last_day(expires_on))

    return _act(bench, person, lang, secret, asked, "objections", number, act, text)


@router.get("/queue/waivers/{number}")
def waiver(bench: Bench, person: Deciding, lang: Language, secret: Secret, asked: Filter, number: int) -> Response:
    """A waiver that waits for this person's approval."""
    return _one(bench, person, lang, secret, asked, "waivers", number)


@router.post("/queue/waivers/{number}")
def approve(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    asked: Filter,
    number: int,
    agreed: Annotated[bool, Form()],
) -> Response:
    """Approves it or refuses it, and leads on to the next."""

    def act(session: Session, item: Waiting) -> None:
        acts.approve(session, person, item.submission.id, number, agreed)

    return _act(bench, person, lang, secret, asked, "waivers", number, act)


def _act(
    bench: Running,
    person: Person,
    lang: Lang,
    secret: str,
    asked: Wanted,
    what: queue.What,
    number: int,
    act: Callable[[Session, Waiting], None],
    text: str = "",
) -> Response:
    acts.need(person, "decide")
    listed: _Listed = getattr(queue, what)
    try:
        with bench.database.writing() as session:
            item = _item(session, person, listed, number)
            if item is None:
                return RedirectResponse(f"/queue?{query_of(asked, what=what, done='gone')}", 303)
            following = _next(session, person, listed, asked, number)
            act(session, item)
    except BadDecision as error:
        return _one(bench, person, lang, secret, asked, what, number, error, text)
    bench.scorer.wake()
    if following is None:
        return RedirectResponse(f"/queue?{query_of(asked, what=what, done='end')}", 303)
    return RedirectResponse(f"/queue/{what}/{following.number}?{query_of(asked)}", 303)


def _one(
    bench: Running,
    person: Person,
    lang: Lang,
    secret: str,
    asked: Wanted,
    what: queue.What,
    number: int,
    error: BadDecision | None = None,
    text: str = "",
) -> Response:
    listed: _Listed = getattr(queue, what)
    with bench.database.reading() as session:
        item = _item(session, person, listed, number)
        if item is None:
            return RedirectResponse(f"/queue?{query_of(asked, what=what, done='gone')}", 303)
        row = acts.seen(session, person, item.submission.id)
        following = _next(session, person, listed, asked, number)
        left = queue.counts(session, person, asked)[what]
        values = {"text": text, "then": _then(session, row, item)} if what == "objections" else {}
    return page(
        "queue-objection.html" if what == "objections" else "queue-waiver.html",
        lang,
        person,
        secret,
        422 if error else 200,
        what=what,
        row=row,
        item=item,
        finding=item.finding,
        shown=shown_finding(bench, person, item.submission.id, item.finding, lang),
        query=query_of(asked),
        following=following,
        left=left,
        was="",
        error=error,
        **values,
    )


def _item(session: Session, person: Person, listed: _Listed, number: int) -> Waiting | None:
    """The thing of this number, if it waits for this person; nobody can tell whether there is another such."""
    found = listed(session, person, Wanted(), 1, after=number - 1) if 0 < number < 2**31 else []
    return found[0] if found and found[0].number == number else None


def _next(session: Session, person: Person, listed: _Listed, asked: Wanted, number: int) -> Waiting | None:
    """What comes after it, at the end the first."""
    found = listed(session, person, asked, 1, after=number) or listed(session, person, asked, 1)
    return found[0] if found and found[0].number != number else None


def _then(session: Session, row: Row, item: Waiting) -> str:
    """What may follow if the objection is upheld: nothing if somebody decided on the finding already."""
    found = findings_of(session, row).get(item.finding)
    return "" if found is None or found["decision"] is not None else _THEN[found["status"]]
