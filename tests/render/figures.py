"""How a cell is printed, and what a perfect reader makes of the print."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TypeAlias

from tests.render.style import Style

Value: TypeAlias = int | Decimal | str

_WIDE = {ord("0") + digit: ord("０") + digit for digit in range(10)}
_NUMBER = re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?", re.ASCII)
_MIXED = ("plain", "padded", "wide", "thousands")
MONEY = ("amount_10k_yuan", "amount")  # columns whose figures may have a fraction


def printed(value: Value, style: Style, turn: int = 0) -> str:
    """The figure as the style prints it; ``turn`` varies the ways of the mixed style."""
    way = _MIXED[turn % len(_MIXED)] if style.figures == "mixed" else style.figures
    if way == "padded":
        return f"\u3000{plain(value)}"
    if isinstance(value, int) and way == "thousands":
        return f"{value:,}"
    if isinstance(value, int) and way == "wide":
        return str(value).translate(_WIDE)
    return plain(value)


def plain(value: Value) -> str:
    """The figure in its own digits, never with an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def read_back(value: Value, column: str) -> Value:
    """What the print of ``value`` says: a number if it is digits, else the text without the space around it."""
    text = plain(value).strip()
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None or len(text) > 20:
        return text
    whole = found[1].replace(",", "")
    if found[2] is None:
        return int(whole)
    return Decimal(whole + found[2]) if column in MONEY else text
