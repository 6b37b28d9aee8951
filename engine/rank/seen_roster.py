"""A roster made of the reports themselves, where none is given: nobody is missing then."""

from __future__ import annotations

from collections.abc import Iterable

from engine.rank.names import Names
from engine.rank.roster import Roster, RosterUnit, roster_of
from engine.rank.summary import Summary


def roster_of_reports(reports: Iterable[Summary], names: Names, unnamed: str, year: int | None) -> Roster:
    """The units that reports on ``year`` are of: by code, else by name and region."""
    units: dict[str, RosterUnit] = {}
    codes: dict[tuple[str, str], str] = {}
    nameless = names.key(unnamed)
    scored = (report for report in reports if report.state == "scored" and report.year == year)
    # Those with a code come first, so that another version without it is of the same unit.
    for report in sorted(scored, key=lambda report: (not report.code, report.file, report.sha256)):
        key = names.key(report.unit)
        if key == nameless:
            key = ""
        if not key and not report.code:
            continue
        known = codes.get((key, report.region)) if key else None
        code = report.code or known or " ".join(filter(None, (report.unit, report.region)))
        if key:
            codes.setdefault((key, report.region), code)
        units.setdefault(
            code,
            RosterUnit(
                code, report.unit if key else code, kind=report.kind, level=report.level, region=report.region
            ),
        )
    return roster_of(units)
