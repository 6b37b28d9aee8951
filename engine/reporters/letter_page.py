"""The page of an official letter (GB/T 9704-2012): A4, margins, type, 22 lines of 28 characters, page numbers."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.section import Section
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from engine.reporters.letter import Kind
from engine.template.word import set_font

# The styles of a letter's lines by what they are; headings are Word's own, so that they can be navigated.
STYLES: dict[Kind, str] = {
    "title": "Title",
    "to": "Letter Addressee",
    "body": "Body Text",
    "part": "Heading 1",
    "group": "Heading 2",
    "item": "Heading 3",
    "detail": "Body Text",
    "attached": "Letter Attached",
    "sender": "Letter Sender",
}
TABLE, LIST, NOTE, ATTACHMENT = "Table Text", "Letter List", "Letter Note", "Letter Attachment"

_TITLE, _FANG_SONG, _HEI, _KAI, _SONG = "FZXiaoBiaoSong-B05S", "FangSong", "SimHei", "KaiTi", "SimSun"
# What stands in for a type where it is not installed: the names of older systems, or one that every system has.
_INSTEAD = {_TITLE: _SONG, _FANG_SONG: "FangSong_GB2312", _KAI: "KaiTi_GB2312"}
_BODY, _LARGE, _SMALL = 16, 22, 9  # points: sizes 3, 2 and small 5 of Chinese type
_LINE = 28.95  # points: 22 lines in 225 mm
_CLOSER = "-5"  # twentieths of a point between characters: 28 in 156 mm (programs differ on grids of characters)


def set_page(document: WordDocument) -> None:
    """The first section, the styles and the page numbers of a document."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    _set_styles(document)
    _name_substitutes(document)
    document.settings.odd_and_even_pages_header_footer = True
    right, left = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
    for footer, side in ((section.footer, right), (section.even_page_footer, left)):
        _number_pages(footer.paragraphs[0], side)


def start_letter(section: Section) -> None:
    """Pages are numbered from 1 in a section that begins a letter."""
    go_on(section)
    numbers = OxmlElement("w:pgNumType")
    numbers.set(qn("w:start"), "1")
    columns = section._sectPr.find(qn("w:cols"))
    assert columns is not None  # the default template has it
    columns.addprevious(numbers)


def go_on(section: Section) -> None:
    """Pages are numbered on from those of the section before."""
    for numbers in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(numbers)


def _set_styles(document: WordDocument) -> None:
    styles = document.styles
    for name in (TABLE, LIST, NOTE, ATTACHMENT, STYLES["to"], STYLES["attached"], STYLES["sender"]):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    for name, font, size in (
        ("Normal", _FANG_SONG, _BODY),
        ("Footer", _SONG, 14),
        (STYLES["title"], _TITLE, _LARGE),
        (STYLES["to"], _FANG_SONG, _BODY),
        (STYLES["body"], _FANG_SONG, _BODY),
        (STYLES["part"], _HEI, _BODY),
        (STYLES["group"], _KAI, _BODY),
        (STYLES["item"], _FANG_SONG, _BODY),
        (STYLES["attached"], _FANG_SONG, _BODY),
        (STYLES["sender"], _FANG_SONG, _BODY),
        (ATTACHMENT, _HEI, _BODY),
        (NOTE, _SONG, 10.5),
        (LIST, _SONG, 10.5),
        (TABLE, _SONG, _SMALL),
    ):
        style = styles[name]
        assert isinstance(style, ParagraphStyle)
        set_font(style, font, size)
        _set_space(style, name in (TABLE, LIST, NOTE, "Footer"))
    styles[STYLES["item"]].font.bold = True
    indented: tuple[Kind, ...] = ("body", "attached", "part", "group", "item")
    for kind in indented:
        _indent(styles[STYLES[kind]])
        _set_closer(styles[STYLES[kind]])
    for kind in (*indented[1:], "sender"):  # headings, and what is signed, are not alone on a page
        styles[STYLES[kind]].paragraph_format.keep_with_next = True
    title, sender = styles[STYLES["title"]].paragraph_format, styles[STYLES["sender"]].paragraph_format
    title.alignment, title.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(_LINE)
    sender.alignment, sender.keep_together = WD_ALIGN_PARAGRAPH.RIGHT, True
    sender.right_indent = Pt(2 * _BODY)
    styles[NOTE].paragraph_format.space_after = Pt(3)
    for line in styles[STYLES["title"]].element.xpath("w:pPr/w:pBdr"):  # the default template underlines it
        line.getparent().remove(line)


def _set_space(style: ParagraphStyle, single: bool) -> None:
    space = style.paragraph_format
    space.space_before = space.space_after = Pt(0)
    if single:
        space.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        space.line_spacing_rule, space.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE)


def _indent(style: ParagraphStyle) -> None:
    """Two characters, whatever their size."""
    style.paragraph_format.first_line_indent = Pt(2 * _BODY)
    style.element.pPr.ind.set(qn("w:firstLineChars"), "200")


def _set_closer(style: ParagraphStyle) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), _CLOSER)
    size = style.element.rPr.find(qn("w:sz"))
    size.addprevious(spacing)


def _number_pages(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """The number between dashes, a character away from the edge."""
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    paragraph.add_run("\u2014 ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("1")._r
    field.append(run)
    paragraph._p.append(field)
    paragraph.add_run(" \u2014")


def _name_substitutes(document: WordDocument) -> None:
    """Declares by which type another may be replaced (the table of fonts of a Word file)."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in sorted(_INSTEAD.items())
    )
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table = parse_xml(part.blob)
    for font in parse_xml(f"<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"):
        table.append(font)
    from lxml import etree

    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)
