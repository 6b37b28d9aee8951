"""Small parts of reporters: comparisons, skeletons of decisions, JSON, lines and widths, places in texts."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from engine.compare import CellChange, Comparison, TextChange
from engine.reading import Reading, Source
from engine.report import Report, Unit
from engine.reporters import Layout, reporter
from engine.reporters.comparison import render, render_json
from engine.reporters.json_card import compact, dump
from engine.reporters.parts import where_words
from engine.reporters.regions import Regions
from engine.reporters.skeleton import skeleton
from engine.reporters.width import columns_of, table, width_of
from engine.reporters.wrap import wrap
from engine.scorecard import Location, Spot
from tests.cards import bare, finding, full

# Comparisons

FINDINGS = full().card.findings
DIFFERENT = Comparison(
    (Decimal("76.5"), None),
    (
        CellChange("requests", "granted", "total", "表三 / 总计", 12, 21),
        CellChange("requests", "granted", "other", "表三 / 其他", "", None),
    ),
    (
        TextChange("overview", "一、总体情况", ("去一。",), ("来一。", "来二。")),
        TextChange("preface", "", (), ("来三。",)),
    ),
    FINDINGS[:1],
    FINDINGS[2:3],
    FINDINGS[1:2],
)


def test_a_comparison_in_words() -> None:
    assert render(DIFFERENT, ("甲.docx", "乙.docx"), "zh", 80) == (
        "甲.docx 得分 76.5 → 乙.docx 得分 —\n"
        "\n"
        "已改正 1 处\n"
        "· [错误] 合计|不符: 事1。\n"
        "\n"
        "新出现 1 处\n"
        "· [待核] 题3: 事3。\n"
        "\n"
        "仍然存在 1 处\n"
        "· [提醒] 题2: 事2。\n"
        "\n"
        "表格改动 2 格\n"
        "· 表三 / 总计：12 → 21\n"
        "· 表三 / 其他：空白 → 没有\n"
        "\n"
        "文字有改动的部分 2 个\n"
        "一、总体情况\n"
        "- 去一。\n"
        "+ 来一。\n"
        "+ 来二。\n"
        "引言\n"
        "+ 来三。\n"
    )


def test_a_comparison_on_a_narrow_terminal_in_english() -> None:
    """Lines go on under the words."""
    long = replace(
        DIFFERENT,
        mended=(finding(1, message="far too many words here"),),
        cells=(CellChange("t", "r", "c", "Table 3 / Total", 1, 2),),
        texts=(TextChange("overview", "Overview", (), ("A sentence of some length.",)),),
    )
    assert render(long, ("a", "b"), "en", 24) == (
        "a: 76.5 → b: —\n\nMended: 1\n· [error] 题1: far too\n  many words here\n\n"
        "New: 1\n· [to check] 题3: 事3。\n\nRemaining: 1\n· [warning] 题2: 事2。\n\n"
        "Cells that changed: 1\n· Table 3 / Total: 1 → 2\n\n"
        "Sections whose text\nchanged: 1\nOverview\n+ A sentence of some\n  length.\n"
    )


def test_a_comparison_as_json() -> None:
    text = render_json(DIFFERENT)
    found = json.loads(text)
    assert text.endswith("}\n")
    assert list(found) == ["schema", "scores", "cells", "texts", "mended", "fresh", "remaining"]
    assert (found["schema"], found["scores"]) == ("compliance-comparison/1", [76.5, None])
    assert found["cells"][1] == {
        **{"table": "requests", "row": "granted", "column": "other", "label": "表三 / 其他"},
        **{"before": "", "after": None},
    }
    overview = {"section": "overview", "label": "一、总体情况", "gone": ["去一。"], "came": ["来一。", "来二。"]}
    assert found["texts"][0] == overview
    named = [[item["fingerprint"] for item in found[key]] for key in ("mended", "fresh", "remaining")]
    assert named == [["f1"], ["f3"], ["f2"]]


# The skeleton of decisions


def test_a_skeleton() -> None:
    more = replace(FINDINGS[2], because_of="f1", fingerprint="f5", locations=FINDINGS[0].locations)
    card = replace(full().card, findings=(*FINDINGS, more))
    common = '  - unit: "甲局"\n    year: 2024\n    report: "ab12"\n'
    review = (
        "    decision:  # confirm（确认有问题，要扣分）或 dismiss（撤销，不是问题）\n    reason:  # 理由\n"
        "    author:  # 作出决定的人\n    decided_on:  # 作出决定的日期，如 2026-03-01\n"
    )
    assert skeleton([card], "zh") == (
        "# 对评分结果的处理决定。填好后：compliance score 报告 --decisions 这个文件\n"
        "# 不处理的项目留空或删去即可。一项决定只对这份文件、这处问题有效，文件一改就失效。\n"
        "# 理由要写清楚为什么；“无”“n/a”之类不算理由。\n"
        "decisions:\n"
        "\n"
        "  # [问题] 合计|不符\n  # 事1。\n  # 表三 / 总计\n" + common + '    finding: "f1"\n    rule: rule-1\n'
        "    decision:  # waive（免除扣分，须经另一人批准）\n    reason:  # 理由\n"
        "    author:  # 作出决定的人\n    approver:  # 批准人，须是另一人\n"
        "    decided_on:  # 作出决定的日期，如 2026-03-01\n    expires_on:  # 有效期至，如 2026-12-31\n"
        "\n"
        "  # [待核] 题3\n  # 事3。\n" + common + '    finding: "f3"\n    rule: rule-3\n' + review + "\n"
        "  # [待核] 题3\n  # 事3。\n  # 表三 / 总计\n" + common + '    finding: "f5"\n    rule: rule-3\n' + review
    )
    assert skeleton([bare().card], "en") == (
        "# Decisions on findings. Once filled in: compliance score REPORT --decisions THIS-FILE\n"
        "# Leave empty, or delete, what is not decided. A decision holds for this document and this finding only, "
        "and lapses when the document changes.\n"
        "# A reason says why; n/a and the like are refused.\n"
        "decisions: []\n"
    )


# JSON


def test_a_scorecard_as_json_says_what_it_knows_only() -> None:
    text = reporter("json")([full()], Layout("zh"))
    assert isinstance(text, str)
    found = json.loads(text)
    assert found["schema"] == "compliance-scorecard/1"
    first, second, third, _ = found["findings"]
    place = {"section": "requests", "table": "requests", "row": "granted", "column": "total", "label": "表三 / 总计"}
    line = {"section": "overview", "label": "一、总体情况", "line": 3, "quote": "公开十条"}
    assert first["locations"] == [{**place, "page": 2, "at": {"table": 1, "row": 5, "column": 9}}, line]
    assert (first["because_of"], first["decision"], second["because_of"], third["observed"]) == (None, None, "f1", 7)
    assert found["rules"][0] == {"name": "rule-1", "status": "gap"}
    assert found["rules"][4] == {"name": "late", "status": "not_assessable", "reason": "不知日期"}
    assert "what_if" not in found
    assert found["bounds"] == [60, 90.5]
    several = reporter("json")([full(), full()], Layout("zh", several=True))
    assert json.loads(str(several)) == [found, found]
    assert json.loads(str(reporter("json")([full()], Layout("zh", several=True)))) == [found]


# Where a place is


@pytest.mark.parametrize(
    ("place", "paragraphs", "zh", "en"),
    [
        (Location(), False, "", ""),
        (Location(page=2), False, "（第 2 页）", " (page 2)"),
        (Location(line=3), False, "（第 3 行）", " (line 3)"),
        (Location(line=3), True, "（第 3 段）", " (paragraph 3)"),
        (Location(sheet="表", line=3), False, "（工作表“表”，第 3 行）", " (sheet '表', line 3)"),
        (Location(sheet="表", at=Spot(1, 7, 28)), False, "（工作表“表”，AB7）", " (sheet '表', AB7)"),
        (Location(sheet="表", at=Spot(1, 7, 1)), False, "（工作表“表”，A7）", " (sheet '表', A7)"),
        (Location(sheet="表", at=Spot(1, 7, 26)), False, "（工作表“表”，Z7）", " (sheet '表', Z7)"),
        (Location(sheet="表", at=Spot(1, 7, 703)), False, "（工作表“表”，AAA7）", " (sheet '表', AAA7)"),
        (
            Location(page=2, at=Spot(1, 5, 9)),
            False,
            "（第 2 页，第 1 张表第 5 行第 9 列）",
            " (page 2, table 1, row 5, column 9)",
        ),
    ],
)
def test_where_a_place_is(place: Location, paragraphs: bool, zh: str, en: str) -> None:
    from engine.reporters.parts import texts

    assert where_words(place, texts("zh"), paragraphs) == zh
    assert where_words(place, texts("en"), paragraphs) == en


@pytest.mark.parametrize(
    ("format", "said"),
    [
        *((format, "第 3 段") for format in ("docx", "doc", "rtf", "odt", "html")),
        *((format, "第 3 行") for format in ("text", "pdf", "xlsx", "json", "image")),
    ],
)
def test_documents_that_have_paragraphs_have_no_lines(format: str, said: str) -> None:
    card = full().card
    report = {**card.report, "source": {**card.report["source"], "format": format}}
    made = replace(full(), card=replace(card, report=report))
    for form in ("table", "markdown", "html"):
        assert f"一、总体情况（{said}）" in "".join(str(reporter(form)([made], Layout("zh"))).split("</a>"))


# Places in texts, as SARIF says them


def reading(text: str, format: str = "text", tables: Any = None) -> Reading:
    report = Report(unit=Unit(name="甲"), year=2024, tables=tables or {})
    return Reading(report, Source("a", format, "0"), text=text)


TEXT = "题目\r\n一、总体 情况\r共公开 十二\n条。\n自然人 3 4 7\n\n共公开十二条。"
TABLES = {"requests": {"granted": {"a": 3, "b": 4, "c": 7}}}


@pytest.mark.parametrize(
    ("place", "region"),
    [
        (Location(), None),
        (Location(line=9), None),
        (Location(line=7), {"startLine": 7}),
        (Location(line=2, quote="没有"), {"startLine": 2}),
        (Location(line=2, quote="一、总体情况"), {"startLine": 2, "startColumn": 1, "endColumn": 8}),
        (Location(line=3, quote="十二条"), {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 2}),
        (Location(line=3, quote="公开【十二】条"), {"startLine": 3, "startColumn": 5, "endColumn": 7}),
        (Location(line=4, quote="十二条"), {"startLine": 7, "startColumn": 4, "endColumn": 7}),
        (
            Location("requests", "requests", "granted", "b", line=5, quote="自然人347"),
            {"startLine": 5, "startColumn": 7, "endColumn": 8},
        ),
        (
            Location("requests", "requests", "granted", "a", line=5, quote="自然人347"),
            {"startLine": 5, "startColumn": 5, "endColumn": 6},
        ),
        (
            Location("requests", "requests", "granted", "x", line=5, quote="自然人347"),
            {"startLine": 5, "startColumn": 1, "endColumn": 10},
        ),
        (
            Location("requests", "requests", "granted", "b", line=5, quote="自然人3"),  # not all of the row
            {"startLine": 5, "startColumn": 1, "endColumn": 6},
        ),
    ],
)
def test_places_in_a_text(place: Location, region: dict[str, int] | None) -> None:
    assert Regions(reading(TEXT, tables=TABLES)).of(place) == region


def test_a_quote_is_sought_near_its_line() -> None:
    for between, found in ((19_990, True), (20_010, False)):
        regions = Regions(reading("甲\n" + "乙" * between + "丙丁"))
        assert (regions.of(Location(line=1, quote="丙丁")) != {"startLine": 1}) is found


JSON = (
    '{\n "title": "题",\n "tables": {"requests": {"granted": {"total": 12}}},\n'
    ' "sections": {"overview": {"text": "共公开 十二"}}\n}'
)


@pytest.mark.parametrize(
    ("place", "region"),
    [
        (Location(), {"startLine": 2, "startColumn": 11, "endColumn": 14}),
        (Location("r", "requests", "granted", "total"), {"startLine": 3, "startColumn": 47, "endColumn": 49}),
        (Location("r", "requests", "granted"), {"startLine": 3, "startColumn": 37, "endColumn": 50}),
        (Location("r", "requests", "granted", "none"), {"startLine": 3}),
        (Location("r", "none", "granted", "total"), {"startLine": 3}),
        (Location("overview", quote="十二"), {"startLine": 4, "startColumn": 41, "endColumn": 43}),
        (Location("overview", quote="没有"), {"startLine": 4, "startColumn": 36, "endColumn": 44}),
        (Location("none"), {"startLine": 4}),
    ],
)
def test_places_in_report_json(place: Location, region: dict[str, int] | None) -> None:
    assert Regions(reading(JSON, "json")).of(place) == region


def test_in_other_documents_no_place_is_told() -> None:
    found = Regions(replace(reading(""), text=None)).of(Location(line=1, quote="a"))
    assert found is None
    assert Regions(reading("{}", "json")).of(Location("none")) is None


# Lines and widths


@settings(max_examples=50, deadline=None)
@given(st.text("甲，。（）、Ab1.— “…e\u0301\u200b가é😀", max_size=12))
def test_widths_are_those_of_a_terminal(text: str) -> None:
    assert width_of(text) == max(0, wcswidth(text))
    assert [columns_of(sign) for sign in text] == [max(0, wcswidth(sign)) for sign in text]


def test_a_table_stands_left_and_right() -> None:
    assert table([("甲乙丙丁", "1"), ("a", "千")], ("头", "数字列")) == [
        "头          数字列",
        "--------  --------",
        "甲乙丙丁         1",
        "a               千",
    ]


@pytest.mark.parametrize(
    ("text", "width", "first", "rest", "lines"),
    [
        ("", 10, "", "", [""]),
        ("甲乙丙", 4, "", "", ["甲乙", "丙"]),
        ("甲乙，丙", 4, "", "", ["甲", "乙，", "丙"]),
        ("甲（乙）", 6, "", "", ["甲", "（乙）"]),
        ("甲《乙丙", 4, "", "", ["甲", "《乙", "丙"]),
        ("ab cd ef", 5, "", "", ["ab cd", " ef".strip()]),
        ("abcdefg", 3, "", "", ["abc", "def", "g"]),
        ("ab甲cd", 4, "", "", ["ab甲", "cd"]),
        ("甲乙丙", 6, "1. ", "   ", ["1. 甲", "   乙", "   丙"]),
        ("甲乙丙丁", 6, "· ", "  ", ["· 甲乙", "  丙丁"]),
        ("a\x1bb\n c", 9, "", "", ["a b c"]),
        ("县\u0301县\u0301", 2, "", "", ["县\u0301", "县\u0301"]),
        ("100%对", 5, "", "", ["100%", "对"]),
        ("甲 乙", 3, "", "", ["甲", "乙"]),
    ],
)
def test_lines_are_broken_where_people_would(text: str, width: int, first: str, rest: str, lines: list[str]) -> None:
    assert [line.rstrip() for line in wrap(text, width, first, rest)] == lines


def test_json_on_one_line_says_the_same() -> None:
    for report in (full(), bare(score=None, grade=None)):
        line = compact(report.card)
        assert "\n" not in line
        assert json.loads(line) == json.loads(dump([report.card]))
