"""``compliance serve``."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import click

from commands.options import limit_options
from commands.words import Command, complain, lang_of_locale, say

if TYPE_CHECKING:
    from fastapi import FastAPI

    from engine.limits import Limits
    from engine.rulebook import Lang
    from web.book import Book


_NEEDED = ("fastapi", "uvicorn", "jinja2", "multipart")
_FOR_WORKBENCH = ("sqlalchemy", "alembic", "argon2", "pg8000")


@click.command(cls=Command)
@click.option("--listen", default="127.0.0.1", show_default=True, metavar="ADDRESS")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="PORT")
@click.option("--processes", type=click.IntRange(1, 64), default=2, show_default=True, metavar="N")
@click.option("--open/--no-open", "open_page", default=True, show_default=True)
@click.option("--database", metavar="URL", envvar="COMPLIANCE_DATABASE")
@click.option("--host", "hosts", multiple=True, metavar="NAME")
@click.option("--secure", is_flag=True)
@click.option("--hide-places", is_flag=True)
@click.option("--rulebook", type=click.Path(exists=True, file_okay=False), metavar="DIR")
@click.option("--overlay", multiple=True, metavar="NAME")
@click.option("--lang", type=click.Choice(["zh", "en"]))
@limit_options
@click.pass_context
def serve(
    ctx: click.Context,
    listen: str,
    port: int,
    processes: int,
    open_page: bool,
    database: str | None,
    hosts: tuple[str, ...],
    secure: bool,
    hide_places: bool,
    rulebook: str | None,
    overlay: tuple[str, ...],
    lang: Lang | None,
    limits: Limits,
) -> None:
    """Open the self-check page on this computer, or with a database the reviewers' workbench."""
    lang = lang or lang_of_locale()
    wanted = _NEEDED if database is None else (*_NEEDED, *_FOR_WORKBENCH)
    if any(importlib.util.find_spec(name) is None for name in wanted):
        complain(None, "cli.no_web" if database is None else "cli.no_workbench", lang)
        ctx.exit(2)
    from web.serve import AddressInUse, is_loopback, run

    if database is None and not is_loopback(listen):  # anybody could use what asks for no login
        complain(None, "cli.only_loopback", lang)
        ctx.exit(2)
    if database is None:
        from web.app import Settings, create_app

        app = create_app(Settings(processes=processes, limits=limits))
    else:
        from web.book import Book

        app = _workbench(
            ctx, lang, database, hosts, secure, processes, limits, Book(rulebook or "", overlay), not hide_places
        )
    try:
        run(app, listen, port, open_page, lambda address: click.echo(say("serve.at", address=address)))
    except AddressInUse:
        complain(None, "cli.port_in_use", lang, port=port)
        ctx.exit(2)


def _workbench(
    ctx: click.Context,
    lang: Lang,
    database: str,
    hosts: tuple[str, ...],
    secure: bool,
    processes: int,
    limits: Limits,
    book: Book,
    tell_places: bool,
) -> FastAPI:
    """The workbench on a database; ends the command with one line if it cannot be."""
    from sqlalchemy.exc import SQLAlchemyError

    from engine.loading import RulebookError, UnknownOverlay
    from web.workbench.app import create_workbench
    from web.workbench.database import Database, OutOfDate, UnknownDatabase
    from web.workbench.settings import LOOPBACK, Settings

    try:
        opened = Database(database)
        try:
            opened.check()
        finally:
            opened.close()
        return create_workbench(
            Settings(database, (*LOOPBACK, *hosts), secure, processes, limits, book=book, tell_places=tell_places)
        )
    except UnknownDatabase:
        complain(None, "database.unknown", lang)
    except OutOfDate as error:
        complain(None, "database.newer" if error.newer else "database.older", lang)
    except SQLAlchemyError as error:
        complain(None, "database.unreachable", lang, why=type(error).__name__)
    except (RulebookError, UnknownOverlay) as error:
        complain(None, "cli.bad_rulebook", lang, why=str(error))
    ctx.exit(2)
