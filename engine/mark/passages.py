"""Finds the lines of a document that an anchor means."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from engine.mark.notes import Anchor


@dataclass(frozen=True, slots=True)
class Seen:
    """A line or paragraph as the reader numbered it, with its text."""

    number: int
    text: str
    page: int | None = None
    sheet: str | None = None


def passage(anchor: Anchor, lines: Sequence[Seen]) -> tuple[int, int] | None:
    """The indexes of the first and the last line that are meant; ``None`` in a document without lines.

    What is not found is the line that the anchor names, or the first one.
    """
    start, stop = (anchor.page or 0, anchor.line or 0), anchor.stop
    within = [
        index
        for index, line in enumerate(lines)
        if (anchor.sheet is None or line.sheet == anchor.sheet)
        and start <= (line.page or 0, line.number)
        and (stop is None or (line.page or 0, line.number) < stop)
    ]
    if not within:
        return (0, 0) if lines else None
    if anchor.last:
        return within[-1], within[-1]
    found = holding(anchor.quote, [lines[index].text for index in within]) if anchor.quote else None
    if found is not None:
        return within[found[0]], within[found[1]]
    return within[0], within[0]


def holding(quote: str, texts: Sequence[str]) -> tuple[int, int] | None:
    """From which to which of the texts, joined, the words stand."""
    wanted = squeezed(quote)
    pieces = [squeezed(text) for text in texts]
    at = "".join(pieces).find(wanted) if wanted else -1
    if at < 0:
        return None
    return _piece_at(pieces, at), _piece_at(pieces, at + len(wanted) - 1)


def _piece_at(pieces: Sequence[str], at: int) -> int:
    """The piece that holds the character ``at`` of all of them joined."""
    for index, piece in enumerate(pieces):
        if at < len(piece):
            return index
        at -= len(piece)
    raise IndexError(at)


def squeezed(text: str) -> str:
    """The text without white space and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", text).split())
