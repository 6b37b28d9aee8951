"""All that is shown of a small province, against texts in ``tests/standings/``.

Each figure in them was reckoned by hand, and nothing renews them: what changes is changed there by hand, after it
was reckoned again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import html

from engine.rank.justify import justification
from engine.rank.show import View, show
from engine.rank.show.html import group_charts, marks_chart
from engine.rank.show.unit_page import render as explained
from engine.rank.standings import Standings, UnitStanding
from engine.reporters.width import width_of
from engine.rulebook import Rulebook
from tests.small_province import cards, ranked

EXPECTED = Path(__file__).with_name("standings")


@pytest.fixture(scope="module")
def standings(book: Rulebook) -> Standings:
    return ranked(book)


def expected(name: str) -> str:
    return (EXPECTED / f"{name}.txt").read_text("utf-8")


def text_of(shown: str | bytes | Iterable[str]) -> str:
    assert not isinstance(shown, bytes)
    return "".join(shown)


def unit_of(standings: Standings, code: str) -> UnitStanding:
    return next(unit for unit in standings.units if unit.code == code)


def test_on_a_wide_terminal(standings: Standings) -> None:
    assert show("table")(standings, View("zh", 120)) == expected("terminal")


def test_on_a_narrow_terminal_with_few_units_of_a_group(standings: Standings) -> None:
    shown = text_of(show("table")(standings, View("en", 60, top=2)))
    assert shown == expected("narrow")
    assert max(map(width_of, shown.splitlines())) == 60


def test_as_comma_separated_values(standings: Standings) -> None:
    found = text_of(show("csv")(standings, View("zh")))
    assert found.startswith("\ufeff")
    assert found.count("\r\n") == found.count("\n") == 15
    assert found[1:].replace("\r\n", "\n") == expected("table")


def test_units_explained(standings: Standings) -> None:
    """Every unit, the one after the other; of one also its scorecard."""
    pages = [explained(standings, unit, View("zh", 100)) for unit in standings.units]
    assert "=====\n".join(pages) == expected("units")
    assert list(cards(standings.units))
    with_card = explained(standings, unit_of(standings, "12"), View("zh", 100, cards=cards))
    head, ruled, card = with_card.partition(f"\n{'═' * 100}\n\n")
    assert head == pages[2]
    assert ruled
    assert card.startswith("甲市教育局 · 2024 年度\n得分 92（满分 100） · 良好\n")
    assert not card.endswith("\n\n")


def said_in(content: bytes) -> Iterator[str]:
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        yield f"# {sheet.title}"
        for row in sheet.values:
            cells = ["" if value is None else str(value).replace("\n", " / ") for value in row]
            yield " | ".join(cells).rstrip(" |")


def workbook_of(standings: Standings, **more: Any) -> bytes:
    content = show("xlsx")(standings, View("zh", **more))
    assert isinstance(content, bytes)
    return content


def test_the_workbook_whole(standings: Standings) -> None:
    found = "\n".join(said_in(workbook_of(standings, cards=cards, sheets=3))) + "\n"
    assert found == expected("workbook")


def test_the_workbook_without_scorecards_has_no_sheets_of_units(standings: Standings) -> None:
    sheets = [line for line in said_in(workbook_of(standings)) if line.startswith("#")]
    assert sheets == ["# 总览", "# 排名", "# 未报迟报存疑", "# 地区", "# 常见问题", "# 横向比对", "# 未计入的文件"]


def test_sheets_as_they_are_printed_and_scrolled(standings: Standings) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(standings, cards=cards)))
    held = {sheet.title: (sheet.freeze_panes, sheet.auto_filter.ref) for sheet in book.worksheets[:8]}
    assert held == {
        "总览": (None, None),
        "排名": ("E2", "A1:AB15"),
        "未报迟报存疑": ("A2", "A1:J9"),
        "地区": ("D2", "A1:U5"),
        "常见问题": ("A2", "A1:G4"),
        "横向比对": ("A2", "A1:E3"),
        "未计入的文件": ("A2", "A1:E11"),
        "1 甲市人民政府": (None, None),
    }
    for sheet in book.worksheets:  # on A4, as wide as a page, and as long as need be
        page = sheet.page_setup
        assert (page.orientation, page.paperSize, page.fitToHeight) == ("landscape", 9, 0)
        fit: Any = sheet.sheet_properties.pageSetUpPr
        assert fit.fitToPage
    three = book["3 甲市教育局"]
    heights = {number: row.height for number, row in three.row_dimensions.items() if row.height}
    assert heights == {19: 105, 20: 30, 24: 30, 28: 30}  # 15 points a line: seven, two, two and two lines
    styles = {cell.coordinate: (cell.font.b, cell.alignment.wrap_text, cell.alignment.vertical) for cell in three[19]}
    wrapped = (False, True, "top")
    assert styles == {
        "A19": (True, None, "top"), "B19": wrapped, "C19": (False, None, None),
        "D19": wrapped, "E19": wrapped, "F19": wrapped, "G19": wrapped,
    }  # fmt: skip
    title, head = three["A1"], three["B13"]
    assert (title.font.b, title.font.sz) == (True, 14)
    assert (head.font.b, head.fill.patternType, head.alignment.vertical) == (True, "solid", "center")
    link = book["排名"]["D2"]
    assert (link.font.u, link.hyperlink.ref, link.hyperlink.location) == ("single", "D2", "'1 甲市人民政府'!A1")


def said_on(page: str) -> Iterator[str]:
    """What a page says, element by element, and how its charts are drawn."""
    body: Any = html.fromstring(f"<div>{page.partition('<body>')[2] or page}</div>")
    for node in body.iter("h1", "h2", "p", "caption", "title", "tr", "li", "svg", "line", "rect", "text"):
        words = " ".join(node.text_content().split())
        if node.tag == "tr":
            yield " | ".join(" ".join(cell.text_content().split()) for cell in node)
        elif node.tag in ("svg", "line", "rect", "text"):
            names = ("class", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "transform", "viewbox")
            drawn = [node.get(name, "") for name in names]
            said = words if node.tag == "text" else ""
            yield " ".join(filter(None, (f"<{node.tag}>", *drawn, said)))
        elif node.getparent().getparent().tag != "details":
            yield f"{node.tag}: {words}"


def test_the_page_whole(standings: Standings) -> None:
    found = "\n".join(said_on(text_of(show("html")(standings, View("zh"))))) + "\n"
    assert found == expected("page")


def test_charts_within_other_pages(standings: Standings) -> None:
    group = standings.groups[1]
    spread = list(said_on(group_charts("市级 · 部门", group.figures, standings.units[1:10], standings, "zh")))
    whole = expected("page").splitlines()
    begin = whole.index("title: 得分分布：市级 · 部门: 40–45 分 1 个；90–95 分 2 个；95–100 分 1 个") - 1
    assert spread == whole[begin : begin + len(spread)]
    assert len([line for line in spread if line.startswith("<svg>")]) == 2
    beside = list(said_on(marks_chart(justification(standings, unit_of(standings, "31")), standings, "zh", True)))
    # Of 200: 60 of 100 for its marks (36 of 60); the means of its group are 35.5 of 40 and 37.88 of 60.
    assert beside == [
        "<svg> 410 56 0 0 410 56",
        "title: 各类得分：白石县财政局: 要素完整 —；表格勾稽 36 / 60",
        "<text> label 100 18 要素完整", "<rect> full 108 6 200 16", "<rect> bar 108 6 0 16",
        "<rect> mean 284 3 3 22", "<text> value 314 18 —",
        "<text> label 100 46 表格勾稽", "<rect> full 108 34 200 16", "<rect> bar 108 34 120 16",
        "<rect> mean 233 31 3 22", "<text> value 314 46 36 / 60",
    ]  # fmt: skip
    alone = list(said_on(marks_chart(justification(standings, unit_of(standings, "31")), standings, "zh", False)))
    assert alone == [line for line in beside if "mean" not in line]


def test_of_very_many_some_are_shown(standings: Standings) -> None:
    """On a page fifty kinds of gap and 3,000 units of a group; on a terminal ten; in a workbook all."""
    (gap, *_), group, last = standings.gaps, standings.groups[0], standings.units[-1]
    gaps = tuple(replace(gap, rule=f"r{number}", title=f"T{number}.") for number in range(60))
    units = tuple(replace(last, code=str(n), place=n + 1 if n < 3_002 else None) for n in range(6_003))
    many = replace(
        standings,
        gaps=gaps,
        units=units,
        across=(),
        groups=(replace(group, figures=replace(group.figures, units=6_003)),),
    )
    page = text_of(show("html")(many, View("en")))
    rows = [line for line in said_on(page) if " | " in line]
    titles = [line.split(" | ")[1] for line in rows]
    assert [title for title in titles if title.endswith(".")] == [f"T{number}." for number in range(50)]
    assert len([line for line in rows if line.startswith("白石县财政局 | ")]) == 3_000
    assert len([line for line in rows if " | 白石县财政局" in line]) == 3_000
    assert "p: 3 more are not on this page; the workbook and the CSV file have all." in said_on(page)
    terminal = text_of(show("table")(many, View("en", 100)))
    assert (terminal.count("T9."), terminal.count("T10.")) == (1, 0)
    assert "  … 2982 more (--top 0 shows all)\n" in terminal
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(replace(many, units=units[:5]))))
    assert [row[5] for row in book["常见问题"].values][1:] == [f"T{number}." for number in range(60)]


def test_of_a_unit_without_a_place_nothing_is_told_that_it_has_not(standings: Standings) -> None:
    """A page of a group in which nobody has a place, of standings without a year or a roster."""
    last = replace(standings.units[-1], place=None, score=None, file="", change=None, status="missing", gaps=())
    group = standings.groups[-1]
    empty = replace(
        standings, year=None, roster=None, units=(last,), previous_year=None, across=(), documents=(), regions=(),
        groups=(replace(group, level="", kind="", figures=replace(group.figures, units=1)),), gaps=(), notes=(),
        rulebooks=(),
    )  # fmt: skip
    said = list(said_on(text_of(show("html")(empty, View("en")))))
    assert [line for line in said if line.startswith(("h1", "h2", "caption"))] == [
        "h1: Annual reports on government-information disclosure · standings —",
        "h2: level not known · kind not known",
        "caption: level not known · kind not known: units without a place",
        "h2: Notes",
    ]
    assert not [line for line in said if "owe a report" in line]
    terminal = text_of(show("table")(empty, View("en", 100)))
    assert terminal.splitlines()[0].endswith("standings —")
    assert "– 白石县财政局: no report\n" in terminal
