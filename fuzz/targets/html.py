"""Web pages, and pages saved with all that belongs to them (MHTML)."""

from __future__ import annotations

from random import Random

from engine.readers.formats.html import read
from fuzz.checks import known_words, whole_way
from fuzz.mutators.markup import mutate_html
from fuzz.mutators.plain import mutate_text

MOST = 32_768


def check(content: bytes) -> None:
    """A report or a refusal."""
    whole_way(read, "html", content)


def mutate(content: bytes, chance: Random) -> bytes:
    """Another page."""
    if content[:5].lower() == b"mime-" or content[:5].lower() == b"from:":
        return mutate_text(content, chance, known_words())
    return mutate_html(content, chance, known_words())
