"""Words that rules look for: what leads up to them, with or without spaces; bounded time on hostile text."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from engine.observe import Everything
from engine.observe.phrases import PhraseObserver
from engine.reading import Reading, Source
from engine.report import Report, Section, Unit
from engine.wordings import Phrase
from tests.texts import BOOK

FORM = BOOK.forms[-1]
PHRASES = {phrase.name: phrase for phrase in BOOK.phrases}


def reading(text: str, section: str = "other") -> Reading:
    report = Report(unit=Unit(name="某县财政局"), year=2024, sections={section: Section(text=text)})  # type: ignore[dict-item]
    return Reading(report, Source("report.json", "json", ""))


def found(text: str, *names: str, section: str = "other") -> list[tuple[str, str]]:
    """The words found by these phrases, and what leads up to them."""
    observer = PhraseObserver(tuple(PHRASES[name] for name in names), FORM, Everything())
    return [(str(f.fields["words"]), str(f.fields["led_by"])) for f in observer.observe(reading(text, section))]


def words(text: str, *names: str, section: str = "other") -> list[str]:
    return [word for word, _ in found(text, *names, section=section)]


def test_the_same_words_led_up_to_otherwise_are_two_facts() -> None:
    text = "纠正公开是常态，公开是例外。坚持公开是常态，公开是例外。"
    assert found(text, "principle-reversed") == [
        ("公开是常态，公开是例外", "denied"),
        ("公开是常态，公开是例外", ""),
    ]


def test_what_leads_up_stands_near() -> None:
    assert found("纠正" + "。" * 3 + "公开是常态，公开是例外", "principle-reversed")[0][1] == ""
    assert found("纠正" + "的" * 60 + "公开是常态，公开是例外", "principle-reversed")[0][1] == ""


@pytest.mark.parametrize(
    "text",
    [
        "以公开为常态、不公开为例外",
        "以公开为常态，以不公开为例外",
        "“公开为常态、不公开为例外”",
        "“公开”为常态、“不公开”为例外",
        "公开是常态、不公开是例外",
        "公开是原则，不公开是例外",
        "公开成为常态，不公开成为例外",
        "以公开为常态、\n不公开为例外",
        "做到能公开的全部公开",
        "不公开作为例外情形从严掌握",
        "应公开未公开的为例外",
        "常态化公开，例外不公开",
    ],
)
def test_the_principle_as_it_is(text: str) -> None:
    assert words(text, "principle-reversed") == []


@pytest.mark.parametrize(
    "text",
    [
        "以公开为常态、公开为例外",
        "公开是常态，公开是例外",
        "以不公开为常态、公开为例外",
        "不公开为原则，公开为例外",
        "“不公开为常态、公开为例外”",
        "公开是常\n态，公开是例外",
        "以公开为常态，以公开为例外",
    ],
)
def test_the_principle_reversed(text: str) -> None:
    assert len(found(f"坚持{text}。", "principle-reversed")) == 1
    assert found(f"坚持{text}。", "principle-reversed")[0][1] == ""


@pytest.mark.parametrize("blank", ["__", "______", "＿＿＿", "  ", "      ", "　", "　　", " 　 ", "\u00a0\u00a0"])
@pytest.mark.parametrize(
    "before", ["主动公开政府信息", "收到政府信息公开申请", "更新网站信息共", "组织业务培训", "答复"]
)
@pytest.mark.parametrize("after", ["条，", "件。", "次；", "件", "条）"])
def test_blanks_for_a_figure(before: str, blank: str, after: str) -> None:
    assert len(words(f"全年{before}{blank}{after}", "blank-counted")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "主动公开政府信息 12 条。",
        "主动公开政府信息  12  条。",
        "主动公开政府信息__12__条。",
        "主动公开政府信息十二条。",
        "主动公开政府信息 条。",
        "主动公开政府信息\n条。",
        "主动公开  条例规定的信息。",
        "公开  次数明显增加。",
        "公开政府信息  项目清单。",
        "收到  件件登记。",
        "组织  个别谈话。",
        "主动公开政府信息若干  条。",
        "发布会\n\n场次增加。",
    ],
)
def test_no_blanks_for_a_figure(text: str) -> None:
    assert words(text, "blank-counted") == []


@pytest.mark.parametrize("text", ["zw__gk@163.com", "http://www.a.gov.cn/__x/", "a__b", "图__.jpg", "_", "/____/"])
def test_underscores_that_are_no_line_to_write_on(text: str) -> None:
    assert words(text, "blank-line") == []


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("申请人张某13800000000来电", "applicant"),
        ("申请人李某（138-0000-0000）", "applicant"),
        ("公开咨询电话：13800000000", "contact"),
        ("监督举报电话 0517-83600000、13800000000", "contact"),
        ("申请人可拨打电话13800000000", "contact"),
        ("方便申请人，开通热线13800000000", "contact"),
        ("见13800000000。", ""),
    ],
)
def test_who_a_mobile_number_is_said_to_reach(text: str, lead: str) -> None:
    assert [by for _, by in found(text, "mobile-number")] == [lead]


@pytest.mark.parametrize(
    "text",
    [
        "13800000000元",
        "13800000000余次",
        "0517-83600000",
        "113800000000",
        "13800000000.00",
        "2024-13800000000",
        "12345",
    ],
)
def test_what_is_no_mobile_number(text: str) -> None:
    assert words(text, "mobile-number") == []


def test_the_preface_may_hold_a_mobile_number() -> None:
    assert words("联系人13800000000", "mobile-number", section="preface") == []


@pytest.mark.parametrize(
    "text",
    [
        "根据《政府信息公开条例》，现公布年度报告。",
        "编制单位：某县财政局",
        "发布机构：某县人民政府办公室",
        "现将有关情况报告如下：",
        "某县财政局现将年度报告公布如下：",
        "根据国办公开办函〔2021〕30号",
        "国办公开办函〔2021〕30号文件规定了格式",
        "某县财政局：负责编制。",
    ],
)
def test_no_letter(text: str) -> None:
    assert words(text, "addressee", "document-number", "upward-letter", section="preface") == []


@pytest.mark.parametrize(
    "text",
    [
        "市政府办公室：\n现将情况报告如下：",
        "县人民政府:",
        "某政办函〔2025〕3号\n本报告",
        "某发[2025] 12 号\n本报告",
        "特此报告。",
    ],
)
def test_a_letter(text: str) -> None:
    assert len(words(text, "addressee", "document-number", "upward-letter", section="preface")) == 1


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("根据《条例》（国务院令第492号）编制", ["as-basis"]),
        ("按照国务院492号令要求编制", ["as-basis"]),
        ("《条例》（国务院令第492号公布，国务院令第711号修订）", []),
        ("根据《条例》（国务院令第711号，原国务院令第492号）编制", ["revised"]),
        ("取代了国务院令第492号", ["in-the-past"]),
        ("某政令第492号", []),
        ("对照国务院令第492号", [""]),
    ],
)
def test_the_old_regulation(text: str, lead: list[str]) -> None:
    assert [by for _, by in found(text, "old-regulation", section="preface")] == lead


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("根据《中华人民共和国政府信息公开工作年度报告格式（试行）》编制", ["as-basis"]),
        ("依据《政府信息公开工作年度报告格式》（试行）编制", ["as-basis"]),
        ("不再执行《政府信息公开工作年度报告格式（试行）》", ["in-the-past"]),
        ("根据《某省政府信息公开工作年度报告格式（试行）》编制", []),
        ("根据《政府信息公开工作年度报告格式》编制", []),
    ],
)
def test_the_trial_form(text: str, lead: list[str]) -> None:
    assert [by for _, by in found(text, "trial-form-by-title", section="preface")] == lead


@pytest.mark.parametrize(
    "text", ["3千9百40元", "2百5十6件", "1千2百条", "2百50余人", "公开申请12条，其中网上公开申请3件"]
)
def test_uneven_figures(text: str) -> None:
    assert len(words(text, "uneven-figures")) == 1


@pytest.mark.parametrize(
    "text",
    ["3千余条", "两千三百元", "1.2万件", "3百余人", "百分之25", "3940元", "5千元", "公开申请12件", "第3百货公司2人"],
)
def test_even_figures(text: str) -> None:
    assert words(text, "uneven-figures") == []


HOSTILE = [
    "公开", "公开政府信息", "公开 ", "_", "_ ", " ", "　", "1", "13", "138 0000 ", "12345678901234567 ",
    "根据", "不公开为常态，", "公开为常态，公开为", "“公开", "我", "3千", "3百", "公开申请1条", "国务院令第492号",
    "〔2024〕", "年度报告格式（试行）", "申请人", "电话", "特此报告", "（文字描述", "甲", "收费", "x", "X", "×",
    "{", "办公室", "局：",
]  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_bounded_on_hostile_text(unit: str) -> None:
    text = (unit * (200_000 // len(unit) + 1))[:200_000]
    begun = time.process_time()
    observer = PhraseObserver(BOOK.phrases, FORM, Everything())
    for section in ("preface", "other"):
        facts = observer.observe(reading(text, section))
        assert len(facts) <= 100 * len(BOOK.phrases)
    assert time.process_time() - begun < 4


def test_a_phrase_is_looked_for_only_where_it_is_said_to_stand() -> None:
    phrase = Phrase("made-up", ("other",), ("甲乙",))
    close, spaced = (PhraseObserver((replace(phrase, spaced=flag),), FORM, Everything()) for flag in (False, True))
    assert len(close.observe(reading("甲 乙"))) == 1
    assert spaced.observe(reading("甲 乙")) == []
    assert close.observe(reading("甲乙", "overview")) == []
