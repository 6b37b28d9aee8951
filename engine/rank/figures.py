"""Counts, means and rates of some units. Rounded half up: means to two decimals, rates in percent to one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from engine.rank.standings import Figures, UnitStanding

_CENT, _TENTH = Decimal("0.01"), Decimal("0.1")


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """The mean; ``None`` of nothing."""
    return _divided(sum(values, Decimal(0)), Decimal(len(values)), _CENT)


def rate(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole`` in percent; ``None`` of nothing."""
    return _divided(Decimal(100 * part), Decimal(whole), _TENTH)


def _divided(number: Decimal, by: Decimal, unit: Decimal) -> Decimal | None:
    """The quotient in whole ``unit``, rounded half up from its exact value; neither number is below zero."""
    if not by:
        return None
    with localcontext() as context:
        context.prec = 60
        whole, rest = divmod(number / unit, by)
        return (whole + (1 if 2 * rest >= by else 0)) * unit


def figures_of(units: Sequence[UnitStanding], categories: int) -> Figures:
    """The figures of these units; ``categories``: how many there are."""
    owing = [unit for unit in units if unit.expected]
    scored = [unit for unit in units if unit.score is not None]
    scores = [unit.score for unit in scored if unit.score is not None]
    submitted = sum(unit.sent for unit in owing)
    timeliness = [unit.timeliness for unit in units if unit.file]
    on_time, late = timeliness.count("on_time"), timeliness.count("late")
    with_errors = sum(unit.errors > 0 for unit in scored)
    return Figures(
        units=len(units),
        expected=len(owing),
        submitted=submitted,
        missing=sum(unit.status == "missing" for unit in owing),
        doubtful=sum(unit.status == "doubtful" for unit in owing),
        submission_rate=rate(submitted, len(owing)),
        scored=len(scored),
        mean=mean(scores),
        highest=max(scores, default=None),
        lowest=min(scores, default=None),
        on_time=on_time,
        late=late,
        perhaps_late=timeliness.count("perhaps_late"),
        on_time_rate=rate(on_time, on_time + late),
        with_errors=with_errors,
        error_rate=rate(with_errors, len(scored)),
        categories=tuple(_mean_of(scored, index) for index in range(categories)),
    )


def _mean_of(units: Sequence[UnitStanding], category: int) -> Decimal | None:
    marks = [unit.categories[category] for unit in units if category < len(unit.categories)]
    return mean([mark for mark in marks if mark is not None])
