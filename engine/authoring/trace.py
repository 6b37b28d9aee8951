"""How facts meet the patterns of a clause, step by step: for explaining a rule to its author.

The same meaning as :mod:`engine.inference`, but it keeps what falls away and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.facts import Fact, Value
from engine.inference.reference import bind
from engine.patterns import Condition, Pattern, Variable, compare, holds

_MOST_COMBINATIONS = 20_000
_MOST_VALUES = 6
_MOST_NEAR = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """A condition, the values that its field had (most frequent first), and how many facts were left after it."""

    condition: Condition
    values: tuple[tuple[Value, int], ...]
    left: int


@dataclass(frozen=True, slots=True)
class Near:
    """A fact that missed the pattern by the fewest conditions."""

    fact: Fact
    failed: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One pattern: how many facts of its kind there were, what each condition left, and who came near."""

    pattern: Pattern
    looked: int
    stages: tuple[Stage, ...]
    near: tuple[Near, ...]


@dataclass(frozen=True, slots=True)
class Combination:
    """Facts that meet the patterns so far, and what the variables are."""

    facts: tuple[Fact, ...]
    bound: Mapping[str, Value]


START = (Combination((), {}),)


def trace(
    patterns: Iterable[Pattern], facts: Sequence[Fact], start: Sequence[Combination] = START
) -> tuple[tuple[Step, ...], tuple[Combination, ...]]:
    """The steps, and every combination of facts that meets all patterns (at most some twenty thousand)."""
    steps, found = [], tuple(start)
    for pattern in patterns:
        steps.append(_step(pattern, facts, found))
        found = _extended(pattern, facts, found)
    return tuple(steps), found


def _extended(pattern: Pattern, facts: Sequence[Fact], found: Sequence[Combination]) -> tuple[Combination, ...]:
    alike = [fact for fact in facts if fact.kind == pattern.kind and _constants_hold(pattern, fact)]
    longer: list[Combination] = []
    for combination in found:
        for fact in alike:
            if len(longer) == _MOST_COMBINATIONS:
                return tuple(longer)
            binding = (
                None if any(fact is taken for taken in combination.facts) else bind(pattern, fact, combination.bound)
            )
            if binding is not None:
                longer.append(Combination((*combination.facts, fact), binding))
    return tuple(longer)


def _constants_hold(pattern: Pattern, fact: Fact) -> bool:
    return all(holds(condition, fact.fields[condition.field]) for condition in pattern.constants())


def _step(pattern: Pattern, facts: Sequence[Fact], found: Sequence[Combination]) -> Step:
    looked = [fact for fact in facts if fact.kind == pattern.kind]
    left, stages = looked, []
    for condition in _in_turn(pattern, found):
        values = Counter(fact.fields[condition.field] for fact in left)
        left = [fact for fact in left if _met(condition, fact, found)]
        common = sorted(values.items(), key=lambda item: (-item[1], str(item[0])))[:_MOST_VALUES]
        stages.append(Stage(condition, tuple(common), len(left)))
    return Step(pattern, len(looked), tuple(stages), _near(pattern, looked, found))


def _in_turn(pattern: Pattern, found: Sequence[Combination]) -> list[Condition]:
    """The conditions that can fail: what names the fact, then what is measured, then what other facts say."""
    bound = set(found[0].bound) if found else set()
    compared = [c for c in pattern.variables() if isinstance(c.value, Variable) and c.value.name in bound]
    return [*sorted(pattern.constants(), key=lambda c: c.operator != "eq"), *compared]


def _met(condition: Condition, fact: Fact, found: Sequence[Combination]) -> bool:
    value = fact.fields[condition.field]
    if not isinstance(condition.value, Variable):
        return holds(condition, value)
    name = condition.value.name
    return any(compare(condition.operator, value, combination.bound[name]) for combination in found)


def _near(pattern: Pattern, looked: Sequence[Fact], found: Sequence[Combination]) -> tuple[Near, ...]:
    conditions = _in_turn(pattern, found)
    missed = []
    for fact in looked:
        failed = tuple(condition for condition in conditions if not _met(condition, fact, found))
        if failed:
            missed.append(Near(fact, failed))
    missed.sort(key=lambda near: (len(near.failed), _distance(near), near.fact.id))
    fewest = len(missed[0].failed) if missed else 0
    return tuple(near for near in missed[:_MOST_NEAR] if len(near.failed) == fewest)


def _distance(near: Near) -> int:
    """How far numbers are off; texts are not compared."""
    total = 0
    for condition in near.failed:
        value = near.fact.fields[condition.field]
        if isinstance(value, int) and isinstance(condition.value, int):
            total += abs(value - condition.value)
    return total
