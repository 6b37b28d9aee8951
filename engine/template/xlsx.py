"""The blank form as a workbook: the sections on one sheet, each table on one of its own."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from engine.report import LARGEST_COUNT
from engine.rulebook import CellKind, Form, TemplateWords
from engine.template.archive import timeless
from engine.template.layout import TableLayout, layouts
from engine.template.sheet import ROW_HEIGHT, draw, fit_page

_SONG, _FANG_SONG, _HEI = "SimSun", "FangSong", "SimHei"
_TEXT_WIDTH = 76  # characters; an A4 page
_TEXT_HEIGHT = 120.0  # points


def write_xlsx(form: Form, year: int, words: TemplateWords) -> bytes:
    """The form with its cells merged and framed, and figures checked as they are typed."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = words.text
    workbook.properties.title, workbook.properties.creator = words.title_of(year), None
    _write_sections(sheet, form, year, words)
    for layout in layouts(form, words.item).values():
        page = workbook.create_sheet(layout.title)
        draw(page, layout)
        _check_figures(page, layout)
    for page in workbook.worksheets:
        fit_page(page)
    stream = io.BytesIO()
    workbook.save(stream)
    return timeless(stream.getvalue())


def _write_sections(sheet: Worksheet, form: Form, year: int, words: TemplateWords) -> None:
    sheet.column_dimensions["A"].width = _TEXT_WIDTH
    centred, wrapped = Alignment("center", "center", wrap_text=True), Alignment("left", "top", wrap_text=True)
    title = sheet.cell(1, 1, words.title_of(year))
    title.font, title.alignment = Font(_SONG, 20, bold=True), centred
    sheet.row_dimensions[1].height = 2 * ROW_HEIGHT
    row = 2
    for section, label in form.sections.items():
        heading = sheet.cell(row, 1, label.text.zh)
        heading.font, heading.alignment = Font(_HEI, 16), Alignment("left", "center")
        sheet.row_dimensions[row].height = 1.5 * ROW_HEIGHT
        if section in form.prose:
            row += 1
            text = sheet.cell(row, 1, words.prose.get(section, ""))
            text.font, text.alignment = Font(_FANG_SONG, 14), wrapped
            sheet.row_dimensions[row].height = _TEXT_HEIGHT
        row += 1


def _check_figures(sheet: Worksheet, layout: TableLayout) -> None:
    checks: dict[CellKind, DataValidation] = {}
    for cell in layout.cells:
        if cell.kind is not None and cell.kind in _CHECKS:
            check = checks.setdefault(cell.kind, _check(cell.kind))
            check.add(sheet.cell(cell.row + 1, cell.column + 1).coordinate)
    for check in checks.values():
        sheet.add_data_validation(check)


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
