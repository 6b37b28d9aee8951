"""SARIF against the official schema, and its regions against the texts that they point into."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, FormatChecker

from engine.cases import ROOT, all_cases
from engine.json_places import spans
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from engine.score import Engine
from engine.scored import Scored

SCHEMA = json.loads(Path(__file__).with_name("sarif").joinpath("sarif-2.1.0-rtm.5.json").read_bytes())
SAMPLE = (ROOT / "everything-wrong/wrong-k-sample.json").read_text("utf-8")
TEXT = (ROOT / "reports/huaian-2024.txt").read_text("utf-8")


def log_of(reports: list[Scored]) -> dict[str, Any]:
    text = reporter("sarif")(reports, Layout("zh", 80, len(reports) > 1))
    assert isinstance(text, str)
    found: dict[str, Any] = json.loads(text)
    return found


def scored(engine: Engine, text: str, name: str) -> Scored:
    return engine.scored(read_bytes(text.encode(), name, engine.book))


def pointed_at(log: dict[str, Any], text: str) -> list[tuple[str, str]]:
    """The words that each region of each result covers, as an editor would mark them."""
    lines = re.split("\r\n|\n|\r", text)
    found = []
    for result in log["runs"][0]["results"]:
        for place in result["locations"]:
            region = place["physicalLocation"].get("region")
            if region is not None and "startColumn" in region:
                first, last = region["startLine"] - 1, region.get("endLine", region["startLine"]) - 1
                cut = [*lines[first:last], lines[last][: region["endColumn"] - 1]]
                cut[0] = cut[0][region["startColumn"] - 1 :]
                found.append((result["ruleId"], "\n".join(cut)))
    return found


def test_every_kind_of_result_is_valid(reference: Engine) -> None:
    cases = [case for case in all_cases() if case.rule == "everything-wrong"][::4]
    book = reference.book
    reports = [reference.scored(case.reading(book), case.knows(), beside=case.beside(book)) for case in cases]
    log = log_of([*reports, reports[0]])  # a file may be asked for twice
    assert {result["kind"] for result in log["runs"][0]["results"]} == {"fail", "review"}
    assert log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    errors = [error.message for error in Draft4Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(log)]
    assert errors == []


def test_the_schema_would_notice() -> None:
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"level": "grave"}]}]}
    assert not Draft4Validator(SCHEMA).is_valid(log)


def test_in_report_json_the_cell_is_marked(reference: Engine) -> None:
    found = pointed_at(log_of([scored(reference, SAMPLE, "a.json")]), SAMPLE)
    assert [words for rule, words in found if rule == "requests-row-total"] == ["16", "17"]
    assert ("requests-total", "32") in found
    assert ("total-blank", '""') in found
    assert ("placeholder-left", "（文字描述，收取信息处理费情况在此处报告。）") in found


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_in_a_text_the_figure_is_marked(reference: Engine, newline: str) -> None:
    text = TEXT.replace("3001 53", "3002 53").replace("\n", newline)
    found = pointed_at(log_of([scored(reference, text, "a.txt")]), text)
    assert ("requests-balance", "3002") in found
    assert [words for rule, words in found if rule == "requests-row-total"] == ["3119"]


def test_words_are_marked_where_they_stand_and_not_at_the_heading(reference: Engine) -> None:
    text = TEXT.replace("\n二、", "\n此外，××件\n事项待补。\n二、", 1)
    found = [words for rule, words in pointed_at(log_of([scored(reference, text, "a.txt")]), text) if "left" in rule]
    assert found
    assert all("××" in words for words in found)


def test_an_absent_row_points_to_its_table(reference: Engine) -> None:
    report = json.loads(SAMPLE)
    del report["tables"]["requests"]["granted"]
    text = json.dumps(report, ensure_ascii=False, indent=1)
    log = log_of([scored(reference, text, "a.json")])
    (result,) = [result for result in log["runs"][0]["results"] if result["ruleId"] == "requests-row-missing"]
    (place,) = result["locations"]
    line = text.split("\n")[place["physicalLocation"]["region"]["startLine"] - 1]
    assert line.strip() == '"requests": {'


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a b/年.txt", "a%20b/%E5%B9%B4.txt"),
        ("x:y.txt", "x%3Ay.txt"),
        ("/tmp/a b.txt", "file:///tmp/a%20b.txt"),
    ],
)
def test_names_are_references(reference: Engine, name: str, uri: str) -> None:
    log = log_of([scored(reference, SAMPLE, name)])
    assert log["runs"][0]["artifacts"][0]["location"]["uri"] == uri


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=50, deadline=None)
@given(value=st.dictionaries(st.text(max_size=4), VALUES, max_size=4), indent=st.sampled_from([0, 1, None]))
def test_every_value_of_json_is_found_where_it_stands(value: dict[str, Any], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    found = spans(text)

    def look(item: Any, path: tuple[str, ...]) -> None:
        start, end = found[path]
        assert json.loads(text[start:end]) == item
        for key, inner in item.items() if isinstance(item, dict) else ():
            look(inner, (*path, key))

    look(value, ())
    assert dumps(value)
