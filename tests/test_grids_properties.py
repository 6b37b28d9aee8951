"""However a table is drawn, its cells are read the same or not at all, and none is said to be missing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.readers.document import Part
from tests.grids import (
    Text,
    cells,
    disputes,
    document,
    figures,
    grid,
    line,
    lines_of,
    proactive,
    requests,
    understood,
)

OWN = {
    "requests": lines_of(figures()),
    "proactive": cells(understood(document(proactive=[grid(proactive())])), "proactive"),
    "disputes": cells(understood(document(disputes=[grid(disputes())])), "disputes"),
}
ROWS = requests()
MANY = settings(max_examples=60, deadline=None)
_NO_ENDS = st.text(alphabet="甲乙丙丁、—2 3 0", max_size=12)  # no sentence
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_UNOFFICIAL: Sequence[Sequence[Sequence[Text | None]]] = [
    [["公开渠道", "信息条数"], ["门户网站", "31415"]],
    [["自然人"], ["7"]],
    [["总计", "7", "8", "9"]],
    [["项目", "自然人", "总计"], ["收费减免", "77", "78"]],
    [["第二十条第（一）项"]],
    [["", ""], ["", ""]],
]


def assert_same_or_unread(found: Mapping[str, Mapping[str, Any]], table: str = "requests") -> None:
    assert found.keys() == OWN[table].keys()
    for row, own in OWN[table].items():
        assert found[row].keys() == own.keys()
        for column, figure in own.items():
            assert found[row][column] in (figure, None), (row, column)


def test_the_expectation() -> None:
    assert [len(OWN[table]) for table in OWN] == [25, 6, 3]
    assert None not in {cell for rows in OWN.values() for line_ in rows.values() for cell in line_.values()}


@MANY
@given(columns=st.permutations(range(8)), rows=st.permutations(range(1, 26)))
def test_rows_and_columns_in_any_order(columns: Sequence[int], rows: Sequence[int]) -> None:
    """Wherever the labels stand before the figures, nothing is lost."""
    drawn = [[ROWS[at][column] for column in columns] for at in (0, *rows)]
    found = cells(understood(document([grid(drawn)])))
    labels = columns.index(0)
    if labels == 0:
        assert found == OWN["requests"]
    elif found:  # a label behind figures may as well be that of the next table
        assert_same_or_unread(found)


@MANY
@given(order=st.permutations(range(1, 8)), rows=st.permutations(range(1, 26)), data=st.data())
def test_cut_anywhere_into_pages(order: Sequence[int], rows: Sequence[int], data: st.DataObject) -> None:
    """Where a line between may name the year of what follows, some is unread, but nothing is read wrong."""
    drawn = [[ROWS[at][column] for column in (0, *order)] for at in (0, *rows)]
    cuts = sorted(data.draw(st.sets(st.integers(1, 25), max_size=3)))
    parts: list[Part] = []
    parted = False
    for start, stop in zip([0, *cuts], [*cuts, 26], strict=True):
        repeated = start > 0 and data.draw(st.booleans())
        between = data.draw(_NO_ENDS) if data.draw(st.booleans()) else None
        parted = parted or (between is not None and _YEAR.search(between) is not None)
        parts += [] if between is None else [line(between)]
        parts.append(grid([*(drawn[:1] if repeated else []), *drawn[start:stop]]))
    found = cells(understood(document(parts)))
    if parted:
        assert_same_or_unread(found)
    else:
        assert found == OWN["requests"]


@MANY
@given(data=st.data())
def test_other_grids_anywhere(data: st.DataObject) -> None:
    own = {"proactive": proactive(), "requests": ROWS, "disputes": disputes()}
    parts = {key: [grid(rows)] for key, rows in own.items()}
    for key in data.draw(st.lists(st.sampled_from([*own, "overview", "other"]), max_size=4)):
        parts.setdefault(key, [])
        at = data.draw(st.integers(0, len(parts[key])))
        parts[key].insert(at, grid(data.draw(st.sampled_from(_UNOFFICIAL))))
    found = understood(
        document(
            [*parts["requests"]],
            proactive=[*parts["proactive"]],
            disputes=[*parts["disputes"]],
            overview=[*parts.get("overview", [])],
            other=[*parts.get("other", [])],
        )
    )
    assert {key: cells(found, key) for key in own} == OWN


@MANY
@given(
    blank_rows=st.sets(st.integers(0, 26), max_size=4),
    blank_columns=st.sets(st.integers(0, 8), max_size=3),
    cut=st.integers(1, 26),
    repeated=st.booleans(),
)
def test_blank_rows_and_columns(blank_rows: set[int], blank_columns: set[int], cut: int, repeated: bool) -> None:
    """They hide nothing; cut without a head, cells may be unread, because nobody knows which column is blank."""
    drawn = [_widened(row, blank_columns) for row in ROWS]
    for at in sorted(blank_rows, reverse=True):
        drawn.insert(at, [""] * len(drawn[0]))
    assert cells(understood(document([grid(drawn)]))) == OWN["requests"]
    head = drawn.index(_widened(ROWS[0], blank_columns))
    lower = drawn[max(cut, head + 1) :]
    upper = drawn[: len(drawn) - len(lower)]
    if lower:
        found = cells(understood(document([grid(upper), grid([*([drawn[head]] if repeated else []), *lower])])))
        assert_same_or_unread(found)


def _widened(row: Sequence[Text | None], blank: set[int]) -> list[Text | None]:
    found: list[Text | None] = list(row)
    for at in sorted(blank, reverse=True):
        found.insert(at, "")
    return found


@MANY
@given(data=st.data())
def test_parts_left_out(data: st.DataObject) -> None:
    """Without some rows and columns, what is there is read as it is, and nothing stands where nothing stood."""
    gone_rows = data.draw(st.sets(st.integers(1, 25), max_size=12))
    gone_columns = data.draw(st.sets(st.integers(1, 7), max_size=5))
    drawn = [
        [item for column, item in enumerate(row) if column not in gone_columns]
        for at, row in enumerate(ROWS)
        if at not in gone_rows
    ]
    found = cells(understood(document([grid(drawn)])))
    columns = [column for at, column in enumerate(OWN["requests"]["granted"], 1) if at not in gone_columns]
    expected = {
        row: {column: line_[column] for column in columns}
        for at, (row, line_) in enumerate(OWN["requests"].items(), 1)
        if at not in gone_rows
    }
    for row, own in found.items():
        for column, cell in own.items():
            assert cell is None or cell == expected[row][column]
    if len(columns) > 2 and len(expected) > 2:
        assert found == expected


@MANY
@given(
    data=st.data(),
    at=st.integers(1, 25),
    cells_=st.lists(st.text("0123456789 \n/-甲.,", max_size=5), min_size=7, max_size=7),
)
def test_whatever_stands_in_a_row(data: st.DataObject, at: int, cells_: list[str]) -> None:
    """The other rows stay as they are; a figure is one that stands in its own cell."""
    drawn = [list(row) for row in ROWS]
    drawn[at][1:] = cells_
    found = cells(understood(document([grid(drawn)])))
    row = list(OWN["requests"])[at - 1]
    for other, own in OWN["requests"].items():
        if other != row:
            assert found[other] == own
    for text, cell in zip(cells_, found[row].values(), strict=True):
        if isinstance(cell, int):
            assert str(cell) == text.strip().replace(",", "").lstrip("0").rjust(1, "0")
        elif cell is not None:
            assert "".join(cell.split()) == "".join(text.split())
