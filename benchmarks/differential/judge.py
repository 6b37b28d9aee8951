"""The third judge: what rules mean by docs/authoring.md ("What a rule means, exactly"), by brute force.

It reads rules as files say them and knows nothing of the engine: no parser, no program, no matcher. Every
way of putting facts to patterns is tried. It is slow, and short enough to be believed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Value = str | int
Raw = Mapping[str, Any]
Bound = dict[str, Value]

PLACE = ("section", "table", "block", "row", "column")


@dataclass(frozen=True)
class Seen:
    """A fact as the judge knows it."""

    kind: str
    id: str
    fields: Mapping[str, Value]


@dataclass(frozen=True)
class Verdict:
    """What is found: by rule its matches with what explains them, and the ``missing`` lists that are met."""

    matches: dict[str, set[tuple[tuple[str, ...], tuple[str, ...]]]]
    missing: dict[str, set[tuple[int, tuple[str, ...]]]]


def _same(value: Value, said: Any) -> bool:
    """Equal, and of one type: a text never equals a number; true and false are 1 and 0."""
    return isinstance(value, str) == isinstance(said, str) and value == said


HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": _same,
    "ne": lambda value, said: not _same(value, said),
    "lt": lambda value, said: value < said,
    "lte": lambda value, said: value <= said,
    "gt": lambda value, said: value > said,
    "gte": lambda value, said: value >= said,
    "in": lambda value, said: any(_same(value, one) for one in said),
    "matches": lambda value, said: re.search(said, value) is not None,
    "exists": lambda value, said: (len(value) > 0) is said,
}


class Judge:
    """Rules, facts, and what is to be found by them."""

    def __init__(
        self, rules: Sequence[Raw], facts: Sequence[Seen], active: frozenset[str], tentative: frozenset[str]
    ) -> None:
        self._rules = {rule["name"]: rule for rule in rules}
        self._facts, self._active, self._tentative = list(facts), active, tentative
        self._found: dict[str, list[tuple[Seen, ...]]] = {}

    def verdict(self) -> Verdict:
        """Everything that is found."""
        governing = [name for name in self._rules if name in self._active | self._tentative]
        every = self._facts + [fact for name in governing for fact in self._findings(name)]
        matches, missing = {}, {}
        for name in governing:
            rule = self._rules[name]
            found = {(ids(chosen), self._causes(rule, chosen, every)) for chosen in self._matches(name)}
            if found:
                matches[name] = found
            hits = {
                (index, ids(chosen))
                for index, item in enumerate(rule.get("missing", ()))
                for chosen, _ in ways(listed(item["when"]), every)
            }
            if hits:
                missing[name] = hits
        return Verdict(matches, missing)

    def _matches(self, name: str) -> list[tuple[Seen, ...]]:
        """What a rule finds, among the facts and the findings of the rules that it names."""
        if name not in self._found:
            rule = self._rules[name]
            unless = rule.get("unless", ())
            waits_for = named([*listed(rule["when"]), *unless]) & self._rules.keys()
            seen = self._facts + [fact for other in sorted(waits_for) for fact in self._findings(other)]
            self._found[name] = [
                chosen
                for chosen, bound in ways(listed(rule["when"]), seen)
                if not any(meets(one, fact, bound) is not None for one in unless for fact in others(seen, chosen))
            ]
        return self._found[name]

    def _findings(self, name: str) -> list[Seen]:
        """The findings of a rule as facts. Of a rule that perhaps does not govern the unit there are none."""
        if name not in self._active:
            return []
        return [self._finding(self._rules[name], chosen) for chosen in self._matches(name)]

    def _finding(self, rule: Raw, chosen: tuple[Seen, ...]) -> Seen:
        place = {field: chosen[0].fields.get(field, "") for field in PLACE}
        said = {"rule": rule["name"], "category": rule["category"], "severity": rule["severity"]}
        return Seen("finding", finding_id(rule["name"], chosen), {**said, "status": rule["certainty"], **place})

    def _causes(self, rule: Raw, chosen: tuple[Seen, ...], every: Sequence[Seen]) -> tuple[str, ...]:
        bound = together(listed(rule["when"]), chosen)
        assert bound is not None
        causes = {
            fact.id
            for pattern in rule.get("because_of", ())
            for fact in others(every, chosen)
            if meets(pattern, fact, bound) is not None
        }
        return tuple(sorted(causes - {finding_id(rule["name"], chosen)}))


def ways(patterns: Sequence[Raw], facts: Sequence[Seen]) -> list[tuple[tuple[Seen, ...], Bound]]:
    """Every way to meet the patterns, each by another fact, with the values of the variables."""
    found = []
    pools = [[fact for fact in facts if fact.kind in pattern] for pattern in patterns]
    for chosen in itertools.product(*pools):
        if len(set(ids(chosen))) < len(chosen):
            continue
        bound = together(patterns, chosen)
        if bound is not None:
            found.append((chosen, bound))
    return found


def together(patterns: Sequence[Raw], chosen: Sequence[Seen]) -> Bound | None:
    """The variables' values if each pattern is met by the fact at its place; None if one is not."""
    bound: Bound = {}
    for pattern, fact in zip(patterns, chosen, strict=True):
        more = meets(pattern, fact, bound)
        if more is None:
            return None
        bound = more
    return bound


def meets(pattern: Raw, fact: Seen, bound: Bound) -> Bound | None:
    """The variables' values once the fact has met the pattern; None if it does not."""
    ((kind, conditions),) = pattern.items()
    if fact.kind != kind:
        return None
    fresh: Bound = {}
    for field, said in conditions.items():
        value = fact.fields[field]
        for operator, wanted in said.items() if isinstance(said, dict) else [("eq", said)]:
            if operator not in ("in", "matches", "exists") and isinstance(wanted, str) and wanted[:1] == "$":
                name = wanted[1:]
                if name not in bound:  # here it is named first: it takes the value
                    fresh[name] = value
                    continue
                wanted = bound[name]
            if not HOLDS[operator](value, wanted):
                return None
    return bound | fresh


def others(facts: Sequence[Seen], chosen: Sequence[Seen]) -> list[Seen]:
    """The facts that are not among those chosen."""
    taken = ids(chosen)
    return [fact for fact in facts if fact.id not in taken]


def named(patterns: Sequence[Raw]) -> set[str]:
    """The rules whose findings some patterns look at."""
    names: set[str] = set()
    for pattern in patterns:
        said = pattern.get("finding", {}).get("rule")
        for value in said.values() if isinstance(said, dict) else [said]:
            names |= set(value) if isinstance(value, list) else {value}
    return names


def listed(patterns: Any) -> list[Raw]:
    """A single pattern is a list of one."""
    return list(patterns) if isinstance(patterns, list | tuple) else [patterns]


def ids(facts: Sequence[Seen]) -> tuple[str, ...]:
    """The ids of facts."""
    return tuple(fact.id for fact in facts)


def finding_id(rule: str, chosen: Sequence[Seen]) -> str:
    """How a finding is called: only a name, by which findings of both sides can be told to be the same."""
    return f"finding/{rule}/{'+'.join(ids(chosen))}"
