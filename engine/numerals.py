"""Numbers in Chinese text as people write them, exactly: whole numbers, decimals, intervals; never floats.

A number is a quantity only with a unit behind it (or as a percentage): what stands before a unit
of no quantity (a year, a day, the number of a document), or after a mark of order, is none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from engine.expressions import compiled
from engine.restatements import Approximation, NumeralWords, Stands, UnitKind
from engine.values import dataclass

_ARABIC = r"(?:\d{1,3}(?:[, ]\d{3}){1,5}(?![\d ])|\d{1,18}(?: \d{1,18}){0,3})(?:\.\d{1,6})?"
_LONGEST_CHINESE = 20  # characters; a count of people's affairs has a few
_LARGEST = 10**15
_MARK = 6  # characters looked at before and behind a figure for words that make it approximate


@dataclass(frozen=True, slots=True)
class Interval:
    """From ``low`` to ``high``; ``high`` is ``None`` where it is open, and is itself meant if ``closed``."""

    low: Decimal
    high: Decimal | None
    closed: bool = True

    def __contains__(self, value: int | Decimal) -> bool:
        if value < self.low:
            return False
        return self.high is None or value < self.high or (self.closed and value == self.high)


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a figure says. Money is in yuan, a percentage in hundredths.

    ``value``: the number as written; ``meant``: what it may stand for; ``step``: one unit of the
    last digit that is written; ``exact``: the one number is meant; ``others``: numbers that may be
    meant instead, where blanks or a wide comma stand between the digits.
    """

    value: Decimal
    meant: Interval
    step: Decimal
    exact: bool
    others: tuple[Decimal, ...] = ()

    @property
    def whole(self) -> int | None:
        """The value if it is a whole number."""
        return int(self.value) if self.value == self.value.to_integral_value() else None


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and where it stands: ``start`` with the words that make it approximate, ``end`` with its unit.

    ``number`` is where the digits begin.
    """

    start: int
    number: int
    end: int
    kind: UnitKind
    unit: str
    quantity: Quantity


class NumeralFinder:
    """Finds the figures in a text, by the words of a rulebook."""

    def __init__(self, words: NumeralWords) -> None:
        self._words = words
        self._digits = {character: value for value, alike in enumerate(words.digits) for character in alike}
        kinds: dict[str, UnitKind] = {word: kind for kind, units in words.units.items() for word in units}
        self._kinds = kinds
        characters, point = re.escape("".join(words.digits) + words.places), re.escape(words.point)
        chinese = f"[{characters}]{{1,{_LONGEST_CHINESE}}}(?!{point})"
        number = f"(?:{_ARABIC}|{chinese})"
        scales = re.escape("".join(words.scales))
        inside = _any(word for item in words.approximations if item.stands == "inside" for word in item.words)
        units = _any(sorted(kinds, key=len, reverse=True))
        self._pattern = compiled(
            rf"{re.escape(words.hundredths)}(?P<hundredths>{number})|"
            rf"(?<!\d[.,])(?<![\d{point}{characters}])(?P<first>{number})"
            rf"(?:(?P<first_scale>[{scales}]?)(?:{_any(words.ranges)})(?P<second>{number}))?"
            rf"(?P<scale>[{scales}]{{0,2}})(?P<inside>{inside})?(?P<unit>{units})",
            re.ASCII,
        )
        self._marks = {
            stands: sorted(
                ((word, item) for item in words.approximations if item.stands == stands for word in item.words),
                key=lambda pair: -len(pair[0]),
            )
            for stands in ("before", "inside", "behind")
        }
        self._ordinals = words.ordinals
        self._chinese = functools.lru_cache(maxsize=256)(self._read_chinese)

    def find(self, text: str) -> Iterator[Figure]:
        """The quantities in ``text``, in order; text without white space but between digits, made narrow."""
        for found in self._pattern.finditer(text):
            figure = self._figure(found, text)
            if figure is not None:
                yield figure

    def _figure(self, found: re.Match[str], text: str) -> Figure | None:
        start, end = found.span()
        unit = found["unit"] or ""
        kind = self._kinds[unit] if unit else "percent"
        if kind == "none" or text[max(0, start - _MARK) : start].endswith(self._ordinals):
            return None
        quantity, start, end = self._read(found, text, start, end)
        return Figure(start, found.start(), end, kind, unit, quantity) if quantity else None

    def _read(self, found: re.Match[str], text: str, start: int, end: int) -> tuple[Quantity | None, int, int]:
        scale = 1
        for character in found["scale"] or "":
            scale *= self._words.scales[character]
        written = found["hundredths"] or found["first"]
        numbers = self._numbers(written)
        if numbers is None:
            return None, start, end
        (value, step), others = numbers[0], numbers[1:]
        value, step = value * scale, step * scale
        if value > _LARGEST:
            return None, start, end
        if found["second"]:
            return self._range(found, value, step, scale), start, end
        pair = self._pair(written)
        if pair is not None and scale == 1:
            return Quantity(pair.low, pair, step, False), start, end
        mark, start, end = self._approximation(found, text, start, end)
        if mark is not None:
            return Quantity(value, _approximate(value, mark), step, False), start, end
        if scale > 1:
            half = step / 2
            return Quantity(value, Interval(value - half, value + half, False), step, False), start, end
        meant = Interval(value, value)
        return Quantity(value, meant, step, True, tuple(other for other, _ in others)), start, end

    def _range(self, found: re.Match[str], value: Decimal, step: Decimal, scale: int) -> Quantity | None:
        other = self._numbers(found["second"])
        if other is None:
            return None
        if found["first_scale"]:
            value = value / scale * self._words.scales[found["first_scale"]]
        high = other[0][0] * scale
        return Quantity(value, Interval(value, high), step, False) if value < high <= _LARGEST else None

    def _approximation(
        self, found: re.Match[str], text: str, start: int, end: int
    ) -> tuple[Approximation | None, int, int]:
        """The words that make it approximate; those next to the number say most."""
        before, behind = text[max(0, start - _MARK) : start], text[end : end + _MARK]
        marks: dict[Stands, Approximation | None] = {}
        word, marks["before"] = next(((w, m) for w, m in self._marks["before"] if before.endswith(w)), ("", None))
        start -= len(word)
        word, marks["behind"] = next(((w, m) for w, m in self._marks["behind"] if behind.startswith(w)), ("", None))
        end += len(word)
        marks["inside"] = next((m for w, m in self._marks["inside"] if w == found["inside"]), None)
        return marks["inside"] or marks["before"] or marks["behind"], start, end

    def _numbers(self, written: str) -> list[tuple[Decimal, Decimal]] | None:
        """The number written and the unit of its last digit; then the numbers that its parts are."""
        if not written[0].isdigit() or not written.isascii():
            value = self._chinese(written)
            return None if value is None else [(value, Decimal(1))]
        digits = written.replace(",", "").replace(" ", "")
        step = Decimal(1).scaleb(-len(digits.partition(".")[2]))
        parts = re.split("[ ,]", written) if written != digits else []
        others = [(Decimal(part), step) for part in parts]
        return [(Decimal(digits), step), *others] if len(digits) < 20 else None

    def _pair(self, written: str) -> Interval | None:
        """Two neighbouring digits in words are a guess: three or five."""
        low, high = (self._digits.get(character, 0) for character in (written[0], written[-1]))
        return Interval(Decimal(low), Decimal(high)) if len(written) == 2 and 0 < low < high else None

    def _read_chinese(self, written: str) -> Decimal | None:
        plain = all(character in self._digits for character in written)
        if plain and len(written) > 1 and not any(self._digits[character] == 0 for character in written):
            return Decimal(0) if self._pair(written) else None
        import cn2an  # heavy

        for text in (written, self._words.digits[1][0] + written):  # a hundred may be written without its one
            try:
                return Decimal(int(cn2an.cn2an(text, "normal")))
            except (ValueError, IndexError, KeyError):
                continue
        return None


def _approximate(value: Decimal, mark: Approximation) -> Interval:
    low = value * mark.low
    if mark.high == "open":
        return Interval(low, None)
    if mark.high == "next":
        return Interval(low, value + _last_place(value), False)
    return Interval(low, value * mark.high)


def _last_place(value: Decimal) -> int:
    """Ten to as many as the number has zeros at its end."""
    place = 1
    while value and value % (place * 10) == 0:
        place *= 10
    return place


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, words)) or "(?!)"
