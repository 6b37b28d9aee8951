"""How much one document may take, and hold: what is beyond it is refused with one line that says so.

docs/limits.md says of each limit what it is good for.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Literal

from engine.errors import Unusable
from engine.values import dataclass

MEGABYTE, MILLION = 1024 * 1024, 1_000_000
Held = Literal["pages", "cells", "text", "nesting", "members", "unpacked", "pixels"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading and scoring may take: ``time`` in seconds, ``memory`` in megabytes (where the system can limit it:
    not on Windows). And what a document may hold.

    ``size``: of the file, in megabytes. ``pages``: of a PDF or a scan, and sheets of a workbook. ``cells``: cells,
    lines and paragraphs together. ``text``: characters. ``nesting``: elements within elements of a web page, levels
    of JSON. ``members``: files in a package (Word, workbook). ``unpacked``: megabytes of them together. ``pixels``:
    of a page that is a picture, in millions.
    """

    time: int = 60
    memory: int = 1024
    size: int = 32
    pages: int = 300
    cells: int = 200_000
    text: int = 5_000_000
    nesting: int = 2_000
    members: int = 5_000
    unpacked: int = 300
    pixels: int = 50

    def refuse(self, name: Held, found: int) -> None:
        """Refuses a document that holds more than the limit of that name; both count the same, megabytes or millions.

        Raises:
            Unusable: it does.
        """
        most = getattr(self, name)
        if found > most:
            raise Unusable(f"limit.{name}", most=most)


DEFAULT = Limits()
NAMES = tuple(field.name for field in fields(Limits))
_LEAST = {"memory": 128}  # MB, with which a reader starts
_MOST = {"time": 10**6, "memory": 10**6, "size": 1024, "unpacked": 10**5, "pixels": 10**5}  # else:
_MOST_OF_ALL = 10**9


def bounds(name: str) -> tuple[int, int]:
    """The least and the most that a limit can be set to."""
    return _LEAST.get(name, 1), _MOST.get(name, _MOST_OF_ALL)
