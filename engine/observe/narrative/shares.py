"""Measures shares that prose tells behind a figure: of how many, to the digits that are printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.numerals import Figure, Quantity
from engine.observe.narrative.compare import Comparer
from engine.observe.narrative.statements import Statement, Told
from engine.observe.narrative.words import quoted
from engine.report import Report
from engine.restatements import NarrativeWords
from engine.rulebook import Text

_AWAY = 16  # characters between a figure and its share
_SUMMED = 6  # figures before a share that it may be of, taken together
_HUNDRED = 100
_MOST = 60


def share_facts(
    told: Told, words: NarrativeWords, comparer: Comparer, report: Report, heading: Callable[[str], Text]
) -> list[Fact]:
    """A fact for each share that stands behind a figure of the tables."""
    shares = [figure for figure in told.figures if figure.kind == "percent"][:_MOST]
    said = [item for item in told.statements if item.figure and item.figure.kind == "count"]
    if not shares or not said:
        return []
    wholes = comparer.sums(words.shares.of, report)
    told_wholes = [item for item in said if item.restatement.name in words.shares.told]
    between = compiled(words.shares.between)
    facts = []
    for share in shares:
        behind = _behind(share, told, said, between)
        if not behind:
            continue
        table = comparer.table(behind[-1].restatement)
        bases = {tally.value for tally in wholes if tally.reading[0].at[0] == table}
        bases |= {
            item.figure.quantity.value
            for item in told_wholes
            if item.figure and comparer.table(item.restatement) == table
        }
        own = {item.figure.quantity.value for item in behind if item.figure}
        parts = set(_sums([item.figure.quantity.value for item in behind if item.figure]))
        agrees = any(
            _agrees(share.quantity, part, base) for part in parts for base in bases | own if base > 0
        )  # fmt: skip
        last = behind[-1]
        assert last.figure is not None
        fields: dict[str, Value] = {
            "section": told.section,
            "at": share.start,
            "agrees": int(agrees),
            "extent": last.context.extent,
        }
        context = {
            "heading": heading(told.section),
            "quote": quoted(told.prose, share.start, share.end),
            "figure": told.prose.shown[share.start : share.end],
            "part": told.prose.shown[last.figure.start : last.figure.end],
            "shares": _listed(last.figure.quantity.value, bases, share.quantity.step),
        }
        facts.append(Fact("share", f"share/{told.section}/{share.start}", fields, context))
    return facts


def _behind(share: Figure, told: Told, said: list[Statement], between: re.Pattern[str]) -> list[Statement]:
    """The figures that a share may be of: those just before it; none if other words stand between."""
    earlier = [item for item in said if item.end <= share.start]
    nearest = max((figure.end for figure in told.figures if figure.end <= share.start), default=0)
    if not earlier or earlier[-1].end != nearest or share.start - nearest > _AWAY:
        return []
    words = told.prose.plain[nearest : share.start]
    return earlier[-_SUMMED:] if between.fullmatch(words) else []


def _sums(values: list[Decimal]) -> Iterator[Decimal]:
    total = Decimal(0)
    for value in reversed(values):
        total += value
        yield total


def _agrees(share: Quantity, part: Decimal, whole: Decimal) -> bool:
    """Rounded, or cut off, to the digits that are printed."""
    ratio = Fraction(part) * _HUNDRED / Fraction(whole)
    value, step = Fraction(share.value), Fraction(share.step)
    if abs(ratio - value) <= step / 2 or value <= ratio < value + step:
        return True
    low, high = share.meant.low, share.meant.high
    return Fraction(low) <= ratio and (high is None or ratio <= Fraction(high))


def _listed(part: Decimal, bases: set[Decimal], step: Decimal) -> str:
    """The share that the figure has of each whole, to one digit more than is printed."""
    digits = max(0, -int(step.adjusted())) + 1
    last = Decimal(1).scaleb(-digits)
    return "; ".join(
        f"{part:f}/{base:f} = {(part * _HUNDRED / base).quantize(last):f}%"
        for base in sorted(bases)
        if base >= part and base > 0
    )
