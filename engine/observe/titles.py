"""Measures the title: what it calls the document, whose it is and of which year."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.given import Period
from engine.readers.article.title import squeeze, year_of, years_in
from engine.report import Report
from engine.rulebook import Rulebook

if TYPE_CHECKING:
    from engine.observe import Interest


class TitleObserver:
    """Measures titles by the expressions of a rulebook."""

    def __init__(self, book: Rulebook, interest: Interest) -> None:
        self._interest = interest
        self._kinds = [(name, compiled(pattern)) for name, pattern in book.title_kinds]
        self._built = [compiled(pattern) for pattern in book.text_words.titles]

    def observe(self, report: Report, others: int, period: Period | None) -> list[Fact]:
        """The fact of the title; ``others`` are listed beside it; ``period`` is what the report itself states."""
        if not self._interest.could_match("title"):
            return []
        title = squeeze(report.title or "")
        years = self._years(title)
        year = report.year if report.year in years else years[0] if len(years) == 1 else 0
        covered = period[0].year if period is not None and period[0].year == period[1].year else 0
        fields: dict[str, Value] = {
            "known": int(bool(title)),
            "words": title,
            "called": next((name for name, pattern in self._kinds if pattern.search(title)), "") if title else "",
            "unit": self._unit(title, report.unit.name),
            "years": len(years),
            "year": year,
            "off": year - report.year if year else 0,
            "others": others,
            "period_off": covered - year if covered and year else 0,
        }
        fact = Fact("title", "title", fields, {"report_year": report.year, "period_year": covered})
        return [fact] if self._interest.matches(fact.kind, fact.fields) else []

    def _match(self, title: str) -> re.Match[str] | None:
        return next((found for pattern in self._built if (found := pattern.fullmatch(title))), None)

    def _years(self, title: str) -> list[int]:
        found = self._match(title)
        return [year_of(found["year"])] if found is not None else sorted(years_in(title))

    def _unit(self, title: str, name: str) -> str:
        if squeeze(name) in title:
            return "named"
        found = self._match(title)
        if found is None:
            return "unknown"
        return "named" if found.groupdict().get("unit") else "absent"
