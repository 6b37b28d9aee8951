"""Identity-card numbers: told by day of birth and check digit, and never shown in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cases import ROOT
from engine.identity_number import is_identity_number
from engine.json_text import dumps, loads
from engine.observe.phrases import masked
from engine.readers import read_bytes
from engine.reporters.json_card import dump
from engine.score import Engine

# As the standard prints them: the weight of each place, and the character for each remainder.
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
EXAMPLE = "11010519491231002X"  # printed in the standard


def number(region: int, born: dt.date, order: int) -> str:
    body = f"{region:06}{born:%Y%m%d}{order:03}"
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


numbers = st.builds(
    number, st.integers(110000, 659999), st.dates(dt.date(1900, 1, 1), dt.date(2030, 12, 31)), st.integers(0, 999)
)


def test_the_number_of_the_standard() -> None:
    assert is_identity_number(EXAMPLE)
    assert is_identity_number(EXAMPLE.lower())


@settings(max_examples=100)
@given(numbers)
def test_every_right_number(text: str) -> None:
    assert is_identity_number(text)


@settings(max_examples=100)
@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_one_altered_digit_is_noticed(text: str, place: int, step: int) -> None:
    digit = 10 if text[place] == "X" else int(text[place])
    other = "0123456789"[(digit + step) % 10]
    if other != text[place]:
        assert not is_identity_number(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "",
        EXAMPLE[:-1],
        EXAMPLE + "1",
        "X" * 18,
        "11010518991231002" + "X",
        " " + EXAMPLE[1:],
        "\u00b2" * 18,
        number(110105, dt.date(1949, 12, 31), 2)[:6] + "00000000" + "0000",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert not is_identity_number(text)


def test_full_width_digits_are_digits() -> None:
    wide: Callable[[str], str] = lambda text: "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)  # noqa: E731
    assert is_identity_number(wide(EXAMPLE))


@given(st.text(min_size=4, max_size=30))
def test_a_mask_keeps_the_length_and_hides_the_middle(text: str) -> None:
    assert len(masked(text)) == len(text)
    assert set(masked(text)[2:-2]) <= {"*"}


@settings(max_examples=15, deadline=None)
@given(numbers, st.sampled_from(["", "身份证号：", "（", "证件号码为"]))
def test_a_scorecard_never_shows_the_number(engine: Engine, text: str, before: str) -> None:
    report = loads((ROOT / "reports/huaian-2024.json").read_text("utf-8"))
    report["sections"]["other"]["text"] += f"申请人张某{before}{text}，电话1380000{text[:4]}。"
    reading = read_bytes(dumps(report).encode(), "report.json", engine.book)
    card = engine.score(reading)
    assert "identity-number-shown" in {finding.rule for finding in card.findings}
    shown = dump([card])
    assert text not in shown
    assert text[6:14] not in shown
    assert all(text not in str(fact) for fact in engine.facts(reading) if fact.kind == "phrase")
