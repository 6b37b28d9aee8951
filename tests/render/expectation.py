"""What a perfect reader makes of a printed report: the report, but for what the style says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.render import words
from tests.render.figures import read_back
from tests.render.layout import (
    CHANNELS,
    LAST_YEAR,
    contents_of,
    heading_as,
    lines_of,
    order_of,
    rows_of,
    title_of,
)
from tests.render.matrix import Matrix
from tests.render.style import Style
from tests.render.tables import form_of

TABLES = ("proactive", "requests", "disputes")


def reason_not_to(report: Mapping[str, Any], style: Style) -> str:
    """Why the report cannot be printed so without loss; nothing if it can."""
    cells = [cell for key in TABLES for line in rows_of(report, key).values() for cell in line.values()]
    if any(cell is None for cell in cells):
        return "a cell that could not be read"
    if any(isinstance(cell, str) and ("\n" in cell or "\t" in cell) for cell in cells):
        return "a cell of several lines"
    if any(form_of(key, rows_of(report, key), report["year"]) is None for key in TABLES):
        return "cells of both forms in one table"
    if f"{report['year']}年" not in title_of(report):
        return "a title without the year"
    if any(not report["sections"][key]["heading"].strip() for key in report["sections"] if key != "preface"):
        return "a section without a heading"
    if not style.blanks and any(
        "" in line.values() for key in TABLES for line in _table(report, key, style).values()
    ):
        return "a blank cell, which would leave no trace"
    return ""


def expected(report: Mapping[str, Any], style: Style) -> dict[str, Any]:
    """The report as it must come back. What no document tells (code, kind, level, region) is not there."""
    preface = "\n".join(lines_of(report["sections"].get("preface", {}).get("text", "")))
    sections = {"preface": {"heading": "", "text": preface}} if preface else {}
    for key in order_of(report):
        if key in report["sections"]:
            section = report["sections"][key]
            text = "\n".join(lines_of(section.get("text", "")))
            sections[key] = {"heading": heading_as(key, section["heading"].strip(), style), "text": text}
    found = {
        "schema": "disclosure-report/1",
        "unit": {"name": report["unit"]["name"]},
        "year": report["year"],
        "title": title_of(report),
        "sections": sections,
        "tables": {key: _table(report, key, style) for key in TABLES if rows_of(report, key)},
    }
    if style.published and report.get("published_on"):
        found["published_on"] = report["published_on"]
    return found


def _table(report: Mapping[str, Any], key: str, style: Style) -> dict[str, dict[str, Any]]:
    """The cells as printed: where any row of a block has a column, the others have it too, if only blank.

    Not so in the table of disputes with all results side by side: there each group has its own columns.
    """
    rows = rows_of(report, key)
    form = form_of(key, rows, report["year"])
    assert form is not None
    apart = key == "disputes" and style.disputes != "rows"
    found = {}
    for block in form.tables[key].blocks:
        present = [row for row in block.rows if row in rows]
        columns = [column for column in block.columns if any(column in rows[row] for row in present)]
        for row in present:
            own = [column for column in columns if column in rows[row] or not apart]
            found[row] = {column: read_back(rows[row].get(column, ""), column) for column in own}
    return found


def loose_lines(report: Mapping[str, Any], style: Style) -> frozenset[str]:
    """Words beside the report's own, without spaces: a reader may leave them out of a section's text or keep them.

    Captions, notes in the first and last row of a table, contents, and the tables that are not the
    form's, by cell and by row. The form's own tables are no text, and neither are page numbers,
    headers, footers and what a web site puts around.
    """
    lines: set[str] = set()
    if style.rows_beside:
        lines |= {words.UNIT_OF_COUNT, words.REMARK}
    if style.captions:
        lines |= {*words.CAPTIONS.values()}
    if style.contents:
        lines |= {*contents_of(report, style)}
    if style.channels:
        lines |= _lines(CHANNELS)
    if style.last_year:
        lines |= {f"附：{report['year'] - 1}年有关数据", *_lines(LAST_YEAR)}
    return frozenset(bare_line(line) for line in lines)


def _lines(table: Matrix) -> set[str]:
    return {cell.text for cell in table.cells} | {"".join(c.text for c in line) for line in table.owners()}


def bare_line(line: str) -> str:
    """A line without spaces and what parts cells in a text."""
    return "".join(line.translate(dict.fromkeys(map(ord, "|│\u3000"), " ")).split())


def own_text(text: str, loose: frozenset[str]) -> str:
    """The text without the loose lines."""
    return "\n".join(line for line in lines_of(text) if bare_line(line) not in loose)
