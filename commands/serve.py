"""``compliance serve``."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import click

from commands.options import limit_options
from commands.words import Command, complain, lang_of_locale, say

if TYPE_CHECKING:
    from engine.limits import Limits
    from engine.rulebook import Lang

_NEEDED = ("fastapi", "uvicorn", "jinja2", "multipart")


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="PORT")
@click.option("--processes", type=click.IntRange(1, 64), default=2, show_default=True, metavar="N")
@click.option("--open/--no-open", "open_page", default=True, show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]))
@limit_options
@click.pass_context
def serve(ctx: click.Context, port: int, processes: int, limits: Limits, open_page: bool, lang: Lang | None) -> None:
    """Open the self-check page on this computer: nothing is stored, nothing leaves it."""
    if any(importlib.util.find_spec(name) is None for name in _NEEDED):
        complain(None, "cli.no_web", lang or lang_of_locale())
        ctx.exit(2)
    from web.serve import AddressInUse, run

    try:
        run(port, processes, limits, open_page, lambda address: click.echo(say("serve.at", address=address)))
    except AddressInUse:
        complain(None, "cli.port_in_use", lang or lang_of_locale(), port=port)
        ctx.exit(2)
