"""Writes what a command yields: to a file or to standard output, UTF-8 whatever the locale says."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Container, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.words import complain

if TYPE_CHECKING:
    from engine.rulebook import Lang


_ENDINGS = {
    ".json": "json", ".md": "markdown", ".csv": "csv", ".sarif": "sarif", ".xml": "junit", ".html": "html",
    ".htm": "html", ".docx": "docx", ".xlsx": "xlsx",
}  # fmt: skip


def width() -> int:
    """How many columns of the terminal a text may take."""
    import shutil

    return max(40, min(shutil.get_terminal_size((80, 24)).columns, 100))


def form_of(output: str | None, forms: Container[str]) -> str:
    """The one of ``forms`` that the name of the output asks for; a table if it asks for none."""
    form = _ENDINGS.get(Path(output).suffix.lower()) if output else None
    return form if form is not None and form in forms else "table"


def keep_existing(ctx: click.Context, output: str | None, force: bool, lang: Lang) -> None:
    """Ends the command where it would overwrite a file without having been told to."""
    if output is not None and Path(output).exists() and not force:
        complain(output, "cli.exists", lang)
        ctx.exit(2)


def write(content: str | bytes | Iterable[str], output: str | None, lang: Lang) -> int:
    """Writes a text, whole or in pieces, or bytes, to a file or to standard output; the exit status.

    Bytes are not shown on a terminal.
    """
    if isinstance(content, bytes) and output is None and sys.stdout is not None and sys.stdout.isatty():
        complain(None, "cli.no_bytes_on_terminal", lang)
        return 2
    try:
        if output is None:
            _print(content)
        elif isinstance(content, bytes):
            Path(output).write_bytes(content)
        else:
            with open(output, "w", encoding="utf-8", errors="replace", newline="\n") as stream:
                stream.writelines([content] if isinstance(content, str) else content)
    except BrokenPipeError:  # the reader of the pipe had enough
        _forget_stdout()
    except (OSError, ValueError) as error:
        if output is None:
            _forget_stdout()
        why = getattr(error, "strerror", None) or str(error)
        complain("-" if output is None else output, "cli.cannot_write", lang, why=why)
        return 2
    return 0


def _forget_stdout() -> None:
    """Keeps the interpreter from complaining at exit of what it could not write."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print(content: str | bytes | Iterable[str]) -> None:
    """Writes UTF-8 whatever the locale says: a report is Chinese, and a program expects UTF-8."""
    stream = sys.stdout
    if stream is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    if isinstance(content, bytes):
        stream.buffer.write(content)
    else:
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
        stream.writelines([content] if isinstance(content, str) else content)
    stream.flush()
