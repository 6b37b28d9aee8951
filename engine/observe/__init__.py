"""From a reading to facts: measures everything that rules speak of, and judges nothing.

An observer is made once per form and set of patterns. It asks beforehand which facts any
pattern could match (``wants``), and does not make the others: of some 200 cells of a sound
report, none is worth a fact.
"""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from engine.cells import CellReader
from engine.facts import Fact, Value
from engine.observe.dates import DateObserver
from engine.observe.prose import ProseObserver
from engine.observe.sums import SumObserver
from engine.observe.tables import TableObserver
from engine.reading import Reading
from engine.rulebook import Form, Rulebook


class Wants(Protocol):
    """Whether a fact of ``kind`` with the given field values could matter to anyone."""

    def __call__(self, kind: str, **fixed: Value) -> bool:
        """True if it could."""


def everything(kind: str, **fixed: Value) -> bool:
    """Wants every fact, for those who look at facts rather than at findings."""
    return True


class Observer:
    """Measures reports of one form."""

    def __init__(self, book: Rulebook, form: Form, wants: Wants) -> None:
        self._form = form
        cells = CellReader(book.cell_words)
        self._tables = TableObserver(form, [f for f in book.forms if f is not form], cells, wants)
        self._sums = SumObserver(form, wants)
        self._prose = ProseObserver(book, form, wants)
        self._dates = DateObserver(book.calendar, wants)
        self._form_number = book.documents[form.document].number

    def observe(
        self, reading: Reading, kind: str, level: str, published: dt.date | None, submitted: dt.date | None
    ) -> list[Fact]:
        """The facts of a report; ``kind`` and ``level`` of the unit are empty where unknown."""
        report = reading.report
        seen = self._tables.observe(report)
        fields: dict[str, Value] = {
            "form": self._form.id,
            "own": seen.own,
            "foreign": seen.foreign,
            "year": report.year,
            "unit_kind": kind,
            "unit_level": level,
            "tables": seen.tables,
            "sections": sum(key in report.sections for key in self._form.sections),
        }
        context = {"title": report.title or "", "form_number": self._form_number}
        return [
            Fact("report", "report", fields, context),
            *seen.facts,
            *self._sums.observe(seen),
            *self._prose.observe(reading),
            *self._dates.observe(report.year, {"published": published, "submitted": submitted}),
        ]
