"""Plain text and Markdown, as an extractor leaves a report: read, understood, scored."""

from __future__ import annotations

from random import Random

from engine.errors import Unusable
from engine.readers.decode import decode
from engine.readers.document import Document
from engine.readers.formats.text import read_text
from fuzz.checks import known_words, whole_way
from fuzz.mutators.plain import mutate_text

MOST = 32_768


def check(content: bytes) -> None:
    """A report or a refusal."""
    whole_way(_read, "text", content)
    _with_other_ends(content)


def _with_other_ends(content: bytes) -> None:
    """The same text with other ends of lines is the same document."""
    if b"\r" not in content and b"\0" not in content:
        try:
            text = decode(content)
        except Unusable:
            return
        for ends in ("\r\n", "\r"):
            assert read_text(text.replace("\n", ends)) == read_text(text), "the ends of lines decide"


def _read(content: bytes) -> Document:
    return read_text(decode(content))


def mutate(content: bytes, chance: Random) -> bytes:
    """Another text, with the words of the forms."""
    return mutate_text(content, chance, known_words())
