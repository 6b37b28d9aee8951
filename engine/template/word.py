"""What Word files of this project have in common: type, and the official tables drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table, _Cell, _Row

from engine.template.layout import LayoutCell, TableLayout

Write: TypeAlias = Callable[[_Cell, LayoutCell], None]

_LATIN = "Times New Roman"
_BLACK = RGBColor(0, 0, 0)


def set_font(style: ParagraphStyle, font: str, size: float) -> None:
    """A type for Chinese text, Times New Roman for Latin letters and digits; black, not bold, ``size`` in points."""
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = _LATIN, Pt(size), False, _BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # which would prevail
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)


def draw(document: WordDocument, layout: TableLayout, style: str, write: Write) -> None:
    """A table of the form at the end of a document, in a paragraph style; ``write`` fills its cells."""
    table = document.add_table(layout.height, len(layout.widths), "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, layout.widths, strict=True):
        column.width = Mm(width)
    rows = list(table.rows)
    for index, row in enumerate(rows):
        _set_row(row, index < layout.heads)
    grid = [list(row.cells) for row in rows]
    for cell in layout.cells:
        place = grid[cell.row][cell.column]
        if cell.rows * cell.columns > 1:
            place = place.merge(grid[cell.row + cell.rows - 1][cell.column + cell.columns - 1])
        place.width = Mm(sum(layout.widths[cell.column : cell.column + cell.columns]))
        place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if cell.role != "label":
            place.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        write(place, cell)
    _set_text(table, document.styles[style])


def _set_row(row: _Row, head: bool) -> None:
    row.height = Mm(6)
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        properties.append(OxmlElement(name))


def _set_text(table: Table, style: BaseStyle) -> None:
    """Small text, in merged cells too, which would else make their rows higher; narrow margins for many columns."""
    for paragraph in table._tbl.xpath(".//w:p"):
        paragraph.style = style.style_id
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "40")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)
