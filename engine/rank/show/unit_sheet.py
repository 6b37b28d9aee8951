"""The sheet of one unit: why it stands where it does, and each gap with what it costs."""

from __future__ import annotations

import re

from openpyxl import Workbook

from engine.rank.justify import Justification
from engine.rank.show.sheets import Cell, Sheet
from engine.rank.show.unit_page import place_sentences
from engine.rank.show.words import Words, number
from engine.rank.standings import UnitStanding
from engine.reporters.parts import parts_of, texts
from engine.scorecard import Finding, Scorecard

_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
_LONGEST_NAME = 31  # of a sheet
_MOST_PLACES = 6


def sheet_name(index: int, unit: UnitStanding) -> str:
    """A name that Excel takes, unlike all others by its number."""
    return f"{index} {_FORBIDDEN.sub(' ', unit.name)}"[:_LONGEST_NAME].strip()


def write_unit(workbook: Workbook, name: str, found: Justification, card: Scorecard | None, words: Words) -> None:
    """Writes the sheet."""
    sheet = Sheet(workbook, name, (8, 38, 12, 60, 44, 34, 50))
    sheet.line([Cell(f"{found.unit.name} ({found.unit.code})", "title")])
    for sentence in place_sentences(found, words):
        sheet.line([Cell(sentence)])
    sheet.line([])
    heads = ("category", "score", "full", "group_mean", "better", "difference")
    sheet.line([Cell(None), *(Cell(words(f"head.{key}"), "head") for key in heads)])
    for item in found.categories:
        lacks = None if item.lacks is None else -item.lacks
        values = (item.category.label, item.marks, item.category.full, item.mean, item.better, lacks)
        sheet.line([Cell(None), *(Cell(number(value) if value is None else value) for value in values)])
    if card is None:
        return
    for part in parts_of(card):
        if not part.findings:
            continue
        sheet.line([])
        sheet.line([Cell(words(f"part.{part.key}", count=len(part.findings)), "bold")])
        keys = ("number", "title", "deducted", "message", "location", "basis", "remedy")
        sheet.line([Cell(words(f"head.{key}"), "head") for key in keys])
        for at, finding in part.findings:
            sheet.line([Cell(at, "bold"), *_finding(finding, words)])


def _finding(finding: Finding, words: Words) -> list[Cell]:
    places = [location.label for location in finding.locations[:_MOST_PLACES] if location.label]
    if len(finding.locations) > _MOST_PLACES:
        places.append(texts(words.lang)("more", count=len(finding.locations)))
    basis = [f"{item.document} {item.clause}" for item in finding.basis]
    return [
        Cell(finding.title, "wrap"),
        Cell(finding.deducted),
        Cell(finding.message, "wrap"),
        Cell("\n".join(places), "wrap"),
        Cell("\n".join(basis), "wrap"),
        Cell(finding.remedy, "wrap"),
    ]
