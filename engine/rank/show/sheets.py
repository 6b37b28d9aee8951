"""Sheets of a workbook, written row by row: a province's units do not fit into memory twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, DataBarRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from engine.catalogue import one_line
from engine.reporters.width import width_of

RED, AMBER, GREEN, GREY = "F4B6AE", "FCE8A6", "B7DFC0", "DDDDDD"
Style = Literal["", "head", "title", "link", "wrap", "bold"]
_FONTS = {
    "head": Font(bold=True),
    "title": Font(bold=True, size=14),
    "link": Font(color="0B57A4", underline="single"),
    "bold": Font(bold=True),
}
_LINE_HEIGHT, _MOST_LINES = 15, 27  # points; a row is at most 409 high
_LONGEST = 32_000  # characters of a cell; Excel takes 32,767
_HEAD_FILL = PatternFill("solid", fgColor="E8EEF7")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and how it looks."""

    value: str | int | Decimal | None
    style: Style = ""


class Sheet:
    """One sheet; its rows are written in order."""

    def __init__(self, workbook: Workbook, name: str, widths: Sequence[int], freeze: str | None = None) -> None:
        self._sheet: Any = workbook.create_sheet(name)
        self._rows, self._columns = 0, 0
        self._widths = widths
        for index, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(index)].width = width
        self._sheet.freeze_panes = freeze
        self._sheet.page_setup.orientation = "landscape"
        self._sheet.page_setup.paperSize = 9  # A4
        self._sheet.sheet_properties.pageSetUpPr.fitToPage = True
        self._sheet.page_setup.fitToHeight = 0

    def line(self, cells: Sequence[Cell], links: Mapping[int, str] | None = None) -> None:
        """Writes a row; ``links``: by the index of a cell, the sheet that it leads to."""
        self._rows += 1
        self._columns = max(self._columns, len(cells))
        row = [self._cell(cell) for cell in cells]
        for index, target in (links or {}).items():
            row[index].hyperlink = Hyperlink(ref="", location=f"'{target}'!A1")
            row[index].hyperlink.ref = f"{get_column_letter(index + 1)}{self._rows}"
        height = max((self._lines(at, cell) for at, cell in enumerate(cells)), default=1)
        if height > 1:
            self._sheet.row_dimensions[self._rows].height = height * _LINE_HEIGHT
        self._sheet.append(row)

    def _lines(self, at: int, cell: Cell) -> int:
        """How many lines a cell takes that is broken into lines; spreadsheets do not find that out by themselves."""
        if cell.style != "wrap" or not isinstance(cell.value, str):
            return 1
        room = max(1, self._widths[at] - 2)
        return min(_MOST_LINES, sum(-(-max(1, width_of(line)) // room) for line in cell.value.split("\n")))

    def _cell(self, cell: Cell) -> Any:
        value = cell.value
        if isinstance(value, str):
            value = one_line(value) if cell.style != "wrap" else "\n".join(map(one_line, value.split("\n")))
            value = value[:_LONGEST]
        made: Any = WriteOnlyCell(self._sheet, cast(Any, value))  # a Decimal is written with its digits
        if isinstance(value, str):
            made.data_type = "s"  # never a formula, whatever it begins with
        if cell.style in _FONTS:
            made.font = _FONTS[cell.style]
        if cell.style == "head":
            made.fill = _HEAD_FILL
            made.alignment = Alignment(vertical="center", wrap_text=True)
        elif cell.style == "wrap":
            made.alignment = Alignment(vertical="top", wrap_text=True)
        elif cell.style == "bold":
            made.alignment = Alignment(vertical="top")
        return made

    def filter(self) -> None:
        """Lets the reader filter by each column; the first row is the head."""
        self._sheet.auto_filter.ref = f"A1:{get_column_letter(max(1, self._columns))}{max(1, self._rows)}"

    def mark(self, place: str, text: str, colour: str) -> None:
        """Colours the cells that say ``text``."""
        fill = PatternFill("solid", bgColor=colour, fgColor=colour)
        self._colour(place, CellIsRule("equal", [f'"{text}"'], fill=fill))  # type: ignore[no-untyped-call]

    def shade(self, place: str) -> None:
        """Colours figures from red for the lowest to green for the highest."""
        scale = ColorScaleRule(  # type: ignore[no-untyped-call]
            "min", None, RED, "percentile", 50, AMBER, "max", None, GREEN
        )
        self._colour(place, scale)

    def bars(self, place: str) -> None:
        """Draws a bar behind each figure."""
        self._colour(place, DataBarRule("num", 0, "max", None, RED))  # type: ignore[no-untyped-call]

    def _colour(self, place: str, rule: Any) -> None:
        self._sheet.conditional_formatting.add(place, rule)
