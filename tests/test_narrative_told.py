"""What is told of figures in prose, in full: where they stand, what they are of, what the tables say."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from engine.cells import CellReader
from engine.facts import Fact, Value
from engine.json_text import dumps
from engine.observe import Everything, Observer
from engine.observe.narrative import NarrativeObserver
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Rulebook, Text
from tests.test_narrative import BASE

HEADING = Text("一、总体情况", "1. Overview")
RECEIVED = Text(
    "表三 本年新收 3119；表三 本年新收 3119 + 上年结转 34 = 3153",
    "Table 3: received 3119; Table 3: received 3119 + carried over 34 = 3153",
)


class Wants:
    """Is interested in facts of one kind, whose fields are these."""

    def __init__(self, kind: str, **fields: Value) -> None:
        self._kind, self._fields = kind, fields

    def could_match(self, kind: str, **fixed: Value) -> bool:
        return kind == self._kind and all(fixed.get(name, value) == value for name, value in self._fields.items())

    def matches(self, kind: str, fields: Mapping[str, Value]) -> bool:
        return self.could_match(kind, **fields)


def reading_of(text: str, book: Rulebook, cells: Mapping[str, Any] | None = None) -> Reading:
    """A report with a text in its overview; ``cells`` puts others into its tables, ``None`` takes one out."""
    report = copy.deepcopy(BASE)
    report["unit"] |= {"name": "某市人民政府"}
    report["sections"] = {"overview": {"heading": "", "text": text}}
    for place, value in (cells or {}).items():
        table, row, column = place.split("/")
        for key in report["tables"][table] if row == "*" else [row]:
            line = report["tables"][table][key]
            line.update(dict.fromkeys(line if column == "*" else [column], value))
    for table in report["tables"].values():
        for line in table.values():
            for column in [column for column, value in line.items() if value is None]:
                del line[column]
    return read_bytes(dumps(report).encode(), "report.json", book)


def told(
    text: str, book: Rulebook, cells: Mapping[str, Any] | None = None, interest: Any = None, kind: str = "government"
) -> list[Fact]:
    form = book.form(2024)
    assert form is not None
    observer = NarrativeObserver(book, form, CellReader(book.cell_words), interest or Everything())
    return observer.observe(reading_of(text, book, cells), kind)


def restated(name: str, at: int, words: str, state: str, told: int, **others: Value) -> dict[str, Value]:
    """The fields of a plain figure that is told once, and of those others that are named."""
    fields: dict[str, Value] = {
        "section": "overview", "restatement": name, "at": at, "how": "figure", "state": state, "told": told,
        "exact": 1, "extent": "none", "confirmed": int(state == "agrees"), "table_zero": 0, "plain": 1,
    }  # fmt: skip
    return fields | others


def test_all_that_is_told_of_figures(book: Rulebook) -> None:
    received, settled, over = told("全年共收到政府信息公开申请3119件，答复3051件（含上年度结转申请34件）。", book)
    assert received == Fact(
        "restatement",
        "restatement/overview/13/received",
        restated("received", 13, "3119件", "agrees", 3119),
        {
            "heading": HEADING,
            "label": Text("收到申请", "received"),
            "quote": "全年共收到政府信息公开申请【3119件】，答复3051件（含上年度结",
            "figure": "3119件",
            "says": RECEIVED,
        },
        (("requests", "new_received", "total"),),
    )
    assert settled == Fact(
        "restatement",
        "restatement/overview/21/settled",
        restated("settled", 21, "3051件", "differs", 3051, plain=0),
        {
            "heading": HEADING,
            "label": Text("答复办结", "settled"),
            "quote": "全年共收到政府信息公开申请3119件，答复【3051件】（含上年度结转申请34件）",
            "figure": "3051件",
            "says": Text(
                "表三 办结总计 3050；表三 办结总计 3050 − 上年结转 34 = 3016；"
                "表三 办结总计 3050 − 1.逾期不补正 71 − 2.逾期未缴费 6 − 3.其他 110 = 2863",
                "Table 3: settled in total 3050; Table 3: settled in total 3050 − carried over 34 = 3016; "
                "Table 3: settled in total 3050 − 1. Correction overdue 71 − 2. Fee overdue 6 − 3. Other 110 = 2863",
            ),
        },
        (("requests", "total", "total"),),
    )
    assert over == Fact(
        "restatement",
        "restatement/overview/35/carried-over",
        restated("carried-over", 35, "34件", "agrees", 34, plain=0),
        {
            "heading": HEADING,
            "label": Text("上年结转", "carried-over"),
            "quote": "信息公开申请3119件，答复3051件（含上年度结转申请【34件】）",
            "figure": "34件",
            "says": Text("表三 上年结转 34", "Table 3: carried over 34"),
        },
        (("requests", "carried_over", "total"),),
    )


def test_all_that_is_told_of_a_denial(book: Rulebook) -> None:
    (denied,) = told("工作规范。无行政复议、行政诉讼情况发生。", book)
    assert denied == Fact(
        "restatement",
        "restatement/overview/5/disputes",
        restated("disputes", 5, "", "differs", 0, how="denial"),
        {
            "heading": HEADING,
            "label": Text("行政复议和行政诉讼", "disputes"),
            "quote": "【无行政复议、行政诉讼情况发生】",
            "figure": "无行政复议、行政诉讼情况发生",
            "says": Text(
                "表四 行政复议 / 总计 351 + 未经复议直接起诉 / 总计 26 + 复议后起诉 / 总计 20 = 397",
                "Table 4: Administrative review / total 351 + Litigation without review / total 26 "
                "+ Litigation after review / total 20 = 397",
            ),
        },
        (("disputes", "review", "total"), ("disputes", "direct", "total"), ("disputes", "after_review", "total")),
    )


@pytest.mark.parametrize(
    ("text", "cells", "zh", "en"),
    [
        (  # sums that come to the same are told once; the longest is not spelled out
            "收到政府信息公开申请9件。",
            {"requests/carried_over/total": 0},
            "表三 本年新收 3119",
            "Table 3: received 3119",
        ),
        (
            "公开规章2件。",
            {},
            "表二 规章 / 本年制发件数 1；表二 规章 / 现行有效件数 11；表二 规章 / 本年废止件数 0",
            "Table 2: Regulations / issued in the year 1; Table 2: Regulations / in force 11; "
            "Table 2: Regulations / repealed in the year 0",
        ),
        (  # zeros of a longer sum are left out
            "全年其他处理9件。收到政府信息公开申请3119件，其他处理9件。",
            {"requests/other.overdue_fee/total": 0},
            "表三 1.逾期不补正 71 + 3.其他 110 = 181",
            "Table 3: 1. Correction overdue 71 + 3. Other 110 = 181",
        ),
        (
            "收到政府信息公开申请3119件，其他处理9件。",
            {"requests/other.overdue_fee/total": "", "requests/other.overdue_correction/total": "/"},
            "表三 3.其他 110",
            "Table 3: 3. Other 110",
        ),
        (
            "收到政府信息公开申请3119件，其他处理9件。",
            {f"requests/other.{row}/total": 0 for row in ("overdue_fee", "overdue_correction", "remaining")},
            "表三 0 = 0",
            "Table 3: 0 = 0",
        ),
        (
            "行政事业性收费9万元。",
            {"proactive/fees/amount_10k_yuan": "30"},
            "表二 行政事业性收费 / 本年收费金额（单位：万元） 30",
            "Table 2: Administrative fees / fees charged (10,000 yuan) 30",
        ),
        (  # of two figures both are shown
            "收到政府信息公开申请3119件，其中法人或其他组织9件。",
            {"requests/new_received/natural_person": 0},
            "表三 本年新收 3119 − 本年新收 / 自然人 0 = 3119；表三 办结总计 3050 − 办结总计 / 自然人 2932 = 118",
            "Table 3: received 3119 − received / Natural persons 0 = 3119; "
            "Table 3: settled in total 3050 − settled in total / Natural persons 2932 = 118",
        ),
        ("收取政府信息公开信息处理费380.5元。", {}, "", ""),
        ("行政事业性收费9万元。", {"proactive/fees/amount_10k_yuan": "many"}, "", ""),
    ],
)
def test_what_the_tables_say(text: str, cells: Mapping[str, Any], zh: str, en: str, book: Rulebook) -> None:
    assert told(text, book, cells)[-1].context["says"] == Text(zh, en)


@pytest.mark.parametrize(
    ("words", "state", "cents", "exact"),
    [
        # The table says 96171.6, in ten thousand yuan: 961,716,000 yuan, give or take less than its last digit.
        ("96171.6万元", "agrees", 96_171_600_000, 0),
        ("96171.7万元", "agrees", 96_171_700_000, 0),  # both are rounded
        ("96171.8万元", "differs", 96_171_800_000, 0),
        ("96171.4万元", "differs", 96_171_400_000, 0),
        ("961716000元", "agrees", 96_171_600_000, 1),
        ("961717000元", "agrees", 96_171_700_000, 1),
        ("961717001元", "differs", 96_171_700_100, 1),
        ("961715000元", "agrees", 96_171_500_000, 1),
        ("961714999元", "differs", 96_171_499_900, 1),
        ("96171.6元", "differs", 9_617_160, 1),
    ],
)  # fmt: skip
def test_amounts_agree_to_the_digits_that_are_printed(
    words: str, state: str, cents: int, exact: int, book: Rulebook
) -> None:
    (fact,) = told(f"行政事业性收费{words}。", book)
    fields = fact.fields
    assert (fields["state"], fields["told"], fields["exact"]) == (state, cents, exact)


@pytest.mark.parametrize(
    ("text", "cells", "state"),
    [
        ("收到政府信息公开申请3119件。", {"requests/new_received/total": "无法辨认"}, "unreadable"),
        ("收到政府信息公开申请3119件。", {"requests/new_received/total": None}, "unreadable"),
        ("收到政府信息公开申请3119件。", {"requests/carried_over/total": None}, "agrees"),
        ("收到政府信息公开申请9件。", {"requests/carried_over/total": None}, "unreadable"),
        ("收到政府信息公开申请34件。", {"requests/new_received/total": ""}, "agrees"),
        ("收到政府信息公开申请9件。", {"requests/new_received/total": ""}, "unreadable"),
        ("收到政府信息公开申请9件。", {"requests/new_received/total": "/"}, "unreadable"),
        ("未收到政府信息公开申请。", {"requests/new_received/total": "-"}, "agrees"),
        ("未收到政府信息公开申请。", {"requests/new_received/total": 0}, "agrees"),
        ("未收到政府信息公开申请。", {"requests/new_received/total": 1}, "differs"),
        ("收到政府信息公开申请3119件，其他处理9件。", {"requests/other.overdue_fee/total": ""}, "differs"),
    ],
)
def test_cells_that_say_nothing(text: str, cells: Mapping[str, Any], state: str, book: Rulebook) -> None:
    assert told(text, book, cells)[-1].fields["state"] == state


@pytest.mark.parametrize(
    ("cells", "zero"),
    [
        ({"disputes/*/*": 0}, 1),
        ({"disputes/*/*": 0, "disputes/direct/other": ""}, 1),
        ({"disputes/*/*": 0, "disputes/direct/other": 1}, 0),
        ({"disputes/*/*": 0, "disputes/direct/other": "x"}, 0),
        ({"disputes/*/*": 0, "disputes/direct/other": None}, 0),
        ({"requests/*/*": 0}, 0),
    ],
)
def test_a_table_that_is_zero_all_over(cells: Mapping[str, Any], zero: int, book: Rulebook) -> None:
    found = told("因信息公开被申请行政复议5件，被提起行政诉讼7件。", book, cells)
    assert [(fact.fields["restatement"], fact.fields["table_zero"]) for fact in found] == [
        ("reviews", zero),
        ("lawsuits", zero),
    ]


def test_each_of_two_reports_has_its_own_tables(book: Rulebook) -> None:
    form = book.form(2024)
    assert form is not None
    observer = NarrativeObserver(book, form, CellReader(book.cell_words), Everything())
    text = "因信息公开被申请行政复议5件。"
    zero = [reading_of(text, book, cells) for cells in ({"disputes/*/*": 0}, {}, {"disputes/*/*": 0})]
    assert [observer.observe(each, "government")[0].fields["table_zero"] for each in zero] == [1, 0, 1]


def test_who_wants_some_gets_these(book: Rulebook) -> None:
    text = "收到政府信息公开申请3119件，答复3050件，其中予以公开1362件，占9%，不予公开180件。"
    every = told(text, book)
    assert [fact.kind for fact in every] == ["restatement"] * 4 + ["share", "told_sum"]
    for interest, wanted in (
        (Wants("share"), every[4:5]),
        (Wants("told_sum"), every[5:]),
        (Wants("restatement"), every[:4]),
        (Wants("restatement", restatement="settled"), every[1:2]),
        (Wants("restatement", state="agrees"), every[:3]),
        (Wants("restatement", restatement="nothing"), []),
        (Wants("share", agrees=1), []),
        (Wants("cell"), []),
    ):
        assert told(text, book, interest=interest) == wanted


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("上年结转34件。", {("requests", "carried_over", "total")}),
        ("办理上年度结转申请34件，作出行政处罚3985758件。", {
            ("requests", "carried_over", "total"), ("proactive", "penalties", "decisions"),
        }),
        ("上年结转35件。", set()),  # another figure
        ("上年结转约34件。", set()),  # not exactly
        ("收到政府信息公开申请3119件。", set()),  # it may mean two sums
        ("收到政府信息公开申请3119件，其他处理187件。", set()),  # of several cells
        ("无上年结转申请。", set()),  # no figure
    ],
)  # fmt: skip
def test_cells_that_prose_confirms(text: str, cells: set[tuple[str, str, str]], book: Rulebook) -> None:
    form = book.form(2024)
    assert form is not None
    observer = Observer(book, form, Everything())
    assert observer.confirmed(reading_of(text, book).report, "government") == cells


def test_zero_confirms_nothing(book: Rulebook) -> None:
    form = book.form(2024)
    assert form is not None
    observer = Observer(book, form, Everything())
    report = reading_of("上年结转0件。", book, {"requests/carried_over/total": 0}).report
    assert observer.confirmed(report, "government") == frozenset()


def test_the_largest_figures(book: Rulebook) -> None:
    (fact,) = told(f"行政事业性收费{'9' * 15}元。", book)
    assert (fact.fields["state"], fact.fields["told"]) == ("differs", 99_999_999_999_999_900)
    assert told(f"行政事业性收费{'9' * 15}0元。", book) == []


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("收到政府信息公开申请9件。", 1),
        ("2024年，收到政府信息公开申请9件。", 1),
        ("工作规范。2024年，我市收到政府信息公开申请9件。", 1),
        ("依申请公开情况，收到政府信息公开申请9件。", 1),
        ("工作规范，收到政府信息公开申请9件。", 0),
        ("工作规范（收到政府信息公开申请9件）。", 0),
        ("公开渠道畅通" + "，，" * 40 + "收到政府信息公开申请9件。", 0),
        ("公开渠道畅通。" + "，，" * 40 + "收到政府信息公开申请9件。", 1),
    ],
)
def test_plain_is_what_nothing_limits(text: str, plain: int, book: Rulebook) -> None:
    (fact,) = told(text, book)
    assert fact.fields["plain"] == plain


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "答复政府信息公开申请3050件，其中予以公开1362件；收到政府信息公开申请3119件。",
            ["settled", "granted", "received"],
        ),
        ("答复政府信息公开申请3050件，其中予以公开1362件，收到政府信息公开申请3119件。", ["settled", "granted"]),
        (
            "答复政府信息公开申请3050件，其中予以公开1362件。收到政府信息公开申请3119件。",
            ["settled", "granted", "received"],
        ),
    ],
)
def test_what_is_a_part_of_a_figure_before(text: str, names: list[str], book: Rulebook) -> None:
    assert [fact.fields["restatement"] for fact in told(text, book) if fact.kind == "restatement"] == names


def test_disputes_about_who_knows_what(book: Rulebook) -> None:
    """Reviews may be of anything, unless words before them say that they are of information."""
    for text, extent in (("行政复议5件。", "unclear"), ("因信息公开被申请行政复议5件。", "none")):
        (fact,) = told(text, book)
        assert (fact.fields["restatement"], fact.fields["extent"]) == ("reviews", extent)
