"""What Word files of this project have in common: type, and the official tables drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from xml.sax.saxutils import escape  # writes only

from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table

from engine.template.layout import LayoutCell, TableLayout


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one look; ``size`` in points, ``colour`` as six hexadecimal digits, where they are not the style's."""

    text: str
    bold: bool = False
    italic: bool = False
    size: int | None = None
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class Filling:
    """What stands in a cell, and on which colour."""

    words: tuple[Words, ...] = ()
    colour: str | None = None


Fill: TypeAlias = Callable[[LayoutCell], Filling]

_ROW_HEIGHT = 6  # millimetres, at least
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


def draw(document: WordDocument, layout: TableLayout, style: str, fill: Fill) -> None:
    """A table of the form at the end of a document, in a paragraph style; ``fill`` says what stands in a cell.

    Written as XML at once: to merge cells one by one takes very much longer.
    """
    table = document.add_table(0, len(layout.widths), "Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, layout.widths, strict=True):
        column.width = Mm(width)
    id = escape(document.styles[style].style_id)
    rows = "".join(_row(row, layout, id, fill) for row in range(layout.height))
    for row in list(parse_xml(f"<w:tbl {nsdecls('w')}>{rows}</w:tbl>")):
        table._tbl.append(row)
    _set_margins(table)


def _row(row: int, layout: TableLayout, style: str, fill: Fill) -> str:
    head = "<w:tblHeader/>" if row < layout.heads else ""
    cells = sorted((c for c in layout.cells if c.row <= row < c.row + c.rows), key=lambda cell: cell.column)
    drawn = "".join(_cell(cell, cell.row == row, layout, style, fill(cell)) for cell in cells)
    height = f'<w:trHeight w:val="{Mm(_ROW_HEIGHT).twips}"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{head}</w:trPr>{drawn}</w:tr>"


def _cell(cell: LayoutCell, first: bool, layout: TableLayout, style: str, filling: Filling) -> str:
    """The cell in its ``first`` row, or as it goes on in those below."""
    width = Mm(sum(layout.widths[cell.column : cell.column + cell.columns])).twips
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell.columns > 1:
        properties += f'<w:gridSpan w:val="{cell.columns}"/>'
    if cell.rows > 1:
        properties += '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    if filling.colour is not None:
        properties += f'<w:shd w:val="clear" w:color="auto" w:fill="{filling.colour}"/>'
    centred = "" if cell.role == "label" else '<w:jc w:val="center"/>'
    runs = "".join(map(_run, filling.words)) if first else ""
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{centred}</w:pPr>{runs}</w:p>'
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>'


def _run(words: Words) -> str:
    properties = ("<w:b/>" if words.bold else "") + ("<w:i/>" if words.italic else "")
    if words.colour is not None:
        properties += f'<w:color w:val="{words.colour}"/>'
    if words.size is not None:
        properties += f'<w:sz w:val="{2 * words.size}"/><w:szCs w:val="{2 * words.size}"/>'
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words.text)}</w:t></w:r>'


def _set_margins(table: Table) -> None:
    """Narrow ones, for many columns."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "40")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    properties.insert(len(properties) if look is None else properties.index(look), margins)
