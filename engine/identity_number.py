"""Whether a number is that of an identity card (GB 11643: region, day of birth, order, check digit)."""

from __future__ import annotations

import datetime as dt

_LENGTH = 18
_BORN = slice(6, 14)
_FIRST_YEAR = 1900
_MODULUS = 11  # ISO 7064, MOD 11-2; X stands for ten


def is_identity_number(text: str) -> bool:
    """Whether the text is 18 characters with a possible day of birth and the right check digit."""
    if len(text) != _LENGTH or not (text[:-1].isdecimal() and (text[-1].isdecimal() or text[-1] in "Xx")):
        return False
    values = [int(digit) for digit in text[:-1]] + [10 if text[-1] in "Xx" else int(text[-1])]
    total = sum(value * 2 ** (_LENGTH - 1 - place) for place, value in enumerate(values))
    return total % _MODULUS == 1 and _is_day("".join(map(str, values[_BORN])))


def _is_day(digits: str) -> bool:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= _FIRST_YEAR
    except ValueError:
        return False
