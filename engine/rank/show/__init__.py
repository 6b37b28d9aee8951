"""From standings to what people and programs read: tables, pages, workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from engine.rank.standings import Standings, UnitStanding
from engine.rulebook import Lang
from engine.scorecard import Scorecard

# The formats and the module of each, which has a ``render``; imported when it is wanted.
FORMATS: Mapping[str, str] = {"table": "terminal", "csv": "csv", "xlsx": "xlsx", "html": "html", "json": "json"}


class Cards(Protocol):
    """Gives back the whole scorecards of units, which ranking did not keep."""

    def __call__(self, units: Iterable[UnitStanding]) -> Iterator[tuple[UnitStanding, Scorecard]]:
        """Those of the units that have one, in whatever order they come."""


@dataclass(frozen=True, slots=True)
class View:
    """How to show standings: language, and width in columns (of a terminal).

    Where there is no room for all: at most ``top`` units of a group (0: all), and ``sheets`` units with a sheet
    of their own. ``cards`` gives the scorecards of units, where a page shows them.
    """

    lang: Lang
    width: int = 100
    top: int = 20
    sheets: int = 200
    cards: Cards | None = None


class Show(Protocol):
    """Shows standings."""

    def __call__(self, standings: Standings, view: View) -> str | bytes | Iterable[str]:
        """A text that ends in a line feed, whole or in pieces, or the bytes of a file."""


def show(form: str) -> Show:
    """What shows standings in a format; KeyError if there is none."""
    return cast(Show, import_module(f"{__name__}.{FORMATS[form]}").render)
