"""What Word files of this project have in common: type, and the official tables drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias
from xml.sax.saxutils import escape  # writes only

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from engine.template.layout import LayoutCell, TableLayout

# In the middle of the page, columns as wide as they are said to be, narrow margins for many columns.
_PROPERTIES = """<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/><w:jc w:val="center"/>
<w:tblLayout w:type="fixed"/>
<w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar>
<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>
</w:tblPr>"""


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
    grid = "".join(f'<w:gridCol w:w="{Mm(width).twips}"/>' for width in layout.widths)
    rows = "".join(_row(row, layout, style_id(style), fill) for row in range(layout.height))
    append(document, parse_xml(f"<w:tbl {nsdecls('w')}>{_PROPERTIES}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"))


def append(document: WordDocument, element: BaseOxmlElement) -> None:
    """Puts a paragraph or a table at the end, however long the document is: python-docx would look through it."""
    document.element.body[-1].addprevious(element)  # what is last are the properties of the section


def style_id(name: str) -> str:
    """The id of a style of the default template, or added by python-docx, which would look through all styles."""
    return name.replace(" ", "")


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
