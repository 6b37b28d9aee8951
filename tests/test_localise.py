"""One wrong cell is charged once: the grouping of broken sums, on hand-made ones."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.localise import Broken, group

ROW, COLUMN, OTHER = "row", "column", "other"


def broken(name: str, difference: int, **signs: int) -> Broken:
    return Broken(name, {("t", cell, ""): sign for cell, sign in signs.items()}, difference)


def test_a_cell_in_a_row_and_a_column_is_one_slip() -> None:
    assert group([broken(ROW, -3, x=-1, y=1), broken(COLUMN, -3, x=-1, z=1)]) == [(COLUMN, ROW)]


def test_differences_that_no_one_change_mends_are_two_slips() -> None:
    assert group([broken(ROW, -3, x=-1, y=1), broken(COLUMN, -4, x=-1, z=1)]) == [(COLUMN,), (ROW,)]


def test_opposite_signs_need_opposite_differences() -> None:
    assert len(group([broken(ROW, 3, x=1, y=-1), broken(COLUMN, -3, x=-1, z=1)])) == 1
    assert len(group([broken(ROW, 3, x=1, y=-1), broken(COLUMN, 3, x=-1, z=1)])) == 2


def test_a_cell_of_three_sums_is_one_slip() -> None:
    sums = [broken(ROW, 5, x=1, y=-1), broken(COLUMN, 5, x=1, z=-1), broken(OTHER, -5, x=-1, w=1)]
    assert group(sums) == [(COLUMN, OTHER, ROW)]


@st.composite
def tables(draw: st.DrawFn) -> list[Broken]:
    """Rows and columns of a small grid, some broken by one of few differences."""
    found = []
    for r in range(draw(st.integers(0, 4))):
        cells = {f"{r}.{c}": -1 for c in range(4)}
        found.append(broken(f"row{r}", draw(st.sampled_from([1, 2])), **cells))
    for c in range(draw(st.integers(0, 4))):
        cells = {f"{r}.{c}": -1 for r in range(4)}
        found.append(broken(f"column{c}", draw(st.sampled_from([1, 2])), **cells))
    return found


def fewest(sums: list[Broken]) -> int:
    """By brute force: a set of rows and columns that balance needs one wrong cell less than it has members."""
    worth = [b.difference if b.id.startswith("row") else -b.difference for b in sums]
    balanced = [0] * (1 << len(sums))
    for mask in range(1, len(balanced)):
        total = sum(value for i, value in enumerate(worth) if mask >> i & 1)
        smaller = [balanced[mask ^ (1 << i)] for i in range(len(sums)) if mask >> i & 1]
        balanced[mask] = max(smaller) + (total == 0)
    return len(sums) - balanced[-1]


@settings(max_examples=150, deadline=None)
@given(sums=tables())
def test_the_grouping_is_the_smallest_and_complete(sums: list[Broken]) -> None:
    slips = group(sums)
    assert sorted(i for slip in slips for i in slip) == sorted(b.id for b in sums)
    assert len(slips) == fewest(sums)


@settings(max_examples=150, deadline=None)
@given(sums=tables(), data=st.data())
def test_taking_an_error_away_never_adds_a_slip(sums: list[Broken], data: st.DataObject) -> None:
    fewer = [b for b in sums if data.draw(st.booleans())]
    assert len(group(fewer)) <= len(group(sums))


def test_two_wrong_cells_of_a_column_are_two_slips() -> None:
    """Rows 3 and 4 off, their column 7 off."""
    sums = [broken("row1", -3, x=-1), broken("row2", -4, y=-1), broken(COLUMN, -7, x=-1, y=-1, z=1)]
    assert group(sums) == [(COLUMN, "row1"), ("row2",)]


def test_a_table_of_equal_differences_is_grouped_in_bounded_time() -> None:
    grid = [(r, c) for r in range(25) for c in range(14)]
    rows = [broken(f"row{r:02}", 1, **{f"{r}.{c}": -1 for c in range(14)}) for r in range(25)]
    columns = [broken(f"column{c:02}", 1, **{f"{r}.{c}": -1 for r in range(25)}) for c in range(14)]
    assert len(grid) == 350
    assert len(group([*rows, *columns])) == 25
