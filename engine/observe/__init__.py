"""From a reading to facts: measures everything that rules speak of, and judges nothing.

An observer is made once per form and set of patterns. It asks which facts any pattern could
match (its interest), and does not make the others: of some 200 cells of a sound report, none is
worth a fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from engine.observe.tables import TableObserver, TablesSeen
from engine.observe.titles import TitleObserver
from engine.observe.topics import TopicObserver
from engine.observe.traits import TraitObserver
from engine.observe.years import YearObserver
from engine.reading import Reading
from engine.report import Report
from engine.rulebook import Form, Rulebook
from engine.values import dataclass


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


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is measured."""

    reading: Reading
    report: Report
    kind: str
    published: dt.date | None
    submitted: dt.date | None
    period: Period | None
    beside: Beside

    def dates(self) -> Mapping[str, dt.date | None]:
        """The days of what happened to the report."""
        return {"published": self.published, "submitted": self.submitted, "dated": self.reading.dated_on}


_Step = Callable[[_Subject], list[Fact]]


def _steps(
    book: Rulebook, form: Form, cells: CellReader, interest: Interest, narrative: NarrativeObserver
) -> Iterator[tuple[Sequence[str], _Step]]:
    """The measurements of prose, dates and what is laid beside, in order, with the kinds of facts that each makes."""
    prose = ProseObserver(form, interest)
    phrases = PhraseObserver(book.phrases, form, interest)
    titles = TitleObserver(book, interest)
    traits = TraitObserver(book.unit_names, interest)
    readings = ReadingObserver(form, interest)
    period = PeriodObserver(book.text_words.period, interest)
    dates = DateObserver(book.calendar, interest)
    topics = TopicObserver(book.topics, form, interest)
    fees = FeeObserver(book.fees, form, cells, interest)
    likeness = LikenessObserver(book, form, interest)
    leftovers = LeftoverObserver(book, form, interest)
    substance = SubstanceObserver(book, form, interest)
    years = YearObserver(book, form, interest)
    copies = CopyObserver(book, form, interest)
    yield ("section", "heading", "label", "note"), lambda of: prose.observe(of.reading)
    yield ("phrase",), lambda of: phrases.observe(of.reading)
    yield ("title",), lambda of: titles.observe(of.report, of.reading.other_titles, period.stated(of.reading))
    yield ("trait",), lambda of: traits.observe(of.report.unit)
    yield ("reading", "carrier"), lambda of: readings.observe(of.reading)
    yield ("restatement", "share", "told_sum"), lambda of: narrative.observe(of.reading, of.kind)
    yield ("period",), lambda of: period.observe(of.reading, of.period)
    yield ("date", "deadline"), lambda of: dates.observe(of.report.year, of.dates())
    yield ("topic",), lambda of: topics.observe(of.reading)
    yield ("fee",), lambda of: fees.observe(of.report)
    yield ("peers", "similarity"), lambda of: likeness.observe(of.reading, of.beside)
    yield ("other_unit", "other_year"), lambda of: leftovers.observe(of.reading, of.kind, of.beside)
    yield ("repetition", "generality"), lambda of: substance.observe(of.reading, of.beside)
    yield ("previous", "carry", "repeat"), lambda of: years.observe(of.reading, of.beside)
    yield ("copy",), lambda of: copies.observe(of.reading, of.beside)


class Observer:
    """Measures reports of one form."""

    def __init__(self, book: Rulebook, form: Form, interest: Interest) -> None:
        self._form = form
        self._interest = interest
        cells = CellReader(book.cell_words)
        self._tables = TableObserver(form, [f for f in book.forms if f is not form], cells, interest)
        self._sums = SumObserver(form, interest)
        self._narrative = NarrativeObserver(book, form, cells, interest)
        self._steps = [
            step
            for kinds, step in _steps(book, form, cells, interest, self._narrative)
            if any(map(interest.could_match, kinds))
        ]
        self._wants_report = interest.could_match("report")
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
        facts = self._about(reading, kind, level, seen) if self._wants_report else []
        facts += seen.facts
        facts += self._sums.observe(seen)
        subject = _Subject(reading, report, kind, published, submitted, period, beside)
        for step in self._steps:
            facts += step(subject)
        return facts

    def _about(self, reading: Reading, kind: str, level: str, seen: TablesSeen) -> list[Fact]:
        """The report as a whole."""
        report = reading.report
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
        return [Fact("report", "report", fields, context)] if self._interest.matches("report", fields) else []

    def confirmed(self, report: Report, kind: str) -> frozenset[tuple[str, str, str]]:
        """The cells (table, row, column) whose figure the prose of the report says too."""
        return self._narrative.confirmed(report, kind)
