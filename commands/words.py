"""Texts at the command line: help in the user's language, and one line on standard error for what went wrong."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from engine.rulebook import Lang


class Command(click.Command):
    """A command whose help comes from the catalogue, in the language of the user."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the help."""
        _localise(self, ctx.parent.command if ctx.parent else None)
        super().format_help(ctx, formatter)


class Group(click.Group):
    """A group of such commands."""

    command_class = Command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the help, with a line for each command."""
        _localise(self, ctx.parent.command if ctx.parent else None)
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                _localise(command, self)
        super().format_help(ctx, formatter)


class LazyGroup(Group):
    """A group whose commands are modules of ``commands/``, imported when they are asked for."""

    def __init__(self, *args: Any, names: Sequence[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self._names = names

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all."""
        return sorted(self._names)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name; if there is none, all are made known, so that the likeliest can be told."""
        for known in [name] if name in self._names else self._names:
            if known not in self.commands:
                self.add_command(getattr(import_module(f"commands.{known}"), known))
        return super().get_command(ctx, name)


def _localise(command: click.Command, parent: click.Command | None) -> None:
    """Puts the help into words; an option means the same in every command that has it."""
    within = f"{parent.name}." if parent is not None and parent.name != "compliance" else ""
    command.help = say(f"help.{within}{command.name}")
    for param in command.params:
        if isinstance(param, click.Option) and param.name not in ("help", "version"):
            param.help = say(f"help.option.{param.name}")


def complain(file: str | None, key: str, lang: Lang, **values: Any) -> None:
    """A text of the catalogue on standard error, with the file's name."""
    from engine.catalogue import say as say_in

    complain_line(file, say_in(key, lang, **values))


def complain_line(file: str | None, text: str) -> None:
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


def progress(done: int, total: int, name: str) -> None:
    """How far a long command is, on standard error if a person is looking at it; without ``total`` it is wiped."""
    if sys.stderr is not None and sys.stderr.isatty():
        line = f"{done}/{total} {name}"[:70] if total else ""
        click.echo("\r" + line.ljust(72) + ("" if total else "\r"), err=True, nl=False)


def say(key: str, **values: Any) -> str:
    """A text of the catalogue in the language of the locale, before --lang is known."""
    from engine.catalogue import say as say_in

    return say_in(key, lang_of_locale(), **values)


def lang_of_locale() -> Lang:
    """The language that the environment asks for: English if it says so, else Chinese."""
    name = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if name.lower().startswith("en") else "zh"
