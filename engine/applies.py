"""Whether a rule governs a report: by year, and by kind and level of its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, Literal

from engine.expressions import compiled
from engine.report import Unit
from engine.rulebook import Applies, Rule
from engine.values import dataclass
from engine.wordings import UnitNames


@dataclass(frozen=True, slots=True)
class Governed:
    """``status`` of a rule before it is looked at; ``reason`` and ``values`` make a text of the catalogue."""

    status: Literal["active", "not_applicable", "not_assessable"]
    reason: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


_ACTIVE = Governed("active")


def governs(rule: Rule, year: int, kind: str, level: str) -> Governed:
    """Whether ``rule`` governs a report; empty ``kind`` or ``level`` are not known, and not guessed."""
    applies = rule.applies
    if rule.off is not None:
        return Governed("not_applicable", "reason.off", {"overlay": rule.off.overlay, "reason": rule.off.reason})
    if year not in applies.years:
        return Governed("not_applicable", "reason.year")
    if applies.kinds and kind and kind not in applies.kinds:
        return Governed("not_applicable", "reason.kind")
    if applies.levels and level and level not in applies.levels:
        return Governed("not_applicable", "reason.level")
    if applies.kinds and not kind:
        return Governed("not_assessable", "reason.kind_unknown")
    if applies.levels and not level:
        return Governed("not_assessable", "reason.level_unknown")
    return _ACTIVE


def told_by_name(unit: Unit, names: UnitNames) -> tuple[str, str]:
    """Kind and level of a unit as its name tells them, empty where it does not."""
    name = "".join(unit.name.split())
    return _first(names.kinds, name), _first(names.levels, name)


def _first(told: Sequence[tuple[str, str]], name: str) -> str:
    """The value of the first pattern that is found in a name."""
    for value, pattern in told:
        if compiled(pattern).search(name):
            return value
    return ""


def overlapping(one: Applies, other: Applies) -> bool:
    """Whether some report is governed by both."""
    first = max(one.years.first or 0, other.years.first or 0)
    last = min(one.years.last or 9999, other.years.last or 9999)
    kinds = not one.kinds or not other.kinds or set(one.kinds) & set(other.kinds)
    levels = not one.levels or not other.levels or set(one.levels) & set(other.levels)
    return first <= last and bool(kinds) and bool(levels)
