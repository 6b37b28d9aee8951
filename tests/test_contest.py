"""The contest of the benchmark: the truth is right, and who is installed finds it."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.contest.checks import expected, leaves_of, names_of
from benchmarks.contest.run import _contestants
from benchmarks.page import chart, lines
from benchmarks.workload import plain_loop, reports_and_truth
from engine.loading import load_rulebook
from engine.rulebook import Form

CONTESTANTS = list(_contestants())


@pytest.fixture(scope="module")
def form() -> Form:
    found = load_rulebook().form(2024)
    assert found is not None
    return found


def test_there_are_49_checks_and_every_kind_of_sum_is_broken_by_some_cell(form: Form) -> None:
    names = names_of(form)
    assert len(set(names)) == 49
    work = reports_and_truth(form, 400)
    broken = {name for _, wrong in work for name in expected(wrong)}
    assert broken < set(names)
    assert {name.split()[0] for name in broken} == {"balance", "total", "row"}


def test_the_truth_is_what_adding_up_finds(form: Form) -> None:
    leaves = leaves_of(form)
    for report, wrong in reports_and_truth(form, 300):
        assert sorted(plain_loop(report, leaves)) == expected(wrong)


@pytest.mark.parametrize("contestant", CONTESTANTS, ids=lambda contestant: str(contestant.name))
def test_each_contestant_finds_the_truth(contestant: Any, form: Form) -> None:
    work = reports_and_truth(form, 40)
    try:
        solve = contestant.prepare(form)
    except ImportError as error:
        pytest.skip(str(error))
    assert solve([contestant.parse(report) for report, _ in work]) == [expected(wrong) for _, wrong in work]


def test_the_page_names_everyone_who_took_part() -> None:
    timed = [
        {"name": name, "rate": rate, "share": 0.5, "least": 0.4, "most": 0.6, "packages": {}, "note": ""}
        for name, rate in (("compliance <b>", 10.0), ("other", 20.0))
    ]
    found = {
        "machine": {"cores": "2"},
        "contest": {"checks": 49, "reports": 1, "rounds": 1, "timed": timed},
        "absent": [{"name": "third", "why": "not installed"}],
        "whole_way": [{"name": "a", "rate": 1.0, "share": 1.0, "least": 1.0, "most": 1.0}],
        "memory": {"reports": 1, "after_1000_mb": 1.0, "at_the_end_mb": 1.0},
        "cold_start": {"milliseconds": 1.0, "times_the_bare_import": 1.0, "least": 1.0, "most": 1.0},
    }
    text = "\n".join(lines(found))
    assert all(name in text for name in ("compliance", "other", "third", "not installed"))
    drawn = chart(timed)
    assert drawn.index("other") < drawn.index("compliance &lt;b&gt;</text>")
    assert "<b>" not in drawn
