"""The roster of units."""

from __future__ import annotations

from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response

from engine.report import UnitKind, UnitLevel
from engine.rulebook import Lang
from web.workbench.acts import read_roster_file
from web.workbench.api.answers import address_of_rest, answered, unit_out
from web.workbench.api.asked import Bench, FileName, Language, Most, Start, Words
from web.workbench.api.caller import Manager, Reader
from web.workbench.api.documents import BODY, document_of
from web.workbench.api.models import RosterResult, UnitChange, UnitPage
from web.workbench.api.problems import Fault, Refused, responses
from web.workbench.people import Person
from web.workbench.roster import Asked, Change, bring_in, changes, units
from web.workbench.running import Running

router = APIRouter(tags=["roster"])
_MOST_CHANGES = 1000


@router.get("/roster", operation_id="listUnits", response_model=UnitPage, responses=responses(422))
def list_units(
    bench: Bench,
    person: Reader,
    lang: Language,
    words: Annotated[Words, Query(description="In the name or an alias, or the beginning of the code")] = "",
    region: Annotated[Words, Query(description="Units in this region, such as `A/B`")] = "",
    kind: Annotated[UnitKind | None, Query(description="Units of this kind")] = None,
    level: Annotated[UnitLevel | None, Query(description="Units of this level")] = None,
    listed: Annotated[bool | None, Query(description="Whether they are in the roster as it is now")] = None,
    start: Start = 0,
    limit: Most = 50,
) -> Response:
    """The units that the account sees, in the order of their codes."""
    with bench.database.reading() as session:
        found = units(session, person, Asked(words, region, kind or "", level or "", listed), limit + 1, start)
    asked = {"words": words, "region": region, "kind": kind, "level": level, "limit": limit}
    if listed is not None:
        asked["listed"] = str(listed).lower()
    rest = address_of_rest("/roster", start + limit, asked) if len(found) > limit else None
    return answered(UnitPage(items=[unit_out(unit) for unit in found[:limit]], next=rest))


@router.put(
    "/roster",
    operation_id="bringInRoster",
    response_model=RosterResult,
    responses=responses(400, 404, 409, 413, 415, 422),
    openapi_extra=BODY,
)
async def bring_in_roster(
    request: Request,
    bench: Bench,
    person: Manager,
    lang: Language,
    file: FileName = "",
    preview: Annotated[bool, Query(description="Only tell what would change")] = False,
) -> Response:
    """Bring in a roster (CSV or workbook): units are added or changed, and those that it lacks are no longer listed.

    With `preview` nothing is changed. Faults are told with line and column; then nothing is changed either.
    """
    content, name = await document_of(request, file, bench.settings.limits)
    return await to_thread.run_sync(_bring_in, bench, person, content, name, preview, lang)


def _bring_in(bench: Running, person: Person, content: bytes, name: str, preview: bool, lang: Lang) -> Response:
    roster = read_roster_file(bench, person, content, name)
    if isinstance(roster, list):
        faults = [
            Fault(place=["body", problem.line, problem.column], detail=problem.text(lang)) for problem in roster
        ]
        raise Refused(422, "api.bad_roster", faults=faults)
    if preview:
        with bench.database.reading() as session:
            found = changes(session, roster)
    else:
        with bench.database.writing() as session:
            found = bring_in(session, person, roster)
        bench.scorer.wake()
    return answered(_result(found, len(roster.units), not preview))


def _result(found: list[Change], count: int, done: bool) -> RosterResult:
    counts = {what: sum(change.what == what for change in found) for what in ("added", "changed", "left")}
    shown = [
        UnitChange(code=change.code, name=change.name, change=change.what, fields=dict(change.fields))
        for change in found[:_MOST_CHANGES]
    ]
    return RosterResult(done=done, units=count, changes=shown, **counts)
