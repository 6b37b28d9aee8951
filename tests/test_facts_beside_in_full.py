"""Facts of what is laid beside a small report, in full: fields, words for messages, cells."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.beside import Beside
from engine.context import CONTEXT
from engine.facts import VOCABULARY, Fact
from engine.rulebook import Rulebook, Text
from tests.test_facts_in_full import OVERVIEW, PASSAGE, PROBLEMS, TABLES, Facts, observed, reading, report
from tests.test_narrative import BASE


def last_year() -> dict[str, Any]:
    made = report(year=2023)
    made["sections"]["overview"]["text"] = f"工作扎实。{PASSAGE}。"
    made["sections"]["problems"]["text"] = "解读形式不够丰富。人手也不够多。"
    made["tables"]["requests"]["carried_forward"] |= {"natural_person": 30, "total": 30}
    return made


def other_copy() -> dict[str, Any]:
    made = report(published_on="2025-03-31")
    made["tables"]["disputes"]["direct"]["upheld"] = 14
    made["tables"]["disputes"]["direct"]["pending"] = ""
    made["sections"]["other"]["text"] += "完"
    return made


@pytest.fixture
def facts(book: Rulebook) -> Facts:
    peer = report(unit={"name": "某市审计局"})
    beside = Beside(
        previous=reading(last_year(), "a/2023.json", book),
        copy=reading(other_copy(), "b/copy.json", book),
        peers=(reading(peer, "c/peer.json", book),),
    )
    return observed(report(), book, beside)


def test_likeness(facts: Facts) -> None:
    found = facts["similarity/previous/1/overview"]
    assert {key: value for key, value in found.fields.items() if key != "minhash"} == {
        "with": "previous", "scope": "section", "rank": 1, "other": "某市财政局", "apart": 1,
        "characters": 53, "other_characters": 4 + 36,
        "containment": 65,  # of 53 - 4 runs of five letters 36 - 4
        "longest": 36, "section": "overview",
    }  # fmt: skip
    assert abs(int(found.fields["minhash"]) - 100 * 32 / (49 + 36 - 32)) <= 13
    assert found.context == {
        "other_year": 2023, "file": "a/2023.json", "passages": PASSAGE, "quote": PASSAGE, "heading": OVERVIEW,
        "by_section": "",
    }  # fmt: skip
    problems = facts["similarity/previous/1/problems"]
    assert problems.context["passages"] == "解读形式不够丰富 | 也不够 | 多"
    # Four of the runs of 解读形式不够丰富更新也不够及时 and 附件多做图解: the number of a heading is taken out.
    assert (problems.fields["containment"], problems.fields["longest"]) == (100 * 4 // (11 + 2), 8)
    whole = facts["similarity/previous/1/whole"]
    assert (whole.fields["scope"], whole.context["heading"]) == ("whole", "")
    assert whole.context["by_section"] == Text(
        "一、总体情况 65%; 五、存在的主要问题及改进情况 30%; 六、其他需要报告的事项 100%",
        "1. Overview 65%; 5. Main problems and improvements 30%; 6. Other matters 100%",
    )
    assert facts["peers"].fields == {"given": 1, "reports": 1}
    assert facts["similarity/peer/1/whole"].fields["containment"] == 100
    assert facts["similarity/peer/1/whole"].fields["apart"] == 0


@pytest.mark.parametrize("where", ["overview", "problems", "other"])
@pytest.mark.parametrize("before", ["", "甲"])
def test_the_section_of_the_longest_passage(where: str, before: str, book: Rulebook) -> None:
    """At the beginning of a section as well as behind its first letter."""
    now, then = report(), last_year()
    for value, letters in ((now, "乙丙丁"), (then, "戊己庚")):
        for key, letter in zip(("overview", "problems", "other"), letters, strict=True):
            value["sections"][key]["text"] = letter * 9
    now["sections"][where]["text"] = before + PASSAGE
    then["sections"]["problems"]["text"] = PASSAGE
    found = observed(now, book, Beside(previous=reading(then, "last.json", book)))
    fields = found["similarity/previous/1/whole"].fields
    assert (fields["section"], fields["longest"]) == (where, 36)


def test_leftovers(facts: Facts) -> None:
    assert facts["other_unit/preface/itself/某市审计局"] == Fact(
        "other_unit",
        "other_unit/preface/itself/某市审计局",
        {
            "section": "preface", "how": "itself", "name": "某市审计局", "words": "本报告由某市审计局编制",
            "given": 1,
        },
        {"heading": "", "unit": "某市财政局", "quote": "本报告由某市审计局编制。统计期限为2024年1"},
    )  # fmt: skip
    assert facts["other_unit/overview/calls/我镇"] == Fact(
        "other_unit",
        "other_unit/overview/calls/我镇",
        {"section": "overview", "how": "calls", "name": "我镇", "words": "我镇", "given": 0},
        {"heading": OVERVIEW, "unit": "某市财政局", "quote": "写，写完再请他们看一遍。我镇坚持公开。"},
    )
    assert facts["other_year/overview/0"] == Fact(
        "other_year",
        "other_year/overview/0",
        {"section": "overview", "year": 2023, "off": -1, "own_year": 0, "words": "2023年，我局公开信息"},
        {"heading": OVERVIEW, "report_year": 2024, "quote": "2023年，我局公开信息。每季度请企业代表为解读"},
    )


def test_problems_again_and_generalities(facts: Facts) -> None:
    assert facts["repetition/problems"] == Fact(
        "repetition",
        "repetition/problems",
        {"section": "problems", "apart": 1, "sentences": 2, "repeated": 1, "share": 50},
        {"heading": PROBLEMS, "problems": "解读形式不够丰富", "quote": "解读形式不够丰富"},
    )
    generality = facts["generality/overview"]
    assert generality.fields["characters"] == 53
    assert generality.context == {"heading": OVERVIEW, "words": ""}


def test_last_year(facts: Facts) -> None:
    assert facts["previous"] == Fact(
        "previous",
        "previous",
        {"given": 1, "years_back": 1, "same_unit": 1, "doubtful": 0},
        {"other_unit": "某市财政局", "other_year": 2023, "file": "2023.json"},
    )
    assert facts["carry/requests-carried/natural_person"] == Fact(
        "carry",
        "carry/requests-carried/natural_person",
        {
            "comparison": "requests-carried", "table": "requests", "row": "carried_over",
            "column": "natural_person", "line": "natural_person", "known": 1, "this": 34, "before": 30,
            "expected": 30, "difference": 4, "gap": 4, "percent": 14, "times": 1,
        },
        {
            "label": Text(
                "表三 / 二、上年结转政府信息公开申请数量 / 自然人",
                "Table 3 / 2. Requests carried over from last year / Natural persons",
            ),
            "line_label": Text("自然人", "Natural persons"), "year_before": 2023, "now": 34, "then": 30, "due": 30,
            "apart": 4, "sum": "30", "others": Text("总计 30 → 34", "Total 30 → 34"),
        },
        (("requests", "carried_over", "natural_person"),),
    )  # fmt: skip
    assert facts["carry/normative-in-force/regulations"].context["sum"] == "11 + 1 - 0"
    assert facts["carry/normative-in-force/regulations"].cells == (
        ("proactive", "regulations", "in_force"),
        ("proactive", "regulations", "made"),
        ("proactive", "regulations", "repealed"),
    )
    assert facts["repeat/requests"] == Fact(
        "repeat",
        "repeat/requests",
        {
            "table": "requests", "tables": 1, "cells": 175, "compared": 175, "equal": 173,
            "nonzero": sum(bool(v) for line in BASE["tables"]["requests"].values() for v in line.values()),
            "outcome": "other",
        },
        {"title": TABLES[1], "year_before": 2023},
    )  # fmt: skip
    assert facts["repeat/all"].context == {
        "title": Text("表二 / 表三 / 表四", "Table 2 / Table 3 / Table 4"),
        "year_before": 2023,
    }


def test_another_copy(facts: Facts) -> None:
    assert facts["copy"] == Fact(
        "copy",
        "copy",
        {
            "given": 1, "years_apart": 0, "same_unit": 1, "cells": 200, "figures": 2, "sections": 1,
            "differences": 3, "days_apart": 11,
        },
        {
            "file": "copy.json",
            "told": Text(
                "表四 / 未经复议直接起诉 / 结果维持 13 | 14; "
                "表四 / 未经复议直接起诉 / 尚未审结 1 | 0; 六、其他需要报告的事项",
                "Table 4 / Litigation without review / upheld 13 | 14; "
                "Table 4 / Litigation without review / pending 1 | 0; 6. Other matters",
            ),
            "published": "2025-03-20", "other_published": "2025-03-31",
        },
        (("disputes", "direct", "upheld"), ("disputes", "direct", "pending")),
    )  # fmt: skip


def test_facts_have_what_the_vocabulary_says(facts: Facts) -> None:
    for fact in facts.values():
        assert fact.fields.keys() == VOCABULARY[fact.kind].keys(), fact.kind
        texts = {name for name in CONTEXT[fact.kind] if not name.endswith("_text")}  # of a fee each only its own
        assert texts <= fact.context.keys(), fact.kind
        for name, value in fact.fields.items():
            assert type(value).__name__ == VOCABULARY[fact.kind][name][0]
    assert {fact.kind for fact in facts.values()} >= VOCABULARY.keys() - {
        "finding", "label", "note", "reading", "restatement", "share", "told_sum", "trait",
    }  # fmt: skip


def test_meanings_are_phrases_of_one_line() -> None:
    """They stand in tables, behind names."""
    meanings = [meaning for fields in VOCABULARY.values() for _, meaning in fields.values()]
    meanings += [meaning for names in CONTEXT.values() for meaning in names.values()]
    for meaning in meanings:
        assert re.match(r"[a-z0-9(]", meaning), meaning
        assert not re.search(r"\n|\s\s|(?<![.])[.]$", meaning), meaning
    assert CONTEXT.keys() == VOCABULARY.keys()
