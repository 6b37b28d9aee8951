"""Letters to units as one Word file: what to mend, item by item, the score, and the report's tables, marked."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from engine.catalogue import say
from engine.reporters import Layout
from engine.reporters.letter import attachments, heading, letter
from engine.reporters.letter_page import ATTACHMENT, NOTE, STYLES, TABLE, go_on, set_page, start_letter
from engine.reporters.marked import MarkedTable, figure_words, marked_tables
from engine.reporters.parts import parts_of, suggestions, texts
from engine.rulebook import Lang
from engine.scored import Scored
from engine.template.archive import timeless
from engine.template.layout import LayoutCell
from engine.template.word import draw

_FILLS = {"gap": "F4B6B0", "review": "FFF0B3", "near": None, None: None}
_AUTHOR = "compliance"
_ABSENT = "D9D9D9"
_RED = RGBColor(0xB0, 0x00, 0x00)


def render(reports: Sequence[Scored], layout: Layout) -> bytes:
    """A letter for each report, those of several after a list of them; the same bytes whenever it is written."""
    lang, document = layout.lang, Document()
    set_page(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _title(reports, lang), "", ""
    properties.language = "zh-CN" if lang == "zh" else "en"
    if len(reports) > 1:
        _list(document, reports, lang)
    for index, scored in enumerate(reports):
        first = index == 0 and len(reports) == 1
        start_letter(document.sections[0] if first else document.add_section(WD_SECTION.NEW_PAGE))
        _letter(document, scored, lang)
        go_on(document.add_section(WD_SECTION.NEW_PAGE))
        _score(document, scored, lang)
        _tables(document, scored, lang)
    stream = io.BytesIO()
    document.save(stream)
    return timeless(stream.getvalue())


def _title(reports: Sequence[Scored], lang: Lang) -> str:
    if len(reports) == 1:
        return heading(reports[0], lang)[:255]  # as long as Word lets it be
    return say("letter.list", lang)


def _letter(document: WordDocument, scored: Scored, lang: Lang) -> None:
    for line in letter(scored, lang):
        paragraph = document.add_paragraph(style=STYLES[line.kind])
        if line.label:
            paragraph.add_run(line.label).bold = True
        paragraph.add_run(line.text)
        if line.kind == "title":
            _tell_sender(document, paragraph, scored, lang)


def _tell_sender(document: WordDocument, title: Paragraph, scored: Scored, lang: Lang) -> None:
    """A comment, which is not printed: what is to be filled in, and what the user should know of the result."""
    head, *notes = [say(f"letter.{key}", lang) for key in ("for_sender", "fill_in")]
    comment = document.add_comment(title.runs, head, _AUTHOR, "")
    for note in [*notes, *scored.card.notices]:
        comment.add_paragraph(figure_words(note))
    del comment._comment_elm.attrib[qn("w:date")]  # the time at which it was written


def _list(document: WordDocument, reports: Sequence[Scored], lang: Lang) -> None:
    document.add_paragraph(say("letter.list", lang), STYLES["title"])
    head = [say(key, lang) for key in ("letter.list_number", "csv.unit", "csv.year", "csv.score", "csv.grade")]
    rows = [[*head, *(say(key, lang) for key in ("letter.list_gaps", "letter.list_reviews"))]]
    for number, scored in enumerate(reports, 1):
        card, (gaps, reviews, _) = scored.card, parts_of(scored.card)
        score = "—" if card.score is None else str(card.score)
        grade = card.grade.label if card.grade else "—"
        about = [str(number), figure_words(card.report["unit"]["name"]), str(card.report["year"]), score, grade]
        rows.append([*about, str(len(gaps.findings)), str(len(reviews.findings))])
    _grid(document, rows, (14, 66, 16, 18, 16, 13, 13), left=1)


def _attachment(document: WordDocument, number: int, scored: Scored, lang: Lang) -> None:
    mark = document.add_paragraph(say("letter.attachment", lang, number=number), ATTACHMENT)
    mark.paragraph_format.page_break_before = number > 1
    document.add_paragraph(attachments(scored, lang)[number - 1], STYLES["title"])


def _score(document: WordDocument, scored: Scored, lang: Lang) -> None:
    """Marks by category, with the total."""
    card, text = scored.card, texts(lang)
    _attachment(document, 1, scored, lang)
    rows = [[text(key) for key in ("category", "marks", "full", "assessed")]]
    for item in card.categories:
        part = "—" if item.score is None else f"{item.numerator}/{item.denominator}"
        rows.append([item.label, _number(item.score, lang), str(item.full), part])
    rows.append([say("letter.total", lang), _number(card.score, lang), str(card.full), ""])
    _grid(document, rows, (66, 30, 30, 30), left=0)
    document.add_paragraph(say("letter.scale", lang), NOTE)


def _number(value: object, lang: Lang) -> str:
    return texts(lang)("not_assessed") if value is None else str(value)


def _tables(document: WordDocument, scored: Scored, lang: Lang) -> None:
    _attachment(document, len(attachments(scored, lang)), scored, lang)
    document.add_paragraph(say("letter.legend", lang), NOTE)
    for table in marked_tables(scored, lang):
        _heading(document, table, lang)
        draw(document, table.layout, TABLE, _Writer(table, lang))
        _notes(document, table, scored, lang)


def _heading(document: WordDocument, table: MarkedTable, lang: Lang) -> None:
    heading = document.add_paragraph(table.layout.title, STYLES["part"])
    heading.paragraph_format.page_break_before = table.layout.height > 20
    _number_marks(heading, table, ("", ""), lang)


def _notes(document: WordDocument, table: MarkedTable, scored: Scored, lang: Lang) -> None:
    """Under a table: what its numbers stand for, with the suggested figures."""
    notes = [] if table.figures else [say("letter.no_table", lang)]
    if table.outside:
        notes.append(say("letter.outside", lang, count=table.outside, form=scored.card.rulebook.form))
    for number, finding in table.findings():
        advice = suggestions(finding, scored.card.repairs, lang) if finding.because_of is None else []
        said = " ".join([finding.title, finding.message, *advice])
        notes.append(say("letter.note", lang, number=number, text=figure_words(said)))
    for index, note in enumerate(notes or [say("letter.legend_clean", lang)]):
        paragraph = document.add_paragraph(note, NOTE)
        paragraph.paragraph_format.space_before = Pt(0 if index else 4)


class _Writer:
    """Writes words, figures and marks into the cells of a drawn table."""

    def __init__(self, table: MarkedTable, lang: Lang) -> None:
        self._table, self._lang = table, lang

    def __call__(self, place: _Cell, cell: LayoutCell) -> None:
        paragraph = place.paragraphs[0]
        if cell.role != "figure":
            paragraph.add_run(cell.text)
            if any(cell.key):
                _shade(place, _FILLS[self._table.tone(cell.key)])
                _number_marks(paragraph, self._table, cell.key, self._lang)
            return
        tone = self._table.tone(cell.key)
        if cell.key in self._table.figures:
            _shade(place, _FILLS[tone])
            run = paragraph.add_run(self._figure(cell))
            run.bold, run.italic = tone == "gap", tone == "near"
        else:
            _shade(place, _FILLS[tone] or _ABSENT)
        _number_marks(paragraph, self._table, cell.key, self._lang)

    def _figure(self, cell: LayoutCell) -> str:
        found = self._table.figures[cell.key]
        return say("letter.unread", self._lang) if found is None else figure_words(found)


def _number_marks(paragraph: Paragraph, table: MarkedTable, key: tuple[str, str], lang: Lang) -> None:
    for mark in table.marks.get(key, ()):
        run: Run = paragraph.add_run(say("letter.mark", lang, number=mark.number))
        run.font.size, run.font.color.rgb = Pt(7), _RED


def _shade(place: _Cell, fill: str | None) -> None:
    if fill is not None:
        shading = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
            shading.set(qn(f"w:{name}"), value)
        properties = place._tc.get_or_add_tcPr()
        after = properties.find(qn("w:vAlign"))
        properties.insert(len(properties) if after is None else list(properties).index(after), shading)


def _grid(document: WordDocument, rows: Sequence[Sequence[str]], widths: Sequence[float], left: int) -> None:
    """A plain table whose first row is its head; one column is words, to the left."""
    table = document.add_table(len(rows), len(widths), "Table Grid")
    table.autofit = False
    for index, (row, words) in enumerate(zip(table.rows, rows, strict=True)):
        if index == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for column, (place, text) in enumerate(zip(row.cells, words, strict=True)):
            place.width = Mm(widths[column])
            paragraph = place.paragraphs[0]
            paragraph.style = document.styles[NOTE]
            paragraph.paragraph_format.space_after = Pt(0)
            if index == 0 or column != left:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.add_run(text).bold = index == 0
