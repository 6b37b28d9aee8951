"""What is plainly right is what the model finds right, and the report is then the same."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine import report_model
from engine.json_text import loads
from engine.report import LARGEST_COUNT, Report, RequestsRowKey, Section, Unit
from engine.report_check import COLUMNS, plain_report
from tests.test_cli import ROOT

FILES = sorted(ROOT.glob("cases/**/*.json"))
BASE: dict[str, Any] = {
    "schema": "disclosure-report/1",
    "unit": {"name": "某市财政局", "code": "330000", "kind": "department", "level": "prefecture", "region": "某省"},
    "year": 2024,
    "title": "某市财政局2024年政府信息公开工作年度报告",
    "submitted_on": "2025-01-20",
    "published_on": "2025-01-24",
    "sections": {"preface": {"text": "前言"}, "overview": {"heading": "一、总体情况", "text": "全年公开12条。"}},
    "tables": {
        "proactive": {
            "regulations": {"made": 0, "repealed": 1, "in_force": "/"},
            "licences": {"decisions": 3, "previous": 5, "change": -2},
            "fees": {"amount_10k_yuan": Decimal("12.5")},
            "procurement": {"projects": 2, "amount": "1798.5764 万元"},
        },
        "requests": {"new_received": {"natural_person": 1, "total": None}, "other": {"research": ""}},
        "disputes": {"review": {"upheld": 0, "total": 0}},
    },
}
ODD: list[Any] = [
    None, True, False, 0, -1, 1, 2.0, LARGEST_COUNT, LARGEST_COUNT + 1, -LARGEST_COUNT, -LARGEST_COUNT - 1,
    Decimal("0.5"), Decimal(3), Decimal("-0.5"), Decimal("NaN"), Decimal("Infinity"), Decimal(LARGEST_COUNT + 1),
    "", "甲", "x" * 51, "x" * 200, "x" * 201, "x" * 501, "\ud800", "2025-01-31", "2025-02-30", "20250131",
    "department", "county", "disclosure-report/1", [], {}, {"total": 1}, {"heading": ""}, {"name": "甲"},
    Unit("甲"), Unit(""), Section("甲"),
]  # fmt: skip
KEYS = [
    "schema", "schema_id", "name", "kind", "heading", "text", "other", "total", "change", "decisions", "amount",
    "disputes", "tables", "preface", "新", 1,
]  # fmt: skip


def by_model(value: Any) -> Report | None:
    """The independent oracle."""
    try:
        found = report_model.Report.model_validate(raw(value))
    except ValidationError:
        return None
    sections = {key: Section(part.heading, part.text) for key, part in found.sections.items()}
    unit = Unit(**found.unit.model_dump())
    tables: Any = found.tables
    return Report(unit, found.year, found.title, found.submitted_on, found.published_on, sections, tables)


def raw(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: raw(item) for key, item in value.items()}
    if isinstance(value, (Unit, Section)):
        return {name: getattr(value, name) for name in type(value).__slots__}
    return value


def spoiled(data: st.DataObject) -> Any:
    """The base with one to three things in it replaced, added or taken away."""
    value = copy.deepcopy(BASE)
    for _ in range(data.draw(st.integers(1, 3))):
        holder: Any = value
        while True:
            inner = [key for key, item in holder.items() if isinstance(item, dict)]
            if not inner or data.draw(st.integers(0, 2)) == 0:
                break
            holder = holder[data.draw(st.sampled_from(sorted(inner, key=str)))]
        known = sorted(holder, key=str)
        key = data.draw(st.sampled_from(known + KEYS)) if known else data.draw(st.sampled_from(KEYS))
        if data.draw(st.booleans()):
            holder[key] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
        else:
            holder.pop(key, None)
    return value


@given(st.data())
@settings(max_examples=400, deadline=None)
def test_what_is_plainly_right_is_right(data: st.DataObject) -> None:
    value = spoiled(data)
    plain = plain_report(value)
    if plain is not None:
        assert plain == by_model(value)


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_report_is_accepted_exactly_if_the_model_accepts_it(data: st.DataObject) -> None:
    value = spoiled(data)
    expected = by_model(value)
    if expected is None:
        with pytest.raises(ValidationError):
            Report.model_validate(value)
    else:
        assert Report.model_validate(value) == expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_reports_of_the_cases_are_plainly_right(file: Path) -> None:
    value = loads(file.read_text("utf-8"))
    try:
        expected = by_model(value)
    except (AttributeError, TypeError):
        expected = None
    assert plain_report(value) == expected


def test_the_base_is_plainly_right() -> None:
    assert plain_report(BASE) == by_model(BASE)
    assert plain_report(BASE) is not None


def test_the_keys_are_those_of_the_model() -> None:
    tables = get_type_hints(report_model.Tables)
    columns = {
        "proactive": {row: set(get_type_hints(line)) for row, line in get_type_hints(tables["proactive"]).items()},
        "requests": {row: set(get_type_hints(report_model.RequestsRow)) for row in get_args(RequestsRowKey)},
        "disputes": {row: set(get_type_hints(line)) for row, line in get_type_hints(tables["disputes"]).items()},
    }
    assert columns == {table: {row: set(line) for row, line in rows.items()} for table, rows in COLUMNS.items()}


def test_values_are_independent_of_what_they_were_made_of() -> None:
    value = copy.deepcopy(BASE)
    report = Report.model_validate(value)
    before = json.dumps(report.dump(), default=str)
    value["tables"]["requests"]["new_received"]["total"] = 99
    assert json.dumps(report.dump(), default=str) == before
