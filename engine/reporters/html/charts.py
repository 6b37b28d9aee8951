"""Bars for charts, measured in whole units of the drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from wcwidth import wcwidth

from engine.reporters.parts import Part
from engine.scorecard import CategoryScore, Scorecard

WIDTH = 360  # of a drawing
_ROW = 40
_LONGEST_LABEL = 42  # columns of text over a bar, beside its value
_MOST_LOSSES = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is about, the figure as written, and how long it is of how much; ``top`` is where it begins.

    ``known``: there is a figure; else only ``full`` is drawn.
    """

    label: str
    value: str
    top: int
    length: int
    full: int
    known: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, and the height of the drawing."""

    bars: tuple[Bar, ...]
    height: int


def marks_chart(card: Scorecard, not_assessed: str) -> Chart:
    """The score of each category, of its full marks; all drawn on one scale."""
    most = max((category.full for category in card.categories), default=Decimal(1))
    return _chart(_marks_bar(category, most, not_assessed) for category in card.categories)


def _marks_bar(category: CategoryScore, most: Decimal, not_assessed: str) -> Bar:
    full = _part(category.full, most)
    if category.score is None:
        return Bar(category.label, not_assessed, 0, 0, full, False)
    return Bar(category.label, f"{category.score} / {category.full}", 0, _part(category.score, most), full, True)


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that a finding costs."""

    number: int
    title: str
    category: str
    points: Decimal


def losses(card: Scorecard, parts: Sequence[Part]) -> tuple[Loss, ...]:
    """What findings cost, the dearest first."""
    labels = {category.id: category.label for category in card.categories}
    found = [
        Loss(number, finding.title, labels.get(finding.category, finding.category), finding.deducted)
        for part in parts
        for number, finding in part.findings
        if finding.deducted
    ]
    return tuple(sorted(found, key=lambda loss: (-loss.points, loss.number)))


def losses_chart(found: Sequence[Loss]) -> Chart:
    """The dearest findings; the table beside the chart has them all."""
    most = max((loss.points for loss in found), default=Decimal(1))
    return _chart(_loss_bar(loss, _part(loss.points, most)) for loss in found[:_MOST_LOSSES])


def _loss_bar(loss: Loss, length: int) -> Bar:
    return Bar(_short(f"{loss.number}. {loss.title}"), f"\u2212{loss.points}", 0, length, length, True)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where on a line from nothing to full marks the score and its bounds stand."""

    score: int
    low: int
    high: int


def scale(card: Scorecard) -> Scale | None:
    """The place of the score; ``None`` if there is none."""
    if card.score is None:
        return None
    low, high = card.bounds or (card.score, card.score)
    return Scale(_part(card.score, card.full), _part(low, card.full), _part(high, card.full))


def _chart(bars: Iterable[Bar]) -> Chart:
    """The bars one below the other."""
    placed = tuple(replace(bar, top=index * _ROW) for index, bar in enumerate(bars))
    return Chart(placed, len(placed) * _ROW)


def _part(points: Decimal, most: Decimal) -> int:
    """How long ``points`` are if ``most`` take the whole width."""
    if not most:
        return 0
    return int((points * WIDTH / most).quantize(Decimal(1), ROUND_HALF_UP))


def _short(label: str) -> str:
    """The label, cut where it would run into the value."""
    used = 0
    for index, character in enumerate(label):
        used += max(0, wcwidth(character))
        if used > _LONGEST_LABEL:
            return label[: index - 1] + "\u2026"
    return label
