"""Who stands where."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from starlette.exceptions import HTTPException

from engine.rank.wire import pieces
from web.workbench.acts import need
from web.workbench.api.asked import Bench, Language, Words
from web.workbench.api.caller import Reader
from web.workbench.api.problems import responses
from web.workbench.standings import seen_board

router = APIRouter(tags=["standings"])
_STANDINGS = {
    "description": "The standings (`compliance-standings/1`)",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Standings"}}},
}


@router.get(
    "/standings",
    operation_id="getStandings",
    response_class=Response,
    responses={200: _STANDINGS, **responses(404)},
)
def get_standings(
    bench: Bench,
    person: Reader,
    lang: Language,
    year: Annotated[
        int | None, Query(ge=2008, le=2200, description="Of this report year; by default that under review")
    ] = None,
    region: Annotated[
        Words, Query(description="Among the units of this region; by default of all that a reviewer sees")
    ] = "",
) -> Response:
    """Who stands where, who is missing or late, and frequent gaps: for reviewers, as `compliance rank --format json`.

    They may be some seconds old: they are made anew when something changed, but not all the time. 404 where there
    are none.
    """
    need(person, "review")
    board = seen_board(bench.boards, person, year, region, lang)
    if board is None:
        raise HTTPException(404)
    content = "".join(pieces(board.standings)).encode("utf-8", "replace")
    return Response(content, 200, {"content-language": lang}, "application/json")
