"""Reads the reports of other units that ``--peers`` names: files, or every document in a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from commands.words import complain, say
from engine.documents import documents_in

if TYPE_CHECKING:
    from commands.desk import Desk
    from engine.reading import Reading

_MOST = 5000  # files that are read
_MANY = 10  # files from which on progress is shown on a terminal


def read_peers(desk: Desk, named: Iterable[str]) -> tuple[Reading, ...]:
    """The reports that can be read; what cannot be is said, one line each.

    A file that was named and cannot be used worsens the exit status; one of many in a folder does
    not, because not every document there need be a report. A folder without documents is said.
    """
    files: list[tuple[str, bool]] = []
    for name in named:
        if os.path.isdir(name):
            found = [os.path.join(name, file) for file in documents_in(name)]
            files += [(file, False) for file in found]
            if not found:
                complain(name, "cli.peers_none", desk.lang)
        else:
            files.append((name, True))
    if len(files) > _MOST:
        complain(None, "cli.peers_many", desk.lang, most=_MOST, found=len(files))
    return tuple(_read(desk, files[:_MOST]))


def _read(desk: Desk, files: list[tuple[str, bool]]) -> Iterator[Reading]:
    from engine.errors import Unusable
    from engine.readers import content_of

    shown = len(files) >= _MANY and sys.stderr is not None and sys.stderr.isatty()
    with click.progressbar(files, label=say("cli.peers_read"), file=sys.stderr, hidden=not shown) as each:
        for file, was_named in each:
            try:
                yield desk.understood(content_of(file, desk.limits), file, None)
            except Unusable as error:
                complain(file, error.key, desk.lang, **error.values)
                desk.worst(2 if was_named else 0)
