"""The table on a terminal: within its width, without control characters, and telling what the JSON tells."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from engine.cases import ROOT, all_cases
from engine.given import Given
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.reporters.json_card import card_value
from engine.reporters.terminal import show
from engine.rulebook import Lang
from engine.score import Engine
from engine.scorecard import Location, Scorecard

LONGGANG: dict[str, Any] = json.loads((ROOT / "reports/longgang-2020.json").read_text("utf-8"), parse_float=Decimal)
LANGS: tuple[Lang, ...] = ("zh", "en")
WIDTHS = (40, 80, 100)


def score(engine: Engine, report: dict[str, Any], lang: Lang = "zh", **known: Any) -> Scorecard:
    return engine.score(read_bytes(dumps(report).encode(), "report.json", engine.book), Given(**known), lang)


def wrong() -> dict[str, Any]:
    """A report with slips of every kind: some explain others, some are for a person to decide."""
    report = copy.deepcopy(LONGGANG)
    report["published_on"] = "2021-05-25"
    report["sections"]["problems"]["text"] = ""
    report["sections"]["other"]["text"] += "\n七、附件\n无"
    report["tables"]["requests"]["new_received"]["natural_person"] = 97
    report["tables"]["requests"]["granted"]["research"] = "3 1"
    report["tables"]["proactive"]["regulations"] = {"made": 3, "published": 9, "total_public": 9}
    return report


@pytest.fixture(scope="module")
def cards(reference: Engine) -> list[Scorecard]:
    """Cards of each rule's first case that fails, and of those in which much is wrong, in both languages."""
    chosen = [case for case in all_cases() if case.path.name.startswith("fail-a") or case.fires]
    readings = [(case.reading(reference.book), case.knows()) for case in chosen]
    return [reference.score(*reading, lang) for reading in readings for lang in LANGS]


def language(card: Scorecard) -> Lang:
    return "zh" if card.categories[0].label == "结构要素" else "en"


def assert_fits(text: str, width: int) -> None:
    for line in text.split("\n"):
        assert wcswidth(line) <= width, line
        assert line == line.rstrip()


@pytest.mark.parametrize(("count", "more"), [(5, ""), (6, ""), (7, "and others, 7 in all")])
def test_up_to_six_places_are_named_and_then_counted(reference: Engine, count: int, more: str) -> None:
    card = score(reference, wrong(), "en")
    finding = replace(
        card.findings[0], locations=tuple(Location("overview", label=f"place {n}") for n in range(count))
    )
    text = " ".join(show([replace(card, findings=(finding,))], "en", 200).split())
    assert [f"place {n}" in text for n in range(count)] == [n < 6 for n in range(count)]
    assert ("in all" in text, more in text) == (bool(more), True)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_longer_than_the_terminal(cards: list[Scorecard], width: int) -> None:
    for card in cards:
        text = show([card], language(card), width)
        assert max(map(wcswidth, text.split("\n"))) <= width, text
        assert text.endswith("\n")
        assert "\n\n\n" not in text
    assert_fits(show(cards[:3], "zh", width), width)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.text(min_size=1), heading=st.text(), text=st.text(), cell=st.text(), width=st.sampled_from(WIDTHS))
def test_any_text_stays_within_its_lines(
    reference: Engine, name: str, heading: str, text: str, cell: str, width: int
) -> None:
    report = copy.deepcopy(LONGGANG)
    report["unit"]["name"] = name[:200]
    report["title"] = name
    report["sections"]["overview"] = {"heading": heading, "text": f"七、{text}\nXX局收费"}
    report["tables"]["requests"]["granted"]["total"] = cell[:200]
    for lang in LANGS:
        shown = show([score(reference, report, lang)], lang, width)
        assert all(character.isprintable() for character in shown.replace("\n", ""))
        assert_fits(shown, width)


EVIL = "\x1b[2J\x1b]0;title\x07\x00\x08\r\x9b31m\u202e\u2028\u200b\ud7ff甲"


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_commands_the_terminal(reference: Engine, lang: Lang) -> None:
    report = wrong()
    report["unit"] = {"name": EVIL, "region": EVIL, "code": EVIL[:9]}
    report["title"] = EVIL
    report["sections"]["overview"] = {"heading": "三、" + EVIL, "text": EVIL + "\n七、" + EVIL}
    report["tables"]["requests"]["granted"]["total"] = EVIL
    report["tables"]["proactive"]["procurement"]["amount"] = EVIL
    card = score(reference, report, lang)
    shown = show([card], lang, 80)
    assert "甲" in shown
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]", shown)


@pytest.mark.parametrize("lang", LANGS)
def test_the_table_counts_what_the_json_says(cards: list[Scorecard], lang: Lang) -> None:
    words = {
        "zh": {"pass": "通过 {}", "gap": "有问题 {}", "review": "待核 {}", "not_assessable": "未评 {}"},
        "en": {"pass": "{} passed", "gap": "{} with gaps", "review": "{} to review"},
    }
    heads = {"zh": ("问题 {} 处\n", "需人工核对 {} 处"), "en": ("{} gap(s)\n", "{} to be reviewed by a person")}
    for card in (card for card in cards if language(card) == lang):
        value, text = card_value(card), show([card], lang, 100)
        findings = Counter(finding["status"] for finding in value["findings"])
        for status, head in zip(("gap", "review"), heads[lang], strict=True):
            assert (head.format(findings[status]) in text) == (findings[status] > 0)
        rules = Counter(rule["status"] for rule in value["rules"])
        for status, phrase in words[lang].items():
            assert (phrase.format(rules[status]) in text) == (rules[status] > 0)
        numbers = re.findall(r"^(\d+)\. \[", text, re.MULTILINE)
        assert numbers == [str(number + 1) for number in range(len(value["findings"]))]
        explained = "不重复扣分" if lang == "zh" else "not charged again"
        because = [finding for finding in value["findings"] if finding["because_of"]]
        assert " ".join(text.split()).count(explained) == len(because)


def test_what_another_finding_explains_is_said_in_short(reference: Engine) -> None:
    text = show([score(reference, wrong())], "zh", 80)
    assert "\n3. [错误] 申请收支不平衡（扣 3 分）\n" in text
    assert (
        "\n4. [错误] 各类申请人之和不等于总计\n"
        "   “一、本年新收政府信息公开申请数量”行：自然人97 + 法律服务机构1 = 98，总计填的\n"
        "   是99，相差1。\n"
        "   由第 3 处引起，不重复扣分\n"
        "\n"
    ) in text


def test_a_report_without_gaps(reference: Engine) -> None:
    text = show([score(reference, LONGGANG)], "zh", 80)
    assert text.startswith("龙港市人民政府 · 2020 年度\n得分 100（满分 100） · 优秀\n")
    assert "\n类别        得分    满分     已评部分\n--------  ------  ------  -----------\n" in text
    assert "\n时效        未评      20            —\n" in text
    assert "\n未发现问题\n\n" in text
    assert "\n说明\n· 不知道公布日期，时效未评（可用 --published-on 指明）\n" in text


def test_a_finding_in_full(reference: Engine) -> None:
    text = show([score(reference, wrong())], "zh", 80)
    assert (
        "\n1. [错误] 只有标题没有内容（扣 7 分）\n"
        "   “五、存在的主要问题及改进情况”下面没有文字。\n"
        "   位置  五、存在的主要问题及改进情况\n"
        "   依据  国务院令第711号 第五十条\n"
        "         国办公开办函〔2019〕60号 附表格式\n"
        "   改法  补写这一部分；第六部分确实没有要报告的，写明“无”。\n"
    ) in text
    english = show([score(reference, wrong(), "en")], "en", 80)
    assert (
        "\n1. [error] A section has a heading but no text (-7)\n"
        "   There is no text under “5. Main problems and improvements”.\n"
        "   Where   5. Main problems and improvements\n"
        "   Basis   国务院令第711号 Article 50\n"
        "           国办公开办函〔2019〕60号 the form attached\n"
        "   Remedy  Write the section; in section six, say so if there is nothing to\n"
        "           report.\n"
    ) in english


def test_nothing_to_score(reference: Engine) -> None:
    report = {"schema": "disclosure-report/1", "unit": {"name": "甲"}, "year": 2024}
    text = show([score(reference, report)], "zh", 40)
    assert text.startswith("甲 · 2024 年度\n得分：无法评分\n")
    assert "未发现问题" not in text


def test_a_combining_mark_stays_with_its_letter(reference: Engine) -> None:
    report = {**LONGGANG, "unit": {"name": "县\u0301" * 60}}
    text = show([score(reference, report)], "zh", 40)
    assert not [line for line in text.split("\n") if line.startswith("\u0301")]
    assert text.split("\n")[:2] == ["县\u0301" * 20] * 2
