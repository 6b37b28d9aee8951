"""Keeps digits that are raised, lowered or struck out apart from those of a figure: 12 with a note 1 is not 121."""

from __future__ import annotations

from collections.abc import Iterable


def set_apart(pieces: Iterable[tuple[str, bool]]) -> str:
    """The pieces as one text; where one that is ``marked`` meets one that is not, digits do not meet."""
    text, last = "", False
    for piece, marked in pieces:
        if not piece:
            continue
        if marked != last and text[-1:].isdigit() and piece[0].isdigit():
            text += " "
        text, last = text + piece, marked
    return text
