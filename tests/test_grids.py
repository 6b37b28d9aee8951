"""What is read of the cells of a table in a grid: columns, rows, figures; expectations by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.readers.document import GridCell
from engine.reading import Place, Unsure
from tests.grids import (
    APPLICANTS,
    ROWS_2019,
    ROWS_2021,
    Text,
    cells,
    disputes,
    document,
    figures,
    grid,
    label,
    lines_of,
    notices,
    proactive,
    read,
    requests,
    understood,
)
from tests.grids import TITLE as TITLE_2024

FIGURES = figures()
OWN = lines_of(FIGURES)
UNREAD = dict.fromkeys(APPLICANTS)
STATE_SECRET = 5  # the row of the grid of requests() in which 1.属于国家秘密 stands


def with_row(at: int, *row: Text | None) -> list[list[Text | None]]:
    rows = requests()
    rows[at] = list(row)
    return rows


def but(**changed: Mapping[str, Any] | None) -> dict[str, dict[str, Any]]:
    """All rows as they are, but for these cells, rows that are not there (``None``); dots written as __."""
    found = {row: dict(line) for row, line in OWN.items()}
    for name, cells_ in changed.items():
        row = name.replace("__", ".")
        if cells_ is None:
            del found[row]
        else:
            found[row] |= cells_
    return found


def test_three_tables() -> None:
    reading = understood(
        document([grid(requests())], proactive=[grid(proactive())], disputes=[grid(disputes())]),
    )
    assert cells(reading) == OWN
    assert cells(reading, "proactive") == {
        "regulations": {"made": 1, "repealed": 0, "in_force": 11},
        "normative_documents": {"made": 8, "repealed": 26, "in_force": 66},
        "licences": {"decisions": 447},
        "penalties": {"decisions": 398},
        "coercive_measures": {"decisions": 20},
        "fees": {"amount_10k_yuan": Decimal("96171.6")},
    }
    assert cells(reading, "disputes") == {
        "review": {"upheld": 1, "corrected": 2, "other": 3, "pending": 4, "total": 10},
        "direct": {"upheld": 5, "corrected": 6, "other": 7, "pending": 8, "total": 26},
        "after_review": {"upheld": 0, "corrected": 9, "other": 0, "pending": 11, "total": 20},
    }
    assert (reading.unsure, reading.notices, reading.notes) == ({}, (), {"requests": False})
    assert all(section.text == "" for key, section in reading.report.sections.items() if key in reading.report.tables)


def test_places_and_labels() -> None:
    reading = understood(document([grid(requests(), page=3)], proactive=[grid(proactive(), page=2)]))
    quote = "1.属于国家秘密 129 130 131 132 133 134 135"
    assert reading.cells["requests", "denied.state_secret", "natural_person"] == Place(3, None, quote, 2, 6, 2)
    assert reading.cells["requests", "denied.state_secret", "total"] == Place(3, None, quote, 2, 6, 8)
    assert reading.cells["proactive", "fees", "amount_10k_yuan"] == Place(2, None, "行政事业性收费 96171.6", 1, 14, 2)
    assert reading.labels is not None
    assert reading.labels["requests", "denied.state_secret"] == "1.属于国家秘密"
    assert reading.labels["proactive", "fees"] == "行政事业性收费"


def test_a_place_on_a_sheet_is_that_of_the_sheet() -> None:
    found = replace(grid(requests()), sheet="表三", first_row=4, first_column=3)
    place = read(found).cells["requests", "denied.state_secret", "commercial"]
    assert (place.sheet, place.row, place.column) == ("表三", 9, 5)


# Columns


def test_columns_in_any_order() -> None:
    order = [0, 7, 2, 1, 6, 5, 4, 3]
    reading = read(grid([[row[at] for at in order] for row in requests()]))
    assert cells(reading) == OWN
    assert reading.notices == ()


def test_a_column_that_is_missing_is_absent() -> None:
    rows = requests()
    for row in rows:
        del row[5]
    reading = read(grid(rows))
    assert cells(reading) == {
        row: {column: cell for column, cell in line.items() if column != "legal_service"} for row, line in OWN.items()
    }
    assert reading.notices == ()


def test_a_column_with_altered_words() -> None:
    rows = requests()
    rows[0][5] = "法律服务机关"
    assert cells(read(grid(rows))) == OWN


@pytest.mark.parametrize("words", ["", "中介", "其它", "合计"])
def test_a_column_that_is_not_understood_is_not_absent(words: str) -> None:
    rows = requests()
    rows[0][5] = words
    reading = read(grid(rows))
    assert cells(reading) == {row: {**line, "legal_service": None} for row, line in OWN.items()}
    assert notices(reading) == ["notice.cells_unreadable"]


@pytest.mark.parametrize("words", ["中介", "其它"])
def test_a_blank_column_that_is_not_understood_is_not_absent(words: str) -> None:
    rows = requests()
    rows[0][5] = words
    for row in rows[1:]:
        row[5] = ""
    assert {line.get("legal_service", "absent") for line in cells(read(grid(rows))).values()} == {None}


def test_an_unofficial_column_is_passed_over() -> None:
    rows = [[*row, "备注" if not at else ""] for at, row in enumerate(requests())]
    assert cells(read(grid(rows))) == OWN


def test_two_columns_with_the_same_words_are_not_told_apart() -> None:
    rows = requests()
    rows[0][2] = "自然人"
    found = cells(read(grid(rows)))
    assert {line["natural_person"] for line in found.values()} == {None}
    assert found["granted"]["total"] == OWN["granted"]["total"]


# Figures


@pytest.mark.parametrize("text", ["、 0", "，3", "）12", "。 5"])
def test_the_end_of_the_words_beside_a_cell_is_no_figure(text: str) -> None:
    at = ("requests", "denied.state_secret", "natural_person")
    reading = read(grid(with_row(STATE_SECRET, label(at[1]), text, *requests()[STATE_SECRET][2:])))
    assert cells(reading) == but(denied__state_secret={"natural_person": None})
    assert reading.unsure == {at: Unsure("ambiguous", text)}


@pytest.mark.parametrize("text", ["12 3", "12\n3", "12\u00a03", "12\u30003", "1 234", "１ ２"])
def test_two_figures_in_a_cell(text: str) -> None:
    at = ("requests", "denied.state_secret", "natural_person")
    reading = read(grid(with_row(STATE_SECRET, label(at[1]), text, *requests()[STATE_SECRET][2:])))
    assert cells(reading) == but(denied__state_secret={"natural_person": None})
    assert reading.unsure == {at: Unsure("ambiguous", text)}
    assert reading.cells[at].column == 2


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("1,234", 1234),
        ("１２", 12),
        (" 7 ", 7),
        ("0", 0),
        ("", ""),
        ("/", "/"),
        ("—", "—"),
        ("-3", "-3"),
        ("1.5", "1.5"),
        ("12件", "12件"),
        ("约12", "约12"),
        ("12*", "12*"),
        ("十二", "十二"),
        ("1e3", "1e3"),
        ("9" * 20, "9" * 20),
    ],
)
def test_a_cell_is_what_stands_there(text: str, cell: object) -> None:
    reading = read(grid(with_row(STATE_SECRET, label("denied.state_secret"), text, *requests()[STATE_SECRET][2:])))
    assert cells(reading) == but(denied__state_secret={"natural_person": cell})
    assert type(cells(reading)["denied.state_secret"]["natural_person"]) is type(cell)


@pytest.mark.parametrize("text", ["12①", "12²", "12¹", "①", "12₃"])
def test_the_mark_of_a_footnote_is_no_digit(text: str) -> None:
    reading = read(grid(with_row(STATE_SECRET, label("denied.state_secret"), text, *requests()[STATE_SECRET][2:])))
    assert cells(reading)["denied.state_secret"]["natural_person"] in (None, text)


def test_an_amount_keeps_its_decimals_and_its_unit() -> None:
    rows = proactive()
    for text, cell in (("0.50", Decimal("0.50")), ("12", 12), ("1,234.5", Decimal("1234.5")), ("3 万元", "3 万元")):
        rows[-1][1] = (text, 3)
        reading = understood(document(proactive=[grid(rows)]))
        assert cells(reading, "proactive")["fees"] == {"amount_10k_yuan": cell}


def test_a_figure_over_two_columns_belongs_to_neither() -> None:
    row = requests()[STATE_SECRET]
    reading = read(grid(with_row(STATE_SECRET, row[0], ("8", 2), *row[3:])))
    assert cells(reading) == but(denied__state_secret={"natural_person": None, "commercial": None})
    assert {unsure.why for unsure in reading.unsure.values()} == {"ambiguous"}


def test_a_blank_over_two_columns_is_blank_in_both() -> None:
    row = requests()[STATE_SECRET]
    reading = read(grid(with_row(STATE_SECRET, row[0], ("", 2), *row[3:])))
    assert cells(reading) == but(denied__state_secret={"natural_person": "", "commercial": ""})


def test_a_figure_over_two_rows_belongs_to_neither() -> None:
    rows = requests()
    rows[STATE_SECRET][1] = ("5", 1, 2)
    del rows[STATE_SECRET + 1][1]
    expected = but(denied__state_secret={"natural_person": None}, denied__prohibited_by_law={"natural_person": None})
    assert cells(read(grid(rows))) == expected


def test_a_row_that_is_two_rows_high() -> None:
    rows = requests()
    rows[STATE_SECRET] = [(str(item), 1, 2) for item in rows[STATE_SECRET]]
    rows.insert(STATE_SECRET + 1, [])
    assert cells(read(grid(rows))) == OWN


def test_one_label_beside_two_rows_of_which_one_is_blank() -> None:
    for blank_first in (False, True):
        rows = requests()
        row = rows[STATE_SECRET]
        top, below = (row[1:], [""] * 7) if not blank_first else ([""] * 7, row[1:])
        rows[STATE_SECRET : STATE_SECRET + 1] = [[(str(row[0]), 1, 2), *top], [*below]]
        assert cells(read(grid(rows))) == OWN


def test_one_label_beside_two_rows_of_figures() -> None:
    rows = requests()
    row = rows[STATE_SECRET]
    rows[STATE_SECRET : STATE_SECRET + 1] = [[(str(row[0]), 1, 2), *row[1:]], [*"1234567"]]
    reading = read(grid(rows))
    assert cells(reading) == but(denied__state_secret=UNREAD)
    assert reading.unsure["requests", "denied.state_secret", "total"] == Unsure("ambiguous", "135 7")


def test_the_same_row_twice_with_figures() -> None:
    rows = requests()
    rows.insert(9, [label("denied.state_secret"), *"1234567"])
    assert cells(read(grid(rows))) == but(denied__state_secret=UNREAD)


def test_the_same_row_twice_once_blank() -> None:
    rows = requests()
    rows.insert(9, [label("denied.state_secret"), *[""] * 7])
    assert cells(read(grid(rows))) == OWN


def test_a_doubtful_cell() -> None:
    found = grid(requests())
    at = (STATE_SECRET, 3)
    doubtful = tuple(replace(cell, doubtful=(cell.row, cell.column) == at) for cell in found.cells)
    reading = read(replace(found, cells=doubtful), recognised=True)
    assert cells(reading) == but(denied__state_secret={"research": None})
    assert reading.unsure == {("requests", "denied.state_secret", "research"): Unsure("doubtful", "131")}
    assert reading.labels is None  # no letter of a recognised label is sure
    assert reading.notes == {}  # nor that a note is missing


def test_a_doubtful_blank_is_not_read_as_blank() -> None:
    found = grid(with_row(STATE_SECRET, label("denied.state_secret"), "", *requests()[STATE_SECRET][2:]))
    doubtful = tuple(replace(cell, doubtful=(cell.row, cell.column) == (STATE_SECRET, 1)) for cell in found.cells)
    assert cells(read(replace(found, cells=doubtful))) == but(denied__state_secret={"natural_person": None})


def test_a_hole_leaves_the_row_unread() -> None:
    """Nobody knows which of its cells the row lacks."""
    row = requests()[STATE_SECRET]
    assert cells(read(grid(with_row(STATE_SECRET, *row[:4], None, *row[5:])))) == but(denied__state_secret=UNREAD)
    assert cells(read(grid(with_row(STATE_SECRET, *row[:7])))) == but(denied__state_secret=UNREAD)


def test_cells_that_overlap_do_no_harm() -> None:
    found = grid(requests())
    over = GridCell(STATE_SECRET, 1, "77", 2, 2)
    reading = read(replace(found, cells=tuple(sorted((*found.cells, over), key=lambda c: (c.row, c.column)))))
    assert len(cells(reading)) == 25
    assert cells(reading)["granted"] == OWN["granted"]


# Rows


def test_a_row_that_is_missing_is_absent() -> None:
    rows = requests()
    del rows[STATE_SECRET]
    reading = read(grid(rows))
    assert cells(reading) == but(denied__state_secret=None)
    assert reading.notices == ()


@pytest.mark.parametrize("words", ["1.属于国家机密", "1.涉及国家秘密", "属于国家秘密的", "1.属于国家秘"])
def test_a_row_with_altered_words_is_read_and_its_words_are_kept(words: str) -> None:
    reading = read(grid(with_row(STATE_SECRET, words, *requests()[STATE_SECRET][1:])))
    assert cells(reading) == OWN
    assert reading.labels is not None
    assert reading.labels["requests", "denied.state_secret"] == words


@pytest.mark.parametrize("words", ["1.国家机密", "其它", "秘", "", "其中：网上申请"])
def test_a_row_that_is_not_understood_is_not_absent(words: str) -> None:
    reading = read(grid(with_row(STATE_SECRET, words, *requests()[STATE_SECRET][1:])))
    assert cells(reading) == but(denied__state_secret=UNREAD)
    assert reading.labels is not None
    assert ("requests", "denied.state_secret") not in reading.labels
    assert notices(reading) == ["notice.cells_unreadable"]


def test_an_altered_label_in_a_wrong_place_names_no_row() -> None:
    rows = requests()
    row = rows.pop(STATE_SECRET)
    rows.append(["1.属于国家机密", *row[1:]])
    assert cells(read(grid(rows))) == but(denied__state_secret=UNREAD)


def test_a_further_row_hides_nothing() -> None:
    rows = requests()
    rows.insert(9, ["其中：网上申请", *"1234567"])
    assert cells(read(grid(rows))) == OWN


def test_a_row_of_numbers_below_the_head() -> None:
    rows = requests()
    rows.insert(1, ["栏次", *"1234567"])
    assert cells(read(grid(rows))) == OWN


@pytest.mark.parametrize("spaced", [" {}", "{}\n", "\u3000{}\u3000"])
def test_spaces_in_labels_say_nothing(spaced: str) -> None:
    rows = [[spaced.format(item) if not at or not number else item for number, item in enumerate(row)]
            for at, row in enumerate(requests())]  # fmt: skip
    assert cells(read(grid(rows))) == OWN


# The row （六）其他处理


def test_the_old_row_of_other_outcomes_has_its_figures() -> None:
    values = figures(ROWS_2019)
    reading = understood(document([grid(requests(values))], title=TITLE_2024.replace("2024", "2020")))
    assert cells(reading) == lines_of(values)
    assert cells(understood(document([grid(requests(values))]))) == lines_of(values)  # in the wrong form too


@pytest.mark.parametrize("year", [2019, 2020])
def test_the_old_row_of_other_outcomes_may_be_blank(year: int) -> None:
    values: dict[str, Sequence[object]] = {**figures(ROWS_2019), "other": [""] * 7}
    reading = understood(document([grid(requests(values))], title=TITLE_2024.replace("2024", str(year))))
    assert cells(reading) == lines_of(values)


@pytest.mark.parametrize("group", [[("（六）其他处理", 8)], ["（六）其他处理", *[""] * 7]])
def test_the_name_of_the_group_is_no_row(group: list[Text | None]) -> None:
    rows = requests()
    rows.insert(1 + ROWS_2021.index("other.overdue_correction"), group)
    reading = read(grid(rows))
    assert cells(reading) == OWN
    assert reading.labels is not None
    assert ("requests", "other") not in reading.labels
