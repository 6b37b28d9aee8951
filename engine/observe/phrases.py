"""Measures where the words that rules look for stand, and what leads up to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.identity_number import is_identity_number
from engine.reading import Reading
from engine.rulebook import Form, Text
from engine.wordings import Phrase

if TYPE_CHECKING:
    from engine.observe import Interest

_MOST = 100  # occurrences of a phrase that are looked at in a section
_QUOTE = 12  # characters shown either side of a phrase
_LEAD = 60  # characters before a phrase in which the words that lead up to it stand
_SHOWN = 2  # characters at either end of what is masked
_CHECKS = {"identity-number": is_identity_number}

_Found = tuple[re.Match[str], str]  # where it stands, and the name of what leads up to it


class PhraseObserver:
    """Measures the phrases of a rulebook in reports of one form."""

    def __init__(self, phrases: tuple[Phrase, ...], form: Form, interest: Interest) -> None:
        self._form, self._interest = form, interest
        self._searches = [_Search(phrase) for phrase in phrases if interest.could_match("phrase", phrase=phrase.name)]

    def observe(self, reading: Reading) -> list[Fact]:
        """A fact for the same words, led up to by the same, in a section, however often they stand there."""
        if not self._searches:
            return []
        texts: dict[str, str] = {key: section.text for key, section in reading.report.sections.items()}
        close = {key: "".join(text.split()) for key, text in texts.items()}
        facts = []
        for search in self._searches:
            for key in search.phrase.sections:
                text = (texts if search.phrase.spaced else close).get(key, "")
                same: dict[tuple[str, str], list[re.Match[str]]] = {}
                for found, lead in islice(search.found(text), _MOST):
                    same.setdefault((found.group(), lead), []).append(found)
                facts += [self._fact(search.phrase, key, lead, found) for (_, lead), found in same.items()]
        return [fact for fact in facts if self._interest.matches(fact.kind, fact.fields)]

    def _fact(self, phrase: Phrase, key: str, lead: str, same: list[re.Match[str]]) -> Fact:
        start, end = same[0].span()
        text, words = same[0].string, same[0].group()
        quote = text[max(0, start - _QUOTE) : end + _QUOTE]
        if phrase.masked:
            quote = words = masked(words)
        fields: dict[str, Value] = {
            "section": key,
            "phrase": phrase.name,
            "at": start,
            "count": len(same),
            "words": words,
            "led_by": lead,
        }
        official = self._form.sections.get(key)
        context = {"heading": official.text if official else Text("", ""), "quote": quote}
        return Fact("phrase", f"phrase/{phrase.name}/{key}/{start}", fields, context)


class _Search:
    """A phrase made ready to be looked for."""

    def __init__(self, phrase: Phrase) -> None:
        self.phrase = phrase
        self._words = compiled("|".join(f"(?:{pattern})" for pattern in phrase.patterns))
        self._leads = [(name, compiled(pattern)) for name, pattern in phrase.led_by.items()]
        self._check = _CHECKS[phrase.check] if phrase.check else None

    def found(self, text: str) -> Iterator[_Found]:
        for found in self._words.finditer(text):
            if self._check is None or self._check(found.group()):
                yield found, self._lead(text[max(0, found.start() - _LEAD) : found.start()])

    def _lead(self, before: str) -> str:
        return next((name for name, pattern in self._leads if pattern.search(before)), "")


def masked(words: str) -> str:
    """The words with all but their ends starred out: a finding must not publish them once more."""
    return words[:_SHOWN] + "*" * (len(words) - 2 * _SHOWN) + words[-_SHOWN:]
