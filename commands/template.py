"""``compliance template``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.desk import Desk
from commands.output import keep_existing, write
from commands.words import Command, complain

if TYPE_CHECKING:
    from engine.rulebook import Lang


@click.command(cls=Command)
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("-o", "--output", required=True, metavar="FILE")
@click.option("--force", is_flag=True)
@click.option("--rulebook", metavar="FOLDER")
@click.option("--lang", type=click.Choice(["zh", "en"]))
@click.pass_context
def template(
    ctx: click.Context, year: int, output: str, force: bool, rulebook: str | None, lang: Lang | None
) -> None:
    """Write the official blank form of a report year, to be filled in: .docx, .xlsx or .json."""
    from engine.errors import Unusable
    from engine.template import FORMATS, write_template

    desk = Desk(ctx, rulebook=rulebook, lang=lang)
    suffix = Path(output).suffix.lower().lstrip(".")
    if suffix not in FORMATS:
        complain(output, "cli.template_format", desk.lang, formats=", ".join(f".{name}" for name in FORMATS))
        ctx.exit(2)
    keep_existing(ctx, output, force, desk.lang)
    try:
        content = write_template(desk.engine.form_tools(year).form, year, suffix)
    except Unusable as error:
        complain(None, error.key, desk.lang, **error.values)
        ctx.exit(2)
    ctx.exit(write(content, output, desk.lang))
