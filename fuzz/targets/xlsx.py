"""Workbooks, changed inside: the XML of a part, its relationships, the zip around them."""

from __future__ import annotations

from random import Random

from engine.readers.formats.xlsx import read
from fuzz.checks import known_words, whole_way
from fuzz.mutators.package import mutate_package


def check(content: bytes) -> None:
    """A report or a refusal."""
    whole_way(read, "xlsx", content)


def mutate(content: bytes, chance: Random) -> bytes:
    """Another package."""
    return mutate_package(content, chance, known_words())
