"""Letters to units as one Word file: what to mend, item by item, the score, and the report's tables, marked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import cast

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.text.paragraph import CT_P
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from engine.catalogue import one_line, say
from engine.reporters import Layout
from engine.reporters.letter import attachments, heading, letter
from engine.reporters.letter_page import ATTACHMENT, LIST, NOTE, STYLES, TABLE, go_on, set_page, start_letter
from engine.reporters.official import Mark, OfficialCell, OfficialTable, official_tables
from engine.reporters.parts import numbers_of, parts_of, suggestions, texts
from engine.reporters.what_if import Told
from engine.rulebook import Lang
from engine.scored import Scored
from engine.template.archive import timeless
from engine.template.layout import LayoutCell, TableLayout
from engine.template.word import Filling, Words, append, draw, style_id

MOST_LETTERS = 100  # in one file, of some ten pages each; more make it too large to open

_FILLS = {"gap": "F4B6B0", "review": "FFF0B3", "near": None, None: None}
_AUTHOR = "compliance"
_ABSENT = "D9D9D9"
_RED = "B00000"


def render(reports: Sequence[Scored], layout: Layout) -> bytes:
    """A letter for each report, those of several after a list of them; the same bytes whenever it is written."""
    lang, document = layout.lang, Document()
    set_page(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = _title(reports, lang), "", ""
    properties.language = "zh-CN" if lang == "zh" else "en"
    if len(reports) > 1:
        _list(document, reports, lang)
    for index, scored in enumerate(reports[:MOST_LETTERS]):
        first = index == 0 and len(reports) == 1
        start_letter(document.sections[0] if first else document.add_section(WD_SECTION.NEW_PAGE))
        _letter(document, scored, lang)
        go_on(document.add_section(WD_SECTION.NEW_PAGE))
        _score(document, scored, lang)
        _what_if(document, scored, lang)
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
        paragraph = _add(document, STYLES[line.kind])
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
        comment.add_paragraph(one_line(note))
    del comment._comment_elm.attrib[qn("w:date")]  # the time at which it was written


def _list(document: WordDocument, reports: Sequence[Scored], lang: Lang) -> None:
    _add(document, STYLES["title"], say("letter.list", lang))
    head = [say(key, lang) for key in ("letter.list_number", "csv.unit", "csv.year", "csv.score", "csv.grade")]
    rows = [[*head, *(say(key, lang) for key in ("letter.list_gaps", "letter.list_reviews"))]]
    for number, scored in enumerate(reports, 1):
        card, (gaps, reviews, _) = scored.card, parts_of(scored.card)
        score = "—" if card.score is None else str(card.score)
        grade = card.grade.label if card.grade else "—"
        about = [str(number), one_line(card.report["unit"]["name"]), str(card.report["year"]), score, grade]
        rows.append([*about, str(len(gaps.findings)), str(len(reviews.findings))])
    _grid(document, rows, (14, 66, 16, 18, 16, 13, 13), left=1)
    if len(reports) > MOST_LETTERS:
        _add(document, NOTE, say("letter.left_out", lang, most=MOST_LETTERS, count=len(reports) - MOST_LETTERS))


def _attachment(document: WordDocument, number: int, scored: Scored, lang: Lang) -> None:
    mark = _add(document, ATTACHMENT, say("letter.attachment", lang, number=number))
    mark.paragraph_format.page_break_before = number > 1
    _add(document, STYLES["title"], attachments(scored, lang)[number - 1])


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
    _add(document, NOTE, say("letter.scale", lang))


def _what_if(document: WordDocument, scored: Scored, lang: Lang) -> None:
    """What mending would gain, if that was asked for."""
    card = scored.card
    if card.what_if is None:
        return
    told = Told(card, card.what_if, numbers_of(parts_of(card)), lang)
    _attachment(document, 2, scored, lang)
    for text in (told.intro(), *told.ways()):
        _add(document, NOTE, one_line(text))
    rows = [list(told.heads()), *([one_line(cell) for cell in row.cells] for row in told.rows())]
    if len(rows) > 1:
        _grid(document, rows, (12, 72, 16, 28, 28), left=1)
    for text in told.sentences():
        _add(document, NOTE, one_line(text))


def _number(value: object, lang: Lang) -> str:
    return texts(lang)("not_assessed") if value is None else str(value)


def _tables(document: WordDocument, scored: Scored, lang: Lang) -> None:
    _attachment(document, len(attachments(scored, lang)), scored, lang)
    _add(document, NOTE, say("letter.legend", lang))
    gaps, reviews, _ = parts_of(scored.card)  # what persons settled is not marked
    for table in official_tables(scored, (gaps, reviews), lang):
        _heading(document, table, lang)
        fillings = {cell.place: _filling(cell, lang) for cell in table.cells}
        draw(document, table.layout, TABLE, fillings.__getitem__)
        _notes(document, table, scored, lang)


def _heading(document: WordDocument, table: OfficialTable, lang: Lang) -> None:
    heading = _add(document, STYLES["part"], table.layout.title)
    heading.paragraph_format.page_break_before = table.layout.height > 20
    for words in _mark_words(table.marks, lang):
        heading.add_run(words.text).font.color.rgb = RGBColor.from_string(_RED)


def _notes(document: WordDocument, table: OfficialTable, scored: Scored, lang: Lang) -> None:
    """Under a table: what its numbers stand for, with the suggested figures."""
    notes = table.remarks(scored.card.rulebook.form, lang)
    for number, finding in table.findings.items():
        advice = suggestions(finding, scored.card.repairs, lang) if finding.because_of is None else []
        said = " ".join([finding.title, finding.message, *advice])
        notes.append(say("letter.note", lang, number=number, text=one_line(said)))
    for index, note in enumerate(notes or [say("letter.legend_clean", lang)]):
        paragraph = _add(document, NOTE, note)
        paragraph.paragraph_format.space_before = Pt(0 if index else 4)


def _filling(cell: OfficialCell, lang: Lang) -> Filling:
    """What stands in a cell of a table: words or a figure, and the numbers of findings."""
    marks, figure = _mark_words(cell.marks, lang), cell.place.role == "figure"
    if cell.state == "absent":
        return Filling(marks, _FILLS[cell.tone] or _ABSENT)
    text = say("letter.unread", lang) if cell.value is None else one_line(cell.words) if figure else cell.words
    words = Words(text, figure and cell.tone == "gap", figure and cell.tone == "near")
    return Filling((words, *marks), _FILLS[cell.tone])


def _mark_words(marks: Sequence[Mark], lang: Lang) -> tuple[Words, ...]:
    return tuple(Words(say("letter.mark", lang, number=mark.number), size=7, colour=_RED) for mark in marks)


def _grid(document: WordDocument, rows: Sequence[Sequence[str]], widths: Sequence[float], left: int) -> None:
    """A plain table whose first row is its head; one column is words, to the left."""
    cells = tuple(
        LayoutCell(down, across, 1, 1, "head" if down == 0 else "label" if across == left else "figure", words)
        for down, row in enumerate(rows)
        for across, words in enumerate(row)
    )
    layout = TableLayout("", "", cells, 1, tuple(widths))
    draw(document, layout, LIST, lambda cell: Filling((Words(cell.text, bold=cell.row == 0),)))


def _add(document: WordDocument, style: str, text: str = "") -> Paragraph:
    """A paragraph at the end, in a style by its name."""
    paragraph = Paragraph(cast("CT_P", OxmlElement("w:p")), document._body)
    append(document, paragraph._p)
    paragraph._p.style = style_id(style)
    if text:
        paragraph.add_run(text)
    return paragraph
