"""``compliance rank``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.desk import Desk
from commands.options import rulebook_options
from commands.output import width, write
from commands.words import Command, complain, complain_line
from engine.rank.show import FORMATS, View, show

if TYPE_CHECKING:
    from engine.rank.cards import Results
    from engine.rank.ranking import Ranker
    from engine.rank.roster import Roster
    from engine.rank.standings import Standings
    from engine.rank.words import RosterWords

_MOST_NAMED = 5
_SUFFIXES = {".json": "json", ".csv": "csv", ".xlsx": "xlsx", ".html": "html", ".htm": "html"}


@click.command(cls=Command)
@click.argument("inputs", nargs=-1, required=True, metavar="FOLDER|FILE...")
@click.option("--roster", metavar="FILE")
@click.option("--report-year", type=click.IntRange(1900, 2999), metavar="YEAR")
@click.option("--previous-results", metavar="FOLDER|FILE")
@click.option("--format", "form", type=click.Choice(list(FORMATS)))
@click.option("-o", "--output", metavar="FILE")
@click.option("--explain", "explain_unit", metavar="UNIT")
@click.option("--top", type=click.IntRange(0), default=20, show_default=True, metavar="N")
@click.option("--sheets", type=click.IntRange(0, 2000), default=200, show_default=True, metavar="N")
@rulebook_options
@click.pass_context
def rank(
    ctx: click.Context,
    /,
    inputs: tuple[str, ...],
    roster: str | None,
    report_year: int | None,
    previous_results: str | None,
    form: str | None,
    output: str | None,
    explain_unit: str | None,
    top: int,
    sheets: int,
    **known: Any,
) -> None:
    """Score and rank many reports."""
    from engine.rank.ranking import Asked

    desk = Desk(ctx, **known)
    ranker, words = _ranker(ctx, desk)
    units = _roster(ctx, desk, roster, words) if roster else None
    results = _results(desk, inputs)
    asked = Asked(units, report_year)
    standings = ranker.rank(results.again(), asked)
    if previous_results is not None:
        standings = ranker.against(standings, _before(ctx, desk, ranker, previous_results, units))
    view = View(desk.lang, width(), top, sheets, results.cards)
    if explain_unit is not None:
        desk.worst(write(_explained(ctx, desk, standings, explain_unit, view), output, desk.lang))
    else:
        desk.worst(write(show(form or _form_of(output))(standings, view), output, desk.lang))
    if any(document.status in ("unusable", "failed") for document in standings.documents):
        desk.worst(2)
    ctx.exit(desk.status)


def _form_of(output: str | None) -> str:
    return _SUFFIXES.get(Path(output).suffix.lower(), "table") if output else "table"


def _ranker(ctx: click.Context, desk: Desk) -> tuple[Ranker, RosterWords]:
    from engine.loading import RulebookError
    from engine.loading.roster_words import roster_words
    from engine.rank.ranking import Ranker

    try:
        words = roster_words(desk.root)
    except RulebookError as error:
        complain(None, "cli.bad_rulebook", desk.lang, why=str(error))
        ctx.exit(2)
    return Ranker(desk.engine.book, words), words


def _roster(ctx: click.Context, desk: Desk, file: str, words: RosterWords) -> Roster:
    """The roster in a file; ends the command with everything that is wrong in it."""
    from engine.errors import Unusable
    from engine.rank.roster_file import BadRoster, read_roster
    from engine.readers import content_of

    try:
        return read_roster(content_of(file), words, os.path.basename(file))
    except Unusable as error:
        complain(file, error.key, desk.lang, **error.values)
    except BadRoster as error:
        for problem in error.problems:
            complain_line(None, f"{file}:{problem.text(desk.lang)}")
    ctx.exit(2)


def _before(ctx: click.Context, desk: Desk, ranker: Ranker, named: str, units: Roster | None) -> Standings:
    """Last year's standings, written or made again from its results."""
    from engine.errors import Unusable
    from engine.rank.wire import standings_of
    from engine.readers import content_of

    try:
        return standings_of(content_of(named).decode("utf-8", "replace"))
    except Unusable as error:
        complain(named, error.key, desk.lang, **error.values)
        ctx.exit(2)


def _explained(ctx: click.Context, desk: Desk, standings: Standings, name: str, view: View) -> str:
    """The page of one unit; a name that is not one unit's is said, and ends the command."""
    from engine.rank.names import Names
    from engine.rank.show.unit_page import render

    key = Names(desk.engine.book.leftovers).key
    found = [unit for unit in standings.units if unit.code == name]
    found = found or [unit for unit in standings.units if key(unit.name) == key(name)]
    found = found or [unit for unit in standings.units if key(name) and key(name) in key(unit.name)]
    if len(found) == 1:
        return render(standings, found[0], view)
    if found:
        codes = ", ".join(f"{unit.code} {unit.name}" for unit in found[:_MOST_NAMED])
        complain(None, "rank.several_units", desk.lang, name=name, codes=codes)
    else:
        complain(None, "rank.no_unit", desk.lang, name=name)
    ctx.exit(2)


def _results(desk: Desk, inputs: Sequence[str]) -> Results:
    from engine.batch.plainly import plainly
    from engine.rank.cards import Results

    found = list(plainly(_files(inputs), desk.engine, desk.limits, desk.lang))
    return Results(lambda: found)


def _files(inputs: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in inputs:
        if os.path.isdir(name):
            for folder, folders, files in os.walk(name):
                folders.sort()
                for file in sorted(files):
                    path = os.path.join(folder, file)
                    yield path, os.path.relpath(path, name).replace(os.sep, "/")
        else:
            yield name, name.replace(os.sep, "/")
