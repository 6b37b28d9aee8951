"""The scorecard as JSON (``compliance-scorecard/1``): one object for one report, an array for several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from engine.json_text import compact_json, dumps
from engine.reporters import Layout
from engine.scorecard import SCHEMA_ID, Scorecard
from engine.scored import Scored
from engine.values import dataclass

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


@dataclass(frozen=True, slots=True)
class _Shape:
    """The fields of a dataclass, all at once, and which are left out where they say nothing."""

    names: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    optional: tuple[str, ...]


_SHAPES: dict[type, _Shape] = {}


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
    shape = _shape(type(item))
    found = dict(zip(shape.names, shape.values(item), strict=True))
    for name in shape.optional:
        if found[name] is None:
            del found[name]
    return found


def plain(value: Any) -> Any:
    """Dataclasses as plain values; what says nothing is left out."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind in _SHAPES or is_dataclass(kind):
        return {name: item if type(item) in _PLAIN else plain(item) for name, item in _fields(value).items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def _shape(kind: type) -> _Shape:
    if kind not in _SHAPES:
        names = tuple(field.name for field in fields(kind))
        of_rule = "name" in names  # of a rule, because_of only where it forfeited marks
        optional = tuple(name for name in names if name in _OPTIONAL or (of_rule and name == "because_of"))
        _SHAPES[kind] = _Shape(names, _values(names), optional)
    return _SHAPES[kind]


def _values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that takes the fields of a dataclass."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda item: tuple(getattr(item, name) for name in names)
