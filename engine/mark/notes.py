"""What is to be written into somebody's document, and where; the same for every format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.readers.document import Box

Tone = Literal["gap", "review", "involved"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place as a reader gave it (see :class:`engine.reading.Place`), all numbers from 1; nothing known: the title.

    ``cell``: table, row, column. ``stop``: page (0 if there are none) and line where the passage that
    begins at ``line`` (else at the start) ends; in it ``quote`` is looked for. ``last``: its last line is meant.
    """

    page: int | None = None
    line: int | None = None
    sheet: str | None = None
    cell: tuple[int, int, int] | None = None
    box: Box | None = None
    stop: tuple[int, int] | None = None
    quote: str | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """A comment: ``paragraphs`` of a label (which may be empty) and a text each, on one line each.

    ``tone``: ``gap`` if any of its findings is one; ``None`` for the summary at the title. ``name``: the
    numbers of its findings.
    """

    anchor: Anchor
    tone: Tone | None
    name: str
    paragraphs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell to be shaded."""

    anchor: Anchor
    tone: Tone


@dataclass(frozen=True, slots=True)
class Marks:
    """All that is written into a document: comments in its order of importance, shaded cells, each once.

    ``author`` signs; ``words`` are the texts that a page needs around them (see the format).
    """

    author: str
    notes: tuple[Note, ...]
    shades: tuple[Shade, ...]
    words: dict[str, str]


def lines_of(note: Note, colon: str) -> list[str]:
    """The paragraphs of a note as plain text."""
    return [f"{label}{colon}{text}" if label else text for label, text in note.paragraphs]
