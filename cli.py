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
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.reading import Reading
    from engine.rulebook import Lang
    from engine.scorecard import Scorecard

    _Function = Callable[..., None]

_LONGEST = 200  # characters of a name or a title
_RANKS = {"error": 0, "warning": 1, "info": 2}


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    with contextlib.suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return dt.date.fromisoformat(value)
    raise click.BadParameter(_say("cli.bad_date", value=value))


def _period(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[dt.date, dt.date] | None:
    if value is None:
        return None
    first, last = (_date(ctx, param, day) for day in (value.partition("..")[0], value.partition("..")[2]))
    if first is None or last is None or last < first:
        raise click.BadParameter(_say("cli.bad_period", value=value))
    return first, last


def _number(ctx: click.Context, param: click.Parameter, value: str | None) -> Decimal | None:
    if value is None:
        return None
    with contextlib.suppress(InvalidOperation):
        number = Decimal(value)
        if number.is_finite():
            return number
    raise click.BadParameter(_say("cli.bad_number", value=value))


def _short(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not 0 < len(value.strip()) <= _LONGEST:
        raise click.BadParameter(_say("cli.bad_text", most=_LONGEST))
    return value


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
    """Puts the help into words; an option means the same in every command that has it."""
    command.help = _say(f"help.{command.name}")
    for param in command.params:
        if isinstance(param, click.Option) and param.name not in ("help", "version"):
            param.help = _say(f"help.option.{param.name}")


@click.group("compliance", cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="compliance")
def main() -> None:
    """Score annual reports on government-information disclosure."""


def _document_options(command: _Function) -> _Function:
    """What every command that reads documents takes: what the user knows better, limits, rulebook, language."""
    options = [
        click.option("--rulebook", metavar="FOLDER"),
        click.option("--unit", callback=_short, metavar="NAME"),
        click.option("--year", type=click.IntRange(1900, 2999), metavar="YEAR"),
        click.option("--title", callback=_short, metavar="TEXT"),
        click.option("--period", callback=_period, metavar="FROM..TO"),
        click.option("--published-on", callback=_date, metavar="YYYY-MM-DD"),
        click.option("--submitted-on", callback=_date, metavar="YYYY-MM-DD"),
        click.option("--kind", type=click.Choice(["government", "department", "township", "organisation"])),
        click.option("--level", type=click.Choice(["province", "prefecture", "county", "township"])),
        click.option("--time-limit", type=click.IntRange(1), default=60, show_default=True, metavar="SECONDS"),
        click.option("--memory-limit", type=click.IntRange(128), default=1024, show_default=True, metavar="MB"),
        click.option("--lang", type=click.Choice(["zh", "en"])),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("-o", "--output", metavar="FILE")
@_document_options
@click.option("--fail-on", type=click.Choice(["error", "warning", "never"]), default="error", show_default=True)
@click.option("--fail-under", callback=_number, metavar="N")
@click.option("--no-color", is_flag=True)
@click.option("-q", "--quiet", is_flag=True)
@click.pass_context
def score(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    form: str,
    output: str | None,
    fail_on: str,
    fail_under: Decimal | None,
    no_color: bool,
    quiet: bool,
    **known: Any,
) -> None:
    """Score reports (Word, PDF, web page, workbook, scan, text or report.json; - is standard input)."""
    desk = _Desk(ctx, **known)
    cards = [card for file in files if (card := desk.score(file)) is not None]
    if cards and not (quiet and output is None):
        desk.worst(_write(_report_of(cards, form, desk.lang, len(files) > 1), output, desk.lang))
    ctx.exit(max(desk.status, _verdict(cards, fail_on, fail_under, desk.lang)))


@main.command()
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE")
@click.option("--explain", is_flag=True)
@_document_options
@click.pass_context
def read(ctx: click.Context, /, file: str, output: str | None, explain: bool, **known: Any) -> None:
    """Read a document as report.json; what could not be read goes to standard error."""
    from engine.json_text import dumps
    from engine.reporters.reading import explained, unread

    desk = _Desk(ctx, **known)
    reading = desk.read(file)
    if reading is not None:
        reading = replace(reading, report=desk.given.over(reading.report))
        form = desk.engine.book.form(reading.report.year) or desk.engine.book.forms[-1]
        for line in unread(reading, form, desk.lang):
            _complain_line(file, line)
        if explain:
            desk.worst(_write(explained(reading, form, desk.lang), None, desk.lang))
        if output is not None or not explain:
            desk.worst(_write(dumps(reading.report.dump(), indent=2) + "\n", output, desk.lang))
    ctx.exit(desk.status)


@main.command()
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
    from engine.score import NoForm
    from engine.template import FORMATS, write_template

    desk = _Desk(ctx, rulebook=rulebook, lang=lang)
    suffix = Path(output).suffix.lower().lstrip(".")
    if suffix not in FORMATS:
        _complain(output, "cli.template_format", desk.lang, formats=", ".join(f".{name}" for name in FORMATS))
        ctx.exit(2)
    if Path(output).exists() and not force:
        _complain(output, "cli.exists", desk.lang)
        ctx.exit(2)
    try:
        content = write_template(desk.engine.form_tools(year).form, year, suffix)
    except NoForm as error:
        _complain(None, "report.no_form", desk.lang, year=error.year, first=error.first, last=error.last)
        ctx.exit(2)
    ctx.exit(_write(content, output, desk.lang))


class _Desk:
    """One run of a command: the engine, what the user knows, and the worst exit status so far."""

    def __init__(
        self,
        ctx: click.Context,
        *,
        rulebook: str | None,
        lang: Lang | None,
        time_limit: int = 60,
        memory_limit: int = 1024,
        **known: Any,
    ) -> None:
        from engine.given import Given
        from engine.loading import RulebookError, load_rulebook
        from engine.readers import Limits
        from engine.score import Engine

        self.lang: Lang = lang or _lang_of_locale()
        self.status = 0
        self.given = Given(**known)
        self.limits = Limits(time_limit, memory_limit)
        try:
            self.engine = Engine(load_rulebook(Path(rulebook) if rulebook else None))
        except (RulebookError, ValueError, OSError) as error:
            _complain(None, "cli.bad_rulebook", self.lang, why=str(error))
            ctx.exit(2)

    def read(self, file: str) -> Reading | None:
        """What is read in a file; ``None`` if it cannot be used, which is said."""
        from engine.errors import Unusable
        from engine.readers import read_file

        try:
            return read_file(file, self.engine.book, self.limits, self.given.year)
        except Unusable as error:
            _complain(file, error.key, self.lang, **error.values)
            self.worst(2)
            return None

    def score(self, file: str) -> Scorecard | None:
        """The scorecard of a file; ``None`` if it cannot be used, which is said."""
        from engine.score import NoForm

        reading = self.read(file)
        if reading is None:
            return None
        try:
            return self.engine.score(reading, self.given, self.lang)
        except NoForm as error:
            _complain(file, "report.no_form", self.lang, year=error.year, first=error.first, last=error.last)
            self.worst(2)
            return None

    def worst(self, status: int) -> None:
        """Remembers an exit status if it is worse."""
        self.status = max(self.status, status)


def _verdict(cards: list[Scorecard], fail_on: str, fail_under: Decimal | None, lang: Lang) -> int:
    failed = [rule for card in cards for rule in card.rules if rule.status == "error"]
    if failed:
        _complain(None, "cli.rule_failed", lang, count=len(failed), why=failed[0].reason)
        return 3
    worst = _RANKS.get(fail_on, -1)
    gaps = any(f.status == "gap" and _RANKS[f.severity] <= worst for card in cards for f in card.findings)
    under = fail_under is not None and any(card.score is None or card.score < fail_under for card in cards)
    return int(gaps or under)


def _report_of(cards: list[Scorecard], form: str, lang: Lang, several: bool) -> str:
    from engine.reporters import REPORTERS

    width = max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))
    return REPORTERS[form](cards, lang, width, several)


def _write(content: str | bytes, output: str | None, lang: Lang) -> int:
    """Writes to a file or to standard output; the exit status."""
    try:
        if isinstance(content, bytes):
            Path(str(output)).write_bytes(content)
        elif output is None:
            _print(content)
        else:
            Path(output).write_text(content, encoding="utf-8", errors="replace", newline="\n")
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
    """A text of the catalogue on standard error, with the file's name."""
    from engine.catalogue import say

    _complain_line(file, say(key, lang, **values))


def _complain_line(file: str | None, text: str) -> None:
    """One line on standard error, with the file's name."""
    from engine.catalogue import one_line
    from engine.json_text import printable

    line = one_line(text)
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
