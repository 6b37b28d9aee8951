"""Now: the only module of the workbench that looks at a clock."""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

_HERE = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """The moment, UTC without a zone, as the database keeps it."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def today() -> dt.date:
    """The day in China."""
    return dt.datetime.now(_HERE).date()


def day_of(moment: dt.datetime) -> dt.date:
    """The day in China on which a moment was."""
    return moment.replace(tzinfo=dt.UTC).astimezone(_HERE).date()


def begin_of(day: dt.date) -> dt.datetime:
    """The moment in which a day in China begins; of a day beyond what can be said, the first moment of all."""
    try:
        return dt.datetime.combine(day, dt.time(), _HERE).astimezone(dt.UTC).replace(tzinfo=None)
    except OverflowError:
        return dt.datetime.min


def shown(moment: dt.datetime) -> str:
    """A moment as people in China read it, to the minute."""
    return moment.replace(tzinfo=dt.UTC).astimezone(_HERE).strftime("%Y-%m-%d %H:%M")


def ticks() -> float:
    """Seconds that only go on, to measure how long something takes."""
    return time.monotonic()
