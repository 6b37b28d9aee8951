"""Pictures of pages, up to the recogniser: opened within limits, as pages in gray."""

from __future__ import annotations

from random import Random

from engine.errors import Unusable
from engine.limits import DEFAULT
from engine.readers.formats.scan.picture import pictures_in
from fuzz.checks import said_in_one_line
from fuzz.mutators.plain import mutate_bytes

MOST = 8_000


def check(content: bytes) -> None:
    """Pages of a size, or a refusal."""
    try:
        for number, picture in enumerate(pictures_in(content, DEFAULT), 1):
            assert number <= DEFAULT.pages
            assert picture.gray.ndim == 2
            assert picture.gray.size > 0
            assert picture.gray.dtype == "uint8"
            assert 50 < picture.dpi < 10_000
    except Unusable as error:
        said_in_one_line(error)
    except MemoryError:  # the process that reads says so: engine.tasks
        return


def mutate(content: bytes, chance: Random) -> bytes:
    """Other bytes."""
    return mutate_bytes(content, chance)
