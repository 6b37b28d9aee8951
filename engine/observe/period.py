"""Measures the statistics period that the preface states."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from engine.expressions import compiled
from engine.facts import Fact, Value
from engine.given import Period
from engine.reading import Reading

if TYPE_CHECKING:
    from engine.observe import Interest

_NUMBERS = re.compile(r"\d+")


class PeriodObserver:
    """Measures periods by a pattern with the groups ``from`` and ``to``, on text without spaces."""

    def __init__(self, pattern: str, interest: Interest) -> None:
        self._pattern, self._interest = compiled(pattern), interest

    def observe(self, reading: Reading, given: Period | None) -> list[Fact]:
        """The fact for the period that is ``given``, else for the one in the preface; none if it has no text."""
        preface = reading.report.sections.get("preface")
        if given is None and not (preface and preface.text.strip()):
            return []
        period = given or self.stated(reading)
        year = reading.report.year
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        fields: dict[str, Value] = {
            "known": int(period is not None),
            "starts": (period[0] - first).days if period else 0,
            "ends": (period[1] - last).days if period else 0,
            "off": abs((period[0] - first).days) + abs((period[1] - last).days) if period else 0,
        }
        context = {
            "first": period[0].isoformat() if period else "",
            "last": period[1].isoformat() if period else "",
            "year_start": first.isoformat(),
            "year_end": last.isoformat(),
        }
        fact = Fact("period", "period", {"section": "preface", **fields}, context)
        return [fact] if self._interest.matches(fact.kind, fact.fields) else []

    def stated(self, reading: Reading) -> Period | None:
        """The period that the preface states, if any."""
        preface = reading.report.sections.get("preface")
        found = self._pattern.search("".join(preface.text.split())) if preface else None
        if found is None:
            return None
        first, last = _numbers(found["from"]), _numbers(found["to"])
        try:
            return dt.date(*first), dt.date(*(last if len(last) == 3 else [first[0], *last]))
        except (ValueError, TypeError):
            return None


def _numbers(text: str) -> list[int]:
    return [int(number) for number in _NUMBERS.findall(text)]
