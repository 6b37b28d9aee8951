"""Why a rule found something in a report, or did not: what it looked at, what matched, what came near."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.applies import Governed, governs
from engine.authoring.trace import Combination, Step, trace
from engine.beside import NOTHING_BESIDE, Beside
from engine.facts import Fact
from engine.findings import finding_fact
from engine.given import Given
from engine.inference.program import match_id
from engine.patterns import Pattern
from engine.reading import Reading
from engine.rulebook import Lang, Missing, Rule
from engine.score import Engine
from engine.scorecard import Finding, RuleResult


@dataclass(frozen=True, slots=True)
class Excuse:
    """An ``unless`` pattern, how facts met it, and which matches it takes away (by their ids)."""

    pattern: Pattern
    step: Step
    excused: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A ``missing`` clause, how facts met it, and those that did."""

    item: Missing
    steps: tuple[Step, ...]
    met: tuple[Combination, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule on a report. ``matched`` are the matches of ``when`` before excuses; ``causes`` are the
    findings that could explain them, by the match's id; ``found`` are its findings as the scorecard says them.
    """

    rule: Rule
    unit: str
    year: int
    governed: Governed
    steps: tuple[Step, ...]
    matched: tuple[Combination, ...]
    excuses: tuple[Excuse, ...]
    causes: dict[str, tuple[str, ...]]
    missing: tuple[Lacking, ...]
    result: RuleResult
    found: tuple[Finding, ...]


def explain(
    engine: Engine, rule: Rule, reading: Reading, given: Given, lang: Lang, beside: Beside = NOTHING_BESIDE
) -> Explanation:
    """What became of ``rule`` on a report, and why.

    Raises:
        NoForm: no official form governs its year.
        InferenceFailed: the inference engine reported a fault.
    """
    card = engine.score(reading, given, lang, beside)
    facts = engine.facts(reading, given, beside)
    findings = [finding_fact(match) for match in engine.findings(reading, given, beside)]
    facts += [fact for fact in findings if fact.fields["rule"] != rule.name]
    kind, level = engine.kind_and_level(reading, given)
    year = int(card.report["year"])
    steps, matched = trace(rule.when, facts)
    return Explanation(
        rule=rule,
        unit=str(card.report["unit"]["name"]),
        year=year,
        governed=governs(rule, year, kind, level),
        steps=steps,
        matched=matched,
        excuses=tuple(_excuse(rule, pattern, facts, matched) for pattern in rule.unless),
        causes=_causes(rule, facts, matched),
        missing=tuple(Lacking(item, *trace(item.when, facts)) for item in rule.missing),
        result=next(result for result in card.rules if result.name == rule.name),
        found=tuple(finding for finding in card.findings if finding.rule == rule.name),
    )


def id_of(rule: Rule, facts: Iterable[Fact]) -> str:
    """The id of the match that these facts make."""
    return match_id(rule.name, tuple(fact.id for fact in facts))


def _excuse(rule: Rule, pattern: Pattern, facts: Sequence[Fact], matched: Sequence[Combination]) -> Excuse:
    (step,), met = trace([pattern], facts, matched)
    return Excuse(pattern, step, frozenset(id_of(rule, combination.facts[:-1]) for combination in met))


def _causes(rule: Rule, facts: Sequence[Fact], matched: Sequence[Combination]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for pattern in rule.because_of:
        for combination in trace([pattern], facts, matched)[1]:
            *own, cause = combination.facts
            found.setdefault(id_of(rule, own), {})[str(cause.fields["rule"])] = None
    return {match: tuple(names) for match, names in found.items()}
