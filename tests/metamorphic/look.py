"""What is found in a draft, in a form that can be compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from random import Random
from typing import Any

from engine.beside import Beside
from engine.demo.defects.kind import Draft
from engine.given import Given
from engine.json_text import dumps
from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Lang, Rulebook
from engine.score import Engine
from engine.scorecard import Finding, Scorecard

Found = tuple[str, ...]


class Pointless(Exception):
    """The change cannot be made in this draft."""


class Lab:
    """The engine as users have it, and others that must say the same."""

    def __init__(self, book: Rulebook | None = None) -> None:
        self.book = book or load_rulebook()
        self.engine = Engine(self.book)

    @cached_property
    def shuffled(self) -> Engine:
        """With the rules of the rulebook in another order."""
        rules = list(self.book.rules)
        Random(0).shuffle(rules)
        return Engine(replace(self.book, rules=tuple(rules)))

    @cached_property
    def identity_rules(self) -> frozenset[str]:
        """The rules that look at nothing but whether sums hold."""
        of_sums = {rule.name for rule in self.book.rules if rule.category == "identities"}
        return self.rules_about("identity", only=True) & of_sums

    def rules_about(self, *kinds: str, only: bool = False) -> frozenset[str]:
        """The rules that look at facts of these kinds, in ``when`` (and at no others) or anywhere."""
        found = set()
        for rule in self.book.rules:
            anywhere = [*rule.when, *rule.unless, *(pattern for item in rule.missing for pattern in item.when)]
            seen = {pattern.kind for pattern in (rule.when if only else anywhere)}
            if seen <= set(kinds) if only else seen & set(kinds):
                found.add(rule.name)
        return frozenset(found)

    def score(
        self,
        made: Draft,
        lang: Lang = "zh",
        engine: Engine | None = None,
        content: bytes = b"",
        name: str = "",
    ) -> Scorecard:
        """The scorecard of a draft; of a document in its place, if there is one."""
        beside = Beside(
            self._laid(made.previous) if made.previous else None,
            self._laid(made.copy) if made.copy else None,
            tuple(self._laid(peer) for peer in made.peers),
        )
        if not content:
            name = "report.txt" if made.text else "report.json"
            content = (made.text or dumps(made.report)).encode()
        reading = self.read(content, name)
        return (engine or self.engine).score(reading, Given(**made.given), lang, beside)

    def read(self, content: bytes, name: str) -> Reading:
        """A document as it is read."""
        return read_bytes(content, name, self.book)

    def _laid(self, report: dict[str, Any]) -> Reading:
        return self.read(dumps(report).encode(), "report.json")


def places(finding: Finding) -> str:
    """Section and cell of every place, without words and pages."""
    keys = [(at.section or "", at.table or "", at.row or "", at.column or "") for at in finding.locations]
    return " ".join("/".join(key) for key in keys)


def found(card: Scorecard, *leave_out: Callable[[Finding], bool]) -> Counter[Found]:
    """The findings: rule, what it is, what it costs, its words and places."""
    return Counter(
        (finding.rule, finding.status, str(finding.deducted), finding.message, places(finding))
        for finding in card.findings
        if not any(out(finding) for out in leave_out)
    )


def rules_and_lines(card: Scorecard, rules: frozenset[str]) -> Counter[Found]:
    """Which sums are broken: the rule, and row and column of the place that every finding of it names."""
    return Counter(
        (finding.rule, finding.status, places(finding).rpartition(" ")[2])
        for finding in card.findings
        if finding.rule in rules
    )


def differences(before: Counter[Found], after: Counter[Found]) -> Iterator[str]:
    """What is found only before, and only after."""
    for name, some in (("only before", before - after), ("only after", after - before)):
        for one in some:
            yield f"{name}: {' | '.join(one)}"
