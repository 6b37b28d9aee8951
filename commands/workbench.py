"""``compliance workbench``: what an administrator does on the server's own terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import click

from commands.words import Command, Group, complain, complain_line, lang_of_locale, say

if TYPE_CHECKING:
    from web.workbench.database import Database

_ROLES = ("submitter", "reviewer", "administrator")
_database = click.option("--database", metavar="URL", envvar="COMPLIANCE_DATABASE", required=True)


@click.group(cls=Group)
def workbench() -> None:
    """Administer the workbench."""


@workbench.command(cls=Command)
@_database
def upgrade(database: str) -> None:
    """Make the tables of a new database, or bring those of an older version up to date."""
    with _opened(database, check=False) as opened:
        opened.upgrade()


@workbench.command(cls=Command)
@_database
@click.option("--role", type=click.Choice(_ROLES), required=True)
@click.option("--unit-code", metavar="CODE")
@click.option("--region", default="", metavar="A/B")
@click.argument("name")
def account(database: str, role: str, unit_code: str | None, region: str, name: str) -> None:
    """Add an account; its password is asked for, or is the first line of standard input."""
    from web.workbench.accounts import BadAccount, add_account
    from web.workbench.passwords import WeakPassword

    with _opened(database) as opened:
        if sys.stdin.isatty():
            password = click.prompt(say("workbench.password"), hide_input=True, confirmation_prompt=True)
        else:
            password = sys.stdin.readline().rstrip("\r\n")
        try:
            with opened.writing() as session:
                add_account(session, "", name, password, role, unit_code, region)  # type: ignore[arg-type]
        except BadAccount as error:
            _fail(error.key)
        except WeakPassword:
            _fail("account.weak")


@workbench.command(cls=Command)
@_database
@click.option("--rulebook", type=click.Path(exists=True, file_okay=False), metavar="DIR")
@click.argument("roster_file", type=click.Path(exists=True, dir_okay=False))
def roster(database: str, rulebook: str | None, roster_file: str) -> None:
    """Bring in the roster of units; those that it no longer has stay, but owe no report."""
    from pathlib import Path

    from engine.loading import default_root
    from engine.loading.roster_words import roster_words
    from engine.rank.roster_file import BadRoster, read_roster
    from web.workbench.roster import bring_in

    with _opened(database) as opened:
        path = Path(roster_file)
        try:
            found = read_roster(
                path.read_bytes(), roster_words(Path(rulebook) if rulebook else default_root()), path.name
            )
        except BadRoster as error:
            for problem in error.problems:
                complain_line(None, f"{roster_file}:{problem.text(lang_of_locale())}")
            sys.exit(2)
        with opened.writing() as session:
            bring_in(session, "", found)


@workbench.command(cls=Command)
@_database
def verify(database: str) -> None:
    """Check that no record of the audit log was changed or taken out; exit status 1 if one was."""
    from web.workbench.audit import broken

    with _opened(database) as opened, opened.reading() as session:
        found = list(broken(session))
    for number in found:
        complain(None, "workbench.broken_record", lang_of_locale(), number=number)
    sys.exit(1 if found else 0)


@contextmanager
def _opened(address: str, check: bool = True) -> Iterator[Database]:
    """The database, open; ends the command with one line if it cannot be used."""
    try:
        from sqlalchemy.exc import SQLAlchemyError

        from web.workbench.database import Database, OutOfDate, UnknownDatabase
    except ImportError:
        _fail("cli.no_workbench")
    try:
        opened = Database(address)
    except UnknownDatabase:
        _fail("database.unknown")
    try:
        if check:
            opened.check()
        yield opened
    except OutOfDate as error:
        _fail("database.newer" if error.newer else "database.older")
    except SQLAlchemyError as error:
        _fail("database.unreachable", why=type(error).__name__)
    finally:
        opened.close()


def _fail(key: str, **values: object) -> NoReturn:
    """Says why, and ends the command."""
    complain(None, key, lang_of_locale(), **values)
    sys.exit(2)
