"""Values that facts have and rules name: plain ones, and those that something could trip over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from engine.facts import Fact

_PLAIN_TEXTS = ("", "a", "b", "c", "total", "requests", "new_received")
# Escapes, signs of every layer below (JSON, regular expressions, Python), what looks like another type,
# what looks the same and is not, what no encoding can write, and what is long.
_ODD_TEXTS = (
    "0", "1", "-1", "null", "true", "1.0", "1e3", " ", "\t", "\n", "\x00", "a\x00b", "\x7f", '"', 'quo"te', "'", "\\",
    "back\\slash", "\\u0041", "\\n", "{", "}", "[]", "{}", "$", "$v0", "$m", "m_0", "kind", "sid", "id", "%s",
    "{name}",
    "中文", "中", "１２", "e\u0301", "\u00e9", "\u202e", "\u200b", "\ufeff", "\U00020000",
    "\U0001f600", "\ud800", "a" * 2000, "市" * 600,
)  # fmt: skip
_SMALL = (-2, -1, 0, 1, 2, 3, 9, 100)
_LARGE = (
    *(sign * (2**power + more) for power in (31, 32, 53, 61, 62) for more in (-1, 0, 1) for sign in (1, -1)),
    *(2**63 - 1, 2**63 - 2, -(2**63), -(2**63) + 1, 10**18),
)
_EXPRESSIONS = ("a", "^b$", "^$", "[0-9]", "\\d", '"', "\\\\", "中|市", ".", "(?s).", "\\$", "e.?$", "(?i)TOTAL")
_MOST_SAID = 2**62  # rules say whole numbers below this; facts may have any of 64 bits


@dataclass(frozen=True)
class Pool:
    """The values of one pair: of its facts, and of its rules."""

    texts: tuple[str, ...]
    numbers: tuple[int, ...]
    said_texts: tuple[str, ...]
    said_numbers: tuple[int | bool, ...]
    expressions: tuple[str, ...]

    def of(self, random: Random, type_: str) -> str | int:
        """A value that a field of this type may have."""
        return random.choice(self.texts) if type_ == "str" else random.choice(self.numbers)


def pool(random: Random, size: int) -> Pool:
    """Some values; the fewer there are, the oftener two are equal."""
    odd = random.random() < 0.4
    texts = random.sample(_ODD_TEXTS if odd else _PLAIN_TEXTS, min(size, 1 + random.randrange(size)))
    texts += random.sample(_PLAIN_TEXTS, 1)
    large = random.random() < 0.35
    numbers = random.sample(_LARGE if large else _SMALL, min(size, 1 + random.randrange(size)))
    numbers += random.sample(_SMALL, 1)
    numbers += [n + random.choice((-1, 1)) for n in numbers[:1] if abs(n) < 2**62]
    said_texts = [text for text in (*texts, random.choice(_PLAIN_TEXTS)) if not text.startswith("$")]
    said: list[int | bool] = [n for n in (*numbers, random.choice(_SMALL)) if abs(n) < _MOST_SAID]
    said.append(random.choice((True, False)))
    expressions = random.sample(_EXPRESSIONS, 3)
    return Pool(tuple(texts), tuple(numbers), tuple(said_texts), tuple(said), tuple(expressions))


def pool_of(random: Random, facts: Sequence[Fact]) -> Pool:
    """Values that some facts have; rules name those that a rule may."""
    values = [value for fact in facts for value in fact.fields.values()]
    every_text = sorted({value for value in values if isinstance(value, str)})
    every_number = sorted({value for value in values if isinstance(value, int)})
    texts = random.sample(every_text, min(len(every_text), 12))
    numbers = random.sample(every_number, min(len(every_number), 12))
    said_texts = ["", *(text for text in texts if not text.startswith("$"))]
    said_numbers = [0, 1, *(number for number in numbers if abs(number) < _MOST_SAID)]
    return Pool(tuple(texts), tuple(numbers), tuple(said_texts), tuple(said_numbers), _EXPRESSIONS)
