"""The blank form as a Word file."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import BaseStyle, ParagraphStyle
from docx.table import Table, _Cell, _Row

from engine.rulebook import Form, TemplateWords
from engine.template.archive import timeless
from engine.template.filling import Filling, paragraphs
from engine.template.layout import LayoutCell, TableLayout, layouts

# Fonts by the names that every system knows them by: Song, imitation Song and bold type.
_SONG, _FANG_SONG, _HEI = "SimSun", "FangSong", "SimHei"
_LATIN = "Times New Roman"
_TABLE_STYLE = "Table Text"
_BLACK = RGBColor(0, 0, 0)
_HALF_A_PAGE = 20  # rows


def write_docx(form: Form, words: TemplateWords, filling: Filling) -> bytes:
    """The form on A4 as it is filled in, with headings as headings and tables whose heads repeat on each page."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = filling.title, "", "", "zh-CN"
    document.add_paragraph(filling.title, "Title")
    if filling.preface:
        _write(document, filling.preface)
    tables = {table.section: table.key for table in form.tables.values()}
    drawn = layouts(form, words.item)
    for section, label in form.sections.items():
        heading = document.add_paragraph(label.text.zh, "Heading 1")
        if section in tables:
            layout = drawn[tables[section]]
            heading.paragraph_format.page_break_before = layout.height > _HALF_A_PAGE
            _draw(document, filling.fill(layout))
        else:
            _write(document, filling.texts.get(section, ""))
    stream = io.BytesIO()
    document.save(stream)
    return timeless(stream.getvalue())


def _write(document: WordDocument, text: str) -> None:
    for paragraph in paragraphs(text):
        document.add_paragraph(paragraph, "Body Text")


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin = section.bottom_margin = Mm(28)


def _set_styles(document: WordDocument) -> None:
    styles = document.styles
    styles.add_style(_TABLE_STYLE, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, font, size in (
        ("Normal", _FANG_SONG, 16),
        ("Body Text", _FANG_SONG, 16),
        ("Title", _SONG, 18),
        ("Heading 1", _HEI, 16),
        (_TABLE_STYLE, _SONG, 9),
    ):
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        _set_font(style, font, size)
        space = style.paragraph_format
        space.space_before = space.space_after = Pt(0)
        if name == _TABLE_STYLE:
            space.line_spacing_rule = WD_LINE_SPACING.SINGLE
        else:
            # Not exactly so much, or a picture in the text would be cut.
            space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(29)
    styles["Title"].font.bold = True
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    styles["Title"].paragraph_format.space_after = Pt(24)
    for line in styles["Title"].element.xpath("w:pPr/w:pBdr"):  # the default template underlines it
        line.getparent().remove(line)
    heading = styles["Heading 1"].paragraph_format
    heading.space_before, heading.space_after, heading.keep_with_next = Pt(12), Pt(8), True
    _indent(styles["Body Text"])
    styles["Heading 1"].next_paragraph_style = styles["Body Text"]


def _set_font(style: ParagraphStyle, font: str, size: float) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = _LATIN, Pt(size), False, _BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # which would prevail
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)


def _indent(style: ParagraphStyle) -> None:
    """Two characters, whatever their size."""
    style.paragraph_format.first_line_indent = Pt(32)
    style.element.pPr.ind.set(qn("w:firstLineChars"), "200")


def _draw(document: WordDocument, layout: TableLayout) -> None:
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
        _fill(place, cell, sum(layout.widths[cell.column : cell.column + cell.columns]))
    _set_text(table, document.styles[_TABLE_STYLE])


def _set_row(row: _Row, head: bool) -> None:
    row.height = Mm(6)
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        properties.append(OxmlElement(name))


def _fill(place: _Cell, cell: LayoutCell, width: float) -> None:
    place.width = Mm(width)
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = place.paragraphs[0]
    paragraph.add_run(cell.text)
    if cell.role != "label":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


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
