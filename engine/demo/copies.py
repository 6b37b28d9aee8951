"""Texts that others may copy: some of those written last, and some of those written long before."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from engine.demo.prose import Prose
from engine.demo.units import Unit

_KEPT = 60  # of each kind of unit


@dataclass(frozen=True, slots=True)
class Written:
    """What a unit wrote, and the file in which it handed it in."""

    unit: Unit
    prose: Prose
    content: bytes = b""


@dataclass(slots=True)
class Pool:
    """Each text is taken once, so that nobody is alike to a third by way of a second."""

    random: Random
    _texts: dict[str, list[Written]] = field(default_factory=dict)

    def put(self, written: Written) -> None:
        """Keeps a text; when there are many, in the place of a random one, so that old ones stay for a while."""
        kept = self._texts.setdefault(written.unit.kind, [])
        if len(kept) < _KEPT:
            kept.append(written)
        else:
            kept[int(self.random.random() * _KEPT)] = written

    def take(self, kind: str, random: Random) -> Written | None:
        """A text of a unit of that kind, if there is one."""
        kept = self._texts.get(kind)
        return kept.pop(int(random.random() * len(kept))) if kept else None
