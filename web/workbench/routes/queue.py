"""The queue: what only a person can decide, as a list and one after another."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.json_text import loads
from engine.rulebook import Lang
from web.answers import Refusal
from web.workbench import acts, queue
from web.workbench.asking import Acting, Bench, Language, Secret, who_may
from web.workbench.blobs import reading_of
from web.workbench.decisions import BadDecision
from web.workbench.pages import page
from web.workbench.people import Person
from web.workbench.queue import Wanted
from web.workbench.routes.findings import Words
from web.workbench.running import Running
from web.workbench.tables import Decided, Undecided
from web.workbench.told import told_of

router = APIRouter()
Deciding = Annotated[Person, Depends(who_may("decide"))]
_PAGE = 50
_REASONS = 5  # of one's own for the same rule that are offered again


def wanted(
    year: str = "", rule: str = "", unit: str = "", region: str = "", by: Literal["unit", "rule"] = "unit"
) -> Wanted:
    """The part of the queue that an address asks for; a year that is none asks for all."""
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None
    return Wanted(number, rule[:100], unit.strip()[:200], region[:200], by)


Filter = Annotated[Wanted, Depends(wanted)]


@router.get("/queue")
def all_that_waits(
    bench: Bench,
    person: Deciding,
    lang: Language,
    secret: Secret,
    asked: Filter,
    what: queue.What = "reviews",
    start: int = 0,
    done: str = "",
) -> Response:
    """What waits, by kind."""
    start = max(0, min(start, 10**6))
    with bench.database.reading() as session:
        counts = queue.counts(session, person, asked)
        choices = queue.choices(session, person, asked)
        rows: list[Any] = list(getattr(queue, what)(session, person, asked, _PAGE, start))
    if what == "refused":
        rows = [(submission, unit, loads(outcome.refusal)) for submission, unit, outcome in rows]
    return page(
        "queue.html",
        lang,
        person,
        secret,
        what=what,
        kinds=get_args(queue.What),
        counts=counts,
        rows=rows,
        asked=asked,
        choices=choices,
        query=query_of(asked),
        titles=titles_of(bench, lang),
        start=start,
        size=_PAGE,
        done=done if done in ("end", "gone") else "",
    )


@router.get("/queue/{number}/{finding}")
def review(
    bench: Bench,
    person: Deciding,
    lang: Language,
    secret: Secret,
    asked: Filter,
    number: int,
    finding: str,
    was: str = "",
) -> Response:
    """One finding that waits, with what can be decided; ``was``: the decision before it, to be found again."""
    return _review(bench, person, lang, secret, asked, number, finding, was=was)


@router.post("/queue/{number}/{finding}")
def decide(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    asked: Filter,
    number: int,
    finding: str,
    verdict: Annotated[Literal["confirm", "dismiss"], Form()],
    reason: Words = "",
    earlier: Words = "",
) -> Response:
    """Decides, and leads on to the next. A reason that says nothing leads back, with what was written."""
    reason = reason.strip() or earlier
    try:
        with bench.database.writing() as session:
            acts.need(person, "decide")
            acts.seen(session, person, number)
            here = _waiting(session, number, finding)
            if here is None:
                return RedirectResponse(f"/queue?{query_of(asked, done='gone')}", 303)
            following = queue.next_review(session, person, asked, here)
            acts.decide(session, person, bench.book, number, finding, verdict, reason, None)
    except BadDecision as error:
        return _review(bench, person, lang, secret, asked, number, finding, error=error, reason=reason)
    bench.scorer.wake()
    if following is None:
        return RedirectResponse(f"/queue?{query_of(asked, done='end')}", 303)
    was = query_of(asked, was=f"{number}-{finding}")
    return RedirectResponse(f"/queue/{following.submission.id}/{following.finding}?{was}", 303)


def _review(
    bench: Running,
    person: Person,
    lang: Lang,
    secret: str,
    asked: Wanted,
    number: int,
    finding: str,
    *,
    was: str = "",
    error: BadDecision | None = None,
    reason: str = "",
) -> Response:
    with bench.database.reading() as session:
        row = acts.seen(session, person, number)
        here = _waiting(session, number, finding)
        if here is None:
            return RedirectResponse(f"/queue?{query_of(asked, done='gone')}", 303)
        following = queue.next_review(session, person, asked, here)
        left = queue.counts(session, person, asked)["reviews"]
        reasons = _own_reasons(session, person, here.rule)
    return page(
        "queue-review.html",
        lang,
        person,
        secret,
        422 if error else 200,
        what="reviews",
        row=row,
        finding=finding,
        shown=shown_finding(bench, person, number, finding, lang),
        query=query_of(asked),
        following=following,
        left=left,
        reasons=reasons,
        reason=reason,
        error=error,
        was=_was(was),
    )


def shown_finding(bench: Running, person: Person, number: int, finding: str, lang: Lang) -> tuple[str, str] | None:
    """A finding as its submission's page shows it, and the prose in which it is, if that can be made."""
    with bench.database.reading() as session:
        row = acts.seen(session, person, number)
        read, told = reading_of(session, number), told_of(session, row.submission, row.unit)
    if read is None:
        return None
    parts: tuple[str, str] | Refusal = acts.ask(bench, "finding_part", read, told, finding, number, lang)
    return None if isinstance(parts, Refusal) else parts


def query_of(asked: Wanted, **more: str) -> str:
    """What an address says of the part of the queue."""
    by = asked.by if asked.by != "unit" else ""
    told = {"year": asked.year, "rule": asked.rule, "unit": asked.unit, "region": asked.region, "by": by, **more}
    return urlencode({name: value for name, value in told.items() if value})


def titles_of(bench: Running, lang: Lang) -> dict[str, str]:
    """The titles of the rules, by their names; a rule of an earlier rulebook may be missing."""
    return {rule.name: rule.title.of(lang) for rule in bench.book.rules}


def _waiting(session: Session, number: int, finding: str) -> Undecided | None:
    query = select(Undecided).where(Undecided.submission_id == number, Undecided.finding == finding)
    return session.scalars(query.limit(1)).first()


def _own_reasons(session: Session, person: Person, rule: str) -> list[str]:
    """What the person wrote of the same rule, the newest first."""
    query = select(Decided.reason).where(Decided.rule == rule, Decided.account_id == person.id)
    query = query.where(Decided.verdict.in_(("confirm", "dismiss"))).order_by(Decided.id.desc()).limit(50)
    return list(dict.fromkeys(session.scalars(query)))[:_REASONS]


def _was(was: str) -> str:
    """Where the decision before this one is; empty if the address does not say it as we do."""
    number, _, finding = was.partition("-")
    good = number.isascii() and number.isdigit() and finding.isascii() and finding.isalnum() and len(was) < 100
    return f"/submissions/{number}#finding-{finding}" if good else ""
