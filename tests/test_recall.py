"""Defects put at random places into clean reports are found, and nothing else is; `make recall` tests more places."""

from __future__ import annotations

from random import Random

import pytest

from benchmarks.defects import DEFECTS
from benchmarks.defects.bases import draft
from benchmarks.recall import Lab, Tally, lines
from engine.demo.defects.kind import Defect

LAB = Lab()
PLACES = 3


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_defect_is_found_and_nothing_else(defect: Defect) -> None:
    if not defect.finds <= LAB.known:
        pytest.skip("the rulebook does not have its rules")
    places = PLACES if defect.least > 50 else 8 * PLACES  # of a kind that is often missed a few places tell nothing
    tally = LAB.test(defect, places, "tests")
    assert tally.made == places
    assert tally.well, next(lines([tally]))


@pytest.mark.parametrize("base", sorted({base for defect in DEFECTS for base in defect.bases}))
def test_nothing_is_found_before(base: str) -> None:
    for place in range(PLACES):
        assert LAB.rules(draft(base, Random(place))) == set()


def test_the_kinds_are_many() -> None:
    assert len([defect for defect in DEFECTS if defect.finds <= LAB.known]) >= 40
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
    assert all(defect.finds for defect in DEFECTS)


def test_a_defect_that_is_missed_and_a_rule_without_cause_are_told() -> None:
    blind = Defect("nothing wrong", ("2024",), frozenset({"table-missing"}), frozenset(), lambda made, random: True)
    tally = LAB.test(blind, 2)
    assert (tally.missed["table-missing"], tally.undeclared) == (2, {})
    missing = next(defect for defect in DEFECTS if defect.finds == {"table-missing"})
    careless = Defect("careless", missing.bases, frozenset({"wrong-form"}), frozenset(), missing.spoil)
    tally = LAB.test(careless, 2)
    assert tally.undeclared["table-missing"] == 2
    (line,) = lines([tally])
    assert line == "!!    0 of    2  careless (missed by wrong-form 2x, table-missing fired 2x)"
    assert list(lines([Tally(blind, 3)])) == ["      3 of    3  nothing wrong"]
