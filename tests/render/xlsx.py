"""Draws a report as a workbook."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from tests.render.archive import zipped
from tests.render.layout import Block, Paragraph, Table, blocks_of
from tests.render.matrix import Cell, Matrix
from tests.render.style import Style

_NAMES = {"proactive": "表二", "requests": "表三", "disputes": "表四"}
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_FORMULA = re.compile(r'(<c r="([A-Z]+\d+)"[^>]*><f>[^<]*</f>)<v\s*/?>(?:</v>)?')


@dataclass(frozen=True, slots=True)
class Variant:
    """``sheets``: everything on one sheet, a sheet for each table, or one for each section.

    ``as_text``: figures are text. ``corner``: so many rows and columns are blank before everything.
    ``formulas``: totals are formulas with the values that Excel left. ``hidden``: a hidden sheet with
    other figures. ``number_format`` of figures that are numbers.
    """

    style: Style = field(default_factory=Style)
    sheets: str = "tables"
    as_text: bool = False
    corner: tuple[int, int] = (0, 0)
    formulas: bool = False
    hidden: bool = False
    number_format: str = "General"


VARIANTS: Mapping[str, Variant] = {
    "sheets": Variant(),
    "one-sheet": Variant(Style(breaks="heads", captions=True), "one"),
    "text": Variant(Style(figures="padded", blocks="each", disputes="wide", numbering="、"), "one", as_text=True),
    "offset": Variant(Style(breaks="all", disputes="rows", columns="people_last"), "one", corner=(3, 2)),
    "blank": Variant(Style(spans="blank", blocks="ragged", rows_beside=True), "tables", number_format="#,##0"),
    "repeated": Variant(
        Style(spans="repeated", blocks="each", disputes="rows", figures="thousands"), "sections", as_text=True
    ),
    "formulas": Variant(Style(headings="variant", last_year=True), "one", formulas=True, hidden=True),
    "sections": Variant(
        Style(label_columns=1, channels=True, headings="bare", cut="bare"), "sections", corner=(1, 1)
    ),
}


def render(report: Mapping[str, Any], variant: str) -> bytes:
    """The report as the bytes of an .xlsx file."""
    chosen = VARIANTS[variant]
    book = Workbook()
    book.calculation.fullCalcOnLoad = False  # a program that leaves values does not ask for new ones
    first = book.active
    assert isinstance(first, Worksheet)
    values: dict[str, dict[str, str]] = {}
    for place, (name, blocks) in enumerate(_sheets(blocks_of(report, chosen.style), chosen)):
        sheet = book.create_sheet() if place else first
        sheet.title = name
        values[f"xl/worksheets/sheet{place + 1}.xml"] = _fill(sheet, blocks, chosen)
    if chosen.hidden:
        sheet = book.create_sheet("上年底稿")
        sheet.sheet_state = "hidden"
        _fill(sheet, _last_year(blocks_of(report, chosen.style)), Variant())
    held = io.BytesIO()
    book.save(held)
    with zipfile.ZipFile(held) as archive:
        return zipped({name: _settled(name, archive.read(name), values) for name in archive.namelist()})


def _settled(name: str, content: bytes, values: Mapping[str, Mapping[str, str]]) -> bytes:
    """The part without the time of writing, and with the values of its formulas."""
    content = _TIMES.sub(b"", content)
    if not values.get(name):
        return content
    own = values[name]
    return _FORMULA.sub(lambda found: f"{found[1]}<v>{own[found[2]]}</v>", content.decode()).encode()


def _sheets(blocks: Sequence[Block], chosen: Variant) -> list[tuple[str, list[Block]]]:
    if chosen.sheets == "one":
        return [("年度报告", list(blocks))]
    sheets: dict[str, list[Block]] = {"正文": []}
    for block in blocks:
        if chosen.sheets == "sections":
            sheets.setdefault(_section_name(block), []).append(block)
        elif isinstance(block, Table) and block.official:
            sheets.setdefault(_NAMES[block.official], []).append(block)
        else:
            sheets["正文"].append(block)
    return [(name, content) for name, content in sheets.items() if content]


def _section_name(block: Block) -> str:
    if block.section == "preface":
        return "正文"
    order = ("overview", "proactive", "requests", "disputes", "problems", "other")
    return f"第{'一二三四五六'[order.index(block.section)]}部分"


def _last_year(blocks: Sequence[Block]) -> list[Block]:
    """The official tables with other figures."""
    return [
        replace(block, matrix=Matrix(tuple(map(_other, block.matrix.cells)), block.matrix.head))
        for block in blocks
        if isinstance(block, Table)
    ]


def _other(cell: Cell) -> Cell:
    return replace(cell, text="7777") if cell.kind == "figure" else cell


def _fill(sheet: Worksheet, blocks: Sequence[Block], chosen: Variant) -> dict[str, str]:
    """Writes the blocks one under the other; the values of the formulas by coordinate."""
    down, right = chosen.corner
    row = down + 1
    width = max((block.matrix.width for block in blocks if isinstance(block, Table)), default=1)
    values: dict[str, str] = {}
    for block in blocks:
        if isinstance(block, Paragraph):
            _write(sheet, row, right + 1, block.text)
            if width > 1:
                sheet.merge_cells(start_row=row, start_column=right + 1, end_row=row, end_column=right + width)
            row += 1
            continue
        row += 1 if chosen.sheets == "one" else 0  # an empty row before and after a table
        for cell in block.matrix.cells:
            values |= _place(sheet, cell, row + cell.row, right + 1 + cell.column, chosen)
        row += block.matrix.height + 1
    return values


def _place(sheet: Worksheet, cell: Cell, row: int, column: int, chosen: Variant) -> dict[str, str]:
    if cell.rows > 1 or cell.columns > 1:
        end_row, end_column = row + cell.rows - 1, column + cell.columns - 1
        sheet.merge_cells(start_row=row, start_column=column, end_row=end_row, end_column=end_column)
    number = _number(cell.text) if cell.kind == "figure" and not chosen.as_text else None
    if number is None:
        _write(sheet, row, column, cell.text)
        return {}
    place = sheet.cell(row, column)
    place.number_format = chosen.number_format if isinstance(number, int) else "General"
    if chosen.formulas and isinstance(number, int) and row % 2:
        place.value = "=SUM(A1:A2)"
        return {place.coordinate: str(number)}
    place.value = number
    return {}


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    if text:
        cell = sheet.cell(row, column, text)
        cell.data_type = "s"  # a text may begin with a sign of equality
        cell.alignment = Alignment(wrap_text=True, vertical="center")


def _number(text: str) -> int | Decimal | None:
    if re.fullmatch(r"\d{1,15}", text, re.ASCII):
        return int(text)
    return Decimal(text) if re.fullmatch(r"\d{1,9}\.\d{1,6}", text, re.ASCII) else None
