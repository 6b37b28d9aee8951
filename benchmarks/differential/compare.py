"""Asks durable-rules, the reference matcher and the judge about a pair, and says where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from benchmarks.differential.judge import Judge, Seen
from benchmarks.differential.pairs import Pair
from benchmarks.differential.rules import Raw
from engine.facts import Fact
from engine.findings import finding_fact
from engine.inference import choose
from engine.inference.program import Inference, Inferred, Program, infer
from engine.inference.reference import ReferenceInference
from engine.patterns import check_bindings, parse
from engine.rulebook import Deduct, Missing, Rule, Text

_TEXT = Text("", "")


@dataclass
class Compared:
    """What came of a pair: how many matches there were, and what differed."""

    matches: int = 0
    unserved: bool = False
    differences: list[str] = field(default_factory=list)


def compare(pair: Pair) -> Compared:
    """The pair through all of them; durable-rules also with the facts in another order."""
    rules = [rule_of(raw) for raw in pair.rules]
    program = Program(rules)
    expected = _infer(pair, program, ReferenceInference(program), pair.facts)
    made = Compared(matches=sum(map(len, expected.matches.values())))
    if judged(pair) != governed(expected, pair):
        made.differences.append("the reference matcher and the judge")
    durable, why = choose(program)
    if why is not None:
        made.unserved = True
        return made
    shuffled = list(pair.facts)
    Random(pair.number).shuffle(shuffled)
    for facts, order in ((pair.facts, "as they are"), (shuffled, "shuffled")):
        found = _infer(pair, program, durable, facts)
        if outcome(found) != outcome(expected):
            made.differences.append(f"durable-rules and the reference matcher, facts {order}")
    return made


def inferred(pair: Pair) -> Inferred:
    """What the reference matcher finds."""
    program = Program([rule_of(raw) for raw in pair.rules])
    return _infer(pair, program, ReferenceInference(program), pair.facts)


def _infer(pair: Pair, program: Program, inference: Inference, facts: Sequence[Fact]) -> Inferred:
    return infer(program, inference, facts, finding_fact, pair.active, pair.tentative)


def rule_of(raw: Raw) -> Rule:
    """A rule as a file says it, for the engine; refused if a file that says so would be."""
    when, missing = parse(raw["when"]), raw.get("missing", [])
    unless, because_of = (parse(raw[key]) if raw.get(key) else () for key in ("unless", "because_of"))
    bound = check_bindings(when)
    for pattern in (*unless, *because_of):
        check_bindings([pattern], bound)
    for item in missing:
        check_bindings(parse(item["when"]))
    return Rule(
        name=raw["name"], title=_TEXT, category=raw["category"], severity=raw["severity"],
        certainty=raw["certainty"], when=when, message=_TEXT, remedy=_TEXT, basis=(), why=_TEXT, limits=_TEXT,
        unless=unless, because_of=because_of, deduct=Deduct(Decimal(1), Decimal(1)),
        missing=tuple(Missing(parse(item["when"]), item["means"], _TEXT) for item in missing),
    )  # fmt: skip


def outcome(found: Inferred) -> Any:
    """All that was inferred, in its order."""
    return (
        {name: [(m.id, ids(m.facts), m.because_of) for m in matches] for name, matches in found.matches.items()},
        {name: [(index, ids(facts)) for index, facts in hits] for name, hits in found.missing.items()},
    )


def governed(found: Inferred, pair: Pair) -> Any:
    """What was inferred of the rules that govern, as the judge says it."""
    names = pair.active | pair.tentative
    return (
        {name: {(ids(m.facts), m.because_of) for m in matches} for name, matches in found.matches.items()},
        {name: {(i, ids(facts)) for i, facts in hits} for name, hits in found.missing.items() if name in names},
    )


def judged(pair: Pair) -> Any:
    """What the judge says of a pair."""
    facts = [Seen(fact.kind, fact.id, fact.fields) for fact in pair.facts]
    verdict = Judge(pair.rules, facts, pair.active, pair.tentative).verdict()
    return verdict.matches, verdict.missing


def ids(facts: Sequence[Fact]) -> tuple[str, ...]:
    """The ids of facts."""
    return tuple(fact.id for fact in facts)
