"""Counts and sums of money as people write them in sentences: exact, no floats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from engine.expressions import compiled
from engine.values import dataclass
from engine.wordings import NumberWords

# Digits as keyboards in Chinese give them, and the full stop between them.
NARROW_DIGITS = {**{0xFF10 + digit: str(digit) for digit in range(10)}, 0xFF0E: "."}
_DIGITS = r"(?<![\d.])(?P<digits>(?:\d{1,3}(?:[,\uff0c]\d{3}){1,5}|\d{1,15})(?:\.\d{1,6})?)(?![\d.])"


@dataclass(frozen=True, slots=True)
class Amount:
    """``value`` in pieces or yuan; ``exact`` if neither approximate nor in a larger unit; ``text`` as it stands."""

    value: Decimal
    exact: bool
    text: str


class AmountReader:
    """Reads figures with a unit, by the words of a rulebook."""

    def __init__(self, words: NumberWords) -> None:
        self._scales = words.scales
        about, more, scale = _choice(words.about), _choice(words.more), _choice(words.scales)
        figure = rf"(?P<about>{about})?{_DIGITS}(?P<more>{more})?(?P<scale>{scale})?(?P<also>{more})?"
        count = rf"(?P<figure>{figure}(?:{_choice(words.count_units)})(?P<after>{more})?)"
        money = rf"(?P<figure>{figure}(?:{_choice(words.money_units)})(?P<after>{more})?)"
        self._figures = {"<count>": count, "<money>": money}

    def expression(self, pattern: str) -> re.Pattern[str]:
        """A pattern in which ``<count>`` or ``<money>`` stands for the figure."""
        return compiled(re.sub("<count>|<money>", lambda found: self._figures[found[0]], pattern), re.ASCII)

    def read(self, found: re.Match[str]) -> Amount:
        """The figure of a match of such a pattern."""
        value = Decimal(re.sub("[^0-9.]", "", found["digits"])) * self._scales.get(found["scale"] or "", 1)
        exact = not any(found[name] for name in ("about", "more", "scale", "also", "after"))
        return Amount(value, exact, found["figure"])


def _choice(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) or r"(?!)"
