"""Which report of each unit counts, and what is to be said of every other document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.mark.name import originals
from engine.rank.matching import By, Match, Matcher
from engine.rank.standings import DocumentNote
from engine.rank.summary import Summary


@dataclass(frozen=True, slots=True)
class Filed:
    """The report of a unit that counts, how it was told to be its, and where it names the unit otherwise."""

    report: Summary
    by: By
    note: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """``filed``: the reports that count, by code of unit. ``several``: units of which more than one may count.

    ``documents``: every document that does not count, and why, by file. ``perhaps``: files that may be reports
    of a unit, by code; ``elsewhere``: its reports on other years. ``waiting``: units of which nothing counts yet.
    """

    filed: dict[str, Filed]
    several: frozenset[str]
    documents: tuple[DocumentNote, ...]
    perhaps: dict[str, tuple[str, ...]]
    elsewhere: dict[str, tuple[DocumentNote, ...]]
    waiting: frozenset[str] = frozenset()


def year_of(reports: Iterable[Summary], share: int) -> int | None:
    """The latest year that at least ``share`` percent of the scored reports are on; ``None`` without any."""
    counts = Counter(report.year for report in reports if report.state == "scored" and report.year is not None)
    total = counts.total()
    return max((year for year, count in counts.items() if 100 * count >= share * total), default=None)


def assign(reports: Sequence[Summary], matcher: Matcher, year: int | None) -> Assigned:
    """Gives each unit its report on ``year``. The order of ``reports`` does not matter."""
    notes: list[DocumentNote] = []
    of_unit: dict[str, list[Filed]] = defaultdict(list)
    for report in sorted(reports, key=lambda report: (report.file, report.sha256)):
        if report.state != "scored":
            notes.append(_note(report, report.state, report.reason, matcher.likely_from_file(report.file)))
            continue
        match = matcher.match(report)
        if report.year != year:
            notes.append(_note(report, "other_year", "", (match.unit,) if match.unit else ()))
        elif match.unit:
            of_unit[match.unit].append(Filed(report, match.by or "name", match.note))
        else:
            notes.append(_doubt(report, match))
    filed: dict[str, Filed] = {}
    several: set[str] = set()
    for code, candidates in sorted(of_unit.items()):
        chosen, others = _chosen(code, candidates)
        notes += others
        if chosen is None:
            several.add(code)
        else:
            filed[code] = chosen
    notes.sort(key=lambda note: (note.file, note.sha256))
    perhaps = _by_candidate(notes, lambda note: note.status in ("doubtful", "unusable", "failed"))
    elsewhere = _by_candidate(notes, lambda note: note.status == "other_year")
    files = {code: tuple(note.file for note in found) for code, found in perhaps.items()}
    return Assigned(filed, frozenset(several), tuple(notes), files, elsewhere)


def _chosen(code: str, candidates: Sequence[Filed]) -> tuple[Filed | None, list[DocumentNote]]:
    """The report that counts, if that is certain, and what is said of the others."""
    marked = originals(filed.report.file for filed in candidates)
    notes = [
        _note(filed.report, "marked", "", (code,), marked[filed.report.file])
        for filed in candidates
        if filed.report.file in marked
    ]
    candidates = [filed for filed in candidates if filed.report.file not in marked]
    own = [filed for filed in candidates if filed.by != "office"] or list(candidates)
    notes += [
        _note(filed.report, "doubtful", "office", (code,))
        for filed in candidates
        if all(filed is not one for one in own)
    ]
    versions: dict[str, Filed] = {}
    for filed in own:
        first = versions.setdefault(filed.report.content, filed)
        if first is not filed:
            notes.append(_note(filed.report, "copy", "", (code,), first.report.file))
    if len(versions) == 1:
        return next(iter(versions.values())), notes
    days = [filed.report.submitted_on for filed in versions.values()]
    if all(days) and days.count(max(days)) == 1:
        last = next(filed for filed in versions.values() if filed.report.submitted_on == max(days))
        rest = [filed for filed in versions.values() if filed is not last]
        return last, notes + [_note(f.report, "superseded", "", (code,), last.report.file) for f in rest]
    return None, notes + [_note(filed.report, "several", "", (code,)) for filed in versions.values()]


def _doubt(report: Summary, match: Match) -> DocumentNote:
    return _note(report, "doubtful" if match.candidates else "unmatched", match.doubt, match.candidates)


def _note(
    report: Summary, status: str, why: str, candidates: tuple[str, ...] = (), instead: str = ""
) -> DocumentNote:
    return DocumentNote(
        report.file, report.sha256, status, why, report.unit, report.code, report.year, candidates, instead
    )


def _by_candidate(
    notes: Iterable[DocumentNote], wanted: Callable[[DocumentNote], bool]
) -> dict[str, tuple[DocumentNote, ...]]:
    found: dict[str, list[DocumentNote]] = defaultdict(list)
    for note in notes:
        if wanted(note):
            for code in note.candidates:
                found[code].append(note)
    return {code: tuple(items) for code, items in found.items()}
