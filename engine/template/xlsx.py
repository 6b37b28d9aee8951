"""The blank form as a workbook: the sections on one sheet, each table on one of its own."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from engine.report import LARGEST_COUNT
from engine.rulebook import CellKind, Form, TemplateWords
from engine.template.archive import timeless
from engine.template.filling import Filling, paragraphs
from engine.template.layout import LayoutCell, TableLayout, layouts

_SONG, _FANG_SONG, _HEI = "SimSun", "FangSong", "SimHei"
_LINE = Side("thin")
_FRAME = Border(_LINE, _LINE, _LINE, _LINE)
_MM_PER_CHARACTER = 1.5  # spreadsheets measure widths in characters; wide ones, for large figures
_TEXT_WIDTH = 76  # characters; an A4 page
_ROW_HEIGHT, _TEXT_HEIGHT = 20.0, 120.0  # points
_MM_PER_SIGN = 2.8  # of a Chinese character, in the same measure; half of it for a digit


def write_xlsx(form: Form, words: TemplateWords, filling: Filling) -> bytes:
    """The form as it is filled in, with its cells merged and framed, and figures checked as they are typed."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = words.text
    workbook.properties.title, workbook.properties.creator = filling.title, None
    _write_sections(sheet, form, filling)
    for layout in layouts(form, words.item).values():
        _draw(workbook.create_sheet(layout.title), filling.fill(layout))
    for page in workbook.worksheets:
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.print_options.horizontalCentered = True
    stream = io.BytesIO()
    workbook.save(stream)
    return timeless(stream.getvalue())


def _write_sections(sheet: Worksheet, form: Form, filling: Filling) -> None:
    sheet.column_dimensions["A"].width = _TEXT_WIDTH
    centred, wrapped = Alignment("center", "center", wrap_text=True), Alignment("left", "top", wrap_text=True)
    title = sheet.cell(1, 1, filling.title)
    title.font, title.alignment = Font(_SONG, 20, bold=True), centred
    sheet.row_dimensions[1].height = 2 * _ROW_HEIGHT
    row = _write_text(sheet, 2, filling.preface, wrapped) if filling.preface else 2
    for section, label in form.sections.items():
        heading = sheet.cell(row, 1, label.text.zh)
        heading.font, heading.alignment = Font(_HEI, 16), Alignment("left", "center")
        sheet.row_dimensions[row].height = 1.5 * _ROW_HEIGHT
        if section in form.prose:
            row = _write_text(sheet, row + 1, filling.texts.get(section, ""), wrapped)
        else:
            row += 1


def _write_text(sheet: Worksheet, row: int, text: str, wrapped: Alignment) -> int:
    """Writes a row for each paragraph; the row after them."""
    for paragraph in paragraphs(text):
        cell = sheet.cell(row, 1, paragraph)
        cell.font, cell.alignment = Font(_FANG_SONG, 14), wrapped
        sheet.row_dimensions[row].height = _TEXT_HEIGHT
        row += 1
    return row


def _draw(sheet: Worksheet, layout: TableLayout) -> None:
    for index, width in enumerate(layout.widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width / _MM_PER_CHARACTER
    for index in range(1, layout.height + 1):
        sheet.row_dimensions[index].height = _ROW_HEIGHT
    checks: dict[CellKind, DataValidation] = {}
    for cell in layout.cells:
        _fill(sheet, cell)
        if cell.kind is not None and cell.kind in _CHECKS:
            check = checks.setdefault(cell.kind, _check(cell.kind))
            check.add(sheet.cell(cell.row + 1, cell.column + 1).coordinate)
    for check in checks.values():
        sheet.add_data_validation(check)
    _fit_labels(sheet, layout)
    if layout.heads:
        sheet.print_title_rows = f"1:{layout.heads}"
        sheet.freeze_panes = f"A{layout.heads + 1}"


def _fill(sheet: Worksheet, cell: LayoutCell) -> None:
    top, left = cell.row + 1, cell.column + 1
    bottom, right = cell.row + cell.rows, cell.column + cell.columns
    place = sheet.cell(top, left)
    place.value = _value(cell)
    place.font = Font(_SONG, 10)
    place.alignment = Alignment("left" if cell.role == "label" else "center", "center", wrap_text=True)
    for row in sheet.iter_rows(top, bottom, left, right):
        for covered in row:
            covered.border = _FRAME
    if cell.rows * cell.columns > 1:
        sheet.merge_cells(None, top, left, bottom, right)


def _value(cell: LayoutCell) -> str | int | float | None:
    """What is written: a figure as a number, if it is one."""
    if cell.role == "figure" and cell.text.replace(".", "", 1).isdecimal():
        return float(cell.text) if "." in cell.text else int(cell.text)
    return cell.text or None


def _fit_labels(sheet: Worksheet, layout: TableLayout) -> None:
    """Rows high enough for their words: spreadsheets do not do it for merged cells."""
    for cell in layout.cells:
        width = sum(layout.widths[cell.column : cell.column + cell.columns])
        signs = sum(0.5 if sign.isascii() else 1 for sign in cell.text)
        lines = -(-signs * _MM_PER_SIGN // (width - 2))
        height = max(_ROW_HEIGHT, (lines * 14 + 6) / cell.rows)
        for dimension in (sheet.row_dimensions[row + 1] for row in range(cell.row, cell.row + cell.rows)):
            dimension.height = max(dimension.height or 0, height)


# What may be typed: the kind of number, and the least and the most.
_CHECKS: dict[CellKind, tuple[str, int, int]] = {
    "count": ("whole", 0, LARGEST_COUNT),
    "signed": ("whole", -LARGEST_COUNT, LARGEST_COUNT),
    "amount": ("decimal", 0, LARGEST_COUNT),
}


def _check(kind: CellKind) -> DataValidation:
    number, least, most = _CHECKS[kind]
    check = DataValidation(type=number, operator="between", formula1=str(least), formula2=str(most), allow_blank=True)  # type: ignore[arg-type]
    check.showErrorMessage = True
    return check
