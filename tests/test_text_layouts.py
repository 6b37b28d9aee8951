"""The text reader: how extractors write tables, and what must not be read."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from tests.texts import (
    COLUMNS,
    DISPUTES,
    DISPUTES_CELLS,
    PROACTIVE_2021,
    PROACTIVE_CELLS,
    RESULTS,
    STYLES,
    broken,
    cells,
    document,
    figures,
    label,
    line_by_line,
    read,
    stream,
)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_styles(style: str, form: str) -> None:
    rows = figures(form)
    found = read(document(STYLES[style](rows), year=2020 if form == "2019" else 2024))
    assert cells(found, "requests") == rows
    assert found.report.table("proactive") == PROACTIVE_CELLS  # although 2020 has another form
    assert cells(found, "disputes") == DISPUTES_CELLS
    assert found.report.unit.name == "江口县财政局"
    assert found.report.sections["requests"].text == ""


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", "\r"),
    lambda text: text.replace("2024年", "2024 年 "),
    lambda text: text.replace("2024年", "２０２４年"),
    lambda text: text.replace("1.", "1、").replace("2.", "2．"),
    lambda text: text.replace("（", "(").replace("）", ")"),
    lambda text: "\n\n\n".join(text.split("\n")),
    lambda text: "\n".join(f"  {line}   " for line in text.split("\n")),
    lambda text: "\ufeff" + text,
])  # fmt: skip
def test_spelling(change: Callable[[str], str]) -> None:
    rows = figures()
    found = read(change(document(line_by_line(rows))))
    assert cells(found, "requests") == rows
    assert found.report.year == 2024
    assert found.report.unit.name == "江口县财政局"


def test_cells_as_found() -> None:
    rows = figures()
    rows["granted"] = ["１２", "1,234", "/", "-", "无", "3件", "—"]
    rows["total"] = [0, "+5", "1.5", "—", "0件", "12,345,678", "／"]
    table = cells(read(document(line_by_line(rows))), "requests")
    assert table["granted"] == [12, 1234, "/", "-", "无", "3件", "—"]
    assert table["total"] == [0, "+5", "1.5", "—", "0件", 12_345_678, "／"]


SWAPPED = [6, 1, 2, 3, 4, 5, 0]  # the totals first


def swapped(rows: Mapping[str, Sequence[Any]], head: Sequence[str]) -> str:
    """One row a line, parted by spaces, the columns in another order."""
    body = [" ".join([label(row), *(str(values[at]) for at in SWAPPED)]) for row, values in rows.items()]
    return "\n".join([*head, *body])


def test_columns_in_another_order() -> None:
    rows = figures()
    found = read(document(swapped(rows, [" ".join(COLUMNS[at] for at in SWAPPED)]))).report.table("requests")
    assert {row: [line["natural_person"], line["total"]] for row, line in found.items()} == {
        row: [values[0], values[6]] for row, values in rows.items()
    }


def test_columns_in_an_order_that_cannot_be_told() -> None:
    head = ["总计 法人或其他组织 自然人", "商业企业 科研机构 社会公益组织 法律服务机构 其他"]
    found = read(document(swapped(figures(), head))).report.table("requests")
    assert {cell for line in found.values() for cell in line.values()} == {None}


@pytest.mark.parametrize("style", ["tab", "bar", "markdown"])
def test_blank_cells_of_delimited_lines(style: str) -> None:
    rows: dict[str, list[Any]] = figures()
    rows["granted"] = ["", 2, "", "", "", "", 2]
    rows["denied.state_secret"] = [""] * 7
    rows["carried_forward"] = [7, "", "", "", "", "", ""]
    assert cells(read(document(STYLES[style](rows))), "requests") == rows


@pytest.mark.parametrize("style", ["space", "wide", "stream", "broken", "broken-after", "broken-middle"])
def test_blank_cells_without_a_trace_are_not_guessed(style: str) -> None:
    rows: dict[str, list[Any]] = figures()
    expected: dict[str, list[Any]] = {row: list(values) for row, values in rows.items()}
    rows["granted"], expected["granted"] = [5, 5], [None] * 7
    rows["denied.state_secret"], expected["denied.state_secret"] = [], [None] * 7
    rows["carried_forward"], expected["carried_forward"] = [7, 1, 2, 3, 4, 5], [None] * 7
    assert cells(read(document(STYLES[style](rows))), "requests") == expected


@pytest.mark.parametrize("style", STYLES)
def test_missing_rows_are_left_out(style: str) -> None:
    rows = figures()
    for row in ("denied.internal_affairs", "other.overdue_fee", "other.remaining"):
        del rows[row]
    assert cells(read(document(STYLES[style](rows))), "requests") == rows


@pytest.mark.parametrize("style", STYLES)
def test_altered_labels_are_kept_as_they_stand(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = figures()
    altered = {"denied.internal_affairs": "5.属于两类内部事务信息", "not_processed.petition": "1.信访举报申请"}
    with monkeypatch.context() as patch:
        official = label
        patch.setattr("tests.texts.label", lambda row: altered.get(row) or official(row))
        text = STYLES[style](rows)
    found = read(document(text))
    assert cells(found, "requests") == rows
    assert found.labels is not None
    for row in rows:
        assert found.labels["requests", row] == altered.get(row, label(row))


def test_page_break_in_the_table() -> None:
    rows = figures()
    lines = line_by_line(rows).split("\n")
    text = document("\n".join([*lines[:12], "- 4 -", "\f" + lines[0], *lines[1:2], *lines[12:]]))
    found = read(text)
    assert cells(found, "requests") == rows
    assert found.cells["requests", "new_received", "total"].page == 1
    assert found.cells["requests", "total", "total"].page == 2


def test_own_row_of_the_office_is_no_official_row() -> None:
    rows = figures()
    text = line_by_line(rows).replace("8.属于行政查询事项", "8.涉及历史遗留征收补偿")
    found = cells(read(document(text)), "requests")
    assert found.pop("denied.administrative_inquiry") == [None] * 7
    del rows["denied.administrative_inquiry"]
    assert found == rows


def test_table_of_the_other_form() -> None:
    rows = figures("2019")
    found = read(document(line_by_line(rows), year=2023))
    assert cells(found, "requests") == rows
    assert "other" in cells(found, "requests")


# -- what must not be read --------------------------------------------------------------------------------------


def _spoil(rng: random.Random, lines: list[str], delimited: bool) -> None:
    """One of the things that go wrong between a page and its text, somewhere in table three."""
    first = next(i for i, line in enumerate(lines) if line.startswith("三、收到"))
    last = next(i for i, line in enumerate(lines) if line.startswith("四、政府信息"))
    at = rng.randrange(first + 1, last)
    what = rng.choice(["drop", "again", "lose", "number", "page", "join", "head", "part", "words", "unlabel"])
    if what == "drop":
        del lines[at]
    elif what == "again":
        lines.insert(at, lines[rng.randrange(first + 1, last)])
    elif what == "lose" and not delimited:  # elsewhere it is a blank cell
        words = lines[at].split(" ")
        del words[rng.randrange(len(words))]
        lines[at] = " ".join(words)
    elif what == "number":
        lines.insert(at, str(rng.randrange(30)))
    elif what == "page":
        lines.insert(at, f"- {rng.randrange(1, 30)} -")
    elif what == "join" and at + 1 < last:
        lines[at : at + 2] = [f"{lines[at]} {lines[at + 1]}"]
    elif what == "head":
        lines.insert(at, " ".join(COLUMNS))
    elif what == "part":
        middle = len(lines[at]) // 2
        lines[at : at + 1] = [lines[at][:middle], lines[at][middle:]]
    elif what == "words":
        lines.insert(at, rng.choice(["说明：本表数据截至 12", "其他 3", "总计", "本", "（三）不予公开 5"]))
    elif what == "unlabel":
        lines[at] = "".join(c for c in lines[at] if c.isdigit() or c in " \t|")


@pytest.mark.parametrize("seed", range(150))
def test_no_figure_is_read_into_a_wrong_cell(seed: int) -> None:
    rng = random.Random(seed)
    style = rng.choice(list(STYLES))
    rows = figures(seed=seed)
    lines = document(STYLES[style](rows)).split("\n")
    for _ in range(rng.randrange(1, 3)):
        _spoil(rng, lines, style in ("tab", "bar", "markdown"))
    for row, values in cells(read("\n".join(lines)), "requests").items():
        for value, truth in zip(values, rows[row], strict=True):
            assert value in (truth, None)


def test_a_line_too_many_leaves_only_figures_beside_their_label() -> None:
    rows = figures()
    text = broken(rows, 9, "after").replace("（七）总计", "8 8 8 8 8 8 8\n（七）总计")
    found = cells(read(document(text)), "requests")
    assert set(map(tuple, found.values())) == {(None,) * 7}
    text = line_by_line(rows).replace("（七）总计", "9.本市自设情形 8 8 8 8 8 8 8\n（七）总计")
    assert cells(read(document(text)), "requests") == rows


def test_rows_run_together_are_not_read() -> None:
    """Their labels stand elsewhere, as some extractors do with centred cells: perhaps column by column."""
    rows = figures()
    text = stream(rows)
    for row in ("granted", "partially_granted"):
        text = text.replace(f"{label(row)}\n", "")
    found = cells(read(document(text)), "requests")
    for row in ("carried_over", "granted", "partially_granted"):
        assert found.pop(row) == [None] * 7
    assert found == {row: values for row, values in rows.items() if row in found}
    assert len(found) == 22


def test_figures_broken_over_lines_are_not_read() -> None:
    """As long ones are in narrow columns: what is left over may look like the number of a page."""
    rows = figures()
    told = {row: " ".join(map(str, values)) for row, values in rows.items()}
    text = line_by_line(rows).replace(told["granted"], f"{told['granted'][:-2]}\n{told['granted'][-2:]}")
    text = text.replace(told["denied.state_secret"], f"{told['denied.state_secret']}\n12 3")
    text = text.replace(told["total"], f"{told['total'][:2]}\n{told['total'][2:]}")
    found = cells(read(document(text)), "requests")
    for row in ("granted", "denied.state_secret", "total"):
        assert found.pop(row) == [None] * 7
        del rows[row]
    assert found == rows


def test_a_group_label_is_not_taken_for_a_row() -> None:
    rows = figures()
    text = line_by_line(rows).replace(label("other.overdue_correction"), "（六）其他处理")
    found = cells(read(document(text)), "requests")
    assert found.pop("other.overdue_correction") == [None] * 7
    assert found == {row: values for row, values in rows.items() if row != "other.overdue_correction"}
    rows = figures("2019")
    text = line_by_line(rows).replace("（六）其他处理", "（六）其他")
    found = cells(read(document(text, year=2020)), "requests")
    assert found.pop("other") == [None] * 7
    assert found == {row: values for row, values in rows.items() if row != "other"}


def test_six_columns_are_not_seven() -> None:
    rows = {row: values[:6] for row, values in figures().items()}
    found = read(document(line_by_line(rows)))
    assert set(map(tuple, cells(found, "requests").values())) == {(None,) * 7}
    assert [notice.key for notice in found.notices] == ["notice.table_unreadable"]
    assert found.notes == {}


def test_figures_without_labels_are_a_table_that_is_not_read() -> None:
    text = "\n".join(" ".join(map(str, values)) for values in figures().values())
    found = read(document(text))
    assert set(map(tuple, cells(found, "requests").values())) == {(None,) * 7}
    assert [notice.key for notice in found.notices] == ["notice.table_unreadable"]


def test_a_column_that_is_not_official_is_not_read() -> None:
    text = line_by_line(figures()).replace("法律服务机构", "境外来华")
    assert set(map(tuple, cells(read(document(text)), "requests").values())) == {(None,) * 7}


def test_a_scrambled_table_four_is_not_read() -> None:
    text = DISPUTES.replace("1 2 3 4 10 5", "1 2 3 4\n总计\n10\n5")
    found = read(document(line_by_line(figures()), disputes=text))
    assert cells(found, "disputes") == {row: [None] * 5 for row in DISPUTES_CELLS}
    assert [notice.key for notice in found.notices] == ["notice.table_unreadable"]


def test_table_four_row_by_row() -> None:
    text = f"{RESULTS}\n行政复议 1 2 3 4 10\n行政诉讼\n未经复议直接起诉 5 6 7 8 26\n复议后起诉 0 1 0 1 2"
    assert cells(read(document(line_by_line(figures()), disputes=text)), "disputes") == DISPUTES_CELLS


def test_table_four_in_another_order_is_not_read() -> None:
    text = DISPUTES.replace("未经复议直接起诉 复议后起诉", "复议后起诉 未经复议直接起诉")
    found = cells(read(document(line_by_line(figures()), disputes=text)), "disputes")
    assert found == {row: [None] * 5 for row in DISPUTES_CELLS}


def test_table_two_as_found() -> None:
    text = PROACTIVE_2021.replace("96171.6", "9,617.6 万元").replace("规章 1 0 11", "规章 / 无 1.5")
    text = text.replace("行政强制 0", "行政强制")
    found = read(document(line_by_line(figures()), proactive=text)).report.table("proactive")
    assert found["fees"] == {"amount_10k_yuan": "9,617.6 万元"}
    assert found["regulations"] == {"made": "/", "repealed": "无", "in_force": "1.5"}
    assert found["coercive_measures"] == {"decisions": None}


def test_table_two_with_columns_in_another_order() -> None:
    text = PROACTIVE_2021.replace("本年制发件数 本年废止件数 现行有效件数", "现行有效件数 本年制发件数 本年废止件数")
    found = read(document(line_by_line(figures()), proactive=text)).report.table("proactive")
    assert found["regulations"] == {"in_force": 1, "made": 0, "repealed": 11}


def test_table_two_of_the_other_form_in_part() -> None:
    text = PROACTIVE_2021 + "\n第二十条第（九）项\n信息内容 采购项目数量 采购总金额\n政府集中采购 55 251000元"
    found = read(document(line_by_line(figures()), proactive=text)).report.table("proactive")
    assert found == {**PROACTIVE_CELLS, "procurement": {"projects": 55, "amount": "251000元"}}


@pytest.mark.parametrize("broken_at", ["（\n一）", "（一\n）", "（\n一） "])
def test_a_line_that_goes_on_in_brackets_is_no_heading(broken_at: str) -> None:
    """An aspect of section one has the words of heading two; where its number is broken, section one goes on."""
    text = document(line_by_line(figures()))
    assert text.count("一、总体情况\n") == 1
    told = (
        f"全年按期办结。{broken_at}主动公开政府信息情况。发布文件三十份，"
        + "逐条落实清单要求，" * 20
        + "全年无差错。\n"
    )
    found = read(text.replace("一、总体情况\n", "一、总体情况\n" + told)).report
    assert "全年无差错" in found.sections["overview"].text
    assert "全年无差错" not in found.sections["proactive"].text
    assert found.sections["proactive"].heading == "二、主动公开政府信息情况"
