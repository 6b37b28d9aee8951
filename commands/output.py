"""Writes what a command yields: to a file or to standard output, UTF-8 whatever the locale says."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from commands.words import complain

if TYPE_CHECKING:
    from engine.rulebook import Lang


def write(content: str | bytes, output: str | None, lang: Lang) -> int:
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
        complain("-" if output is None else output, "cli.cannot_write", lang, why=why)
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
