"""Whether a text that must say why says anything."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection


def says_nothing(text: str, refused: Collection[str]) -> bool:
    """Whether it is no reason: no words, one letter over and over, or what people write to fill a box.

    ``refused``: those fillers, as :func:`letters_of` gives them.
    """
    letters = letters_of(text)
    return not any(c.isalpha() for c in letters) or len(set(letters)) == 1 or letters in refused


def letters_of(text: str) -> str:
    """The letters and digits of a text, in one width and case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
