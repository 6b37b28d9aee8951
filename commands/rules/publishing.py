"""``compliance rules docs|schema|diff``: what others see of the rules, and of a change of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.desk import Desk
from commands.options import document_options, rulebook_options, table_or_json
from commands.output import write
from commands.words import Command, complain, lang_of_locale

if TYPE_CHECKING:
    from engine.rulebook import Lang


@click.command(cls=Command)
@click.option("--check", is_flag=True)
@click.option("-o", "--output", metavar="FOLDER", default="docs/rules", show_default=True)
@click.option("--cases", metavar="FOLDER")
@rulebook_options
@click.pass_context
def docs(ctx: click.Context, /, check: bool, output: str, cases: str | None, **known: Any) -> None:
    """Write the documentation of the rules, or check that it is up to date."""
    from engine.authoring.pages import pages
    from engine.authoring.publish import stale, write_pages
    from engine.authoring.regulation import rows_of
    from engine.cases import CaseError, all_cases, cases_beside
    from engine.errors import Unusable
    from engine.loading import RulebookError, default_root, read_files

    desk = Desk(ctx, **known)
    root = Path(known["rulebook"] or default_root())
    folder = Path(cases) if cases else cases_beside(root)
    try:
        texts = {name: content.decode() for name, content in read_files(root).items()}
        found = pages(desk.engine, all_cases(folder), rows_of(texts))
    except (CaseError, RulebookError, Unusable, ValueError, TypeError) as error:
        complain(None, "test.unusable", desk.lang, why=str(error))
        ctx.exit(2)
    top = Path(output)
    if check:
        old = stale(found, top)
        for path in old:
            complain(None, "docs.stale", desk.lang, path=path)
        if not old:
            complain(None, "docs.fresh", desk.lang, count=len(found))
        ctx.exit(int(bool(old)))
    try:
        gone = write_pages(found, top)
    except OSError as error:
        complain(output, "cli.cannot_write", desk.lang, why=error.strerror or str(error))
        ctx.exit(2)
    complain(None, "docs.written", desk.lang, count=len(found), gone=gone)


@click.command(cls=Command)
@click.option("-o", "--output", metavar="FOLDER", default="schema", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]))
@click.pass_context
def schema(ctx: click.Context, /, output: str, lang: Lang | None) -> None:
    """Write the JSON Schemas of rule, form and case files."""
    from engine.schemas import schemas
    from engine.schemas import write as write_schemas

    language = lang or lang_of_locale()
    try:
        write_schemas(Path(output))
    except OSError as error:
        complain(output, "cli.cannot_write", language, why=error.strerror or str(error))
        ctx.exit(2)
    complain(None, "docs.written", language, count=len(schemas()), gone=0)


@click.command(cls=Command)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("files", nargs=-1, required=True, metavar="REPORT...")
@table_or_json
@document_options
@click.pass_context
def diff(ctx: click.Context, /, old: str, new: str, files: tuple[str, ...], form: str, **known: Any) -> None:
    """Compare two versions of the rules on the same reports."""
    from engine.authoring.differing import as_json, as_table, differences

    before, after = (Desk(ctx, **{**known, "rulebook": folder}) for folder in (old, new))
    scored = []
    for file in files:
        first = before.scored(file)
        second = after.scored(file) if first is not None else None
        if first is not None and second is not None:
            scored.append((file, first.card, second.card))
    status = max(before.status, after.status)
    found = differences([s[0] for s in scored], [s[1] for s in scored], [s[2] for s in scored])
    if scored:
        text = as_json(found) if form == "json" else as_table(found, before.lang) if found else ""
        status = max(status, write(text, None, before.lang))
        complain(None, "diff.summary", before.lang, reports=len(scored), count=len(found))
    ctx.exit(max(status, int(bool(found))))
