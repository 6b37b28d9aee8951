"""What the figures should perhaps say: the one likely repair, or those between which a person must choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from engine.cases import all_cases
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.reporters import Layout, reporter
from engine.reporters.parts import suggestions
from engine.rulebook import Rulebook
from engine.score import Engine
from engine.scored import Scored

WAYS = [
    "“表四 / 行政复议 / 总计”由 352 改为 351（可能写错一位）",
    "“表四 / 行政复议 / 结果纠正”由 64 改为 65（可能写错一位）",
    "“表四 / 行政复议 / 其他结果”由 178 改为 179（可能写错一位）",
    "“表四 / 行政复议 / 尚未审结”由 37 改为 38（可能写错一位）",
    "“表四 / 行政复议 / 结果维持”由 72 改为 73（可能写错一位）",
]  # one row alone: any of its cells may be the wrong one
STOPPED = "没有找全可能的改法：勾稽不符之处太多"


def scored(engine: Engine, case: str) -> Scored:
    (found,) = [item for item in all_cases() if str(item.path).replace("\\", "/").endswith(f"/{case}.yaml")]
    return engine.scored(found.reading(engine.book), found.knows())


def shown(form: str, report: Scored) -> str:
    text = reporter(form)([report], Layout("zh", 1000))
    assert isinstance(text, str)
    return text


def in_order(words: Sequence[str], text: str) -> bool:
    places = [text.find(word) for word in words]
    return -1 not in places and len(set(places)) == len(places)


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "sarif", "junit"])
def test_every_way_is_named_in_every_format(reference: Engine, form: str) -> None:
    text = shown(form, scored(reference, "disputes-row-total/fail-a-review"))
    assert in_order(WAYS, text)
    assert text.count("有 5 种改法都能使勾稽关系成立，请对照台账确定其一：") == 1
    assert "最可能填错的是" not in text


def test_figures_that_change_together_are_named_together(reference: Engine) -> None:
    report = scored(reference, "requests-row-total/fail-a-two_rows")
    (first, other) = [f for f in report.card.findings if f.rule == "requests-row-total"]
    (words,) = suggestions(first, report.card.repairs, "zh")
    assert words.count("，同时“表三 / ") == 5
    assert suggestions(other, report.card.repairs, "zh") == [words]


def test_a_finding_is_given_the_repairs_of_its_own_sums_only(reference: Engine) -> None:
    report = scored(reference, "everything-wrong/wrong-b-sums")
    for finding in report.card.findings:
        for words in suggestions(finding, report.card.repairs, "zh"):
            table = {"requests": "表三", "disputes": "表四"}[finding.locations[0].table or ""]
            assert f"“{table} / " in words


@pytest.mark.parametrize("form", ["table", "markdown", "sarif", "junit"])
def test_a_search_that_stopped_says_so_and_claims_nothing(book: Rulebook, form: str) -> None:
    short = replace(book, repair_words=replace(book.repair_words, sets=1))
    engine = Engine(short, inference=ReferenceInference(Program(short.rules)))
    report = scored(engine, "disputes-row-total/fail-a-review")
    text = shown(form, report)
    assert STOPPED in text
    assert "一种可能的改法（也许还有别的）：“表四" in text
    assert "最可能填错的是" not in text
