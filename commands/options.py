"""Options that several commands take, and what they accept."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import re
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from commands.words import say
from engine.limits import NAMES, Limits, bounds
from engine.values import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    _Function = Callable[..., None]

table_or_json = click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
_LONGEST = 200  # characters of a name or a title


def _date(ctx: click.Context, param: click.Parameter, value: str | None) -> dt.date | None:
    if value is None:
        return None
    with contextlib.suppress(ValueError):
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            return dt.date.fromisoformat(value)
    raise click.BadParameter(say("cli.bad_date", value=value))


def _period(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[dt.date, dt.date] | None:
    if value is None:
        return None
    first, last = (_date(ctx, param, day) for day in (value.partition("..")[0], value.partition("..")[2]))
    if first is None or last is None or last < first:
        raise click.BadParameter(say("cli.bad_period", value=value))
    return first, last


def number(ctx: click.Context, param: click.Parameter, value: str | None) -> Decimal | None:
    """A callback for an option that takes a decimal number."""
    if value is None:
        return None
    with contextlib.suppress(InvalidOperation):
        found = Decimal(value)
        if found.is_finite():
            return found
    raise click.BadParameter(say("cli.bad_number", value=value))


def _short(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is not None and not 0 < len(value.strip()) <= _LONGEST:
        raise click.BadParameter(say("cli.bad_text", most=_LONGEST))
    return value


def _region(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    return _short(ctx, param, "/".join(part.strip() for part in value.split("/") if part.strip()))


def rulebook_options(command: _Function) -> _Function:
    """What every command takes that reads no document: rulebook and language."""
    options = [
        click.option("--rulebook", metavar="FOLDER"),
        click.option("--overlay", multiple=True, metavar="NAME|PATH"),
        click.option("--lang", type=click.Choice(["zh", "en"])),
    ]
    return _with(command, options)


def document_options(command: _Function) -> _Function:
    """What every command that reads documents takes: what the user knows better, limits, rulebook, language."""
    options = [
        click.option("--unit", callback=_short, metavar="NAME"),
        click.option("--year", type=click.IntRange(1900, 2999), metavar="YEAR"),
        click.option("--title", callback=_short, metavar="TEXT"),
        click.option("--period", callback=_period, metavar="FROM..TO"),
        click.option("--published-on", callback=_date, metavar="YYYY-MM-DD"),
        click.option("--submitted-on", callback=_date, metavar="YYYY-MM-DD"),
        click.option("--kind", type=click.Choice(["government", "department", "township", "organisation"])),
        click.option("--level", type=click.Choice(["province", "prefecture", "county", "township"])),
        click.option("--region", callback=_region, metavar="A/B"),
    ]
    return rulebook_options(_with(limit_options(command), options))


def _limits(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> Limits:
    found: dict[str, int] = {}
    for said in value:
        name, _, count = (part.strip() for part in said.partition("="))
        if name not in NAMES or not (count.isascii() and count.isdigit()):
            raise click.BadParameter(say("cli.bad_limit", value=said, names=", ".join(NAMES)))
        least, most = bounds(name)
        if not least <= int(count[:20]) <= most:
            raise click.BadParameter(say("cli.limit_beyond", name=name, least=least, most=most))
        found[name] = int(count)
    return Limits(**found)


def limit_options(command: _Function) -> _Function:
    """How much one document may take and hold; the command gets it as ``limits``."""
    option = click.option(
        "--limit", "limits", multiple=True, callback=_limits, envvar="COMPLIANCE_LIMIT", metavar="NAME=N"
    )
    return _with(command, [option])


def decision_options(command: _Function) -> _Function:
    """What every command takes that heeds what persons decided."""
    options = [
        click.option("--decisions", multiple=True, metavar="FILE"),
        click.option("--as-of", callback=_date, metavar="YYYY-MM-DD"),
    ]
    return _with(command, options)


@dataclass(frozen=True, slots=True)
class Named:
    """The files that the options name to be laid beside a report."""

    previous: str | None
    no_previous: bool
    copy: str | None
    peers: tuple[str, ...]


def beside_options(command: _Function) -> _Function:
    """What every command takes that lays other reports beside those that it scores; it gets them as ``named``."""

    @functools.wraps(command)
    def gathered(
        *args: Any, previous: str | None, no_previous: bool, copy: str | None, peers: tuple[str, ...], **rest: Any
    ) -> None:
        command(*args, named=Named(previous, no_previous, copy, peers), **rest)

    options = [
        click.option("--previous", metavar="FILE"),
        click.option("--no-previous", is_flag=True),
        click.option("--copy", metavar="FILE"),
        click.option("--peers", multiple=True, metavar="FOLDER|FILE"),
    ]
    return _with(gathered, options)


@dataclass(frozen=True, slots=True)
class Batch:
    """How many documents are to be scored at once, and where the results go.

    ``lists``: files that name documents. ``results``: the folder; ``None`` keeps none.
    """

    lists: tuple[str, ...]
    results: str | None
    fresh: bool
    workers: int | None
    cluster: str | None
    no_previous: bool


def batch_options(command: _Function) -> _Function:
    """What every command takes that scores whole folders; it gets them as ``batch``, and the limits beside it."""

    @functools.wraps(command)
    def gathered(*args: Any, **rest: Any) -> None:
        batch = Batch(**{field.name: rest.pop(field.name) for field in fields(Batch)})
        command(*args, batch=batch, **rest)

    options = [
        click.option("--list", "lists", multiple=True, metavar="FILE"),
        click.option("--results", metavar="FOLDER"),
        click.option("--fresh", is_flag=True),
        click.option("--workers", type=click.IntRange(1, 1024), metavar="N"),
        click.option("--cluster", metavar="ADDRESS"),
        click.option("--no-previous", is_flag=True),
    ]
    return _with(limit_options(gathered), options)


def _with(command: _Function, options: Sequence[Callable[[_Function], _Function]]) -> _Function:
    for option in reversed(options):
        command = option(command)
    return command
