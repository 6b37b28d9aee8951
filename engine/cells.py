"""What a cell says: a figure, nothing, or something that cannot be taken for a figure. Exact, no floats."""

from __future__ import annotations

import re
from decimal import Decimal

from engine.report import LARGEST_COUNT, Cell
from engine.rulebook import CellKind, CellWords
from engine.values import dataclass

NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NUMBER = re.compile(r"(\d{1,18}|\d{1,3}(?:,\d{3}){1,5})(\.\d{1,6})?", re.ASCII)
_SPACE = re.compile(r"(?<![\d\s])\s+|(?<!\s)\s+(?![\d\s])")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # what web pages and word processors leave behind
YUAN_PER_AMOUNT = 10_000  # amounts are stated in 10,000 yuan


@dataclass(frozen=True, slots=True)
class CellReading:
    """``state`` as in the vocabulary; ``number`` only where the state is ``number``.

    Amounts are in 10,000 yuan, money in yuan if it has a unit, else as it stands.
    """

    state: str
    number: int | Decimal | None = None
    with_unit: bool = False

    @property
    def whole(self) -> bool:
        """The number is an integer, written as one."""
        return isinstance(self.number, int)

    @property
    def count(self) -> int | None:
        """The figure as a sum takes it: a count, nothing as zero; ``None`` if it is not one."""
        if self.state in ("blank", "dash"):
            return 0
        return self.number if isinstance(self.number, int) and self.number >= 0 else None


UNREADABLE = CellReading("unreadable")
ABSENT = CellReading("absent")
_TEXT = CellReading("text")


class CellReader:
    """Reads cells by the words of a rulebook."""

    def __init__(self, words: CellWords) -> None:
        self._dashes = {squeeze(dash) for dash in words.dashes}
        self._signs = {squeeze(sign): words.signs[sign] for sign in sorted(words.signs, key=len, reverse=True)}
        self._count_units = sorted(words.count_units, key=lambda word: -len(word))
        self._money = sorted(words.money_units.items(), key=lambda item: -len(item[0]))

    def read(self, cell: Cell, unit: CellKind) -> CellReading:
        """What ``cell`` says where a figure of kind ``unit`` is expected."""
        if cell is None:
            return UNREADABLE
        if not isinstance(cell, str):
            return CellReading("number", cell)
        text = squeeze(cell)
        if not text:
            return CellReading("blank")
        if text in self._dashes:
            return CellReading("dash")
        if unit in ("amount", "money"):
            return self._amount(text, unit)
        for word in self._count_units:
            if text.endswith(word):
                return self._signed(text[: -len(word)])
        return self._signed(text)

    def _signed(self, text: str) -> CellReading:
        word = next((word for word in self._signs if text.startswith(word)), "")
        number = _number(text[len(word) :])
        if number is None:
            return _TEXT
        return CellReading("number", -number if self._signs.get(word) == "-" else number)

    def _amount(self, text: str, unit: CellKind) -> CellReading:
        scale = 0
        for word, value in self._money:
            if text.endswith(word):
                text, scale = text[: -len(word)], value
                break
        reading = self._signed(text)
        if reading.number is None or not scale:
            return reading
        number = Decimal(reading.number) * scale
        return CellReading("number", number / YUAN_PER_AMOUNT if unit == "amount" else number, True)


def squeeze(text: str) -> str:
    """The text without white space and unseen characters, full-width forms made narrow.

    A space between two digits stays: they may be two figures that slid into one cell.
    """
    return _SPACE.sub("", UNSEEN.sub("", text).translate(NARROW).strip())


def _number(text: str) -> int | Decimal | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    whole, fraction = int(found[1].replace(",", "")), found[2]
    if whole > LARGEST_COUNT:
        return None
    return whole if fraction is None else Decimal(f"{whole}{fraction}")
