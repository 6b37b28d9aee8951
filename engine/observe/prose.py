"""Measures sections and words: headings, their order and numbers, text, labels, notes, phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.facts import Fact, Value
from engine.labels import bare, letters
from engine.reading import Reading
from engine.report import Section
from engine.rulebook import Form, Phrase, Rulebook, Text

if TYPE_CHECKING:
    from engine.observe import Wants

_QUOTE = 12  # characters shown either side of a phrase


class ProseObserver:
    """Measures the words of reports of one form."""

    def __init__(self, book: Rulebook, form: Form, wants: Wants) -> None:
        self._form = form
        numerals = "|".join(form.numerals)
        marks = "".join(map(re.escape, form.heading_marks))
        self._heading = re.compile(rf"^\s*(?P<numeral>{numerals})\s*[{marks}]\s*(?P<words>.{{1,40}})$", re.MULTILINE)
        self._number = re.compile(rf"\s*(?P<numeral>{numerals})\s*[{marks}]")
        self._phrases = [
            (phrase, re.compile("|".join(f"(?:{p})" for p in phrase.patterns)))
            for phrase in book.phrases
            if wants("phrase", phrase=phrase.name)
        ]
        self._accepted = {
            (table.key, row): {bare(label.text.zh), *map(bare, label.variants)}
            for table in form.tables.values()
            for row, label in table.rows.items()
        }

    def observe(self, reading: Reading) -> list[Fact]:
        """All facts about words."""
        facts = self._sections(reading)
        for key, section in reading.report.sections.items():
            facts += self._extra_headings(key, section)
        facts += self._found_phrases(reading)
        facts += self._labels(reading)
        return facts + self._notes(reading)

    def _sections(self, reading: Reading) -> list[Fact]:
        out_of_place = _out_of_place(reading.order, list(self._form.sections))
        of_table = {table.section: table.key for table in self._form.tables.values()}
        facts = []
        for expected, (key, label) in enumerate(self._form.sections.items(), 1):
            section = reading.report.sections.get(key)
            number = self._number_of(section)
            table = of_table.get(key)
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
            context = {"heading": label.text, "found": section.heading if section else ""}
            facts.append(Fact("section", f"section/{key}", fields, context))
        return facts

    def _number_of(self, section: Section | None) -> int:
        found = self._number.match(section.heading) if section else None
        return self._form.numerals.index(found["numeral"]) + 1 if found else 0

    def _extra_headings(self, key: str, section: Section) -> list[Fact]:
        facts = []
        official = self._form.sections.get(key)
        for found in self._heading.finditer(section.text):
            number = self._form.numerals.index(found["numeral"]) + 1
            if number <= len(self._form.sections):
                continue
            words = found.group().strip()
            fields: dict[str, Value] = {"section": key, "number": number, "words": words}
            context = {"heading": official.text if official else Text("", "")}
            facts.append(Fact("heading", f"heading/{key}/{found.start()}", fields, context))
        return facts

    def _found_phrases(self, reading: Reading) -> list[Fact]:
        facts = []
        texts = {key: "".join(section.text.split()) for key, section in reading.report.sections.items()}
        for phrase, expression in self._phrases:
            for key in phrase.sections:
                for found in expression.finditer(texts.get(key, "")):
                    facts.append(self._phrase(phrase, key, texts[key], found))
        return facts

    def _phrase(self, phrase: Phrase, key: str, text: str, found: re.Match[str]) -> Fact:
        start, end = found.span()
        fields: dict[str, Value] = {
            "section": key,
            "phrase": phrase.name,
            "at": start,
            "words": found.group(),
        }
        official = self._form.sections.get(key)
        quote = text[max(0, start - _QUOTE) : end + _QUOTE]
        context = {"heading": official.text if official else Text("", ""), "quote": quote}
        return Fact("phrase", f"phrase/{phrase.name}/{key}/{start}", fields, context)

    def _labels(self, reading: Reading) -> list[Fact]:
        facts = []
        for table in self._form.tables.values():
            rows = [row for block in table.blocks for row in block.rows]
            if reading.labels is None:
                rows = rows[:1]  # one fact tells that the format keeps no labels
            for row in rows:
                words = None if reading.labels is None else reading.labels.get((table.key, row))
                if reading.labels is not None and words is None:
                    continue
                fields: dict[str, Value] = {
                    "table": table.key,
                    "row": row,
                    "known": int(words is not None),
                    "same": int(words is not None and bare(words) in self._accepted[table.key, row]),
                    "words": words or "",
                }
                context = {"title": table.title, "label": table.rows[row].text}
                at = (table.key, row, "")
                facts.append(Fact("label", f"label/{table.key}/{row}", fields, context, (at,)))
        return facts

    def _notes(self, reading: Reading) -> list[Fact]:
        facts = []
        for table in self._form.tables.values():
            if table.note is None:
                continue
            known = reading.notes is not None and table.key in reading.notes
            given = known and reading.notes is not None and reading.notes[table.key]
            fields: dict[str, Value] = {"table": table.key, "known": int(known), "given": int(given)}
            facts.append(Fact("note", f"note/{table.key}", fields, {"title": table.title, "words": table.note}))
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
