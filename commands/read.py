"""``compliance read``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from commands.desk import Desk
from commands.options import document_options
from commands.output import write
from commands.words import Command, complain_line


@click.command(cls=Command)
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE")
@click.option("--explain", is_flag=True)
@document_options
@click.pass_context
def read(ctx: click.Context, /, file: str, output: str | None, explain: bool, **known: Any) -> None:
    """Read a document as report.json; what could not be read goes to standard error."""
    from engine.json_text import dumps
    from engine.reporters.reading import explained, unread

    desk = Desk(ctx, **known)
    reading = desk.read(file)
    if reading is not None:
        reading = replace(reading, report=desk.given.over(reading.report))
        form = desk.engine.book.form(reading.report.year) or desk.engine.book.forms[-1]
        for line in unread(reading, form, desk.lang):
            complain_line(file, line)
        if explain:
            desk.worst(write(explained(reading, form, desk.lang), None, desk.lang))
        if output is not None or not explain:
            desk.worst(write(dumps(reading.report.dump(), indent=2) + "\n", output, desk.lang))
    ctx.exit(desk.status)
