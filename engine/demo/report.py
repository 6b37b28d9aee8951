"""A synthetic report as report.json, and the days on which it was handed in and published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from engine.demo.figures import Figures
from engine.demo.units import Unit
from engine.report import SCHEMA_ID
from engine.rulebook import Calendar, Form

_DEADLINES = {  # by kind of unit, of the rulebook's calendar
    "government": "government-published",
    "department": "department-published",
    "organisation": "department-published",
    "township": "township-january",
}
_WEEK = 8  # days after a deadline by which a holiday and a weekend around it are over
_LATEST = 45  # days after a deadline


@dataclass(frozen=True, slots=True)
class Days:
    """When a report was handed in to the superior, and when it was published."""

    submitted: dt.date
    published: dt.date


def days_in_time(unit: Unit, year: int, calendar: Calendar, random: Random) -> Days:
    """Days by which no deadline is missed."""
    due = _due(unit, year, calendar)
    first = dt.date(year + 1, 1, 6)
    published = first + dt.timedelta(int(random.random() * ((due - first).days + 1)))
    return Days(max(first - dt.timedelta(2), published - dt.timedelta(2 + int(random.random() * 6))), published)


def days_late(unit: Unit, year: int, calendar: Calendar, random: Random) -> Days:
    """Days after the deadline, and after any holiday that might excuse it."""
    late = _due(unit, year, calendar) + dt.timedelta(_WEEK + int(random.random() * (_LATEST - _WEEK)))
    return Days(late - dt.timedelta(int(random.random() * 30)), late)


def _due(unit: Unit, year: int, calendar: Calendar) -> dt.date:
    deadline = next(item for item in calendar.deadlines if item.name == _DEADLINES[unit.kind])
    return dt.date(year + 1, deadline.month, deadline.day)


def report_json(
    unit: Unit, year: int, texts: Mapping[str, str], figures: Figures, days: Days, form: Form
) -> dict[str, Any]:
    """The report as report.json."""
    headings = {key: label.text.zh for key, label in form.sections.items()}
    return {
        "schema": SCHEMA_ID,
        "unit": {
            "name": unit.name,
            "code": unit.code,
            "kind": unit.kind,
            "level": unit.level,
            "region": unit.region,
        },
        "year": year,
        "title": form.template.title.format(unit=unit.name, year=year),
        "submitted_on": days.submitted.isoformat(),
        "published_on": days.published.isoformat(),
        "sections": {
            "preface": {"heading": "", "text": texts["preface"]},
            **{key: {"heading": words, "text": texts.get(key, "")} for key, words in headings.items()},
        },
        "tables": figures.tables(),
    }
