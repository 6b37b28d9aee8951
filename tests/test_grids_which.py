"""Which of several tables is the report's own, what is no official table, and documents that lack parts."""

from __future__ import annotations

import time
import tracemalloc
from dataclasses import replace
from typing import Any

import pytest

from engine.readers.document import Document, Grid, GridCell, Part
from engine.readers.understand import understand
from engine.reading import Notice, Place, Reading
from engine.score import Engine
from tests.grids import (
    HEADINGS,
    SOURCE,
    TITLE,
    Text,
    cells,
    disputes,
    document,
    figures,
    grid,
    line,
    lines_of,
    notices,
    outcome,
    proactive,
    read,
    requests,
    understood,
)
from tests.render.words import RESULTS
from tests.texts import BOOK, FORMS, SECTIONS

OWN = lines_of(figures())
LAST_YEAR = figures(first=5001)
LAST = requests(LAST_YEAR)
ALL = requests()
TWICE = Notice("notice.table_twice", {"table": FORMS["2021"].tables["requests"].title})


def without(row: str, first: int = 101) -> list[list[Text | None]]:
    return requests({key: values for key, values in figures(first=first).items() if key != row})


# Two tables of the same kind


@pytest.mark.parametrize("own_caption", [[], [line("2024年数据")]])
def test_last_year_after_this_year(own_caption: list[Part]) -> None:
    reading = read(*own_caption, grid(ALL), line("附：2023年有关数据"), grid(LAST))
    assert cells(reading) == OWN
    assert reading.notices == ()


def test_last_year_before_this_year() -> None:
    reading = read(line("附：2023年有关数据"), line("单位：件"), grid(LAST), line("2024年数据"), grid(ALL))
    assert cells(reading) == OWN
    assert reading.notices == ()


def test_last_year_before_this_year_without_a_caption() -> None:
    assert cells(read(line("附：2023年有关数据"), grid(LAST), grid(ALL))) == OWN


@pytest.mark.parametrize("section", ["overview", "other"])
@pytest.mark.parametrize("caption", [[], [line("2023年有关数据")]])
def test_last_year_in_another_section(section: str, caption: list[Part]) -> None:
    reading = read(grid(ALL), **{section: [*caption, grid(LAST)]})
    assert cells(reading) == OWN
    assert reading.notices == ()


def test_this_year_in_another_section_is_this_year_still() -> None:
    reading = read(line("附：2023年有关数据"), grid(LAST), other=[grid(ALL)])
    assert cells(reading) == OWN


def test_words_about_another_year_above_the_only_table() -> None:
    """Prose compares years; what it says is no caption of another table."""
    reading = read(line("与2023年相比，新收申请增加两件。"), grid(ALL))
    assert cells(reading) == OWN
    assert reading.notices == ()


def test_a_table_of_another_year_alone_is_not_read_in_silence() -> None:
    reading = read(line("附：2023年有关数据"), grid(LAST))
    assert "requests" not in reading.report.tables or reading.notices


def test_the_same_table_twice_is_said_once() -> None:
    reading = read(grid(ALL), line("同上"), grid(ALL))
    assert cells(reading) == OWN
    assert reading.notices == ()


def test_two_tables_that_differ() -> None:
    reading = read(grid(ALL), line("附表"), grid(LAST))
    assert reading.notices == (TWICE,)
    assert cells(reading) in (OWN, lines_of(LAST_YEAR))


def test_the_fuller_of_two_tables() -> None:
    reading = read(grid(LAST[:8]), line("全表"), grid(ALL))
    assert cells(reading) == OWN


def test_captions_within_the_grids() -> None:
    captions: list[list[Text | None]] = [[("2023年数据", 8)], [("2024年数据", 8)]]
    last, own = [captions[0], *LAST], [captions[1], *ALL]
    assert cells(read(grid(last), grid(own))) == OWN


def test_captions_with_years_in_chinese() -> None:
    assert cells(read(line("二〇二三年数据"), grid(LAST), line("二〇二四年数据"), grid(ALL))) == OWN


@pytest.mark.parametrize("where", ["requests", "other", "overview"])
def test_a_row_of_another_table_does_not_fill_a_gap(where: str) -> None:
    """This year's table lacks a row, which an excerpt of last year's has."""
    excerpt: list[Part] = [line("上年情况如下。"), line("2023年"), grid([LAST[0], LAST[25]])]
    found = {where: excerpt} if where != "requests" else {}
    reading = read(grid(without("carried_forward")), *(excerpt if not found else []), **found)
    carried = cells(reading).get("carried_forward", {})
    assert set(carried.values()) <= {None}


def test_two_halves_of_different_years_are_no_table() -> None:
    reading = read(line("2024年"), grid(ALL[:13]), line("2023年各项如下。"), grid([LAST[0], *LAST[13:]]))
    assert cells(reading)["carried_forward"] != lines_of(LAST_YEAR)["carried_forward"]


def test_both_years_in_one_row_of_heads() -> None:
    """Seven columns for each year: the labels do not tell them apart."""
    head: list[Text | None] = ["", ("2024年", 7), ("2023年", 7)]
    rows = [[*own, *last[1:]] for own, last in zip(ALL, LAST, strict=True)]
    found = cells(read(grid([head, *rows])))
    assert {cell for cells_ in found.values() for cell in cells_.values()} <= {None}


def test_both_years_in_rows_of_the_table_of_disputes() -> None:
    rows = disputes()
    for of_year in ("2024年", "2024"):
        two: list[list[Text | None]] = [
            [("年度", 1, 3), *rows[0]],
            *rows[1:3],
            [of_year, *rows[3]],
            ["2023年", *["77"] * 15],
        ]
        found = cells(understood(document(disputes=[grid(two)])), "disputes")
        assert {cell for cells_ in found.values() for cell in cells_.values()} <= {None}


# Table four, drawn in other ways

DISPUTES = {
    "review": {"upheld": 1, "corrected": 2, "other": 3, "pending": 4, "total": 10},
    "direct": {"upheld": 5, "corrected": 6, "other": 7, "pending": 8, "total": 26},
    "after_review": {"upheld": 0, "corrected": 9, "other": 0, "pending": 11, "total": 20},
}
FIVE: list[Text | None] = list(RESULTS.values())
REVIEW, DIRECT, AFTER = ["1", "2", "3", "4", "10"], ["5", "6", "7", "8", "26"], ["0", "9", "0", "11", "20"]
BLANKS = [""] * 4
DRAWN: dict[str, list[list[Text | None]]] = {
    "rows": [
        [("类别", 2), *FIVE],
        [("行政复议", 2), *REVIEW],
        [("行政诉讼", 1, 2), "未经复议直接起诉", *DIRECT],
        ["复议后起诉", *AFTER],
    ],
    "unmerged": [
        ["行政复议", *BLANKS, "行政诉讼", *BLANKS, "", *BLANKS],
        ["", *BLANKS, "未经复议直接起诉", *BLANKS, "复议后起诉", *BLANKS],
        [*FIVE, *FIVE, *FIVE],
        [*REVIEW, *DIRECT, *AFTER],
    ],
    "repeated": [
        [*["行政复议"] * 5, *["行政诉讼"] * 10],
        [*["行政复议"] * 5, *["未经复议直接起诉"] * 5, *["复议后起诉"] * 5],
        [*FIVE, *FIVE, *FIVE],
        [*REVIEW, *DIRECT, *AFTER],
    ],
    "lawsuits first": [
        [("行政诉讼", 10), ("行政复议", 5, 2)],
        [("未经复议直接起诉", 5), ("复议后起诉", 5)],
        [*FIVE, *FIVE, *FIVE],
        [*DIRECT, *AFTER, *REVIEW],
    ],
    "one below the other": [
        [("行政复议", 5)], FIVE, [*REVIEW],
        [("未经复议直接起诉", 5)], FIVE, [*DIRECT],
        [("复议后起诉", 5)], FIVE, [*AFTER],
    ],
    "a label before the figures": [
        [("", 1, 3), ("行政复议", 5, 2), ("行政诉讼", 10)],
        [("未经复议直接起诉", 5), ("复议后起诉", 5)],
        [*FIVE, *FIVE, *FIVE],
        ["件数", *REVIEW, *DIRECT, *AFTER],
    ],
}  # fmt: skip


@pytest.mark.parametrize("drawn", DRAWN)
def test_table_four_however_drawn(drawn: str) -> None:
    reading = understood(document(disputes=[grid(DRAWN[drawn])]))
    assert cells(reading, "disputes") == DISPUTES
    assert reading.notices == ()


def test_table_four_in_three_grids() -> None:
    rows = DRAWN["one below the other"]
    parts = [grid(rows[start : start + 3]) for start in (0, 3, 6)]
    assert cells(understood(document(disputes=parts)), "disputes") == DISPUTES


def test_table_four_without_the_names_of_its_groups() -> None:
    """The groups stand in lines; which five figures are whose is not sure to a grid."""
    parts: list[Part] = []
    for name, five in (("行政复议", REVIEW), ("未经复议直接起诉", DIRECT), ("复议后起诉", AFTER)):
        parts += [line(name), grid([FIVE, [*five]])]
    found = cells(understood(document(disputes=parts)), "disputes")
    for row, own in DISPUTES.items():
        assert found[row] in (own, dict.fromkeys(own))


# Heads and headings


def test_the_head_alone_in_its_grid() -> None:
    assert cells(read(grid(ALL[:1]), grid(ALL[1:]))) == OWN


def test_figures_without_a_head_belong_to_nothing() -> None:
    """Rows without their head: which column is whose is not known."""
    found = cells(read(grid(ALL[1:])))
    assert found
    for row, cells_ in found.items():
        assert cells_ in (OWN[row], dict.fromkeys(cells_))


def test_a_heading_in_a_row_of_the_grid() -> None:
    """All of sections three and four in one grid, as a page saved from a workbook has it."""
    rows: list[list[Text | None]] = [[(HEADINGS["requests"], 15)]]
    rows += [[(str(row[0]), 8), *row[1:]] for row in ALL]
    rows += [[(HEADINGS["disputes"], 15)], *disputes()]
    headings = {key: words for key, words in HEADINGS.items() if key in ("overview", "proactive")}
    reading = understood(document(headings=headings, proactive=[grid(rows)]))
    assert (cells(reading), cells(reading, "disputes")) == (OWN, DISPUTES)
    assert reading.order == ("overview", "proactive", "requests", "disputes")
    assert reading.cells["requests", "granted", "natural_person"].row == 5
    assert reading.cells["disputes", "review", "upheld"].row == 32


# What is no official table

CHANNELS: list[list[Text | None]] = [
    ["公开渠道", "信息条数"],
    ["门户网站", "31415"],
    ["政务\n微博", ("2718", 1, 2)],
    ["政务微信"],
]


def test_other_tables_become_text_of_their_section() -> None:
    reading = read(grid(ALL), overview=[grid(CHANNELS)])
    assert reading.report.sections["overview"].text.split("\n") == [
        "全年主动公开政府信息十二条。",
        "公开渠道\t信息条数",
        "门户网站\t31415",
        "政务 微博\t2718",
        "政务微信",
    ]
    assert cells(reading) == OWN
    assert reading.cells["requests", "granted", "total"].grid == 2


def test_other_tables_beside_the_official_one_say_nothing_of_it() -> None:
    reading = read(grid(CHANNELS), grid(ALL), grid(CHANNELS))
    assert cells(reading) == OWN
    assert reading.notices == ()


def test_a_table_in_a_wrong_section_is_read() -> None:
    reading = understood(document(overview=[grid(proactive()), grid(ALL), grid(disputes())]))
    assert cells(reading) == OWN
    assert cells(reading, "disputes") == DISPUTES
    assert len(cells(reading, "proactive")) == 6
    assert reading.sections["requests"] == Place(None, 5, HEADINGS["requests"])


def test_a_grid_of_enormous_spans_takes_neither_time_nor_memory() -> None:
    huge = Grid(1, (GridCell(0, 0, "自然人", 10**9, 10**9), GridCell(10**9, 0, "1", 10**9, 10**9)))
    tracemalloc.start()
    begun = time.monotonic()
    reading = read(huge, grid(ALL), overview=[huge])
    assert time.monotonic() - begun < 2
    assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    tracemalloc.stop()
    assert cells(reading) == OWN


def test_an_empty_grid() -> None:
    assert cells(read(Grid(1, ()), grid(ALL), Grid(3, (GridCell(0, 0, ""),)))) == OWN


# Documents that lack parts


def test_tables_without_any_heading(engine: Engine) -> None:
    """Sections cannot be told, and so nobody is accused of lacking them."""
    found = document([grid(ALL)], proactive=[grid(proactive())], disputes=[grid(disputes())], headings={})
    reading = understood(found)
    assert reading.order is None
    assert reading.report.sections == {}
    assert (cells(reading), cells(reading, "disputes")) == (OWN, DISPUTES)
    card = engine.score(reading)
    of_sections = {rule.name: rule.status for rule in card.rules if rule.name.startswith("section-")}
    assert of_sections
    assert "gap" not in of_sections.values()
    assert "pass" not in of_sections.values()


BLANK: dict[str, Any] = {"title": "××（单位名称）政府信息公开工作年度报告"}


def blank() -> dict[str, list[Part]]:
    def emptied(found: Grid) -> Grid:
        return replace(found, cells=tuple(replace(c, text="" if c.text[:1].isdigit() and "." not in c.text[1:2]
                                                  else c.text) for c in found.cells))  # fmt: skip

    empty = requests({row: [""] * 7 for row in OWN})
    return {
        "proactive": [emptied(grid(proactive()))],
        "disputes": [emptied(grid(disputes()))],
        "requests": [grid(empty)],
    }


def test_the_blank_form_is_no_report() -> None:
    parts = blank()
    found = document(parts["requests"], proactive=parts["proactive"], disputes=parts["disputes"], **BLANK)
    assert outcome(found) == "document.blank_form"


def test_the_blank_form_is_an_empty_report_if_the_year_is_known() -> None:
    parts = blank()
    found = document(parts["requests"], proactive=parts["proactive"], disputes=parts["disputes"], **BLANK)
    reading = understood(found, 2023)
    assert reading.report.year == 2023
    assert [len(reading.report.table(key)) for key in ("proactive", "requests", "disputes")] == [6, 25, 3]
    assert {
        cell for table in reading.report.tables for line_ in cells(reading, table).values() for cell in line_.values()
    } == {""}
    assert reading.order == SECTIONS


def test_one_figure_makes_it_no_blank_form() -> None:
    parts = blank()
    found = document([grid(ALL)], proactive=parts["proactive"], disputes=parts["disputes"], **BLANK)
    assert outcome(found) == "document.no_year"


def test_no_report() -> None:
    assert outcome(Document(())) == "document.not_a_report"
    assert outcome(Document((line(TITLE), line("本文没有表格。"), grid(CHANNELS)))) == "document.not_a_report"
    assert (
        outcome(Document((line("关于印发方案的通知"), grid([["自然人", "总计"], ["甲", "1"]]))))
        == "document.not_a_report"
    )


def test_a_heading_is_enough_if_the_year_is_known() -> None:
    found = Document((line("一、总体情况"), line("全年无新增。")))
    assert outcome(found) == "document.no_year"
    reading: Reading = understand(found, SOURCE, BOOK, 2024)
    assert (reading.report.year, reading.order, reading.report.tables) == (2024, ("overview",), {})
    assert notices(reading) == []
