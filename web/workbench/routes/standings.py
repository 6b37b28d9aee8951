"""Who stands where, why, and what is sent to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from markupsafe import Markup
from sqlalchemy import select
from starlette.exceptions import HTTPException

from engine.catalogue import say
from engine.errors import Unusable
from engine.processes import TaskFailed, TaskLost
from engine.rank.across import across_of
from engine.rank.justify import justification
from engine.rank.ranking import KINDS, LEVELS
from engine.rank.show import FORMATS
from engine.rank.show.html import group_charts, marks_chart
from engine.rank.show.unit_page import place_sentences
from engine.rank.show.words import Words, number, percent
from engine.rank.standings import UnitStanding
from engine.reporters.html import common, environment
from engine.rulebook import Lang
from web.lang import lang_of
from web.workbench import audit, clock
from web.workbench.asking import Asking, Bench, Language, Secret, asking, logged_in, secret_of
from web.workbench.letters import archive, letter
from web.workbench.listing import listed
from web.workbench.pages import framed, page
from web.workbench.people import Person
from web.workbench.running import Running, running
from web.workbench.standings import Board, may_see, own_standing, seen_board
from web.workbench.standings_shown import PAGE, UNKNOWN, Asked, shown
from web.workbench.tables import Outcome

router = APIRouter()
_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_GROUP_COLUMNS = ("expected", "submitted", "missing", "mean", "highest", "lowest", "on_time_rate", "error_rate")
_SHEETS = 200  # units with a sheet of their own in a workbook
_MOST = {"most_regions": 100, "most_gaps": 20, "most_notes": 100}

Region = Annotated[str, Query(max_length=200)]
Word = Annotated[str, Query(max_length=200)]
LetterLang = Annotated[Lang | None, Query()]  # that of the page if it is not said
Codes = Annotated[list[str], Query(max_length=300)]


@router.get("/standings")
async def standings(request: Request) -> Response:
    """The standings of a year among the units of a region; what is shown of them is filtered and sorted.

    Most people look at this page, and often: it takes the request as it is, and where nothing changed since the
    last one it needs neither thread nor database.
    """
    bench, lang = await running(request), lang_of(request)
    secret = await secret_of(request, bench)
    person = await asking(await logged_in(bench, secret))
    year, region, asked = _asked(request.query_params)
    key = (year, region, lang, person.region, asked)
    part = bench.boards.parts.at_hand(key) if may_see(person, region) else None
    if part is None:
        make = partial(_part, bench, person, year, region, lang, asked)
        part = await to_thread.run_sync(bench.boards.parts.made, key, make)
    return framed("standings.html", lang, person, secret, part)


@router.get("/standings/unit")
def unit_page(
    bench: Bench,
    person: Asking,
    lang: Language,
    secret: Secret,
    code: Word = "",
    year: int | None = None,
    region: Region = "",
) -> Response:
    """Where a unit stands and why; a submitter sees the own one, and nothing of others."""
    own = person.role == "submitter"
    if own:
        board, unit = _own(bench, person, code, year, lang)
    else:
        board = _board(bench, person, year, region, lang)
        unit = _unit(board, code)
    with bench.database.reading() as session:
        rows = listed(session, person, unit=unit.code)
    found, words = justification(board.standings, unit), Words(board.standings, lang)
    sent = board.submissions.get(unit.code)
    return page(
        "standings-unit.html",
        lang,
        person,
        secret,
        board=board,
        unit=unit,
        own=own,
        found=found,
        words=words,
        number=number,
        sentences=_own_sentences(bench, found, words) if own else list(place_sentences(found, words)),
        chart=Markup(marks_chart(found, board.standings, lang, not own)) if unit.file else "",  # noqa: S704 - drawn here
        notes=[
            f"{note.file}: {words.document(replace(note, candidates=()))}"
            for note in board.standings.documents
            if unit.code in note.candidates
        ],
        across=[] if own else across_of(board.standings, unit.code),
        submission=sent.number if sent else None,
        rows=rows,
    )


@router.get("/standings/export/{form}")
def export(
    bench: Bench, person: Asking, lang: Language, form: str, year: int | None = None, region: Region = ""
) -> Response:
    """All of the standings as a file."""
    if form not in _MEDIA or form not in FORMATS:
        raise HTTPException(404)
    board = _board(bench, person, year, region, lang)
    cards = _cards(bench, board) if form == "xlsx" else {}
    try:
        content = bench.pool.run("standings_file", board.standings, form, lang, cards, _SHEETS)
    except (TaskLost, TaskFailed, Unusable) as error:
        raise HTTPException(500) from error
    return _download(content, _MEDIA[form], f"{_name(board, lang)}.{form}")


@router.get("/standings/letters.zip")
def letters(
    bench: Bench,
    person: Asking,
    lang: Language,
    year: int | None = None,
    region: Region = "",
    unit: Codes = [],  # noqa: B006 - FastAPI makes a new one
    letter_lang: LetterLang = None,
) -> Response:
    """The letters to the units that are named, else to all, in an archive that is made while it is sent."""
    board = _board(bench, person, year, region, lang)
    chosen = [_unit(board, code) for code in dict.fromkeys(unit)] if unit else board.standings.units
    sent = [one for one in chosen if one.file]
    of = letter_lang or lang
    _note(bench, person, board, [one.code for one in sent] if unit else [], of)
    return StreamingResponse(
        archive(bench, board, sent, of),
        media_type="application/zip",
        headers=_attached(f"{_name(board, lang)} {say('standings.letters', lang)}.zip"),
    )


@router.get("/standings/letter.docx")
def one_letter(
    bench: Bench,
    person: Asking,
    lang: Language,
    code: Word,
    year: int | None = None,
    region: Region = "",
    letter_lang: LetterLang = None,
) -> Response:
    """The letter to one unit."""
    board = _board(bench, person, year, region, lang)
    unit = _unit(board, code)
    if not unit.file:
        raise HTTPException(404)
    of = letter_lang or lang
    found = letter(bench, board, unit, of)
    if found is None:
        raise HTTPException(500)
    _note(bench, person, board, [unit.code], of)
    return _download(found[1], _DOCX, found[0])


def _asked(query: Mapping[str, str]) -> tuple[int | None, str, Asked]:
    """The year, the region, and what of their standings is asked for; all that is no number is none."""
    year, start = (
        int(text) if text.isascii() and text.isdigit() else None
        for text in (query.get("year", "")[:5], query.get("start", "")[:7])
    )
    words = {name: query.get(name, "")[:200] for name in ("level", "kind", "status", "q", "sort")}
    return year, query.get("region", "")[:200], Asked(**words, start=start or 0).of_known()


def _board(bench: Running, person: Person, year: int | None, region: str, lang: Lang) -> Board:
    board = seen_board(bench.boards, person, year, region, lang)
    if board is None:
        raise HTTPException(404)
    return board


def _unit(board: Board, code: str) -> UnitStanding:
    unit = board.unit(code)
    if unit is None:
        raise HTTPException(404)
    return unit


def _own(bench: Running, person: Person, code: str, year: int | None, lang: Lang) -> tuple[Board, UnitStanding]:
    year = bench.boards.year() if year is None else year
    found = own_standing(bench.boards, person, year, lang) if code in ("", person.unit) else None
    if found is None or not person.may("read"):
        raise HTTPException(404)
    return found


def _own_sentences(bench: Running, found: Any, words: Words) -> list[str]:
    """What a submitter is told: the own place among how many, if the administrator lets places be told."""
    unit = found.unit
    if unit.place is None:
        return [words.status(unit)]
    if not bench.settings.tell_places:
        return []
    group = words.group(found.group)
    told = [words("stands.place", group=group, place=unit.place, ranked=found.ranked, score=unit.score)]
    if words.places(unit):
        told.append(words("stands.possible", places=words.places(unit)))
    return told


def _part(
    bench: Running, person: Person, year: int | None, region: str, lang: Lang, asked: Asked
) -> tuple[bytes, float]:
    """What is the same for all who see these standings, and for how many seconds it is good."""
    board, top = _board(bench, person, year, region, lang), person.region
    everything = board if board.region == top else bench.boards.board(board.year, top, board.lang)
    it = shown(board, asked)
    units = [unit for unit in it.members if unit.score is not None]
    name = it.words.group(it.group) if it.group else it.words("all")
    template = environment("web.workbench").get_template("standings-part.html")
    text = template.render(
        **common(board.lang),
        it=it,
        at=clock.shown(board.at),
        number=number,
        percent=percent,
        years=bench.boards.years(),
        regions=everything.regions if everything is not None else (),
        levels=[level or UNKNOWN for level in LEVELS],
        kinds=[kind or UNKNOWN for kind in KINDS],
        downloads=list(_MEDIA),
        letters=sum(bool(unit.file) for unit in board.standings.units),
        group_columns=_GROUP_COLUMNS,
        charts=group_charts(name, it.figures, units, board.standings, board.lang) if it.single else "",
        per_page=PAGE,
        **_MOST,
    )
    return text.encode(), bench.boards.good_for(board)


def _cards(bench: Running, board: Board) -> dict[str, bytes]:
    """The scorecards of the first units, packed."""
    units = [unit for unit in board.standings.units if unit.file][:_SHEETS]
    numbers = {board.submissions[unit.code].outcome: unit.code for unit in units}
    with bench.database.reading() as session:
        query = select(Outcome.id, Outcome.card).where(Outcome.id.in_(list(numbers)))
        return {numbers[number]: card for number, card in session.execute(query)}


def _note(bench: Running, person: Person, board: Board, codes: Sequence[str], lang: Lang) -> None:
    """Letters are official: who took which is on record. No codes: all."""
    with bench.database.writing() as session:
        told = {"region": board.region, "units": list(codes) or "all", "lang": lang}
        audit.note(session, person.name, "letters", str(board.year), told)


def _name(board: Board, lang: Lang) -> str:
    place = board.region.rpartition("/")[2]
    return " ".join(filter(None, (say("bench.page_standings", lang), str(board.year), place)))


def _download(content: bytes, media: str, name: str) -> Response:
    return Response(content, media_type=media, headers=_attached(name))


def _attached(name: str) -> dict[str, str]:
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
