"""Handing in, and what became of it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Header, Query, Request, Response
from sqlalchemy.exc import IntegrityError

from engine.json_text import compact_json
from web.workbench import acts
from web.workbench.acts import Sent
from web.workbench.api.answers import address_of, address_of_rest, answered, card_in, submission_out
from web.workbench.api.asked import Bench, FileName, Language, Most, QueryDay, Start, Words
from web.workbench.api.caller import Reader, Submitter
from web.workbench.api.documents import BODY, document_of
from web.workbench.api.models import SubmissionOut, SubmissionPage
from web.workbench.api.problems import Refused, responses
from web.workbench.api.routes.score import SCORECARD
from web.workbench.blobs import content_of, reading_of, scorecard_of
from web.workbench.listing import listed
from web.workbench.people import Person
from web.workbench.running import Running
from web.workbench.submissions import KeyUsed, once
from web.workbench.tables import Submission
from web.workbench.told import told_of

router = APIRouter(tags=["submissions"])
_LOCATION = {"headers": {"Location": {"description": "Of the submission", "schema": {"type": "string"}}}}
_KEY = r"^[\x21-\x7e]+$"


@router.post(
    "/submissions",
    operation_id="submit",
    status_code=201,
    response_model=SubmissionOut,
    responses={
        201: _LOCATION,
        200: {"model": SubmissionOut, "description": "It was handed in with this key before"},
        **responses(400, 404, 409, 413, 415, 422),
    },
    openapi_extra=BODY,
)
async def submit(
    request: Request,
    bench: Bench,
    person: Submitter,
    lang: Language,
    year: Annotated[int, Query(ge=2008, le=2200, description="The report year")],
    unit: Annotated[Words, Query(max_length=50, description="Its code; a submitter's own if left out")] = "",
    file: FileName = "",
    published_on: Annotated[QueryDay | None, Query(description="When the report was published")] = None,
    submitted_on: Annotated[
        QueryDay | None, Query(description="If another day counts than that of the first version: reviewers only")
    ] = None,
    wait: Annotated[int, Query(ge=0, le=20, description="Seconds to wait for the score")] = 0,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern=_KEY,
            description="Any word that is new for each submission. When an answer was lost, the same request with "
            "the same key of the same token gets the submission that was made, and makes no second version.",
        ),
    ] = None,
) -> Response:
    """Hand in a document, as the newest version of a unit's report on a year.

    When it is answered, the document is on the disk of the database. Scoring follows; see `state`.
    """
    content, name = await document_of(request, file, bench.settings.limits)
    sent = Sent(unit, year, content, name, published_on, submitted_on)
    try:
        kept, new = await to_thread.run_sync(_keep, bench, person, sent, idempotency_key)
    except IntegrityError:  # the same was sent twice at once, and the other was first
        kept, new = await to_thread.run_sync(_keep, bench, person, sent, idempotency_key)
    await to_thread.run_sync(bench.scorer.wait, kept.id, wait)
    found = await to_thread.run_sync(_shown, bench, person, kept.id)
    return answered(submission_out(found, bench.book, lang), 201 if new else 200, {"location": address_of(kept.id)})


def _keep(bench: Running, person: Person, sent: Sent, key: str | None) -> tuple[Submission, bool]:
    """Hands in, at most once with one key."""
    limits = bench.settings.limits
    try:
        with bench.database.writing() as session:
            if key is None or person.token is None:
                return acts.hand_in(session, person, sent, limits), True
            return once(
                session,
                person.token,
                key,
                _digest(sent),
                lambda: acts.hand_in(session, person, sent, bench.settings.limits),
            )
    except KeyUsed:
        raise Refused(422, "api.key_used") from None


def _digest(sent: Sent) -> str:
    told = [sent.unit, sent.year, sent.file, str(sent.published_on), str(sent.submitted_on)]
    return hashlib.sha256(compact_json(told).encode("utf-8", "replace") + b"\0" + sent.content).hexdigest()


def _shown(bench: Running, person: Person, number: int) -> Any:
    """A submission that the person handed in, which needs no other scope than that."""
    with bench.database.reading() as session:
        return listed(session, person, submission=number)[0]


@router.get("/submissions", operation_id="listSubmissions", response_model=SubmissionPage, responses=responses(422))
def list_submissions(
    bench: Bench,
    person: Reader,
    lang: Language,
    year: Annotated[int | None, Query(ge=2008, le=2200, description="Of this report year")] = None,
    unit: Annotated[Words, Query(description="Of the unit with this code")] = "",
    region: Annotated[Words, Query(description="Of units in this region, such as `A/B`")] = "",
    latest: Annotated[bool, Query(description="Only the newest version of each unit and year")] = False,
    start: Start = 0,
    limit: Most = 50,
) -> Response:
    """All that the account sees, the newest first. What is handed in meanwhile comes first, and moves the rest on."""
    with bench.database.reading() as session:
        rows = listed(
            session, person, year=year, unit=unit, region=region, latest_only=latest, most=limit + 1, start=start
        )
    asked = {"year": year, "unit": unit, "region": region, "latest": latest, "limit": limit}
    rest = address_of_rest("/submissions", start + limit, asked) if len(rows) > limit else None
    return answered(SubmissionPage(items=[submission_out(row, bench.book, lang) for row in rows[:limit]], next=rest))


@router.get(
    "/submissions/{number}", operation_id="getSubmission", response_model=SubmissionOut, responses=responses(404)
)
def get_submission(bench: Bench, person: Reader, lang: Language, number: int) -> Response:
    """A submission, and what became of it."""
    with bench.database.reading() as session:
        return answered(submission_out(acts.seen(session, person, number), bench.book, lang))


@router.get(
    "/submissions/{number}/scorecard",
    operation_id="getScorecard",
    response_class=Response,
    responses={200: SCORECARD, **responses(404, 409)},
)
def get_scorecard(bench: Bench, person: Reader, lang: Language, number: int) -> Response:
    """Its scorecard, with the decisions that hold (`compliance-scorecard/1`).

    In English if asked for, unless it was judged by another rulebook than the one that judges now. 409 if there is
    none yet, or the document could not be scored.
    """
    with bench.database.reading() as session:
        row = acts.seen(session, person, number)
        packed, read = scorecard_of(session, row.outcome), reading_of(session, number)
        told = told_of(session, row.submission, row.unit)
    card, of_card = card_in(bench, row, packed, read, told, lang)
    return Response(card, 200, {"content-language": of_card}, "application/json")


@router.get(
    "/submissions/{number}/document",
    operation_id="getDocument",
    response_class=Response,
    responses={
        200: {"description": "Its bytes", "content": {"application/octet-stream": {"schema": {}}}},
        **responses(404),
    },
)
def get_document(bench: Bench, person: Reader, number: int) -> Response:
    """The document as it was handed in."""
    with bench.database.reading() as session:
        row = acts.seen(session, person, number)
        content = content_of(session, row.submission.sha256)
    disposition = f"attachment; filename*=UTF-8''{quote(row.submission.file, safe='')}"
    return Response(content, 200, {"content-disposition": disposition}, "application/octet-stream")
