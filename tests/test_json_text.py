"""JSON in and out: exact figures, nothing lost, nothing that JSON forbids."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.json_text import dumps, loads, path_text, printable

DECIMALS = st.decimals(-(10**15), 10**15, allow_nan=False, allow_infinity=False, places=6)
PLAIN = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text()


def nested(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(nested(PLAIN | DECIMALS))
def test_what_is_written_is_read_again(value: Any) -> None:
    assert loads(dumps(value)) == value


@given(nested(PLAIN))
def test_it_is_the_json_that_others_write(value: Any) -> None:
    assert json.loads(dumps(value)) == value
    assert loads(json.dumps(value)) == value
    assert dumps(value) == json.dumps(value, ensure_ascii=False, indent=2)


@given(nested(PLAIN | DECIMALS))
def test_others_can_read_it(value: Any) -> None:
    assert json.loads(dumps(value), parse_float=Decimal) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Decimal("0.1")),
        ("96171.6", Decimal("96171.6")),
        ("1000000000000000", 10**15),
        ("999999999999999.123456", Decimal("999999999999999.123456")),
        ("0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
        ("1e15", 10**15),
        ("1.5e3", 1500),
        ("12e-1", Decimal("1.2")),
        ("-0", 0),
        ("-7", -7),
        ('"\\u4ef6"', "件"),
        ('"\\ud83d\\ude00"', "\U0001f600"),
        ("[]", []),
        ("{}", {}),
        (' {"a" : [1, {"b": null}] } ', {"a": [1, {"b": None}]}),
    ],
)
def test_read_exactly(text: str, value: Any) -> None:
    found = loads(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["3.0", "3.000", "30e-1", "0.3e1", "3"])
def test_a_whole_number_is_an_int_however_it_is_written(text: str) -> None:
    assert loads(text) == 3
    assert type(loads(text)) is int


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("-2.50"), "-2.50"),
        (10**20, "100000000000000000000"),
        (True, "true"),
        (None, "null"),
        ((), "[]"),
        ({}, "{}"),
        ((1, "件"), '[\n  1,\n  "件"\n]'),
        ({"a": {"b": []}}, '{\n  "a": {\n    "b": []\n  }\n}'),
        ('"\n\0\\', '"\\"\\n\\u0000\\\\"'),
    ],
)
def test_written_exactly(value: Any, text: str) -> None:
    assert dumps(value) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1, column 1: not valid JSON"),
        ("{", "line 1, column 2: not valid JSON"),
        ('{\n  "a": 1\n  "b": 2}', "line 3, column 3: not valid JSON"),
        ("[1] [2]", "line 1, column 5: not valid JSON"),
        ("'a'", "line 1, column 1: not valid JSON"),
        ("NaN", ".: NaN is not a number"),
        ('{"a": [0, Infinity]}', "a.1: Infinity is not a number"),
        ('{"a": [0, -Infinity, NaN]}', "a.1: -Infinity is not a number"),
        ('{"a": {"b": 1, "b": 1}}', "a.b: the key stands twice"),
        ('{"a": 1, "a": NaN}', "a: the key stands twice"),
        ('{"b": NaN, "a": 1, "a": 2}', "b: NaN is not a number"),
        ('{"a": 1e41}', "a: the number is too long (1e41…)"),
        ('{"a": 1e-41}', "a: the number is too long (1e-41…)"),
        ('{"a": 1e99999999999999999999}', "a: the number is too long (1e99999999999999999999…)"),
        ("[" + "1" * 41 + "]", f"0: the number is too long ({'1' * 40}…)"),
        ("0." + "1" * 41, f".: the number is too long (0.{'1' * 38}…)"),
        ("[" * 100_000, "the JSON is nested too deeply"),
        ('{"\\u0007": NaN}', "\ufffd: NaN is not a number"),
    ],
)
def test_refused(text: str, said: str) -> None:
    with pytest.raises(Unusable) as caught:
        loads(text)
    assert caught.value.line("en") == said
    assert "{" not in caught.value.line("zh")


@pytest.mark.parametrize("digits", ["1" * 40, "9" * 40, "1e40"])
def test_the_longest_number(digits: str) -> None:
    assert loads(digits) == int(Decimal(digits))


def test_paths_and_names_are_safe_to_show() -> None:
    assert path_text(()) == "."
    assert path_text(("tables", "requests", 3)) == "tables.requests.3"
    assert printable("a\x1b[31m\n\u202e\ud800件") == "a\ufffd[31m\ufffd\ufffd\ufffd件"
    assert printable("x" * 200) == "x" * 200
    assert printable("x" * 201) == "x" * 200 + "…"
