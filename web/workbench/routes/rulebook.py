"""Which rulebook judged what, what another would change, and adopting it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from engine.version import VERSION
from web.workbench import acts, audit, preview, trials
from web.workbench.asking import Acting, Bench, Language, Secret, who_may
from web.workbench.pages import page
from web.workbench.people import Person
from web.workbench.queue import newest_version
from web.workbench.routes.queue import titles_of
from web.workbench.submissions import again
from web.workbench.tables import Submission

router = APIRouter()
Managing = Annotated[Person, Depends(who_may("manage"))]
_PAGE = 100


@router.get("/rulebook")
def rulebook(bench: Bench, person: Managing, lang: Language, secret: Secret, start: int = 0) -> Response:
    """What judges now, what judged before, and as far as it is known what would change."""
    start = max(0, min(start, 10**6))
    digest = bench.book.digest
    with bench.database.reading() as session:
        progress = preview.progress(session, digest)
        known = progress.asked and progress.affected and progress.tried == progress.affected
        found = preview.changes(session, digest) if known else None
        judged = preview.judged(session)
        read, by_others = preview.read_by_others(session)
    return page(
        "rulebook.html",
        lang,
        person,
        secret,
        book=bench.book,
        overlays=[overlay.id for overlay in bench.book.overlays],
        program=VERSION,
        judged=judged,
        progress=progress,
        found=found,
        shown=[] if found is None else found.units[start : start + _PAGE],
        start=start,
        size=_PAGE,
        titles=titles_of(bench, lang),
        states=preview.STATES,
        read=read,
        by_others=by_others,
    )


@router.post("/rulebook/preview")
def ask(bench: Bench, person: Acting) -> Response:
    """Begins a preview."""
    acts.need(person, "manage")
    with bench.database.writing() as session:
        trials.ask_for_preview(session, person, bench.book.digest)
        audit.note(session, person, "preview", bench.book.id, {"digest": bench.book.digest})
    bench.trials.wake()
    return RedirectResponse("/rulebook", 303)


@router.post("/rulebook/adopt")
def adopt(bench: Bench, person: Acting) -> Response:
    """Has everything scored by the rulebook with which the program runs."""
    acts.need(person, "manage")
    with bench.database.writing() as session:
        count = trials.adopt(session, bench.book.digest)
        told = {"digest": bench.book.digest, "version": bench.book.version, "submissions": count}
        audit.note(session, person, "adopt", bench.book.id, told)
    bench.scorer.wake()
    return RedirectResponse("/rulebook", 303)


@router.post("/rulebook/read")
def read_again(bench: Bench, person: Acting) -> Response:
    """Has the documents of all newest submissions read again, and scored."""
    acts.need(person, "manage")
    with bench.database.writing() as session:
        query = select(Submission.id).where(newest_version()).order_by(Submission.id)
        found = list(session.scalars(query))
        for number in found:
            again(session, number, anew=True)
        audit.note(session, person, "reread", "", {"submissions": len(found), "program": VERSION})
    bench.scorer.wake()
    return RedirectResponse("/rulebook", 303)
