"""The official tables on the web page: heads and what they are over, figures, marks, and sums that do not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.reporters.html.tables import CellShown, Note, TableShown, Tip
from engine.reporters.official import Mark
from tests.cards import EMPTY, READING, bare, cell, finding, full
from tests.marked import ENGINE
from tests.test_html_parts import bare_with, page


def table(tables: dict[str, Any], key: str = "requests", *findings: Any, **card: Any) -> TableShown:
    report = EMPTY.reading.report.model_copy(update={"tables": tables})
    made = bare_with(*findings, **card)
    (found,) = [
        item for item in page(replace(made, reading=replace(made.reading, report=report))).tables if item.key == key
    ]
    return found


def figures(shown: TableShown) -> dict[str, CellShown]:
    return {
        cell.name: cell for body in shown.bodies for row in body for cell in row if cell.tag == "td" and cell.name
    }


def test_the_head_of_table_four() -> None:
    """Two kinds, of which one is parted in two; five results each."""
    made = table({"disputes": {"review": {"total": 1}}}, "disputes")
    title = EMPTY.tools.form.tables["disputes"].title.zh
    heading = EMPTY.tools.form.sections["disputes"].text.zh
    assert (made.id, made.caption, made.given) == ("r2-disputes", f"{title} · {heading}", True)
    kinds = [
        [(cell.words, cell.rows, cell.columns, cell.scope, cell.tag, cell.role) for cell in row] for row in made.head
    ]
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    assert kinds == [
        [("行政复议", 1, 5, "colgroup", "th", "leaf"), ("行政诉讼", 1, 10, "colgroup", "th", "head")],
        [
            *((words, 2, 1, "col", "th", "head") for words in results),
            ("未经复议直接起诉", 1, 5, "colgroup", "th", "leaf"),
            ("复议后起诉", 1, 5, "colgroup", "th", "leaf"),
        ],
        [(words, 1, 1, "col", "th", "head") for words in results * 2],
    ]
    ((row,),) = made.bodies
    assert [cell.tag for cell in row] == ["td"] * 15
    assert [cell.state for cell in row] == [*["缺"] * 4, "", *["缺"] * 10]


@pytest.mark.parametrize(
    ("key", "name", "heads"),
    [
        ("disputes", "disputes/review/total", ["行政复议", "总计"]),
        ("disputes", "disputes/direct/upheld", ["行政诉讼", "未经复议直接起诉", "结果维持"]),
        ("disputes", "disputes/after_review/total", ["行政诉讼", "复议后起诉", "总计"]),
        (
            "requests",
            "requests/granted/natural_person",
            ["三、本年度办理结果", "（一）予以公开", "申请人情况", "自然人"],
        ),
        (
            "requests",
            "requests/granted/other_org",
            ["三、本年度办理结果", "（一）予以公开", "申请人情况", "法人或其他组织", "其他"],
        ),
        ("requests", "requests/new_received/total", ["一、本年新收政府信息公开申请数量", "申请人情况", "总计"]),
        ("proactive", "proactive/regulations/in_force", ["规章", "第二十条第（一）项", "现行有效件数"]),
    ],
)
def test_a_figure_names_what_is_beside_and_over_it(key: str, name: str, heads: list[str]) -> None:
    made = table({}, key)
    cells = [cell for rows in (made.head, *made.bodies) for row in rows for cell in row]
    words = {cell.id: cell.words for cell in cells}
    (figure,) = [cell for cell in cells if cell.name == name]
    assert [words[id] for id in figure.headers.split()] == heads


def test_a_figure_and_its_sum() -> None:
    granted = {"natural_person": 2, "commercial": None, "research": "", "total": 3}
    made = table(
        {"requests": {"granted": granted}}, "requests", finding(1, "gap", cell(1, 1)), repairs=full().card.repairs
    )
    found = figures(made)
    total = found["requests/granted/total"]
    assert (total.id, total.words, total.state, total.role) == ("r2-requests-granted-total", "3", "", "figure")
    assert (total.rows, total.columns, total.scope, total.fix) == (1, 1, "", 21)
    assert total.marks == (Mark(1, "gap"),)
    assert total.tip is not None
    assert (total.tip.id, total.tip.note) == ("r2-requests-granted-total-sum", "")
    states = {
        name.split("/")[2]: (item.words, item.state, item.role, item.fix, item.tip)
        for name, item in found.items()
        if "/granted/" in name
    }
    assert states["natural_person"] == ("2", "", "figure", None, None)
    assert states["commercial"] == ("", "读不出", "text", None, None)
    assert states["research"] == ("", "空", "text", None, None)
    assert states["legal_service"] == ("", "缺", "text", None, None)


def line(**figures: Any) -> dict[str, Any]:
    """A row of table three, in which all else is nought."""
    return dict.fromkeys(EMPTY.tools.form.tables["requests"].columns, 0) | figures


def test_broken_sums_are_lettered_in_the_order_of_the_table() -> None:
    rows = ["new_received", "carried_over", "granted", "partially_granted", "denied.state_secret"]
    tables = {"requests": {row: line(natural_person=1, total=2) for row in rows}}
    made = table(tables)
    notes = [(note.letter, note.cell) for note in made.notes]
    assert [letter for letter, _ in notes[:5]] == ["a", "b", "c", "d", "e"]
    assert [cell for _, cell in notes[:5]] == [f"r2-requests-{row}-total" for row in rows]
    first = figures(made)["requests/new_received/total"].tip
    assert isinstance(first, Tip)
    assert (first.note, first.sums) == ("a", (made.notes[0].words,))
    assert isinstance(made.notes[0], Note)


def test_letters_go_on_beyond_z() -> None:
    rows = list(EMPTY.tools.form.tables["requests"].lines())
    tables = {"requests": {row: line(natural_person=1, commercial=1, total=3) for row in rows}}
    letters = list(dict.fromkeys(note.letter for note in table(tables).notes))
    alphabet = "abcdefghijklmnopqrstuvwxyz"
    expected = [*alphabet, *(f"a{letter}" for letter in alphabet)]
    assert len(letters) > 26
    assert letters == expected[: len(letters)]


def test_cells_that_are_no_part_of_the_form() -> None:
    tables = {"requests": {"granted": {"odd": 3, "total": 1}, "none": {"x": None}}}
    report = EMPTY.reading.report.model_copy(update={"tables": tables})
    made = bare()
    found = page(replace(made, reading=replace(made.reading, report=report)))
    assert found.other_cells == ("requests.granted.odd: 3", "requests.none.x: ")


@pytest.mark.parametrize(
    ("year", "scopes"),
    [
        (2024, {4: {"rowgroup"}, 3: {"colgroup"}, 1: {"col"}}),
        (2020, {7: {"rowgroup"}, 3: {"colgroup"}, 2: {"colgroup"}, 1: {"col"}}),
    ],
)
def test_heads_in_table_two_go_with_what_is_below_or_beside(year: int, scopes: dict[int, set[str]]) -> None:
    """A head across the whole table begins a group of rows; others are over columns. Labels are beside rows."""
    reading = replace(READING, report=READING.report.model_copy(update={"year": year}))
    (made, *_) = page(ENGINE.scored(reading)).tables
    assert made.head == ()
    cells = [cell for body in made.bodies for row in body for cell in row]
    found: dict[int, set[str]] = {}
    for shown_cell in cells:
        if shown_cell.role == "head":
            found.setdefault(shown_cell.columns, set()).add(shown_cell.scope)
    assert found == scopes
    assert {cell.scope for cell in cells if cell.role == "leaf"} == {"row"}
    assert all(body[0][0].columns == max(scopes) for body in made.bodies)
    # Article 20, items 1, 5, 6 and 8; up to 2020 item 9 too.
    assert len(made.bodies) == {2024: 4, 2020: 5}[year]
