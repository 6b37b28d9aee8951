"""Compares the words of labels and headings: without spaces, width, punctuation and leading numbering."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[\W_]+")


def letters(text: str) -> int:
    """How many characters say something: letters and digits of any script."""
    return len(_NOT_WORD.sub("", text))


@lru_cache(maxsize=4096)
def bare(words: str) -> str:
    """The words that matter: with or without ``(3)``, ``3.`` or a Chinese numeral before them."""
    text = "".join(unicodedata.normalize("NFKC", words).split())
    start = 0
    while start < len(text) and _is_numbering(text[start]):
        start += 1
    return _NOT_WORD.sub("", text[start:])


def _is_numbering(character: str) -> bool:
    return unicodedata.numeric(character, None) is not None or unicodedata.category(character)[0] in "PS"
