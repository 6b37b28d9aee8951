"""What the rulebook says of figures in prose: how numbers are written, and which figures restate the tables.

Values of ``rules/restatements.yaml``; :mod:`engine.loading.restatements` makes them. All patterns
are regular expressions on text without white space, full-width forms made narrow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from engine.values import dataclass

Stands = Literal["before", "inside", "behind"]
UnitKind = Literal["count", "money", "percent", "none"]
FIGURE = "\N{INVERTED QUESTION MARK}"  # stands for a figure with its unit in the words around it


@dataclass(frozen=True, slots=True)
class Approximation:
    """Words that make a figure approximate, and where they stand: before it, inside (before its unit), behind.

    The figure N then means N times ``low`` up to N times ``high``; ``next``: up to the next number
    with as many trailing zeros; ``open``: without end.
    """

    words: tuple[str, ...]
    stands: Stands
    low: Decimal
    high: Decimal | Literal["next", "open"]


@dataclass(frozen=True, slots=True)
class NumeralWords:
    """How numbers are written. ``digits``: the characters for 0 to 9 in words; ``places``: for ten and more.

    ``point``: the decimal point in words, which no count has.
    ``scales`` may follow Arabic figures; ``ordinals`` before a number make it no quantity;
    ``ranges`` join two numbers; ``hundredths`` stand before a percentage in words. ``units`` by what
    they count; what stands before a unit of kind ``none`` is no quantity.
    """

    digits: tuple[str, ...]
    places: str
    point: str
    scales: Mapping[str, int]
    ordinals: tuple[str, ...]
    ranges: tuple[str, ...]
    hundredths: str
    approximations: tuple[Approximation, ...]
    units: Mapping[UnitKind, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Marker:
    """Words that say what the figures after them are of: ``set`` is time, extent, topic or part.

    ``reach``: how far it holds, to the end of the clause or of the sentence; a topic holds until
    the next. ``kinds``: the kinds of unit for which it means this; empty for all; ``units``: only for
    units whose name has this.
    """

    set: Literal["time", "extent", "topic", "part"]
    to: str
    reach: Literal["clause", "sentence"]
    words: tuple[str, ...]
    kinds: tuple[str, ...]
    units: re.Pattern[str] | None = None

    def holds(self, kind: str, unit: str) -> bool:
        """Whether it means this in the reports of a unit, by its kind and name."""
        return (not self.kinds or kind in self.kinds) and (self.units is None or bool(self.units.search(unit)))


@dataclass(frozen=True, slots=True)
class Term:
    """Cells of a sum, added (sign 1) or taken away (-1); ``*`` in row or column stands for any ending."""

    table: str
    row: str
    column: str
    sign: int

    def covers(self, table: str, row: str, column: str) -> bool:
        """Whether the cell is one of its cells."""
        return table == self.table and _covers(self.row, row) and _covers(self.column, column)


def _covers(wanted: str, found: str) -> bool:
    return found.startswith(wanted[:-1]) if wanted.endswith("*") else found == wanted


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure of the tables as prose tells it.

    ``said``: words before the figure, and words behind it (either may be empty); ``none``: clauses
    that say that there was none. ``readings``: the sums of cells that it may mean, the first the
    usual one; without readings there is no cell for it. ``about``: the topic that it must be in;
    ``near``: words without which its topic is not sure; ``whole``: it is no part of a figure told
    before; ``beside``: it may be told by a figure that tells another one too; ``outcome``: it is
    one of the ways in which requests are settled, and which ones it covers.
    """

    name: str
    label: str
    unit: UnitKind
    about: str
    near: str
    whole: bool
    beside: bool
    outcome: tuple[str, ...]
    said: tuple[tuple[str, str], ...]
    none: tuple[str, ...]
    readings: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class ShareWords:
    """How shares are told: the words between a figure and its share.

    ``of``: sums of cells that they may be shares of; ``told``: restatements that they may be shares of.
    """

    between: str
    of: tuple[tuple[Term, ...], ...]
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NarrativeWords:
    """Everything that ``rules/restatements.yaml`` says.

    ``years``: the characters that stand for the digits of the report year, the one before and the
    one after where ``year_word`` follows, so that patterns can name them. ``dropped``: marks that
    are passed over; ``titles``: what is no prose. ``copula``: words between the name of a figure
    and the figure. ``own_ends``: what a unit's name may have behind the words that prose calls it
    by, ``own_fillers`` what prose leaves out of it. ``joiners``: characters that join two names of
    figures. ``start``: what may stand before words that are to be whole clauses; its group
    ``organ`` names whose they are. ``opening``: what may stand in a sentence before a clause and
    limits nothing in it. ``elsewhere``: what behind a figure makes it one of something else.
    ``denials``: characters without which nothing is denied. ``wholes``: sums of restatements (one
    taken away with ``-``) that all outcomes make.
    """

    sections: tuple[str, ...]
    numerals: NumeralWords
    years: Mapping[Literal["last", "this", "next"], str]
    year_word: str
    dropped: str
    titles: str
    sentence_ends: str
    clause_ends: str
    copula: str
    own_ends: str
    own_fillers: str
    joiners: str
    opening: str
    elsewhere: str
    start: str
    denials: str
    markers: tuple[Marker, ...]
    restatements: tuple[Restatement, ...]
    shares: ShareWords
    wholes: tuple[tuple[str, ...], ...]
