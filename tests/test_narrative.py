"""What prose tells of the tables: which figure is of what, in every wording, and what it is compared with."""

from __future__ import annotations

import copy
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cases import ROOT
from engine.facts import Fact
from engine.json_text import dumps, loads
from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.score import Engine

BOOK = load_rulebook()
ENGINE = Engine(BOOK)
BASE: dict[str, Any] = loads((ROOT / "reports" / "huaian-2024.json").read_text("utf-8"))


def facts(text: str, section: str = "overview", **unit: str) -> list[Fact]:
    report = copy.deepcopy(BASE)
    report["unit"] |= {"name": "某市人民政府", **unit}
    report["sections"] = {section: {"heading": "", "text": text}}
    reading = read_bytes(dumps(report).encode(), "report.json", BOOK)
    return [fact for fact in ENGINE.facts(reading) if fact.kind in ("restatement", "share", "told_sum")]


def told(text: str, **unit: str) -> list[tuple[str, str, str]]:
    """Each figure or denial: what it is of, how it stands to the tables, and its extent."""
    return [
        (str(fact.fields["restatement"]), str(fact.fields["state"]), str(fact.fields["extent"]))
        for fact in facts(text, **unit)
        if fact.kind == "restatement"
    ]


def names(text: str) -> list[str]:
    return [name for name, _, _ in told(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年共收到政府信息公开申请3119件，答复3050件（含上年度结转申请34件，另有103件顺延到下年度答复）。",
            ["received", "settled", "carried-over", "carried-forward"],
        ),
        ("办理上年度结转申请34件。答复3050件。", ["carried-over"]),
        ("收到政府信息公开申请1件。答复11件。", ["received", "settled"]),
        ("受理政府信息公开申请19件，其中11件按程序办结，8件申请人主动撤销。", ["received"]),
        (
            "收到依申请公开14件（其中信件申请10件，网络申请4件），已办结12件，2件结转下年办理。",
            ["received", "settled", "carried-forward"],
        ),
        (
            "共收到和办理依申请公开12件，其中自然人申请件12件，法人或其他组织申请件0件。",
            ["handled", "natural-persons", "organisations"],
        ),
        ("收到政府信息公开申请9件，因本机关不掌握等原因无法提供3件。", ["received", "not-held"]),
        ("办理申请公开211件（新收205件，上年结转6件）。", ["handled", "newly-received", "carried-over"]),
        (
            "共收到10件依申请公开请求，2023年结转政府信息公开申请2件，结转2025年度继续办理2件。",
            ["received", "carried-over", "carried-forward"],
        ),
        ("收到政府信息公开申请58件，上年结转3件，共计61件。", ["received", "carried-over"]),
        (
            "政府信息公开行政诉讼4件（未经复议直接起诉1件，复议后起诉3件），维持3件，未审结1件。",
            ["lawsuits", "direct-lawsuits", "lawsuits-after-review", "lawsuits-upheld", "lawsuits-pending"],
        ),
        (
            "政府信息公开行政复议5件，维持1件；行政诉讼2件，均获维持。",
            ["reviews", "review-upheld", "lawsuits", "lawsuits-all-upheld"],
        ),
        (
            "制发规章1件、行政规范性文件8件，废止行政规范性文件26件，现行有效规章11件。",
            ["regulations-made", "documents", "documents-repealed", "regulations-in-force"],
        ),
        ("作出行政许可决定5件、行政处罚6件、行政强制措施7件。", ["licences", "penalties", "coercive-measures"]),
        ("公开规章1件、市政府政策性文件11件。", ["regulations"]),
        ("主动公开政府信息5500余条，发布政策解读21个。", []),
        ("受理人民网留言11条，市长信箱答复110件，办理建议提案80件。", []),
        ("收到行政许可申请12件，受理补贴申请5件。", []),
        ("不予公开、无法提供共12件。", []),
        ("未收到和处理政府信息公开申请事项，无政府信息公开类行政复议、行政诉讼情况发生。", ["received", "disputes"]),
        ("未收到涉及商业秘密的政府信息公开申请。", []),
        ("未收到政府信息公开申请的，应当零报告。", []),
    ],
)
def test_each_figure_is_of_its_own_words(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年，收到政府信息公开申请2500件，答复2400件。",
        "去年收到政府信息公开申请2500件。",
        "上半年收到政府信息公开申请1500件。",
        "截至目前，收到政府信息公开申请15000件。",
        "条例施行以来，全市共收到政府信息公开申请15000件。",
        "“十四五”期间，全市收到政府信息公开申请15000件。",
        "收到政府信息公开申请较上年增加619件。",
        "预计收到政府信息公开申请4000件。",
        "3月，收到政府信息公开申请200件。",
        "累计收到政府信息公开申请15000件。",
    ],
)
def test_figures_of_other_times_are_not_compared(text: str) -> None:
    assert told(text) == []


def test_the_year_after_another_year_counts_again() -> None:
    assert told("2023年收到政府信息公开申请2500件，2024年收到政府信息公开申请3119件。") == [
        ("received", "agrees", "none")
    ]


@pytest.mark.parametrize(
    ("text", "unit", "extent", "state"),
    [
        ("全市收到政府信息公开申请9件。", {}, "whole", "differs"),
        ("全市收到政府信息公开申请9件。", {"kind": "department", "name": "某市水利局"}, "wider", "differs"),
        ("全市收到政府信息公开申请9000件。", {"kind": "department", "name": "某市水利局"}, "wider", "within"),
        ("全市收到政府信息公开申请9000件。", {"name": "某市某县人民政府"}, "wider", "within"),
        ("全省收到政府信息公开申请9000件。", {}, "wider", "within"),
        ("市政府办公室收到政府信息公开申请9件。", {}, "member", "within"),
        ("市政府办公室收到政府信息公开申请9000件。", {}, "member", "differs"),
        ("市本级收到政府信息公开申请9件。", {}, "part", "differs"),
        ("市公安局收到政府信息公开申请9件。", {}, "member", "within"),
        ("某市收到政府信息公开申请9件。", {}, "none", "differs"),
        ("市政府收到政府信息公开申请9件。", {}, "none", "differs"),
        ("邻县收到政府信息公开申请9件。", {}, "member", "within"),
        ("甲区收到政府信息公开申请9件。", {"name": "甲区乙街道办事处", "kind": "township"}, "member", "within"),
        ("乙街道收到政府信息公开申请9件。", {"name": "甲区乙街道办事处", "kind": "township"}, "none", "differs"),
        ("我局收到政府信息公开申请9件。", {"kind": "department", "name": "某市水利局"}, "none", "differs"),
        ("市本级各单位规范办理，全市收到政府信息公开申请9件。", {}, "whole", "differs"),
    ],
)
def test_whose_figures_they_are(text: str, unit: dict[str, str], extent: str, state: str) -> None:
    assert told(text, **unit) == [("received", state, extent)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("办理政府信息公开申请{}件。", "handled"),
        ("收到政府信息公开申请{}件。", "received"),
        ("答复政府信息公开申请{}件。", "settled"),
        ("收到政府信息公开申请5件，其中自然人{}件。", "natural-persons"),
        ("收到政府信息公开申请5件，其中予以公开{}件。", "granted"),
    ],
)
@settings(max_examples=30, deadline=None)
@given(number=st.integers(0, 4000))
def test_only_the_sums_that_it_may_mean_agree(text: str, name: str, number: int) -> None:
    readings = {
        "handled": {3119, 3153, 3050, 3016},
        "received": {3119, 3153},
        "settled": {3050, 3016, 2863},
        "natural-persons": {3001, 2932, 3035},
        "granted": {1362, 1816},
    }[name]
    states = [fact.fields for fact in facts(text.format(number)) if fact.fields.get("restatement") == name]
    assert [fields["state"] for fields in states] == ["agrees" if number in readings else "differs"]


def test_what_is_told_again_and_agrees_confirms() -> None:
    first, second = facts("收到政府信息公开申请9件。收到政府信息公开申请3119件。")
    assert (first.fields["state"], first.fields["confirmed"]) == ("differs", 1)
    assert second.fields["state"] == "agrees"


def test_the_words_and_the_sum_are_shown() -> None:
    (fact,) = (
        fact
        for fact in facts("收到政府信息公开申请3119件，予以公开及部分公开1861件，均按期答复。")
        if fact.fields["state"] == "differs"
    )
    assert fact.context["quote"] == "收到政府信息公开申请3119件，予以公开及部分公开【1861件】，均按期答复"
    assert fact.context["says"].zh == "表三 （一）予以公开 1362 + （二）部分公开 454 = 1816" or (
        fact.context["says"].zh == "表三 予以公开 1362 + 部分公开 454 = 1816"
    )
    assert fact.cells == (("requests", "granted", "total"), ("requests", "partially_granted", "total"))


def share(text: str) -> list[int]:
    return [int(fact.fields["agrees"]) for fact in facts(text) if fact.kind == "share"]


@given(part=st.integers(1, 3050), digits=st.integers(0, 2), cut=st.booleans())
@settings(max_examples=60, deadline=None)
def test_shares_rounded_or_cut_off_agree(part: int, digits: int, cut: bool) -> None:
    scaled = part * 100 * 10**digits
    whole = scaled // 3050 if cut else (2 * scaled + 3050) // 6100
    written = f"{whole // 10**digits}" + (f".{whole % 10**digits:0{digits}d}" if digits else "")
    text = "答复政府信息公开申请3050件，其中予以公开{}件，占{}%。"
    assert share(text.format(part, written)) == [1]


def test_shares_that_are_none() -> None:
    assert share("答复政府信息公开申请201件，其中予以公开58件，占33.9%。") == [0]
    assert share("答复政府信息公开申请201件，予以公开占33.9%。") == []
    assert share("收到政府信息公开申请201件，同比增长33.9%。") == []
    assert share("收到政府信息公开申请201件，网上申请100件，占49.8%。") == []


def test_sums_of_what_is_told() -> None:
    def state(text: str) -> list[str]:
        return [str(fact.fields["state"]) for fact in facts(text) if fact.kind == "told_sum"]

    assert state("答复政府信息公开申请201件，其中予以公开100件、不予公开80件。") == ["part"]
    assert state("答复政府信息公开申请201件，其中予以公开100件、不予公开101件。") == ["agrees"]
    assert state("答复政府信息公开申请201件，其中予以公开100件、不予公开180件。") == ["more"]
    six = "其中予以公开100件、部分公开10件、不予公开10件、无法提供10件、不予处理10件、其他处理10件"
    assert state(f"答复政府信息公开申请201件，{six}。") == ["less"]
    assert state("答复政府信息公开申请201件，其中予以公开100件。") == []
    assert state("答复政府信息公开申请约200件，其中予以公开100件、不予公开180件。") == []


def test_deep_and_broken_brackets() -> None:
    text = "答复政府信息公开申请3050件（含" + "（" * 40 + "上年结转34件" + "）" * 3 + "，收到政府信息公开申请3119件。"
    assert Counter(state for _, state, _ in told(text)) == {"agrees": 3}
    assert told(")）】" * 50 + "收到政府信息公开申请3119件。") == [("received", "agrees", "none")]


@pytest.mark.parametrize(
    "unit",
    [
        "收到政府信息公开申请1件，",
        "（",
        "）",
        "（答复3件）",
        "局",
        "政府",
        "公民、法人和其他组织",
        "未",
        "未收到",
        "占1%，",
        "1件",
        "其中",
        "上年结转",
        "2024年",
        "行政复议、行政诉讼1件；",
        "予以公开1件、占5%，",
        "我市我县",
        "全年共",
        "《",
        "12 ",
        "各级",
    ],
)
def test_hostile_text_takes_bounded_time(unit: str) -> None:
    text = (unit * (2_000_000 // len(unit) + 1))[:1_999_990] + "，收到3件申请"
    started = time.perf_counter()
    found = facts(text)
    assert time.perf_counter() - started < 20
    assert len(found) <= 10_000


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "收到",
                "政府信息公开申请",
                "3119件",
                "（",
                "）",
                "，",
                "。",
                "其中",
                "占",
                "3%",
                "上年",
                "结转",
                "未",
                "行政复议",
                "\n",
                " ",
                "3",
                "2023年",
                "《",
                "》",
            ]
        ),
        max_size=40,
    )
)
def test_no_words_break_it(words: list[str]) -> None:
    text = "".join(words)
    found = facts(text)
    assert len({fact.id for fact in found}) == len(found)


def test_fees_are_told_twice() -> None:
    report = copy.deepcopy(BASE)
    report["sections"] = {
        "overview": {"heading": "", "text": "全年收取信息处理费400元。"},
        "other": {"heading": "", "text": "全年收取政府信息公开信息处理费380元。"},
    }
    reading = read_bytes(dumps(report).encode(), "report.json", BOOK)
    assert [fact.fields["told"] for fact in ENGINE.facts(reading) if fact.kind == "restatement"] == [40000, 38000]
