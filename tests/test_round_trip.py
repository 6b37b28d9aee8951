"""Reports rendered to every format and layout are read back the same, and yield the same findings."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.cases import all_cases
from engine.given import Given
from engine.json_text import dumps, loads
from engine.readers import read_bytes
from engine.reading import Reading
from engine.report import Report
from engine.rulebook import Rulebook
from engine.score import Engine
from tests import render
from tests.strategies import consistent_reports
from tests.texts import BOOK, SECTIONS

CASES = Path(__file__).parent.parent / "cases"
LAYOUTS = [(format, variant) for format, variants in render.VARIANTS.items() for variant in variants]
CLEAN = {"docx": "official", "html": "clean", "txt": "tabs", "pdf": "ruled"}
FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


def complete_reports() -> dict[str, dict[str, Any]]:
    """Every report.json of cases/, and what the cases on structure and tables make of them.

    Cases that only change prose have nothing in them that a layout could lose.
    """
    tables = {rule.name for rule in BOOK.rules if rule.category in ("structure", "identities", "timeliness")}
    found = {path.stem: loads(path.read_text("utf-8")) for path in sorted(CASES.glob("*/*.json"))}
    for case in all_cases():
        if case.rule in tables and case.base.endswith(".json") and case.made().changed:
            found[case.id] = case.made().report()
    for report in found.values():  # a document tells its unit by its title
        report["title"] = f"{report['unit']['name']}{report['year']}年政府信息公开工作年度报告"
    return {name: report for name, report in found.items() if has_all_parts(report) and not has_blanks(report)}


def has_blanks(report: dict[str, Any]) -> bool:
    """Whether blanks stand within its words: most formats and layouts do not keep them as they were."""
    texts = (section["text"] for section in report.get("sections", {}).values())
    return any(re.search(r"[^\S\n]", text.strip()) for text in texts)


def has_all_parts(report: dict[str, Any]) -> bool:
    """Whether it has all tables and all sections with their headings; single rows may be missing."""
    tables = report.get("tables", {})
    sections = {key for key, section in report.get("sections", {}).items() if section.get("heading")}
    return all(tables.get(key) for key in ("proactive", "requests", "disputes")) and sections >= set(SECTIONS)


def is_complete(report: dict[str, Any]) -> bool:
    """Whether it has every cell of one form."""
    given = {(t, r, c) for t, rows in report["tables"].items() for r, line in rows.items() for c in line}
    return any(
        all((table.key, row, column) in given for table in form.tables.values() for _, row, column in table.cells())
        for form in BOOK.forms
    )


REPORTS = complete_reports()
WHOLE = ["huaian-2024", "longgang-2020", "wrong-k-sample"]


def read(report: dict[str, Any], format: str, variant: str, book: Rulebook) -> Reading:
    return read_bytes(render.render(report, format, variant), f"report.{format}", book)


def assert_same(report: dict[str, Any], format: str, variant: str, book: Rulebook) -> None:
    """The document says what a perfect reader would find in it."""
    expected = render.expected(report, format, variant)
    found = read(report, format, variant, book).report.dump()
    assert narrow(found["tables"]) == narrow(expected["tables"])
    assert {type(c) for c in cells(found)} == {type(c) for c in cells(expected)}
    for key in ("unit", "year", "title", "published_on"):
        assert found.get(key) == expected.get(key), key
    loose = render.loose(report, format, variant)
    own = {key: words(render.own_text(s["text"], loose), format) for key, s in found["sections"].items()}
    own = {key: text for key, text in own.items() if text or key != "preface"}
    assert own == {key: words(section["text"], format) for key, section in expected["sections"].items()}
    headings = {key: section["heading"] for key, section in found["sections"].items() if key != "preface"}
    assert headings == {key: s["heading"] for key, s in expected["sections"].items() if key != "preface"}


def narrow(tables: Any) -> Any:
    """Text in cells is kept as it stood; for the comparison full-width forms are made narrow."""
    if isinstance(tables, dict):
        return {key: narrow(value) for key, value in tables.items()}
    return unicodedata.normalize("NFKC", tables) if isinstance(tables, str) else tables


def assert_nothing_invented(report: dict[str, Any], format: str, variant: str, book: Rulebook) -> None:
    """Where rows or columns are missing, some cells may not be sure; but none is wrong."""
    expected = render.expected(report, format, variant)["tables"]
    found = read(report, format, variant, book).report.dump()["tables"]
    for table, rows in found.items():
        for row, line in rows.items():
            for column, cell in line.items():
                own = expected.get(table, {}).get(row, {}).get(column)
                assert cell is None or (cell == own and type(cell) is type(own)), (table, row, column)


def cells(report: dict[str, Any]) -> list[Any]:
    return [cell for rows in report["tables"].values() for cell in line_of(rows)]


def line_of(rows: dict[str, dict[str, Any]]) -> list[Any]:
    return [cell for line in rows.values() for cell in line.values()]


def words(text: str, format: str) -> str:
    """In a text of broken lines, where a paragraph ends cannot always be told."""
    return text.replace("\n", "") if format == "txt" else text


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(("format", "variant"), LAYOUTS)
def test_whole_report(name: str, format: str, variant: str, book: Rulebook) -> None:
    if reason := render.reason_not_to(REPORTS[name], format, variant):
        pytest.skip(reason)
    assert_same(REPORTS[name], format, variant, book)


@pytest.mark.parametrize("name", sorted(set(REPORTS) - set(WHOLE)))
def test_every_report_of_the_cases(name: str, book: Rulebook) -> None:
    """Each in a few layouts, so that all layouts have their turn."""
    report = REPORTS[name]
    start = sum(map(ord, name))
    turns = [LAYOUTS[(start + 13 * turn) % len(LAYOUTS)] for turn in range(6)]
    possible = [layout for layout in turns if not render.reason_not_to(report, *layout)]
    if any(set(map(str, line_of(rows))) == {""} for rows in report["tables"].values()):
        possible = [layout for layout in possible if layout[0] != "xlsx"]  # a blank row of a sheet leaves no trace
    for format, variant in possible:
        if is_complete(report):
            assert_same(report, format, variant, book)
        else:
            assert_nothing_invented(report, format, variant, book)


@FEW
@given(report=consistent_reports(BOOK), layout=st.sampled_from(LAYOUTS))
def test_any_report(report: dict[str, Any], layout: tuple[str, str]) -> None:
    if not render.reason_not_to(report, *layout):
        assert_same(report, *layout, BOOK)


@pytest.mark.parametrize("name", WHOLE)
def test_findings_do_not_depend_on_the_format(name: str, engine: Engine) -> None:
    """Locations aside: rule, figures, words and marks are the same."""
    known = Given(published_on=Report.model_validate(REPORTS[name]).published_on)  # only a web page tells it
    found = []
    for format, variant in CLEAN.items():
        assert not render.reason_not_to(REPORTS[name], format, variant)
        card = engine.score(read(REPORTS[name], format, variant, engine.book), known)
        found.append((card.score, [(f.rule, f.message, f.deducted, f.fingerprint) for f in card.findings]))
    assert found[0][1] or name != "wrong-k-sample"
    assert all(other == found[0] for other in found[1:])


@pytest.mark.parametrize("name", WHOLE)
def test_a_report_read_is_a_report_json(name: str, book: Rulebook) -> None:
    once = read(REPORTS[name], "docx", "official", book).report
    assert read_bytes(dumps(once.dump()).encode(), "x.json", book).report == once


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("name", "variant"), [("huaian-2024", "official"), ("longgang-2020", "blocks")])
def test_a_pdf_that_an_office_program_wrote(name: str, variant: str, book: Rulebook) -> None:
    content = render.pdf_by_office(render.render(REPORTS[name], "docx", variant))
    assert content is not None
    found = read_bytes(content, "x.pdf", book).report.dump()
    expected = render.expected(REPORTS[name], "docx", variant)
    assert found["tables"] == expected["tables"]
    assert list(found["sections"]) == list(expected["sections"])
