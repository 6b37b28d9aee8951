"""Which submission of each unit counts, and what is said of the others.

The newest version counts that could be scored and is on the year for which it was handed in. Whose it is
says the submission; where the document names another unit, that is told, and nothing else follows from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from engine.catalogue import say
from engine.json_text import loads
from engine.rank.assign import Assigned, Filed
from engine.rank.matching import Matcher
from engine.rank.names import Names
from engine.rank.roster import Roster
from engine.rank.standings import DocumentNote
from engine.rank.summary import Summary
from engine.rulebook import Lang
from web.workbench.handed_in import HandedIn


def by_unit(rows: Iterable[HandedIn]) -> dict[str, list[HandedIn]]:
    """The submissions of each unit; they come by unit."""
    return {unit: list(versions) for unit, versions in groupby(rows, key=lambda row: row.unit)}


def scored(versions: Iterable[HandedIn]) -> Iterator[HandedIn]:
    """Those that could be scored."""
    return (row for row in versions if row.outcome is not None and not row.refusal)


class WhoseIsIt:
    """Tells whether a document names the unit that handed it in."""

    def __init__(self, roster: Roster, names: Names, matcher: Matcher) -> None:
        self._roster, self._names, self._matcher = roster, names, matcher
        self._called = {
            code: {names.key(name) for name in (unit.name, *unit.aliases)} for code, unit in roster.units.items()
        }

    def agrees(self, report: Summary, code: str) -> bool:
        """Whether it does, as far as it names any."""
        if report.code and report.code in self._roster.units:
            return report.code == code
        if not report.unit or self._names.key(report.unit) in self._called[code]:
            return True
        match = self._matcher.match(report)
        return match.unit == code or (not match.unit and code in match.candidates and match.doubt == "several")


def counted(
    handed_in: Iterable[tuple[str, Sequence[HandedIn]]],
    year: int,
    summary_of: Callable[[HandedIn], Summary],
    agrees: Callable[[HandedIn, Summary], bool],
    lang: Lang,
) -> tuple[Assigned, dict[str, HandedIn]]:
    """What ranking must know of units and their submissions, newest first; and those that count, by code."""
    filed: dict[str, Filed] = {}
    chosen: dict[str, HandedIn] = {}
    notes: dict[str, list[DocumentNote]] = defaultdict(list)
    waiting: set[str] = set()
    for code, versions in handed_in:
        for row in versions:
            if row.outcome is None:
                notes[code].append(_note(row, "waiting"))
                waiting.add(code)
            elif row.refusal:
                why = loads(row.refusal)
                notes[code].append(_note(row, "unusable", say(why["key"], lang, **why["values"])))
            elif (report := summary_of(row)).year != year:
                notes[code].append(_note(row, "other_year", year=report.year))
            else:
                filed[code] = Filed(report, "submission", "" if agrees(row, report) else "unit")
                chosen[code] = row
                break
    documents = sorted((note for found in notes.values() for note in found), key=lambda note: note.candidates)
    doubtful = {code: found for code, found in notes.items() if code not in filed}
    assigned = Assigned(
        filed=filed,
        several=frozenset(),
        documents=tuple(documents),
        perhaps={code: tuple(note.file for note in found) for code, found in doubtful.items()},
        elsewhere={
            code: tuple(note for note in found if note.status == "other_year") for code, found in doubtful.items()
        },
        waiting=frozenset(waiting & doubtful.keys()),
    )
    return assigned, chosen


def _note(row: HandedIn, status: str, why: str = "", year: int | None = None) -> DocumentNote:
    return DocumentNote(row.file, row.sha256, status, why, year=year, candidates=(row.unit,))
