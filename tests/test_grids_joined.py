"""A table in several grids, as page breaks leave it: continued, with or without its head, rows cut in two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from engine.readers.document import Grid, Part
from engine.reading import Place
from tests.grids import (
    APPLICANTS,
    HEADINGS,
    Text,
    cells,
    disputes,
    document,
    figures,
    grid,
    label,
    line,
    lines_of,
    notices,
    proactive,
    read,
    requests,
    understood,
)

FIGURES = figures()
OWN = lines_of(FIGURES)
ALL = requests()
ROWS = list(FIGURES)
UNREAD: Mapping[str, Any] = dict.fromkeys(APPLICANTS)
DISPUTES = {
    "review": {"upheld": 1, "corrected": 2, "other": 3, "pending": 4, "total": 10},
    "direct": {"upheld": 5, "corrected": 6, "other": 7, "pending": 8, "total": 26},
    "after_review": {"upheld": 0, "corrected": 9, "other": 0, "pending": 11, "total": 20},
}
CUTS = [1, 2, 6, 13, 22, 25]  # rows of the grid before the cut


def from_row(at: int) -> list[list[Text | None]]:
    return [list(row) for row in ALL[at:]]


def up_to(at: int) -> dict[str, dict[str, Any]]:
    """The rows above the cut are read, those below are not."""
    return {row: OWN[row] if rank < at - 1 else dict(UNREAD) for rank, row in enumerate(ROWS)}


# Continued


@pytest.mark.parametrize("at", CUTS)
def test_without_its_head(at: int) -> None:
    reading = read(grid(ALL[:at], page=4), grid(from_row(at), page=5))
    assert cells(reading) == OWN
    assert reading.notices == ()
    assert reading.cells["requests", "carried_forward", "natural_person"] == Place(
        5, None, "四、结转下年度继续办理 269 270 271 272 273 274 275", 2, 26 - at, 2
    )


@pytest.mark.parametrize("at", CUTS)
def test_with_its_head(at: int) -> None:
    assert cells(read(grid(ALL[:at]), grid([ALL[0], *from_row(at)]))) == OWN


def test_with_its_head_in_another_order() -> None:
    swapped = [[row[0], *reversed(row[1:])] for row in (ALL[0], *from_row(13))]
    assert cells(read(grid(ALL[:13]), grid(swapped))) == OWN


@pytest.mark.parametrize("at", CUTS)
def test_with_another_number_of_label_columns(at: int) -> None:
    beside = [["", *row] for row in from_row(at)]
    wide: list[list[Text | None]] = [[(str(row[0]), 3), *row[1:]] for row in from_row(at)]
    assert cells(read(grid(ALL[:at]), grid(beside))) == OWN
    assert cells(read(grid(ALL[:at]), grid(wide))) == OWN


@pytest.mark.parametrize("between", [["—4—", "单位：件"], ["注：本表由办公室汇总"], ["续表"]])
def test_with_a_note_or_a_page_mark_between(between: Sequence[str]) -> None:
    assert cells(read(grid(ALL[:13]), *map(line, between), grid(from_row(13)))) == OWN


def test_over_three_pages() -> None:
    reading = read(grid(ALL[:9]), line("续表"), grid(from_row(9)[:9]), grid([ALL[0], *from_row(18)]))
    assert cells(reading) == OWN


@pytest.mark.parametrize("at", [2, 6, 13, 25])
def test_a_sentence_between_ends_the_table(at: int) -> None:
    """What follows may be of another table: it is not read, and nothing is said to be missing."""
    reading = read(grid(ALL[:at]), line("以下为其余数据。"), grid(from_row(at)))
    assert cells(reading) == up_to(at)
    assert notices(reading) == ["notice.cells_unreadable"]


def test_a_sentence_between_and_the_head_again() -> None:
    assert cells(read(grid(ALL[:13]), line("以下为其余数据。"), grid([ALL[0], *from_row(13)]))) == OWN


@pytest.mark.parametrize("where", ["no headings", "another section", "after a heading"])
def test_a_sentence_between_wherever_the_table_stands(where: str) -> None:
    parts: list[Part] = [grid(ALL[:13]), line("以下为其余数据。"), grid(from_row(13))]
    if where == "no headings":
        found = document(parts, headings={})
    elif where == "another section":
        found = document(other=parts)
    else:
        found = document(parts[:2], disputes=parts[2:])
    assert cells(understood(found)) == up_to(13)


def test_another_grid_between_ends_the_table() -> None:
    channels = grid([["公开渠道", "信息条数"], ["门户网站", "31415"]])
    assert cells(read(grid(ALL[:13]), channels, grid(from_row(13)))) == up_to(13)


def test_more_columns_than_the_head_has() -> None:
    """Which of them is the further one cannot be told without a head."""
    for further in ("", "7"):
        rows = [[*row, further] for row in from_row(13)]
        assert cells(read(grid(ALL[:13]), grid(rows))) == up_to(13)
        rows = [row[:-1] for row in from_row(13)]
        assert cells(read(grid(ALL[:13]), grid(rows))) == up_to(13)


def test_a_column_of_numbers_before_the_labels() -> None:
    numbered = [["序号" if not at else str(at), *row] for at, row in enumerate(ALL)]
    assert cells(read(grid(numbered[:13]), grid(numbered[13:]))) == OWN


def test_disputes_cut_below_the_head() -> None:
    rows = disputes()
    assert cells(understood(document(disputes=[grid(rows[:3]), grid(rows[3:])])), "disputes") == DISPUTES


@pytest.mark.parametrize("remark", ["", "7", "无"])
def test_disputes_cut_below_the_head_with_a_column_of_remarks(remark: str) -> None:
    rows = disputes()
    rows[0].append(("备注", 1, 3))
    rows[3].append(remark)
    found = cells(understood(document(disputes=[grid(rows[:3]), grid(rows[3:])])), "disputes")
    for row, figures_ in DISPUTES.items():
        assert found[row] in (figures_, dict.fromkeys(figures_))


def test_proactive_cut_anywhere() -> None:
    rows = proactive()
    whole = cells(understood(document(proactive=[grid(rows)])), "proactive")
    assert len(whole) == 6
    for at in range(1, len(rows)):
        found = cells(understood(document(proactive=[grid(rows[:at]), grid(rows[at:])])), "proactive")
        assert found == whole, at


def test_proactive_in_four_grids() -> None:
    rows = proactive()
    whole = cells(understood(document(proactive=[grid(rows)])), "proactive")
    four = [grid(rows[start:stop]) for start, stop in ((0, 4), (4, 7), (7, 11), (11, 14))]
    assert cells(understood(document(proactive=four)), "proactive") == whole


# A row cut in two


def cut(at: int, above: Sequence[Text], below: Sequence[Text], repeated: bool) -> list[Grid]:
    """The row at ``at`` stands on two pages."""
    head = [ALL[0]] if repeated else []
    return [grid([*ALL[:at], above], page=4), grid([*head, below, *ALL[at + 1 :]], page=5)]


HALVES = [6, 13, 20, 22]
REPEATED = pytest.mark.parametrize("repeated", [False, True])


@REPEATED
@pytest.mark.parametrize("at", HALVES)
@pytest.mark.parametrize("beside", ["first", "second"])
def test_a_label_in_two_halves(at: int, beside: str, repeated: bool) -> None:
    words, told, blank = str(ALL[at][0]), [str(item) for item in ALL[at][1:]], [""] * 7
    half = len(words) // 2
    first, second = (told, blank) if beside == "first" else (blank, told)
    reading = read(*cut(at, [words[:half], *first], [words[half:], *second], repeated))
    assert cells(reading) == OWN
    assert reading.labels is not None
    assert reading.labels["requests", ROWS[at - 1]] == words


@REPEATED
@pytest.mark.parametrize("at", HALVES)
def test_a_whole_label_and_a_blank_rest(at: int, repeated: bool) -> None:
    told = [str(item) for item in ALL[at]]
    assert cells(read(*cut(at, told, [""] * 8, repeated))) == OWN


@REPEATED
def test_a_label_whose_first_half_is_a_label_itself(repeated: bool) -> None:
    at = 1 + ROWS.index("partially_granted")
    told = [str(item) for item in ALL[at][1:]]
    rest = "（区分处理的，只计这一情形，不计其他情形）"
    for first, second in ((told, [""] * 7), ([""] * 7, told)):
        reading = read(*cut(at, ["（二）部分公开", *first], [rest, *second], repeated))
        assert cells(reading) == OWN
        assert reading.labels is not None
        assert reading.labels["requests", "partially_granted"] == label("partially_granted")


def assert_nothing_wrong(found: Mapping[str, Mapping[str, Any]]) -> None:
    for row, own in OWN.items():
        for column, figure in own.items():
            assert found[row][column] in (figure, None), (row, column)


@REPEATED
def test_figures_above_the_cut_and_the_label_below(repeated: bool) -> None:
    told = [str(item) for item in ALL[6]]
    assert_nothing_wrong(cells(read(*cut(6, ["", *told[1:]], [told[0], *[""] * 7], repeated))))


@REPEATED
def test_some_figures_above_the_cut_and_some_below(repeated: bool) -> None:
    told = [str(item) for item in ALL[6]]
    above, below = [*told[:4], "", "", "", ""], ["", "", "", "", *told[4:]]
    assert_nothing_wrong(cells(read(*cut(6, above, below, repeated))))


@REPEATED
def test_digits_of_figures_above_the_cut_and_below(repeated: bool) -> None:
    """In narrow columns a figure takes two lines, and the page may end between them."""
    words, *told = [str(item) for item in ALL[6]]
    above, below = [words, *[text[:2] for text in told]], ["", *[text[2:] for text in told]]
    assert_nothing_wrong(cells(read(*cut(6, above, below, repeated))))


@pytest.mark.parametrize("below", ["numbers", "another row"])
def test_a_blank_row_above_the_cut_takes_no_figures_of_others(below: str) -> None:
    rows = [list(row) for row in ALL]
    rows[5] = [rows[5][0], *[""] * 7]
    if below == "numbers":
        parts = [grid(rows[:6]), grid([rows[0], ["", *"1234567"], *rows[6:]])]
    else:
        rows[6][0] = ""
        parts = [grid(rows[:6]), grid(rows[6:])]
    assert set(cells(read(*parts))["denied.state_secret"].values()) <= {"", None}


@REPEATED
def test_the_name_of_a_group_cut_in_two(repeated: bool) -> None:
    """（三）不予公开 beside its eight rows, four on each page."""
    head: list[Text | None] = [("", 2), *ALL[0][1:]]
    rows: list[list[Text | None]] = [[(str(row[0]), 2), *row[1:]] for row in ALL[1:5]]
    rows += [[("（三）不", 1, 4), *ALL[5]], *ALL[6:9]]
    below: list[list[Text | None]] = [[("予公开", 1, 4), *ALL[9]], *ALL[10:13]]
    below += [[(str(row[0]), 2), *row[1:]] for row in ALL[13:]]
    reading = read(grid([head, *rows]), grid([head, *below] if repeated else below))
    assert cells(reading) == OWN
    assert reading.labels is not None
    assert reading.labels["requests", "denied.internal_affairs"] == "5.属于三类内部事务信息"


def test_headings_are_where_they_were() -> None:
    """The heading of the next section follows a table that was cut."""
    reading = read(grid(ALL[:13]), grid(from_row(13)))
    assert [place.quote for place in reading.sections.values()] == list(HEADINGS.values())
