"""Patterns: the small language in which a rule says what it matches.

A pattern names a kind of fact and conditions on its fields::

    cell: {table: requests, state: text}        equal to a constant
    cell: {row: $row}                           a variable: binds where first met, else must agree
    deadline: {days_late: {gt: 0, lte: 30}}     operators: ne lt lte gt gte in matches exists
    section: {number: {ne: $expected}}          operators also compare with a variable

Order is defined for whole numbers only; texts compare by equality, ``in`` and ``matches`` (a
regular expression found anywhere in the text). ``exists`` asks for a text that is not empty. The
patterns of a rule are met by different facts, never twice by the same one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.expressions import compiled
from engine.facts import VOCABULARY, Value
from engine.values import dataclass

_VARIABLE = re.compile(r"\$[a-z][a-z0-9_]*")
ORDERED = ("lt", "lte", "gt", "gte")
OPERATORS = ("eq", "ne", *ORDERED, "in", "matches", "exists")


class PatternError(ValueError):
    """A pattern that says nothing meaningful; ``path`` leads to the offending key."""

    def __init__(self, message: str, *path: str | int) -> None:
        super().__init__(message)
        self.path = path


@dataclass(frozen=True, slots=True)
class Variable:
    """``$name``: the same value wherever the rule says it."""

    name: str


@dataclass(frozen=True, slots=True)
class Condition:
    """``field operator value``; the value of ``in`` is a tuple, of ``exists`` a flag."""

    field: str
    operator: str
    value: Value | Variable | tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of fact and what must hold of its fields."""

    kind: str
    conditions: tuple[Condition, ...]

    def constants(self) -> tuple[Condition, ...]:
        """The conditions that can be tested on the fact alone."""
        return tuple(c for c in self.conditions if not isinstance(c.value, Variable))

    def variables(self) -> tuple[Condition, ...]:
        """The conditions that relate the fact to others of the rule."""
        return tuple(c for c in self.conditions if isinstance(c.value, Variable))


def parse(raw: object) -> tuple[Pattern, ...]:
    """One pattern or a list of them, as a rule file says it.

    Raises:
        PatternError: an unknown kind, field or operator, a value of the wrong type, or a
            variable that is compared before anything binds it.
    """
    items = raw if isinstance(raw, list) else [raw]
    if not items:
        raise PatternError("at least one pattern is needed")
    prefix = (lambda i: (i,)) if isinstance(raw, list) else (lambda i: ())
    return tuple(_pattern(item, prefix(i)) for i, item in enumerate(items))


def check_bindings(patterns: Iterable[Pattern], bound: Mapping[str, str] | None = None) -> dict[str, str]:
    """The type of each variable after ``patterns``; refuses one compared before it is bound."""
    types = dict(bound or {})
    for pattern in patterns:
        fields = VOCABULARY[pattern.kind]
        fresh = {}
        for condition in pattern.variables():
            assert isinstance(condition.value, Variable)
            name, kind = condition.value.name, fields[condition.field][0]
            if name in types:
                if types[name] != kind:
                    raise PatternError(
                        f"${name} is {types[name]} elsewhere, {pattern.kind}.{condition.field} is {kind}"
                    )
            elif condition.operator == "eq" and name not in fresh:
                fresh[name] = kind
            else:
                raise PatternError(f"${name} is compared before an earlier pattern binds it")
        types.update(fresh)
    return types


def holds(condition: Condition, value: Value) -> bool:
    """Whether a constant condition holds of a value. Exact: texts never compare with numbers."""
    wanted = condition.value
    match condition.operator:
        case "eq":
            return value == wanted
        case "ne":
            return value != wanted
        case "in":
            return isinstance(wanted, tuple) and value in wanted
        case "matches":
            return compiled(str(wanted)).search(str(value)) is not None
        case "exists":
            return (value != "") == bool(wanted)
    return compare(condition.operator, value, wanted)


def compare(operator: str, left: object, right: object) -> bool:
    """``left operator right`` for eq, ne and the orders."""
    if operator == "eq":
        return left == right
    if operator == "ne":
        return left != right
    assert isinstance(left, int)
    assert isinstance(right, int)
    return {"lt": left < right, "lte": left <= right, "gt": left > right, "gte": left >= right}[operator]


def _pattern(raw: object, path: tuple[str | int, ...]) -> Pattern:
    if not isinstance(raw, dict) or len(raw) != 1:
        raise PatternError("a pattern is one kind of fact with its conditions", *path)
    ((kind, body),) = raw.items()
    if kind not in VOCABULARY:
        raise PatternError(f"unknown kind of fact {kind!r}; known: {', '.join(VOCABULARY)}", *path, kind)
    if not isinstance(body, dict):
        raise PatternError("conditions are written {field: value}", *path, kind)
    conditions: list[Condition] = []
    for field, wanted in body.items():
        if field not in VOCABULARY[kind]:
            known = ", ".join(VOCABULARY[kind])
            raise PatternError(f"{kind} has no field {field!r}; it has: {known}", *path, kind, field)
        conditions.extend(_conditions(kind, field, wanted, (*path, kind, field)))
    return Pattern(kind, tuple(conditions))


def _conditions(kind: str, field: str, wanted: Any, path: tuple[str | int, ...]) -> list[Condition]:
    if not isinstance(wanted, dict):
        return [_condition(kind, field, "eq", wanted, path)]
    if not wanted:
        raise PatternError("no operator", *path)
    return [_condition(kind, field, operator, value, (*path, operator)) for operator, value in wanted.items()]


def _condition(kind: str, field: str, operator: str, value: Any, path: tuple[str | int, ...]) -> Condition:
    expected = VOCABULARY[kind][field][0]
    if operator not in OPERATORS:
        raise PatternError(f"unknown operator {operator!r}; known: {', '.join(OPERATORS[1:])}", *path)
    if operator in ORDERED and expected != "int":
        raise PatternError(f"{operator} compares whole numbers; {kind}.{field} is a text", *path)
    if operator == "exists":
        if not isinstance(value, bool) or expected != "str":
            raise PatternError("exists takes true or false, of a text", *path)
        return Condition(field, operator, int(value))
    if operator == "matches":
        return Condition(field, operator, _expression(value, expected, path))
    if operator == "in":
        if not isinstance(value, list) or not value:
            raise PatternError("in takes a list", *path)
        return Condition(field, operator, tuple(_constant(v, expected, path) for v in value))
    if isinstance(value, str) and _VARIABLE.fullmatch(value):
        return Condition(field, operator, Variable(value[1:]))
    return Condition(field, operator, _constant(value, expected, path))


def _expression(value: Any, expected: str, path: tuple[str | int, ...]) -> str:
    if expected != "str" or not isinstance(value, str):
        raise PatternError("matches takes a regular expression, of a text", *path)
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(f"not a regular expression: {error}", *path) from None
    return value


def _constant(value: Any, expected: str, path: tuple[str | int, ...]) -> Value:
    if type(value) is bool:
        value = int(value)
    if expected == "int" and type(value) is int and abs(value) < 2**62:
        return value
    if isinstance(value, str) and value.startswith("$"):
        raise PatternError(f"{value!r} cannot stand here as a variable: $name, and not in a list", *path)
    if expected == "str" and isinstance(value, str):
        return value
    raise PatternError(f"{value!r} is not {'a whole number' if expected == 'int' else 'a text'}", *path)
