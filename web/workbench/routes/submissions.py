"""Handing in documents, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from engine.catalogue import say
from engine.errors import Unusable
from engine.limits import MEGABYTE
from engine.rulebook import Lang
from web.answers import Refusal
from web.pages import DOWNLOADS
from web.workbench import acts
from web.workbench.acts import Sent, ask, seen
from web.workbench.asking import Acting, Asking, Bench, Language, Secret
from web.workbench.blobs import content_of, reading_of
from web.workbench.decisions import cases, remarks
from web.workbench.findings_shown import desk_of
from web.workbench.listing import listed
from web.workbench.logins import form_key
from web.workbench.mismatch import mismatches
from web.workbench.pages import page
from web.workbench.told import told_of

router = APIRouter()
_SOON = 8.0  # seconds for which somebody who hands in waits for the score
_PAGE = 50


@router.get("/submissions")
def submissions(
    bench: Bench,
    person: Asking,
    lang: Language,
    secret: Secret,
    year: int | None = None,
    unit: str = "",
    start: int = 0,
) -> Response:
    """All that the person sees, the newest first."""
    start = max(0, min(start, 10**9))
    year = year if year is not None and 0 < year < 10000 else None
    with bench.database.reading() as session:
        rows = listed(session, person, year=year, unit=unit, most=_PAGE + 1, start=start)
    return page(
        "submissions.html",
        lang,
        person,
        secret,
        rows=rows[:_PAGE],
        asked={"year": year, "unit": unit},
        start=start,
        more=start + _PAGE if len(rows) > _PAGE else None,
    )


@router.post("/submissions")
def hand_in(
    bench: Bench,
    person: Acting,
    lang: Language,
    secret: Secret,
    file: Annotated[UploadFile, File()],
    year: Annotated[int, Form(ge=2008, le=2200)],
    unit: Annotated[str, Form(max_length=50)] = "",
    published_on: Annotated[str, Form(max_length=10)] = "",
    submitted_on: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Keeps a document; when it is said to be kept, it is on the disk of the database."""
    content = file.file.read(bench.settings.limits.size * MEGABYTE + 1)
    sent = Sent(unit, year, content, file.filename or "", _day(published_on), _day(submitted_on))
    try:
        with bench.database.writing() as session:
            kept = acts.hand_in(session, person, sent, bench.settings.limits)
    except Unusable as error:
        return page("said.html", lang, person, secret, 422, why=error.key, values=error.values)
    bench.scorer.wait(kept.id, _SOON)
    return RedirectResponse(f"/submissions/{kept.id}", 303)


@router.get("/submissions/{number}")
def submission(bench: Bench, person: Asking, lang: Language, secret: Secret, number: int) -> Response:
    """A submission: its score, its findings with what was decided of them, the report."""
    with bench.database.reading() as session:
        row = seen(session, person, number)
        others = listed(session, person, year=row.submission.year, unit=row.unit.code)
        notes = remarks(session, number) if person.may("review") else []
        desk = desk_of(session, person, row, cases(session, number))
        read, told = reading_of(session, number), told_of(session, row.submission, row.unit)
    part: str | Refusal = ""
    if read is not None and row.outcome is not None:
        values = {"key": form_key(secret), "submission": row.submission, "person": person}
        part = ask(bench, "page_part", read, told, desk, values, lang)
    return page(
        "submission.html",
        lang,
        person,
        secret,
        row=row,
        others=[other for other in others if other.submission.id != number],
        notes=notes,
        part=part if isinstance(part, str) else "",
        why=said_of(part, lang) if isinstance(part, Refusal) else "",
        downloads=list(DOWNLOADS),
        mismatches=list(mismatches(row, bench.book)),
    )


@router.get("/submissions/{number}/document")
def document(bench: Bench, person: Asking, number: int) -> Response:
    """The document as it was handed in."""
    with bench.database.reading() as session:
        row = seen(session, person, number)
        content = content_of(session, row.submission.sha256)
    return _download(content, "application/octet-stream", row.submission.file)


@router.get("/submissions/{number}/{form}")
def export(bench: Bench, person: Asking, lang: Language, number: int, form: str) -> Response:
    """The scored report as a file: the letter, the workbook, the page, the data."""
    with bench.database.reading() as session:
        row = seen(session, person, number)
        read, told = reading_of(session, number), told_of(session, row.submission, row.unit)
    if form not in DOWNLOADS or read is None:
        raise HTTPException(404)
    found = ask(bench, "exported", read, told, form, lang)
    if isinstance(found, Refusal):
        raise HTTPException(422)
    return _download(found, DOWNLOADS[form], f"{row.unit.name}-{row.submission.year}.{form}")


def said_of(refusal: Refusal, lang: Lang) -> str:
    """Why there is no result, in words."""
    return say(refusal.key, lang, **refusal.values)


def _download(content: bytes, media: str, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media, headers={"content-disposition": disposition})


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise HTTPException(400) from None
