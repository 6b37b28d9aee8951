"""The own words of a text: without spaces, punctuation, and what every report says."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field
from itertools import chain, repeat

from engine.values import dataclass

BREAK = "\n"  # stands where boilerplate was taken out: nothing is compared across it
_MOST_KEPT = 50_000  # characters; all that Chinese texts use
_LONGEST = 3  # characters that one may become; a few rare ones would become whole phrases
_LETTER = re.compile(r"[^\W_]")
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Flat:
    """``flat``: a text without spaces, full-width forms made narrow, as patterns of the rulebook see it;
    ``text``: the text as found.
    """

    text: str
    flat: str
    _places: Sequence[int] | None = field(default=None, repr=False, compare=False)

    @property
    def places(self) -> Sequence[int]:
        """For each character of ``flat`` its place in ``text``."""
        if self._places is None:
            lengths = (len(letter.translate(_NARROW)) for letter in self.text)
            self._places = array("l", chain.from_iterable(repeat(at, n) for at, n in enumerate(lengths)))
        return self._places

    def quote(self, start: int, end: int) -> str:
        """The text as found from character ``start`` up to, not including, ``end``, without spaces."""
        places = self.places
        return "".join(self.text[places[start] : places[end - 1] + 1].split()) if start < end else ""


@dataclass(slots=True)
class OwnWords:
    """``letters``: letters and digits of ``text``, full-width forms made narrow, with :data:`BREAK`
    where boilerplate stood, which is ``holes`` in ``text`` as :func:`flat` gives it.
    """

    text: Flat
    letters: str
    holes: Sequence[tuple[int, int]]
    _places: Sequence[int] | None = field(default=None, repr=False, compare=False)

    @property
    def count(self) -> int:
        """How many letters and digits there are."""
        return len(self.letters) - self.letters.count(BREAK)

    @property
    def places(self) -> Sequence[int]:
        """For each of ``letters`` its place in ``text``."""
        if self._places is None:
            self._places = array("l", self._found_places())
        return self._places

    def quote(self, start: int, end: int) -> str:
        """The text as found from letter ``start`` up to, not including, ``end``, without spaces."""
        return self.text.quote(self.places[start], self.places[end - 1] + 1) if start < end else ""

    def _found_places(self) -> Iterator[int]:
        start = 0
        for hole_start, hole_end in self.holes:
            yield from (found.start() for found in _LETTER.finditer(self.text.flat, start, hole_start))
            yield hole_start
            start = hole_end
        yield from (found.start() for found in _LETTER.finditer(self.text.flat, start))


def own_words(text: str, boilerplate: Iterable[re.Pattern[str]] = ()) -> OwnWords:
    """The own words of ``text``; ``boilerplate`` sees it as :func:`flat` gives it."""
    seen = flat(text)
    holes = _merged(found.span() for pattern in boilerplate for found in pattern.finditer(seen.flat))
    return without(seen, holes)


def joined(parts: Iterable[OwnWords]) -> OwnWords:
    """Several texts as one; nothing is compared across their borders."""
    words = list(parts)
    holes: list[tuple[int, int]] = []
    at = 0
    for part in words:
        holes += [(start + at, end + at) for start, end in part.holes]
        at += len(part.text.flat)
        holes.append((at, at))  # the border
    texts = [part.text for part in words]
    return without(Flat("".join(t.text for t in texts), "".join(t.flat for t in texts)), holes)


def without(text: Flat, holes: Sequence[tuple[int, int]]) -> OwnWords:
    """The own words of a text of which the boilerplate is known: its places in ``text.flat``, in order."""
    starts = [0, *(end for _, end in holes)]
    ends = [*(start for start, _ in holes), len(text.flat)]
    pieces = (_NO_LETTERS.sub("", text.flat[start:end]) for start, end in zip(starts, ends, strict=True))
    return OwnWords(text, BREAK.join(pieces), holes)


def flat(text: str) -> Flat:
    """The text without spaces, full-width forms made narrow."""
    return Flat(text, text.translate(_NARROW))


class _Narrow(dict[int, str]):
    """For each character what stands for it: without spaces, full-width forms made narrow (NFKC)."""

    def __missing__(self, code: int) -> str:
        narrow = "".join(unicodedata.normalize("NFKC", chr(code)).split())
        if len(narrow) > _LONGEST:
            narrow = chr(code)
        if len(self) < _MOST_KEPT:
            self[code] = narrow
        return narrow


_NARROW = _Narrow()


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
