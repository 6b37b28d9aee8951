"""Shows the words of a report with the figure in question marked."""

from __future__ import annotations

from engine.observe.narrative.prose import Prose

_AROUND = (28, 14)  # characters shown before and behind a figure
_MARKS = "【】"


def quoted(prose: Prose, start: int, end: int) -> str:
    """The words around a figure, as a reader knows them, the figure in marks."""
    before, behind = _AROUND
    first, last = max(0, start - before), min(len(prose.shown), end + behind)
    shown = prose.shown
    return f"{shown[first:start]}{_MARKS[0]}{shown[start:end]}{_MARKS[1]}{shown[end:last]}"
