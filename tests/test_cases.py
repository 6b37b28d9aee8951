"""Every case yields what its path and its hand-written expectation say, with both inference engines."""

from __future__ import annotations

from collections import Counter

import pytest

from engine.cases import Case, all_cases
from engine.reporters.json_card import render
from engine.rulebook import Rulebook
from engine.score import Engine

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, engine: Engine, reference: Engine) -> None:
    reading = case.reading(engine.book)
    card = engine.score(reading, case.knows(), beside=case.beside(engine.book))
    found = Counter(finding.rule for finding in card.findings)
    statuses = {rule.name: rule.status for rule in card.rules}
    assert "error" not in statuses.values()
    if case.findings is not None:
        assert found == Counter(case.findings)
    assert set(case.fires) <= set(found)
    if case.expectation == "right":
        assert not found
        assert set(statuses.values()) <= {"pass", "not_applicable", "not_assessable"}
        assert card.score == 100
    elif case.expectation == "pass":
        assert statuses[case.rule] == "pass"
        assert not found[case.rule]
    elif case.expectation == "fail":
        assert statuses[case.rule] in ("gap", "review")
        assert found[case.rule]
    elif case.expectation == "undecided":
        assert case.status in ("not_applicable", "not_assessable"), "an undecided case says which"
        assert statuses[case.rule] == case.status
        assert next(rule.reason for rule in card.rules if rule.name == case.rule), "with its reason"
    other = reference.score(reading, case.knows(), beside=case.beside(engine.book))
    assert render([other]) == render([card])


def test_every_rule_has_the_three_kinds_of_case(book: Rulebook) -> None:
    kinds = {(case.rule, case.expectation) for case in CASES}
    missing = [
        f"{rule.name}: {kind}"
        for rule in book.rules
        for kind in ("pass", "fail", "undecided")
        if (rule.name, kind) not in kinds
    ]
    assert not missing


def test_every_case_belongs_to_a_rule(book: Rulebook) -> None:
    names = {rule.name for rule in book.rules} | {"everything-right", "everything-wrong"}
    assert {case.rule for case in CASES} <= names


def test_everything_wrong_fires_every_rule(book: Rulebook) -> None:
    fired = {rule for case in CASES if case.rule == "everything-wrong" for rule in case.fires}
    assert fired == {rule.name for rule in book.rules}
