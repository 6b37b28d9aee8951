"""Measures words that seem left over from another report: other units' names, and other years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from engine.applies import told_by_name
from engine.beside import Beside
from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.likeness.names import UnitNamer
from engine.likeness.words import Flat, flat
from engine.observe.likeness import is_of_another
from engine.reading import Reading
from engine.report import Unit
from engine.rulebook import Form, Rulebook, Text

if TYPE_CHECKING:
    from engine.observe import Interest

_MOST = 100  # places that are looked at for a pattern in a section
_QUOTE = 12  # characters shown either side
_AROUND = 300  # characters either side that belong to a sentence and its neighbours at most
_OUT = "\u00b7"  # stands where a quotation was: it is the words of others


class LeftoverObserver:
    """Looks at the words of reports of one form."""

    def __init__(self, book: Rulebook, form: Form, interest: Interest) -> None:
        words = book.leftovers
        self._form, self._interest = form, interest
        self._unnamed, self._unit_names = book.text_words.unnamed, book.unit_names
        self._namer = UnitNamer(words)
        self._quoted = compiled(words.quoted)
        ends = re.escape(words.sentence_ends)
        self._end = compiled(f"[{ends}]")
        self._before = compiled(rf"^[{ends},:\s]+")
        self._never = [(compiled(unit), compiled(never)) for unit, never in words.self_names]
        self._itself = [compiled(pattern) for pattern in words.names_itself]
        self._subject = [compiled(pattern) for pattern in words.names_subject]
        self._years = [compiled(pattern) for pattern in words.done_in_year]
        self._reported = [compiled(pattern) for pattern in words.reports_year]
        self._announced = [compiled(pattern) for pattern in words.announces_year]
        self._wants_units = interest.could_match("other_unit")
        self._wants_years = interest.could_match("other_year")

    def observe(self, reading: Reading, kind: str, beside: Beside) -> list[Fact]:
        """Other units and years that the report speaks of as if they were its own."""
        if not (self._wants_units or self._wants_years):
            return []
        facts: dict[str, Fact] = {}
        for key in ("preface", *self._form.prose):
            section = reading.report.section(key)
            if section is None:
                continue
            text = self._without_quotations(flat(section.text))
            found: list[Fact] = []
            if self._wants_units and reading.report.unit.name != self._unnamed:
                found += self._units(key, text, reading, kind, beside)
            if self._wants_years:
                found += self._other_years(key, text, reading.report.year)
            for fact in found:
                facts.setdefault(fact.id, fact)
        return [fact for fact in facts.values() if self._interest.matches(fact.kind, fact.fields)]

    def _without_quotations(self, text: Flat) -> Flat:
        return replace(text, flat=self._quoted.sub(lambda found: _OUT * len(found.group()), text.flat))

    def _units(self, key: str, text: Flat, reading: Reading, kind: str, beside: Beside) -> Iterator[Fact]:
        own = flat(reading.report.unit.name).flat
        for unit, never in self._never:
            if unit.search(own):
                for found in islice(never.finditer(text.flat), _MOST):
                    yield self._other_unit("calls", key, text, found, found.group(), own)
        for how, patterns in (("itself", self._itself), ("subject", self._subject if beside.peers else [])):
            for found in (found for pattern in patterns for found in islice(pattern.finditer(text.flat), _MOST)):
                name = self._namer.core(found["unit"])
                given = self._is_peer(name, own, reading, beside)
                if given or (how == "itself" and self._is_other(name, own, kind)):
                    yield self._other_unit(how, key, text, found, name, own, given)

    def _is_peer(self, name: str, own: str, reading: Reading, beside: Beside) -> bool:
        """Whether a report of the unit of that name, surely another one, is laid beside this."""
        named = any(
            is_of_another(peer, reading) and flat(peer.report.unit.name).flat == name for peer in beside.peers
        )
        return named and name != self._unnamed and not self._namer.may_be_same(name, own)

    def _is_other(self, name: str, own: str, kind: str) -> bool:
        """Whether a name is surely that of another unit of the same kind: other kinds may report for this one."""
        told, own_kind = self._kind(name), kind or self._kind(own)
        same = told != "" and told == own_kind
        return same and self._namer.is_proper(name) and not self._namer.may_be_same(name, own)

    def _kind(self, name: str) -> str:
        return told_by_name(Unit(name=name), self._unit_names)[0]

    def _other_unit(
        self, how: str, key: str, text: Flat, found: re.Match[str], name: str, own: str, given: bool = False
    ) -> Fact:
        fields: dict[str, Value] = {
            "section": key,
            "how": how,
            "name": name,
            "words": self._said(text, found),
            "given": int(given),
        }
        context = {"heading": self._heading(key), "unit": own, "quote": _quote(text, found)}
        return Fact("other_unit", f"other_unit/{key}/{how}/{name}", fields, context)

    def _other_years(self, key: str, text: Flat, year: int) -> Iterator[Fact]:
        """Years that are stated; what is done in a year may be said of several, one sentence after the other."""
        reported = [*self._reported, *(self._announced if key == "preface" else [])]
        for patterns, neighbours in ((self._years, 2), (reported, 0)):
            for found in (found for pattern in patterns for found in islice(pattern.finditer(text.flat), _MOST)):
                stated = int(found["year"])
                if stated == year:
                    continue
                around = self._around(text.flat, found.start("year"), found.end(), neighbours)
                fields: dict[str, Value] = {
                    "section": key,
                    "year": stated,
                    "off": stated - year,
                    "own_year": int(str(year) in around),
                    "words": self._said(text, found),
                }
                context = {"heading": self._heading(key), "report_year": year, "quote": _quote(text, found)}
                yield Fact("other_year", f"other_year/{key}/{found.start('year')}", fields, context)

    def _around(self, text: str, start: int, end: int, neighbours: int) -> str:
        """The sentence of a place, with so many before and after."""
        before = self._end.split(text[max(0, start - _AROUND) : start])[-1 - neighbours :]
        after = self._end.split(text[end : end + _AROUND])[: 1 + neighbours]
        return " ".join([*before, text[start:end], *after])

    def _said(self, text: Flat, found: re.Match[str]) -> str:
        """The words as found, without the end of the sentence before."""
        skipped = self._before.match(found.group())
        return text.quote(found.start() + (skipped.end() if skipped else 0), found.end())

    def _heading(self, key: str) -> Text | str:
        label = self._form.sections.get(key)
        return label.text if label else ""


def _quote(text: Flat, found: re.Match[str]) -> str:
    return text.quote(max(0, found.start() - _QUOTE), min(len(text.flat), found.end() + _QUOTE))
