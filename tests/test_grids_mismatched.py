"""Rows and heads of a grid that do not match: nothing is read in a wrong place, and nothing is said to be missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.grids import ROWS_2021, Text, cells, figures, grid, lines_of, read, requests

OWN = lines_of(figures())
STATE_SECRET = 5  # the row of the grid of requests() in which 1.属于国家秘密 stands


def with_row(at: int, *row: Text | None) -> list[list[Text | None]]:
    rows = requests()
    rows[at] = list(row)
    return rows


def assert_nothing_wrong(found: Mapping[str, Mapping[str, Any]]) -> None:
    for row, line in found.items():
        for column, cell in line.items():
            assert cell in (OWN[row][column], None), (row, column)


def test_a_row_that_is_shifted_by_a_further_cell() -> None:
    row = requests()[STATE_SECRET]
    assert_nothing_wrong(cells(read(grid(with_row(STATE_SECRET, row[0], "", *row[1:])))))


@pytest.mark.parametrize("wide", [2, 3])
@pytest.mark.parametrize("merged", [True, False])
def test_a_head_whose_corner_lost_its_span(wide: int, merged: bool) -> None:
    """As pages made by hand have it: all figures stand to the right of their columns."""
    rows: list[list[Text | None]] = [requests()[0]]
    for row in requests()[1:]:
        label_cells: list[Text | None] = [(str(row[0]), wide)] if merged else [row[0], *[""] * (wide - 1)]
        rows.append([*label_cells, *row[1:]])
    assert_nothing_wrong(cells(read(grid(rows))))


def test_a_head_whose_corner_lost_its_span_beside_names_of_groups() -> None:
    rows: list[list[Text | None]] = [requests()[0]]
    rows += [["三、本年度办理结果", *row] for row in requests()[1:]]
    assert_nothing_wrong(cells(read(grid(rows))))


def test_a_figure_over_an_official_column_and_another() -> None:
    rows = [[*row, "备注" if not at else ""] for at, row in enumerate(requests())]
    rows[STATE_SECRET][7:] = [("88", 2)]
    assert_nothing_wrong(cells(read(grid(rows))))


@pytest.mark.parametrize(("row", "words"), [("other.remaining", "3.其它"), ("denied.state_secret", "1.国家机密")])
def test_a_blank_row_that_is_not_understood_is_not_absent(row: str, words: str) -> None:
    found = cells(read(grid(with_row(1 + ROWS_2021.index(row), words, *[""] * 7))))
    assert set(found[row].values()) <= {"", None}


@pytest.mark.parametrize("mark", ["/", "—", "-"])
def test_marks_for_none_beside_the_name_of_the_group(mark: str) -> None:
    rows = requests()
    rows.insert(1 + ROWS_2021.index("other.overdue_correction"), ["（六）其他处理", *[mark] * 7])
    assert cells(read(grid(rows))) == OWN


def test_the_head_again_in_the_middle() -> None:
    rows = requests()
    rows.insert(10, rows[0])
    assert cells(read(grid(rows))) == OWN


def test_a_figure_beside_the_words_of_a_label() -> None:
    row = requests()[3]
    found = cells(read(grid(with_row(3, "（一）予以公开 115", *row[1:]))))
    assert found["granted"] in (OWN["granted"], dict.fromkeys(OWN["granted"]))
