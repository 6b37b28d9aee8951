"""The longest passages that two texts have in common, found exactly in linear time.

The text is held as a suffix automaton (Blumer et al. 1985): it reads another text letter by letter
and knows at each the longest passage ending there that stands in the first.
"""

from __future__ import annotations

from engine.likeness.words import BREAK
from engine.values import dataclass

LONGEST = 100_000  # letters of either text that are looked at; far more than any report has


@dataclass(frozen=True, slots=True)
class Passage:
    """``length`` letters, from ``start`` of the one text and ``other`` of the other."""

    length: int
    start: int
    other: int


class Automaton:
    """A text made ready to be searched for passages of others; only its first :data:`LONGEST` letters."""

    def __init__(self, letters: str) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._link = [-1]
        self._length = [0]
        self._end = [0]  # where the state's words end for the first time
        last = 0
        for at, letter in enumerate(letters[:LONGEST]):
            last = self._extend(last, letter, at + 1)

    def common(self, letters: str, most: int) -> list[Passage]:
        """At most ``most`` passages in common, the longest first, none overlapping a longer one in this text."""
        chosen: list[Passage] = []
        for passage in sorted(self._maximal(letters), key=lambda p: (-p.length, p.start, p.other)):
            if len(chosen) == most:
                break
            if all(p.start + p.length <= passage.start or passage.start + passage.length <= p.start for p in chosen):
                chosen.append(passage)
        return chosen

    def _extend(self, last: int, letter: str, end: int) -> int:
        state = self._state(self._length[last] + 1, {}, end)
        at = last
        while at != -1 and letter not in self._next[at]:
            self._next[at][letter] = state
            at = self._link[at]
        if at == -1:
            self._link[state] = 0
            return state
        target = self._next[at][letter]
        if self._length[at] + 1 == self._length[target]:
            self._link[state] = target
            return state
        clone = self._state(self._length[at] + 1, dict(self._next[target]), self._end[target])
        self._link[clone] = self._link[target]
        while at != -1 and self._next[at].get(letter) == target:
            self._next[at][letter] = clone
            at = self._link[at]
        self._link[target] = self._link[state] = clone
        return state

    def _state(self, length: int, follow: dict[str, int], end: int) -> int:
        self._next.append(follow)
        self._link.append(0)
        self._length.append(length)
        self._end.append(end)
        return len(self._next) - 1

    def _maximal(self, letters: str) -> list[Passage]:
        """For each place of ``letters`` the longest passage ending there, if it cannot be carried on."""
        found: list[Passage] = []
        state, length = 0, 0
        for at, letter in enumerate(letters[:LONGEST] + BREAK):
            carried = letter != BREAK and letter in self._next[state]
            if length and not carried:
                found.append(Passage(length, self._end[state] - length, at - length))
            if letter == BREAK:
                state, length = 0, 0
                continue
            while state and letter not in self._next[state]:
                state = self._link[state]
                length = self._length[state]
            if letter in self._next[state]:
                state, length = self._next[state][letter], length + 1
        return found
