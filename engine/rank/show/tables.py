"""Tables on a terminal that fit into its width."""

from __future__ import annotations

from collections.abc import Sequence

import tabulate as tabulate_module
from tabulate import tabulate

from engine.reporters.width import width_of

tabulate_module.WIDE_CHARS_MODE = True
_NARROW = 20  # columns that a name keeps at least


def draw(
    rows: Sequence[Sequence[str]], heads: Sequence[str], width: int, name: int, spare: Sequence[int] = ()
) -> list[str]:
    """The table; columns in which nothing stands are left out.

    So that it fits, the column ``name`` is cut, and then the columns ``spare`` are left out, one after the other.
    """
    kept = [at for at in range(len(heads)) if any(row[at] for row in rows)]
    for left_out in (None, *spare):
        kept = [at for at in kept if at != left_out]
        drawn = _cut_to_fit(
            [[row[at] for at in kept] for row in rows], [heads[at] for at in kept], width, kept.index(name)
        )
        if max(map(width_of, drawn)) <= width:
            break
    return drawn


def _cut_to_fit(rows: Sequence[Sequence[str]], heads: Sequence[str], width: int, name: int) -> list[str]:
    drawn = _drawn(rows, heads, name)
    over = max(map(width_of, drawn)) - width
    if over <= 0:
        return drawn
    most = max(_NARROW, max(width_of(row[name]) for row in rows) - over)
    return _drawn(
        [[_cut(cell, most) if at == name else cell for at, cell in enumerate(row)] for row in rows], heads, name
    )


def _drawn(rows: Sequence[Sequence[str]], heads: Sequence[str], name: int) -> list[str]:
    texts = [at == name or not _is_number([row[at] for row in rows]) for at in range(len(heads))]
    alignment = ["left" if is_text else "right" for is_text in texts]
    return tabulate(rows, heads, colalign=alignment, disable_numparse=True).split("\n")


def _is_number(cells: Sequence[str]) -> bool:
    return all(cell[:1] in "—+-±" or cell[:1].isdigit() for cell in cells)


def _cut(text: str, most: int) -> str:
    if width_of(text) <= most:
        return text
    while text and width_of(text) > most - 1:
        text = text[:-1]
    return text + "…"
