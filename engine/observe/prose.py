"""Measures sections and words: headings, their order and numbers, text, labels, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.labels import bare, letters
from engine.reading import Reading
from engine.report import Section
from engine.rulebook import Form, Text

if TYPE_CHECKING:
    from engine.observe import Interest

_MOST = 100  # headings that are looked at in a section


class ProseObserver:
    """Measures the words of reports of one form."""

    def __init__(self, form: Form, interest: Interest) -> None:
        self._form = form
        self._interest = interest
        self._of_table = {table.section: table.key for table in form.tables.values()}
        numerals = "|".join(form.numerals)
        marks = "".join(map(re.escape, form.heading_marks))
        self._heading = compiled(
            rf"^[^\S\n]*(?P<numeral>{numerals})[^\S\n]*[{marks}][^\S\n]*(?P<words>.{{1,40}})$", re.MULTILINE
        )
        self._number = compiled(rf"\s*(?P<numeral>{numerals})\s*[{marks}]")
        self._wants_headings = interest.could_match("heading")
        self._quiet = {key for key in form.sections if not interest.could_match("section", section=key, given=1)}
        self._accepted = {
            (table.key, row): {bare(label.text.zh), *map(bare, label.variants)}
            for table in form.tables.values()
            for row, label in table.rows.items()
        }

    def observe(self, reading: Reading) -> list[Fact]:
        """All facts about words."""
        facts = self._sections(reading)
        if self._wants_headings:
            for key, section in reading.report.sections.items():
                facts += self._extra_headings(key, section)
        facts += self._labels(reading)
        return facts + self._notes(reading)

    def _of_interest(self, fact: Fact) -> list[Fact]:
        return [fact] if self._interest.matches(fact.kind, fact.fields) else []

    def _sections(self, reading: Reading) -> list[Fact]:
        if self._quiet.issuperset(self._form.sections) and reading.report.sections.keys() >= self._quiet:
            return []
        out_of_place = _out_of_place(reading.order, list(self._form.sections))
        facts = []
        for expected, (key, label) in enumerate(self._form.sections.items(), 1):
            section = reading.report.section(key)
            if section is not None and key in self._quiet:
                continue
            number = self._number_of(section)
            table = self._of_table.get(key)
            # A format without headings shows that a section is there by its table.
            implied = reading.order is None and table is not None and any(reading.report.table(table).values())
            order = "unknown" if reading.order is None else "out_of_place" if key in out_of_place else "in_place"
            fields: dict[str, Value] = {
                "section": key,
                "given": int(section is not None or implied),
                "expected": expected,
                "number": number,
                "off": number - expected if number else 0,
                "characters": letters(section.text) if section else 0,
                "prose": int(key in self._form.prose),
                "order": order if section is not None else "unknown",
            }
            if self._interest.matches("section", fields):
                context = {"heading": label.text, "found": section.heading if section else ""}
                facts.append(Fact("section", f"section/{key}", fields, context))
        return facts

    def _number_of(self, section: Section | None) -> int:
        found = self._number.match(section.heading) if section else None
        return self._form.numerals.index(found["numeral"]) + 1 if found else 0

    def _extra_headings(self, key: str, section: Section) -> list[Fact]:
        facts: list[Fact] = []
        official = self._form.sections.get(key)
        for found in islice(self._heading.finditer(section.text), _MOST):
            number = self._form.numerals.index(found["numeral"]) + 1
            if number <= len(self._form.sections):
                continue
            words = found.group().strip()
            fields: dict[str, Value] = {"section": key, "number": number, "words": words}
            context = {"heading": official.text if official else Text("", "")}
            facts += self._of_interest(Fact("heading", f"heading/{key}/{found.start()}", fields, context))
        return facts

    def _labels(self, reading: Reading) -> list[Fact]:
        facts: list[Fact] = []
        for (key, row), words in (reading.labels or {}).items():
            table = self._form.tables[key]
            accepted = self._accepted[key, row]
            fields: dict[str, Value] = {
                "table": key,
                "row": row,
                "same": int(bare(words) in accepted),
                "words": words,
            }
            context = {"title": table.title, "label": table.rows[row].text}
            facts += self._of_interest(Fact("label", f"label/{key}/{row}", fields, context, ((key, row, ""),)))
        return facts

    def _notes(self, reading: Reading) -> list[Fact]:
        facts: list[Fact] = []
        for key, given in (reading.notes or {}).items():
            table = self._form.tables[key]
            if table.note is not None:
                context = {"title": table.title, "words": table.note}
                fields: dict[str, Value] = {"table": key, "given": int(given)}
                facts += self._of_interest(Fact("note", f"note/{key}", fields, context))
        return facts


def _out_of_place(order: Sequence[str] | None, official: list[str]) -> set[str]:
    """The fewest sections that must move for the official order (off a longest ascending run)."""
    ranks = [official.index(key) for key in order or () if key in official]
    best: list[tuple[int, ...]] = []
    for i, rank in enumerate(ranks):
        runs = [best[j] for j in range(i) if ranks[j] < rank]
        best.append((*max(runs, key=len, default=()), rank))
    kept = max(best, key=len, default=())
    return {official[rank] for rank in ranks if rank not in kept}
