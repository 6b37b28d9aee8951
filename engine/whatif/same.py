"""Which finding of a changed report is which of the report before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from engine.facts import Fact
from engine.inference.program import Match

Lasting = Hashable


def lasting(matches: Iterable[Match]) -> dict[str, Lasting]:
    """By the id of each match, what it is wherever its words may have moved to in their section.

    Words that are found twice are told apart by their order.
    """
    seen: Counter[Lasting] = Counter()
    found: dict[str, Lasting] = {}
    for match in sorted(matches, key=lambda match: [fact.fields.get("at", 0) for fact in match.facts]):
        key = (match.rule.name, tuple(_lasting(fact) for fact in match.facts))
        found[match.id] = (*key, seen[key])
        seen[key] += 1
    return found


def _lasting(fact: Fact) -> Lasting:
    at = str(fact.fields.get("at", ""))
    words = tuple(str(fact.fields.get(name, fact.context.get(name, ""))) for name in ("words", "figure"))
    return (tuple(part for part in fact.id.split("/") if part != at), words) if at else fact.id
