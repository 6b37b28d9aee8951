"""What is laid beside a report on the command line: last year's report, another copy, reports of other units."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from commands.peers import read_peers
from commands.words import complain
from engine.values import dataclass

if TYPE_CHECKING:
    from commands.desk import Desk
    from commands.options import Named
    from engine.beside import Beside
    from engine.previous import Search
    from engine.reading import Reading
    from engine.report import Report


@dataclass(frozen=True, slots=True)
class Others:
    """Files given beside a report, ``peers`` already read; ``search`` looks for last year's where none is given."""

    previous: str | None = None
    copy: str | None = None
    search: Search | None = None
    peers: tuple[Reading, ...] = ()

    @property
    def alike(self) -> bool:
        """Whether all files that are scored have the same beside them."""
        return self.previous is None and self.copy is None


NO_OTHERS = Others()


def others_of(ctx: click.Context, desk: Desk, files: int, named: Named) -> Others:
    """What the options say; ends the command where they do not go together."""
    fault = _fault(files, named)
    if fault is not None:
        complain(None, fault, desk.lang)
        ctx.exit(2)
    search = None if named.no_previous or named.previous else _search(desk)
    return Others(named.previous, named.copy, search, read_peers(desk, named.peers))


def _fault(files: int, named: Named) -> str | None:
    """The text that says why these options do not go together."""
    if files > 1 and (named.previous or named.copy):
        return "cli.previous_several"
    return "cli.previous_and_not" if named.previous and named.no_previous else None


def _search(desk: Desk) -> Search:
    from engine.previous import Search

    return Search(desk.engine.book, desk.limits)


def lay(desk: Desk, file: str, reading: Reading, others: Others) -> tuple[Reading, Beside] | None:
    """The reading, with what is to be said of the search, and what is beside it; ``None`` if that cannot be used."""
    from engine.beside import Beside

    report = desk.given.over(reading.report)
    previous = copy = None
    if others.previous is not None:
        previous = _given(desk, others.previous, report, report.year - 1)
        if previous is None:
            return None
    elif others.search is not None:
        previous, notices = others.search.previous(file, report)
        reading = replace(reading, notices=(*reading.notices, *notices))
    if others.copy is not None:
        copy = _given(desk, others.copy, report, report.year)
        if copy is None:
            return None
    return reading, Beside(previous, copy, others.peers)


def _given(desk: Desk, file: str, report: Report, year: int) -> Reading | None:
    """A report given beside another: refused unless it is on ``year``; of another unit, only that is said."""
    from engine.beside import same_unit

    found = desk.read_other(file)
    if found is None:
        return None
    if found.report.year != year:
        complain(file, "cli.previous_year", desk.lang, found=found.report.year, expected=year)
        desk.worst(2)
        return None
    if not same_unit(found.report.unit, report.unit):
        names = {"found": found.report.unit.name, "expected": report.unit.name}
        complain(file, "cli.other_unit", desk.lang, **names)
    return found
