"""``compliance decide``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from commands.beside import others_of
from commands.desk import Desk
from commands.options import beside_options, decision_options, document_options
from commands.output import write
from commands.words import Command, complain


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
    previous: str | None,
    no_previous: bool,
    copy: str | None,
    peers: tuple[str, ...],
    **known: Any,
) -> None:
    """Write a decision file to be filled in: an entry for each finding that is not decided yet."""
    from engine.reporters.skeleton import skeleton

    desk = Desk(ctx, **known)
    if output is not None and Path(output).exists() and not force:
        complain(output, "cli.exists", desk.lang)
        ctx.exit(2)
    others = others_of(ctx, desk, len(files), previous, copy, no_previous, peers)
    cards = [card for file in files if (card := desk.score(file, others)) is not None]
    if cards:
        desk.worst(write(skeleton(cards, desk.lang), output, desk.lang))
    ctx.exit(desk.status)
