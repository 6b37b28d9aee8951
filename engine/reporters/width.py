"""How many columns text takes on a terminal: Chinese characters take two.

What the library ``wcwidth`` says; it is asked only about characters that are neither plain Chinese
nor ASCII, because it takes as long to import as a report takes to score.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NARROW = "\u0020-\u007e\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2550"
_WIDE = "\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e"
_PLAIN = re.compile(f"[{_NARROW}{_WIDE}]*")
_ALL_NARROW = re.compile(f"[{_NARROW}]+")


def width_of(text: str) -> int:
    """How many columns a text takes."""
    if _PLAIN.fullmatch(text):
        return len(text) + len(_ALL_NARROW.sub("", text))
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def columns_of(character: str) -> int:
    """How many columns a character takes; 0 of one that joins the character before it."""
    if _PLAIN.fullmatch(character):
        return 1 if _ALL_NARROW.fullmatch(character) else 2
    from wcwidth import wcwidth

    return max(0, wcwidth(character))


def table(rows: Sequence[Sequence[str]], head: Sequence[str]) -> list[str]:
    """The lines of a table; the first column stands left, the others right."""
    lines = [head, *rows]
    widths = [max(width_of(head[at]) + 2, *(width_of(line[at]) for line in lines)) for at in range(len(head))]

    def drawn(line: Sequence[str]) -> str:
        blanks = [" " * (width - width_of(cell)) for cell, width in zip(line, widths, strict=True)]
        others = (blank + cell for blank, cell in zip(blanks[1:], line[1:], strict=True))
        return "  ".join([line[0] + blanks[0], *others]).rstrip()

    return [drawn(head), "  ".join("-" * width for width in widths), *map(drawn, rows)]
