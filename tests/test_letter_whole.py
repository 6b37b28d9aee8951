"""The letter on a card made by hand, line by line; expected is what the texts of the catalogue make of it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.reporters.letter import Line, letter
from tests.cards import WAYS, bare, cell, finding, full, scored

ASK = (
    "请你单位逐项核实整改，并于＿＿＿＿年＿＿月＿＿日前将整改情况和修改后的年度报告报送＿＿＿＿＿＿＿＿。"
    "对以上意见有异议的，请在期限内提出并说明依据。"
)
LETTER = [
    Line("title", "关于甲局年报的整改意见"),
    Line("to", "甲局："),
    Line("body", "现已对你单位《甲局年报》（文件：年报 1.docx）进行核对。"),
    Line(
        "body",
        "按照《政府信息公开工作年度报告评分规则（全国）》（1.0版，2021年格式，叠加 省, 市），"
        "得分76.5分（满分100分），等次为“合格”。"
        "另有事项尚未确定，若全部不利或全部有利，得分为60分至90.5分。",
    ),
    Line("body", "发现需要整改的问题2处、请核实的事项1处，现提出意见如下。"),
    Line("part", "一、需要整改的问题（2处）"),
    Line("group", "（一）勾稽"),
    Line("item", "1．合计|不符（错误，扣1.5分）"),
    Line("detail", "事1。", "问题："),
    Line("detail", "表三 / 总计（第 2 页，第 1 张表第 5 行第 9 列）；一、总体情况（第 3 段）", "位置："),
    Line("detail", "《中华人民共和国政府信息公开条例》（国务院令第711号）第五十条；某函附表", "依据："),
    Line("detail", "法1。", "改法："),
    Line("detail", "最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）", "建议："),
    Line("item", "2．题2（由第1项引起，不重复扣分）"),
    Line("detail", "事2。", "问题："),
    Line("part", "二、请核实的事项（1处，未扣分）"),
    Line("body", "以下事项仅凭文件不能确定，请核实：确有问题的一并整改，没有问题的说明情况。"),
    Line("group", "（一）结构"),
    Line("item", "3．题3（请核实）"),
    Line("detail", "事3。", "问题："),
    Line("detail", "国务院令第711号第五十条", "依据："),
    Line("detail", "法3。", "改法："),
    Line("detail", WAYS, "建议："),
    Line("part", "三、经人工处理、不再计入的事项（1处）"),
    Line("group", "（一）勾稽"),
    Line("item", "4．题4（错误）"),
    Line("detail", "事4。", "问题："),
    Line("detail", "表三 / 旧格（第 1 张表第 7 行第 1 列）", "位置："),
    Line("detail", "令第4条", "依据："),
    Line("detail", "法4。", "改法："),
    Line("detail", "撤销，不是问题：查过（张三，2025-03-01）", "处理："),
    Line("part", "四、未能核对的事项"),
    Line("detail", "late；later", "1．不知日期（2项）："),
    Line("detail", "broken", "2．规则坏了（1项）："),
    Line("body", ASK),
    Line("body", "联系人：＿＿＿＿＿＿　　联系电话：＿＿＿＿＿＿＿＿"),
    Line("attached", "附件：1．得分情况"),
    Line("attached", "　　　2．年度报告表格及标注"),
    Line("sender", "＿＿＿＿＿＿＿＿（发文机关署名、印章）"),
    Line("sender", "＿＿＿＿年＿＿月＿＿日"),
]


def test_the_letter() -> None:
    assert list(letter(full(), "zh")) == LETTER


@pytest.mark.parametrize(
    ("card", "title", "told"),
    [
        ({}, "核对", ["得分76.68分（满分100分），等次为“合格”。", "未发现需要整改的问题。"]),
        ({"grade": None}, "核对", ["得分76.68分（满分100分）。", "未发现需要整改的问题。"]),
        ({"score": None, "grade": None}, "核对", ["可核对的内容不足，未予评分。"]),
        ({"bounds": (Decimal(7), Decimal(7))}, "核对", ["，等次为“合格”。", "未发现需要整改的问题。"]),
        ({"findings": (finding(1, "gap"),)}, "整改", ["“合格”。", "发现需要整改的问题1处，现提出意见如下。"]),
        (
            {"findings": (finding(1, "review"),)},
            "核对",
            ["“合格”。", "未发现可以认定的问题，另有1处事项请你单位核实，情况如下。"],
        ),
        (
            {"findings": (finding(1, "review"),), "score": None},
            "核对",
            ["未予评分。", "未发现可以认定的问题，另有1处事项请你单位核实，情况如下。"],
        ),
    ],
)
def test_how_a_letter_begins(card: dict[str, Any], title: str, told: list[str]) -> None:
    made = bare()
    lines = list(letter(replace(made, card=replace(made.card, **card)), "zh"))
    assert lines[0].text == f"关于甲局年报的{title}意见"
    bodies = [line.text for line in lines[3 : 3 + len(told)]]
    assert [line.kind for line in lines[2 : 3 + len(told)]] == ["body"] * (1 + len(told))
    assert [text.endswith(end) for text, end in zip(bodies, told, strict=True)] == [True] * len(told)
    asked = [line for line in lines if line.text == ASK]
    assert len(asked) == ("findings" in card)
    assert lines[3 + len(told)].kind == ("part" if "findings" in card else "body")


def test_a_letter_names_six_places_and_counts_the_rest() -> None:
    for count, more in ((6, ""), (7, "；等 7 处")):
        places = [cell(1, column, f"格{column}") for column in range(1, count + 1)]
        (told,) = [line.text for line in letter(scored(finding(1, "gap", *places)), "zh") if line.label == "位置："]
        words = "；".join(f"格{column}（第 1 张表第 1 行第 {column} 列）" for column in range(1, 7))
        assert told == words + more


def test_groups_beyond_ten_are_numbered_in_figures() -> None:
    findings = tuple(finding(number, category=f"c{number}") for number in range(1, 13))
    groups = [line.text for line in letter(scored(*findings), "zh") if line.kind == "group"]
    assert groups[8:] == ["（九）c9", "（十）c10", "（11）c11", "（12）c12"]
    english = [line.text for line in letter(scored(*findings), "en") if line.kind == "group"]
    assert english[8:] == ["(IX) c9", "(X) c10", "(11) c11", "(12) c12"]


def test_a_report_without_a_title_is_named() -> None:
    report = {**full().card.report, "title": None}
    (line, *_) = letter(bare(report=report), "zh")
    assert line.text == "关于甲局2024年政府信息公开工作年度报告的核对意见"
    (line, *_) = letter(bare(report=report), "en")
    assert line.text == "What we found in: 甲局: annual report on government-information disclosure, 2024"
