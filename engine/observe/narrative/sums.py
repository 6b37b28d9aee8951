"""Measures whether the ways of settling requests that prose tells add up to what it tells of all of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.facts import Fact, Value
from engine.observe.narrative.compare import Comparer
from engine.observe.narrative.statements import Statement, Told
from engine.observe.narrative.words import quoted
from engine.report import Report
from engine.restatements import NarrativeWords
from engine.rulebook import Text


def sum_fact(
    told: Told, words: NarrativeWords, comparer: Comparer, report: Report, heading: Callable[[str], Text]
) -> list[Fact]:
    """One fact if at least two outcomes and a whole are told, each of them once and exactly."""
    parts = _exact([item for item in told.statements if item.restatement.outcome])
    named = {item.restatement.name: item for item in _exact(told.statements)}
    wholes = [value for names in words.wholes if (value := _whole(names, named)) is not None]
    covered = [way for item in parts for way in item.restatement.outcome]
    if len(parts) < 2 or not wholes or len(set(covered)) < len(covered):
        return []
    total = sum((_value(item) for item in parts), Decimal(0))
    nearest = min(wholes, key=lambda whole: (abs(whole - total), whole))
    if total in wholes:
        state = "agrees"
    elif total > max(wholes):
        state = "more"
    else:
        state = "less" if _complete(set(covered), words, comparer, report) else "part"
    fields: dict[str, Value] = {
        "section": told.section,
        "at": parts[0].start,
        "state": state,
        "parts": len(parts),
        "sum": int(total),
        "told": int(nearest),
        "difference": int(total - nearest),
        "extent": parts[0].context.extent,
    }
    context = {
        "heading": heading(told.section),
        "quote": quoted(told.prose, parts[0].start, parts[0].end),
        "terms": " + ".join(f"{item.restatement.label} {_value(item):f}" for item in parts),
        "gap": abs(int(total - nearest)),
    }
    return [Fact("told_sum", f"told_sum/{told.section}", fields, context)]


def _exact(items: list[Statement]) -> list[Statement]:
    """Those that are told once, exactly."""
    names = [item.restatement.name for item in items]
    return [
        item
        for item in items
        if item.figure and item.figure.quantity.exact and not item.figure.quantity.others
        and names.count(item.restatement.name) == 1
    ]  # fmt: skip


def _value(item: Statement) -> Decimal:
    assert item.figure is not None
    return item.figure.quantity.value


def _whole(names: tuple[str, ...], named: dict[str, Statement]) -> Decimal | None:
    total = Decimal(0)
    for name in names:
        item = named.get(name.removeprefix("-"))
        if item is None:
            return None
        total += -_value(item) if name.startswith("-") else _value(item)
    return total


def _complete(covered: set[str], words: NarrativeWords, comparer: Comparer, report: Report) -> bool:
    """Whether every way of settling is told that the table has a figure for."""
    for item in words.restatements:
        if len(item.outcome) == 1 and item.outcome[0] not in covered:
            tallies = comparer.tallies(item, report)
            if not tallies or tallies[0].value:
                return False
    return True
