"""Numbers as automatic lists write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# The Chinese numerals zero to nine; ten, hundred, thousand (code points, as no Chinese text belongs in the code).
_DIGITS = "\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
_POWERS = ("", "\u5341", "\u767e", "\u5343")
_CIRCLE = "\u3007"  # zero where digits stand one after the other
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"))
_ROMAN_SMALL = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LONGEST = 10  # letters that Word repeats before it begins anew


def numeral(number: int, style: str) -> str | None:
    """The number in the style that ``w:numFmt`` names; ``None`` for a style that has no number or is not known.

    What a style cannot write, such as zero in Roman numerals, is written in plain digits.
    """
    write = _STYLES.get(style)
    return None if write is None else write(number) or str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 10_000:
        return _DIGITS[0] if number == 0 else ""
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit:
            words += (_DIGITS[0] if gap and words else "") + _DIGITS[digit] + _POWERS[power]
        gap = not digit
    # Ten to nineteen begin with the word for ten.
    return words[1:] if 10 <= number < 20 else words


def _chinese_digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] if digit != "0" else _CIRCLE for digit in str(number))


def _roman(number: int) -> str:
    if not 0 < number < 4_000:
        return ""
    words = ""
    for amount, letters in _ROMAN + _ROMAN_SMALL:
        words += letters * (number // amount)
        number %= amount
    return words


def _letters(number: int) -> str:
    """From a to z, then from aa to zz, as Word counts."""
    turn, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (turn + 1) if 0 <= turn < _LONGEST else ""


def _from(first: int, most: int) -> Callable[[int], str]:
    """Signs that stand in the character table one after the other, for one and so on."""
    return lambda number: chr(first + number - 1) if 1 <= number <= most else ""


def _circled(number: int) -> str:
    # Twenty-one to fifty stand elsewhere in the character table.
    for first, least, last in ((0x2460, 1, 20), (0x3251, 21, 35), (0x32B1, 36, 50)):
        if least <= number <= last:
            return chr(first + number - least)
    return ""


_STYLES: Mapping[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "ideographDigital": _chinese_digits,
    "japaneseDigitalTenThousand": _chinese_digits,
    "taiwaneseDigital": _chinese_digits,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": _from(0x2474, 20),
    "decimalEnclosedFullstop": _from(0x2488, 20),
    "ideographEnclosedCircle": _from(0x3280, 10),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
