"""Scored reports as one workbook: an overview, all findings, what could not be assessed, and the tables, marked."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from engine.catalogue import say
from engine.reporters import Layout
from engine.reporters.finding_rows import rows
from engine.reporters.official import OfficialCell, OfficialTable, official_tables
from engine.reporters.parts import numbers_of, parts_of, suggestions, texts, undecided
from engine.reporters.what_if import Told
from engine.reporters.workbook import LAST_ROW, comment, head_page, put, sheet_name, write_list
from engine.rulebook import Lang
from engine.scorecard import RuleStatus
from engine.scored import Scored
from engine.template.archive import timeless
from engine.template.sheet import draw, fit_page

MOST_REPORTS = 20  # whose tables are drawn, three sheets each

_STATUSES: tuple[RuleStatus, ...] = ("pass", "gap", "review", "waived", "not_assessable", "not_applicable", "error")
_FILLS = {
    "gap": PatternFill("solid", "F4B6B0"),
    "review": PatternFill("solid", "FFF0B3"),
    "near": PatternFill("lightUp", fgColor="C9A227"),
    None: None,
}
_ABSENT = PatternFill("solid", "D9D9D9")
_LINK = Font("SimSun", 10, underline="single", color="0563C1")
# The columns of findings as people read them, with their widths in characters; after ``basis`` they are for sorting
# and for programs, and are not printed.
_COLUMNS = {
    "unit": 22, "year": 7, "title": 24, "status": 10, "severity": 7, "category": 10, "deducted": 7, "message": 50,
    "place": 32, "remedy": 36, "repair": 36, "basis": 32, "page": 6, "line": 6, "observed": 14, "expected": 14,
    "because_of": 10, "decision": 30, "rule": 24, "file": 24, "score": 8, "grade": 8, "fingerprint": 18,
}  # fmt: skip
_PRINTED = 1 + list(_COLUMNS).index("basis") + 1


def render(reports: Sequence[Scored], layout: Layout) -> bytes:
    """The workbook; the same bytes whenever it is written."""
    lang, workbook = layout.lang, Workbook()
    workbook.properties.title, workbook.properties.creator = say("xlsx.title", lang), None
    overview = workbook.worksheets[0]
    overview.title = say("xlsx.overview", lang)
    _overview(overview, reports, lang)
    notices = _findings(workbook.create_sheet(say("xlsx.findings", lang)), reports, lang)
    _undecided(workbook.create_sheet(say("xlsx.undecided", lang)), reports, lang)
    if any(scored.card.what_if is not None for scored in reports):
        _what_if(workbook.create_sheet(say("xlsx.what_if", lang)), reports, lang)
    notes = workbook.create_sheet(say("xlsx.notices", lang))
    for number, scored in enumerate(reports[:MOST_REPORTS], 1):
        first = _tables(workbook, scored, number if len(reports) > 1 else None, lang)
        _link(put(overview, number + 1, 2, None), first)
    notices += _left_out(reports, lang)
    _notices(notes, reports, notices, lang)
    for page in workbook.worksheets:
        fit_page(page, wide=page.auto_filter.ref is not None)
    stream = io.BytesIO()
    workbook.save(stream)
    return timeless(stream.getvalue())


def _overview(sheet: Worksheet, reports: Sequence[Scored], lang: Lang) -> None:
    """A line a report: the score and its bounds, marks by category, how many rules said what."""
    text = texts(lang)
    labels = {item.id: item.label for scored in reports for item in scored.card.categories}
    head = [say("letter.list_number", lang), *(say(f"csv.{key}", lang) for key in ("unit", "year", "score"))]
    head += [text("full"), say("csv.grade", lang), say("xlsx.low", lang), say("xlsx.high", lang)]
    head += [say("letter.list_gaps", lang), say("letter.list_reviews", lang), *labels.values()]
    head += [say(f"xlsx.count.{status}", lang) for status in _STATUSES]
    head += [say("csv.file", lang), say("xlsx.rulebook", lang)]
    lines: list[list[object]] = []
    for number, scored in enumerate(reports, 1):
        card, (gaps, reviews, _) = scored.card, parts_of(scored.card)
        marks = {item.id: item.score for item in card.categories}
        counts = Counter(rule.status for rule in card.rules)
        used = text("form", id=card.rulebook.id, version=card.rulebook.version, form=card.rulebook.form)
        used += text("overlays", ids=", ".join(card.rulebook.overlays)) if card.rulebook.overlays else ""
        grade, (low, high) = card.grade.label if card.grade else None, card.bounds or (None, None)
        line = [number, card.report["unit"]["name"], card.report["year"], card.score, card.full, grade, low, high]
        line += [len(gaps.findings), len(reviews.findings)]
        line += [text("not_assessed") if marks.get(id) is None else marks[id] for id in labels]
        line += [*(counts[status] for status in _STATUSES), card.report["source"]["file"], used]
        lines.append(line)
    widths = [6, 30, 8, 8, 8, 10, 10, 10, 8, 8, *[10] * (len(labels) + len(_STATUSES)), 60, 60]
    write_list(sheet, head, lines, widths)
    sheet.freeze_panes = "C2"
    _print(sheet, 10 + len(labels))


def _findings(sheet: Worksheet, reports: Sequence[Scored], lang: Lang) -> list[str]:
    """All findings, with the numbers that they have in the tables; what had no room is said."""
    lines = [line for scored in reports for line in _lines(scored, lang)]
    head = [say("letter.list_number", lang), *(say(f"csv.{column}", lang) for column in _COLUMNS)]
    write_list(sheet, head, lines[: LAST_ROW - 1], [6, *_COLUMNS.values()])
    _print(sheet, _PRINTED)
    return [say("xlsx.no_room", lang, count=len(lines) - LAST_ROW + 1)] if len(lines) >= LAST_ROW else []


def _lines(scored: Scored, lang: Lang) -> Iterator[list[object]]:
    numbers = numbers_of(parts_of(scored.card))
    labels = {item.id: item.label for item in scored.card.categories}
    for row in rows(scored.card, lang):
        cause = row["because_of"]
        shown = {**row, "because_of": numbers[str(cause)] if cause else None}
        shown["category"] = labels.get(str(row["category"]), row["category"])
        yield [numbers[str(row["fingerprint"])], *(shown[column] for column in _COLUMNS)]


def _print(sheet: Worksheet, columns: int) -> None:
    """Prints the first columns only."""
    sheet.print_area = f"A1:{get_column_letter(columns)}{sheet.max_row}"


def _undecided(sheet: Worksheet, reports: Sequence[Scored], lang: Lang) -> None:
    lines: list[list[object]] = []
    for scored in reports:
        titles = {rule.name: rule.title.of(lang) for rule in scored.book.rules}
        unit, year = scored.card.report["unit"]["name"], scored.card.report["year"]
        for reason, names in undecided(scored.card).items():
            lines += [[unit, year, reason, titles.get(name, ""), name] for name in names]
    head = [say(f"csv.{key}", lang) for key in ("unit", "year")]
    head += [say("xlsx.reason", lang), say("xlsx.rule_title", lang), say("csv.rule", lang)]
    write_list(sheet, head, lines[: LAST_ROW - 1], [30, 8, 50, 50, 30])


def _what_if(sheet: Worksheet, reports: Sequence[Scored], lang: Lang) -> None:
    """What mending would gain: the gaps of each report in the order in which to mend them, then what follows."""
    lines: list[list[object]] = []
    heads: tuple[str, ...] = ()
    for scored in reports:
        card = scored.card
        if card.what_if is not None:
            told = Told(card, card.what_if, numbers_of(parts_of(card)), lang)
            about, heads = [card.report["unit"]["name"], card.report["year"]], told.heads()
            lines += [[*about, *row.cells] for row in told.rows()]
            lines += [[*about, None, text, None, None, None] for text in (*told.ways(), *told.sentences())]
    head = [*(say(f"csv.{key}", lang) for key in ("unit", "year")), *heads]
    write_list(sheet, head, lines[: LAST_ROW - 1], [30, 8, 8, 60, 10, 16, 16])


def _notices(sheet: Worksheet, reports: Sequence[Scored], own: Sequence[str], lang: Lang) -> None:
    lines: list[list[object]] = [[None, None, text] for text in [*own, say("xlsx.legend", lang)]]
    for scored in reports:
        report = scored.card.report
        lines += [[report["unit"]["name"], report["year"], notice] for notice in scored.card.notices]
    head = [*(say(f"csv.{key}", lang) for key in ("unit", "year")), texts(lang)("notices")]
    write_list(sheet, head, lines[: LAST_ROW - 1], [30, 8, 100])


def _left_out(reports: Sequence[Scored], lang: Lang) -> list[str]:
    """Says whose tables are not in the workbook."""
    rest = reports[MOST_REPORTS:]
    if not rest:
        return []
    names = texts(lang)("comma").join(f"{s.card.report['unit']['name']} {s.card.report['year']}" for s in rest)
    return [say("xlsx.left_out", lang, most=MOST_REPORTS, count=len(rest), names=names)]


def _tables(workbook: Workbook, scored: Scored, number: int | None, lang: Lang) -> str:
    """A sheet for each table of a report; the name of the first."""
    names = []
    gaps, reviews, _ = parts_of(scored.card)  # what persons settled is not marked
    for table in official_tables(scored, (gaps, reviews), lang):
        unit = "" if number is None else f"{number} {table.layout.title} {scored.card.report['unit']['name']}"
        name = sheet_name(unit or table.layout.title, {taken.lower() for taken in workbook.sheetnames})
        sheet = workbook.create_sheet(name)
        draw(sheet, table.layout)
        head_page(sheet, f"{scored.card.report['unit']['name']} {scored.card.report['year']} {table.layout.title}")
        for cell in table.cells:
            _write(sheet, cell, table, scored, lang)
        _below(sheet, table, scored, lang)
        names.append(name)
    return names[0]


def _write(sheet: Worksheet, cell: OfficialCell, table: OfficialTable, scored: Scored, lang: Lang) -> None:
    """The figure of a cell, its colour, and a comment on what was found there."""
    place = put(sheet, cell.place.row + 1, cell.place.column + 1, None)
    absent = cell.state == "absent"
    if cell.place.role == "figure" and not absent:
        value = say("letter.unread", lang) if cell.value is None else cell.value
        put(sheet, cell.place.row + 1, cell.place.column + 1, value)
    fill = _FILLS[cell.tone] or (_ABSENT if absent else None)
    if fill is not None:
        place.fill = fill
    if cell.marks:
        comment(place, _said(cell, table, scored, lang))


def _said(cell: OfficialCell, table: OfficialTable, scored: Scored, lang: Lang) -> list[str]:
    """What was found in a cell; of a figure that is only part of it, which finding that is."""
    lines = []
    for mark in cell.marks:
        finding = table.findings[mark.number]
        lines.append(say("letter.note", lang, number=mark.number, text=finding.title))
        if mark.meant:
            lines += [finding.message, say("letter.remedy", lang) + finding.remedy]
            advice = suggestions(finding, scored.card.repairs, lang)
            lines += [say("letter.repair", lang) + words for words in advice]
    return lines


def _below(sheet: Worksheet, table: OfficialTable, scored: Scored, lang: Lang) -> None:
    """Under a table: what is to be said of it as a whole."""
    notes = table.remarks(scored.card.rulebook.form, lang)
    for mark in table.marks:
        finding = table.findings[mark.number]
        notes.append(say("letter.note", lang, number=mark.number, text=f"{finding.title} {finding.message}"))
    for index, note in enumerate(notes):
        put(sheet, table.layout.height + 2 + index, 1, note)


def _link(cell: Cell, sheet: str) -> None:
    """Leads to a sheet of the same workbook."""
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!A1")
    cell.font = _LINK
