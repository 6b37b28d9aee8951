"""The parts of trying a mend: figures by the sums, changed reports, the search for the fewest gaps."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.cases import ROOT, all_cases
from engine.readers import read_bytes
from engine.reading import Reading, Source
from engine.repair import Change
from engine.report import Report, Unit
from engine.score import Engine
from engine.whatif import what_if
from engine.whatif.draft import in_order, with_cells, with_section, without_cells, words_replaced
from engine.whatif.figures import Counts, Signed, agreed, filled, least_part
from engine.whatif.ways import Search

A, B, C, SUM = (("t", "row", column) for column in ("a", "b", "c", "sum"))
ROW = Signed("row", {SUM: 1, A: -1, B: -1, C: -1}, SUM, True)
OFFICIAL = ["overview", "proactive", "requests", "disputes", "problems", "other"]
READING = Reading(Report(unit=Unit(name="某市"), year=2024), Source("x", "text", "0"))


def test_a_part_is_what_is_left_of_the_total() -> None:
    assert filled({A: 3, B: None, C: 4, SUM: 9}, [B], [ROW]) == {B: 2}


def test_a_total_is_the_sum_of_its_parts() -> None:
    assert filled({A: 3, B: 2, C: 4, SUM: None}, [SUM], [ROW]) == {SUM: 9}


def test_of_several_open_parts_the_last_takes_what_is_left() -> None:
    assert filled({A: None, B: None, C: 4, SUM: 9}, [A, B], [ROW]) == {A: 0, B: 5}


def test_blank_parts_are_nought_even_where_the_sum_asks_for_more() -> None:
    assert filled({A: 0, B: 2, C: 4, SUM: 9}, [A], [ROW], leaves=False) == {A: 0}
    assert filled({A: 0, B: 2, C: 4, SUM: 0}, [A, SUM], [ROW], leaves=False) == {A: 0, SUM: 6}


def test_no_figure_is_below_nought() -> None:
    assert filled({A: 3, B: None, C: 4, SUM: 5}, [B], [ROW]) == {B: 0}


def test_a_bound_is_kept() -> None:
    most = Signed("bound", {A: 1, B: -1, C: -1}, None, False)
    assert filled({A: 7, B: 2, C: None}, [C], [most]) == {C: 5}


def test_sums_that_do_not_agree_tell_nothing() -> None:
    other = Signed("column", {SUM: 1, A: -1}, SUM, True)
    assert agreed({A: 3, B: 2, C: 4, SUM: None}, SUM, [ROW]) == 9
    assert agreed({A: 3, B: 2, C: 4, SUM: None}, SUM, [ROW, other]) is None
    assert agreed({A: 9, B: None, C: 4, SUM: 5}, B, [ROW]) is None  # it would be below nought


def test_of_a_repair_only_what_one_sum_needs() -> None:
    second = Signed("second", {("t", "two", "x"): 1, ("t", "two", "y"): -1}, None, True)
    counts: Counts = {A: 3, B: 2, C: 4, SUM: 8, ("t", "two", "x"): 1, ("t", "two", "y"): 2}
    here, there = Change(SUM, 8, 9, None), Change(("t", "two", "x"), 1, 2, None)
    assert list(least_part([there, here], "row", counts, [ROW, second])) == [here]


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [
        ("granted", "", "自然人 1288, 商业企业 21, 法律服务机构 50, 其他 3, 总计 1362"),
        ("denied.state_secret", "", "自然人 2, 总计 2"),
        ("not_processed.excessive", "", "0"),
        (
            "",
            "natural_person",
            "本年新收 3001, 上年结转 34, 予以公开 1288, 部分公开 447, 1.属于国家秘密 2, "
            "2.其他法律行政法规禁止公开 30, 3.危及“三安全一稳定” 5, 4.保护第三方合法权益 6, …",
        ),
    ],
)
def test_what_is_missing_is_told_as_it_was(row: str, column: str, said: str, reference: Engine) -> None:
    """A row or column taken out of a right report is told with the figures that it had, those that are not nought."""
    report = json.loads((ROOT / "reports/huaian-2024.json").read_text("utf-8"))
    table = report["tables"]["requests"]
    if row:
        del table[row]
    else:
        for line in table.values():
            del line[column]
    found = what_if(reference, read_bytes(json.dumps(report).encode(), "a.json", reference.book))
    assert found is not None
    (mend,) = found.mends
    (edit,) = mend.edits
    assert (edit.before, edit.after, edit.sure) == (None, said, False)
    assert edit.cells == (7 if row else 25)


def test_a_section_out_of_order_is_told_by_its_place(reference: Engine) -> None:
    """Problems stand sixth, behind the other matters, and belong fifth: people count from one."""
    (case,) = (case for case in all_cases() if case.path.name == "fail-a-five_after_six.yaml")
    found = what_if(reference, case.reading(reference.book))
    assert found is not None
    (mend,) = found.mends
    assert [(edit.place.section, edit.before, edit.after) for edit in mend.edits] == [("problems", "6", "5")]


@given(st.permutations(OFFICIAL))
def test_sections_put_in_place_one_after_the_other_end_in_order(order: list[str]) -> None:
    reading = replace(READING, order=tuple(order))
    for key in OFFICIAL:
        reading = in_order(reading, key, OFFICIAL)
    assert reading.order == tuple(OFFICIAL)


def test_an_added_section_stands_where_the_form_has_it() -> None:
    reading = replace(READING, order=("overview", "requests", "other"))
    assert in_order(reading, "proactive", OFFICIAL).order == ("overview", "proactive", "requests", "other")
    assert in_order(READING, "proactive", OFFICIAL).order is None


def test_words_are_found_across_line_breaks() -> None:
    assert words_replaced("收到 申请\n____件，申请____件", "申请____件", "申请0件") == "收到 申请0件，申请0件"
    assert words_replaced("a.c abc", "a.c", "\\1") == "\\1 abc"
    assert words_replaced("abc", " ", "x") == "abc"


def test_a_changed_report_leaves_the_one_before_as_it_was() -> None:
    first = with_cells(READING, {("disputes", "review", "total"): 3})
    second = with_section(with_cells(first, {("disputes", "review", "other"): 1}), "other", text="无")
    assert READING.report.tables == {}
    assert first.report.table("disputes") == {"review": {"total": 3}}
    assert second.report.table("disputes") == {"review": {"total": 3, "other": 1}}
    assert without_cells(first, [("disputes", "review", "total")]).report.table("disputes") == {}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[int], list[tuple[int, int]]]:
    """Gaps with a category and a cost each, the caps of the categories, and overlaps: mending one settles another."""
    gaps = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), min_size=1, max_size=7))
    caps = draw(st.lists(st.integers(3, 20), min_size=3, max_size=3))
    index = st.integers(0, len(gaps) - 1)
    return gaps, caps, draw(st.lists(st.tuples(index, index), max_size=2))


@settings(deadline=None)
@given(worlds(), st.integers(1, 60))
@example(([(0, 1), (1, 5)], [20, 20, 20], []), 59)  # the second alone is enough
def test_the_fewest_gaps_by_trying_every_choice(
    world: tuple[list[tuple[int, int]], list[int], list[tuple[int, int]]], at_least: int
) -> None:
    gaps, caps, settles = world

    def score(chosen: Collection[int]) -> Fraction:
        mended = set(chosen) | {other for one, other in settles if one in chosen}
        left = [
            sum(cost for i, (c, cost) in enumerate(gaps) if c == category and i not in mended)
            for category in range(3)
        ]
        return Fraction(60 - sum(min(cap, lost) for cap, lost in zip(caps, left, strict=True)))

    everything = range(len(gaps))
    sizes = [
        size
        for size in range(len(gaps) + 1)
        for chosen in combinations(everything, size)
        if score(chosen) >= at_least
    ]
    if score(()) >= at_least:
        return
    way = Search(list(everything), score, score, lambda _: 1, bool(settles)).way(Decimal(at_least))
    if not sizes:
        assert way.chosen is None
        return
    assert way.chosen is not None
    assert score(way.chosen) >= at_least
    assert not way.shortest or len(way.chosen) == min(sizes)
    assert way.shortest  # so few gaps are always searched through
