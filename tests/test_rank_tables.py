"""Tables on a terminal: columns that nothing stands in, names that are cut, columns that are left out."""

from __future__ import annotations

from engine.rank.show.tables import draw

HEADS = ["#", "name", "x", "y"]


def test_a_table_with_room() -> None:
    assert draw([["1", "ab", "", "0.5"], ["10", "c", "", "—"]], HEADS, 80, 1) == [
        "  #  name      y",
        "---  ------  ---",
        "  1  ab      0.5",
        " 10  c         —",
    ]


def test_texts_stand_left_and_figures_right() -> None:
    """A column is of figures if every cell begins as one: a digit, a sign, or a dash."""
    assert draw([["1", "7", "+2", "a"], ["2", "8", "±0", "3"], ["3", "9", "", "4"]], HEADS, 80, 1) == [
        "  #  name      x  y",
        "---  ------  ---  ---",
        "  1  7        +2  a",
        "  2  8        ±0  3",
        "  3  9            4",
    ]


def test_names_are_cut_so_that_the_table_fits_and_no_shorter() -> None:
    rows = [["1", "a" * 30, "7", ""], ["2", "b" * 25, "8", ""], ["3", "字" * 13, "9", ""]]
    assert [line.split()[1] for line in draw(rows, HEADS, 35, 1)[2:]] == [
        "a" * 24 + "…",
        "b" * 25,  # as wide as there is room
        "字" * 12 + "…",
    ]
    assert max(len(line) for line in draw(rows[:2], HEADS, 35, 1)) == 35
    wide = [line[5:] for line in draw(rows[:1], HEADS, 10, 1)[2:]]
    assert wide == ["a" * 19 + "…    7"]  # twenty columns are kept


def test_columns_are_left_out_one_after_the_other_where_names_cannot_be_cut() -> None:
    rows = [["1", "a" * 20, "77", "999"]]
    assert [draw(rows, HEADS, width, 1, (3, 2))[0].split() for width in (35, 34, 30, 29)] == [
        HEADS, ["#", "name", "x"], ["#", "name", "x"], ["#", "name"],
    ]  # fmt: skip
    assert draw(rows, HEADS, 5, 1)[0].split() == HEADS  # nothing to spare
