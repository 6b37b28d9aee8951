"""Words of labels compared: how far two are apart, and which of several is meant."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.labels import alike, bare, distance, letters, nearest, plain

WORDS = st.text("甲乙丙丁", max_size=7)


@cache
def apart(one: str, other: str) -> int:
    """The fewest letters put in, taken out or exchanged, by trying all three at the first that differs."""
    if not one or not other:
        return len(one) + len(other)
    if one[0] == other[0]:
        return apart(one[1:], other[1:])
    return 1 + min(apart(one[1:], other), apart(one, other[1:]), apart(one[1:], other[1:]))


@settings(max_examples=50, deadline=None)
@given(WORDS, WORDS)
def test_how_far_words_are_apart(one: str, other: str) -> None:
    assert distance(one, other) == apart(one, other)


def test_of_long_texts_the_beginning_is_compared() -> None:
    assert distance("甲" * 60 + "乙", "甲" * 60 + "丙") == 0
    assert distance("甲" * 59 + "乙", "甲" * 59 + "丙") == 1
    assert alike("甲" * 60, "甲" * 59 + "乙", 5)
    assert not alike("甲" * 61, "甲" * 61, 5)


@pytest.mark.parametrize(
    ("one", "other", "share", "expected"),
    [
        ("甲乙丙丁", "甲乙丙丁", 4, True),
        ("甲乙丙丁", "甲乙丙戊", 4, True),  # one letter of four
        ("甲乙丙丁", "甲乙丙戊", 5, False),
        ("甲乙丙丁", "甲乙丙", 4, True),
        ("甲乙丙", "甲乙丙丁", 4, True),
        ("甲乙丙", "甲乙丙丁", 5, False),
        ("甲乙丙丁戊己庚辛", "甲乙丙丁戊己", 4, True),
        ("甲乙丙丁戊己庚辛", "甲乙丙丁戊", 4, False),
        ("甲乙丙丁戊己庚辛", "甲乙丙丁戊己子丑", 4, True),
        ("甲乙丙丁戊己庚辛", "甲乙丙丁戊丑子寅", 4, False),
        ("", "", 4, True),
        ("", "甲", 1, True),
        ("", "甲", 2, False),
    ],
)
def test_words_that_are_alike(one: str, other: str, share: int, expected: bool) -> None:
    assert alike(one, other, share) is expected


def test_which_label_is_meant() -> None:
    labels = {"予以公开": "granted", "部分公开": "partly", "予以公布": "granted", "不予公开": "denied"}
    assert nearest("予以公开", labels, 4) == "granted"
    assert nearest("予以公并", labels, 4) == "granted"  # one letter from two that mean the same
    assert nearest("都分公开", labels, 4) == "partly"
    assert nearest("部以公开", labels, 4) is None  # one letter from two that mean different things
    assert nearest("不予公升", labels, 4) == "denied"
    assert nearest("部公开", labels, 4) == "partly"
    assert nearest("公开", labels, 2) is None
    assert nearest("维持", labels, 4) is None
    assert nearest("予以公开", {}, 4) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("（三）不予公开", "不予公开"),
        ("3.其他", "其他"),
        (" 1 ． 属于 国家秘密 ", "属于国家秘密"),
        ("三、本年度办理结果", "本年度办理结果"),
        ("㈠主动公开", "主动公开"),
        ("其他3", "其他3"),
        ("(1)(2)其他_", "其他"),
        ("２０２４年", "年"),
        ("一二三", ""),
        ("", ""),
    ],
)
def test_words_without_their_number(words: str, expected: str) -> None:
    assert bare(words) == expected


def test_letters_that_say_something() -> None:
    assert plain("（一）Ａ b，3_・㈡") == "一Ab3二"
    assert letters("（一） a，3_。\n") == 3
    assert letters("……") == letters("") == 0
