"""Measures how much is said: problems repeated from last year, and words that fit every unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.beside import Beside
from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.labels import letters
from engine.likeness.grams import percent
from engine.likeness.names import UnitNamer
from engine.likeness.sentences import Sentence, repeated, sentences
from engine.likeness.words import flat
from engine.reading import Reading
from engine.rulebook import Form, Rulebook

if TYPE_CHECKING:
    from engine.observe import Interest

_SHOWN = 3  # repeated sentences in a message


class SubstanceObserver:
    """Looks at sections one and five of reports of one form."""

    def __init__(self, book: Rulebook, form: Form, interest: Interest) -> None:
        words = book.leftovers
        self._form, self._interest = form, interest
        self._namer = UnitNamer(words)
        self._ends = words.sentence_ends
        self._introducing = compiled(words.introducing)
        self._problem, self._mending = compiled(words.problem), compiled(words.mending)
        self._own, self._general = compiled(words.own), compiled(words.general)
        self._years, self._figure = compiled(words.year_words), compiled(words.figure)

    def observe(self, reading: Reading, beside: Beside) -> list[Fact]:
        """At most one fact for each of the two sections."""
        facts: list[Fact] = []
        if beside.previous is not None and self._interest.could_match("repetition"):
            facts += self._repetition("problems", reading, beside.previous)
        if self._interest.could_match("generality"):
            facts += self._generality("overview", reading)
        return [fact for fact in facts if self._interest.matches(fact.kind, fact.fields)]

    def _repetition(self, key: str, reading: Reading, previous: Reading) -> list[Fact]:
        own, other = self._problems(key, reading), self._problems(key, previous)
        same = repeated(own, other)
        fields: dict[str, Value] = {
            "section": key,
            "apart": reading.report.year - previous.report.year,
            "sentences": len(own),
            "repeated": len(same),
            "share": percent(len(same), len(own)),
        }
        quotes = [sentence.words for sentence in same[:_SHOWN]]
        context = {
            "heading": self._form.sections[key].text,
            "problems": " | ".join(quotes),
            "quote": quotes[0] if quotes else "",
        }
        return [Fact("repetition", f"repetition/{key}", fields, context)]

    def _problems(self, key: str, reading: Reading) -> list[Sentence]:
        """The sentences that state a problem; what is done about it is not counted."""
        section = reading.report.section(key)
        found = sentences(section.text, self._ends, self._introducing) if section else ()
        return [s for s in found if self._problem.search(s.letters) and not self._mending.search(flat(s.words).flat)]

    def _generality(self, key: str, reading: Reading) -> list[Fact]:
        section = reading.report.section(key)
        if section is None:
            return []
        text = flat(section.text).flat
        general = self._general.findall(text)
        fields: dict[str, Value] = {"section": key, "characters": letters(text), "general": len(general)}
        if not self._interest.could_match("generality", **fields):
            return []
        names = set(self._namer.parts(reading.report.unit.name))
        fields["own"] = len(self._own.findall(text)) + sum(text.count(name) for name in names)
        fields["figures"] = len(self._figure.findall(self._years.sub("", text)))
        context = {"heading": self._form.sections[key].text, "words": ", ".join(dict.fromkeys(general))}
        return [Fact("generality", f"generality/{key}", fields, context)]
