"""What a cell says, by hand: as a count, a change, an amount in 10,000 yuan, and money with its own unit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.cells import CellReader, CellReading, squeeze
from engine.loading import load_rulebook
from engine.rulebook import CellWords

READER = CellReader(load_rulebook(cache=False).cell_words)
UNITS = ("count", "signed", "amount", "money")

# The same in all four: what stands there, and the number that it is.
NUMBERS: list[tuple[Any, int | Decimal]] = [
    ("0", 0),
    ("00", 0),
    ("8040", 8040),
    ("0012", 12),
    ("３１", 31),
    ("　0", 0),
    (" 12 ", 12),
    ("12\n", 12),
    ("\xa012", 12),
    ("\u200b5\ufeff", 5),  # zero-width characters of web pages
    ("1,234", 1234),
    ("1，234", 1234),
    ("１，２３４", 1234),
    ("1, 234", 1234),
    ("12,345,678", 12345678),
    ("+389", 389),
    ("＋389", 389),
    ("-5", -5),
    ("- 5", -5),
    ("−5", -5),
    ("－5", -5),
    ("增5", 5),
    ("减5", -5),
    ("-0", 0),
    ("1.5", Decimal("1.5")),
    ("３．５", Decimal("3.5")),
    ("3.0", Decimal("3.0")),
    ("1,234.56", Decimal("1234.56")),
    ("-1.5", Decimal("-1.5")),
    ("1000000000000000", 10**15),
    (0, 0),
    (17, 17),
    (-3, -3),
    (Decimal("96171.6"), Decimal("96171.6")),
]

# The same in all four: no figure, whatever it may mean.
TEXTS = [
    "1,23",
    "12,34",
    "1,2345",
    "1234,567",
    ",123",
    "123,",
    "1,234,5",
    "3 1",
    "3  1",  # two figures that slid into one cell, however far apart
    "3\n1",
    "3 \n 1",
    "3\t\t1",
    "3　　1",
    "1 2 3",
    "1 234",
    "1.2.3",
    ".5",
    "5.",
    "1e3",
    "0x10",
    "1/2",
    "5-3",
    "+",
    "+-5",
    "--5",
    "5-",
    "约20万",
    "20余件",
    "二十",
    "²",
    "٣",
    "件",
    "件件",
    "5个件",
    "元",
    "万元",
    "人民币元5",
    "见附件",
    "0（含上年）",
    "NaN",
    "11111111111111111111",
    "1000000000000001",
    "123456789012345678901234567890.5",
]

BLANKS = ["", " ", "　", "\n", "\xa0", "\u200b", "\ufeff \t"]
DASHES = ["/", "／", "-", "－", "—", "——", "–", "无", " 无 ", "\\", "— —", "*"]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(("cell", "number"), NUMBERS, ids=lambda value: repr(value))
def test_numbers(cell: Any, number: Any, unit: Any) -> None:
    found = READER.read(cell, unit)
    assert found == CellReading("number", number)
    assert type(found.number) is type(number)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    ("state", "cells"), [("text", TEXTS), ("blank", BLANKS), ("dash", DASHES), ("unreadable", [None])]
)
def test_what_is_no_number(state: str, cells: list[Any], unit: Any) -> None:
    assert {cell: READER.read(cell, unit) for cell in cells} == {cell: CellReading(state) for cell in cells}


@pytest.mark.parametrize("unit", ["count", "signed"])
@pytest.mark.parametrize(
    ("cell", "number"),
    [("5件", 5), ("5 件", 5), ("５宗", 5), ("1,234项", 1234), ("-5件", -5), ("增5件", 5), ("3人", 3)],
)
def test_words_for_cases(cell: str, number: int, unit: Any) -> None:
    assert READER.read(cell, unit) == CellReading("number", number)
    assert READER.read(cell, "amount") == CellReading("text")
    assert READER.read(cell, "money") == CellReading("text")


@pytest.mark.parametrize(
    ("cell", "amount", "yuan"),
    [
        ("12 万元", "12", "120000"),
        ("12万 元", "12", "120000"),
        ("251000元", "25.1", "251000"),
        ("251000人民币元", "25.1", "251000"),
        ("1798.5764 万元", "1798.5764", "17985764"),
        ("１，２３４．５万元", "1234.5", "12345000"),
        ("1.2亿元", "12000", "120000000"),
        ("0元", "0", "0"),
        ("0.01元", "0.000001", "0.01"),
        ("-5万元", "-5", "-50000"),
        ("999999999999999.999999元", "99999999999.9999999999", "999999999999999.999999"),
    ],
)
def test_money_with_its_unit(cell: str, amount: str, yuan: str) -> None:
    assert READER.read(cell, "amount") == CellReading("number", Decimal(amount), with_unit=True)
    assert READER.read(cell, "money") == CellReading("number", Decimal(yuan), with_unit=True)
    assert READER.read(cell, "count") == CellReading("text")
    assert READER.read(cell, "signed") == CellReading("text")


@pytest.mark.parametrize(
    ("cell", "count", "whole"),
    [
        ("", 0, False),
        ("/", 0, False),
        ("7", 7, True),
        (7, 7, True),
        ("-7", None, True),
        (-7, None, True),
        ("7.0", None, False),
        ("7 8", None, False),
        (None, None, False),
    ],
)
def test_as_a_sum_takes_it(cell: Any, count: int | None, whole: bool) -> None:
    found = READER.read(cell, "count")
    assert (found.count, found.whole) == (count, whole)


def test_words_of_any_length() -> None:
    words = CellWords(("没有",), ("件", "件次", "人次"), {"元": 1}, {"增加": "+", "减少": "-", "减": "-"})
    reader = CellReader(words)
    assert reader.read("5件次", "count") == CellReading("number", 5)
    assert reader.read("5件", "count") == CellReading("number", 5)
    assert reader.read("增加5人次", "signed") == CellReading("number", 5)
    assert reader.read("减少5", "signed") == CellReading("number", -5)
    assert reader.read("减5", "signed") == CellReading("number", -5)
    assert reader.read("没有", "count") == CellReading("dash")
    assert reader.read("-5", "signed") == CellReading("text")


@pytest.mark.parametrize(
    ("text", "squeezed"),
    [
        (" 3 1 ", "3 1"),
        ("3　 1", "3　 1"),
        ("１ ２", "1 2"),
        ("a b", "ab"),
        ("3 件", "3件"),
        ("第 3 项", "第3项"),
        ("\u200b", ""),
        ("1\u200b2", "12"),
    ],
)
def test_squeeze(text: str, squeezed: str) -> None:
    assert squeeze(text) == squeezed


@given(st.integers(0, 10**15), st.sampled_from(UNITS))
def test_however_a_number_is_written(number: int, unit: Any) -> None:
    wide = str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    for text in (str(number), f"{number:,}", wide, f" {number}\n", f"+{number}"):
        assert READER.read(text, unit) == CellReading("number", number)


@given(st.text(max_size=12) | st.text("0123456789,.+-—/ 　万元件增减", max_size=12), st.sampled_from(UNITS))
def test_any_text_is_read_the_same_twice(text: str, unit: Any) -> None:
    found = READER.read(text, unit)
    assert found == READER.read(f" {text}　", unit)
    assert (found.number is None) == (found.state != "number")
