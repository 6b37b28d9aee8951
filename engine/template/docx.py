"""The blank form as a Word file."""

from __future__ import annotations

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle

from engine.rulebook import Form, TemplateWords
from engine.template.archive import timeless
from engine.template.contents import Contents, paragraphs
from engine.template.layout import LayoutCell, layouts
from engine.template.word import Filling, Words, draw, set_font

# Fonts by the names that every system knows them by: Song, imitation Song and bold type.
_SONG, _FANG_SONG, _HEI = "SimSun", "FangSong", "SimHei"
_TABLE_STYLE = "Table Text"
_HALF_A_PAGE = 20  # rows


def write_docx(form: Form, words: TemplateWords, contents: Contents) -> bytes:
    """The form on A4 as it is filled in, with headings as headings and tables whose heads repeat on each page."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments, properties.language = contents.title, "", "", "zh-CN"
    document.add_paragraph(contents.title, "Title")
    if contents.preface:
        _write_prose(document, contents.preface)
    tables = {table.section: table.key for table in form.tables.values()}
    drawn = layouts(form, words.item)
    for section, label in form.sections.items():
        heading = document.add_paragraph(label.text.zh, "Heading 1")
        if section in tables:
            layout = drawn[tables[section]]
            heading.paragraph_format.page_break_before = layout.height > _HALF_A_PAGE
            draw(document, contents.into(layout), _TABLE_STYLE, _fill)
        else:
            _write_prose(document, contents.texts.get(section, ""))
    stream = io.BytesIO()
    document.save(stream)
    return timeless(stream.getvalue())


def _write_prose(document: WordDocument, text: str) -> None:
    for paragraph in paragraphs(text):
        document.add_paragraph(paragraph, "Body Text")


def _set_page(document: WordDocument) -> None:
    section = document.sections[0]
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
        set_font(style, font, size)
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


def _indent(style: ParagraphStyle) -> None:
    """Two characters, whatever their size."""
    style.paragraph_format.first_line_indent = Pt(32)
    style.element.pPr.ind.set(qn("w:firstLineChars"), "200")


def _fill(cell: LayoutCell) -> Filling:
    return Filling((Words(cell.text),) if cell.text else ())
