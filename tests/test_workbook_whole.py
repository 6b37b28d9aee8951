"""The workbook on cards made by hand, whole: what stands in its sheets, and how they look."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from engine.reporters import Layout, reporter
from engine.reporters.workbook import comment, cut, head_page, put, sheet_name, write_list
from engine.rulebook import Lang
from engine.scorecard import CategoryScore, RuleResult
from engine.scored import Scored
from tests.cards import EMPTY, WAYS, bare, finding, full


def opened(*reports: Scored, lang: Lang = "zh") -> Workbook:
    content = reporter("xlsx")(reports, Layout(lang, 80, len(reports) > 1))
    assert isinstance(content, bytes)
    return openpyxl.load_workbook(io.BytesIO(content))


def values(sheet: Worksheet) -> list[tuple[Any, ...]]:
    return list(sheet.iter_rows(values_only=True))


def widths(sheet: Worksheet) -> list[float]:
    return [sheet.column_dimensions[get_column_letter(at)].width for at in range(1, sheet.max_column + 1)]


SURE = "最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）"
RULES = "规则 national 1.0，格式 2021，叠加 省, 市"
LEGEND = (
    "表格页：红色有问题，黄色请核实，斜纹是与问题有关的数，灰色是报告中没有的格，“？”是未能识读；"
    "批注写明问题、改法和建议，序号与“问题”页相同。"
)


def test_the_overview() -> None:
    third = CategoryScore("third", "三类", Decimal(5), Decimal(10), Decimal(1), Decimal(2))
    sheet = opened(full(), bare(score=None, grade=None, categories=(third,)))["总览"]
    head = (
        *("序号", "单位", "年度", "得分", "满分", "等次", "最低可能", "最高可能", "问题", "待核"),
        *("结构", "勾稽", "三类", "通过", "有问题的规则", "待核的规则", "免除", "未评", "不适用"),
        *("未能运行", "文件", "所用规则"),
    )
    file = "夹/年报 1.docx"
    version = EMPTY.card.rulebook.version
    assert values(sheet) == [
        head,
        (1, "甲局", 2024, 76.5, 100, "合格", 60, 90.5, 2, 1, 17.5, "未评", "未评", 2, 2, 1, 1, 2, 1, 1, file, RULES),
        (
            *(2, "甲局", 2024, None, 100, None, None, None, 0, 0, "未评", "未评", 5, 0, 0, 0, 0, 0, 0, 0, file),
            f"规则 national {version}，格式 2021",
        ),
    ]
    assert widths(sheet) == [6, 30, 8, 8, 8, 10, 10, 10, 8, 8, *[10] * 10, 60, 60]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("C2", "A1:V3", "$1:$1")
    assert sheet.print_area == "'总览'!$A$1:$M$3"  # up to the marks by category


def test_names_lead_to_the_first_table_of_a_report() -> None:
    for reports, names in (
        ((full(),), ["表二"]),
        ((full(), bare()), ["1 表二 甲局", "2 表二 甲局"]),
    ):
        book = opened(*reports)
        sheet = book["总览"]
        links = [sheet.cell(row, 2) for row in range(2, 2 + len(reports))]
        assert [cell.hyperlink.location for cell in links if cell.hyperlink] == [f"'{name}'!A1" for name in names]
        assert [cell.value for cell in links] == ["甲局"] * len(reports)
        for cell in links:
            font = cell.font
            look = (font.name, font.sz, font.u, font.color.rgb if font.color else None, font.b)
            assert look == ("SimSun", 10, "single", "000563C1", False)
        assert set(names) <= set(book.sheetnames)


def test_the_findings() -> None:
    sheet = opened(full(), bare())["问题"]
    basis, file = "国务院令第711号 第五十条", "夹/年报 1.docx"
    head = (
        *("序号", "单位", "年度", "问题", "性质", "程度", "类别", "扣分", "说明", "位置", "改法", "建议", "依据"),
        *("页", "行", "实际", "应为", "由哪条引起", "处理", "规则", "文件", "得分", "等次", "指纹"),
    )

    def row(number: int, *first: Any, more: tuple[Any, ...]) -> tuple[Any, ...]:
        return (number, "甲局", 2024, *first, *more, f"rule-{number}", file, 76.5, "合格", f"f{number}")

    settled = "撤销，不是问题：查过（张三，2025-03-01）"
    where = "表三 / 总计; 一、总体情况"
    assert values(sheet) == [
        head,
        row(
            *(1, "合计|不符", "问题", "错误", "勾稽", 1.5, "事1。", where, "法1。", SURE, f"{basis}; 某函 附表"),
            more=(2, None, None, None, None, None),
        ),
        row(
            *(2, "题2", "问题", "提醒", "勾稽", 0, "事2。", "表三 / 他格", "法2。", None, "令 第2条"),
            more=(None, None, None, None, 1, None),
        ),
        row(
            *(3, "题3", "待人工核对", "待核", "结构", 0, "事3。", None, "法3。", WAYS, basis),
            more=(None, None, 7, "八", None, None),
        ),
        row(
            *(4, "题4", "问题", "错误", "勾稽", 0, "事4。", "表三 / 旧格", "法4。", None, "令 第4条"),
            more=(None, None, None, None, None, settled),
        ),
    ]
    expected = [6, 22, 7, 24, 10, 7, 10, 7, 50, 32, 36, 36, 32, 6, 6, 14, 14, 10, 30, 24, 24, 8, 8, 18]
    assert widths(sheet) == expected
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:X5")
    assert sheet.print_area == "'问题'!$A$1:$M$5"


def test_what_was_not_assessed() -> None:
    known = EMPTY.book.rules[0]
    rules = (RuleResult(known.name, "not_assessable", "不知日期"), RuleResult("x", "error"), RuleResult("y", "pass"))
    sheet = opened(full(), bare(rules=rules))["未评"]
    assert values(sheet) == [
        ("单位", "年度", "原因", "未评的事项", "规则"),
        ("甲局", 2024, "不知日期", None, "late"),
        ("甲局", 2024, "不知日期", None, "later"),
        ("甲局", 2024, "规则坏了", None, "broken"),
        ("甲局", 2024, "不知日期", known.title.zh, known.name),
        ("甲局", 2024, None, None, "x"),
    ]
    assert widths(sheet) == [30, 8, 50, 50, 30]


def test_the_notices() -> None:
    sheet = opened(full(), bare(notices=("说三",)))["说明"]
    assert values(sheet) == [
        ("单位", "年度", "说明"),
        (None, None, LEGEND),
        ("甲局", 2024, "说一"),
        ("甲局", 2024, "说|二"),
        ("甲局", 2024, "说三"),
    ]
    assert widths(sheet) == [30, 8, 100]


def test_what_has_no_room_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet has 1,048,576 rows; with one that has three, two findings of four are there, under the head."""
    from engine.reporters import workbook, xlsx

    assert workbook.LAST_ROW == 2**20
    monkeypatch.setattr(xlsx, "LAST_ROW", 3)
    monkeypatch.setattr(xlsx, "MOST_REPORTS", 1)
    book = opened(full(), bare(report={**full().card.report, "unit": {"name": "乙局"}}), bare())
    assert [row[0] for row in values(book["问题"])] == ["序号", 1, 2]
    assert len(values(book["未评"])) == len(values(book["说明"])) == 3
    said = values(book["说明"])
    assert said[1:] == [
        (None, None, "一张工作表放不下，最后2条问题未列出"),
        (None, None, "只画出前1份报告的表格，以下2份未画：乙局 2024，甲局 2024"),
    ]
    monkeypatch.setattr(xlsx, "LAST_ROW", 5)
    assert len(values(opened(full())["问题"])) == 5  # just room enough
    assert values(opened(full())["说明"])[1] == (None, None, LEGEND)


def test_how_pages_are_printed() -> None:
    for sheet in opened(full()).worksheets:
        wide = sheet.title in ("总览", "问题", "未评", "说明")
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation) == (9, "landscape" if wide else None)
        assert (setup.fitToWidth, setup.fitToHeight, sheet.print_options.horizontalCentered) == (1, 0, True)
        header = sheet.oddHeader
        assert header is not None
        assert header.center.text == (None if wide else f"甲局 2024 {sheet.title}")


def test_what_the_file_says_of_itself() -> None:
    content = reporter("xlsx")([full()], Layout("zh"))
    assert isinstance(content, bytes)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        properties = archive.read("docProps/core.xml").decode()
    assert "政府信息公开工作年度报告评分</dc:title>" in properties
    assert "creator" not in properties
    assert opened(full("en"), lang="en").properties.title == "Scores of annual reports"


# The tables

FIGURES = {"natural_person": 1, "commercial": 2, "research": None, "public_welfare": "", "total": 9}


def drawn(**card: Any) -> Worksheet:
    """Table three of a report with these findings and repairs."""
    tables = {"requests": {"granted": FIGURES, "total": {"total": 0}, "odd": {"x": 1, "y": 2}}}
    report = EMPTY.reading.report.model_copy(update={"tables": tables})
    made = bare()
    sheet: Worksheet = opened(
        replace(made, reading=replace(made.reading, report=report), card=replace(made.card, **card))
    )["表三"]
    return sheet


def at(sheet: Worksheet, value: Any) -> Cell:
    (found,) = [cell for row in sheet.iter_rows(min_row=4, min_col=4) for cell in row if cell.value == value]
    assert isinstance(found, Cell)
    return found


def look(cell: Any) -> tuple[Any, str | None]:
    return cell.fill.fill_type, cell.fill.fgColor.rgb if cell.fill.fill_type else None


def test_the_figures_of_a_table_and_what_was_found_in_them() -> None:
    first = full().card.findings[0].locations[0]
    explained = finding(2, "gap", first, replace(first, column="commercial"), because_of="f1", deducted=Decimal(0))
    review = finding(3, "review", replace(first, row="total"))
    alone = finding(4, "gap", replace(first, column="natural_person"), replace(first, row="total"))
    sheet = drawn(findings=(finding(1, "gap", first), explained, review, alone), repairs=full().card.repairs)
    assert look(at(sheet, 9)) == ("solid", "00F4B6B0")
    assert look(at(sheet, 0)) == ("solid", "00F4B6B0")
    assert look(at(sheet, 1)) == ("solid", "00F4B6B0")
    assert look(at(sheet, 2)) == ("lightUp", "00C9A227")
    assert look(at(sheet, "？")) == (None, None)
    comments = {value: at(sheet, value).comment for value in (9, 0, 1, 2, "？")}
    assert {value: found.text.split("\n") for value, found in comments.items() if found is not None} == {
        9: ["[1] 题1", "事1。", "改法：法1。", f"建议：{SURE}", "[2] 题2"],
        0: ["[3] 题4", "事4。", "改法：法4。", "[4] 题3", "事3。", "改法：法3。", f"建议：{WAYS}"],
        1: ["[3] 题4", "事4。", "改法：法4。"],
        2: ["[2] 题2"],
    }
    absent = [cell for row in sheet.iter_rows() for cell in row if look(cell) == ("solid", "00D9D9D9")]
    assert len(absent) == 7 * 25 - 6
    assert all(cell.value is None for cell in absent)


def test_what_is_only_to_be_reviewed_is_yellow() -> None:
    first = full().card.findings[0].locations[0]
    sheet = drawn(findings=(finding(1, "review", first),))
    assert look(at(sheet, 9)) == ("solid", "00FFF0B3")


def test_under_a_table_stands_what_is_about_all_of_it() -> None:
    first = full().card.findings[0].locations[0]
    sheet = drawn(findings=(finding(1, "gap", replace(first, row=None, column=None)),))
    height = 28  # rows of table three
    below = [row[0] for row in sheet.iter_rows(min_row=height + 1, values_only=True)]
    assert below == [None, "报告的这张表另有2格不在2021年格式中，未列出。", "[1] 题1 事1。"]


# Single cells and lists


def sheet() -> Worksheet:
    return Workbook().worksheets[0]


def test_the_look_of_a_list() -> None:
    page = sheet()
    rows: list[list[object]] = [["短", 1], ["长" * 20, None], ["a" * 41 + "长", Decimal("1.5")], ["x" * 2000, 1]]
    write_list(page, ["甲", "乙"], rows, [20, 8])
    assert [page.column_dimensions[letter].width for letter in "AB"] == [20, 8]
    head, cell = page["A1"], page["B2"]
    assert (head.font.name, head.font.sz, cell.font.name, cell.font.sz) == ("SimHei", 10, "SimSun", 10)
    assert (head.fill.fill_type, head.fill.fgColor.rgb, cell.fill.fill_type) == ("solid", "00DDE6F0", None)
    for item, side, height in ((head, "center", "center"), (cell, "left", "top")):
        aligned = item.alignment
        assert (aligned.horizontal, aligned.vertical, aligned.wrap_text) == (side, height, True)
        for edge in (item.border.left, item.border.right, item.border.top, item.border.bottom):
            assert (edge.style, edge.color.rgb) == ("thin", "00BFBFBF")
    # 13.5 points a line and 3 more: one line; two of twenty columns; 43 columns are three; the most that Excel takes.
    assert [page.row_dimensions[number].height for number in range(2, 6)] == [16.5, 30, 43.5, 409]
    assert (page.freeze_panes, page.print_title_rows, page.auto_filter.ref) == ("A2", "$1:$1", "A1:B5")


def test_a_list_without_rows_has_its_head() -> None:
    page = sheet()
    write_list(page, ["甲", "乙", "丙"], [], [1, 2, 3])
    assert (page.auto_filter.ref, page.max_row) == ("A1:C1", 1)


def test_what_a_cell_holds() -> None:
    for value, held, type in (
        (None, None, "n"),
        (3, 3, "n"),
        (Decimal("1.5"), Decimal("1.5"), "n"),
        (True, "True", "s"),
        ("a\nb\x07", "a b ", "s"),
        ("=1", "=1", "s"),
        ("_x0041_", "_x005F_x0041_", "s"),
    ):
        cell = put(sheet(), 2, 3, value)
        assert (cell.coordinate, cell.value, cell.data_type) == ("C2", held, type)
        assert bool(cell.quotePrefix) is (value == "=1")


def test_texts_are_as_long_as_excel_takes_them() -> None:
    """32,767 units of a cell, and of a comment (Excel's specifications)."""
    cell = put(sheet(), 1, 1, "x" * 40_000)
    assert cell.value == "x" * 32_766 + "…"
    assert put(sheet(), 1, 1, "x" * 32_767).value == "x" * 32_767
    comment(cell, ["y" * 40_000])
    assert cell.comment is not None
    assert cell.comment.text == "y" * 32_766 + "…"


def test_the_size_of_a_comment() -> None:
    cell = put(sheet(), 1, 1, "x")
    comment(cell, ["一" * 25, "二" * 26, "三\n三"])
    note = cell.comment
    assert note is not None
    assert (note.text, note.author) == (f"{'一' * 25}\n{'二' * 26}\n三 三", "compliance")
    assert (note.width, note.height) == (360, 90)  # 1 and 2 and 1 lines and one more, of 18 pixels


def test_headers_and_names() -> None:
    page = sheet()
    head_page(page, "甲&乙\n" + "长" * 300)
    assert page.oddHeader is not None
    assert page.oddHeader.center.text == "甲 乙 " + "长" * 195 + "…"
    assert [cut("abcd", most) for most in (4, 3)] == ["abcd", "ab…"]
    assert cut("\U00020000\U00020000", 3) == "\U00020000…"
    assert cut("a\U00020000b", 3) == "a…"
    assert sheet_name("表二", set()) == "表二"
    assert sheet_name("A/B", {"a b"}) == "A B 2"
    assert sheet_name("a b", {"a b", "a b 2"}) == "a b 3"
    assert sheet_name("长" * 40, {"长" * 30 + "…"}) == "长" * 28 + "… 2"
    assert sheet_name(" ?* ", set()) == "-"
