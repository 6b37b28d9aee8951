"""Which values a field can have under some conditions: whether any is left, whether all are allowed elsewhere too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.authoring.constants import CONSTANTS
from engine.facts import VOCABULARY, Value
from engine.patterns import Condition, holds

_COUNTS = ("how many", "how often", "length", "figure")
_FEW = 1_000


@dataclass(frozen=True, slots=True)
class Allowed:
    """Values of one field: ``only`` these if given, else all from ``low`` to ``high`` (both included) but ``but``;
    texts also match every one of ``expressions``.
    """

    only: frozenset[Value] | None = None
    but: frozenset[Value] = frozenset()
    low: int | None = None
    high: int | None = None
    expressions: frozenset[str] = frozenset()

    def __contains__(self, value: Value) -> bool:
        if value in self.but or (self.only is not None and value not in self.only):
            return False
        if isinstance(value, int):
            return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)
        return all(holds(Condition("", "matches", e), value) for e in self.expressions)

    @property
    def empty(self) -> bool:
        """Whether no value is left."""
        listed = self._listed()
        return listed is not None and not any(value in self for value in listed)

    def within(self, other: Allowed) -> bool:
        """Whether every value allowed here is surely allowed there."""
        listed = self._listed()
        if listed is not None:
            return all(value in other for value in listed if value in self)
        if other.only is not None or not other.expressions <= self.expressions:
            return False
        low = other.low is None or (self.low is not None and self.low >= other.low)
        high = other.high is None or (self.high is not None and self.high <= other.high)
        return low and high and all(value not in self for value in other.but)

    def _listed(self) -> Iterable[Value] | None:
        if self.only is not None:
            return self.only
        if self.low is not None and self.high is not None and self.high - self.low < _FEW:
            return range(self.low, self.high + 1)
        return None


def possible(kind: str, field: str) -> Allowed:
    """The values that the field can have at all, so far as the vocabulary tells."""
    constants = CONSTANTS.get(kind, {}).get(field)
    if constants is not None:
        return Allowed(only=frozenset(constants))
    type_, meaning = VOCABULARY[kind][field]
    if type_ == "int" and meaning.startswith("1 if"):
        return Allowed(only=frozenset({0, 1}))
    if type_ == "int" and meaning.startswith(_COUNTS):
        return Allowed(low=0)
    return Allowed()


def under(conditions: Iterable[Condition], kind: str, field: str) -> Allowed:
    """The values of a field that all constant conditions on it allow."""
    found = possible(kind, field)
    for condition in conditions:
        if condition.field == field:
            found = _narrowed(found, condition)
    return found


def _narrowed(found: Allowed, condition: Condition) -> Allowed:
    wanted = condition.value
    match condition.operator:
        case "eq" if isinstance(wanted, (int, str)):
            return _only(found, {wanted})
        case "in" if isinstance(wanted, tuple):
            return _only(found, wanted)
        case "ne" if isinstance(wanted, (int, str)):
            return replace(found, but=found.but | {wanted})
        case "exists":
            return replace(found, but=found.but | {""}) if wanted else _only(found, {""})
        case "matches":
            return replace(found, expressions=found.expressions | {str(wanted)})
    return _ordered(found, condition.operator, int(wanted)) if isinstance(wanted, int) else found


def _only(found: Allowed, values: Iterable[Value]) -> Allowed:
    return replace(found, only=frozenset(value for value in values if found.only is None or value in found.only))


def _ordered(found: Allowed, operator: str, wanted: int) -> Allowed:
    if operator in ("gt", "gte"):
        least = wanted + (operator == "gt")
        return replace(found, low=least if found.low is None else max(found.low, least))
    most = wanted - (operator == "lt")
    return replace(found, high=most if found.high is None else min(found.high, most))
