"""``compliance rank``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.batch import scored_folder
from commands.desk import Desk
from commands.options import Batch, batch_options, decision_options, rulebook_options
from commands.output import form_of, width, write
from commands.words import Command, complain, complain_line, progress
from engine.rank.show import FORMATS, View, show

if TYPE_CHECKING:
    from engine.rank.cards import Results
    from engine.rank.ranking import Ranker
    from engine.rank.roster import Roster
    from engine.rank.standings import Standings
    from engine.rank.words import RosterWords

_MOST_NAMED = 5


@click.command(cls=Command)
@click.argument("inputs", nargs=-1, metavar="FOLDER|FILE...")
@click.option("--roster", metavar="FILE")
@click.option("--report-year", type=click.IntRange(1900, 2999), metavar="YEAR")
@click.option("--previous-results", metavar="FOLDER|FILE")
@click.option("--format", "form", type=click.Choice(list(FORMATS)))
@click.option("-o", "--output", metavar="FILE")
@click.option("--notices", metavar="FOLDER")
@click.option("--no-checks", is_flag=True)
@click.option("--explain", "explain_unit", metavar="UNIT")
@click.option("--top", type=click.IntRange(0), default=20, show_default=True, metavar="N")
@click.option("--sheets", type=click.IntRange(0, 2000), default=200, show_default=True, metavar="N")
@batch_options
@decision_options
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
    notices: str | None,
    no_checks: bool,
    explain_unit: str | None,
    top: int,
    sheets: int,
    batch: Batch,
    **known: Any,
) -> None:
    """Score and rank many reports."""
    from engine.batch.results import read_results
    from engine.rank.cards import Results
    from engine.rank.ranking import Asked
    from engine.rank.told import told_by

    if not inputs and not batch.lists:
        raise click.MissingParameter(ctx=ctx, param=ctx.command.params[0])
    desk = Desk(ctx, **known)
    if notices is not None:
        _check_empty(ctx, desk, notices)
    ranker, words = _ranker(ctx, desk)
    units = _roster(ctx, desk, roster, words) if roster else None
    before = _before(ctx, desk, ranker, previous_results, units) if previous_results else None
    told = told_by(units, ranker.names) if units is not None else None
    with scored_folder(ctx, desk, inputs, batch, told) as folder:
        results = Results(lambda: read_results(folder))
        standings = ranker.rank(results.again(), Asked(units, report_year))
        standings = ranker.against(standings, before) if before is not None else standings
        if not no_checks:
            standings = _checked(desk, standings, results, units, batch)
        _complain(desk, standings)
        view = View(desk.lang, width(), top, sheets, results.cards)
        if explain_unit is not None:
            desk.worst(write(_explained(ctx, desk, standings, explain_unit, view), output, desk.lang))
        else:
            desk.worst(write(show(form or form_of(output, FORMATS))(standings, view), output, desk.lang))
        if notices is not None:
            _write_notices(desk, standings, results, notices)
    ctx.exit(desk.status)


def _checked(desk: Desk, standings: Standings, results: Results, roster: Roster | None, batch: Batch) -> Standings:
    """The standings with what was found across reports; what cannot be looked for is said."""
    from engine.batch.pool import cores
    from engine.errors import Unusable
    from engine.rank.across import with_checks

    members = roster.units.values() if roster is not None else ()
    workers = batch.workers or cores()
    try:
        return with_checks(standings, results, desk.engine.book, members, desk.lang, workers)
    except OSError as error:
        complain(None, "rank.no_checks", desk.lang, why=error.strerror or str(error))
    except Unusable as error:
        complain(None, error.key, desk.lang, **error.values)
    desk.worst(2)
    return standings


def _check_empty(ctx: click.Context, desk: Desk, folder: str) -> None:
    """Ends the command where letters would come to lie among other files."""
    if os.path.exists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        complain(folder, "rank.notices_not_empty", desk.lang)
        ctx.exit(2)


def _write_notices(desk: Desk, standings: Standings, results: Results, folder: str) -> None:
    """Writes a letter for each unit that has a report."""
    from engine.rank.notices import letters

    count = sum(bool(unit.file) for unit in standings.units)
    try:
        os.makedirs(folder, exist_ok=True)
        for done, (name, content) in enumerate(letters(standings, results, desk.engine, desk.lang), 1):
            progress(done, count, name)
            Path(folder, name).write_bytes(content)
    except OSError as error:
        complain(folder, "cli.cannot_write", desk.lang, why=error.strerror or str(error))
        desk.worst(2)
    progress(0, 0, "")


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
    """Last year's standings: as they were written, or made from its results by the same roster."""
    from engine.batch.results import parts_of, read_results
    from engine.errors import Unusable
    from engine.rank.ranking import Asked
    from engine.rank.wire import standings_of
    from engine.readers import content_of

    try:
        if os.path.isdir(named):
            folder = next((found for found in (Path(named), Path(named, "results")) if parts_of(found)), None)
            if folder is None:
                raise Unusable("rank.no_results")
            return ranker.rank(read_results(folder), Asked(units))
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


def _complain(desk: Desk, standings: Standings) -> None:
    """Says of each document that could not be used why; the others are ranked all the same."""
    for document in standings.documents:
        if document.status in ("unusable", "failed"):
            complain_line(document.file, document.why)
            desk.worst(2)
