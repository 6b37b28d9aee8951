"""The gaps that most units have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from engine.rank.standings import GapFrequency, UnitStanding
from engine.rank.summary import RuleLabel
from engine.scoring import unpadded


def frequent(units: Iterable[UnitStanding], rules: Mapping[str, RuleLabel]) -> tuple[GapFrequency, ...]:
    """By rule, the one with most units first, then by points lost."""
    counts: dict[str, list[int]] = {}
    points: dict[str, Decimal] = {}
    for unit in units:
        for gap in unit.gaps:
            count = counts.setdefault(gap.rule, [0, 0])
            count[0] += 1
            count[1] += gap.findings
            points[gap.rule] = points.get(gap.rule, Decimal(0)) + gap.points
    found = [
        GapFrequency(
            rule=name,
            title=rules[name].title,
            category=rules[name].category,
            severity=rules[name].severity,
            units=of_units,
            findings=findings,
            points=unpadded(points[name]),
        )
        for name, (of_units, findings) in counts.items()
    ]
    return tuple(sorted(found, key=lambda gap: (-gap.units, -gap.points, gap.rule)))
