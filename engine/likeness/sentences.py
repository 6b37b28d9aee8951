"""Sentences, and which of them say the same as others, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.labels import letters
from engine.likeness.words import flat
from engine.values import dataclass

_SHORTEST = 6  # letters; what is shorter is a heading or a number


@dataclass(frozen=True, slots=True)
class Sentence:
    """``words`` as found, without spaces, and the letters that are compared."""

    words: str
    letters: str


def sentences(text: str, ends: str, introducing: re.Pattern[str]) -> Iterator[Sentence]:
    """The sentences of ``text``, without what only introduces them; ``ends`` are the letters that end one."""
    seen = flat(text)
    for found in re.finditer(f"[^{re.escape(ends)}]+", seen.flat):
        said = introducing.sub("", found.group(), count=1)
        if letters(said) >= _SHORTEST:
            yield Sentence(seen.quote(*found.span()), re.sub(r"[\W_]+", "", said))


def repeated(own: Iterable[Sentence], other: Iterable[Sentence]) -> list[Sentence]:
    """Those of ``own`` that stand word for word among ``other``."""
    known = {sentence.letters for sentence in other}
    return [sentence for sentence in own if sentence.letters in known]
