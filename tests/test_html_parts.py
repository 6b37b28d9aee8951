"""What the web page about a report is made of: bars, findings with links, tables, and prose with passages marked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.report import Section
from engine.reporters.html.charts import Bar, Loss, Scale
from engine.reporters.html.findings import ChangeShown, PlaceShown
from engine.reporters.html.inert import inert, shown
from engine.reporters.html.narrative import Quotation, marked
from engine.reporters.html.page import ReportShown, report_shown
from engine.reporters.official import Mark
from engine.scorecard import CategoryScore, Location, RuleResult
from engine.scored import Scored
from tests.cards import EMPTY, bare, cell, finding, full


def page(report: Scored, lang: Any = "zh") -> ReportShown:
    return report_shown(report, 2, lang)


# Bars


def category(label: str, score: str | None, full: int) -> CategoryScore:
    value = None if score is None else Decimal(score)
    return CategoryScore(label, label, value, Decimal(full), Decimal(0), Decimal(0))


def test_bars_of_categories_are_on_one_scale() -> None:
    chart = page(
        bare(categories=(category("甲", "7.5", 20), category("乙", None, 15), category("丙", "0", 30)))
    ).marks
    assert chart.bars == (
        Bar("甲", "7.5 / 20", 0, 90, 240, True),
        Bar("乙", "未评", 40, 0, 180, False),
        Bar("丙", "0 / 30", 80, 0, 360, True),
    )
    assert chart.height == 120
    empty = page(bare()).marks
    assert (empty.bars, empty.height) == ((), 0)
    assert page(bare(categories=(category("甲", "0", 0),))).marks.bars[0].full == 0


def test_bars_of_losses_are_the_dearest_first() -> None:
    made = page(full())
    assert made.losses == (Loss(1, "合计|不符", "勾稽", Decimal("1.5")),)
    assert made.lost.bars == (Bar("1. 合计|不符", "−1.5", 0, 360, 360, True),)
    findings = tuple(finding(number, deducted=Decimal(number % 7)) for number in range(1, 20))
    many = page(bare_with(*findings))
    assert [(loss.number, int(loss.points)) for loss in many.losses][:5] == [
        (6, 6),
        (13, 6),
        (5, 5),
        (12, 5),
        (19, 5),
    ]
    assert len(many.losses) == 17
    assert len(many.lost.bars) == 12
    assert [bar.length for bar in many.lost.bars[:3]] == [360, 360, 300]
    assert many.losses[0].category == "identities"  # a category that the card does not have


def test_parts_of_a_bar_are_rounded() -> None:
    found = page(bare_with(finding(1, deducted=Decimal(7)), finding(2, deducted=Decimal("0.01"))))
    assert [bar.length for bar in found.lost.bars] == [360, 1]  # 0.51
    found = page(bare_with(finding(1, deducted=Decimal(720)), finding(2, deducted=Decimal(1))))
    assert [bar.length for bar in found.lost.bars] == [360, 1]  # a half goes up


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("长" * 19, "1. " + "长" * 19),  # 41 columns
        ("长" * 19 + "a", "1. " + "长" * 19 + "a"),
        ("长" * 20, "1. " + "长" * 18 + "…"),
        ("a" * 39, "1. " + "a" * 39),
        ("a" * 40, "1. " + "a" * 38 + "…"),
        ("县\u0301" * 19, "1. " + "县\u0301" * 19),
    ],
)
def test_labels_do_not_run_into_figures(title: str, label: str) -> None:
    (bar,) = page(bare_with(finding(1, title=title))).lost.bars
    assert bar.label == label


@pytest.mark.parametrize(
    ("card", "scale"),
    [
        ({"score": None, "grade": None}, None),
        ({"score": Decimal(50)}, Scale(180, 180, 180)),
        ({"score": Decimal(50), "bounds": (Decimal(25), Decimal(75))}, Scale(180, 90, 270)),
    ],
)
def test_the_score_on_its_scale(card: dict[str, Any], scale: Scale | None) -> None:
    assert page(bare(**card)).scale == scale


# The summary


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (full(), "得分 76.5（满分 100），等次为“合格”；问题 2 处，待人工核对 1 处，另有 3 条规则未评。"),
        (bare(), "得分 76.68（满分 100），等次为“合格”；问题 0 处，待人工核对 0 处。"),
        (bare(grade=None), "得分 76.68（满分 100）；问题 0 处，待人工核对 0 处。"),
        (bare(score=None, grade=None), "得分：无法评分。"),
        (bare(score=None, grade=None, rules=(RuleResult("a", "error"),)), "得分：无法评分，另有 1 条规则未评。"),
    ],
)
def test_the_result_in_a_sentence(report: Scored, said: str) -> None:
    assert page(report).summary == said


def bare_with(*findings: Any, **card: Any) -> Scored:
    made = bare()
    return replace(made, card=replace(made.card, findings=findings, **card))


# Findings


def test_findings_with_their_links() -> None:
    made = page(full())
    assert list(made.parts) == ["gaps", "reviews", "settled"]
    (first, second), (third,), (fourth,) = (part.findings for part in made.parts.values())
    numbers = [(item.number, item.id, item.kind, item.cause) for item in (first, second, third, fourth)]
    assert numbers == [
        (1, "r2-f1", "gap", None),
        (2, "r2-f2", "gap", 1),
        (3, "r2-f3", "review", None),
        (4, "r2-f4", "settled", None),
    ]
    link = "r2-requests-granted-total"
    assert first.places == (
        PlaceShown("表三 / 总计", "（第 2 页，第 1 张表第 5 行第 9 列）", link, ""),
        PlaceShown("一、总体情况", "（第 3 段）", "", "公开十条"),
    )
    assert first.repair == ("最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）",)
    assert (first.ways, second.repair, second.ways) == ((), (), ())
    assert third.ways == (
        (ChangeShown("甲格", "", "由 1 改为 2"), ChangeShown("乙格", link, "由 空白 改为 3")),
        (ChangeShown("甲格", "", "由 1 改为 10（可能多写或少写了 0）"),),
    )
    assert (third.places, third.more, fourth.decision) == ((), 0, "撤销，不是问题：查过（张三，2025-03-01）")


def with_prose(**texts: str) -> Scored:
    made = bare()
    sections: Any = {key: Section(heading=f"题 {key}", text=text) for key, text in texts.items()}
    report = EMPTY.reading.report.model_copy(update={"sections": sections})
    return replace(made, reading=replace(made.reading, report=report))


@pytest.mark.parametrize(
    ("place", "link", "quote"),
    [
        (Location("overview", quote="十条"), "r2-q1-0", "十条"),
        (Location("overview", quote="没有"), "r2-s-overview", "没有"),
        (Location("overview", quote="题overview"), "r2-s-overview", ""),  # the heading, which is told already
        (Location("overview"), "r2-s-overview", ""),
        (Location("problems"), "", ""),
        (Location("requests", "requests", "granted"), "r2-requests-granted", ""),
        (Location("requests", "requests", "none", "total"), "r2-requests", ""),
        (Location("requests", "requests", "granted", "total", quote="十条"), "r2-requests-granted-total", ""),
        (Location("requests", "requests"), "r2-requests", ""),
        (Location("overview", quote="长" * 300), "r2-s-overview", "长" * 300),
        (Location("overview", quote="长" * 301), "r2-s-overview", "长" * 300 + "…"),
        (Location(), "", ""),
    ],
)
def test_where_a_finding_leads(place: Location, link: str, quote: str) -> None:
    report = with_prose(overview="公开十条。")
    made = page(replace(report, card=replace(report.card, findings=(finding(1, "gap", place),))))
    (found,) = made.parts["gaps"].findings[0].places
    assert (found.link, found.quote) == (link, quote)


def test_of_many_places_twelve_are_shown() -> None:
    for count, more in ((12, 0), (15, 3)):
        places = [cell(1, column, f"格{column}") for column in range(count)]
        (found,) = page(bare_with(finding(1, "gap", *places))).parts["gaps"].findings
        assert ([place.words for place in found.places], found.more) == ([f"格{at}" for at in range(12)], more)


# Prose


def test_sections_in_the_order_of_the_form() -> None:
    report = with_prose(problems="不足。", preface="按规定。", overview=" \n ", other="无。")
    plain: Any = {
        **report.reading.report.sections,
        "other": Section(text="无。"),
        "preface": Section(text="按规定。"),
    }
    reading = replace(report.reading, report=report.reading.report.model_copy(update={"sections": plain}))
    made = page(replace(report, reading=reading))
    assert [(section.key, section.id, section.heading) for section in made.sections] == [
        ("preface", "r2-s-preface", "引言"),
        ("problems", "r2-s-problems", "题 problems"),
        ("other", "r2-s-other", EMPTY.tools.form.sections["other"].text.zh),
    ]
    assert [piece.text for section in made.sections for piece in section.prose.pieces] == [
        "按规定。",
        "不足。",
        "无。",
    ]


GAP, REVIEW = Mark(1, "gap"), Mark(2, "review")


@pytest.mark.parametrize(
    ("text", "quote", "pieces"),
    [
        ("公开十条，十条。", "十条", ["公开", "[十条]", "，", "[十条]", "。"]),
        ("公开十条，十条。", "，【十条】", ["公开十条，", "[十条]", "。"]),
        ("公开十条，十条。", "【十条】，", ["公开", "[十条]", "，十条。"]),
        ("公开 十\n条。", "开十条", ["公", "[开 十\n条]", "。"]),
        ("公开十条。", "…十条…", ["公开", "[十条]", "。"]),
        ("公开十条。", "没有", ["公开十条。"]),
        ("公开十条。", "", ["公开十条。"]),
        ("公开十条。", "前【】后", ["公开十条。"]),
        ("证号1234X。", "证号****X", ["[证号****X]", "。"]),
        ("证号12a4X。", "证号****X", ["证号12a4X。"]),
        ("a.c abc", "a.c", ["[a.c]", " abc"]),
    ],
)
def test_passages_in_prose(text: str, quote: str, pieces: list[str]) -> None:
    prose = marked(text, [Quotation("q", GAP, quote)])
    assert [f"[{piece.text}]" if piece.marks else piece.text for piece in prose.pieces] == pieces
    begun = [piece.begins for piece in prose.pieces if piece.begins]
    assert begun == ([("q",)] if any("[" in piece for piece in pieces) else [])
    assert all(piece.ends == piece.marks for piece in prose.pieces)


def test_how_much_of_prose_is_shown_and_marked() -> None:
    prose = marked("长" * 20_001, [])
    assert ([len(piece.text) for piece in prose.pieces], prose.left_out) == ([20_000], 1)
    assert marked("长" * 20_000, []).left_out == 0
    assert marked("", []).pieces == ()
    often = marked("十 " * 30, [Quotation("q", GAP, "十")])
    assert sum(bool(piece.marks) for piece in often.pieces) == 20
    long = marked("长" * 600, [Quotation("q", GAP, "长" * 501)])
    assert len(long.pieces[0].text) == 500  # as much of a quotation as is looked for


def test_the_same_words_of_two_findings() -> None:
    quotations = [Quotation("a", GAP, "十条"), Quotation("b", REVIEW, "十条"), Quotation("c", GAP, "十条")]
    _, piece, _ = marked("公开十条。", quotations).pieces
    assert (piece.marks, piece.begins, piece.ends) == ((GAP, REVIEW), ("a", "b", "c"), (GAP, REVIEW))


def test_text_that_does_nothing() -> None:
    assert inert("a\r\nb\rc\td\ne") == "a\nb\nc\td\ne"
    for steering in (
        "\x00",
        "\x08",
        "\x0b",
        "\x1f",
        "\x7f",
        "\x9f",
        "\u202e",
        "\u2066",
        "\ud800",
        "\ufffe",
        "\U000e0041",
    ):
        assert inert(f"甲{steering}乙") == "甲\ufffd乙"
    assert shown(7) == "7"


def test_what_mending_would_gain_leads_to_the_findings() -> None:
    from tests.test_what_if_words import WHAT_IF, card

    found = page(replace(bare(), card=card(WHAT_IF))).what_if
    assert found is not None
    assert found.links == ("r2-f2", "r2-f1", "r2-f8")
    assert page(bare()).what_if is None
