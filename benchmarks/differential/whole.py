"""Whole reports, all of cases/ and random ones, by the rules that come with the engine: the same three are asked.

The judge is given every fact that can be measured; the engine makes only those that its rules could
match. So this also tells whether a fact that mattered was left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

from benchmarks.differential.compare import governed, judged
from benchmarks.differential.observed import odd_beside, odd_reading, outside_of_contract
from benchmarks.differential.pairs import Pair
from benchmarks.differential.rules import Raw
from engine.beside import Beside
from engine.cases import Case
from engine.given import Given
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.loading import load_rulebook
from engine.patterns import Pattern, Variable
from engine.reading import Reading
from engine.rulebook import Rule
from engine.score import Engine


def of_case(case: Case) -> list[str]:
    """Where the engine as users have it, the reference matcher and the judge differ on a case."""
    book = engines(tuple(case.overlays))[0].book
    return list(_differences(case.id, tuple(case.overlays), case.reading(book), case.knows(), case.beside(book)))


def of_random_report(number: int) -> list[str]:
    """The same on random report ``number``, with figures that nobody would write."""
    random = Random(f"report/{number}")
    reading, beside = odd_reading(random), odd_beside(random)
    return list(_differences(f"report {number}", (), reading, Given(), beside))


def _differences(
    name: str, overlays: tuple[str, ...], reading: Reading, given: Given, beside: Beside
) -> Iterator[str]:
    engine, reference = engines(overlays)
    found, plain = (one.assess(reading, given, beside=beside) for one in (engine, reference))
    standing = found.case.standing
    facts = engine.facts(reading, given, beside)
    if outside_of_contract(facts):
        yield "facts outside of their contract"
    rules = [raw_of(rule) for rule in engine.governing(reading, given).book.rules]
    pair = Pair(0, name, rules, facts, frozenset(standing.active), frozenset(standing.tentative))
    expected = judged(pair)
    for who, one in (("durable-rules", found), ("the reference matcher", plain)):
        if one.failed is not None:
            yield f"{who}: {one.failed}"
        elif governed(one.inferred, pair) != expected:
            yield f"{who} and the judge"


def raw_of(rule: Rule) -> Raw:
    """A rule as its file says it, of what the judge looks at."""
    return {
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity,
        "certainty": rule.certainty,
        "when": [_said(pattern) for pattern in rule.when],
        "unless": [_said(pattern) for pattern in rule.unless],
        "because_of": [_said(pattern) for pattern in rule.because_of],
        "missing": [{"when": [_said(pattern) for pattern in item.when]} for item in rule.missing],
    }


def _said(pattern: Pattern) -> Raw:
    said: dict[str, dict[str, Any]] = {}
    for condition in pattern.conditions:
        value: Any = condition.value
        if isinstance(value, Variable):
            value = f"${value.name}"
        elif condition.operator == "exists":
            value = bool(value)
        elif condition.operator == "in":
            value = list(value)
        assert condition.operator not in said.get(condition.field, {})
        said.setdefault(condition.field, {})[condition.operator] = value
    return {pattern.kind: said}


@cache
def engines(overlays: tuple[str, ...]) -> tuple[Engine, Engine]:
    """The engine as users have it, and with the reference matcher."""
    book = load_rulebook(overlays=overlays)
    return Engine(book), Engine(book, inference=ReferenceInference(Program(book.rules)))
