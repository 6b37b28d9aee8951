"""Compares the words of labels and headings: without spaces, width, punctuation and leading numbering."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

OPEN, CLOSE = "[(\uff08]", "[)\uff09]"  # brackets about a number, narrow or full-width

_NOT_WORD = re.compile(r"[\W_]+")
_LONGEST_COMPARED = 60


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


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The letters and digits of a text, full-width forms made narrow, numbering kept."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=8192)
def distance(one: str, other: str) -> int:
    """In how many letters two texts differ (Levenshtein), of texts of moderate length."""
    one, other = one[:_LONGEST_COMPARED], other[:_LONGEST_COMPARED]
    costs = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        corner, costs[0] = costs[0], row
        for column, against in enumerate(other, 1):
            corner, costs[column] = (
                costs[column],
                min(costs[column] + 1, costs[column - 1] + 1, corner + (letter != against)),
            )
    return costs[-1]


def alike(words: str, label: str, share: int) -> bool:
    """Whether two texts differ in at most one letter of ``share``."""
    longer = max(len(words), len(label))
    if abs(len(words) - len(label)) * share > longer or longer > _LONGEST_COMPARED:
        return False
    return distance(words, label) * share <= longer


def nearest(text: str, labels: Mapping[str, str], share: int) -> str | None:
    """What the only one of ``labels`` names that the text is most :func:`alike`; ``None`` if there is no such one."""
    far = {label: distance(text, label) for label in labels if alike(text, label, share)}
    least = min(far.values(), default=0)
    named = {labels[label] for label, edits in far.items() if edits == least}
    return named.pop() if len(named) == 1 else None
