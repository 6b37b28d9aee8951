"""Names of units: whether two may mean the same."""

from __future__ import annotations

from engine.expressions import compiled
from engine.leftover_words import LeftoverWords
from engine.likeness.words import flat


class UnitNamer:
    """Compares names of units by the words of the rulebook."""

    def __init__(self, words: LeftoverWords) -> None:
        self._offices = compiled(words.offices)
        self._organ = compiled(words.organ)
        self._proper = compiled(words.proper)
        self._long, self._short = words.government

    def core(self, name: str) -> str:
        """The name without the office that reports for the unit."""
        return self._offices.sub("", flat(name).flat, count=1)

    def is_proper(self, name: str) -> bool:
        """Whether it is the full name of an organ: it names its place and ends as organs do."""
        return bool(self._organ.search(name) and self._proper.search(name))

    def may_be_same(self, one: str, other: str) -> bool:
        """Whether one name may be short for the other, or for a part of it: its letters stand there in order."""
        short, long = sorted((self._plain(one), self._plain(other)), key=len)
        rest = iter(long)
        return all(letter in rest for letter in short)

    def parts(self, name: str) -> tuple[str, ...]:
        """What a unit may be called for short: the place that its name begins with, and the rest."""
        core = self.core(name)
        place = self._proper.match(core)
        if place is None:
            return (core,)
        rest = core[place.end() :].removesuffix(self._long).removesuffix(self._short)
        return tuple(part for part in (core, place.group(), rest) if part)

    def _plain(self, name: str) -> str:
        return self.core(name).replace(self._long, self._short)
