"""Why a rule fired or did not, in sentences; and the facts and their vocabulary as authors see them."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from engine.authoring.explain import explain
from engine.authoring.explain_words import explained
from engine.authoring.measured import facts_as_lines, facts_as_table, vocabulary_as_lines, vocabulary_as_table
from engine.authoring.trace import trace
from engine.authoring.words import condition_words, fact_words, field_words, kind_words
from engine.cases import ROOT, all_cases
from engine.context import CONTEXT
from engine.facts import VOCABULARY, Fact
from engine.given import Given
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.json_text import dumps, loads
from engine.patterns import Condition, Pattern, parse
from engine.readers import read_bytes
from engine.rulebook import Lang
from engine.score import Engine


def report(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(loads((ROOT / "reports" / "huaian-2024.json").read_text("utf-8")))
    for path, value in changes.items():
        *parents, last = path.split("__")
        holder = found
        for key in parents:
            holder = holder[key]
        holder[last] = value
    return found


def lines(engine: Engine, rule: str, value: dict[str, Any], lang: Lang = "en", **given: Any) -> list[str]:
    reading = read_bytes(dumps(value).encode(), "a", engine.book)
    found = explain(engine, engine.book.rule(rule), reading, Given(**given), lang)
    return [line.strip() for line in explained(found, engine.book, lang).split("\n") if line.strip()]


def test_a_gap(engine: Engine) -> None:
    found = lines(engine, "requests-balance", report(tables__requests__carried_forward__natural_person=104))
    assert (
        "It looked at 45 facts of kind identity." in found
    )  # 25 rows, 7 columns twice, 3 groups, 2 of table two, 1 of lawsuits
    assert any(
        line.startswith("Asked: group = requests.balance. Found: ") and line.endswith("Left: 7.") for line in found
    )
    assert "Asked: status = broken. Found: holds × 6, broken × 1. Left: 1." in found
    assert "All conditions are met 1 times." in found
    (matched,) = [line for line in found if line.startswith("- Natural persons (left 3035, right 3036")]
    assert "gap 1" in matched
    assert found[-2] == "Outcome: has gaps."
    assert found[-1].startswith("- Column Natural persons: received 3001 + carried over 34 = 3035")


def test_a_pass_names_the_nearest_misses(engine: Engine) -> None:
    found = lines(engine, "requests-balance", report())
    assert "Asked: status = broken. Found: holds × 7. Left: 0." in found
    near = found[found.index("The nearest misses:") + 1]
    assert near.endswith("status is holds, asked was status = broken")
    assert found[-1] == "Outcome: passed."


def test_numbers_come_near_by_how_far_they_are_off() -> None:
    def cell(row: str, value: int) -> Fact:
        fields: dict[str, str | int] = {"table": "t", "row": row, "value": value}
        return Fact("cell", row, fields)

    facts = [cell("a", 1), cell("b", 8), cell("c", 3)]
    (step,), found = trace(parse({"cell": {"table": "t", "value": {"gt": 9}}}), facts)
    assert [near.fact.id for near in step.near] == ["b", "c", "a"]
    assert [stage.left for stage in step.stages] == [3, 0]
    assert not found


def test_a_rule_of_another_year_looked_at_nothing(engine: Engine) -> None:
    found = lines(engine, "procurement-unit-missing", report())
    assert found[1] == (
        "It governs: report years –2020; all kinds of unit; all levels. "
        "This report: does not govern this report year."
    )
    assert found[-1] == "Outcome: not applicable (does not govern this report year)."
    assert len(found) == 3


def test_an_excuse(engine: Engine) -> None:
    value = report(tables__requests__new_received__total=3118)
    cells = value["tables"]["requests"]["other.overdue_fee"]
    cells.update(natural_person=1, total=1)
    found = lines(engine, "overdue-fee-unexplained", value)
    assert "Unless — phrase: phrase = processing-fee: it excuses 1 of them." in found
    assert "Unless — report: sections = 0: not met; it excuses nothing." in found
    assert found[-1] == "Outcome: passed."
    value["sections"]["other"]["text"] = "无。"
    value["sections"]["overview"]["text"] = "甲。"
    found = lines(engine, "overdue-fee-unexplained", value)
    assert "Unless — phrase: phrase = processing-fee: not met; it excuses nothing." in found
    assert "Not charged again if explained by — finding: rule = section-missing, section = other" in found
    assert found[-2] == "Outcome: to be reviewed."


def test_missing_evidence(engine: Engine) -> None:
    found = lines(engine, "requests-balance", report(tables__requests__new_received__natural_person=None))
    (line,) = [line for line in found if line.startswith("Missing evidence — identity")]
    assert line.endswith("→ not assessable: met 1 times.")
    assert found[-1].startswith("Outcome: not assessable (")


def test_what_another_finding_explains(engine: Engine) -> None:
    value = report()
    del value["tables"]["requests"]
    found = lines(engine, "requests-balance", value)
    (line,) = [line for line in found if "rule = table-missing" in line]
    assert line.endswith("→ marks are lost: met 1 times.")


def test_chinese(engine: Engine) -> None:
    found = lines(engine, "requests-balance", report(tables__requests__carried_forward__natural_person=104), "zh")
    assert "要求 status = broken：实际有 holds × 6, broken × 1；符合的 1 个。" in found
    assert "结论：有问题。" in found


def test_explanations_agree_with_the_engine(engine: Engine, reference: Engine) -> None:
    """On cases of every rule: what the explanation matched and did not excuse is what was found."""
    seen = set()
    for case in all_cases():
        if case.rule in seen or case.expectation != "fail" or case.overlays:
            continue
        seen.add(case.rule)
        reading, beside = case.reading(engine.book), case.beside(engine.book)
        rule = engine.book.rule(case.rule)
        found = explain(engine, rule, reading, case.knows(), "en", beside)
        excused = {id_ for excuse in found.excuses for id_ in excuse.excused}
        assert len(found.matched) - len(excused) == len(found.found) > 0, case.id
    assert len(seen) > 40


def test_conditions_and_facts_in_words() -> None:
    (pattern,) = parse({"cell": {"row": {"matches": "a"}}})
    assert condition_words(pattern.conditions[0], "en") == "row has words that match “a”"
    assert condition_words(Condition("row", "exists", 1), "en") == "row is not empty"
    assert condition_words(Condition("row", "exists", 0), "en") == "row is empty"
    assert condition_words(Condition("row", "eq", ""), "en") == "row = “”"
    assert fact_words(Fact("note", "note/a", {"table": "a", "given": 0}), "en") == "note/a"
    hostile = Fact("heading", "h", {}, {"heading": "甲\x1b[2J\n乙"})
    assert "\x1b" not in fact_words(hostile, "en")
    assert "\n" not in fact_words(hostile, "en")


def test_facts_as_lines_have_every_field(engine: Engine) -> None:
    facts = engine.facts(read_bytes(dumps(report()).encode(), "a", engine.book))
    rows = [loads(line) for line in facts_as_lines(facts, "en").splitlines()]
    assert len(rows) == len(facts)
    assert all(set(row["fields"]) == set(VOCABULARY[row["kind"]]) for row in rows)
    table = facts_as_table(facts, "zh")
    assert "identity（45 个）" in table
    assert facts_as_table([], "en") == "no such facts\n"


def test_the_vocabulary_has_every_kind_and_field() -> None:
    rows = [loads(line) for line in vocabulary_as_lines(list(VOCABULARY), "en").splitlines()]
    assert [row["kind"] for row in rows] == list(VOCABULARY)
    for row in rows:
        assert set(row["fields"]) == set(VOCABULARY[row["kind"]])
        assert set(row["in_messages"]) == set(CONTEXT[row["kind"]])
    text = vocabulary_as_table(["cell"], "en")
    assert "number, blank, dash (a mark for nothing), text, unreadable or absent" in text
    assert "{label}" in text


@pytest.mark.parametrize("kind", list(VOCABULARY))
def test_every_kind_and_field_is_explained_in_chinese(kind: str) -> None:
    """In engine/authoring/vocabulary.json: a text for the kind ("") and one for each field and name in messages."""
    assert kind_words(kind, "zh"), kind
    lacking = [name for name in {**VOCABULARY[kind], **CONTEXT[kind]} if field_words(kind, name, "zh").isascii()]
    assert not lacking, kind


def test_pattern_without_conditions(engine: Engine) -> None:
    few = Engine(engine.book, inference=ReferenceInference(Program(engine.book.rules)))
    facts = few.facts(read_bytes(dumps(report()).encode(), "a", engine.book))
    (step,), found = trace((Pattern("table", ()),), facts)
    assert (step.looked, step.stages, len(found)) == (3, (), 3)
