"""The reading that a page carries: it comes back as it was, and nothing else comes back."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from engine.cases import ROOT
from engine.errors import Unusable
from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.reading import Notice, Place, Reading, Source, Unsure
from engine.report import Report
from tests.strategies import consistent_reports
from web.carried import Edits, carry, edited, figure, restore

BOOK = load_rulebook()
FORM = BOOK.form(2024)
TEXT = (ROOT / "reports/huaian-2024.txt").read_bytes()
PDF = Path(__file__).parents[2] / "shared" / "reports" / "huaian-2024.pdf"


def reading() -> Reading:
    return replace(read_bytes(TEXT, "年报.txt", BOOK), text=None)  # which no page shows, and none carries


def test_a_reading_of_a_text_comes_back_with_its_places() -> None:
    before = reading()
    assert before.cells
    assert before.labels
    assert restore(carry(before)) == before


def test_everything_that_a_reading_may_hold_comes_back() -> None:
    cell = ("requests", "total", "total")
    before = replace(
        reading(),
        cells={cell: Place(1, 2, "三", 4, 5, 6, "表", (1, 2, 3, 4))},
        sections={"overview": Place(line=3)},
        order=None,
        labels=None,
        notes={"requests": True},
        unsure={cell: Unsure("ambiguous", "1 2")},
        doubtful=True,
        in_pictures="words",
        dated_on=dt.date(2025, 1, 31),
        other_titles=2,
        notices=(Notice("file.too_slow", {"seconds": 3}),),
    )
    assert restore(carry(before)) == before


@pytest.mark.skipif(not PDF.exists(), reason="the real report is not here")
def test_a_real_document_comes_back() -> None:
    before = read_bytes(PDF.read_bytes(), "a.pdf", BOOK)
    assert restore(carry(before)) == before


@settings(max_examples=20, deadline=None)
@given(report=consistent_reports(BOOK))
def test_any_report_comes_back(report: dict[str, Any]) -> None:
    before = Reading(Report.model_validate(report), Source("a.json", "json", "0" * 64))
    assert restore(carry(before)) == before


def broken(**changes: Any) -> str:
    return json.dumps({**json.loads(carry(reading())), **changes})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        broken(sha256="../../etc/passwd"),
        broken(extra=1),
        broken(notices=[{"key": "no.such.text", "values": {}}]),
        broken(notices=[{"key": "file.too_slow", "values": {}}]),
        broken(dated_on="yesterday"),
        broken(cells=[["requests", "total", "total", {"page": -1}]]),
        broken(cells=[["requests", "total"]]),
        broken(doubtful="yes"),
        broken(report={"schema": "other"}),
        broken(report={"schema": "disclosure-report/1", "unit": {"name": "x"}, "year": 2024, "tables": {"evil": {}}}),
    ],
)
def test_what_was_not_carried_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        restore(text)


@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [
        (" 12 ", "count", 12),
        ("０12", "count", 12),
        ("1,234", "count", 1234),
        ("1,23", "count", "1,23"),
        ("1 234", "count", "1 234"),  # kept as typed: the rules say what is wrong with it
        ("1.5", "count", "1.5"),
        ("-3", "count", "-3"),
        ("-3", "signed", "-3"),
        ("1.50", "money", Decimal("1.50")),
        ("-1.5", "money", "-1.5"),
        ("NaN", "money", "NaN"),
        ("1e5", "count", "1e5"),
        ("", "count", ""),
        ("/", "count", "/"),
    ],
)
def test_what_a_typed_figure_means(typed: str, unit: Any, meant: object) -> None:
    found = figure(typed, unit)
    assert (type(found), found) == (type(meant), meant)


def test_a_correction_changes_its_cell_only() -> None:
    assert FORM is not None
    before = reading()
    cell = ("requests", "granted", "natural_person")
    other = ("requests", "new_received", "natural_person")
    same = str(before.report.table("requests")["new_received"]["natural_person"])
    after = edited(before, Edits({cell: "777", other: f" {same} "}, {}), FORM)
    assert after.report.table("requests")["granted"]["natural_person"] == 777
    assert after.cells[cell].quote is None  # what stood there no longer does
    assert after.cells[other] == before.cells[other]
    back = edited(after, Edits({cell: str(before.report.table("requests")["granted"]["natural_person"])}, {}), FORM)
    assert back.report == before.report


def test_a_corrected_text_and_a_section_that_is_new() -> None:
    assert FORM is not None
    before = reading()
    after = edited(before, Edits({}, {"overview": "新的文字。"}), FORM)
    assert after.report.section("overview").text == "新的文字。"  # type: ignore[union-attr]
    assert after.report.table("requests") == before.report.table("requests")


@pytest.mark.parametrize(
    "edits",
    [
        Edits({("requests", "evil", "total"): "1"}, {}),
        Edits({("evil", "total", "total"): "1"}, {}),
        Edits({("requests", "total", "total"): "9" * 500}, {}),
        Edits({}, {"evil": "x"}),
    ],
)
def test_a_correction_of_what_no_report_has_is_refused(edits: Edits) -> None:
    assert FORM is not None
    with pytest.raises(Unusable):
        edited(reading(), edits, FORM)
