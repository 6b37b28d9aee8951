"""All units as comma-separated values, one line a unit, for spreadsheets.

Begins with a byte-order mark, without which Excel takes UTF-8 for something else. A text that a
spreadsheet would run as a formula is made a text by an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from engine.rank.show import View
from engine.rank.show.columns import unit_columns
from engine.rank.show.words import Words
from engine.rank.standings import Standings
from engine.reporters.csv import safe


def render(standings: Standings, view: View) -> Iterator[str]:
    """The table in pieces, with a head in the language of the user."""
    columns = unit_columns(standings, Words(standings, view.lang))
    yield "\ufeff" + _line(column.head for column in columns)
    for unit in standings.units:
        yield _line(safe(column.of(unit)) for column in columns)


def _line(cells: Iterator[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerow(list(cells))
    return stream.getvalue()
