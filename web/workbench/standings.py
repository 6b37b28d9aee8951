"""The standings of a year, in a region or of all units, from what is in the database.

They are made anew when something changed, and not more often than that a twenty-fifth of the time goes into it:
whoever asks meanwhile gets those before, which say as of when they are.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.rank.matching import Matcher
from engine.rank.ranking import Ranker
from engine.rank.roster import Roster
from engine.rank.standings import RosterUsed, Standings, UnitStanding
from engine.rank.summary import Seen, Summary, seen_in
from engine.rank.words import RosterWords
from engine.rulebook import Lang, Rulebook
from web.workbench import clock
from web.workbench.counting import WhoseIsIt, by_unit, counted, scored
from web.workbench.database import Database
from web.workbench.handed_in import HandedIn, Summaries, handed_in, years_of
from web.workbench.parts import Parts
from web.workbench.people import Person
from web.workbench.roster import roster_in
from web.workbench.tables import Outcome, Record, Submission

_REST = 24.0  # so many times as long as they took, standings are not made again
_LEAST = 0.2  # seconds between two looks at whether something changed
_MOST_BOARDS, _MOST_YEARS = 24, 6  # kept in memory

Revision = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The standings of a year among the units of a region (empty: of all), and when they were made, in UTC.

    ``submissions``: those that count, by code of unit. ``regions``: those that can be asked for below this one.
    ``revision`` differs from that of any other state of the database.
    """

    year: int
    region: str
    lang: Lang
    standings: Standings
    submissions: Mapping[str, HandedIn]
    regions: tuple[str, ...]
    at: dt.datetime
    revision: Revision

    def unit(self, code: str) -> UnitStanding | None:
        """The unit of that code; ``None`` if there is none here."""
        return next((unit for unit in self.standings.units if unit.code == code), None)


class Boards:
    """Makes standings and keeps the newest of each kind."""

    def __init__(self, database: Database, book: Rulebook, words: RosterWords, rest: float = _REST) -> None:
        """``rest``: 0 makes them anew whenever something changed, for tests."""
        self._database, self._book, self._words, self._rest = database, book, words, rest
        self._ranker = Ranker(book, words)
        self._summaries = Summaries(self._ranker.summariser())
        self._kept: OrderedDict[tuple[int, str, Lang], _Kept] = OrderedDict()
        self._years: OrderedDict[int, _Year] = OrderedDict()
        self._units: _Units | None = None
        self._known: _Calendar | None = None
        self._looked_at = 0  # the last record of the audit log in which changes of the roster were looked for
        self._roster_changes = 0
        self._lock = threading.Lock()
        self.parts = Parts()

    def years(self) -> Sequence[int]:
        """The years on which something was handed in, the latest first, and that which is under review now."""
        return self._calendar().years

    def year(self) -> int:
        """The year that is meant if none is named: that under review, or the last before it with any reports."""
        return self._calendar().year

    def _calendar(self) -> _Calendar:
        found = self._known
        if found is None or found.until <= time.monotonic():
            now = clock.today().year - 1
            with self._database.reading() as session:
                years = years_of(session)
            found = self._known = _Calendar(
                tuple(sorted({*years, now}, reverse=True)),
                next((year for year in years if year <= now), now),
                time.monotonic() + min(_LEAST, self._rest),
            )
        return found

    def good_for(self, board: Board) -> float:
        """The seconds after which to look whether there are newer ones."""
        kept = self._kept.get((board.year, board.region, board.lang))
        return max(0.0, kept.until - time.monotonic()) if kept is not None else 0.0

    def board(self, year: int, region: str = "", lang: Lang = "zh") -> Board | None:
        """The standings; ``None`` if no unit lies in the region."""
        key = (year, region, lang)
        kept = self._kept.get(key)
        if kept is not None and (kept.until > time.monotonic() or not self._lock.acquire(blocking=False)):
            return kept.board
        if kept is None:
            self._lock.acquire()
        try:
            return self._renewed(key)
        finally:
            self._lock.release()

    def _renewed(self, key: tuple[int, str, Lang]) -> Board | None:
        began = time.monotonic()
        kept = self._kept.get(key)
        if kept is not None and kept.until > began:  # somebody else made it meanwhile
            return kept.board
        with self._database.reading() as session:
            revision = self._revision(session)
            if kept is not None and kept.board.revision == revision:
                kept.until = time.monotonic() + min(_LEAST, self._rest)
                return kept.board
            board = self._made(session, *key, revision)
        if board is None:
            self._kept.pop(key, None)
            return None
        took = time.monotonic() - began
        self._kept[key] = _Kept(board, time.monotonic() + max(self._rest * took, min(_LEAST, self._rest)))
        self._kept.move_to_end(key)
        while len(self._kept) > _MOST_BOARDS:
            self._kept.popitem(last=False)
        return board

    def _revision(self, session: Session) -> Revision:
        """What differs whenever the standings may: rows are only ever added to these tables."""
        last = session.scalar(select(func.max(Record.id))) or 0
        if last > self._looked_at:
            changes = or_(Record.action.startswith("roster"), Record.action.startswith("unit"))
            query = select(func.count()).select_from(Record).where(Record.id > self._looked_at, Record.id <= last)
            self._roster_changes += session.scalar(query.where(changes)) or 0
            self._looked_at = last
        outcomes = session.scalar(select(func.count()).select_from(Outcome)) or 0
        submissions = session.scalar(select(func.count()).select_from(Submission)) or 0
        return submissions, outcomes, self._roster_changes

    def _made(self, session: Session, year: int, region: str, lang: Lang, revision: Revision) -> Board | None:
        if self._units is None or self._units.change != revision[-1]:
            self._units = _Units(self._ranker, self._words, self._book, roster_in(session), revision[-1])
        roster = self._units.within(region)
        if not roster.units and region:
            return None
        standings, submissions = self._standings(session, roster, year, lang, revision)
        if self._of_year(session, year - 1, revision).versions:
            before, _ = self._standings(session, roster, year - 1, lang, revision)
            standings = self._ranker.against(standings, before)
        return Board(year, region, lang, standings, submissions, tuple(_below(roster, region)), clock.now(), revision)

    def _standings(
        self, session: Session, roster: Roster, year: int, lang: Lang, revision: Revision
    ) -> tuple[Standings, dict[str, HandedIn]]:
        assert self._units is not None
        units, of_year = self._units, self._of_year(session, year, revision)

        def summary_of(row: HandedIn) -> Summary:
            assert row.outcome is not None
            return of_year.summaries.get(row.outcome) or self._summaries.of(session, [row])[row.outcome]

        given = [(code, of_year.versions[code]) for code in roster.units if code in of_year.versions]
        assigned, submissions = counted(given, year, summary_of, units.agrees, lang)
        seen = seen_in(filed.report for _, filed in sorted(assigned.filed.items()))
        used = RosterUsed("", "", len(roster.units), sum(unit.expected for unit in roster.units.values()))
        standings = self._ranker.standings(roster, assigned, _called(seen, self._book, lang), year, used)
        return standings, submissions

    def _of_year(self, session: Session, year: int, revision: Revision) -> _Year:
        """What was handed in on a year; its scorecards are read as far as they are not known."""
        found = self._years.get(year)
        if found is None or found.revision != revision:
            versions = by_unit(handed_in(session, year))
            newest = [row for rows in versions.values() for row in list(scored(rows))[:1]]
            found = self._years[year] = _Year(revision, versions, self._summaries.of(session, newest))
            while len(self._years) > _MOST_YEARS:
                self._years.popitem(last=False)
            self._summaries.keep(number for one in self._years.values() for number in one.summaries)
        self._years.move_to_end(year)
        return found


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The years, and the one that is meant if none is named."""

    years: tuple[int, ...]
    year: int
    until: float


@dataclass(slots=True)
class _Kept:
    board: Board
    until: float


@dataclass(frozen=True, slots=True)
class _Year:
    revision: Revision
    versions: Mapping[str, list[HandedIn]]
    summaries: Mapping[int, Summary]


class _Units:
    """The roster, and what is known of names on it."""

    def __init__(self, ranker: Ranker, words: RosterWords, book: Rulebook, roster: Roster, change: int) -> None:
        self.roster, self.change = roster, change
        self._ranker, self._words, self._unnamed = ranker, words, book.text_words.unnamed
        self._told: dict[int, bool] = {}  # by outcome

    @cached_property
    def _whose(self) -> WhoseIsIt:
        matcher = Matcher(self.roster, self._ranker.names, self._words, self._unnamed)
        return WhoseIsIt(self.roster, self._ranker.names, matcher)

    def agrees(self, row: HandedIn, report: Summary) -> bool:
        """Whether a document names the unit that handed it in."""
        assert row.outcome is not None
        if row.outcome not in self._told:
            named = report.unit if report.unit != self._unnamed else ""
            self._told[row.outcome] = self._whose.agrees(replace(report, unit=named), row.unit)
        return self._told[row.outcome]

    def within(self, region: str) -> Roster:
        """The units of a region."""
        if not region:
            return self.roster
        units = {code: unit for code, unit in self.roster.units.items() if lies_in(self.roster.region(code), region)}
        return replace(self.roster, units=units)


def lies_in(region: str, outer: str) -> bool:
    """Whether a region is another one or lies in it; everything lies in the empty one."""
    return not outer or region == outer or region.startswith(f"{outer}/")


def _below(roster: Roster, outer: str) -> Iterator[str]:
    found: set[str] = set()
    for code in roster.units:
        parts = roster.region(code).split("/")
        found.update("/".join(parts[:depth]) for depth in range(1, len(parts) + 1))
    return (region for region in sorted(found - {""}) if region != outer and lies_in(region, outer))


def _called(seen: Seen, book: Rulebook, lang: Lang) -> Seen:
    """Names in the language of the page: scorecards have Chinese ones."""
    if lang == "zh":
        return seen
    categories = {category.id: category.label.of(lang) for category in book.categories}
    titles = {rule.name: rule.title.of(lang) for rule in book.rules}
    grades = {grade.id: grade.label.of(lang) for grade in book.grades}
    return Seen(
        {name: replace(item, label=categories.get(name, item.label)) for name, item in seen.categories.items()},
        {name: replace(item, title=titles.get(name, item.title)) for name, item in seen.rules.items()},
        {name: grades.get(name, label) for name, label in seen.grades.items()},
        seen.rulebooks,
        seen.full,
    )


def seen_board(boards: Boards, person: Person, year: int | None, region: str, lang: Lang) -> Board | None:
    """The standings that a reviewer asks for; ``None`` where there are none, or none that the person may see.

    Without a region it is that of the person. Places are those among the units of the region.
    """
    if not may_see(person, region):
        return None
    if year is not None and year not in boards.years():
        return None
    return boards.board(boards.year() if year is None else year, region or person.region, lang)


def may_see(person: Person, region: str) -> bool:
    """Whether the standings of a region, or of the own one, are for a person to see, if there are any."""
    return person.may("review") and lies_in(region or person.region, person.region)


def own_standing(boards: Boards, person: Person, year: int, lang: Lang) -> tuple[Board, UnitStanding] | None:
    """Where the unit of a submitter stands among all; nothing else of the standings is for submitters to see."""
    board = boards.board(year, "", lang) if person.unit and year in boards.years() else None
    unit = board.unit(person.unit) if board is not None and person.unit else None
    return (board, unit) if board is not None and unit is not None else None
