"""Reads ``report.json`` (schema ``disclosure-report/1``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from engine.errors import Unusable
from engine.json_text import dumps, loads, path_text, printable
from engine.limits import DEFAULT, Limits
from engine.reading import Reading, Source
from engine.report import SCHEMA_ID, Report

if TYPE_CHECKING:
    from pydantic import ValidationError

# Kinds of pydantic errors that have words of their own; the others are "not as expected".
_KNOWN = {
    "missing": "report.missing",
    "extra_forbidden": "report.unknown_key",
    "literal_error": "report.not_allowed",
    "greater_than_equal": "report.too_small",
    "less_than_equal": "report.too_large",
    "string_too_long": "report.too_long",
    "string_too_short": "report.empty",
    "value_error": "report.not_a_date",
    "string_unicode": "report.not_text",
}


def read_json(text: str, source: Source, limits: Limits = DEFAULT) -> Reading:
    """The report that the text says.

    Raises:
        Unusable: not JSON, not a report, or a value that the schema refuses, with its path.
    """
    limits.refuse("text", len(text))
    return Reading(report=report_of(loads(text, limits)), source=source, text=text)


def report_of(value: Any) -> Report:
    """The report that a parsed ``report.json`` says.

    Raises:
        Unusable: as :func:`read_json`.
    """
    if not isinstance(value, dict) or value.get("schema") != SCHEMA_ID:
        raise Unusable("report.not_a_report", schema=SCHEMA_ID)
    try:
        return Report.model_validate(value)
    except ValueError as error:
        raise _explain(cast("ValidationError", error), value) from None


def _explain(error: ValidationError, value: Any) -> Unusable:
    problems = error.errors(include_url=False, include_context=False)
    first = problems[0]
    path = _path(first["loc"], value, str(first["type"]))
    # A cell may be one of several types: the fault is told by the type that it nearly was.
    same = {str(p["type"]) for p in problems if _path(p["loc"], value, str(p["type"])) == path}
    key = next((text for kind, text in _KNOWN.items() if kind in same), "report.wrong_type")
    if first["loc"] and first["loc"][-1] == "[key]":
        key = "report.unknown_key"
    found = first.get("input")
    return Unusable(key, path=path_text(path), what=_shown(found))


def _shown(value: Any) -> str:
    """The value in short, as JSON writes it."""
    if isinstance(value, (dict, list)):
        return "{…}" if isinstance(value, dict) else "[…]"
    if value is None or isinstance(value, bool):
        return dumps(value)
    return printable(str(value))[:60]


def _path(loc: tuple[int | str, ...], value: Any, kind: str) -> tuple[int | str, ...]:
    """The part of pydantic's location that leads through the input (it also names types)."""
    path: list[int | str] = []
    for step in loc:
        inside = isinstance(value, dict) and step in value  # a report has no lists
        if not inside and not (kind == "missing" and step == loc[-1]):
            break
        path.append(step)
        value = value[step] if inside else None
    return tuple(path)
