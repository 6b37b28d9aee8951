"""Sentences from patterns: ``{list}`` is one of a list's entries, ``{3-90}`` a number, ``{name}`` a value given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

_SLOT = re.compile(r"\{([^{}]+)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")
_TRIES = 4  # for another entry of a list than those that the sentence has

Part = str | Sequence[str] | tuple[int, int] | None  # words, a list, a range; a value given where None
Pattern = Sequence[tuple[Part, str]]  # each with the name of its slot


class Grammar:
    """Fills patterns from ``lists``; a pattern is taken apart when it is first met."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._lists = lists
        self._known: dict[str, Pattern] = {}

    def fill(self, pattern: str, values: Mapping[str, object], random: Random) -> str:
        """The sentence; no entry of a list stands in it twice, if there are others."""
        parts = self._known.get(pattern)
        if parts is None:
            parts = self._known[pattern] = self._parsed(pattern)
        number = random.random
        found: list[str] = []
        for part, name in parts:
            if type(part) is str:
                found.append(part)
            elif part is None:
                found.append(str(values[name]))
            elif type(part) is tuple:
                low, high = part
                found.append(str(low + int(number() * (high - low + 1))))
            else:
                for _ in range(_TRIES):
                    entry = part[int(number() * len(part))]
                    if entry not in found:
                        break
                found.append(str(entry))
        return "".join(found)

    def _parsed(self, pattern: str) -> Pattern:
        parts: list[tuple[Part, str]] = []
        at = 0
        for slot in _SLOT.finditer(pattern):
            if slot.start() > at:
                parts.append((pattern[at : slot.start()], ""))
            at = slot.end()
            name = slot[1]
            limits = _RANGE.fullmatch(name)
            if limits:
                parts.append(((int(limits[1]), int(limits[2])), name))
            else:
                parts.append((self._lists.get(name), name))
        parts.append((pattern[at:], ""))
        return parts


def pick(entries: Sequence[str], random: Random) -> str:
    """One of the entries."""
    return entries[int(random.random() * len(entries))]
