"""The scorecard as JSON (``compliance-scorecard/1``): one object for one report, an array for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from engine.json_text import dumps
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


def plain(value: Any) -> Any:
    """Dataclasses as plain values; what says nothing is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        if "because_of" in found and "name" in found and found["because_of"] is None:
            del found["because_of"]  # of a rule: only where it forfeited marks
        return {key: item for key, item in found.items() if item is not None or key not in _OPTIONAL}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value
