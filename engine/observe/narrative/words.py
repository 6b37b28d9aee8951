"""Shows the words of a report with the figure in question marked."""

from __future__ import annotations

from bisect import bisect_right

from engine.observe.narrative.prose import Prose

_AROUND = (28, 14)  # characters shown before and behind a figure
_MARKS = "【】"


def quoted(prose: Prose, start: int, end: int) -> str:
    """The words of its sentence around a figure, as a reader knows them, the figure in marks."""
    before, behind = _AROUND
    at = bisect_right(prose.ends, start)
    first = max(start - before, prose.ends[at - 1] + 1 if at else 0)
    last = min(end + behind, next((stop for stop in prose.ends[at : at + 1] if stop >= end), len(prose.shown)))
    shown = prose.shown
    return f"{shown[first:start]}{_MARKS[0]}{shown[start:end]}{_MARKS[1]}{shown[end:last]}"
