"""Properties of the whole engine, on random reports. The oracles add up by themselves."""

from __future__ import annotations

import copy
import random
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.given import Given
from engine.json_text import dumps
from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.reporters.json_card import dump
from engine.rulebook import Deduct, Rulebook
from engine.score import Engine
from engine.scorecard import Scorecard
from tests.strategies import APPLICANTS, ORGANISATIONS, cells_of, consistent_reports, leaf_rows

BOOK = load_rulebook(cache=False)
ENGINE = Engine(BOOK)
IDENTITY_RULES = {"requests-balance", "requests-total", "requests-row-total", "disputes-row-total", "total-blank"}
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def score(report: dict[str, Any], engine: Engine = ENGINE, **known: Any) -> Scorecard:
    return engine.score(read_bytes(dumps(report).encode(), "report.json", BOOK), Given(**known))


def broken_lines(report: dict[str, Any]) -> set[tuple[str, str]]:
    """Which sums fail, as (rule, row or column), by plain arithmetic on the contract's keys."""
    form = BOOK.form(report["year"])
    assert form is not None
    table, broken = report["tables"]["requests"], set()
    for column in (*APPLICANTS, "total"):
        received = table["new_received"][column] + table["carried_over"][column]
        if received != table["total"][column] + table["carried_forward"][column]:
            broken.add(("requests-balance", column))
        if table["total"][column] != sum(table[row][column] for row in leaf_rows(form)):
            broken.add(("requests-total", column))
    for row, line in table.items():
        if line["total"] != line["natural_person"] + sum(line[column] for column in ORGANISATIONS):
            broken.add(("requests-row-total", row))
    for row, line in report["tables"]["disputes"].items():
        if line["total"] != line["upheld"] + line["corrected"] + line["other"] + line["pending"]:
            broken.add(("disputes-row-total", row))
    return broken


def found_lines(card: Scorecard) -> set[tuple[str, str]]:
    """Which sums the engine says fail; the line is that of the place every finding names."""
    found = set()
    for finding in card.findings:
        if finding.rule in IDENTITY_RULES:
            place = finding.locations[-1]
            by_column = finding.rule in ("requests-balance", "requests-total")
            found.add((finding.rule, str(place.column if by_column else place.row)))
    return found


@SLOW
@given(report=consistent_reports(BOOK))
def test_a_consistent_report_has_no_finding(report: dict[str, Any]) -> None:
    card = score(report)
    assert not card.findings
    assert card.score == 100


@SLOW
@given(report=consistent_reports(BOOK), data=st.data())
def test_any_single_changed_cell_is_found_with_its_row_and_column(
    report: dict[str, Any], data: st.DataObject
) -> None:
    table, row, column = data.draw(st.sampled_from(cells_of(report, "requests", "disputes")))
    old = report["tables"][table][row][column]
    new = data.draw(st.integers(0, 2000).filter(lambda value: value != old))
    report["tables"][table][row][column] = new
    card = score(report)
    expected = broken_lines(report)
    assert expected
    assert found_lines(card) == expected
    if table == "requests":
        # The cell itself is named, and the slip is charged once.
        roots = [f for f in card.findings if f.because_of is None]
        assert len(roots) == 1
        assert (roots[0].locations[0].row, roots[0].locations[0].column) == (row, column)
        (repair,) = card.repairs
        (cell,) = repair["cells"]
        assert (cell["row"], cell["column"], cell["from"], cell["to"]) == (row, column, new, old)
        assert repair["unique"]
        assert repair["settles"] == sorted({f.rule for f in card.findings})
    assert sum(finding.deducted for finding in card.findings) == 3


@SLOW
@given(report=consistent_reports(BOOK), data=st.data())
def test_several_changed_cells_are_found_exactly(report: dict[str, Any], data: st.DataObject) -> None:
    for table, row, column in data.draw(
        st.lists(st.sampled_from(cells_of(report, "requests", "disputes")), min_size=2, max_size=8, unique=True)
    ):
        report["tables"][table][row][column] = data.draw(st.integers(0, 2000))
    assert found_lines(score(report)) == broken_lines(report)


@SLOW
@given(report=consistent_reports(BOOK), data=st.data())
def test_figures_are_read_alike_as_numbers_and_as_text(report: dict[str, Any], data: st.DataObject) -> None:
    written = copy.deepcopy(report)
    for table, row, column in cells_of(report, "requests"):
        value = written["tables"][table][row][column]
        form = data.draw(st.sampled_from(["{}", " {} ", "{:,}"]))
        written["tables"][table][row][column] = form.format(value)
    assert score(written).score == score(report).score


@SLOW
@given(report=consistent_reports(BOOK, published=False), seed=st.integers(0, 10**6))
def test_the_order_of_keys_and_of_facts_changes_nothing(report: dict[str, Any], seed: int) -> None:
    report["tables"]["requests"]["granted"]["total"] += 3
    report["tables"]["disputes"]["review"]["pending"] = "1.5"
    shuffled = _shuffled(report, random.Random(seed))
    one, other = score(report), score(shuffled)
    assert replace(one, report={}) == replace(other, report={})


def _shuffled(value: Any, source: random.Random) -> Any:
    if not isinstance(value, dict):
        return value
    keys = list(value)
    source.shuffle(keys)
    return {key: _shuffled(value[key], source) for key in keys}


ERRORS = ("cell", "section", "row", "late", "placeholder", "text", "blank")


def _wrong(report: dict[str, Any], kind: str, data: st.DataObject) -> dict[str, Any]:
    """The report with one more error, at a place that was right."""
    worse = copy.deepcopy(report)
    sums = set(cells_of(report, "requests", "disputes"))
    if kind == "cell":
        table, row, column = data.draw(st.sampled_from(sorted(sums)))
        worse["tables"][table][row][column] += data.draw(st.integers(1, 50))
    elif kind == "section":
        worse["sections"].pop(data.draw(st.sampled_from(sorted(worse["sections"]))))
    elif kind == "row":
        worse["tables"]["proactive"].pop("penalties", None)
    elif kind == "late":
        worse["published_on"] = f"{report['year'] + 1}-05-20"
    elif kind == "placeholder":
        worse["sections"].setdefault("overview", {"heading": "", "text": ""})["text"] += "（文字描述）"
    elif kind == "text":
        worse["tables"]["proactive"]["licences"]["decisions"] = "若干"
    else:
        worse["tables"]["proactive"]["coercive_measures"]["decisions"] = "/"
    return worse


@SLOW
@given(report=consistent_reports(BOOK), kinds=st.lists(st.sampled_from(ERRORS), max_size=5), data=st.data())
def test_an_added_error_never_raises_the_score(report: dict[str, Any], kinds: list[str], data: st.DataObject) -> None:
    """An added error is one more finding beside all that were there before, sums with the same difference."""
    before = report
    for kind in kinds:
        after = _wrong(before, kind, data)
        was, now = score(before), score(after)
        gaps = [Counter((f.rule, f.message) for f in card.findings if f.status == "gap") for card in (was, now)]
        if not gaps[0] - gaps[1]:
            assert now.score is not None
            assert was.score is not None
            assert now.score <= was.score
        before = after


@SLOW
@given(
    report=consistent_reports(BOOK), kinds=st.lists(st.sampled_from(ERRORS), min_size=1, max_size=4), data=st.data()
)
def test_mending_a_finding_never_lowers_the_score(
    report: dict[str, Any], kinds: list[str], data: st.DataObject
) -> None:
    """Undoing the errors one by one, in any order of kinds, back to the sound report."""
    stages = [report]
    for kind in kinds:
        stages.append(_wrong(stages[-1], kind, data))
    scores = [score(stage) for stage in stages]
    assert scores[0].score == 100
    for earlier, later in zip(scores, scores[1:], strict=False):
        mended = {f.fingerprint for f in later.findings} >= {f.fingerprint for f in earlier.findings}
        if mended:
            assert (earlier.score or 0) >= (later.score or 0)


@SLOW
@given(
    report=consistent_reports(BOOK, published=False),
    kinds=st.lists(st.sampled_from(ERRORS), max_size=5),
    data=st.data(),
)
def test_the_score_lies_within_its_bounds_and_each_mark_is_traced(
    report: dict[str, Any], kinds: list[str], data: st.DataObject
) -> None:
    if data.draw(st.booleans()):
        del report["unit"]["kind"]
        report["unit"]["name"] = "某某中心"
    for table, row, column in data.draw(st.lists(st.sampled_from(cells_of(report, "disputes")), max_size=3)):
        report["tables"][table][row][column] = None
    for kind in kinds:
        if kind != "cell":
            report = _wrong(report, kind, data)
    if data.draw(st.booleans()):
        del report["tables"]["requests"]
    card = score(report)
    assert card.bounds is not None
    assert card.score is not None
    assert card.bounds[0] <= card.score <= card.bounds[1]
    lost = sum(Decimal(c.denominator) - Decimal(c.numerator) for c in card.categories)
    deducted = sum(f.deducted for f in card.findings)
    assert abs(lost - Decimal(deducted)) <= Decimal("0.05"), "each mark lost belongs to a finding"


@SLOW
@given(report=consistent_reports(BOOK), each=st.decimals("0.5", "10", places=1), data=st.data())
def test_the_weight_of_a_decided_rule_changes_the_score(
    report: dict[str, Any], each: Decimal, data: st.DataObject
) -> None:
    table, row, column = data.draw(st.sampled_from(cells_of(report, "disputes")))
    report["tables"][table][row][column] += 1
    rule = BOOK.rule("disputes-row-total")
    assume(each != rule.deduct.each)
    changed = replace(rule, deduct=Deduct(each, Decimal(20)))
    book = replace(BOOK, rules=tuple(changed if r.name == rule.name else r for r in BOOK.rules))
    assert score(report, Engine(book)).score != score(report).score


def test_nothing_given_is_not_scored() -> None:
    report = {"schema": "disclosure-report/1", "unit": {"name": "某某中心"}, "year": 2024}
    card = score(report)
    assert card.score is None
    assert card.grade is None
    assert not card.findings
    assert {rule.status for rule in card.rules} <= {"not_assessable", "not_applicable"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_input_gives_the_same_bytes(lang: Any, book: Rulebook) -> None:
    content = dumps({"schema": "disclosure-report/1", "unit": {"name": "甲县人民政府"}, "year": 2022}).encode()
    cards = [Engine(book).score(read_bytes(content, "a.json", book), lang=lang) for _ in range(2)]
    assert dump(cards[:1]) == dump(cards[1:])
