"""What was read of a document, carried by the page itself: nothing is stored, and nothing of it is trusted.

A page holds the reading as JSON and sends it back with what the user corrected. It is validated as
strictly as any stranger's file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from engine.catalogue import say
from engine.errors import Unusable
from engine.json_text import dumps, loads
from engine.readers.json_report import report_of
from engine.readers.lines.figures import cell_of
from engine.reading import CellKey, Notice, Place, Reading, Source, Unsure
from engine.report import Cell
from engine.rulebook import CellKind, Form

_CLOSED = ConfigDict(extra="forbid", strict=True)
_Key = Annotated[str, Field(max_length=60)]
_Words = Annotated[str, Field(max_length=2000)]
_Number = Annotated[int, Field(ge=0, le=10**9)]
_LISTS = Strict(False)  # JSON has lists only
_MOST = 1000  # cells, rows, notices


class _Place(BaseModel):
    model_config = _CLOSED
    page: _Number | None = None
    line: _Number | None = None
    quote: _Words | None = None
    grid: _Number | None = None
    row: _Number | None = None
    column: _Number | None = None
    sheet: _Words | None = None
    box: list[int] | None = Field(default=None, min_length=4, max_length=4)

    def place(self) -> Place:
        return Place(**{**self.model_dump(), "box": tuple(self.box) if self.box else None})


class _Unsure(BaseModel):
    model_config = _CLOSED
    why: Literal["doubtful", "ambiguous"]
    text: _Words


class _Notice(BaseModel):
    model_config = _CLOSED
    key: _Key
    values: dict[_Key, int | _Words]


class _Carried(BaseModel):
    model_config = _CLOSED
    report: dict[str, Any]
    file: Annotated[str, Field(max_length=300)]
    format: _Key
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    cells: list[Annotated[tuple[_Key, _Key, _Key, _Place], _LISTS]] = Field(default=[], max_length=_MOST)
    sections: dict[_Key, _Place] = {}
    order: list[_Key] | None = Field(default=None, max_length=20)
    labels: list[Annotated[tuple[_Key, _Key, _Words], _LISTS]] | None = Field(default=None, max_length=_MOST)
    notes: dict[_Key, bool] | None = None
    unsure: list[Annotated[tuple[_Key, _Key, _Key, _Unsure], _LISTS]] = Field(default=[], max_length=_MOST)
    doubtful: bool = False
    in_pictures: Literal["", "words", "tables"] = ""
    dated_on: str | None = None
    other_titles: _Number = 0
    notices: list[_Notice] = Field(default=[], max_length=_MOST)


def carry(reading: Reading) -> str:
    """The reading as compact JSON."""
    value: dict[str, Any] = {
        "report": reading.report.dump(),
        "file": reading.source.file[-300:],
        "format": reading.source.format,
        "sha256": reading.source.sha256,
        "cells": [[*key, _bare(place)] for key, place in reading.cells.items()],
        "sections": {key: _bare(place) for key, place in reading.sections.items()},
        "order": None if reading.order is None else list(reading.order),
        "labels": None if reading.labels is None else [[*key, words] for key, words in reading.labels.items()],
        "notes": None if reading.notes is None else dict(reading.notes),
        "unsure": [[*key, {"why": item.why, "text": item.text}] for key, item in reading.unsure.items()],
        "doubtful": reading.doubtful,
        "in_pictures": reading.in_pictures,
        "dated_on": reading.dated_on.isoformat() if reading.dated_on else None,
        "other_titles": reading.other_titles,
        "notices": [{"key": notice.key, "values": dict(notice.values)} for notice in reading.notices],
    }
    return dumps(value)


def _bare(place: Place) -> dict[str, Any]:
    return {
        field.name: list(value) if isinstance(value, tuple) else value
        for field in fields(place)
        if (value := getattr(place, field.name)) is not None
    }


def restore(text: str) -> Reading:
    """The reading that a page carried.

    Raises:
        Unusable: it is not as this module writes it.
    """
    try:
        found = _Carried.model_validate(loads(text))
        dated_on = dt.date.fromisoformat(found.dated_on) if found.dated_on else None
        notices = tuple(Notice(item.key, dict(item.values)) for item in found.notices)
        for notice in notices:
            say(notice.key, "en", **notice.values)
    except (ValidationError, ValueError, KeyError, IndexError):
        raise Unusable("web.not_carried") from None
    return Reading(
        report=report_of(found.report),
        source=Source(found.file, found.format, found.sha256),
        cells={(table, row, column): place.place() for table, row, column, place in found.cells},
        sections={key: place.place() for key, place in found.sections.items()},
        order=None if found.order is None else tuple(found.order),
        labels=None if found.labels is None else {(table, row): words for table, row, words in found.labels},
        notes=found.notes,
        unsure={(table, row, column): Unsure(item.why, item.text) for table, row, column, item in found.unsure},
        doubtful=found.doubtful,
        in_pictures=found.in_pictures,
        dated_on=dated_on,
        other_titles=found.other_titles,
        notices=notices,
    )


@dataclass(frozen=True, slots=True)
class Edits:
    """What the user corrected on the page: cells and the texts of sections, as they were typed."""

    cells: Mapping[CellKey, str]
    sections: Mapping[str, str]


def edited(reading: Reading, edits: Edits, form: Form) -> Reading:
    """The reading with the corrections; what stood there before is no longer said to stand there.

    Raises:
        Unusable: a cell or a section that is in no form, or a text that no report can hold.
    """
    value = reading.report.dump()
    changed = {key for key, typed in edits.cells.items() if typed.strip() != shown(_cell(value, key)).strip()}
    for table, row, column in sorted(changed):
        place = value.setdefault("tables", {}).setdefault(table, {}).setdefault(row, {})
        place[column] = figure(edits.cells[table, row, column], _unit(form, table, column))
    for key, text in edits.sections.items():
        section = value.setdefault("sections", {}).setdefault(key, {"heading": "", "text": ""})
        if text.strip() != section["text"].replace("\r\n", "\n").strip():
            section["text"] = text
    return replace(
        reading,
        report=report_of(value),
        cells={key: replace(at, quote=None) if key in changed else at for key, at in reading.cells.items()},
        unsure={key: item for key, item in reading.unsure.items() if key not in changed},
    )


def shown(cell: Cell) -> str:
    """What the page shows in a cell; nothing where it could not be read."""
    return "" if cell is None else str(cell)


def _cell(report: Mapping[str, Any], key: CellKey) -> Cell:
    table, row, column = key
    found: Cell = report.get("tables", {}).get(table, {}).get(row, {}).get(column)
    return found


def _unit(form: Form, table: str, column: str) -> CellKind:
    """Which figures a cell takes; a table or column that is in no form is refused with the report."""
    columns = form.tables[table].columns if table in form.tables else {}
    return columns[column].unit if column in columns else "count"


def figure(typed: str, unit: CellKind) -> Cell:
    """What a cell says in which this was typed: the same as one of a document in which it stands."""
    return cell_of(" ".join(typed.split()), unit)
