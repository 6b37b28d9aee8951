"""The scorecard as JSON (``compliance-scorecard/1``): one object for one report, an array for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from engine.json_text import compact_json, dumps
from engine.reporters import Layout
from engine.scorecard import SCHEMA_ID, Scorecard
from engine.scored import Scored

# Left out where they say nothing; every other key is always there.
_OPTIONAL = {"page", "line", "quote", "reason", "lost", "section", "table", "row", "column", "sheet", "at", "box"}


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


_names: dict[type, list[tuple[str, bool]]] = {}  # of dataclasses: their fields, and whether each may be left out


def _fields(item: Any) -> dict[str, Any]:
    """A dataclass as a dict of what it holds; what says nothing is left out."""
    kind = type(item)
    if kind not in _names:
        _names[kind] = [(field.name, field.name in _OPTIONAL) for field in fields(item)]
    found = {}
    for name, optional in _names[kind]:
        value = getattr(item, name)
        if value is not None or not optional:
            found[name] = value
    if "name" in found and found.get("because_of", "") is None:
        del found["because_of"]  # of a rule: only where it forfeited marks
    return found


def plain(value: Any) -> Any:
    """Dataclasses as plain values; what says nothing is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(item) for name, item in _fields(value).items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value
