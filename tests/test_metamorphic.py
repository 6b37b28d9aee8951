"""What changes of a report must leave as it was; ``make metamorphic`` tries more reports, and all cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from engine.demo.defects.kind import Draft
from engine.rulebook import Rulebook
from engine.scorecard import Scorecard
from tests.metamorphic.drafts import draft_of, random_draft
from tests.metamorphic.look import Lab, Pointless
from tests.metamorphic.relations import RELATIONS
from tests.metamorphic.run import broken
from tests.test_cases import CASES

DRAFTS = 12
TEXTS = ("text",)


@pytest.fixture(scope="module")
def lab(book: Rulebook) -> Lab:
    return Lab(book)


@pytest.mark.parametrize("number", range(DRAFTS))
def test_relations_hold_on_random_reports(number: int, lab: Lab) -> None:
    made = random_draft(number, TEXTS if number % 4 == 0 else ())
    assert list(broken(f"draft {number}", made, Counter(), lab)) == []


@pytest.mark.parametrize("case", CASES[7 :: len(CASES) // 8], ids=lambda case: case.id)
def test_relations_hold_on_cases(case: Any, lab: Lab) -> None:
    made = draft_of(case)
    if made is None:
        pytest.skip("not a report.json by the national rules")
    assert list(broken(case.id, made, Counter(), lab)) == []


class Forgetful(Lab):
    """Knows findings and score the first time only."""

    times = 0

    def score(self, made: Draft, *rest: Any, **more: Any) -> Scorecard:
        card = super().score(made, *rest, **more)
        self.times += 1
        forgotten = tuple(replace(rule, status="pass") for rule in card.rules)
        return replace(card, findings=(), score=None, rules=forgotten) if self.times > 1 else card


@pytest.mark.parametrize("name", RELATIONS)
def test_a_relation_can_fail(name: str, book: Rulebook) -> None:
    """If what was found is forgotten after the change, every relation says so of some report."""
    forgetful, told = Forgetful(book), 0
    for number in range(60):
        made = random_draft(number, TEXTS if "section" in name else ())
        forgetful.times = 0
        try:
            told += bool(list(RELATIONS[name](made, Random(number), forgetful)))
        except Pointless:
            continue
        if told:
            return
    pytest.fail("nothing was told")
