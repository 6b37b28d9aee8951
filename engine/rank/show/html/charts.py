"""Charts of a group, measured in whole units of the drawing: how its scores are spread, and its means by category."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.rank.show.words import NOTHING, Words, number
from engine.rank.standings import Figures, UnitStanding
from engine.rank.summary import CategoryLabel

_BINS = 20  # of the full score
_COLUMN, _TALL = 28, 120
_WIDE = 200
_FEWEST = 4  # units of which a chart says more than the table below it


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it is about, its figure, where it begins and how long it is.

    ``full``: how long it could be; ``mean``: how long it is on average, where that is shown beside it.
    """

    label: str
    value: str
    at: int
    length: int
    full: int = 0
    mean: int | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, the size of the drawing, and all of it in words."""

    name: str
    bars: tuple[Bar, ...]
    width: int
    height: int
    words: str
    of_unit: bool = False


def distribution(name: str, units: Sequence[UnitStanding], full: Decimal | None, words: Words) -> Chart | None:
    """How many units have how many marks, from the lowest that anyone has; ``None`` for a few."""
    scores = [unit.score for unit in units if unit.score is not None]
    if len(scores) < _FEWEST or not full:
        return None
    bins = [min(_BINS - 1, int(score * _BINS // full)) for score in scores]
    first = min(bins)
    counts = [bins.count(index) for index in range(first, _BINS)]
    most = max(counts)
    step = full / _BINS
    bars = tuple(
        Bar(_span(index, step), str(count), (index - first) * _COLUMN, count * _TALL // most)
        for index, count in enumerate(counts, first)
    )
    told = words("semicolon").join(words("chart.bin", span=bar.label, count=bar.value) for bar in bars if bar.length)
    return Chart(name, bars, len(bars) * _COLUMN, _TALL, told)


def _span(index: int, step: Decimal) -> str:
    low, high = index * step, (index + 1) * step
    return f"{low.normalize():f}–{high.normalize():f}"


def category_chart(name: str, figures: Figures, categories: Sequence[CategoryLabel], words: Words) -> Chart | None:
    """The mean marks of each category, of its full marks; ``None`` for a few."""
    if figures.scored < _FEWEST:
        return None
    return _category_bars(name, categories, figures.categories, None, words)


def unit_chart(
    name: str, marks: Sequence[Decimal | None], means: Sequence[Decimal | None] | None,
    categories: Sequence[CategoryLabel], words: Words,
) -> Chart:  # fmt: skip
    """A unit's marks in each category, of its full marks, beside the ``means`` of its group where they are given."""
    return replace(_category_bars(name, categories, marks, means, words), of_unit=True)


def _category_bars(
    name: str,
    categories: Sequence[CategoryLabel],
    marks: Sequence[Decimal | None],
    means: Sequence[Decimal | None] | None,
    words: Words,
) -> Chart:
    beside = means if means is not None else (None,) * len(categories)
    bars = tuple(
        Bar(
            label=category.label,
            value=f"{number(mark)} / {category.full}" if mark is not None else NOTHING,
            at=index * _COLUMN,
            length=_long(mark, category) or 0,
            full=_WIDE,
            mean=_long(mean, category),
        )
        for index, (category, mark, mean) in enumerate(zip(categories, marks, beside, strict=False))
    )
    told = words("semicolon").join(f"{bar.label} {bar.value}" for bar in bars)
    return Chart(name, bars, _WIDE + 210, len(bars) * _COLUMN, told)


def _long(marks: Decimal | None, category: CategoryLabel) -> int | None:
    """How long the bar of so many marks is; at most as long as it could be."""
    if marks is None or not category.full:
        return None
    return min(_WIDE, int(marks * _WIDE // category.full))
