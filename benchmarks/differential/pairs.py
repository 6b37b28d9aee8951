"""Pair number n: a random rulebook and random facts, the same on every machine.

Rules are made as a rule file says them, and go through the parser that rule files go through. Values
are few within a pair, so that joins and comparisons meet. Some facts are made up field by field,
others are measured in reports with cells that nobody would write.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from benchmarks.differential.observed import observed
from benchmarks.differential.rules import Raw, RuleMaker
from benchmarks.differential.values import Pool, pool, pool_of
from engine.facts import VOCABULARY, Fact

PLACED = ("cell", "row", "column", "section", "table", "identity", "phrase", "topic", "carry", "restatement")
MOST_WORK = 30_000  # ways of putting facts to the patterns of a pair: brute force tries each of them
_KINDS = [kind for kind in VOCABULARY if kind != "finding"]


@dataclass(frozen=True)
class Shape:
    """How much of what a pair has; both ends of a range are included."""

    name: str
    weight: int
    rules: tuple[int, int]
    patterns: tuple[int, int]
    facts: tuple[int, int]
    kinds: int = 3
    values: int = 5


SHAPES = (
    Shape("small", 35, (1, 4), (1, 3), (1, 8)),
    Shape("joins", 20, (1, 3), (2, 4), (2, 9), kinds=2, values=3),
    Shape("crowd", 6, (1, 2), (1, 2), (30, 120), kinds=1, values=6),
    Shape("twins", 9, (1, 4), (1, 3), (2, 10), kinds=1, values=1),
    Shape("chain", 12, (3, 8), (1, 2), (1, 8), values=3),
    Shape("broad", 6, (5, 30), (1, 2), (5, 20), kinds=6),
    Shape("wide", 1, (20, 90), (1, 1), (3, 10), kinds=6),
    Shape("nothing", 3, (1, 3), (1, 2), (0, 0)),
    Shape("observed", 10, (1, 6), (1, 3), (0, 0), kinds=4),
)


@dataclass(frozen=True)
class Pair:
    """Rules as files say them, facts, and which rules govern: surely, or perhaps (``tentative``)."""

    number: int
    shape: str
    rules: list[Raw]
    facts: list[Fact]
    active: frozenset[str]
    tentative: frozenset[str]


def pair(number: int) -> Pair:
    """The pair of that number."""
    random = Random(f"pair/{number}")
    shape = random.choices(SHAPES, [shape.weight for shape in SHAPES])[0]
    if shape.name == "observed":
        facts = observed(random)
        kinds = random.sample(sorted({fact.kind for fact in facts}), random.randint(1, shape.kinds))
        facts = [fact for fact in facts if fact.kind in kinds]
        values = pool_of(random, facts)
    else:
        kinds = random.sample(PLACED if random.random() < 0.6 else _KINDS, random.randint(1, shape.kinds))
        values = pool(random, shape.values)
        facts = _facts(random, shape, kinds, values)
    random.shuffle(facts)
    maker = RuleMaker(random, kinds, values, facts)
    rules = [maker.rule(shape.patterns) for _ in range(random.randint(*shape.rules))]
    while facts and work(rules, facts) > MOST_WORK:
        del facts[len(facts) * 2 // 3 :]
    names = [rule["name"] for rule in rules]
    idle = {name for name in names if random.random() < 0.06}
    tentative = {name for name in names if name not in idle and random.random() < 0.06}
    random.shuffle(rules)
    active = frozenset(names) - idle - tentative
    return Pair(number, shape.name, rules, facts, active, frozenset(tentative))


def _facts(random: Random, shape: Shape, kinds: list[str], values: Pool) -> list[Fact]:
    facts: list[Fact] = []
    for index in range(random.randint(*shape.facts)):
        if facts and random.random() < 0.15:  # the same again, under another id
            model = random.choice(facts)
            kind, fields = model.kind, dict(model.fields)
        else:
            kind = random.choice(kinds)
            fields = {name: values.of(random, type_) for name, (type_, _) in VOCABULARY[kind].items()}
        facts.append(Fact(kind, f"{kind}/{random.choice(values.texts)}/{index}", fields))
    return facts


def work(rules: list[Raw], facts: list[Fact]) -> int:
    """In how many ways facts can be put to patterns, whatever these ask, at most."""
    counts: dict[str, int] = {}
    for fact in facts:
        counts[fact.kind] = counts.get(fact.kind, 0) + 1
    found: dict[str, int] = {}
    for rule in sorted(rules, key=lambda rule: int(rule["name"].rpartition("-")[2])):
        counts["finding"] = sum(found.values())
        when = rule["when"] if isinstance(rule["when"], list) else [rule["when"]]
        found[rule["name"]] = _ways(when, counts)
    counts["finding"] = total = sum(found.values())
    for rule in rules:
        more = [*rule.get("unless", ()), *rule.get("because_of", ())]
        total += found[rule["name"]] * sum(counts.get(kind, 0) for pattern in more for kind in pattern)
        total += sum(_ways(item["when"], counts) for item in rule.get("missing", ()))
    return total


def _ways(patterns: list[Raw], counts: dict[str, int]) -> int:
    return math.prod(counts.get(kind, 0) for pattern in patterns for kind in pattern)
