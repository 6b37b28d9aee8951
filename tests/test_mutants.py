"""Changes of rules, and which of them cases notice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from engine.authoring.coverage import coverage
from engine.authoring.mutants import mutants
from engine.cases import ROOT
from engine.patterns import parse
from engine.rulebook import Applies, Rule, Rulebook, Years


@pytest.fixture
def rule(book: Rulebook) -> Rule:
    """A rule with one of everything that can be changed."""
    when = parse(
        [
            {"table": {"given": 1, "section": "$section", "table": "requests"}},
            {"cell": {"table": {"in": ["requests", "disputes"]}, "value": {"gte": 3}, "state": {"ne": "text"}}},
            {"section": {"section": "$section", "order": "$order"}},
        ]
    )
    return replace(
        book.rule("requests-balance"),
        when=when,
        unless=parse({"report": {"sections": 0}}),
        missing=book.rule("requests-balance").missing[:1],
        applies=Applies(Years(2021, 2022), ("department",), ("county",)),
    )


def test_every_change_of_a_rule(rule: Rule) -> None:
    found = [change.words("en").removeprefix("no case notices if ") for change, _ in mutants(rule)]
    assert found == [
        "the condition given = 1 is dropped",
        "given = 1 becomes given ≠ 1",
        "the condition section = $section is dropped",
        "the condition table = requests is dropped",
        "table = requests becomes table ≠ requests",
        "table: given = 1, section = $section, table = requests is dropped",
        "the condition table is one of: requests, disputes is dropped",
        "table is one of: requests, disputes becomes table is one of: disputes",
        "table is one of: requests, disputes becomes table is one of: requests",
        "the condition value ≥ 3 is dropped",
        "value ≥ 3 becomes value < 3",
        "value ≥ 3 becomes value ≥ 2",
        "value ≥ 3 becomes value ≥ 4",
        "the condition state ≠ text is dropped",
        "state ≠ text becomes state = text",
        "cell: table is one of: requests, disputes, value ≥ 3, state ≠ text is dropped",
        "the condition section = $section is dropped",
        "section = $section becomes section ≠ $section",
        "section: section = $section, order = $order is dropped",
        "unless report: sections = 0 is dropped",
        "missing finding: rule = table-missing, table = requests is dropped",
        "years.from of applies is dropped",
        "years.to of applies is dropped",
        "kinds of applies is dropped",
        "levels of applies is dropped",
    ]


def test_each_change_is_another_rule_and_the_first_is_left_as_it_was(rule: Rule) -> None:
    before = repr(rule)
    changed = [mutant for _, mutant in mutants(rule)]
    assert all(mutant != rule for mutant in changed)
    assert repr(rule) == before


def test_what_means_the_same_is_no_change(book: Rulebook, rule: Rule) -> None:
    # A count is never negative, so that "more than -1" is the same as nothing.
    same = replace(rule, when=parse({"table": {"blanks": {"gt": -1}}}), unless=(), missing=(), applies=Applies())
    assert [change.words("en") for change, _ in mutants(same)] == [
        "no case notices if blanks > -1 becomes blanks ≤ -1",
        "no case notices if blanks > -1 becomes blanks > 0",
    ]


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "requests-balance", tmp_path / "requests-balance")
    return tmp_path


def unnoticed(book: Rulebook, cases: Path, name: str) -> list[str]:
    (found,) = coverage(book, cases, [name])
    return [change.words("en") for change in found.unnoticed]


def test_a_change_that_a_case_notices_and_one_that_none_does(book: Rulebook, cases: Path) -> None:
    found = unnoticed(book, cases, "requests-balance")
    assert not [text for text in found if "status = broken" in text]
    for file in cases.glob("*/fail-*"):
        file.unlink()
    found = unnoticed(book, cases, "requests-balance")
    assert "no case notices if the condition group = requests.balance is dropped" in found


def test_a_rule_without_cases_notices_nothing(book: Rulebook, cases: Path) -> None:
    (found,) = coverage(book, cases, ["requests-total"])
    assert found.lacking == ("pass", "fail", "undecided")
    assert len(found.unnoticed) == found.changes > 0


def test_cases_that_do_not_hold_are_told(book: Rulebook, cases: Path) -> None:
    (cases / "requests-balance" / "fail-z-none.yaml").write_text(
        "base: reports/huaian-2024.json\nfindings: {requests-balance: 1}\n", encoding="utf-8"
    )
    (found,) = coverage(book, cases, ["requests-balance"])
    assert not found.holds


def test_rules_hold_against_their_own_cases(book: Rulebook) -> None:
    some = [rule.name for rule in book.rules][::12]
    assert [item.rule for item in coverage(book, ROOT, some) if not item.holds or item.lacking] == []
