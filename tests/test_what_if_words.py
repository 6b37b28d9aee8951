"""What mending would gain, in words: of outcomes made by hand, so that every sentence can be told before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.reporters import Layout, reporter
from engine.reporters.parts import numbers_of, parts_of
from engine.reporters.what_if import Row, Told, what_if_lines
from engine.rulebook import Lang
from engine.scorecard import (
    Edit,
    GapMend,
    GradeGiven,
    Location,
    MendedTogether,
    PastGap,
    Scorecard,
    Supposed,
    WayToGrade,
    WhatIf,
)
from tests.cards import bare, finding
from tests.said import word_lines, workbook_lines
from tests.test_letter_page import cells_of, rows_of

GOOD = GradeGiven("good", "良好")
BEST = GradeGiven("best", "优秀")


def then(score: str | None, gain: str = "0", grade: GradeGiven | None = None, by: Any = "mended report") -> Supposed:
    return Supposed(None if score is None else Decimal(score), Decimal(gain), grade, by)


def edit(before: str | None, after: str | None, cells: int = 0, *, sure: bool = True, label: str = "表三") -> Edit:
    return Edit(Location(label=label), before, after, cells, sure)


def mend(number: int, alone: Supposed, so_far: Supposed, **fields: Any) -> GapMend:
    values: dict[str, Any] = {"gaps": 1, "edits": (), "settles": (f"f{number}",), "brings": (), **fields}
    return GapMend(f"f{number}", f"rule-{number}", f"题{number}", alone=alone, so_far=so_far, **values)


FINDINGS = tuple(finding(number) for number in range(1, 9))
TITLES = ["改正以后能得多少分", "先后", "改哪一处", "多得", "只改它", "改到它为止"]
WHAT_IF = WhatIf(
    mends=(
        mend(2, then("80", "3.32", GOOD), then("80", "3.32", GOOD), settles=("f2", "f4", "f3")),
        mend(1, then("76.68"), then("79.5"), gaps=3, settles=("f1", "f5", "f6", "f7"), brings=("甲。", "乙。")),
        mend(8, then(None, "-1"), then("90", "13.32", BEST, "as if mended"), edits=(edit("旧", "新"),)),
    ),
    together=(MendedTogether(("f1", "f2"), then("85", "8.32", GOOD)),),
    everything=then("90", "13.32", BEST),
    ways=(
        WayToGrade(GOOD, Decimal(80), ("f2",), then("80", "3.32", GOOD), True),
        WayToGrade(BEST, Decimal(90), ("f2", "f1"), then("91.5", "9", BEST), False),
    ),
    past=(PastGap("f3", "rule-3", "题3", then("86.68", "10", GOOD)),),
    rescored=9,
    left=("甲。", "丙。"),
)


def card(what_if: WhatIf = WHAT_IF) -> Scorecard:
    return replace(bare().card, findings=FINDINGS, what_if=what_if)


def told(what_if: WhatIf = WHAT_IF, lang: Lang = "zh") -> Told:
    made = card(what_if)
    return Told(made, what_if, numbers_of(parts_of(made)), lang)


ROWS = [
    Row("1", "第 2 处 题2（还解决第 3、4 处）", "+3.32", "80 分（良好）", "80 分（良好）"),
    Row("2", "第 1 处起 题1（3 处一起改）（还解决第 7 处）", "0", "76.68", "79.5"),
    Row("3", "第 8 处 题8", "-1", "—", "90 分（优秀）"),
]
INTRO = (
    "现在 76.68 分（合格）。从上往下改，得分多的在前。每个分数都是把试改过的报告按全部规则重新打一遍得出的；"
    "多得的分不能相加。"
)
WAYS = [
    "到良好（80 分）最少改 1 处：第 2 处，改后 80 分（良好）。",
    "到优秀（90 分）改 2 处就够：第 2、1 处，改后 91.5 分（优秀）；也许还有更少的改法。",
]
SENTENCES = [
    "第 1、2 处受同一个扣分上限限制，要一起改：一起改多得 8.32 分，改后 85 分（良好）；"
    "只改其中一处，多得的少，或者不多得。",
    "第 3 处（题3）时间已经过去，改不了了。若是日期写错、其实按期，别处不改也有 86.68 分（良好）。",
    "都改完以后还会看到 1 处现在看不到的问题，已计入分数：丙",
    "第 1 处试改以后有新的问题，已计入分数：甲；乙",
]
TRIED = "试改了什么（注“例”的是假定的数字和文字，请换成真实情况）"


def test_the_whole_of_it() -> None:
    found = told()
    assert (found.title(), *found.heads()) == tuple(TITLES)
    assert found.intro() == INTRO
    assert found.rows() == ROWS
    assert found.ways() == WAYS
    assert found.sentences() == SENTENCES
    assert (found.tried_title(), found.tried()) == (TRIED, ["第 8 处：表三：旧 改为 新"])


def test_on_a_terminal() -> None:
    lines = list(what_if_lines(told(), 300))
    assert lines == [
        TITLES[0],
        "",
        INTRO,
        *(f"· {way}" for way in WAYS),
        "",
        f"  先后  改哪一处{' ' * 36}    多得         只改它     改到它为止",
        f"------  {'-' * 44}  ------  -------------  -------------",
        f"     1  {ROWS[0].gap}{' ' * 13}   +3.32  80 分（良好）  80 分（良好）",
        f"     2  {ROWS[1].gap}       0          76.68           79.5",
        f"     3  {ROWS[2].gap}{' ' * 33}      -1              —  90 分（优秀）",
        "",
        *(f"· {sentence}" for sentence in SENTENCES),
        "",
        TRIED,
        "· 第 8 处：表三：旧 改为 新",
    ]


def test_on_a_narrow_terminal_the_column_of_gaps_is_broken() -> None:
    """The other columns keep their width; that of gaps has twelve columns at least."""
    one = replace(WHAT_IF, mends=WHAT_IF.mends[:1], together=(), past=(), ways=(), left=())
    lines = list(what_if_lines(told(one), 60))
    assert lines[lines.index("", 2) :] == [
        "",
        "  先后  改哪一处       多得         只改它     改到它为止",
        "------  -----------  ------  -------------  -------------",
        "     1  第 2 处 题2   +3.32  80 分（良好）  80 分（良好）",
        "        （还解决第",
        "        3、4 处）",
    ]


def test_in_markdown() -> None:
    text = reporter("markdown")([replace(bare(), card=card())], Layout("zh"))
    assert isinstance(text, str)
    part = text[text.index("## 改正") :]
    assert part == "\n".join(
        [
            f"## {TITLES[0]}",
            "",
            INTRO,
            "",
            *(f"- {way}" for way in WAYS),
            "",
            "| 先后 | 改哪一处 | 多得 | 只改它 | 改到它为止 |",
            "| ---: | :--- | ---: | ---: | ---: |",
            *(f"| {' | '.join(row.cells)} |" for row in ROWS),
            "",
            *(f"- {sentence}" for sentence in SENTENCES),
            "",
            TRIED,
            "",
            "- 第 8 处：表三：旧 改为 新",
            "",
        ]
    )


NOTHING = WhatIf((), (), None, (), (), 1)


@pytest.mark.parametrize("form", ["markdown", "table"])
def test_where_there_is_nothing_to_mend(form: str) -> None:
    text = reporter(form)([bare(what_if=NOTHING)], Layout("zh"))
    assert isinstance(text, str)
    head = f"## {TITLES[0]}\n\n" if form == "markdown" else f"{TITLES[0]}\n\n"
    assert text.endswith(f"{head}没有扣分的问题可改。\n")


def as_file(form: str, what_if: WhatIf) -> list[str]:
    content = reporter(form)([replace(bare(), card=card(what_if))], Layout("zh"))
    assert isinstance(content, bytes)
    return list((word_lines if form == "docx" else workbook_lines)(content))


def test_in_a_letter() -> None:
    lines = as_file("docx", WHAT_IF)
    start = lines.index("Letter Attachment: 附件2")
    end = lines.index("Letter Attachment: 附件3")
    assert lines[start + 1 : end] == [
        "Title: 整改后得分测算",
        *(f"Letter Note: {text}" for text in (INTRO, *WAYS)),
        f"| {' | '.join(TITLES[1:])}",
        *(f"| {' | '.join(row.cells)}" for row in ROWS),
        *(f"Letter Note: {text}" for text in SENTENCES),
    ]
    none = as_file("docx", NOTHING)
    start = none.index("Letter Attachment: 附件2")
    assert none[start + 1 : start + 4] == [
        "Title: 整改后得分测算",
        "Letter Note: 没有扣分的问题可改。",
        "Letter Attachment: 附件3",
    ]


def test_the_table_in_a_letter() -> None:
    """Gaps stand left, all else in the middle; a single gap has a table too."""
    report = replace(bare(), card=card(replace(WHAT_IF, mends=WHAT_IF.mends[:1])))
    content = reporter("docx")([report], Layout("zh"))
    assert isinstance(content, bytes)
    head, row = rows_of(content, 1)
    middle = ("center",) * 5
    assert [cells[:2] for cells in cells_of(head)] == list(zip((12, 72, 16, 28, 28), middle, strict=True))
    assert [cells[1] for cells in cells_of(row)] == ["center", "left", "center", "center", "center"]
    assert [cells[3] for cells in cells_of(row)] == list(ROWS[0].cells)


def test_in_a_workbook() -> None:
    lines = as_file("xlsx", WHAT_IF)
    start = lines.index("== 整改测算 A1:G10 A2 A1:G10")
    cells = [line.split(" ", 2) for line in lines[start + 1 : start + 1 + 7 + 3 * 7 + 6 * 3]]
    by_row: dict[str, list[str]] = {}
    for name, _, value in cells:
        by_row.setdefault(name[1:], []).append(value.removesuffix(" 00DDE6F0"))
    about = [repr("甲局"), "2024"]
    assert list(by_row.values()) == [
        [repr(text) for text in ("单位", "年度", *TITLES[1:])],
        *([*about, *map(repr, row.cells)] for row in ROWS),
        *([*about, repr(text)] for text in (*WAYS, *SENTENCES)),
    ]


# Single sentences


@pytest.mark.parametrize(
    ("way", "everything", "said"),
    [
        (WayToGrade(BEST, Decimal(90), None, None, True), None, "到优秀（90 分）：已经没有能改的。"),
        (
            WayToGrade(BEST, Decimal(90), None, None, True),
            then("85", "1", GOOD),
            "到优秀（90 分）：能改的都改完也不够，只有 85 分（良好）。",
        ),
    ],
)
def test_a_grade_that_is_out_of_reach(way: WayToGrade, everything: Supposed | None, said: str) -> None:
    assert told(replace(WHAT_IF, ways=(way,), everything=everything)).ways() == [said]


@pytest.mark.parametrize(
    ("edits", "said"),
    [
        ((edit("12", "21"),), "表三：12 改为 21"),
        ((edit("", "21"),), "表三：空白 改为 21"),
        ((edit("12", "21", sure=False),), "表三：12 改为 21（例）"),
        ((edit(None, "无"),), "表三：补上“无”"),
        ((edit(None, "无", sure=False),), "表三：补上“无”（例）"),
        ((edit(None, "0", 7),), "表三：补上 7 格，填 0"),
        ((edit(None, "0", 7, sure=False),), "表三：补上 7 格，填 0（例）"),
        ((edit("12", None),), "表三：删去“12”"),
        ((edit("1", "2"), edit("3", "4", label="表四")), "表三：1 改为 2；表四：3 改为 4"),
        ((edit("1", "2"),) * 3, "表三：1 改为 2；表三：1 改为 2；表三：1 改为 2"),
        ((edit("1", "2"),) * 5, "表三：1 改为 2；表三：1 改为 2；表三：1 改为 2；等 5 处改动"),
        ((edit("长" * 40, "短"),), f"表三：{'长' * 40} 改为 短"),
        ((edit("长" * 41, "短\n行"),), f"表三：{'长' * 39}… 改为 短 行"),
    ],
)
def test_what_was_tried(edits: tuple[Edit, ...], said: str) -> None:
    one = mend(1, then("80", "3"), then("80", "3"), edits=edits)
    assert told(replace(WHAT_IF, mends=(one,))).tried() == [f"第 1 处：{said}"]


def test_what_is_settled_and_brought_besides() -> None:
    names = ("f1", "f2", "f3", "f4", "f5", "f6")
    for settles, also in ((names[:5], "（还解决第 2、3、4、5 处）"), (names, "（还解决另外 5 处）"), (names[:1], "")):
        one = mend(1, then("80", "3"), then("80", "3"), settles=settles)
        assert told(replace(WHAT_IF, mends=(one,))).rows()[0].gap == f"第 1 处 题1{also}"
    for count, what in ((4, "事0；事1；事2；事3"), (5, "事0；事1；事2；事3；等 5 处")):
        messages = tuple(f"事{index}。" for index in range(count))
        one = mend(1, then("80", "3", by="as if mended"), then("80", "3"), brings=messages)
        assert told(replace(NOTHING, mends=(one,), left=messages)).sentences() == [
            "第 1 处只有人能改，这里只当它不存在来打分：改的时候没有带来新问题，分数才是这样。",
            f"第 1 处试改以后有新的问题，已计入分数：{what}",
        ]


def test_in_english() -> None:
    found = told(lang="en")
    assert found.rows()[1].gap == "No. 1 and on: 题1 (3 together) (settles 7 too)"
    assert found.ways()[0] == "To be 良好 (from 80), mend 1 at least: no. 2; then 80 (良好)."
    assert found.sentences()[3] == "no. 1: the trial brings new gaps, which count: 甲。; 乙。"
    ended = told(replace(NOTHING, left=("One.", "Two.")), "en")
    assert ended.sentences() == [
        "With all of it mended, 2 gap(s) come to light that cannot be seen now; they count: One; Two"
    ]
