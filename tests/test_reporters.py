"""Markdown, CSV, SARIF and JUnit: read back by others than those who wrote them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cases import ROOT, all_cases
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from engine.rulebook import Lang
from engine.score import Engine
from engine.scored import Scored
from tests.said import word_lines, workbook_lines

SAMPLE = (ROOT / "everything-wrong/wrong-k-sample.json").read_bytes()
EVIL = "=1+1|<b>*_`\n\x07\x00\u202e]]>&\ufffe"


@pytest.fixture(scope="module")
def sample(reference: Engine) -> Scored:
    return reference.scored(read_bytes(SAMPLE, "dir name/sample.json", reference.book), lang="en")


@pytest.fixture(scope="module")
def evil(reference: Engine) -> Scored:
    report: dict[str, Any] = json.loads(SAMPLE)
    report["unit"]["name"] = EVIL
    report["sections"]["other"]["text"] = f"七、{EVIL}\n（文字描述）"
    report["tables"]["proactive"]["fees"]["amount_10k_yuan"] = EVIL
    return reference.scored(read_bytes(dumps(report).encode(), "a.json", reference.book))


def shown(form: str, reports: Sequence[Scored], lang: Lang = "en") -> str:
    text = reporter(form)(reports, Layout(lang, 80, len(reports) > 1))
    assert isinstance(text, str)
    return text


def rows(reports: Sequence[Scored], lang: Lang = "en") -> list[dict[str, str]]:
    text = shown("csv", reports, lang)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_csv_has_a_line_for_each_finding(sample: Scored) -> None:
    found = rows([sample])
    assert [row["rule"] for row in found] == [finding.rule for finding in sample.card.findings]
    late = next(row for row in found if row["category"] == "timeliness")
    assert (late["rule"], late["status"], late["severity"]) == ("government-published-late", "gap", "error")
    assert (late["observed"], late["expected"], late["deducted"]) == ("2025-04-03", "2025-03-31", "10")
    assert late["score"] == str(sample.card.score)


def test_csv_of_a_report_without_findings_names_it(reference: Engine) -> None:
    good = (ROOT / "reports/longgang-2020.json").read_bytes()
    (row,) = rows([reference.scored(read_bytes(good, "good.json", reference.book))])
    assert (row["file"], row["score"], row["rule"]) == ("good.json", "100", "")


def test_csv_runs_no_formula(evil: Scored) -> None:
    for row in rows([evil]):
        assert not [value for value in row.values() if value.startswith(("=", "+", "-", "@"))]
        assert row["unit"].startswith("'=1+1")


def test_sarif_says_rule_place_and_fingerprint(sample: Scored) -> None:
    log = json.loads(shown("sarif", [sample]))
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted({finding.rule for finding in sample.card.findings})
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [f.rule for f in sample.card.findings]
    assert [r["partialFingerprints"]["compliance/v1"] for r in run["results"]] == [
        finding.fingerprint for finding in sample.card.findings
    ]
    assert run["artifacts"][0]["location"]["uri"] == "dir%20name/sample.json"
    first = next(result for result in run["results"] if result["ruleId"] == "requests-row-total")
    names = [place["logicalLocations"][0]["fullyQualifiedName"] for place in first["locations"]]
    assert "requests/requests/granted/total" in names


def test_sarif_points_to_lines_of_texts_only(reference: Engine) -> None:
    text = (ROOT / "reports/huaian-2024.txt").read_bytes().replace(b"3001 53", b"3002 53")
    log = json.loads(shown("sarif", [reference.scored(read_bytes(text, "a.txt", reference.book))]))
    line = text.decode().split("\n").index(next(x for x in text.decode().split("\n") if "3002 53" in x)) + 1
    regions = [
        place["physicalLocation"]["region"]["startLine"]
        for result in log["runs"][0]["results"]
        for place in result["locations"]
        if "region" in place["physicalLocation"]
    ]
    assert line in regions


def test_sarif_review_is_no_failure(reference: Engine) -> None:
    reports = [reference.scored(case.reading(reference.book), case.knows()) for case in all_cases() if case.fires]
    results = json.loads(shown("sarif", reports))["runs"][0]["results"]
    assert {(r["kind"], r["level"]) for r in results} == {
        ("fail", "error"),
        ("fail", "warning"),
        ("fail", "note"),
        ("review", "none"),
    }


def test_junit_counts_what_it_holds(sample: Scored) -> None:
    suite = ElementTree.fromstring(shown("junit", [sample]))[0]
    cases = suite.findall("testcase")
    assert suite.get("tests") == str(len(cases))
    for name, key in (("failure", "failures"), ("skipped", "skipped"), ("error", "errors")):
        assert suite.get(key) == str(sum(case.find(name) is not None for case in cases))
    failed = {case.get("name") for case in cases if case.find("failure") is not None}
    assert failed == {finding.rule for finding in sample.card.findings if finding.status == "gap"}


def test_junit_holds_only_what_xml_may(evil: Scored) -> None:
    root = ElementTree.fromstring(shown("junit", [evil]))
    assert "\x07" not in "".join(root.itertext())


def test_markdown_says_each_finding_once_in_order(sample: Scored) -> None:
    text = shown("markdown", [sample])
    assert text.startswith(f"# {sample.card.report['unit']['name']} · 2024\n\n**Score {sample.card.score} (of 100)**")
    places = [text.index(finding.message.split("（")[0][:30]) for finding in sample.card.findings]
    assert places == sorted(places)


def test_markdown_shows_marks_of_markup_as_they_are(evil: Scored) -> None:
    text = shown("markdown", [evil])
    assert "<b>" not in text
    assert "\\<b\\>\\*\\_\\`" in text


@settings(max_examples=25, deadline=None)
@given(form=st.sampled_from(["markdown", "csv", "sarif", "junit"]), lang=st.sampled_from(["zh", "en"]))
def test_the_same_cards_give_the_same_text(sample: Scored, evil: Scored, form: str, lang: Lang) -> None:
    one = shown(form, [sample, evil], lang)
    assert one == shown(form, [sample, evil], lang)
    assert one.endswith("\n")


@pytest.mark.parametrize(
    ("lang", "words", "own"), [("en", ("error", "warning"), "to check"), ("zh", ("错误", "提醒"), "待核")]
)
def test_what_is_to_be_reviewed_is_called_no_error(
    reference: Engine, lang: Lang, words: tuple[str, ...], own: str
) -> None:
    scored = reference.scored(read_bytes(SAMPLE, "a.json", reference.book), lang=lang)
    reviews = [finding for finding in scored.card.findings if finding.status == "review"]
    assert {finding.severity for finding in reviews} >= {"error", "warning"}
    for form in ("table", "markdown"):
        text = shown(form, [scored], lang)
        for finding in reviews:
            assert f"[{own}] {finding.title}" in text.replace("\\", "")
        assert any(f"[{word}]" in text for word in words)  # of gaps
    for row in rows([scored], lang):
        assert (own in row.values()) == (not {"review", "待人工核对"}.isdisjoint(row.values()))
    for form in ("docx", "xlsx"):
        content = reporter(form)([scored], Layout(lang, 80, False))
        assert isinstance(content, bytes)
        lines = (word_lines if form == "docx" else workbook_lines)(content)
        for finding in reviews:
            told = [line for line in lines if finding.title in line and finding.message in line]
            assert not [line for line in told if any(word in line.replace(finding.message, "") for word in words)]
    results = json.loads(shown("sarif", [scored], lang))["runs"][0]["results"]
    assert {result["level"] for result in results if result["kind"] == "review"} == {"none"}
    told = json.loads(shown("json", [scored], lang))["findings"]
    assert {"error", "warning"} <= {finding["severity"] for finding in told if finding["status"] == "review"}
