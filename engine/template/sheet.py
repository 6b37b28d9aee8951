"""What workbooks of this project have in common: the official tables drawn, and how pages are printed."""

from __future__ import annotations

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from engine.template.layout import LayoutCell, TableLayout

ROW_HEIGHT = 20.0  # points
_SONG = "SimSun"
_LINE = Side("thin")
_FRAME = Border(_LINE, _LINE, _LINE, _LINE)
_MM_PER_CHARACTER = 1.5  # spreadsheets measure widths in characters; wide ones, for large figures
_MM_PER_SIGN = 2.8  # of a Chinese character, in the same measure; half of it for a digit


def draw(sheet: Worksheet, layout: TableLayout, top: int = 0) -> None:
    """A table of the form, its words without its figures, ``top`` rows below the edge of the sheet."""
    for index, width in enumerate(layout.widths, 1):
        sheet.column_dimensions[get_column_letter(index)].width = width / _MM_PER_CHARACTER
    for cell in layout.cells:
        _fill(sheet, cell, top)
    _fit_labels(sheet, layout, top)
    if layout.heads:
        sheet.print_title_rows = f"{top + 1}:{top + layout.heads}"
        sheet.freeze_panes = f"A{top + layout.heads + 1}"


def fit_page(sheet: Worksheet, wide: bool = False) -> None:
    """Prints a sheet on A4, as many pages as it is long; ``wide``: lying."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if wide else None
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_options.horizontalCentered = True


def _fill(sheet: Worksheet, cell: LayoutCell, above: int) -> None:
    top, left = above + cell.row + 1, cell.column + 1
    bottom, right = above + cell.row + cell.rows, cell.column + cell.columns
    place = sheet.cell(top, left)
    place.value = cell.text or None
    place.font = Font(_SONG, 10)
    place.alignment = Alignment("left" if cell.role == "label" else "center", "center", wrap_text=True)
    for row in sheet.iter_rows(top, bottom, left, right):
        for covered in row:
            covered.border = _FRAME
    if cell.rows * cell.columns > 1:
        sheet.merge_cells(None, top, left, bottom, right)


def _fit_labels(sheet: Worksheet, layout: TableLayout, above: int) -> None:
    """Rows high enough for their words: spreadsheets do not do it for merged cells."""
    for cell in layout.cells:
        width = sum(layout.widths[cell.column : cell.column + cell.columns])
        signs = sum(0.5 if sign.isascii() else 1 for sign in cell.text)
        lines = -(-signs * _MM_PER_SIGN // (width - 2))
        height = max(ROW_HEIGHT, (lines * 14 + 6) / cell.rows)
        for dimension in (sheet.row_dimensions[above + row + 1] for row in range(cell.row, cell.row + cell.rows)):
            dimension.height = max(dimension.height or 0, height)
