"""How the blank form looks, and how a report looks in it: type, spaces and pages as official documents have them.

Of Word files what python-docx tells, of workbooks what openpyxl tells: not what wrote them.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING as SPACING
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from engine.rulebook import Form, Rulebook
from engine.template import word, write_template
from engine.template.contents import Contents, of_report
from engine.template.docx import write_docx
from engine.template.layout import LayoutCell, TableLayout, layouts
from engine.template.sheet import draw, fit_page
from engine.template.xlsx import write_xlsx
from tests.test_cli import ROOT

REPORT = json.loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def form(book: Rulebook) -> Form:
    found = book.form(2024)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def document(form: Form) -> Any:
    return docx.Document(io.BytesIO(write_template(form, 2024, "docx")))


@pytest.fixture(scope="module")
def workbook(form: Form) -> Any:
    return openpyxl.load_workbook(io.BytesIO(write_template(form, 2024, "xlsx")))


def look(style: Any) -> tuple[Any, ...]:
    """Type and size; space above and below and between lines, in points; where lines begin."""
    space = style.paragraph_format
    indent = space.first_line_indent
    between = space.line_spacing if isinstance(space.line_spacing, float) else space.line_spacing.pt
    return (
        style.element.rPr.rFonts.get(qn("w:eastAsia")), style.font.size.pt, style.font.bold,
        space.space_before.pt, space.space_after.pt, space.line_spacing_rule, between,
        indent and indent.pt, space.alignment,
    )  # fmt: skip


def test_styles_of_the_word_file(document: Any) -> None:
    """Text in imitation Song of size three (16 points), two characters in, some 28 points from line to line."""
    styles = document.styles
    least = SPACING.AT_LEAST
    assert look(styles["Title"]) == ("SimSun", 18, True, 0, 24, least, 29, None, ALIGN.CENTER)
    assert look(styles["Heading 1"]) == ("SimHei", 16, False, 12, 8, least, 29, None, None)
    assert look(styles["Body Text"]) == ("FangSong", 16, False, 0, 0, least, 29, 32, None)
    assert look(styles["Normal"]) == ("FangSong", 16, False, 0, 0, least, 29, None, None)
    assert look(styles["Table Text"]) == ("SimSun", 9, False, 0, 0, SPACING.SINGLE, 1, None, None)
    assert styles["Body Text"].element.pPr.ind.get(qn("w:firstLineChars")) == "200"
    assert styles["Heading 1"].paragraph_format.keep_with_next
    assert styles["Heading 1"].next_paragraph_style.name == "Body Text"
    assert styles["Table Text"].base_style.name == "Normal"
    assert not styles["Title"].element.xpath("w:pPr/w:pBdr")  # no line below it
    for name in ("Title", "Heading 1", "Body Text", "Normal", "Table Text"):
        style = styles[name]
        assert (style.font.name, str(style.font.color.rgb)) == ("Times New Roman", "000000")
        # A font of the theme would prevail over the one that is named.
        assert not [key for key in style.element.rPr.rFonts.attrib if "heme" in key]
        language = style.element.rPr.findall(qn("w:lang"))[-1]
        assert (language.get(qn("w:val")), language.get(qn("w:eastAsia"))) == ("en-US", "zh-CN")


def test_pages_of_the_word_file(document: Any) -> None:
    (page,) = document.sections
    assert page.page_width < page.page_height
    sides = ("left_margin", "right_margin", "top_margin", "bottom_margin")
    assert [round(getattr(page, side).mm, 1) for side in sides] == [26, 26, 28, 28]
    told = document.core_properties
    assert (told.author, told.comments, told.language) == ("", "", "zh-CN")
    breaks = [p.text[:2] for p in document.paragraphs if p.paragraph_format.page_break_before]
    assert breaks == ["三、"]  # the long table begins on a page of its own, the others do not
    assert [p.style.name for p in document.paragraphs][:3] == ["Title", "Heading 1", "Body Text"]


def test_tables_of_the_word_file(document: Any) -> None:
    widths = [[round(column.width.mm, 1) for column in table.columns] for table in document.tables]
    assert widths == [[48, 36, 36, 36], [14, 17, 51.5, *[10.5] * 7], [10.4] * 15]
    for table in document.tables:
        assert (table.style.name, table.autofit, str(table.alignment)) == ("Table Grid", False, "CENTER (1)")
        assert {round(row.height.mm, 2) for row in table.rows} == {6}
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    requests = document.tables[1]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in requests.rows]
    assert heads == [True] * 3 + [False] * 25
    label, figure, head = requests.cell(3, 0), requests.cell(3, 3), requests.cell(0, 3)
    # 82.5 of 156 mm are the labels' (2.54 cm are 1,440 twentieths of a point), 73.5 the seven figures'.
    assert [round(cell.width.mm, 1) for cell in (label, figure, head)] == [82.5, 10.5, 73.5]
    assert [cell.paragraphs[0].alignment for cell in (label, figure, head)] == [None, ALIGN.CENTER, ALIGN.CENTER]
    assert {str(cell.vertical_alignment) for cell in (label, figure, head)} == {"CENTER (1)"}
    assert {cell.paragraphs[0].style.name for cell in (label, figure, head)} == {"Table Text"}


def test_what_stands_in_cells_of_a_word_table() -> None:
    cells = (
        LayoutCell(0, 0, 1, 2, "head", "头"),
        LayoutCell(1, 0, 2, 1, "label", "行"),
        LayoutCell(1, 1, 1, 1, "figure", "1"),
        LayoutCell(2, 1, 1, 1, "figure", "2"),
    )
    looks = {
        "头": word.Filling((word.Words("a<&", bold=True), word.Words(" b ", italic=True, size=7, colour="FF0000"))),
        "1": word.Filling((word.Words("x"),), "00FF00"),
    }
    document = docx.Document()
    word.draw(document, TableLayout("t", "T", cells, 1, (30.0, 20.0)), "Body Text",
              lambda cell: looks.get(cell.text, word.Filling()))  # fmt: skip
    table: Any = document.tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["a<& b "] * 2, ["", "x"], ["", ""]]
    assert table.cell(1, 0)._tc is table.cell(2, 0)._tc
    first, second = table.cell(0, 0).paragraphs[0].runs
    assert (first.bold, first.italic, first.font.size, first.font.color.rgb) == (True, None, None, None)
    assert (second.bold, second.italic, second.font.size) == (None, True, Pt(7))
    assert second._r.rPr.find(qn("w:szCs")).get(qn("w:val")) == "14"  # in halves of a point
    assert str(second.font.color.rgb) == "FF0000"
    plain = etree.fromstring(etree.tostring(table._tbl))
    stray = [e.tag for e in plain.iter() if (e.text or "").strip() and e.tag != qn("w:t")]
    assert stray == []  # nothing that is no XML of Word
    shades = [cell._tc.xpath("w:tcPr/w:shd/@w:fill") for cell in (table.cell(1, 1), table.cell(2, 1))]
    assert shades == [["00FF00"], []]
    assert document.element.body[-1].tag == qn("w:sectPr")  # the table stands before it


def test_pages_of_the_workbook(workbook: Any) -> None:
    assert workbook.sheetnames == ["正文", "表二", "表三", "表四"]
    for sheet in workbook.worksheets:
        page = sheet.page_setup
        assert (int(page.paperSize), page.orientation, page.fitToWidth, page.fitToHeight) == (9, None, 1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_options.horizontalCentered
    held = [(sheet.freeze_panes, sheet.print_title_rows) for sheet in workbook.worksheets]
    assert held == [(None, None), (None, None), ("A4", "$1:$3"), ("A4", "$1:$3")]


def test_text_of_the_workbook(workbook: Any) -> None:
    sheet = workbook["正文"]
    assert sheet.column_dimensions["A"].width == 76
    heights = [sheet.row_dimensions[row].height for row in range(1, 11)]
    assert heights == [40, 30, 120, 30, 30, 30, 30, 120, 30, 120]  # a title, headings, rooms for text
    looks = [
        (cell.font.name, cell.font.sz, cell.font.b, cell.alignment.horizontal, cell.alignment.vertical)
        for cell in (sheet["A1"], sheet["A2"], sheet["A3"])
    ]
    assert looks == [
        ("SimSun", 20, True, "center", "center"),
        ("SimHei", 16, False, "left", "center"),
        ("FangSong", 14, False, "left", "top"),
    ]
    assert [bool(sheet[cell].alignment.wrap_text) for cell in ("A1", "A2", "A3")] == [True, False, True]


def test_tables_of_the_workbook(workbook: Any) -> None:
    sheet = workbook["表三"]
    widths = [round(sheet.column_dimensions[column].width, 2) for column in "ABCDJ"]
    assert widths == [9.33, 11.33, 34.33, 7, 7]  # 14, 17, 51.5 and 10.5 mm of 1.5
    heights = [sheet.row_dimensions[row].height for row in range(1, 29)]
    # Two lines (34 points) where words take more than one of 2.8 mm each: names of applicants of six characters in
    # 8.5 mm, long labels in 49.5 or 66.5; three lines where the longest of all needs them.
    assert [row for row, height in enumerate(heights, 1) if height == 34] == [3, 7, 23, 24]
    assert [row for row, height in enumerate(heights, 1) if height == 48] == [25]
    assert sorted(set(heights)) == [20, 34, 48]
    label, figure = sheet["A4"], sheet["D4"]
    for cell, at in ((label, "left"), (figure, "center"), (sheet["A1"], "center")):
        assert (cell.font.name, cell.font.sz) == ("SimSun", 10)
        assert (cell.alignment.horizontal, cell.alignment.vertical, cell.alignment.wrap_text) == (at, "center", True)
    for row in sheet["D4:J28"]:
        for cell in row:
            border = cell.border
            assert {side.style for side in (border.left, border.right, border.top, border.bottom)} == {"thin"}
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"A1:C3", "D1:J1", "D2:D3", "A4:C4", "A6:A27"}
    checks = sheet.data_validations.dataValidation
    assert [(check.formula1, check.formula2, check.operator) for check in checks] == [
        ("0", "1000000000000000", "between")
    ]


def test_a_table_below_something_else_and_a_page_that_lies(form: Form) -> None:
    sheet: Any = openpyxl.Workbook().worksheets[0]
    draw(sheet, layouts(form, "项")["disputes"], 4)
    fit_page(sheet, wide=True)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A8", "$5:$7")
    assert {str(area) for area in sheet.merged_cells.ranges} >= {"A5:E5", "F5:O5", "A6:A7"}
    assert [sheet.row_dimensions[row].height for row in range(4, 9)] == [None, 20, 20, 34, 20]
    assert sheet["A6"].value == "结果维持"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet["A4"].border.top.style, sheet["A5"].border.top.style) == (None, "thin")


def test_tables_in_english(form: Form) -> None:
    drawn = layouts(form, "Item", "en")
    heads = {key: {(c.row, c.column): c.text for c in table.cells} for key, table in drawn.items()}
    proactive, requests, disputes = heads["proactive"], heads["requests"], heads["disputes"]
    assert [proactive[1, column] for column in range(2)] == ["Item", form.tables["proactive"].columns["made"].text.en]
    assert requests[0, 0].startswith("(")
    assert requests[0, 0].endswith(")")
    assert disputes[1, 5] == form.tables["disputes"].rows["direct"].text.en
    texts = [cell.text for table in drawn.values() for cell in table.cells]
    assert not [text for text in texts if not text.isascii() and any("\u4e00" <= sign <= "\u9fff" for sign in text)]
    assert [table.title for table in drawn.values()] == [table.title.en for table in form.tables.values()]


def test_a_report_in_the_form(form: Form) -> None:
    """What it lacks stays empty; paragraphs are paragraphs; figures stand where their row and column are."""
    report = json.loads(json.dumps(REPORT))
    report["sections"]["preface"] = {"heading": "", "text": "前言一\n\n 前言二 \n"}
    del report["sections"]["problems"]
    del report["tables"]["requests"]["carried_over"]
    report["tables"]["requests"]["granted"]["total"] = "—"
    report["tables"]["proactive"]["fees"]["amount_10k_yuan"] = "0.25"
    contents = of_report(report)
    document: Any = docx.Document(io.BytesIO(write_docx(form, form.template, contents)))
    said = [(p.style.name, p.text) for p in document.paragraphs]
    assert said[:3] == [("Title", report["title"]), ("Body Text", "前言一"), ("Body Text", "前言二")]
    at = said.index(("Heading 1", "五、存在的主要问题及改进情况"))
    assert said[at + 1] == ("Body Text", "")
    assert said[at + 2] == ("Heading 1", "六、其他需要报告的事项")
    (block,) = form.tables["requests"].blocks
    figures = [[cell.text for cell in row.cells[3:]] for row in document.tables[1].rows[3:]]
    for row, found in zip(block.rows, figures, strict=True):
        asked = report["tables"]["requests"].get(row, {})
        assert found == [str(asked.get(column, "")) for column in block.columns]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(form, form.template, contents)))
    text: Any = book["正文"]
    assert [text.cell(row, 1).value for row in range(1, 5)] == [report["title"], "前言一", "前言二", "一、总体情况"]
    sheet: Any = book["表三"]
    values = [[sheet.cell(4 + row, 4 + column).value for column in range(7)] for row in range(25)]
    for row, found in zip(block.rows, values, strict=True):
        asked = report["tables"]["requests"].get(row, {})
        assert found == [asked.get(column) for column in block.columns]
    assert [book["表二"]["B14"].value, type(book["表二"]["B14"].value)] == [0.25, float]


def test_a_form_without_tables_of_its_own(form: Form) -> None:
    empty = Contents("题", {})
    layout = layouts(form, "项")["requests"]
    assert empty.into(layout) is layout
    with_one = Contents("题", {}, tables={"requests": {"total": {"total": 0}}}).into(layout)
    assert [cell.text for cell in with_one.cells if cell.key == ("total", "total")] == ["0"]
    assert {cell.text for cell in with_one.cells if cell.role == "figure"} == {"", "0"}


def test_packages_are_pressed_and_name_no_system(form: Form) -> None:
    for format in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(write_template(form, 2024, format))) as package:
            assert {(part.compress_type, part.create_system) for part in package.infolist()} == {(8, 0)}
