"""Writes values into sheets: a text stays a text whatever it begins with, and is one that a workbook can hold."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from engine.catalogue import one_line
from engine.reporters.finding_rows import FORMULA

LONGEST_TEXT, LONGEST_NAME = 32_767, 31  # UTF-16 units that Excel takes in a cell, and in the name of a sheet
LAST_ROW = 1_048_576
_LONGEST_HEADER = 200  # of a page; 255 with what openpyxl writes about it
_POINTS_A_LINE, _HIGHEST = 13.5, 409  # of a row; the most that Excel takes

_AUTHOR = "compliance"
_CUT = "…"
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # by which a workbook writes characters that XML cannot hold
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LINE = Side("thin", color="BFBFBF")
_FRAME = Border(_LINE, _LINE, _LINE, _LINE)
_TEXT, _HEAD = Font("SimSun", 10), Font("SimHei", 10)
_HEAD_FILL = PatternFill("solid", "DDE6F0")
_WRAPPED, _CENTRED = Alignment("left", "top", wrap_text=True), Alignment("center", "center", wrap_text=True)
_PIXELS_WIDE, _PIXELS_A_LINE, _SIGNS_A_LINE = 360, 18, 26  # of a comment


def put(sheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """A number as a number, anything else as a text of one line, which no program takes for a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # and none that a merged one covers
    if value is None:
        return cell
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        cell.value = value
        return cell
    text = cut(one_line(str(value)), LONGEST_TEXT)
    cell.value = _ESCAPE.sub("_x005F_", text)
    cell.data_type = "s"
    if text.startswith(FORMULA):
        cell.quotePrefix = True  # or it would become one when a person edits it
    return cell


def cut(text: str, most: int) -> str:
    """The text, or its beginning, in at most so many UTF-16 units."""
    if len(text.encode("utf-16-le")) // 2 <= most:
        return text
    kept = text.encode("utf-16-le")[: 2 * (most - len(_CUT))]
    return kept.decode("utf-16-le", "ignore") + _CUT


def sheet_name(wish: str, taken: Container[str]) -> str:
    """A name for a sheet that a workbook takes, and that none of ``taken`` (in lower case) is."""
    plain = _NOT_IN_NAMES.sub(" ", one_line(wish)).strip() or "-"
    name, number = cut(plain, LONGEST_NAME), 1
    while name.lower() in taken:
        number += 1
        name = cut(plain, LONGEST_NAME - len(f" {number}")) + f" {number}"
    return name


def write_list(
    sheet: Worksheet, head: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int]
) -> None:
    """A list with a head that stays in sight, filters, and columns so many characters wide."""
    for column, (title, width) in enumerate(zip(head, widths, strict=True), 1):
        cell = put(sheet, 1, column, title)
        cell.font, cell.fill, cell.alignment, cell.border = _HEAD, _HEAD_FILL, _CENTRED, _FRAME
        sheet.column_dimensions[get_column_letter(column)].width = width
    for index, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = put(sheet, index, column, value)
            cell.font, cell.alignment, cell.border = _TEXT, _WRAPPED, _FRAME
        sheet.row_dimensions[index].height = _height(row, widths)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(head))}{len(rows) + 1}"


def _height(row: Sequence[object], widths: Sequence[int]) -> float:
    """How many points a row takes with its texts wrapped: not every program finds out by itself."""
    lines = max(-(-_columns(value) // width) for value, width in zip(row, widths, strict=True))
    return min(max(lines, 1) * _POINTS_A_LINE + 3, _HIGHEST)


def _columns(value: object) -> int:
    text = "" if value is None else str(value)
    return sum(1 if sign.isascii() else 2 for sign in text)


def comment(cell: Cell, lines: Sequence[str]) -> None:
    """A comment at a cell, as large as its words."""
    texts = [one_line(line) for line in lines]
    note = Comment(cut("\n".join(texts), LONGEST_TEXT), _AUTHOR)
    height = sum(1 + len(text) // _SIGNS_A_LINE for text in texts)
    note.width, note.height = _PIXELS_WIDE, (height + 1) * _PIXELS_A_LINE
    cell.comment = note


def head_page(sheet: Worksheet, text: str) -> None:
    """What stands above each printed page; its signs are none that steer a printer."""
    header = sheet.oddHeader
    assert header is not None  # every sheet has one
    header.center.text = cut(one_line(text).replace("&", " "), _LONGEST_HEADER)
