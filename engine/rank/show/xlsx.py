"""The standings as a workbook: a sheet for each question, and one for each unit as far as there is room."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from engine.rank.justify import justification
from engine.rank.show import View
from engine.rank.show.columns import Column, unit_columns
from engine.rank.show.sheets import AMBER, GREY, RED, Cell, Sheet
from engine.rank.show.unit_sheet import sheet_name, write_unit
from engine.rank.show.words import Words, number
from engine.rank.standings import Standings, UnitStanding
from engine.template.archive import timeless

_FIGURES = (
    "units", "expected", "submitted", "submission_rate", "missing", "doubtful", "scored", "mean", "highest", "lowest",
    "on_time", "late", "perhaps_late", "on_time_rate", "with_errors", "error_rate",
)  # fmt: skip
_MOST_NAMED = 12
_STATUS_COLOURS = {"missing": RED, "doubtful": AMBER, "several": AMBER, "unscored": AMBER, "not_expected": GREY}


def render(standings: Standings, view: View) -> bytes:
    """The bytes of the workbook; the same standings give the same bytes."""
    words = Words(standings, view.lang)
    workbook = Workbook(write_only=True)
    own = _with_sheets(standings, view)
    names = {unit.code: sheet_name(index, unit) for index, unit in enumerate(own, 1)}
    _overview(Sheet(workbook, words("sheet.overview"), (70, *[11] * len(_FIGURES))), standings, words, view, len(own))
    _units(workbook, standings, words, names)
    _attention(workbook, standings, words)
    _regions(workbook, standings, words)
    _gaps(workbook, standings, words)
    _across(workbook, standings, words)
    _documents(workbook, standings, words)
    if own and view.cards is not None:
        # Results come in an order of their own; sheets are in that of the standings.
        cards = {unit.code: card for unit, card in view.cards(own)}
        for unit in own:
            write_unit(workbook, names[unit.code], justification(standings, unit), cards.get(unit.code), words)
    stream = io.BytesIO()
    workbook.save(stream)
    return timeless(stream.getvalue())


def _with_sheets(standings: Standings, view: View) -> list[UnitStanding]:
    """The units that get a sheet: those with a report, as far as there is room."""
    return [unit for unit in standings.units if unit.file][: view.sheets] if view.cards is not None else []


def _overview(sheet: Sheet, standings: Standings, words: Words, view: View, own: int) -> None:
    sheet.line([Cell(words.title(), "title")])
    for sentence in words.summary(standings.total):
        sheet.line([Cell(sentence, "wrap")])
    sheet.line([])
    sheet.line([Cell(words("head.group"), "head"), *(Cell(words(f"head.{key}"), "head") for key in _FIGURES)])
    lines = [(words.group(group), group.figures) for group in standings.groups]
    for name, figures in [*lines, (words("all"), standings.total)]:
        sheet.line([Cell(name), *(_plain(getattr(figures, key)) for key in _FIGURES)])
    if standings.categories:
        sheet.line([])
        sheet.line([Cell(words("category_means"), "head"), *(Cell(c.label, "head") for c in standings.categories)])
        sheet.line([Cell(words("head.full")), *(_plain(category.full) for category in standings.categories)])
        for group in standings.groups:
            sheet.line([Cell(words.group(group)), *(_plain(mark) for mark in group.figures.categories)])
    sheet.line([])
    sheet.line([Cell(words("notes"), "head")])
    for note in words.notes():
        sheet.line([Cell(note, "wrap")])
    with_report = sum(bool(unit.file) for unit in standings.units)
    if own < with_report:
        sheet.line([Cell(words("sheets_left_out", count=own, all=with_report, sheets=view.sheets), "wrap")])
    for book in standings.rulebooks:
        overlays = ", ".join(book.overlays) or "—"
        shown = {"id": book.id, "version": book.version, "overlays": overlays, "digest": book.digest[:12]}
        sheet.line([Cell(words("rulebook", count=book.reports, **shown), "wrap")])


def _units(workbook: Workbook, standings: Standings, words: Words, names: dict[str, str]) -> None:
    columns = unit_columns(standings, words)
    sheet = Sheet(workbook, words("sheet.units"), [column.width for column in columns], freeze="E2")
    sheet.line([Cell(column.head, "head") for column in columns])
    for unit in standings.units:
        cells = [
            Cell(column.of(unit), "link" if column.key == "unit" and unit.code in names else "") for column in columns
        ]
        sheet.line(cells, {index: names[unit.code] for index, cell in enumerate(cells) if cell.style == "link"})
    if standings.units:
        _colours(sheet, columns, len(standings.units) + 1, words)
    sheet.filter()


def _colours(sheet: Sheet, columns: Sequence[Column], last: int, words: Words) -> None:
    for index, column in enumerate(columns, 1):
        place = f"{get_column_letter(index)}2:{get_column_letter(index)}{last}"
        if column.key == "score":
            sheet.shade(place)
        elif column.key == "time":
            sheet.mark(place, words("timeliness.late"), RED)
            sheet.mark(place, words("timeliness.perhaps_late"), AMBER)
        elif column.key == "status":
            for status, colour in _STATUS_COLOURS.items():
                sheet.mark(place, words(f"short.{status}"), colour)
        elif column.key in ("errors", "gaps"):
            sheet.bars(place)


def _attention(workbook: Workbook, standings: Standings, words: Words) -> None:
    """Whom to call: who sent nothing, who was late, and what is not sure."""
    keys = ("level", "kind", "unit", "code", "superior", "status", "time", "submitted_on", "published_on", "why")
    sheet = Sheet(workbook, words("sheet.attention"), (8, 12, 34, 14, 14, 14, 10, 12, 12, 60), freeze="A2")
    sheet.line([Cell(words(f"head.{key}"), "head") for key in keys])
    for unit in standings.units:
        late = unit.timeliness in ("late", "perhaps_late")
        if unit.status in ("ranked", "not_expected") and not late:
            continue
        cells = [words.level(unit.level), words.kind(unit.kind), unit.name, unit.code, unit.superior]
        cells += [
            words.short(unit),
            words.timeliness(unit) if unit.file else "",
            unit.submitted_on,
            unit.published_on,
            words.remark(unit),
        ]
        sheet.line([Cell(value or None) for value in cells])
    sheet.filter()


def _regions(workbook: Workbook, standings: Standings, words: Words) -> None:
    keys = ("depth", "place", "region", "own", "own_place", *_FIGURES)
    sheet = Sheet(workbook, words("sheet.regions"), (8, 8, 36, 10, 10, *[10] * len(_FIGURES)), freeze="D2")
    sheet.line([Cell(words(f"head.{key}"), "head") for key in keys])
    for region in standings.regions:
        figures = (_plain(getattr(region.figures, key)) for key in _FIGURES)
        first = (region.depth, region.place, region.region, region.own_score, region.own_place)
        sheet.line([*(Cell(value) for value in first), *figures])
    sheet.filter()


def _gaps(workbook: Workbook, standings: Standings, words: Words) -> None:
    labels = {category.id: category.label for category in standings.categories}
    keys = ("units", "findings", "points", "severity", "category", "title", "rule")
    sheet = Sheet(workbook, words("sheet.gaps"), (9, 9, 9, 10, 14, 60, 34), freeze="A2")
    sheet.line([Cell(words(f"head.{key}"), "head") for key in keys])
    for gap in standings.gaps:
        severity, category = words.severity(gap.severity), labels.get(gap.category, gap.category)
        values = (gap.units, gap.findings, gap.points, severity, category, gap.title, gap.rule)
        sheet.line([Cell(value) for value in values])
    sheet.filter()


def _across(workbook: Workbook, standings: Standings, words: Words) -> None:
    sheet = Sheet(workbook, words("sheet.across"), (14, 34, 14, 50, 100), freeze="A2")
    sheet.line([Cell(words(f"head.{key}"), "head") for key in ("check", "unit", "code", "others", "why")])
    for note in standings.across:
        others = words.listed([words.name(code) for code in note.others], _MOST_NAMED)
        values = (words(f"check.{note.check}"), words.name(note.code), note.code, others)
        sheet.line([*(Cell(value) for value in values), Cell(note.text, "wrap")])
    sheet.filter()


def _documents(workbook: Workbook, standings: Standings, words: Words) -> None:
    keys = ("file", "unit", "code", "report_year", "why")
    sheet = Sheet(workbook, words("sheet.documents"), (40, 34, 14, 9, 90), freeze="A2")
    sheet.line([Cell(words(f"head.{key}"), "head") for key in keys])
    for note in standings.documents:
        values = (note.file, note.unit or None, note.code or None, note.year, words.document(note))
        sheet.line([Cell(value) for value in values])
    sheet.filter()


def _plain(value: Decimal | int | None) -> Cell:
    return Cell(number(value) if value is None else value)
