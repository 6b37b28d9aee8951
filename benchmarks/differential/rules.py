"""Random rules, as rule files say them: every construct of the language, apt to be met by some facts.

Most of what a pattern asks is taken from a fact that is there, so that patterns are met and joins
meet; the rest is not, so that they are not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.differential.judge import HOLDS
from benchmarks.differential.values import Pool
from engine.facts import VOCABULARY, Fact, Value

Raw = dict[str, Any]

_CATEGORIES = ("identities", "content")
_FINDING_FIELDS = ("category", "severity", "status", "section", "table", "row")
_LEAD = 0.75  # how often a fact that is there says what a pattern asks


@dataclass(frozen=True)
class _Bound:
    """A variable: its type, and its value if the facts that led were the ones that match."""

    type: str
    value: Value | None


_Variables = dict[str, _Bound]


def _holds(said: Raw, value: Value, bound: _Variables) -> bool:
    ((operator, wanted),) = said.items()
    if operator not in ("in", "matches", "exists") and isinstance(wanted, str) and wanted[:1] == "$":
        wanted = bound[wanted[1:]].value
    return wanted is not None and HOLDS[operator](value, wanted)


class RuleMaker:
    """Makes the rules of a pair; later ones may look at the findings of earlier ones."""

    def __init__(self, random: Random, kinds: Sequence[str], values: Pool, facts: Sequence[Fact]) -> None:
        self._random, self._kinds, self._values = random, kinds, values
        self._facts = {kind: [fact for fact in facts if fact.kind == kind] for kind in kinds}
        self._names: list[str] = []

    def rule(self, patterns: tuple[int, int]) -> Raw:
        """One more rule, with as many patterns in ``when`` as the range says."""
        random = self._random
        bound: _Variables = {}
        when = [self._pattern(bound) for _ in range(random.randint(*patterns))]
        name = f"rule-{len(self._names)}"
        made: Raw = {
            "name": name,
            "category": random.choice(_CATEGORIES),
            "severity": random.choice(("error", "warning", "info")),
            "certainty": random.choice(("gap", "review")),
            "when": when[0] if len(when) == 1 and random.random() < 0.5 else when,
        }
        unless = [self._pattern(dict(bound)) for _ in range(random.choice((0, 0, 1, 1, 2)))]
        if unless:
            made["unless"] = unless
        if random.random() < 0.5:
            every = [*self._names, name, f"rule-{len(self._names) + 1}"]
            made["because_of"] = [
                self._finding(dict(bound), every, named=random.random() < 0.8) for _ in range(random.randint(1, 2))
            ]
        if random.random() < 0.5:
            made["missing"] = [self._missing() for _ in range(random.randint(1, 2))]
        self._names.append(name)
        return made

    def _missing(self) -> Raw:
        bound: _Variables = {}
        means = self._random.choice(("not_applicable", "not_assessable", "forfeit"))
        when = [self._pattern(bound) for _ in range(self._random.randint(1, 2))]
        if means == "forfeit":
            when.append(self._finding(bound, [*self._names, "rule-9"]))
        return {"when": when, "means": means}

    def _pattern(self, bound: _Variables) -> Raw:
        random = self._random
        if self._names and random.random() < 0.15:
            return self._finding(bound, self._names)
        kind = random.choice(self._kinds)
        fields = sorted(VOCABULARY[kind])
        chosen = random.sample(fields, min(len(fields), random.choice((0, 1, 1, 2, 2, 3, 4))))
        there = self._facts[kind]
        lead = random.choice(there).fields if there and random.random() < 0.8 else {}
        return {kind: self._conditions(kind, chosen, bound, lead)}

    def _finding(self, bound: _Variables, names: Sequence[str], named: bool = True) -> Raw:
        """A pattern of findings; in ``when`` and ``unless`` it has to name rules."""
        random = self._random
        chosen = random.sample(names, random.randint(1, min(2, len(names))))
        conditions: Raw = {}
        if named:
            conditions["rule"] = chosen[0] if len(chosen) == 1 else {"in": chosen}
        fields = random.sample(_FINDING_FIELDS, random.choice((0, 0, 1, 2)))
        return {"finding": conditions | self._conditions("finding", fields, bound, {})}

    def _conditions(self, kind: str, fields: Sequence[str], bound: _Variables, lead: Mapping[str, Value]) -> Raw:
        fresh: _Variables = {}
        made = {field: self._said(VOCABULARY[kind][field][0], bound, fresh, lead.get(field)) for field in fields}
        bound |= fresh
        return made

    def _said(self, type_: str, bound: _Variables, fresh: _Variables, lead: Value | None) -> Any:
        """What a rule says of one field: a value, a variable, or some operators."""
        random = self._random
        known = self._known(type_, bound, lead)
        turn = random.random()
        if turn < 0.25:
            return self._constant(type_, lead)
        if turn < 0.5:
            if known and random.random() < 0.6:
                return f"${random.choice(known)}"
            return f"${self._fresh(type_, bound, fresh, lead)}"
        said: Raw = {}
        if turn < 0.6:  # binds, and is held to more
            said["eq"] = f"${self._fresh(type_, bound, fresh, lead)}"
        for _ in range(random.choice((1, 1, 1, 2))):
            tried = [self._operator(type_, known, lead) for _ in range(3)]
            led = [one for one in tried if lead is not None and _holds(one, lead, bound)]
            said.update(led[0] if led and random.random() < _LEAD else tried[0])
        return said

    def _known(self, type_: str, bound: _Variables, lead: Value | None) -> list[str]:
        """The variables that a field can be compared with; mostly those that the fact which leads agrees with."""
        known = [name for name, held in bound.items() if held.type == type_]
        agreeing = [name for name in known if bound[name].value == lead]
        return agreeing if agreeing and self._random.random() < _LEAD else known

    def _fresh(self, type_: str, bound: _Variables, fresh: _Variables, lead: Value | None) -> str:
        name = f"v{len(bound) + len(fresh)}"
        fresh[name] = _Bound(type_, lead)
        return name

    def _operator(self, type_: str, known: Sequence[str], lead: Value | None) -> Raw:
        random = self._random
        if type_ == "int":
            operator = random.choice(("ne", "lt", "lte", "gt", "gte", "in"))
        else:
            operator = random.choice(("ne", "in", "matches", "exists"))
        if operator == "in":
            return {"in": [self._constant(type_, lead) for _ in range(random.randint(1, 3))]}
        if operator == "matches":
            return {"matches": random.choice(self._values.expressions)}
        if operator == "exists":
            return {"exists": random.random() < 0.5}
        if known and random.random() < 0.6:
            return {operator: f"${random.choice(known)}"}
        return {operator: self._constant(type_, None)}

    def _constant(self, type_: str, lead: Value | None) -> Any:
        choices: Sequence[Any] = self._values.said_numbers if type_ == "int" else self._values.said_texts
        if lead is not None and lead in choices and self._random.random() < _LEAD:
            return lead
        return self._random.choice(choices)
