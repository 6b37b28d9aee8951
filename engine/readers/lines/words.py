"""The words of tables in a text: comparing labels that an extractor broke into fragments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.labels import CLOSE, OPEN, bare, plain
from engine.rulebook import Form

_LONGEST_FILLER = 30


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a label as it stands between spaces, line ends, figures and numbering."""

    line: int  # index into the lines of the table
    text: str
    plain: str
    bare: str


def fragments_of(line: int, text: str, breaks: re.Pattern[str]) -> list[Fragment]:
    """The fragments of a text; ``breaks`` as :func:`numbering_breaks` makes it."""
    pieces = [piece for word in text.split() for piece in breaks.split(word) if piece]
    return [Fragment(line, piece, plain(piece), bare(piece)) for piece in pieces]


def numbering_breaks(form: Form) -> re.Pattern[str]:
    """Where a new label begins although no space stands before it: at a number with a bracket or a mark."""
    numerals = "|".join(map(re.escape, form.numerals))
    marks = re.escape("".join(form.heading_marks))
    bracketed = rf"{OPEN}(?:{numerals}){CLOSE}"
    return re.compile(rf"(?={bracketed})|(?=(?:{numerals})[{marks}])|(?=(?<!\d)\d{{1,2}}[{marks}](?!\d))")


class Filler:
    """Tells the words that stand in a table beside its row labels: group labels, columns, notes."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._words = {form for words in vocabulary for form in (plain(words), bare(words)) if form}
        self._known: dict[str, bool] = {}

    def __call__(self, fragment: Fragment) -> bool:
        """Whether the fragment is a part of such words, or several parts run together."""
        text = fragment.plain
        if text not in self._known:
            self._known[text] = not text or (len(text) <= _LONGEST_FILLER and self._covers(text))
        return self._known[text]

    def _covers(self, text: str) -> bool:
        if self._part(text):
            return True
        reached = {0}
        for end in range(2, len(text) + 1):
            if any(start <= end - 2 and self._part(text[start:end]) for start in reached):
                reached.add(end)
        return len(text) in reached

    def _part(self, text: str) -> bool:
        return any(text in word for word in self._words)


def everything(_: Fragment) -> bool:
    """A filler that lets any words stand between the fragments of a label."""
    return True


def nothing(fragment: Fragment) -> bool:
    """A filler that lets no words stand between the fragments of a label, only marks."""
    return not fragment.plain


def tile(
    fragments: Sequence[Fragment],
    before: range,
    after: range,
    label: str,
    filler: Callable[[Fragment], bool],
) -> tuple[int, ...] | None:
    """The fragments that make up ``label`` exactly, from its figures' surroundings, else ``None``.

    The label starts before the figures and may end after them, where its lines are centred about
    them. Between its fragments, and between it and the figures, only filler may stand.
    """
    states: dict[int, tuple[int, ...]] = {}  # letters of the label covered → fragments used
    for index in before:
        fragment = fragments[index]
        states = _step(states, index, fragment, label, filler(fragment))
        if fragment.bare and label.startswith(fragment.bare):
            states[len(fragment.bare)] = (index,)  # the start nearest to the figures
    for index in after:
        if len(label) in states or not states:
            break
        states = _step(states, index, fragments[index], label, filler(fragments[index]))
    return states.get(len(label))


def _step(
    states: dict[int, tuple[int, ...]], index: int, fragment: Fragment, label: str, skip: bool
) -> dict[int, tuple[int, ...]]:
    found = dict(states) if skip else {}
    if fragment.plain:
        for covered, used in states.items():
            if covered < len(label) and label.startswith(fragment.plain, covered):
                found[covered + len(fragment.plain)] = (*used, index)
    return found
