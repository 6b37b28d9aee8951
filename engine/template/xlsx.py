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
from engine.template.layout import LayoutCell, TableLayout, layouts

_SONG, _FANG_SONG, _HEI = "SimSun", "FangSong", "SimHei"
_LINE = Side("thin")
_FRAME = Border(_LINE, _LINE, _LINE, _LINE)
_MM_PER_CHARACTER = 1.5  # spreadsheets measure widths in characters; wide ones, for large figures
_TEXT_WIDTH = 76  # characters; an A4 page
_ROW_HEIGHT, _TEXT_HEIGHT = 20.0, 120.0  # points
_MM_PER_SIGN = 2.8  # of a Chinese character, in the same measure; half of it for a digit


def write_xlsx(form: Form, year: int, words: TemplateWords) -> bytes:
    """The form with its cells merged and framed, and figures checked as they are typed."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = words.text
    workbook.properties.title, workbook.properties.creator = words.title_of(year), None
    _write_sections(sheet, form, year, words)
    for layout in layouts(form, words.item).values():
        _draw(workbook.create_sheet(layout.title), layout)
    for page in workbook.worksheets:
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.print_options.horizontalCentered = True
    stream = io.BytesIO()
    workbook.save(stream)
    return timeless(stream.getvalue())


def _write_sections(sheet: Worksheet, form: Form, year: int, words: TemplateWords) -> None:
    sheet.column_dimensions["A"].width = _TEXT_WIDTH
    centred, wrapped = Alignment("center", "center", wrap_text=True), Alignment("left", "top", wrap_text=True)
    title = sheet.cell(1, 1, words.title_of(year))
    title.font, title.alignment = Font(_SONG, 20, bold=True), centred
    sheet.row_dimensions[1].height = 2 * _ROW_HEIGHT
    row = 2
    for section, label in form.sections.items():
        heading = sheet.cell(row, 1, label.text.zh)
        heading.font, heading.alignment = Font(_HEI, 16), Alignment("left", "center")
        sheet.row_dimensions[row].height = 1.5 * _ROW_HEIGHT
        if section in form.prose:
            row += 1
            text = sheet.cell(row, 1, words.prose.get(section, ""))
            text.font, text.alignment = Font(_FANG_SONG, 14), wrapped
            sheet.row_dimensions[row].height = _TEXT_HEIGHT
        row += 1


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
    place.value = cell.text or None
    place.font = Font(_SONG, 10)
    place.alignment = Alignment("left" if cell.role == "label" else "center", "center", wrap_text=True)
    for row in sheet.iter_rows(top, bottom, left, right):
        for covered in row:
            covered.border = _FRAME
    if cell.rows * cell.columns > 1:
        sheet.merge_cells(None, top, left, bottom, right)


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
