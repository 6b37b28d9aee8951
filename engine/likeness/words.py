"""The own words of a text: without spaces, punctuation, and what every report says."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

BREAK = "\n"  # stands where boilerplate was taken out: nothing is compared across it
_NOT_LETTER = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True)
class Flat:
    """``flat``: a text without spaces, full-width forms made narrow, as patterns of the rulebook see
    it; ``places``: for each of its characters the place in ``text``, the text as found.
    """

    text: str
    flat: str
    places: Sequence[int]

    def quote(self, start: int, end: int) -> str:
        """The text as found from character ``start`` up to, not including, ``end``, without spaces."""
        if start >= end:
            return ""
        return "".join(self.text[self.places[start] : self.places[end - 1] + 1].split())


@dataclass(frozen=True, slots=True)
class OwnWords:
    """``letters``: letters and digits, full-width forms made narrow, with :data:`BREAK` where
    boilerplate stood; ``places``: for each of them the place in ``text``, the text as found.
    """

    text: str
    letters: str
    places: Sequence[int]

    @property
    def count(self) -> int:
        """How many letters and digits there are."""
        return len(self.letters) - self.letters.count(BREAK)

    def quote(self, start: int, end: int) -> str:
        """The text as found from letter ``start`` up to, not including, ``end``, without spaces."""
        return Flat(self.text, self.letters, self.places).quote(start, end)


def own_words(text: str, boilerplate: Iterable[re.Pattern[str]] = ()) -> OwnWords:
    """The own words of ``text``; ``boilerplate`` sees it as :func:`flat` gives it."""
    seen = flat(text)
    holes = _merged(found.span() for pattern in boilerplate for found in pattern.finditer(seen.flat))
    letters: list[str] = []
    places = array("l")
    start = 0
    for hole_start, hole_end in [*holes, (len(seen.flat), len(seen.flat))]:
        for at in range(start, hole_start):
            if not _NOT_LETTER.match(seen.flat[at]):
                letters.append(seen.flat[at])
                places.append(seen.places[at])
        if hole_start < hole_end and letters and letters[-1] != BREAK:
            letters.append(BREAK)
            places.append(seen.places[hole_start])
        start = hole_end
    return OwnWords(text, "".join(letters), places)


def joined(parts: Iterable[OwnWords]) -> OwnWords:
    """Several texts as one; nothing is compared across their borders."""
    text, letters, places = "", "", array("l")
    for part in parts:
        shift = len(text)
        places.extend(place + shift for place in part.places)
        letters += part.letters + BREAK
        text += part.text + BREAK
        places.append(len(text) - 1)
    return OwnWords(text, letters, places)


def flat(text: str) -> Flat:
    """The text without spaces, full-width forms made narrow."""
    narrow = {letter: "".join(unicodedata.normalize("NFKC", letter).split()) for letter in set(text)}
    parts = [narrow[letter] for letter in text]
    places = array("l", chain.from_iterable(repeat(at, len(part)) for at, part in enumerate(parts)))
    return Flat(text, "".join(parts), places)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
