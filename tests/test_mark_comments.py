"""What the comments on a report say, whole: from findings made by hand, so that every word can be told before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.mark.compose import compose
from engine.mark.notes import Anchor, Note, lines_of
from engine.rulebook import Lang
from engine.scorecard import (
    Citation,
    DecisionTaken,
    Finding,
    Location,
    Repair,
    RuleResult,
)
from engine.scored import Scored
from tests.cards import EMPTY, READING, TITLE, cell, change, finding, repair, scored


def told(report: Scored, lang: Lang = "zh") -> list[list[str]]:
    """The comments as plain text, a line each paragraph."""
    marks = compose(report, lang)
    return [lines_of(note, marks.words["colon"]) for note in marks.notes]


COLOURS = (
    "红色底：有问题的格；黄色底：需人工核对的格；蓝色底：同一处问题涉及的其他格。序号与 compliance score 所列相同。"
)
COPY = "这是批注副本，请在原件上修改。"
RULES = f"规则 national {EMPTY.card.rulebook.version}，格式 2021"
TWO = (finding(1, "gap", cell(2, 3, "甲格")), finding(2, "review", cell(2, 4, "乙格"), deducted=Decimal(0)))


def test_a_report_with_a_gap_and_something_to_review() -> None:
    rules = tuple(
        RuleResult(f"r{number}", status)  # type: ignore[arg-type]
        for number, status in enumerate(("pass", "gap", "not_assessable", "error", "not_applicable", "waived"))
    )
    assert told(scored(*TWO, rules=rules)) == [
        [
            "年报自检：得分 76.68（满分 100） · 合格",
            "问题 1 处，需人工核对 1 处（未扣分）",
            "未评的规则 2 条",
            COLOURS,
            COPY,
            RULES,
        ],
        ["问题1：[错误] 题1（扣 1.5 分）", "事1。", "改法：法1。", "依据：令 第1条"],
        ["待核对2：题2（不扣分）", "事2。", "改法：法2。", "依据：令 第2条"],
    ]


def test_the_same_in_english() -> None:
    overlaid = replace(EMPTY.card.rulebook, overlays=("a", "b"))
    card = scored(*TWO, rules=(RuleResult("r", "error"),), rulebook=overlaid, grade=None)
    assert told(card, "en") == [
        [
            "Report check: Score 76.68 (of 100)",
            "1 gap(s), 1 to be reviewed by a person (nothing deducted)",
            "1 rule(s) not assessed",
            "Red cells: gaps; yellow: to be reviewed by a person; blue: other cells that the same finding is about. "
            "Numbers are those of compliance score.",
            "This is a marked copy: make corrections in the original.",
            f"rules national {overlaid.version}, form 2021, with a, b",
        ],
        ["Gap 1: [error] 题1 (-1.5)", "事1。", "Remedy: 法1。", "Basis: 令 第1条"],
        ["To review 2: 题2 (no deduction)", "事2。", "Remedy: 法2。", "Basis: 令 第2条"],
    ]
    marks = compose(card, "en")
    assert (marks.author, marks.words) == (
        "Report check",
        {
            "colon": ": ",
            "notes": "Notes",
            "back": "Back to the place",
            "summary": "Summary of notes",
            "gap": "gap",
            "review": "to be reviewed",
            "involved": "involved",
            "lang": "en",
        },
    )


@pytest.mark.parametrize(
    ("findings", "score", "lines"),
    [
        ((), Decimal(100), ["年报自检：得分 100（满分 100） · 合格", "未发现问题", "没有需要批注的地方。"]),
        ((), None, ["年报自检：得分：无法评分 · 合格", "未发现问题", "没有需要批注的地方。"]),
        (TWO[1:], Decimal(9), ["年报自检：得分 9（满分 100） · 合格", "需人工核对 1 处（未扣分）", COLOURS]),
        (TWO[:1], Decimal(9), ["年报自检：得分 9（满分 100） · 合格", "问题 1 处", COLOURS]),
    ],
)
def test_the_summary(findings: tuple[Finding, ...], score: Decimal | None, lines: list[str]) -> None:
    (summary, *_) = told(scored(*findings, score=score))
    assert summary == [*lines, COPY, RULES]


def test_what_another_finding_explains_is_told_shortly() -> None:
    explained = finding(2, "gap", cell(2, 4), because_of="f1")
    (_, _, note) = told(scored(finding(1, "gap", cell(2, 3)), explained))
    assert note == ["问题2：[错误] 题2", "事2。", "由第 1 处引起，不重复扣分"]


def test_what_a_person_settled_is_not_marked_and_what_one_confirmed_is() -> None:
    def decided(decision: Any, approver: str | None = None, until: str | None = None) -> DecisionTaken:
        return DecisionTaken(decision, "查过", "张三", approver, "2025-03-01", until)

    report = scored(
        finding(1, "gap", cell(2, 3), decision=decided("dismiss")),
        finding(2, "gap", cell(2, 4), decision=decided("waive", "李四", "2025-12-31")),
        finding(3, "gap", cell(2, 5), decision=decided("confirm", "李四", "2025-12-31")),
        finding(4, "gap", cell(2, 6), decision=decided("confirm")),
    )
    marks = compose(report, "zh")
    assert [note.name for note in marks.notes] == ["", "问题1", "问题2"]
    assert marks.notes[1].paragraphs[-1] == (
        "处理",
        "确认有问题：查过（张三作出，李四批准，2025-03-01），有效期至 2025-12-31",
    )
    assert marks.notes[2].paragraphs[-1] == ("处理", "确认有问题：查过（张三，2025-03-01）")
    assert marks.notes[0].paragraphs[1] == ("", "问题 2 处")
    assert [shade.anchor.cell for shade in marks.shades] == [(1, 2, 5), (1, 2, 6)]


def test_findings_at_one_place_share_a_comment() -> None:
    """Its name tells gaps first; its tone is that of the gravest."""
    here = cell(2, 3)
    places = (
        finding(1, "gap", here),
        finding(2, "gap", cell(9, 9)),
        finding(3, "gap", here),
        finding(4, "review", here),
    )
    _, first, second = compose(scored(*places), "zh").notes
    assert (first.name, first.tone, second.name, second.tone) == ("问题1/3，待核对4", "gap", "问题2", "gap")
    assert [label for label, _ in first.paragraphs if label[:2] in ("问题", "待核")] == ["问题1", "问题3", "待核对4"]
    _, review = compose(scored(finding(1, "review", here), finding(2, "review", here)), "zh").notes
    assert (review.name, review.tone) == ("待核对1/2", "review")


def test_what_has_no_place_is_told_in_the_summary() -> None:
    (summary,) = compose(scored(finding(1), finding(2, "review", Location(label="标题"))), "zh").notes
    assert summary.anchor == Anchor(quote=TITLE)
    assert [summary.tone, summary.name] == [None, ""]
    assert list(summary.paragraphs[-10:]) == [
        *(("问题1", "[错误] 题1（扣 1.5 分）"), ("", "事1。"), ("改法", "法1。"), ("依据", "令 第1条"), ("位置", "")),
        *(("待核对2", "题2（扣 1.5 分）"), ("", "事2。"), ("改法", "法2。"), ("依据", "令 第2条"), ("位置", "标题")),
    ]


@pytest.mark.parametrize(("severity", "word"), [("error", "[错误] "), ("warning", "[提醒] "), ("info", "[提示] ")])
def test_how_grave_a_gap_is(severity: str, word: str) -> None:
    (_, gap, review) = told(
        scored(finding(1, "gap", cell(2, 3), severity=severity), finding(2, "review", cell(2, 4), severity=severity))
    )
    assert gap[0] == f"问题1：{word}题1（扣 1.5 分）"
    assert review[0] == "待核对2：题2（扣 1.5 分）"


def test_a_finding_without_a_remedy_and_with_two_bases() -> None:
    basis = (Citation("令", "第一条"), Citation("函", "附表"))
    (_, note) = told(scored(finding(1, "gap", cell(2, 3), remedy="", basis=basis)))
    assert note[2:] == ["依据：令 第一条", "依据：函 附表"]


# Where a comment says where its places are


def places(count: int, page: int | None = None) -> list[Location]:
    return [cell(2, column, f"第{column}格", page) for column in range(1, count + 1)]


@pytest.mark.parametrize(
    ("locations", "line"),
    [
        (places(1), None),
        (places(2), "位置：第1格，第2格"),
        ([*places(2), *places(1)], "位置：第1格，第2格"),
        (places(6), "位置：第1格，第2格，第3格，第4格，第5格，第6格"),
        (places(7), "位置：第1格，第2格，第3格，第4格，第5格，第6格，等 7 处"),
        ([Location("overview", label="一、总体情况", line=3)], None),
    ],
)
def test_places_are_named_where_the_comment_is_not(locations: list[Location], line: str | None) -> None:
    (_, note) = told(scored(finding(1, "gap", *locations)))
    assert note[4:] == ([] if line is None else [line])


@pytest.mark.parametrize(("pictures", "said"), [("", False), ("tables", False), ("words", True)])
def test_in_pictures_no_line_has_a_place(pictures: Any, said: bool) -> None:
    """There a comment on a line stands in the corner of the page, one on a cell at the cell."""
    reading = replace(READING, in_pictures=pictures)
    places = (Location("overview", label="一、总体情况", page=1, line=3), cell(2, 3, "甲格", 1, (1, 2, 3, 4)))
    _, line, other = told(scored(finding(1, "gap", places[0]), finding(2, "gap", places[1]), reading=reading))
    assert line[4:] == (["位置：一、总体情况"] if said else [])
    assert other[4:] == []


# What is suggested


HERE = change("total", "甲格", 12, 21, "transposed")
PERHAPS = "建议：如果错在这一格，{} 应改为 {}；也可能是同一算式里别的格填错"


@pytest.mark.parametrize(
    ("repairs", "line"),
    [
        ([repair(HERE, unique=True)], "建议：最可能填错的是“甲格”：由 12 改为 21（可能数字颠倒）"),
        ([repair({**HERE, "from": None, "slip": None}, unique=True)], "建议：最可能填错的是“甲格”：由 空白 改为 21"),
        ([repair(change("other", "乙格", 1, 2), unique=True)], None),
        ([repair(HERE, unique=False)], PERHAPS.format(12, 21)),
        ([repair(HERE, unique=False), repair({**HERE, "to": 7}, unique=False)], PERHAPS.format(12, 21)),
        ([repair(change("other", "乙格", 1, 2), unique=False)], None),
        ([repair(change("other", "乙格", 1, 2), unique=False), repair(HERE, unique=False)], PERHAPS.format(12, 21)),
        ([repair(HERE, change("other", "乙格", 1, 2), unique=False)], None),
        ([repair(HERE, unique=True, of="f9")], None),
        ([repair(HERE, unique=False, of="f9")], None),
        ([repair({**HERE, "from": None}, unique=False)], PERHAPS.format("空白", 21)),
    ],
)
def test_what_a_cell_should_say(repairs: list[Repair], line: str | None) -> None:
    """If it is surely that cell; else only what it should say if it is the wrong one."""
    (_, note) = told(scored(finding(1, "gap", cell(2, 3, "甲格")), repairs=repairs))
    assert note[2:3] == ([line] if line else ["改法：法1。"])
    assert len(note) == (5 if line else 4)


def test_without_a_place_nothing_is_suggested() -> None:
    (summary,) = told(scored(finding(1), repairs=[repair(HERE, unique=True), repair(HERE, unique=False)]))
    assert not any("建议" in line for line in summary)


# Very many, and very long


def test_of_very_many_places_the_last_are_only_counted() -> None:
    many = [finding(number, "gap", cell(number, 1)) for number in range(1, 504)]
    also = finding(504, "gap", cell(503, 1))
    marks = compose(scored(*many, also), "zh")
    assert len(marks.notes) == 501
    assert marks.notes[-1].name == "问题500"
    assert marks.notes[0].paragraphs[2] == ("", "另有 4 处没有写成批注，请用 compliance score 查看")
    assert len(marks.shades) == 503
    just = compose(scored(*many[:500]), "zh")
    assert (len(just.notes), just.notes[0].paragraphs[2]) == (501, ("", COLOURS))


def test_paragraphs_are_one_line_each_and_not_endless() -> None:
    (_, note) = told(scored(finding(1, "gap", cell(2, 3), message="第一行\n第二行" + "长" * 3000)))
    assert note[1].startswith("第一行 第二行长")
    assert "\n" not in note[1]
    assert len(note[1]) == 2000


# Shades


def test_the_first_cell_of_a_finding_bears_its_tone_unless_a_graver_one_is_there() -> None:
    a, b, c, d = (cell(2, column) for column in range(1, 5))
    line = Location("overview", line=3)
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2)):
        findings = (finding(1, "gap", a, b, line), finding(2, "review", line, b, c, c), finding(3, "review", c, a, d))
        marks = compose(scored(*(findings[index] for index in order)), "zh")
        assert {shade.anchor.cell: shade.tone for shade in marks.shades} == {
            (1, 2, 1): "gap",
            (1, 2, 2): "review",
            (1, 2, 3): "review",
            (1, 2, 4): "involved",
        }
        assert len(marks.shades) == 4


def test_a_note_as_plain_text() -> None:
    note = Note(Anchor(), None, "", (("问题1", "数不对"), ("", "少一件")))
    assert lines_of(note, "：") == ["问题1：数不对", "少一件"]
