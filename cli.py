"""The ``compliance`` command: thin; it parses, calls the engine, prints and chooses the exit status.

Exit status: 0 no gap at or above ``--fail-on``; 1 there is one, or the score is under
``--fail-under``; 2 the command or an input could not be used; 3 a rule could not be run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import re
import shutil
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from engine.version import VERSION

if TYPE_CHECKING:
    from engine.rulebook import Lang
    from engine.scorecard import Scorecard

_RANKS = {"error": 0, "warning": 1, "info": 2}


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    with contextlib.suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return dt.date.fromisoformat(value)
    raise click.BadParameter(_say("cli.bad_date", value=value))


def _number(ctx: click.Context, param: click.Parameter, value: str | None) -> Decimal | None:
    if value is None:
        return None
    with contextlib.suppress(InvalidOperation):
        number = Decimal(value)
        if number.is_finite():
            return number
    raise click.BadParameter(_say("cli.bad_number", value=value))


class _Command(click.Command):
    """A command whose help comes from the catalogue, in the language of the user."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _localise(self)
        super().format_help(ctx, formatter)


class _Group(click.Group):
    """A group of such commands."""

    command_class = _Command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for command in (self, *self.commands.values()):
            _localise(command)
        super().format_help(ctx, formatter)


def _localise(command: click.Command) -> None:
    command.help = _say(f"help.{command.name}")
    for param in command.params:
        if isinstance(param, click.Option) and param.name not in ("help", "version"):
            param.help = _say(f"help.{command.name}.{param.name}")


@click.group("compliance", cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="compliance")
def main() -> None:
    """Score annual reports on government-information disclosure."""


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("-o", "--output", metavar="FILE")
@click.option("--rulebook", metavar="FOLDER")
@click.option("--published-on", callback=_date, metavar="YYYY-MM-DD")
@click.option("--submitted-on", callback=_date, metavar="YYYY-MM-DD")
@click.option("--kind", type=click.Choice(["government", "department", "township", "organisation"]))
@click.option("--level", type=click.Choice(["province", "prefecture", "county", "township"]))
@click.option("--lang", type=click.Choice(["zh", "en"]))
@click.option("--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True)
@click.option("--fail-under", callback=_number, metavar="N")
@click.option("--no-color", is_flag=True)
@click.option("-q", "--quiet", is_flag=True)
@click.pass_context
def score(
    ctx: click.Context,
    files: tuple[str, ...],
    form: str,
    output: str | None,
    rulebook: str | None,
    published_on: dt.date | None,
    submitted_on: dt.date | None,
    kind: Literal["government", "department", "township", "organisation"] | None,
    level: Literal["province", "prefecture", "county", "township"] | None,
    lang: Lang | None,
    fail_on: str,
    fail_under: Decimal | None,
    no_color: bool,
    quiet: bool,
) -> None:
    """Score reports (report.json or plain text; - is standard input) and list their gaps."""
    from engine.errors import Unusable
    from engine.loading import RulebookError, load_rulebook
    from engine.readers import read_file
    from engine.score import Engine, Given, NoForm

    lang = lang or _lang_of_locale()
    try:
        engine = Engine(load_rulebook(Path(rulebook) if rulebook else None))
    except (RulebookError, ValueError, OSError) as error:
        _complain(None, "cli.bad_rulebook", lang, why=str(error))
        ctx.exit(2)
    given = Given(kind=kind, level=level, published_on=published_on, submitted_on=submitted_on)
    cards: list[Scorecard] = []
    status = 0
    for file in files:
        try:
            cards.append(engine.score(read_file(file, engine.book), given, lang))
        except Unusable as error:
            _complain(file, error.key, lang, **error.values)
            status = 2
        except NoForm as error:
            _complain(file, "report.no_form", lang, year=error.year, first=error.first, last=error.last)
            status = 2
    if cards and not (quiet and output is None):
        status = max(status, _write(cards, form, output, lang, len(files) > 1))
    ctx.exit(max(status, _verdict(cards, fail_on, fail_under, lang)))


def _verdict(cards: list[Scorecard], fail_on: str, fail_under: Decimal | None, lang: Lang) -> int:
    failed = [rule for card in cards for rule in card.rules if rule.status == "error"]
    if failed:
        _complain(None, "cli.rule_failed", lang, count=len(failed), why=failed[0].reason)
        return 3
    worst = _RANKS.get(fail_on, -1)
    gaps = any(f.status == "gap" and _RANKS[f.severity] <= worst for card in cards for f in card.findings)
    under = fail_under is not None and any(card.score is None or card.score < fail_under for card in cards)
    return int(gaps or under)


def _write(cards: list[Scorecard], form: str, output: str | None, lang: Lang, several: bool) -> int:
    from engine.reporters import REPORTERS

    width = max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))
    text = REPORTERS[form](cards, lang, width, several)
    try:
        if output is None:
            _print(text)
        else:
            Path(output).write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except BrokenPipeError:  # the reader of the pipe had enough
        _forget_stdout()
    except (OSError, ValueError) as error:
        if output is None:
            _forget_stdout()
        why = getattr(error, "strerror", None) or str(error)
        _complain("-" if output is None else output, "cli.cannot_write", lang, why=why)
        return 2
    return 0


def _forget_stdout() -> None:
    """Keeps the interpreter from complaining at exit of what it could not write."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print(text: str) -> None:
    """Writes UTF-8 whatever the locale says: a report is Chinese, and a program expects UTF-8."""
    stream = sys.stdout
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    stream.write(text)
    stream.flush()


def _complain(file: str | None, key: str, lang: Lang, **values: Any) -> None:
    """One line on standard error, with the file's name."""
    from engine.catalogue import one_line, say
    from engine.json_text import printable

    line = one_line(say(key, lang, **values))
    if file is not None:
        line = f"{printable(file) or repr(file)}: {line}"
    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    with contextlib.suppress(OSError):
        click.echo(line, err=True)


def _say(key: str, **values: Any) -> str:
    """A text of the catalogue in the language of the locale, before --lang is known."""
    from engine.catalogue import say

    return say(key, _lang_of_locale(), **values)


def _lang_of_locale() -> Lang:
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if name.lower().startswith("en") else "zh"


if __name__ == "__main__":
    main()
