"""Measures a report against another published copy of it: figures, words and dates that differ."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from engine.beside import Beside, same_unit
from engine.cells import CellReader
from engine.facts import Fact, Value
from engine.observe.figures import figures_of, shown
from engine.reading import CellKey, Reading
from engine.report import Report, Section
from engine.rulebook import Form, Rulebook, Text

if TYPE_CHECKING:
    from engine.observe import Interest

_MOST_TOLD = 20  # differences that a message spells out
_NOT_GIVEN: dict[str, Value] = {
    "given": 0, "years_apart": 0, "same_unit": 0, "cells": 0, "figures": 0, "sections": 0, "differences": 0,
    "days_apart": 0,
}  # fmt: skip


class CopyObserver:
    """Measures reports on one form against their copies."""

    def __init__(self, book: Rulebook, form: Form, interest: Interest) -> None:
        self._form, self._interest = form, interest
        self._cells = CellReader(book.cell_words)

    def observe(self, reading: Reading, beside: Beside) -> list[Fact]:
        """What is known of the copy, and what differs in it if it is of the same year."""
        fact = self._fact(reading.report, beside.copy) if beside.copy else Fact("copy", "copy", _NOT_GIVEN)
        return [fact] if self._interest.matches(fact.kind, fact.fields) else []

    def _fact(self, report: Report, copy: Reading) -> Fact:
        other = copy.report
        same_year = other.year == report.year
        cells = list(self._figures(report, other)) if same_year else []
        figures = [(at, words) for at, words in cells if words]
        sections = list(self._sections(report, other)) if same_year else []
        fields: dict[str, Value] = {
            "given": 1,
            "years_apart": abs(other.year - report.year),
            "same_unit": int(same_unit(report.unit, other.unit)),
            "cells": len(cells),
            "figures": len(figures),
            "sections": len(sections),
            "differences": len(figures) + len(sections),
            "days_apart": _days_apart(report, other) if same_year else 0,
        }
        labelled = [_told(self._form.cell_words(*at), words) for at, words in figures]
        context = {
            "file": PurePath(copy.source.file).name,
            "told": _listed([*labelled, *sections]),
            "published": str(report.published_on or ""),
            "other_published": str(other.published_on or ""),
        }
        return Fact("copy", "copy", fields, context, tuple(at for at, _ in figures))

    def _figures(self, report: Report, other: Report) -> Iterator[tuple[CellKey, str]]:
        """Cells with a figure in both copies; both figures, if they are not the same."""
        for key, table in self._form.tables.items():
            theirs = figures_of(other, table, self._cells)
            for (row, column), value in figures_of(report, table, self._cells).items():
                that = theirs[row, column]
                if value is not None and that is not None:
                    yield (key, row, column), "" if value == that else f"{shown(value)} | {shown(that)}"

    def _sections(self, report: Report, other: Report) -> Iterator[Text]:
        """Sections written by the unit, given in both, whose letters and digits are not the same."""
        for key in self._form.prose:
            ours, theirs = _words(report.section(key)), _words(other.section(key))
            if ours and theirs and ours != theirs:
                yield self._form.sections[key].text


def _words(section: Section | None) -> str:
    """What a section says, whatever its layout and punctuation: letters and digits, full-width forms narrow."""
    text = unicodedata.normalize("NFKC", section.text) if section else ""
    return "".join(filter(str.isalnum, text))


def _told(label: Text, words: str) -> Text:
    return Text(f"{label.zh} {words}", f"{label.en} {words}")


def _listed(differences: Sequence[Text]) -> Text:
    first, more = differences[:_MOST_TOLD], "; …" if len(differences) > _MOST_TOLD else ""
    return Text("; ".join(text.zh for text in first) + more, "; ".join(text.en for text in first) + more)


def _days_apart(report: Report, other: Report) -> int:
    """Days between the two dates of publication; 0 if one is not known."""
    if report.published_on is None or other.published_on is None:
        return 0
    return abs((report.published_on - other.published_on).days)
