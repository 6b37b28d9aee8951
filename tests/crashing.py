"""The ways in which a library can take its process down, and documents that make a process do so."""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

from engine import apart
from engine.limits import Limits
from engine.readers import tasks as reading
from engine.readers.document import Document
from engine.reading import Reading
from engine.scorecard import Scorecard


def segfault() -> None:
    ctypes.string_at(0)


def overflow() -> None:
    """Calls through C until there is no stack."""
    sys.setrecursionlimit(2**30)

    def deeper(_: object) -> object:
        return max([0], key=deeper)  # type: ignore[arg-type]

    deeper(0)


def leave() -> None:
    os._exit(0)


def spin() -> None:
    while True:
        pass


def spin_in_c() -> None:
    """In C code that never lets Python go on."""
    re.match("(a*)*b", "a" * 64)


def devour() -> None:
    eaten: list[Sequence[int]] = []
    while True:
        eaten.append(bytearray(16 * 1024 * 1024))


def fail() -> None:
    raise LookupError("a mistake")


_WAYS: dict[str, Callable[[], None]] = {
    way.__name__: way for way in (segfault, overflow, leave, spin, spin_in_c, devour, fail)
}


def trigger(content: bytes) -> None:
    """Does what the document asks for: ``do WAY``."""
    found = re.search(rb"\bdo (\w+)\b", content)
    if found is not None and found[1].decode() in _WAYS:
        _WAYS[found[1].decode()]()


# As engine.apart, whose process may be made to do these tasks instead.
lay = apart.lay


def begin(*given: Any) -> None:
    """As the module does that is meant: the one of the pages is given limits first."""
    if isinstance(given[0], Limits):
        from web import tasks

        tasks.begin(*given)
    else:
        apart.begin(*given)


def scored(content: bytes, *given: Any) -> tuple[Reading, Scorecard]:
    trigger(content)
    return apart.scored(content, *given)


# As web.tasks.
def check(content: bytes, *given: Any) -> object:
    from web import tasks

    trigger(content)
    return tasks.check(content, *given)


# As engine.readers.tasks and engine.apart, which both read: a reader's process is given the format first.
def read(first: str | bytes, second: bytes | str, *given: Any) -> Document | Reading:
    if isinstance(first, str):
        assert isinstance(second, bytes)
        trigger(second)
        return reading.read(first, second, *given)
    assert isinstance(second, str)
    trigger(first)
    return apart.read(first, second, *given)
