"""A report as a sequence of paragraphs and tables, which every format draws in its own way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from tests.render import words
from tests.render.matrix import Cell, Matrix, cut, matrix, unmerged, with_rows
from tests.render.style import Style
from tests.render.tables import FORMS, drawn, form_of

Role = Literal["unit", "title", "info", "contents", "preface", "heading", "text", "caption"]
_NUMERALS = "一二三四五六七八九十"
_NUMBER = re.compile(rf"[{_NUMERALS}]+[、．.]\s*")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph or line, and the ``section`` that it belongs to."""

    text: str
    role: Role = "text"
    section: str = "preface"


@dataclass(frozen=True, slots=True)
class Table:
    """``official`` is the table's key, or nothing for a table that the form does not know."""

    matrix: Matrix
    section: str
    official: str = ""


Block: TypeAlias = Paragraph | Table


def title_of(report: Mapping[str, Any]) -> str:
    """The title, made from unit and year where the report has none."""
    return str(report.get("title") or f"{report['unit']['name']}{report['year']}{words.REPORT}").strip()


def order_of(report: Mapping[str, Any]) -> list[str]:
    """The sections in their order; that of a table without its section comes after the one before in the form."""
    order = [key for key in report["sections"] if key != "preface"]
    form = list(FORMS[0].sections)
    for key in (key for key in form if key not in order and rows_of(report, key)):
        before = [place for place, other in enumerate(order, 1) if form.index(other) < form.index(key)]
        order.insert(max(before, default=0), key)
    return order


def rows_of(report: Mapping[str, Any], table: str) -> dict[str, dict[str, Any]]:
    """The rows of a table that have any cell."""
    return {row: dict(line) for row, line in report["tables"].get(table, {}).items() if line}


def lines_of(text: str) -> list[str]:
    """The paragraphs of a text."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def heading_as(key: str, heading: str, style: Style) -> str:
    """The heading as the style prints it; the numeral stays that of the report."""
    found = _NUMBER.match(heading)
    if found is None or style.headings == "kept":
        return heading
    rest = heading[found.end() :]
    if style.headings == "bare":
        return rest
    if style.headings == "part":
        return f"第{found[0].rstrip('、．. ')}部分 {rest}"
    return found[0] + words.HEADING_VARIANTS[key]


def blocks_of(report: Mapping[str, Any], style: Style) -> list[Block]:
    """The whole document in reading order."""
    return list(_blocks(report, style))


def _blocks(report: Mapping[str, Any], style: Style) -> Iterator[Block]:
    yield from _top(report, style)
    preface = report["sections"].get("preface", {}).get("text", "")
    yield from (Paragraph(line, "preface") for line in lines_of(preface))
    for key in order_of(report):
        section = report["sections"].get(key)
        tables = _tables(report, key, style)
        if section:
            heading = heading_as(key, section["heading"].strip(), style)
            lines = lines_of(section.get("text", ""))
            if style.heading_in_table and tables and not lines and style.cut == "none":
                tables[0] = with_rows(tables[0], above=[heading])
            else:
                yield Paragraph(heading, "heading", key)
            yield from (Paragraph(line, "text", key) for line in lines)
        if tables and style.captions:
            yield Paragraph(words.CAPTIONS[key], "caption", key)
        yield from (Table(table, key, key) for table in tables)
        yield from _unofficial(report, key, style)


def _top(report: Mapping[str, Any], style: Style) -> Iterator[Paragraph]:
    title, year = title_of(report), f"{report['year']}年"
    if report["unit"]["name"] not in title:
        yield Paragraph(report["unit"]["name"], "unit")
    before, found, _ = title.partition(year)
    if style.title_lines == 2 and found and before:
        yield Paragraph(before, "title")
        title = title[len(before) :]
    yield Paragraph(title, "title")
    if style.published and report.get("published_on"):
        yield Paragraph(f"发布日期：{report['published_on']}", "info")
    if style.contents:
        yield from (Paragraph(line, "contents") for line in contents_of(report, style))


def contents_of(report: Mapping[str, Any], style: Style) -> list[str]:
    """The lines of a table of contents."""
    sections = [(key, report["sections"][key]) for key in order_of(report) if key in report["sections"]]
    headings = [heading_as(key, section["heading"].strip(), style) for key, section in sections]
    return [words.CONTENTS, *(f"{heading}{'.' * 20}{page}" for page, heading in enumerate(headings, 1))]


def _tables(report: Mapping[str, Any], key: str, style: Style) -> list[Matrix]:
    rows = rows_of(report, key)
    if not rows:
        return []
    form = form_of(key, rows, report["year"])
    if form is None:
        raise ValueError(f"{key}: no form has all these cells")
    found = drawn(key, rows, form, style)
    if style.rows_beside:
        found[0] = with_rows(found[0], above=[words.UNIT_OF_COUNT])
        found[-1] = with_rows(found[-1], below=[words.REMARK])
    if key == "requests" and style.cut != "none":
        middle = (found[0].head + found[0].height) // 2
        if found[0].head < middle:
            found = list(cut(found[0], middle, style.cut == "repeated"))
    if style.spans != "merged":
        found = [unmerged(table, style.spans == "repeated") for table in found]
    return found


def _unofficial(report: Mapping[str, Any], key: str, style: Style) -> Iterator[Block]:
    """Tables that are not the form's and must not be taken for it."""
    if key == "overview" and style.channels:
        yield Table(CHANNELS, key)
    if key == "requests" and style.last_year:
        yield Paragraph(f"附：{report['year'] - 1}年有关数据", "caption", key)
        yield Table(LAST_YEAR, key)


def _plain(lines: Sequence[Sequence[str]]) -> Matrix:
    cells = [
        Cell(row, column, text, kind="head" if not row else "figure" if column else "label")
        for row, line in enumerate(lines)
        for column, text in enumerate(line)
    ]
    return matrix(cells, 1)


CHANNELS = _plain([["公开渠道", "信息条数"], ["门户网站", "31415"], ["政务微博", "2718"], ["政务微信", "1618"]])
LAST_YEAR = _plain([["上年情况", "自然人", "总计"], ["新收申请", "7071", "7073"], ["结转下年度继续办理", "61", "67"]])
