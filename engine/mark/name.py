"""What a marked copy is called, and by that name whose copy it is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import get_args

from engine.catalogue import say
from engine.rulebook import Lang

_SUFFIXES = {".docx", ".xlsx", ".pdf", ".html"}  # of what is written


def marked_name(stem: str, suffix: str, lang: Lang) -> str:
    """The name of the marked copy of a file."""
    return f"{stem}-{say('mark.name', lang)}.{suffix}"


def originals(files: Iterable[str]) -> dict[str, str]:
    """Of files, with ``/`` in their paths, those that are called marked copies of another, and that other one."""
    ordered = sorted(files, reverse=True)
    by_stem = {_stem(file): file for file in ordered}  # of several the first by name
    return {file: by_stem[stem] for file in reversed(ordered) if (stem := _of(file)) in by_stem}


def _stem(file: str) -> str:
    return str(PurePosixPath(file).with_suffix(""))


def _of(file: str) -> str | None:
    """The path, without its ending, of that of which the file is called a copy."""
    if PurePosixPath(file).suffix.lower() not in _SUFFIXES:
        return None
    stem = _stem(file)
    ends = (f"-{say('mark.name', lang)}" for lang in get_args(Lang))
    return next((stem.removesuffix(end) for end in ends if stem.endswith(end)), None)
