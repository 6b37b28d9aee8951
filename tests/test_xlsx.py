from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from openpyxl.styles import Border, Side
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.worksheet import Worksheet

from engine.readers.document import Document, Grid, GridCell, Line
from engine.readers.formats.xlsx import read
from engine.reading import Notice
from tests.packages import book, grids, lines, rectangles, shape

FRAME = Border(Side("thin"), Side("thin"), Side("thin"), Side("thin"))


def saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def sheet_of(rows: list[list[Any]]) -> tuple[openpyxl.Workbook, Worksheet]:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "表"
    for row in rows:
        sheet.append(row)
    return workbook, sheet


def read_rows(rows: list[list[Any]]) -> Document:
    return read(saved(sheet_of(rows)[0]))


def frame(sheet: Worksheet, area: str) -> None:
    for row in sheet[area]:
        for cell in row:
            cell.border = FRAME


# Layout


def test_lines_and_grids_of_a_sheet() -> None:
    found = read_rows(
        [
            ["某市2024年报告"],
            [],
            ["一、总体情况"],
            ["第一段。\n第二段。"],
            [],
            [None, "信息内容", "件数"],
            [None, "规章", 3],
            [None, "规范性文件", None],
            [],
            ["完"],
        ]
    )
    assert found.parts == (
        Line(1, None, "某市2024年报告", "表"),
        Line(3, None, "一、总体情况", "表"),
        Line(4, None, "第一段。", "表"),
        Line(4, None, "第二段。", "表"),
        Grid(
            1,
            (
                *(GridCell(0, 0, "信息内容"), GridCell(0, 1, "件数")),
                *(GridCell(1, 0, "规章"), GridCell(1, 1, "3")),
                *(GridCell(2, 0, "规范性文件"), GridCell(2, 1, "")),
            ),
            sheet="表",
            first_row=6,
            first_column=2,
        ),
        Line(10, None, "完", "表"),
    )
    assert found.wrapped is False
    assert found.notices == ()


def test_title_directly_above_a_table() -> None:
    found = read_rows([["表二"], ["信息内容", "件数"], ["规章", 3]])
    assert lines(found) == ["表二"]
    assert [cell[4] for cell in shape(grids(found)[0])] == ["信息内容", "件数", "规章", "3"]


def test_headings_between_framed_tables() -> None:
    workbook, sheet = sheet_of([["甲", 1], ["三、申请"], ["乙", 2], ["丙"], [None, None], ["注：略"]])
    for area in ("A1:B1", "A3:B5"):
        frame(sheet, area)
    found = read(saved(workbook))
    assert lines(found) == ["三、申请", "注：略"]
    first, second = grids(found)
    assert [cell[4] for cell in shape(first)] == ["甲", "1"]
    # A framed row is part of its table although it is empty.
    assert [cell[4] for cell in shape(second)] == ["乙", "2", "丙", "", "", ""]
    assert (second.number, second.first_row) == (2, 3)


def test_merged_cells_are_spans() -> None:
    workbook, sheet = sheet_of([["头", None, "尾"], ["左", "中", None], [None, "下", "右"]])
    for area in ("A1:B1", "C1:C2", "A2:A3"):
        sheet.merge_cells(area)
    assert shape(grids(read(saved(workbook)))[0]) == [
        (0, 0, 1, 2, "头"),
        (0, 2, 2, 1, "尾"),
        (1, 0, 2, 1, "左"),
        (1, 1, 1, 1, "中"),
        (2, 1, 1, 1, "下"),
        (2, 2, 1, 1, "右"),
    ]


def test_merged_title_is_a_line_and_a_merged_heading_inside_frames_is_not() -> None:
    rows: list[list[Any]] = [["标题"], ["第二十条第（一）项"], ["规章", 1, 2], ["第二十条第（五）项"], ["许可", 3]]
    workbook, sheet = sheet_of(rows)
    for area in ("A1:C1", "A2:C2", "A4:C4", "B5:C5"):
        sheet.merge_cells(area)
    frame(sheet, "A2:C5")
    found = read(saved(workbook))
    assert lines(found) == ["标题"]
    assert shape(grids(found)[0]) == [
        (0, 0, 1, 3, "第二十条第（一）项"),
        *((1, 0, 1, 1, "规章"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2")),
        (2, 0, 1, 3, "第二十条第（五）项"),
        *((3, 0, 1, 1, "许可"), (3, 1, 1, 2, "3")),
    ]


def test_unfilled_row_of_a_table_without_frames_stays_in_it() -> None:
    found = grids(read_rows([["内容", "件数"], ["规章", None], ["许可", 2]]))
    assert [cell[4] for cell in shape(found[0])] == ["内容", "件数", "规章", "", "许可", "2"]


def test_framed_box_around_text() -> None:
    workbook, sheet = sheet_of([["一段话。"], ["又一段。"]])
    frame(sheet, "A1:A2")
    assert lines(read(saved(workbook))) == ["一段话。", "又一段。"]


def test_sheets_in_order_without_those_hidden() -> None:
    workbook = openpyxl.Workbook()
    first = workbook.worksheets[0]
    first.title = "一"
    first.append(["甲", 1])
    hidden = workbook.create_sheet("隐")
    hidden.append(["乙", 2])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("更隐").sheet_state = "veryHidden"
    workbook.create_sheet("空")
    workbook.create_chartsheet("图")
    last = workbook.create_sheet("二")
    last.append(["丙", 3])
    last.row_dimensions[1].hidden = True
    last.column_dimensions["B"].hidden = True
    found = grids(read(saved(workbook)))
    assert [(grid.number, grid.sheet, grid.cells[1].text) for grid in found] == [(1, "一", "1"), (2, "二", "3")]


def test_declared_properties() -> None:
    workbook, _ = sheet_of([["甲", 1]])
    workbook.properties.title = "年度报告"
    workbook.properties.creator = "某办"
    workbook.properties.created = dt.datetime(2025, 1, 20, 8)
    declared = dict(read(saved(workbook)).declared)
    assert declared.pop("modified")  # when the test ran
    assert declared == {"title": "年度报告", "creator": "某办", "created": "2025-01-20T08:00:00Z"}


@given(rectangles().map(lambda drawn: drawn[2]))
@settings(max_examples=60, deadline=None)
def test_merged_cells_are_read_as_openpyxl_writes_them(cells: list[tuple[int, int, int, int]]) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for number, (row, column, rows, columns) in enumerate(cells):
        sheet.cell(row + 1, column + 1, f"格{number}")
        if rows * columns > 1:
            sheet.merge_cells(None, row + 1, column + 1, row + rows, column + columns)
    assert shape(grids(read(saved(workbook)))[0]) == [(*cell, f"格{number}") for number, cell in enumerate(cells)]


# Values


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (12, "General", "12"),
        (12.0, "0.00", "12"),
        (96171.6, "#,##0.00", "96171.6"),
        (0.1 + 0.2, "General", "0.3"),
        (-5, "General", "-5"),
        (1e20, "General", "100000000000000000000"),
        (0.00001, "General", "0.00001"),
        (0.83, "0%", "83%"),
        (0.825, "0%", "83%"),
        (0.8333, "0.00%", "83.33%"),
        (1.0, "0.0%;[Red]-0.0%", "100.0%"),
        (0.5, '0.0"%"', "0.5"),
        (dt.date(2025, 1, 20), "yyyy-mm-dd", "2025-01-20"),
        (dt.datetime(2025, 1, 20, 8, 30), 'yyyy"年"m"月"d"日"', "2025-01-20 08:30:00"),
        (dt.time(8, 30), "h:mm", "08:30:00"),
        (True, "General", "TRUE"),
        (False, "General", "FALSE"),
        ("007", "General", "007"),
        (" 无 ", "General", "无"),
        ("12件", "0", "12件"),
        ("\ufeff12\u200b", "General", "12"),
        ("#REF!", "General", "#REF!"),
    ],
)
def test_values(value: object, number_format: str, expected: str) -> None:
    workbook, sheet = sheet_of([["甲", value]])
    sheet["B1"].number_format = number_format
    assert grids(read(saved(workbook)))[0].cells[1].text == expected


def one_cell(cell: str, **parts: str) -> GridCell:
    """What is read of a cell that stands beside another."""
    return grids(read(book(f'<row r="1"><c r="A1"><v>0</v></c>{cell}</row>', **parts)))[0].cells[1]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("<c><v>1E3</v></c>", "1000"),
        ("<c><v>-0.0</v></c>", "0"),
        ("<c><v>1e999</v></c>", "1e999"),
        ("<c><v>甲</v></c>", "甲"),
        (f"<c><v>{'9' * 5000}</v></c>", "9" * 5000),
        ("<c><v>1e300</v></c>", "1E+300"),
        ('<c t="d"><v>2025-01-20T00:00:00</v></c>', "2025-01-20"),
        ('<c t="d"><v>2025-01-20T08:30:00</v></c>', "2025-01-20T08:30:00"),
        ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c t="s"><v>1</v></c>', "富文本"),
        ('<c t="s"><v>0</v></c>', "字"),
        ('<c t="inlineStr"><is><t>内_x000D_\n文</t></is></c>', "内\n文"),
        ('<c t="str"><f>A1&amp;"件"</f><v>0件</v></c>', "0件"),
        ("<c><f>A1+1</f><v>1</v></c>", "1"),
        ('<c s="1"><v>45677</v></c>', "2025-01-20"),
        ('<c s="99"><v>45677</v></c>', "45677"),
        ('<c s="1"><v>99999999</v></c>', "99999999"),
    ],
)
def test_markup_of_values(cell: str, expected: str) -> None:
    strings = (
        "<si><t>字</t><rPh><t>zi</t></rPh></si>"
        "<si><r><t>富</t></r><r><rPr/><t>文本</t></r></si>"
    )  # fmt: skip
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/></cellXfs>'
    assert one_cell(cell, strings=strings, styles=styles) == GridCell(0, 1, expected)


def test_dates_of_the_mac() -> None:
    styles = '<cellXfs><xf numFmtId="14"/></cellXfs>'
    found = one_cell("<c><v>44215</v></c>", styles=styles, workbook='<workbookPr date1904="1"/>')
    assert found.text == "2025-01-20"


def test_formulas_that_were_never_calculated() -> None:
    workbook, sheet = sheet_of([["甲", 1], ["乙", 2]])
    sheet["B3"] = "=SUM(B1:B2)"
    found = read(saved(workbook))
    assert [(cell.text, cell.doubtful) for cell in grids(found)[0].cells if cell.row == 2] == [
        ("", False),
        ("=SUM(B1:B2)", True),
    ]
    assert found.notices == (Notice("xlsx.not_calculated"),)


def test_shared_formulas_that_were_never_calculated() -> None:
    shared = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*2</f></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><f t="shared" si="0"/></c></row>'
        '<row r="3"><c r="A3"><v>2</v></c><c r="B3"><f t="shared" si="7"/></c></row>'
    )
    found = [cell.text for cell in grids(read(book(shared)))[0].cells if cell.column]
    assert found == ["=A1*2", "=A2*2", "="]


def test_zeros_of_programs_that_cannot_calculate() -> None:
    cells = "<c><f>A1+1</f><v>0</v></c><c><f>A1+2</f><v>2</v></c><c><v>0</v></c>"
    sheet = f"<row><c><v>0</v></c>{cells}</row>"
    pending = grids(read(book(sheet, workbook='<calcPr fullCalcOnLoad="1"/>')))[0]
    assert [(cell.text, cell.doubtful) for cell in pending.cells[1:]] == [("=A1+1", True), ("2", False), ("0", False)]
    assert grids(read(book(sheet)))[0].cells[1] == GridCell(0, 1, "0")


def test_openpyxl_asks_for_calculation_but_writes_no_zeros() -> None:
    workbook, _ = sheet_of([["甲", 0]])
    workbook.calculation = CalcProperties(fullCalcOnLoad=True)
    assert grids(read(saved(workbook)))[0].cells[1] == GridCell(0, 1, "0")
