"""Every case yields what its path and its hand-written expectation say, with both inference engines."""

from __future__ import annotations

import pytest

from engine.authoring.trying import try_case
from engine.cases import Case, all_cases
from engine.loading import default_root
from engine.loading.layers import known_overlays
from engine.rulebook import Rulebook
from tests.conftest import Engines

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case: Case, engines: Engines) -> None:
    engine, reference = engines(tuple(case.overlays))
    assert not [difference.words("en") for difference in try_case(case, engine, reference)]


OVERLAYS = known_overlays(default_root())


def own_rules(engines: Engines, overlay: str) -> set[str]:
    """The rules that an overlay adds."""
    return {rule.name for rule in engines((overlay,))[0].book.rules} - {
        rule.name for rule in engines(())[0].book.rules
    }


def test_every_rule_has_the_three_kinds_of_case(engines: Engines) -> None:
    kinds = {(case.rule, case.expectation) for case in CASES}
    names = {rule.name for overlay in ((), *((o,) for o in OVERLAYS)) for rule in engines(overlay)[0].book.rules}
    missing = [
        f"{name}: {kind}"
        for name in sorted(names)
        for kind in ("pass", "fail", "undecided")
        if (name, kind) not in kinds
    ]
    assert not missing


def test_every_case_belongs_to_a_rule(engines: Engines) -> None:
    for case in CASES:
        names = {rule.name for rule in engines(tuple(case.overlays))[0].book.rules}
        assert case.rule in names | {"everything-right", "everything-wrong"}, case.id


def test_everything_wrong_fires_every_rule(book: Rulebook) -> None:
    fired = {rule for case in CASES if case.rule == "everything-wrong" and not case.overlays for rule in case.fires}
    assert fired == {rule.name for rule in book.rules}


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_rule_of_an_overlay_fires_in_everything_wrong(overlay: str, engines: Engines) -> None:
    fired = {
        rule for case in CASES if case.rule == "everything-wrong" and overlay in case.overlays for rule in case.fires
    }
    assert own_rules(engines, overlay) <= fired
