"""Measures dates: how long after the report year, and how long after each deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from engine.facts import Fact, Value
from engine.rulebook import Calendar

if TYPE_CHECKING:
    from engine.observe import Interest


class DateObserver:
    """Measures the dates of a report by a calendar."""

    def __init__(self, calendar: Calendar, interest: Interest) -> None:
        self._calendar = calendar
        self._interest = interest
        self._deadlines = [
            deadline
            for deadline in calendar.deadlines
            if interest.could_match("deadline", deadline=deadline.name, event=deadline.event)
        ]
        self._wants_dates = interest.could_match("date")
        self._grace: dict[dt.date, dt.date] = {}

    def observe(self, year: int, dates: Mapping[str, dt.date | None]) -> list[Fact]:
        """The facts for report year ``year``; a date that is not known is ``None``."""
        facts = [_date(year, event, on) for event, on in dates.items()] if self._wants_dates else []
        facts = [fact for fact in facts if self._interest.matches(fact.kind, fact.fields)]
        for deadline in self._deadlines:
            due = dt.date(year + 1, deadline.month, deadline.day)
            facts += self._deadline(deadline.name, deadline.event, due, dates[deadline.event])
        return facts

    def _deadline(self, name: str, event: str, due: dt.date, on: dt.date | None) -> list[Fact]:
        grace = self._grace.get(due) or self._grace.setdefault(due, first_working_day(due, self._calendar))
        fields: dict[str, Value] = {
            "deadline": name,
            "event": event,
            "known": int(on is not None),
            "days_late": (on - due).days if on else 0,
            "days_after_grace": (on - grace).days if on else 0,
        }
        if not self._interest.matches("deadline", fields):
            return []
        context = {"on": on.isoformat() if on else "", "due": due.isoformat(), "grace": grace.isoformat()}
        return [Fact("deadline", f"deadline/{name}", fields, context)]


def first_working_day(day: dt.date, calendar: Calendar) -> dt.date:
    """``day`` itself if it is a working day, else the first one after it."""
    while not _works(day, calendar):
        day += dt.timedelta(days=1)
    return day


def _works(day: dt.date, calendar: Calendar) -> bool:
    if day in calendar.working_days:
        return True
    return day.weekday() < 5 and day not in calendar.days_off


def _date(year: int, event: str, on: dt.date | None) -> Fact:
    year_end = dt.date(year, 12, 31)
    fields: dict[str, Value] = {
        "event": event,
        "known": int(on is not None),
        "days_after_year_end": (on - year_end).days if on else 0,
    }
    context = {"on": on.isoformat() if on else "", "year_end": year_end.isoformat()}
    return Fact("date", f"date/{event}", fields, context)
