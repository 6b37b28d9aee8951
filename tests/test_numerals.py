"""Numbers in Chinese text, in every way that people write them, are found with exactly what they mean."""

from __future__ import annotations

import time
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.loading import load_rulebook
from engine.numerals import Figure, Interval, NumeralFinder, Quantity

FINDER = NumeralFinder(load_rulebook().narrative.numerals)
COUNTS = st.integers(0, 9_999_999)


def found(text: str) -> list[Figure]:
    return list(FINDER.find(text))


def only(text: str) -> Quantity:
    (figure,) = found(text)
    return figure.quantity


def wide(text: str) -> str:
    return text.translate({ord(digit): 0xFEE0 + ord(digit) for digit in "0123456789"})


@given(COUNTS)
def test_a_plain_number_is_itself(number: int) -> None:
    said = only(f"收到{number}件，")
    assert said == Quantity(Decimal(number), Interval(Decimal(number), Decimal(number)), Decimal(1), True)
    assert number in said.meant
    assert number - 1 not in said.meant
    assert number + 1 not in said.meant


@given(st.integers(1000, 999_999_999))
def test_thousands_apart(number: int) -> None:
    for mark in ", ":
        said = only(f"收到{number:,}件".replace(",", mark))
        assert said.value == number
        assert said.exact


@given(st.integers(11, 99_999_999))
def test_numbers_in_words(number: int) -> None:
    said = only(f"收到{cn2an.an2cn(number)}件")
    assert said.value == number
    assert said.exact


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两件", 2),
        ("十二件", 12),
        ("〇件", 0),
        ("零件", 0),
        ("一百零五件", 105),
        ("两千件", 2000),
        ("廿三件", 23),
        ("一万两千件", 12000),
        ("一二〇件", 120),
        ("二百五件", 250),
        ("百件", 100),
        ("9.0件", 9),
    ],
)
def test_words_of_numbers(text: str, number: int) -> None:
    assert only("共" + text).value == number


@given(st.integers(1, 99_999), st.sampled_from(["余", "多"]))
def test_and_more_reaches_to_the_next_number_with_as_many_zeros(number: int, more: str) -> None:
    place = 10 ** (len(str(number)) - len(str(number).rstrip("0")))
    said = only(f"收到{number}{more}件")
    assert said.meant == Interval(Decimal(number), Decimal(number + place), closed=False)
    assert not said.exact


@given(st.integers(1, 999), st.integers(0, 9))
def test_ten_thousands_are_rounded(whole: int, tenth: int) -> None:
    said = only(f"收到{whole}.{tenth}万件")
    value = whole * 10_000 + tenth * 1_000
    assert said.meant == Interval(Decimal(value - 500), Decimal(value + 500), closed=False)
    assert said.value == value
    assert said.step == 1000
    assert not said.exact


@pytest.mark.parametrize(
    ("text", "low", "high", "closed"),
    [
        ("1.2万件", 11500, 12500, False),
        ("3900余件", 3900, 4000, False),
        ("1.2万余件", 12000, 13000, False),
        ("4.27万余条", 42700, 42800, False),
        ("近100件", 90, 100, True),
        ("约100件", 90, 110, True),
        ("100件左右", 90, 110, True),
        ("达3119件", 3119, 3120, False),
        ("达3000件", 3000, 4000, False),
        ("不足100件", 0, 100, True),
        ("3—5件", 3, 5, True),
        ("3至5件", 3, 5, True),
        ("3-5万件", 30000, 50000, True),
        ("三五件", 3, 5, True),
        ("十余件", 10, 20, False),
        ("近百件", 90, 100, True),
        ("近3900余件", 3900, 4000, False),
    ],
)
def test_what_approximate_numbers_may_mean(text: str, low: int, high: int, closed: bool) -> None:
    said = only("收到" + text)
    assert said.meant == Interval(Decimal(low), Decimal(high), closed)
    assert not said.exact


@pytest.mark.parametrize("text", ["超3000件", "超过3000件", "逾3000件", "3000件以上", "不少于3000件"])
def test_more_than_has_no_end(text: str) -> None:
    meant = only("收到" + text).meant
    assert meant == Interval(Decimal(3000), None)
    assert 10**9 in meant


@pytest.mark.parametrize(
    "text",
    [
        "一是收到，二是办理",
        "第一",
        "第3件",
        "第二十条",
        "2024年",
        "二〇二四年",
        "711号",
        "国办公开办函〔2021〕30号",
        "3月31日",
        "20个工作日",
        "一件事",
        "件件有回复",
        "3个百分点",
        "0517-83605210",
        "12345热线",
        "4期",
        "12场",
        "统一",
        "进一步",
        "3千9百40件",
        "五一三件套",
        "1234567890123456789012件",
        "八点五件",
        "5—3件",
        "一二三件",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert found(text) == []


def test_percentages_and_money() -> None:
    assert [(f.kind, f.quantity.value, f.quantity.step) for f in found("占33.9%，百分之八十三，百分之5")] == [
        ("percent", Decimal("33.9"), Decimal("0.1")),
        ("percent", 83, 1),
        ("percent", 5, 1),
    ]
    yuan = only("收取3940元")
    assert yuan.value == 3940
    assert yuan.exact
    scaled = only("收费96171.6万元")
    assert scaled.value == 961_716_000
    assert scaled.meant == Interval(Decimal(961_715_500), Decimal(961_716_500), closed=False)
    assert only("收费1.2亿元").value == 120_000_000


def test_digits_that_stand_apart_may_be_two_numbers() -> None:
    said = only("收到31 19件")
    assert said.value == 3119
    assert list(said.others) == [31, 19]


def test_where_a_figure_stands() -> None:
    text = "共收到近3900件左右，"
    (figure,) = found(text)
    assert text[figure.start : figure.end] == "近3900件左右"
    assert text[figure.number :].startswith("3900")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="一二两三十百千万亿〇零0123456789.,， 件年第余多近约%—-百分之元", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    for figure in found(text):
        low, high = figure.quantity.meant.low, figure.quantity.meant.high
        assert high is None or low <= high
        assert figure.start <= figure.number < figure.end <= len(text)


@pytest.mark.parametrize(
    "text",
    ["9" * 2_000_000, "1,111" * 400_000, "1 " * 1_000_000, "一" * 2_000_000, "百分之" * 600_000, "1万" * 1_000_000],
)
def test_two_million_characters_take_a_moment(text: str) -> None:
    started = time.perf_counter()
    assert found(text + "件") is not None
    assert time.perf_counter() - started < 20
