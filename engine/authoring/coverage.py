"""How well the cases of each rule prove it: a small change of the rule that no case notices is a hole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.authoring.mutants import Change, mutants
from engine.authoring.trying import expected_statuses
from engine.beside import Beside
from engine.cases import Case, all_cases
from engine.given import Given
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.json_text import dumps
from engine.patterns import Pattern
from engine.reading import Reading
from engine.rulebook import Lang, Rule, Rulebook
from engine.score import Engine

_KINDS = ("pass", "fail", "undecided")


@dataclass(frozen=True, slots=True)
class Covered:
    """A rule: the kinds of case that it lacks, whether its cases hold as it stands, which changes none notices."""

    rule: str
    lacking: tuple[str, ...]
    holds: bool
    changes: int
    unnoticed: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Prepared:
    case: Case
    reading: Reading
    given: Given
    beside: Beside


def coverage(book: Rulebook, folder: Path, names: Sequence[str] = ()) -> Iterator[Covered]:
    """Each rule (or those named) against its own cases; cases with overlays or decisions are left out.

    Raises:
        CaseError, RulebookError: a case cannot be used.
    """
    by_rule: dict[str, list[Case]] = {}
    for case in all_cases(folder):
        if not case.overlays and not case.decisions:
            by_rule.setdefault(case.rule, []).append(case)
    for rule in book.rules:
        if not names or rule.name in names:
            yield _covered(rule, book, [_prepared(case, book) for case in by_rule.get(rule.name, [])])


def _prepared(case: Case, book: Rulebook) -> _Prepared:
    return _Prepared(case, case.reading(book), case.knows(), case.beside(book))


def _covered(rule: Rule, book: Rulebook, cases: Sequence[_Prepared]) -> Covered:
    kinds = {item.case.expectation for item in cases}
    others = _needed(rule, {other.name: other for other in book.rules})
    unnoticed, changes = [], 0
    for change, mutant in mutants(rule):
        changes += 1
        if not cases or _all_hold(mutant, others, book, cases):
            unnoticed.append(change)
    lacking = tuple(kind for kind in _KINDS if kind not in kinds)
    return Covered(rule.name, lacking, _all_hold(rule, others, book, cases), changes, tuple(unnoticed))


def _all_hold(rule: Rule, others: Sequence[Rule], book: Rulebook, cases: Sequence[_Prepared]) -> bool:
    """Whether every case finds of the rule what it says."""
    few = replace(book, rules=(rule, *others))
    engine = Engine(few, inference=ReferenceInference(Program(few.rules)))
    return all(_holds(rule, engine, item) for item in cases)


def _holds(rule: Rule, engine: Engine, item: _Prepared) -> bool:
    card = engine.score(item.reading, item.given, beside=item.beside)
    result = next(result for result in card.rules if result.name == rule.name)
    count = sum(finding.rule == rule.name for finding in card.findings)
    expected = item.case.findings.get(rule.name, 0) if item.case.findings is not None else None
    if result.status not in expected_statuses(item.case):
        return False
    return bool(count) == (item.case.expectation == "fail") if expected is None else count == expected


def _needed(rule: Rule, by_name: Mapping[str, Rule]) -> list[Rule]:
    """The rules whose findings the rule looks at, and theirs."""
    found: dict[str, Rule] = {}
    waiting = [rule]
    while waiting:
        for name in _named(waiting.pop()):
            if name in by_name and name != rule.name and name not in found:
                found[name] = by_name[name]
                waiting.append(by_name[name])
    return list(found.values())


def _named(rule: Rule) -> Iterator[str]:
    patterns: list[Pattern] = [*rule.when, *rule.unless, *(p for item in rule.missing for p in item.when)]
    for pattern in patterns:
        for condition in pattern.constants():
            if pattern.kind == "finding" and condition.field == "rule":
                values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
                yield from map(str, values)


def as_json(found: Sequence[Covered], lang: Lang) -> str:
    """The coverage of each rule as a JSON array."""
    rows = [
        {
            "rule": item.rule,
            "lacking": list(item.lacking),
            "holds": item.holds,
            "changes": item.changes,
            "unnoticed": [change.words(lang) for change in item.unnoticed],
        }
        for item in found
    ]
    return dumps(rows) + "\n"
