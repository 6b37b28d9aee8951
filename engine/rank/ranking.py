"""From the results of a batch to the standings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import get_args

from engine.applies import told_by_name
from engine.batch.result import Result
from engine.rank.assign import Assigned, assign, year_of
from engine.rank.changes import changed
from engine.rank.figures import figures_of
from engine.rank.frequent import frequent
from engine.rank.matching import Matcher
from engine.rank.names import Names
from engine.rank.places import behind, places, ranges
from engine.rank.regions import regions_of
from engine.rank.roster import Roster
from engine.rank.seen_roster import roster_of_reports
from engine.rank.standings import (
    GroupStanding,
    Note,
    RosterUsed,
    RulebookCount,
    Standings,
    UnitStanding,
    UnitStatus,
)
from engine.rank.summary import Seen, Summariser, Summary, rules_of_lateness, seen_in
from engine.rank.words import RosterWords
from engine.report import Unit, UnitKind, UnitLevel
from engine.rulebook import Rulebook

LEVELS: tuple[str, ...] = (*get_args(UnitLevel), "")
KINDS: tuple[str, ...] = (*get_args(UnitKind), "")
STATUSES: tuple[UnitStatus, ...] = get_args(UnitStatus)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a ranking is asked for: the roster, if there is one, and the report year, if it is named."""

    roster: Roster | None = None
    year: int | None = None


class Ranker:
    """Ranks by one rulebook."""

    def __init__(self, book: Rulebook, words: RosterWords) -> None:
        self.book, self.words = book, words
        self.names = Names(book.leftovers)
        self._late = rules_of_lateness(book)

    def rank(self, results: Iterable[Result], asked: Asked = Asked()) -> Standings:
        """The standings. Results are gone through once and not kept; their order does not matter.

        Raises:
            ValueError: a scorecard among the results is none.
        """
        summariser = self.summariser()
        reports = [summariser.summary(result) for result in results]
        year = asked.year or year_of(reports, self.words.year_share)
        roster = asked.roster or roster_of_reports(reports, self.names, self.book.text_words.unnamed, year)
        matcher = Matcher(roster, self.names, self.words, self.book.text_words.unnamed)
        assigned = assign(reports, matcher, year)
        del reports
        seen = seen_in(filed.report for _, filed in sorted(assigned.filed.items()))
        return self.standings(roster, assigned, seen, year, _roster_used(asked.roster))

    def summariser(self) -> Summariser:
        """What makes summaries of results, as this rulebook tells what is late."""
        return Summariser(self._late)

    def standings(
        self, roster: Roster, assigned: Assigned, seen: Seen, year: int | None, used: RosterUsed | None
    ) -> Standings:
        """The standings of units whose reports are known; ``used``: what is told of the roster."""
        units = _placed([self._unit(roster, code, assigned, seen) for code in roster.units])
        count = len(seen.categories)
        return Standings(
            year=year,
            full=seen.full,
            roster=used,
            rulebooks=_rulebooks(seen),
            grades=dict(sorted(seen.grades.items())),
            categories=tuple(seen.categories.values()),
            rules=tuple(seen.rules[name] for name in sorted(seen.rules)),
            total=figures_of(units, count),
            groups=_groups(units, count),
            regions=regions_of(units, count),
            gaps=frequent(units, seen.rules),
            units=tuple(units),
            documents=assigned.documents,
            notes=tuple(_notes(seen, assigned, year)),
        )

    def against(self, standings: Standings, before: Standings) -> Standings:
        """The standings with what changed since those of an earlier year."""
        return changed(standings, before, self.names)

    def _unit(self, roster: Roster, code: str, assigned: Assigned, seen: Seen) -> UnitStanding:
        row = roster.units[code]
        filed = assigned.filed.get(code)
        report = filed.report if filed else None
        kind = row.kind or (report.kind if report else "")
        level = row.level or (report.level if report else "")
        if not kind or not level:
            told = told_by_name(Unit(name=row.name), self.book.unit_names)
            kind, level = kind or told[0], level or told[1]
        unit = UnitStanding(
            code=code,
            name=row.name,
            kind=kind,
            level=level,
            region=roster.region(code),
            superior=row.superior,
            expected=row.expected,
            status=_status(code, row.expected, report, assigned),
            perhaps=assigned.perhaps.get(code, ()),
            elsewhere=tuple(note.file for note in assigned.elsewhere.get(code, ())),
            note="several" if code in assigned.several else "waiting" if code in assigned.waiting else "",
        )
        if filed is None or report is None:
            return unit
        return replace(
            unit,
            score=report.score,
            bounds=report.bounds,
            grade=report.grade,
            timeliness=report.timeliness,
            submitted_on=report.submitted_on,
            published_on=report.published_on,
            categories=_marks(report, seen),
            gaps=report.gaps,
            reviews=report.reviews,
            undecided=report.undecided,
            file=report.file,
            sha256=report.sha256,
            matched_by=filed.by,
            note=filed.note,
        )


def _marks(report: Summary, seen: Seen) -> tuple[Decimal | None, ...]:
    """The marks in the order of all categories: not every rulebook has the same ones."""
    own = report.labels.categories if report.labels is not None else ()
    if all(category.id == other for category, other in zip(own, seen.categories, strict=False)):
        return report.categories
    marks = {category.id: mark for category, mark in zip(own, report.categories, strict=True)}
    return tuple(marks.get(other) for other in seen.categories)


def _status(code: str, expected: bool, report: Summary | None, assigned: Assigned) -> UnitStatus:
    """What became of a unit; one that may have sent something is not called missing."""
    if report is not None:
        return "ranked" if report.score is not None else "unscored"
    if code in assigned.several or code in assigned.perhaps:
        return "doubtful"
    return "missing" if expected else "not_expected"


def by_group(units: Iterable[UnitStanding]) -> Mapping[tuple[str, str], list[UnitStanding]]:
    """The units of each level and kind, from the province down."""
    found: dict[tuple[str, str], list[UnitStanding]] = defaultdict(list)
    for unit in units:
        found[unit.level, unit.kind].append(unit)
    return {key: found[key] for key in sorted(found, key=lambda key: (LEVELS.index(key[0]), KINDS.index(key[1])))}


def _placed(units: Sequence[UnitStanding]) -> list[UnitStanding]:
    """The units with their places, in order: by level, kind, status, place and code."""
    placed: list[UnitStanding] = []
    for group in by_group(units).values():
        ranked = [unit for unit in group if unit.score is not None]
        scores = [unit.score for unit in ranked if unit.score is not None]
        bounds = [unit.bounds or (score, score) for unit, score in zip(ranked, scores, strict=True)]
        found = zip(ranked, places(scores), ranges(bounds), behind(scores), strict=True)
        with_places = [replace(unit, place=at, places=span, behind=lack) for unit, at, span, lack in found]
        rest = [unit for unit in group if unit.score is None]
        placed += sorted([*with_places, *rest], key=_order)
    return placed


def _order(unit: UnitStanding) -> tuple[int, int, str]:
    return STATUSES.index(unit.status), unit.place or 0, unit.code


def _groups(units: Sequence[UnitStanding], categories: int) -> tuple[GroupStanding, ...]:
    return tuple(
        GroupStanding(level, kind, figures_of(members, categories))
        for (level, kind), members in by_group(units).items()
    )


def _roster_used(roster: Roster | None) -> RosterUsed | None:
    if roster is None:
        return None
    expected = sum(unit.expected for unit in roster.units.values())
    return RosterUsed(roster.file, roster.sha256, len(roster.units), expected)


def _rulebooks(seen: Seen) -> tuple[RulebookCount, ...]:
    return tuple(
        RulebookCount(id_, version, digest, overlays, count)
        for (id_, version, digest, overlays), count in sorted(seen.rulebooks.items())
    )


def _notes(seen: Seen, assigned: Assigned, year: int | None) -> Iterable[Note]:
    """What must be known of the standings as a whole."""
    if len({key[2] for key in seen.rulebooks}) > 1:
        yield Note("rank.several_rulebooks", {"count": len({key[2] for key in seen.rulebooks})})
    counts = Counter(note.status for note in assigned.documents)
    if counts["other_year"] and year is not None:
        yield Note("rank.other_years", {"count": counts["other_year"], "year": year})
    unclear = counts["unmatched"] + counts["doubtful"]
    if unclear:
        yield Note("rank.unclear", {"count": unclear})
    if counts["several"]:
        yield Note("rank.several_reports", {"count": len(assigned.several)})
    broken = counts["unusable"] + counts["failed"]
    if broken:
        yield Note("rank.broken", {"count": broken})
