"""Which documents a run is about: those in folders, those named, and those that lists name, in order."""

from __future__ import annotations

import heapq
import itertools
import os
from collections.abc import Iterator

from engine.batch.places import is_address, listed_at
from engine.documents import documents_in
from engine.errors import Unusable
from engine.readers import content_of
from engine.readers.decode import decode
from engine.values import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """``file``: what the results call it. ``path``: where it is, a whole path or an address (``s3://…``)."""

    file: str
    path: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """``named``: files and folders, or addresses of them. ``lists``: text files that name such, one a line.

    What a list names is relative to its folder. Documents in the one folder that is named are called by their
    path below it; where more is named, by that as it was named and their path below it.
    """

    named: tuple[str, ...]
    lists: tuple[str, ...] = ()


def documents_of(inputs: Inputs) -> Iterator[Document]:
    """The documents, in the order of what they are called, each once.

    Raises:
        Unusable: a list or an address cannot be used; a file that is not there is a document that cannot be read.
    """
    named = [(name, _path(name, "")) for name in inputs.named]
    for each in inputs.lists:
        named += _on_list(each)
    alone = len(named) == 1
    found = heapq.merge(*(_under(name, path, alone) for name, path in named), key=lambda document: document.file)
    for _, same in itertools.groupby(found):
        yield next(same)


def _on_list(file: str) -> Iterator[tuple[str, str]]:
    """What a list names: as it is written, and its path from here."""
    try:
        lines = decode(content_of(file)).removeprefix("\ufeff").splitlines()
    except Unusable as error:
        raise Unusable("batch.bad_list", list=file, why=error) from None
    for name in (line.strip() for line in lines):
        if name:
            yield name, _path(name, os.path.dirname(file))


def _path(name: str, folder: str) -> str:
    """Where that is, wherever it is read."""
    return name if is_address(name) else os.path.abspath(os.path.join(folder, name))


def _under(name: str, path: str, alone: bool) -> Iterator[Document]:
    """The documents that a name stands for, in order."""
    if is_address(path):
        below = listed_at(path)
        join = path.rstrip("/") + "/"
    else:
        below = documents_in(path) if os.path.isdir(path) else None
        join = os.path.join(path, "")
    if below is None:
        yield Document(_shown(_last(name) if alone else name), path)
        return
    before = "" if alone else _shown(name).rstrip("/") + "/"
    for file in below:
        yield Document(before + _shown(file), join + file)


def _last(name: str) -> str:
    return name.replace(os.sep, "/").rstrip("/").rpartition("/")[2]


def _shown(name: str) -> str:
    """A name as text with ``/``: it need not be UTF-8, what is written must be."""
    return name.replace(os.sep, "/").encode("utf-8", "backslashreplace").decode()
