"""What is done on documents, in the processes of the pool: read, score, score again, make files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import TypeVar, get_args

from engine.errors import Unusable
from engine.given import Given
from engine.limits import DEFAULT, Limits
from engine.loading import RulebookError, UnknownOverlay
from engine.readers import read_bytes
from engine.report import UnitKind, UnitLevel
from engine.reporters import Layout, reporter
from engine.rulebook import Lang
from engine.score import Engine
from engine.scored import Scored
from engine.whatif import with_gains
from web.answers import Answer, Export, Known, Refusal
from web.book import Book, engine_of
from web.carried import Edits, carry, edited, restore
from web.pages import DOWNLOADS, report_part

_Made = TypeVar("_Made")


_limits, _book = DEFAULT, Book()


def begin(limits: Limits, book: Book) -> None:
    """Says what a document may take and hold, and which rules judge."""
    global _limits, _book
    _limits, _book = limits, book


def check(content: bytes, name: str, known: Known, lang: Lang) -> Answer | Refusal:
    """A document, read and scored."""
    return _refusable(lambda: _check(content, name, known, lang))


def again(carried: str, fields: Mapping[str, str], known: Known, gains: bool, lang: Lang) -> Answer | Refusal:
    """A report that a page carries, with what was corrected on it, scored again; with what mending would gain."""

    def made() -> Answer:
        report = _corrected(carried, fields, known, lang)
        if gains:
            report = with_gains(_engine(known.overlays), report, _given(known), lang)
        return _answer(report, known, lang)

    return _refusable(made)


def export(carried: str, fields: Mapping[str, str], known: Known, form: str, lang: Lang) -> Export | Refusal:
    """A report that a page carries, as a file."""

    def made() -> Export | Refusal:
        if form not in DOWNLOADS:
            return Refusal("web.no_page", {})
        report = _corrected(carried, fields, known, lang)
        content = reporter(form)([report], Layout(lang))
        name = f"{report.reading.report.unit.name}-{report.reading.report.year}.{form}"
        return Export(
            name, DOWNLOADS[form], content.encode("utf-8", "replace") if isinstance(content, str) else content
        )

    return _refusable(made)


def _refusable(work: Callable[[], _Made]) -> _Made | Refusal:
    """What the work yields, or why it cannot be done, in words for the user."""
    try:
        return work()
    except Unusable as error:
        return Refusal(error.key, error.values)
    except (UnknownOverlay, RulebookError):
        return Refusal("web.bad_request", {})


def _check(content: bytes, name: str, known: Known, lang: Lang) -> Answer:
    engine, given = _engine(known.overlays), _given(known)
    return _answer(
        engine.scored(read_bytes(content, name, engine.book, _limits, given.year), given, lang), known, lang
    )


def _corrected(carried: str, fields: Mapping[str, str], known: Known, lang: Lang) -> Scored:
    engine, reading = _engine(known.overlays), restore(carried)
    form = engine.form_tools(reading.report.year).form
    return engine.scored(edited(reading, _edits(fields), form), _given(known), lang)


def _edits(fields: Mapping[str, str]) -> Edits:
    """The fields of a page, ``cell:table/row/column`` and ``text:section``."""
    cells, sections = {}, {}
    for name, value in fields.items():
        kind, _, place = name.partition(":")
        parts = place.split("/")
        if kind == "text":
            sections[place] = value.replace("\r\n", "\n")
        elif len(parts) == 3:
            cells[parts[0], parts[1], parts[2]] = value
    return Edits(cells, sections)


def _answer(report: Scored, known: Known, lang: Lang) -> Answer:
    return Answer(report_part(report, carry(report.reading), known, lang))


def _engine(overlays: tuple[str, ...]) -> Engine:
    """The engine with more overlays of the rulebook; a path to other files is no name of one."""
    if any(not name.replace("-", "").replace("_", "").isalnum() for name in overlays):
        raise Unusable("web.bad_request")
    return engine_of(_book.with_overlays(overlays))


def _given(known: Known) -> Given:
    said = known.said
    return Given(
        unit=said.get("unit"),
        year=int(said["year"]) if said.get("year", "").isdecimal() else None,
        published_on=_day(said.get("published_on")),
        submitted_on=_day(said.get("submitted_on")),
        kind=said["kind"] if said.get("kind") in get_args(UnitKind) else None,  # type: ignore[arg-type]
        level=said["level"] if said.get("level") in get_args(UnitLevel) else None,  # type: ignore[arg-type]
    )


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise Unusable("cli.bad_date", value=text) from None
