"""Reads documents in a process of their own, so that a hostile file costs only itself: time, memory, crashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.processes import Pool, TaskFailed, TaskLost
from engine.readers.document import Document

if TYPE_CHECKING:
    from engine.mark.notes import Marks

_TASKS = "engine.readers.tasks"
_MOST = 64  # documents that are read at a time; only threads read several
_pools: dict[int, Pool] = {}  # by megabytes


def read_contained(format: str, content: bytes, limits: Limits) -> Document:
    """The document that the module ``engine.readers.formats.<format>`` reads.

    Raises:
        Unusable: it cannot be read, or not within the limits.
    """
    document: Document = _done(limits, "read", format, content, limits)
    return document


def marked_contained(format: str, content: bytes, marks: Marks, limits: Limits) -> bytes:
    """What the module ``engine.mark.<format>`` makes of ``content``.

    Raises:
        Unusable: it cannot be marked, or not within the limits.
    """
    marked: bytes = _done(limits, "mark", format, content, marks, limits)
    return marked


def _done(limits: Limits, task: str, *given: Any) -> Any:
    try:
        return _pool(limits.memory).run(task, *given, seconds=limits.time)
    except TaskLost as lost:
        if lost.why == "too_slow":
            raise Unusable("file.too_slow", seconds=limits.time) from None
        raise Unusable("file.reader_died") from None
    except TaskFailed:
        raise Unusable("file.reader_died") from None


def _pool(megabytes: int) -> Pool:
    """The processes with so much memory."""
    return _pools.setdefault(megabytes, Pool(_TASKS, _MOST, DEFAULT.time, megabytes))
