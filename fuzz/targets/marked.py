"""Markdown that holds tables written as HTML."""

from __future__ import annotations

from random import Random

from engine.readers.formats.marked import read
from fuzz.checks import known_words, whole_way
from fuzz.mutators.plain import mutate_text

MOST = 32_768


def check(content: bytes) -> None:
    """A report or a refusal."""
    whole_way(read, "marked", content)


def mutate(content: bytes, chance: Random) -> bytes:
    """Another text."""
    return mutate_text(
        content, chance, (*known_words(), "<table>", "</table>", "<tr>", "<td colspan=2>", "<td rowspan=3>")
    )
