"""A document is scored and not kept; who asks; whether the interface answers."""

from __future__ import annotations

from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request, Response

from engine.given import Given
from engine.report import UnitKind, UnitLevel
from engine.version import VERSION
from web.answers import Refusal
from web.workbench.acts import ask
from web.workbench.api.answers import answered
from web.workbench.api.asked import Bench, FileName, Language, QueryDay
from web.workbench.api.caller import Anybody, Scorer
from web.workbench.api.documents import BODY, document_of
from web.workbench.api.limits import Limit
from web.workbench.api.models import Health, Me
from web.workbench.api.problems import Refused, of_refusal, responses

router = APIRouter()
SCORECARD = {
    "description": "The scorecard",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Scorecard"}}},
}


@router.post(
    "/score",
    operation_id="score",
    tags=["score"],
    response_class=Response,
    responses={200: SCORECARD, **responses(400, 413, 415, 422, 429)},
    openapi_extra=BODY,
)
async def score(
    request: Request,
    bench: Bench,
    person: Scorer,
    lang: Language,
    file: FileName = "",
    unit: Annotated[
        str | None, Query(max_length=200, description="The unit's name, if the document has none")
    ] = None,
    year: Annotated[int | None, Query(ge=2008, le=2200, description="The report year")] = None,
    kind: Annotated[UnitKind | None, Query(description="Of the unit")] = None,
    level: Annotated[UnitLevel | None, Query(description="Of the unit")] = None,
    region: Annotated[str | None, Query(max_length=200, description="Where the unit is, such as `A/B`")] = None,
    published_on: Annotated[QueryDay | None, Query(description="When the report was published")] = None,
    submitted_on: Annotated[QueryDay | None, Query(description="When the report was submitted")] = None,
) -> Response:
    """Score a document without keeping it.

    What the document says of itself is used where the query says nothing. A token may ask as often a minute as the
    server was set up for (60 by default), at once or spread; then the answer is 429 and says how long to wait.
    """
    limits, turns = request.app.state.scores, request.app.state.turns
    assert isinstance(limits, Limit)
    assert isinstance(turns, CapacityLimiter)
    seconds = limits.wait(person.token)
    if seconds:
        raise Refused(429, "api.too_many", {"retry-after": str(seconds)}, seconds=seconds)
    content, name = await document_of(request, file, bench.settings.limits)
    given = Given(unit, year, None, None, kind, level, region, published_on, submitted_on)
    found = await to_thread.run_sync(ask, bench, "scorecard", content, name, given, lang, limiter=turns)
    if isinstance(found, Refusal):
        raise of_refusal(found)
    return Response(found, 200, {"content-language": lang}, "application/json")


@router.get("/me", operation_id="me", tags=["about"], response_model=Me, responses=responses())
def me(bench: Bench, person: Anybody) -> Response:
    """For whom the token acts, and what it may do."""
    return answered(
        Me(
            account=person.name,
            role=person.role,
            unit=person.unit,
            region=person.region,
            scopes=sorted(person.scopes or ()),
            program=VERSION,
            rulebook=bench.book.digest,
        )
    )


@router.get("/health", operation_id="health", tags=["about"], response_model=Health)
def health() -> Response:
    """Whether the interface answers; no token is needed."""
    return answered(Health(status="ok"))
