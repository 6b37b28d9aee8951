"""The scorecard as JSON (``compliance-scorecard/1``): one object for one report, an array for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from engine.json_text import compact_json, dumps
from engine.reporters import Layout
from engine.scorecard import SCHEMA_ID, Scorecard
from engine.scored import Scored

# Left out where they say nothing; every other key is always there.
_OPTIONAL = {
    "page",
    "line",
    "quote",
    "reason",
    "lost",
    "section",
    "table",
    "row",
    "column",
    "sheet",
    "at",
    "box",
    "what_if",
}

_PLAIN = {str, int, bool, Decimal, type(None)}
_NAMES: dict[type, list[tuple[str, bool]]] = {}


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """The text for all reports, ending in a line feed."""
    return dump([report.card for report in reports], layout.several)


def dump(cards: Sequence[Scorecard], several: bool = False) -> str:
    """The text, ending in a line feed: an array if ``several`` reports were asked for, else the one object."""
    values = [card_value(card) for card in cards]
    return dumps(values if several else values[0]) + "\n"


def card_value(card: Scorecard) -> dict[str, Any]:
    """The scorecard as plain values; exact numbers stay ``Decimal``."""
    return {"schema": SCHEMA_ID, **plain(card)}


def compact(card: Scorecard) -> str:
    """The scorecard as JSON on one line, without spaces: to be stored, many times faster than :func:`dump`."""
    return compact_json({"schema": SCHEMA_ID, **_fields(card)}, _fields)


def _fields(item: Any) -> dict[str, Any]:
    """A dataclass as a dict of what it holds; what says nothing is left out."""
    kept = ((name, getattr(item, name), optional) for name, optional in _names(type(item)))
    return {name: value for name, value, optional in kept if value is not None or not optional}


def plain(value: Any) -> Any:
    """Dataclasses as plain values; what says nothing is left out."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind in _NAMES or is_dataclass(kind):
        found = {}
        for name, optional in _names(kind):
            item = getattr(value, name)
            if item is not None or not optional:
                found[name] = item if type(item) in _PLAIN else plain(item)
        return found
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def _names(kind: type) -> list[tuple[str, bool]]:
    """The fields of a dataclass, and whether they are left out where they say nothing."""
    if kind not in _NAMES:
        names = [field.name for field in fields(kind)]
        of_rule = "name" in names  # of a rule, because_of only where it forfeited marks
        _NAMES[kind] = [(name, name in _OPTIONAL or (of_rule and name == "because_of")) for name in names]
    return _NAMES[kind]
