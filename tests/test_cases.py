"""Every case yields what its path and its hand-written expectation say, with both inference engines."""

from __future__ import annotations

import pytest

from engine.authoring.trying import try_case
from engine.cases import Case, all_cases
from engine.rulebook import Rulebook
from engine.score import Engine

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, engine: Engine, reference: Engine) -> None:
    assert not [difference.words("en") for difference in try_case(case, engine, reference)]


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
