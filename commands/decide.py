"""``compliance decide``."""

from __future__ import annotations

from typing import Any

import click

from commands.beside import others_of
from commands.desk import Desk
from commands.options import Named, beside_options, decision_options, document_options
from commands.output import keep_existing, write
from commands.words import Command


@click.command(cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-o", "--output", metavar="FILE")
@click.option("--force", is_flag=True)
@document_options
@decision_options
@beside_options
@click.pass_context
def decide(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    output: str | None,
    force: bool,
    named: Named,
    **known: Any,
) -> None:
    """Write a decision file to be filled in: an entry for each finding that is not decided yet."""
    from engine.reporters.skeleton import skeleton

    desk = Desk(ctx, **known)
    keep_existing(ctx, output, force, desk.lang)
    others = others_of(ctx, desk, len(files), named)
    cards = [found.card for file in files if (found := desk.scored(file, others)) is not None]
    if cards:
        desk.worst(write(skeleton(cards, desk.lang), output, desk.lang))
    ctx.exit(desk.status)
