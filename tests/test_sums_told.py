"""The sums of the form told term by term, with the figures that stand in a report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.reporters.sums import ToldSum, told_sums
from engine.rulebook import Lang
from tests.cards import EMPTY
from tests.test_html_table_cells import line


def told(tables: dict[str, Any], home: tuple[str, str, str], lang: Lang = "zh") -> list[ToldSum]:
    """The sums that are told at a cell."""
    report = EMPTY.reading.report.model_copy(update={"tables": tables})
    scored = replace(EMPTY, reading=replace(EMPTY.reading, report=report))
    return [item for item in told_sums(scored, lang) if item.home == home]


TOTAL = ("requests", "granted", "total")


@pytest.mark.parametrize(
    ("row", "status", "words"),
    [
        (
            {"natural_person": 2, "commercial": 1, "total": 3},
            "holds",
            "总计 3，等于 自然人 2 + 商业企业 1 = 3（其余 4 项为 0）",
        ),
        ({"natural_person": 2, "total": 3}, "broken", "总计 3，应等于 自然人 2（其余 5 项为 0），相差 1"),
        ({"natural_person": 2, "total": 1}, "broken", "总计 1，应等于 自然人 2（其余 5 项为 0），相差 1"),
        ({"total": 0}, "holds", "总计 0，等于 各项之和 0（6 项均为 0 或空白）"),
        ({"total": ""}, "holds", "总计 空白（按 0 计），等于 各项之和 0（6 项均为 0 或空白）"),
        (
            {"natural_person": 2, "commercial": "", "research": "/", "total": 2},
            "holds",
            "总计 2，等于 自然人 2（其余 5 项为 0 或空白）",
        ),
        (
            {"natural_person": 2, "commercial": None, "total": 2},
            "unknown",
            "总计 2，应等于 自然人 2 + 商业企业 ？（其余 4 项为 0）；“商业企业”不是可以相加的数，没有核对",
        ),
        (
            {"natural_person": None, "commercial": "几件", "total": 2},
            "unknown",
            "总计 2，应等于 自然人 ？ + 商业企业 ？（其余 4 项为 0）；“自然人，商业企业”不是可以相加的数，没有核对",
        ),
    ],
)
def test_a_total(row: dict[str, Any], status: str, words: str) -> None:
    (found,) = told({"requests": {"granted": line(**row)}}, TOTAL)
    assert (found.id, found.table, found.status) == ("identity/requests.row-total/granted", "requests", status)
    assert found.words == f"（一）予以公开：{words}"
    columns = EMPTY.tools.form.tables["requests"].columns
    assert found.cells == {("requests", "granted", column) for column in columns}


def test_a_balance_says_both_sides_in_full() -> None:
    """Of two terms each is said, also one that is nought; it is told at the last."""
    rows = {
        "new_received": line(natural_person=3),
        "carried_over": line(),
        "total": line(natural_person=2),
        "carried_forward": line(natural_person=""),
    }
    (found,) = told({"requests": rows}, ("requests", "carried_forward", "natural_person"))
    assert found.words == (
        "自然人：本年新收 3 + 上年结转 0 = 3，应等于 办结总计 2 + 结转下年 空白（按 0 计） = 2，相差 1"
    )
    (even,) = told({"requests": {**rows, "carried_forward": line(natural_person=1)}}, found.home)
    assert (even.status, even.words) == (
        "holds",
        "自然人：本年新收 3 + 上年结转 0 = 3，等于 办结总计 2 + 结转下年 1 = 3",
    )


def test_what_may_be_less() -> None:
    home = ("proactive", "regulations", "made")
    found = {}
    for figure in (2, 3, None):
        tables = {"proactive": {"regulations": {"made": 3, "repealed": 0, "in_force": figure}}}
        found[figure] = [(item.status, item.words) for item in told(tables, home)]
    assert [[status for status, _ in items] for items in found.values()] == [["broken"], ["holds"], ["unknown"]]
    assert found[2][0][1].endswith("，多出 1")
    assert "，不大于 " in found[3][0][1]
    assert found[None][0][1].endswith("不是可以相加的数，没有核对")


def test_a_report_without_the_cells_has_no_sums() -> None:
    report = EMPTY.reading.report.model_copy(update={"tables": {}})
    scored = replace(EMPTY, reading=replace(EMPTY.reading, report=report))
    assert told_sums(scored, "zh") == ()


def test_in_english() -> None:
    (found,) = told({"requests": {"granted": line(natural_person=2, total=3)}}, TOTAL, "en")
    assert found.words == "(1) Granted: Total 3, should equal Natural persons 2 (the other 5 are 0); they differ by 1"
