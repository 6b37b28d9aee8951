"""What the caller knows better than the document."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeAlias

from engine.report import Report, UnitKind, UnitLevel
from engine.values import dataclass

Period: TypeAlias = tuple[dt.date, dt.date]  # first and last day


@dataclass(frozen=True, slots=True)
class Given:
    """``None`` leaves the document's word; ``period`` is that of the statistics; ``region`` as in report.json."""

    unit: str | None = None
    year: int | None = None
    title: str | None = None
    period: Period | None = None
    kind: UnitKind | None = None
    level: UnitLevel | None = None
    region: str | None = None
    published_on: dt.date | None = None
    submitted_on: dt.date | None = None

    def over(self, report: Report) -> Report:
        """The report with what is given in place of its own."""
        of_unit = _known(name=self.unit, kind=self.kind, level=self.level, region=self.region)
        changes = _known(
            year=self.year, title=self.title, published_on=self.published_on, submitted_on=self.submitted_on
        )
        if of_unit:
            changes["unit"] = report.unit.model_copy(update=of_unit)
        return report.model_copy(update=changes) if changes else report


def _known(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
