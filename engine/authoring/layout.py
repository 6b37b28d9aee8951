"""Tables of text for the terminal; wide characters take two columns."""

from __future__ import annotations

from collections.abc import Sequence

import tabulate as tabulate_module
from tabulate import tabulate

from engine.catalogue import one_line

tabulate_module.WIDE_CHARS_MODE = True


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The rows under their head, ending in a line feed; nothing in them can steer the terminal."""
    clean = [[one_line(value) for value in row] for row in rows]
    drawn = tabulate(clean, list(head), disable_numparse=True)
    return "\n".join(line.rstrip() for line in drawn.split("\n")) + "\n"
