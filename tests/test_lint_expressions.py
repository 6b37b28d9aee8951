"""Expressions that can take long: what lint says of two repetitions, against trying characters by hand."""

from __future__ import annotations

import re
import shutil
from itertools import product
from pathlib import Path

import pytest

from engine.authoring.lint import lint
from engine.authoring.lint.expressions import slow
from engine.loading import default_root

# Each takes one character.
CLASSES = (
    *("a", "d", "年", ".", "[a-c]", "[c-f]", "[d-f]", "[b-e]", "[^a]", "[^年]", "[^a-f]", "[^\\n]", "[ab]", "[-_]"),
    *(
        r"\d",
        r"\D",
        r"\s",
        r"\S",
        r"\w",
        r"\W",
        "[0-9]",
        r"[^\d]",
        r"[^\w年]",
        r"[\s\d]",
        "[一-龥]",
        "[（(]",
        "[、-】]",
    ),
)
CHARACTERS = [*map(chr, range(32, 127)), "\n", "\t", *"年一龥丙（）、。】，　３"]


def both_take(one: str, other: str) -> bool:
    return any(re.fullmatch(one, c) and re.fullmatch(other, c) for c in CHARACTERS)


@pytest.mark.parametrize("one", CLASSES)
def test_two_repetitions_are_slow_if_some_character_is_taken_by_both(one: str) -> None:
    for other in CLASSES:
        expected = both_take(one, other)
        assert (slow(f"{one}*{other}+z") == "slow_adjacent") == expected, other
        assert slow(f"(?:{one}*|x){other}+") is None, other  # a branch is no repetition
        either = expected or re.fullmatch(one, "ü") is not None
        assert (slow(f"{one}+(?:{other}|ü)*") == "slow_adjacent") == either, other


def test_what_stands_between_two_repetitions() -> None:
    for one, other in product(("a", "[a-c]"), repeat=2):
        for between, tells in {
            "": True, "x?": True, "x*": True, "x{0,3}": True, "^": True, "$": True, "(?=x)": True, "(?!x)": True,
            "x": False, "x+": False, "x{1,3}": False, "(x|y)": False, "(?:xy)": False,
        }.items():  # fmt: skip
            assert (slow(f"{one}*{between}{other}*") is not None) == tells, (one, between, other)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a{0,199}a{0,199}", None),
        ("a{0,200}a{0,199}", None),
        ("a{0,199}a{0,200}", None),
        ("a{0,200}a{0,200}", "slow_adjacent"),
        ("(?:a{0,199})*", None),
        ("(?:a{0,200})*", "slow_nested"),
        ("(?:a+){0,199}", None),
        ("(?:a+){0,200}", "slow_nested"),
        ("((a+))+", "slow_nested"),
        ("(?:(?:a+))*?", "slow_nested"),
        ("(?:a+|b)*", "slow_nested"),
        ("(?:b|a+)*", "slow_nested"),
        ("(?:b|ca+)*", None),
        ("(?:(?:a+)?)+", "slow_nested"),
        ("(?:a*b)*", None),
        ("(?:a*b?)*", "slow_nested"),
        ("(?:a*$)*", "slow_nested"),
        ("x(?:ya*)*", None),
        ("(x|y(?:a+)+)", "slow_nested"),
        ("(?:x.*.*)?", "slow_adjacent"),
        ("(?:x.*.*){0,3}", "slow_adjacent"),
        ("(?:x.*.*)+", "slow_adjacent"),
        ("a*(?:a*b)", "slow_adjacent"),
        ("a*b*a*", "slow_adjacent"),
        ("a*b+a*", None),
        ("a*b*c?b*", "slow_adjacent"),
        ("a+b*c*a+", "slow_adjacent"),
        ("", None),
        ("a**", None),
        ("(?<=a+)b", None),
        ("a{1,99999999999999999999}", None),
    ],
)
def test_which_repetitions_multiply(expression: str, expected: str | None) -> None:
    assert slow(expression) == expected


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(default_root(), tmp_path / "rules")
    return tmp_path / "rules"


def test_places_of_slow_expressions(rules: Path) -> None:
    """In any file that has expressions: not in those without, nor where a word is put in later."""
    before = {problem.text("en") for problem in lint(rules)}
    nested = f"({'x' * 60}(a+)+)"
    with (rules / "phrases.yaml").open("a", encoding="utf-8") as phrases:
        phrases.write(f"\nslow-one:\n  sections: [other]\n  patterns:\n    - 甲\n    - {nested}\n")
    with (rules / "roster.yaml").open("a", encoding="utf-8") as roster:
        roster.write("\n# (a+)+\n")
    why = "a repetition within a repetition can take for ever on some texts"
    lines = (rules / "phrases.yaml").read_text("utf-8").splitlines()
    found = {problem.text("en") for problem in lint(rules)} - before
    assert found == {
        f"phrases.yaml:{len(lines)}:7: {why}: {nested[:60]}",
        f"phrases.yaml:{len(lines) - 4}:1: no rule looks for slow-one",
    }
