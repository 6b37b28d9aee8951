"""Reads the files of a rulebook, and takes their digest."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from engine.loading.faults import RulebookError, line_and_column

OVERLAYS = "overlays"  # the folder of a rulebook that holds overlays; they are read when they are asked for


def read_files(root: Path) -> dict[str, bytes]:
    """The YAML files of a rulebook by their path inside it, sorted; without its overlays.

    Raises:
        RulebookError: there is no rulebook at ``root``, or a file is not UTF-8.
    """
    if not Path(root, "rulebook.yaml").is_file():  # and no walk through whatever folder it is
        raise RulebookError(f"{root}: not a rulebook, rulebook.yaml is missing")
    return read_tree(root, "", (OVERLAYS,))


def read_tree(root: Path, shown: str, passed_over: tuple[str, ...]) -> dict[str, bytes]:
    """The YAML files under ``root`` by their path inside it, sorted, but for those in some folders of it.

    ``shown`` stands before the path where a fault is told.

    Raises:
        RulebookError: a file cannot be read, is not UTF-8, or would be passed over for its name.
    """
    texts = {}
    for name, entry in _files(root, "", passed_over):
        suffix = os.path.splitext(name)[1]
        if suffix.lower() == ".yml":
            raise RulebookError(f"{shown}{name}:1:1: would be passed over; the name must end in .yaml")
        if suffix == ".yaml":
            texts[name] = read_file(entry, f"{shown}{name}")
    return dict(sorted(texts.items()))


def _files(folder: str | Path, inside: str, passed_over: tuple[str, ...]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """What is in a folder and in those under it, with its path inside it; links to folders are not followed."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if not entry.is_dir():
            yield inside + entry.name, entry
        elif not entry.is_symlink() and inside + entry.name not in passed_over:
            yield from _files(entry.path, f"{inside}{entry.name}/", passed_over)


def read_file(path: Path | os.DirEntry[str], shown: str) -> bytes:
    """The content of a file that is text.

    Raises:
        RulebookError: it cannot be read, or is not UTF-8.
    """
    try:
        if not path.is_file():  # a pipe would never end
            raise RulebookError(f"{shown}:1:1: not a file")
        with open(path, "rb", buffering=0) as stream:
            content = stream.readall()
        content.decode()
    except OSError as error:
        raise RulebookError(f"{shown}:1:1: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        before = content[: error.start].decode()
        line, column = line_and_column(before, len(before))
        raise RulebookError(f"{shown}:{line}:{column}: not UTF-8") from None
    return content


def digest_of(texts: Mapping[str, bytes]) -> str:
    """Changes with every byte and every name of the files."""
    total = hashlib.sha256()
    for name, content in texts.items():
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()
