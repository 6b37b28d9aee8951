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
from engine.template.contents import Contents, paragraphs
from engine.template.layout import LayoutCell, TableLayout, layouts
from engine.template.sheet import ROW_HEIGHT, draw, fit_page

_SONG, _FANG_SONG, _HEI = "SimSun", "FangSong", "SimHei"
_TEXT_WIDTH = 76  # characters; an A4 page
_TEXT_HEIGHT = 120.0  # points


def write_xlsx(form: Form, words: TemplateWords, contents: Contents) -> bytes:
    """The form as it is filled in, with its cells merged and framed, and figures checked as they are typed."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = words.text
    workbook.properties.title, workbook.properties.creator = contents.title, None
    _write_sections(sheet, form, contents)
    for layout in layouts(form, words.item).values():
        page, filled = workbook.create_sheet(layout.title), contents.into(layout)
        draw(page, filled)
        _check_figures(page, filled)
    for page in workbook.worksheets:
        fit_page(page)
    stream = io.BytesIO()
    workbook.save(stream)
    return timeless(stream.getvalue())


def _write_sections(sheet: Worksheet, form: Form, contents: Contents) -> None:
    sheet.column_dimensions["A"].width = _TEXT_WIDTH
    centred, wrapped = Alignment("center", "center", wrap_text=True), Alignment("left", "top", wrap_text=True)
    title = sheet.cell(1, 1, contents.title)
    title.font, title.alignment = Font(_SONG, 20, bold=True), centred
    sheet.row_dimensions[1].height = 2 * ROW_HEIGHT
    row = _write_text(sheet, 2, contents.preface, wrapped) if contents.preface else 2
    for section, label in form.sections.items():
        heading = sheet.cell(row, 1, label.text.zh)
        heading.font, heading.alignment = Font(_HEI, 16), Alignment("left", "center")
        sheet.row_dimensions[row].height = 1.5 * ROW_HEIGHT
        if section in form.prose:
            row = _write_text(sheet, row + 1, contents.texts.get(section, ""), wrapped)
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


def _check_figures(sheet: Worksheet, layout: TableLayout) -> None:
    checks: dict[CellKind, DataValidation] = {}
    for cell in layout.cells:
        if cell.kind is not None and cell.kind in _CHECKS:
            place = sheet.cell(cell.row + 1, cell.column + 1)
            place.value = _value(cell)
            checks.setdefault(cell.kind, _check(cell.kind)).add(place.coordinate)
    for check in checks.values():
        sheet.add_data_validation(check)


def _value(cell: LayoutCell) -> str | int | float | None:
    """What is written: a figure as a number, if it is one."""
    if cell.text.replace(".", "", 1).isdecimal():
        return float(cell.text) if "." in cell.text else int(cell.text)
    return cell.text or None


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
