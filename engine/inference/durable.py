"""Inference by durable-rules: the only module that imports it, and that knows how to live with it.

durable-rules 2.0.28 matches joins fast and right, if it is kept to a narrow path. What is done here:

- Its native code is used directly. Its Python layer starts timer threads that corrupt native state,
  takes twice as long as the matching itself (promises, closures, a look at the clock for every
  action), and hides what goes wrong in the state's ``exception``. Rules have no actions here.
- One ruleset per engine, one session (sid) open at a time, a fresh sid for each.
- Rulesets are dicts made here from validated patterns: a malformed one can crash the process.
- Every value asserted is an int: texts become symbols (0 is the empty text), so that quoting,
  encodings and silent type mismatches cannot matter. ``matches`` and ``in`` are decided in Python
  and asserted as flags (an ``$or`` beside a join makes it forget the join). All fields that any
  pattern of the kind names are present in every fact.
- Facts are asserted one by one, each with its own id; an anchor that always matches comes first,
  because deleting a session on which no rule has fired aborts the process.
- A fact without a match is "not handled", which is normal. A fact taken for a duplicate would be
  lost, so "observed" is a failure. So is whatever the native code raises.
- Joins other than by equality are matched in plain Python: with ten such clauses in one process
  the native code ends it (a segmentation fault), whichever hosts they belong to.
- Limits of the native code are checked when the ruleset is made.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import durable_rules_engine as native

from engine.facts import VOCABULARY, Fact, Value
from engine.inference.limits import FLAGGED, beyond_limits
from engine.inference.program import Clause, FactIds, Inference, InferenceFailed, Program, Session
from engine.inference.reference import PlainSession
from engine.patterns import Condition, Pattern, Variable, holds

_RULESET = "rulebook"
_ANCHOR = "anchor"
_NOT_HANDLED, _OBSERVED = 1, 2  # what asserting a fact tells, beside 0
_decoded = json.JSONDecoder().raw_decode
_ORDER = {"ne": "$neq", "lt": "$lt", "lte": "$lte", "gt": "$gt", "gte": "$gte"}


class TooLarge(ValueError):
    """The rulebook exceeds what durable-rules can hold; the reference matcher has no such limit."""


class DurableInference(Inference):
    """A ruleset of durable-rules with the clauses of one program."""

    name = "durable-rules"

    def __init__(self, program: Program) -> None:
        self._encoder = _Encoder(program)
        self._sids = itertools.count(1)
        _check_limits(program)
        rules: dict[str, Any] = {_ANCHOR: {"all": [{"m_0": {"kind": 0}}]}}
        self._plain = frozenset(clause.index for clause in program.clauses if _compares(clause))
        for clause in program.clauses:
            if clause.index not in self._plain:
                rules[str(clause.index)] = {"all": self._encoder.clause(clause)}
        try:
            self._ruleset: int = native.create_ruleset(_RULESET, json.dumps(rules))
        except Exception as error:  # durable-rules raises bare Exceptions with a code
            raise TooLarge(f"durable-rules cannot hold the rulebook: {error}") from None

    def start(self) -> Session:
        """A session under a fresh sid."""
        return _DurableSession(self._ruleset, self._encoder, str(next(self._sids)), self._plain)


def _compares(clause: Clause) -> bool:
    """Whether facts are joined by anything but equality."""
    return any(condition.operator != "eq" for pattern in clause.patterns for condition in pattern.variables())


class _DurableSession(Session):
    def __init__(self, ruleset: int, encoder: _Encoder, sid: str, plain: frozenset[int]) -> None:
        self._ruleset, self._encoder, self._sid = ruleset, encoder, sid
        self._plain = PlainSession(plain)
        self._symbols: dict[str, int] = {}
        self._ids: list[str] = []
        self._found: dict[int, set[FactIds]] = {}
        self._assert({"kind": 0, "id": _ANCHOR})

    def add(self, facts: Sequence[Fact]) -> None:
        self._plain.add(facts)
        for fact in facts:
            message = self._encoder.fact(fact, self._symbols)
            message["id"] = str(len(self._ids))
            self._ids.append(fact.id)
            self._assert(message)

    def met(self) -> Collection[int]:
        return self._found.keys() | self._plain.met()

    def matches(self, clause: Clause) -> set[FactIds]:
        if clause.index in self._plain.met():
            return self._plain.matches(clause)
        return self._found.get(clause.index, set())

    def close(self) -> None:
        native.delete_state(self._ruleset, self._sid)

    def _assert(self, message: dict[str, Any]) -> None:
        message["sid"] = self._sid
        try:
            told, state = native.assert_fact(self._ruleset, _json(message))
            if told == 0:
                self._collect(state)
        except Exception as error:  # durable-rules raises bare Exceptions with a code
            raise InferenceFailed(f"durable-rules failed: {error}") from None
        if told == _OBSERVED:
            raise InferenceFailed("durable-rules took a fact for a duplicate")
        if told not in (0, _NOT_HANDLED):
            raise InferenceFailed(f"durable-rules told {told} of a fact")

    def _collect(self, state: int) -> None:
        """Takes what fired: each match, one after the other, is to be marked as done."""
        started = native.start_action_for_state(self._ruleset, state)
        if not started:
            return
        content, fired = started
        while fired:
            ((rule, match),) = _decoded(fired)[0].items()
            if rule != _ANCHOR:
                ids = tuple(self._ids[int(match[f"m_{at}"]["id"])] for at in range(len(match)))
                self._found.setdefault(int(rule), set()).add(ids)
            native.update_state(self._ruleset, content)
            fired = native.complete_and_start_action(self._ruleset, state)


def _json(message: Mapping[str, int | str]) -> str:
    """A flat message of numbers, and of texts of digits or letters, in a third of the time that the library takes."""
    return (
        "{" + ",".join([f'"{k}":"{v}"' if isinstance(v, str) else f'"{k}":{v:d}' for k, v in message.items()]) + "}"
    )


class _Encoder:
    """Turns patterns and facts into what durable-rules compares safely: flat dicts of int."""

    def __init__(self, program: Program) -> None:
        self._kinds = {kind: number for number, kind in enumerate(VOCABULARY, 1)}
        self._symbols: dict[str, int] = {"": 0}
        self._fields: dict[str, list[str]] = {}
        self._flags: dict[str, dict[Condition, str]] = {}
        for pattern in (pattern for clause in program.clauses for pattern in clause.patterns):
            self._learn(pattern)

    def _learn(self, pattern: Pattern) -> None:
        fields = self._fields.setdefault(pattern.kind, [])
        flags = self._flags.setdefault(pattern.kind, {})
        for condition in pattern.conditions:
            if condition.operator in FLAGGED:
                flags.setdefault(condition, f"flag_{len(flags)}")
                continue
            if condition.field not in fields:
                fields.append(condition.field)
            if isinstance(condition.value, str):
                self._symbols.setdefault(condition.value, len(self._symbols))

    def clause(self, clause: Clause) -> list[dict[str, Any]]:
        """The clause as durable-rules' ``all``."""
        bound: dict[str, tuple[str, str]] = {}
        return [{f"m_{i}": self._pattern(f"m_{i}", pattern, bound)} for i, pattern in enumerate(clause.patterns)]

    def _pattern(self, name: str, pattern: Pattern, bound: dict[str, tuple[str, str]]) -> dict[str, Any]:
        terms: list[dict[str, Any]] = [{"kind": self._kinds[pattern.kind]}]
        # Equalities first: they are what durable-rules tells clauses apart by.
        for condition in sorted(pattern.constants(), key=lambda c: c.operator != "eq"):
            terms.append(self._constant(pattern.kind, condition))
        fresh: dict[str, tuple[str, str]] = {}
        for condition in pattern.variables():
            assert isinstance(condition.value, Variable)
            variable = condition.value.name
            if variable in bound:
                other, field = bound[variable]
                terms.append(_compare(condition, {other: field}))
            else:  # the loader refuses a variable that stands twice in one pattern
                fresh[variable] = (name, condition.field)
        bound.update(fresh)
        return {"$and": terms} if len(terms) > 1 else terms[0]

    def _constant(self, kind: str, condition: Condition) -> dict[str, Any]:
        if condition.operator in FLAGGED:
            return {self._flags[kind][condition]: 1}
        if condition.operator == "exists":
            return {"$neq": {condition.field: 0}} if condition.value else {condition.field: 0}
        assert not isinstance(condition.value, (Variable, tuple))
        return _compare(condition, self._constant_value(condition.value))

    def _constant_value(self, value: Value) -> int:
        return self._symbols[value] if isinstance(value, str) else value

    def fact(self, fact: Fact, fresh: dict[str, int]) -> dict[str, Any]:
        """The fact as a message; ``fresh`` numbers the session's texts that no rule names."""
        message: dict[str, Any] = {"kind": self._kinds[fact.kind]}
        for field in self._fields.get(fact.kind, ()):
            value = fact.fields[field]
            if isinstance(value, str):
                known = self._symbols.get(value)
                value = fresh.setdefault(value, -1 - len(fresh)) if known is None else known
            message[field] = value
        for condition, flag in self._flags.get(fact.kind, {}).items():
            message[flag] = int(holds(condition, fact.fields[condition.field]))
        return message


def _compare(condition: Condition, value: Any) -> dict[str, Any]:
    term = {condition.field: value}
    return term if condition.operator == "eq" else {_ORDER[condition.operator]: term}


def _check_limits(program: Program) -> None:
    for limit in beyond_limits(program):
        about = f" on {limit.kind}" if limit.kind else ""
        raise TooLarge(f"{limit.count} {limit.what}{about}; durable-rules holds {limit.most}")
