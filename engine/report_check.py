"""Makes reports of parsed ``report.json``: at once where all is plainly right, else by way of the model.

Most reports are plainly right, and this says so ten times faster than the model of
:mod:`engine.report_model` (which need not even be imported then: a sixth of the time that the command
takes to start). It knows no faults: whatever it is not sure of, the model decides.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

from engine.report import (
    LARGEST_COUNT,
    SCHEMA_ID,
    Report,
    RequestsRowKey,
    Rows,
    Section,
    SectionKey,
    Unit,
    UnitKind,
    UnitLevel,
)  # fmt: skip

_KEYS = frozenset(("schema", "unit", "year", "title", "submitted_on", "published_on", "sections", "tables"))
_UNIT = {"name": 200, "code": 50, "region": 200}  # characters
_UNIT_WORDS = {"kind": frozenset(get_args(UnitKind)), "level": frozenset(get_args(UnitLevel))}
_SECTIONS = frozenset(get_args(SectionKey))
_SECTION = {"heading": 500, "text": 2_000_000}
_LONGEST_TITLE = 500
_LONGEST_CELL = 200
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)

_NORMATIVE = frozenset(("made", "repealed", "in_force", "published", "total_public"))
_DECISIONS = frozenset(("previous", "change", "decisions"))
_APPLICANTS = (
    "natural_person", "commercial", "research", "public_welfare", "legal_service", "other_org", "total",
)  # fmt: skip
_RESULTS = frozenset(("upheld", "corrected", "other", "pending", "total"))
COLUMNS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "proactive": {
        "regulations": _NORMATIVE,
        "normative_documents": _NORMATIVE,
        "licences": _DECISIONS,
        "other_services": _DECISIONS,
        "penalties": _DECISIONS,
        "coercive_measures": _DECISIONS,
        "fees": frozenset(("amount_10k_yuan", "previous", "change")),
        "procurement": frozenset(("projects", "amount")),
    },
    "requests": dict.fromkeys(get_args(RequestsRowKey), frozenset(_APPLICANTS)),
    "disputes": dict.fromkeys(("review", "direct", "after_review"), _RESULTS),
}
_SIGNED = "change"
_MONEY = ("amount_10k_yuan", "amount")


class _NotPlain(Exception):
    """The model has to look at it."""


def report_of(value: Any) -> Report:
    """The report that ``value`` says.

    Raises:
        ValueError: the model refuses it (a ``pydantic.ValidationError``).
    """
    return plain_report(value) or _by_model(value)


def plain_report(value: Any) -> Report | None:
    """The report, if all of it is plainly right."""
    try:
        return _report(value)
    except _NotPlain:
        return None


def _report(value: Any) -> Report:
    if type(value) is not dict or not value.keys() <= _KEYS or value.get("schema", SCHEMA_ID) != SCHEMA_ID:
        raise _NotPlain
    texts: list[str] = []
    year, title = value.get("year"), value.get("title")
    if type(year) is not int:
        raise _NotPlain
    report = Report(
        unit=_unit(value.get("unit"), texts),
        year=year,
        title=title if title is None else _text(title, _LONGEST_TITLE, texts),
        submitted_on=_date(value.get("submitted_on")),
        published_on=_date(value.get("published_on")),
        sections=_sections(value.get("sections", {}), texts),
        tables=_tables(value.get("tables", {}), texts),
    )
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:  # half of a character
        raise _NotPlain from None
    return report


def _unit(value: Any, texts: list[str]) -> Unit:
    if type(value) is Unit:
        value = {name: found for name in Unit.__slots__ if (found := getattr(value, name)) is not None}
    if type(value) is not dict or not value.get("name"):
        raise _NotPlain
    for name, found in value.items():
        if name in _UNIT:
            _text(found, _UNIT[name], texts)
        elif type(found) is not str or found not in _UNIT_WORDS.get(name, ()):
            raise _NotPlain
    return Unit(**value)


def _sections(value: Any, texts: list[str]) -> dict[SectionKey, Section]:
    if type(value) is not dict or not value.keys() <= _SECTIONS:
        raise _NotPlain
    return {key: _section(found, texts) for key, found in value.items()}


def _section(value: Any, texts: list[str]) -> Section:
    if type(value) is Section:
        value = {"heading": value.heading, "text": value.text}
    if type(value) is not dict or not value.keys() <= _SECTION.keys():
        raise _NotPlain
    for name, found in value.items():
        _text(found, _SECTION[name], texts)
    return Section(**value)


def _tables(value: Any, texts: list[str]) -> dict[str, Rows]:
    if type(value) is not dict or not value.keys() <= COLUMNS.keys():
        raise _NotPlain
    for table, rows in value.items():
        columns = COLUMNS[table]
        if type(rows) is not dict or not rows.keys() <= columns.keys():
            raise _NotPlain
        for row, line in rows.items():
            if type(line) is not dict or not line.keys() <= columns[row]:
                raise _NotPlain
            for cell in line.values():
                if type(cell) is not int or not 0 <= cell <= LARGEST_COUNT:
                    _check_line(line, texts)
                    break
    return {table: {row: dict(line) for row, line in rows.items()} for table, rows in value.items()}


def _check_line(line: dict[str, Any], texts: list[str]) -> None:
    """A row in which not every cell is a plain count."""
    for column, cell in line.items():
        if cell is None:
            continue
        if type(cell) is str:
            _text(cell, _LONGEST_CELL, texts)
        elif type(cell) is Decimal:
            if column not in _MONEY or not cell.is_finite() or not 0 <= cell <= LARGEST_COUNT:
                raise _NotPlain
        elif type(cell) is not int or not -(LARGEST_COUNT if column == _SIGNED else 0) <= cell <= LARGEST_COUNT:
            raise _NotPlain


def _text(value: Any, most: int, texts: list[str]) -> str:
    if type(value) is not str or len(value) > most:
        raise _NotPlain
    texts.append(value)
    return value


def _date(value: Any) -> dt.date | None:
    if value is None or type(value) is dt.date:
        return value
    if type(value) is not str or not _ISO_DATE.fullmatch(value):
        raise _NotPlain
    try:
        return dt.date.fromisoformat(value)
    except ValueError:  # no such day
        raise _NotPlain from None


def _by_model(value: Any) -> Report:
    """The report as the model has it, which knows every fault."""
    from engine import report_model

    found = report_model.Report.model_validate(_raw(value))
    return Report(
        unit=Unit(**found.unit.model_dump()),
        year=found.year,
        title=found.title,
        submitted_on=found.submitted_on,
        published_on=found.published_on,
        sections={key: Section(part.heading, part.text) for key, part in found.sections.items()},
        tables=dict(found.tables),  # type: ignore[arg-type]
    )


def _raw(value: Any) -> Any:
    """The value with its units and sections as dicts."""
    if type(value) is dict:
        return {key: _raw(item) for key, item in value.items()}
    if type(value) is Section:
        return {"heading": value.heading, "text": value.text}
    return {name: getattr(value, name) for name in Unit.__slots__} if type(value) is Unit else value
