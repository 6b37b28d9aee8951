"""From a reading to facts: measures everything that rules speak of, and judges nothing.

An observer is made once per form and set of patterns. It asks which facts any pattern could
match (its interest), and does not make the others: of some 200 cells of a sound report, none is
worth a fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from engine.beside import NOTHING_BESIDE, Beside
from engine.cells import CellReader
from engine.facts import Fact, Value
from engine.given import Period
from engine.observe.copies import CopyObserver
from engine.observe.dates import DateObserver
from engine.observe.fees import FeeObserver
from engine.observe.leftovers import LeftoverObserver
from engine.observe.likeness import LikenessObserver
from engine.observe.narrative import NarrativeObserver
from engine.observe.period import PeriodObserver
from engine.observe.phrases import PhraseObserver
from engine.observe.prose import ProseObserver
from engine.observe.readings import ReadingObserver
from engine.observe.substance import SubstanceObserver
from engine.observe.sums import SumObserver
from engine.observe.tables import TableObserver
from engine.observe.titles import TitleObserver
from engine.observe.topics import TopicObserver
from engine.observe.traits import TraitObserver
from engine.observe.years import YearObserver
from engine.reading import Reading
from engine.report import Report
from engine.rulebook import Form, Rulebook


class Interest(Protocol):
    """Which facts could matter to anyone; :class:`engine.inference.program.Interest` is one."""

    def could_match(self, kind: str, **fixed: Value) -> bool:
        """Whether a fact of ``kind`` with these field values, the others open, could matter."""

    def matches(self, kind: str, fields: Mapping[str, Value]) -> bool:
        """Whether this fact matters."""


class Everything(Interest):
    """Wants every fact, for those who look at facts rather than at findings."""

    def could_match(self, kind: str, **fixed: Value) -> bool:
        """Always true."""
        return True

    def matches(self, kind: str, fields: Mapping[str, Value]) -> bool:
        """Always true."""
        return True


class Observer:
    """Measures reports of one form."""

    def __init__(self, book: Rulebook, form: Form, interest: Interest) -> None:
        self._form = form
        self._interest = interest
        cells = CellReader(book.cell_words)
        self._tables = TableObserver(form, [f for f in book.forms if f is not form], cells, interest)
        self._sums = SumObserver(form, interest)
        self._prose = ProseObserver(form, interest)
        self._phrases = PhraseObserver(book.phrases, form, interest)
        self._titles = TitleObserver(book, interest)
        self._traits = TraitObserver(book.unit_names, interest)
        self._readings = ReadingObserver(form, interest)
        self._narrative = NarrativeObserver(book, form, cells, interest)
        self._period = PeriodObserver(book.text_words.period, interest)
        self._topics = TopicObserver(book.topics, form, interest)
        self._fees = FeeObserver(book.fees, form, cells, interest)
        self._dates = DateObserver(book.calendar, interest)
        self._likeness = LikenessObserver(book, form, interest)
        self._leftovers = LeftoverObserver(book, form, interest)
        self._substance = SubstanceObserver(book, form, interest)
        self._years = YearObserver(book, form, interest)
        self._copies = CopyObserver(book, form, interest)
        self._form_number = book.documents[form.document].number

    def observe(
        self,
        reading: Reading,
        kind: str,
        level: str,
        published: dt.date | None,
        submitted: dt.date | None,
        period: Period | None = None,
        beside: Beside = NOTHING_BESIDE,
    ) -> list[Fact]:
        """The facts of a report and of what is laid beside it; ``kind`` and ``level`` are empty where unknown."""
        report = reading.report
        seen = self._tables.observe(report)
        preface = report.sections.get("preface")
        fields: dict[str, Value] = {
            "form": self._form.id,
            "own": seen.own,
            "foreign": seen.foreign,
            "year": report.year,
            "unit": report.unit.name,
            "unit_kind": kind,
            "unit_level": level,
            "tables": seen.tables,
            "keeps_order": int(reading.order is not None),
            "keeps_labels": int(reading.labels is not None),
            "keeps_notes": int(reading.notes is not None),
            "keeps_places": int(bool(reading.cells)),
            "keeps_preface": int(bool(preface and preface.text.strip())),
            "sections": sum(key in report.sections for key in self._form.sections),
        }
        context = {"title": report.title or "", "form_number": self._form_number}
        dates = {"published": published, "submitted": submitted, "dated": reading.dated_on}
        about = [Fact("report", "report", fields, context)] if self._interest.matches("report", fields) else []
        return [
            *about,
            *seen.facts,
            *self._sums.observe(seen),
            *self._prose.observe(reading),
            *self._phrases.observe(reading),
            *self._titles.observe(report, reading.other_titles, self._period.stated(reading)),
            *self._traits.observe(report.unit),
            *self._readings.observe(reading),
            *self._narrative.observe(reading, kind),
            *self._period.observe(reading, period),
            *self._dates.observe(report.year, dates),
            *self._topics.observe(reading),
            *self._fees.observe(report),
            *self._likeness.observe(reading, beside),
            *self._leftovers.observe(reading, kind, beside),
            *self._substance.observe(reading, beside),
            *self._years.observe(reading, beside),
            *self._copies.observe(reading, beside),
        ]

    def confirmed(self, report: Report, kind: str) -> frozenset[tuple[str, str, str]]:
        """The cells (table, row, column) whose figure the prose of the report says too."""
        return self._narrative.confirmed(report, kind)
