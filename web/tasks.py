"""What is done on documents, in the processes of the pool: read, score, score again, make files."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from engine.errors import Unusable
from engine.given import Given
from engine.loading import RulebookError, UnknownOverlay, load_rulebook
from engine.readers import read_bytes
from engine.report import UnitKind, UnitLevel
from engine.reporters import REPORTERS, Layout, reporter
from engine.rulebook import Lang
from engine.score import Engine, NoForm
from engine.scored import Scored
from engine.whatif import with_gains
from web.carried import Edits, carry, edited, restore
from web.pages import report_part

# The files that the page offers: what a reporter makes, the ending of the name, and the type.
EXPORTS: Mapping[str, tuple[str, str]] = {
    "html": ("html", "text/html"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("json", "application/json"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the user says of the document, as typed, and the overlays chosen."""

    said: Mapping[str, str]
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no result: a text of the catalogue."""

    key: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A scored report: its part of the page, and what stands in the list of several."""

    html: str
    unit: str
    score: str
    gaps: int


@dataclass(frozen=True, slots=True)
class Export:
    """A file to be downloaded."""

    name: str
    media: str
    content: bytes


_Made = TypeVar("_Made")


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
        if form not in EXPORTS or form not in REPORTERS:
            return Refusal("web.no_page", {})
        report = _corrected(carried, fields, known, lang)
        content = reporter(form)([report], Layout(lang))
        ending, media = EXPORTS[form]
        name = f"{report.reading.report.unit.name}-{report.reading.report.year}.{ending}"
        return Export(name, media, content.encode("utf-8", "replace") if isinstance(content, str) else content)

    return _refusable(made)


def _refusable(work: Callable[[], _Made]) -> _Made | Refusal:
    """What the work yields, or why it cannot be done, in words for the user."""
    try:
        return work()
    except Unusable as error:
        return Refusal(error.key, error.values)
    except NoForm as error:
        return Refusal("report.no_form", {"year": error.year, "first": error.first, "last": error.last})
    except (UnknownOverlay, RulebookError):
        return Refusal("web.bad_request", {})
    except MemoryError:
        return Refusal("file.too_much_memory", {})
    except RecursionError:
        return Refusal("file.too_deep", {})


def _check(content: bytes, name: str, known: Known, lang: Lang) -> Answer:
    engine, given = _engine(known.overlays), _given(known)
    return _answer(engine.scored(read_bytes(content, name, engine.book, year=given.year), given, lang), known, lang)


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
    card = report.card
    gaps = sum(finding.status == "gap" and finding.open for finding in card.findings)
    score = "" if card.score is None else str(card.score)
    html = report_part(report, carry(report.reading), known.said, known.overlays, lang)
    return Answer(html, card.report["unit"]["name"], score, gaps)


@functools.lru_cache(maxsize=4)
def _engine(overlays: tuple[str, ...]) -> Engine:
    """The engine with overlays of the rulebook; a path to other files is no name of one."""
    if any(not name.replace("-", "").replace("_", "").isalnum() for name in overlays):
        raise Unusable("web.bad_request")
    return Engine(load_rulebook(overlays=overlays))


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
