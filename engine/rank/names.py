"""What units are called: names made comparable, and names that are near one another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from engine.leftover_words import LeftoverWords
from engine.likeness.words import flat
from engine.rank.words import RosterWords

_NO_LETTERS = re.compile(r"[\W_]+")
_MOST_LOOKED_AT = 5_000  # units that share a rare pair of letters with a name
_MOST_COMPARED = 30
_LONGEST = 200  # characters of a name that are looked at
_SHORTEST = 3  # characters of a name that is looked for in the name of a file


class Names:
    """Compares names of units by the words of the rulebook (``leftovers.yaml``)."""

    def __init__(self, words: LeftoverWords) -> None:
        self._offices = re.compile(words.offices)
        self._long, self._short = words.government

    def key(self, name: str) -> str:
        """The name without spaces and marks, full-width forms made narrow, a government said short."""
        letters = _NO_LETTERS.sub("", flat(name[:_LONGEST]).flat.lower())
        return letters.replace(self._long, self._short)

    def without_office(self, key: str) -> str:
        """A key without the office that reports for the unit; itself if it names none."""
        shorter = self._offices.sub("", key, count=1)
        while shorter and shorter != key:  # an office of an office
            key, shorter = shorter, self._offices.sub("", shorter, count=1)
        return key

    def loose(self, key: str) -> str:
        """A key without what only some names of governments have, so that a slip in it weighs no more than any."""
        return key.replace(self._long.removesuffix(self._short), "") or key


class NearNames:
    """Finds names that are like a given one, letter by letter, without comparing it with every one."""

    def __init__(self, keys: Mapping[str, Iterable[str]]) -> None:
        """``keys``: names as :meth:`Names.key` gives them, and the codes of their units."""
        self._codes = {key: tuple(codes) for key, codes in keys.items()}
        self._with: dict[str, list[str]] = defaultdict(list)
        for key in self._codes:
            for pair in sorted(_pairs(key)):
                self._with[pair].append(key)

    def near(self, key: str, words: RosterWords) -> tuple[str, ...]:
        """Codes of units whose names are near, the nearest first."""
        shared: Counter[str] = Counter()
        looked_at = 0
        for pair in sorted(_pairs(key), key=lambda pair: (len(self._with.get(pair, ())), pair)):
            holders = self._with.get(pair, ())
            looked_at += len(holders)
            if looked_at > _MOST_LOOKED_AT and shared:
                break
            shared.update(holders[:_MOST_LOOKED_AT])
        likely = sorted(shared, key=lambda other: (-shared[other], abs(len(other) - len(key)), other))
        likely = likely[:_MOST_COMPARED]
        percents = {other: _in_common(key, other) for other in likely}
        least = max(words.near, max(percents.values(), default=0) - words.margin)
        chosen = sorted((o for o in likely if percents[o] >= least), key=lambda other: (-percents[other], other))
        return tuple(dict.fromkeys(code for other in chosen for code in self._codes[other]))[: words.candidates]


def within(text: str, keys: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The codes of the longest names that stand in a text (a key); none if no name does."""
    for length in range(min(len(text), _LONGEST), _SHORTEST - 1, -1):
        found = {code for at in range(len(text) - length + 1) for code in keys.get(text[at : at + length], ())}
        if found:
            return tuple(sorted(found))
    return ()


def _pairs(key: str) -> set[str]:
    return {key[at : at + 2] for at in range(len(key) - 1)} or {key}


def _in_common(one: str, other: str) -> int:
    """How much of the letters of both stands in both in the same order, in whole percent."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return 200 * sum(block.size for block in matcher.get_matching_blocks()) // (len(one) + len(other))
