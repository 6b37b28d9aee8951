"""Late and early reports."""

from __future__ import annotations

import datetime as dt
from random import Random

from benchmarks.defects.bases import set_year
from engine.demo.defects.kind import Draft, Kinds

KINDS = Kinds("2024")
WEEK = 8  # days after a deadline by which a holiday and a weekend around it are over, but for the spring festival


def _publish(draft: Draft, random: Random, month: int, day: int, last: int) -> bool:
    """Published on a random day from a day of the following year on, up to ``last`` days later."""
    first = dt.date(draft.report["year"] + 1, month, day)
    draft.given["published_on"] = first + dt.timedelta(random.randrange(last))
    return True


@KINDS.kind("a government late", "government-published-late", bases=("2024", "2020"))
def government_late(draft: Draft, random: Random) -> bool:
    return _publish(draft, random, 4, WEEK, 200)


@KINDS.kind("a government after a weekend", "government-published-after-holiday")
def government_after_weekend(draft: Draft, random: Random) -> bool:
    set_year(draft.report, 2023)  # 31 March 2024 was a Sunday
    draft.given["published_on"] = dt.date(2024, 4, 1)
    return True


@KINDS.kind("a department late", "department-published-late", bases=("department",))
def department_late(draft: Draft, random: Random) -> bool:
    return _publish(draft, random, 2, WEEK, 200)


@KINDS.kind("a department after the spring festival", "department-published-after-holiday", bases=("department",))
def department_after_holiday(draft: Draft, random: Random) -> bool:
    return _publish(draft, random, 2, 1, 5)  # 1 to 5 February 2025


@KINDS.kind("a department submits late", "department-submitted-late", bases=("department",))
def submitted_late(draft: Draft, random: Random) -> bool:
    draft.given["submitted_on"] = dt.date(2025, 2, WEEK) + dt.timedelta(random.randrange(200))
    return True


@KINDS.kind("an organisation late", "organisation-published-late", bases=("organisation",))
def organisation_late(draft: Draft, random: Random) -> bool:
    return _publish(draft, random, 2, WEEK, 200)


@KINDS.kind("a township after January", "township-published-after-january", bases=("township",))
def township_after_january(draft: Draft, random: Random) -> bool:
    return _publish(draft, random, 2, WEEK, 50)


@KINDS.kind("a township after March", "township-published-late", bases=("township",))
def township_late(draft: Draft, random: Random) -> bool:
    return _publish(draft, random, 4, WEEK, 200)


@KINDS.kind("published before the year was over", "published-before-year-end", bases=("2024", "2020", "department"))
def too_early(draft: Draft, random: Random) -> bool:
    draft.given.pop("submitted_on", None)
    draft.given["published_on"] = dt.date(draft.report["year"], 12, 31) - dt.timedelta(random.randrange(200))
    return True
