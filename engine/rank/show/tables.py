"""Tables on a terminal that fit into its width."""

from __future__ import annotations

from collections.abc import Sequence

import tabulate as tabulate_module
from tabulate import tabulate

from engine.reporters.wrap import width_of

tabulate_module.WIDE_CHARS_MODE = True
_NARROW = 24  # columns that a name keeps at least


def draw(rows: Sequence[Sequence[str]], heads: Sequence[str], width: int, name: int) -> list[str]:
    """The table; the column ``name`` is cut so that it fits, and columns in which nothing stands are left out."""
    kept = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    rows = [[row[at] for at in kept] for row in rows]
    heads = [heads[at] for at in kept]
    drawn = _drawn(rows, heads, name)
    over = max(map(width_of, drawn)) - width
    if over > 0:
        most = max(_NARROW, max(width_of(row[name]) for row in rows) - over)
        rows = [[_cut(cell, most) if at == name else cell for at, cell in enumerate(row)] for row in rows]
        drawn = _drawn(rows, heads, name)
    return drawn


def _drawn(rows: Sequence[Sequence[str]], heads: Sequence[str], name: int) -> list[str]:
    texts = [at == name or not _is_number([row[at] for row in rows]) for at in range(len(heads))]
    alignment = ["left" if is_text else "right" for is_text in texts]
    return tabulate(rows, heads, tablefmt="simple", colalign=alignment, disable_numparse=True).split("\n")


def _is_number(cells: Sequence[str]) -> bool:
    return all(cell[:1] in "—+-±" or cell[:1].isdigit() for cell in cells)


def _cut(text: str, most: int) -> str:
    if width_of(text) <= most:
        return text
    while text and width_of(text) > most - 1:
        text = text[:-1]
    return text + "…"
