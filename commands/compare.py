"""``compliance compare``."""

from __future__ import annotations

from typing import Any

import click

from commands.desk import Desk
from commands.options import document_options
from commands.output import width, write
from commands.words import Command


@click.command(cls=Command)
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("-o", "--output", metavar="FILE")
@document_options
@click.pass_context
def compare(ctx: click.Context, /, before: str, after: str, form: str, output: str | None, **known: Any) -> None:
    """Compare two versions, or two years, of a report: tables, text, findings, score."""
    from engine.compare import compare as compared
    from engine.reporters.comparison import render, render_json

    desk = Desk(ctx, apart=True, **known)
    first, second = desk.scored(before), desk.scored(after)
    if first is None or second is None:
        ctx.exit(2)
    found = compared(desk.engine.book, first, second, desk.lang)
    text = render_json(found) if form == "json" else render(found, (before, after), desk.lang, width())
    ctx.exit(write(text, output, desk.lang))
