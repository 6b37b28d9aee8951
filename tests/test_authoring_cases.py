"""Cases tried, rules compared and covered, facts measured: what authors are told, written by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from engine.authoring import coverage as covered
from engine.authoring import differing, trying
from engine.authoring.measured import facts_as_lines, facts_as_table, vocabulary_as_lines, vocabulary_as_table
from engine.context import CONTEXT
from engine.facts import VOCABULARY, Fact
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.rulebook import Text
from engine.score import Engine
from engine.scorecard import (
    CategoryScore,
    Finding,
    GradeGiven,
    Location,
    RulebookUsed,
    RuleResult,
    RuleStatus,
    Scorecard,
)
from tests.made_up import made_up, made_up_engine

BASE = "base: reports/huaian-2024.json\n"
DECIDED = """decisions:
  - {rule: made-up, decision: waive, reason: 机构改革时丢失材料已报省厅同意补正, author: 张三, approver: 李四,
     decided_on: 2026-03-01, expires_on: 2026-06-30}
as_of: 2026-03-01
"""


def written(folder: Path, **files: str) -> Path:
    """Cases of a rule in a folder of cases; ``__`` parts the rule from the name of the file, ``_`` the words."""
    for name, text in files.items():
        rule, _, case = name.partition("__")
        path = folder / rule.replace("_", "-") / f"{case.replace('_', '-')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def tried(folder: Path, chosen: str = "") -> str:
    return trying.as_text(list(trying.try_all([folder], made_up_engine(), made_up_engine(), chosen)), "en")


def test_cases_that_are_as_they_say(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        made_up__fail_a_direct=f"what: 直接起诉\n{BASE}findings: {{made-up: 1}}\nfires: [made-up]\n",
        made_up__fail_b_silent=BASE,
        made_up__pass_a_few=f"{BASE}set: {{tables/disputes/direct/upheld: 12}}\nfindings: {{}}\n",
        made_up__undecided_a_none=f"{BASE}remove: [tables/disputes]\nstatus: not_assessable\nfindings: {{}}\n",
        made_up__fail_c_waived=f"{BASE}findings: {{made-up: 1}}\n{DECIDED}stands: {{made-up: waived}}\n",
        everything_right__right_a_all=f"{BASE}set: {{tables/disputes/direct/upheld: 12}}\n",
        everything_wrong__wrong_a_all=f"{BASE}fires: [made-up]\n",
    )
    found = list(trying.try_all([folder], made_up_engine(), made_up_engine()))
    assert [item.id for item in found] == [
        "everything-right/right-a-all.yaml", "everything-wrong/wrong-a-all.yaml", "made-up/fail-a-direct.yaml",
        "made-up/fail-b-silent.yaml", "made-up/fail-c-waived.yaml", "made-up/pass-a-few.yaml",
        "made-up/undecided-a-none.yaml",
    ]  # fmt: skip
    assert trying.as_text(found, "zh") == ""
    assert json.loads(trying.as_json(found[2:3], "zh")) == [
        {"case": "made-up/fail-a-direct.yaml", "what": "直接起诉", "differences": []}
    ]


def test_cases_that_are_not_as_they_say(tmp_path: Path) -> None:
    written(
        tmp_path,
        made_up__fail_a_two=f"what: 两处\n{BASE}findings: {{made-up: 2}}\n",
        made_up__pass_a_not=f"{BASE}findings: {{made-up: 1}}\n",
        made_up__undecided_a_silent=f"{BASE}findings: {{made-up: 1}}\n",
        made_up__undecided_b_other=f"{BASE}remove: [tables/disputes]\nstatus: not_applicable\n",
        made_up__fail_b_fires=f"{BASE}fires: [made-up-too, made-up]\n",
        made_up__fail_c_stands=f"{BASE}findings: {{made-up: 1}}\n{DECIDED}stands: {{made-up: gap, other: pass}}\n",
        made_up__fail_d_stands=f"{BASE}{DECIDED}",
        made_up__fail_e_none="base: reports/none.json\n",
        another__pass_a_no=BASE,
        everything_right__right_a_all=BASE,
    )
    assert (
        tried(tmp_path)
        == (
            "another/pass-a-no.yaml\n"
            "  - the rulebook has no rule another\n"
            "everything-right/right-a-all.yaml\n"
            "  - found made-up: direct有13。\n"
            "  - made-up: should be pass, is gap\n"
            "  - should have the full 100, has 60\n"  # as much as the veto leaves
            "made-up/fail-a-two.yaml: 两处\n"
            "  - made-up: the case says 2, found 1\n"
            "  - found made-up: direct有13。\n"
            "made-up/fail-b-fires.yaml\n"
            "  - made-up-too should have fired and did not\n"
            "made-up/fail-c-stands.yaml\n"
            "  - made-up: should be gap, is waived\n"
            "  - other: should be pass, is —\n"
            "made-up/fail-d-stands.yaml\n"
            "  - a case with decisions says in stands what becomes of the rules\n"
            "made-up/fail-e-none.yaml\n"
            f"  - {tried(tmp_path, 'fail-e').splitlines()[1][4:]}\n"
            "made-up/pass-a-not.yaml\n"
            "  - made-up: should be pass, is gap\n"
            "made-up/undecided-a-silent.yaml\n"
            "  - an undecided case says status: not_applicable or not_assessable\n"
            "made-up/undecided-b-other.yaml\n"
            "  - made-up: should be not_applicable, is not_assessable\n"
        )
    )
    assert tried(tmp_path, "fail-e").startswith("made-up/fail-e-none.yaml\n  - the case cannot be used: ")
    assert "reports/none.json" in tried(tmp_path, "fail-e")


def test_a_case_with_overlays_is_judged_by_them(tmp_path: Path) -> None:
    folder = written(tmp_path, made_up__pass_a_local=f"{BASE}overlays: [here, there]\n")
    book, _ = made_up()
    asked = []

    def lenient(names: tuple[str, ...]) -> Engine:
        asked.append(names)
        few = replace(book, rules=())
        return Engine(few, inference=ReferenceInference(Program(few.rules)))

    (found,) = trying.try_all([folder], made_up_engine(), None, "", lenient)
    assert [difference.words("en") for difference in found.differences] == ["the rulebook has no rule made-up"]
    assert asked == [("here", "there")]
    (plain,) = trying.try_all([folder], made_up_engine())
    assert [difference.key for difference in plain.differences] == ["status"]


def test_matchers_that_do_not_find_the_same_are_told(tmp_path: Path) -> None:
    folder = written(tmp_path, made_up__fail_a_direct=BASE)
    book, _ = made_up()
    rule = book.rule("made-up")
    blind = replace(book, rules=(replace(rule, unless=()), book.rule("made-up-too")))
    other = Engine(blind, inference=ReferenceInference(Program(blind.rules)))
    (found,) = trying.try_all([folder], made_up_engine(), other)
    (difference,) = found.differences
    assert difference.words("en") == "the two engines do not find the same: made-up"


def test_coverage_leaves_out_cases_with_overlays_and_with_decisions(tmp_path: Path) -> None:
    book, _ = made_up()
    folder = written(
        tmp_path,
        made_up__pass_a_few=f"{BASE}set: {{tables/disputes/direct/upheld: 12}}\nfindings: {{}}\n",
        made_up__undecided_a_local=f"{BASE}overlays: [here]\nstatus: not_assessable\n",
        made_up__fail_a_waived=f"{BASE}findings: {{made-up: 1}}\n{DECIDED}stands: {{made-up: waived}}\n",
    )
    first, second = covered.coverage(book, folder)
    assert (first.rule, first.lacking, first.holds) == ("made-up-too", ("pass", "fail", "undecided"), True)
    assert (second.rule, second.lacking, second.holds) == ("made-up", ("fail", "undecided"), True)
    assert len(first.unnoticed) == first.changes
    written(folder, made_up__fail_b_plain=f"{BASE}findings: {{made-up: 1}}\n")
    (found,) = covered.coverage(book, folder, ["made-up"])
    assert (found.lacking, found.holds) == (("undecided",), True)
    words = [change.words("en") for change in found.unnoticed]
    assert len(words) < found.changes
    # One case has the figure 12 and one 13: what is asked, more than 12, cannot be another number unnoticed.
    assert not [text for text in words if "value > 12" in text]
    assert [text for text in words if "other, value > 999" in text]  # no case has so many
    (row,) = json.loads(covered.as_json([found], "en"))
    assert row == {
        "rule": "made-up", "lacking": ["undecided"], "holds": True, "changes": found.changes, "unnoticed": words,
    }  # fmt: skip
    written(folder, made_up__pass_b_wrong=f"{BASE}findings: {{}}\n")
    (found,) = covered.coverage(book, folder, ["made-up"])
    assert not found.holds


def finding(rule: str, place: str | None, number: int = 0) -> Finding:
    places = () if place is None else (Location(label=place),)
    return Finding(rule, "gap", "error", "a", "", "", "", (), places, None, None, Decimal(0), None, str(number))


def card(
    score: str | None, grade: str | None, categories: dict[str, str], rules: dict[str, RuleStatus],
    findings: Sequence[Finding],
) -> Scorecard:  # fmt: skip
    marks = {name: text.split("/") for name, text in categories.items()}
    return Scorecard(
        {}, RulebookUsed("x", "1", "2021", (), "d"), None if score is None else Decimal(score), Decimal(100), None,
        None if grade is None else GradeGiven("g", grade),
        tuple(
            CategoryScore(name, name, None if had == "—" else Decimal(had), Decimal(full), Decimal(0), Decimal(0))
            for name, (had, full) in marks.items()
        ),
        tuple(findings), tuple(RuleResult(name, status) for name, status in rules.items()), (), (),
    )  # fmt: skip


def test_what_differs_between_two_versions_of_the_rules() -> None:
    same = card("80", "好", {"a": "20/20"}, {"r1": "pass"}, [])
    old = [
        card("90", "良", {"a": "20/20", "b": "30/30", "d": "1/2"}, {"r1": "pass", "r2": "gap", "r3": "review"},
             [finding("r2", "甲"), finding("r2", "甲"), finding("r2", "乙"), finding("r3", None)]),
        same,
        card(None, None, {}, {}, []),
    ]  # fmt: skip
    new = [
        card("70.5", "中", {"a": "—/20", "c": "5/5", "d": "1/2"}, {"r1": "gap", "r2": "gap", "r4": "pass"},
             [finding("r2", "甲"), finding("r2", "乙"), finding("r1", None), finding("r3", None)]),
        same,
        card("80", "好", {}, {}, []),
    ]  # fmt: skip
    found = differing.differences(["1.json", "2.json", "3.json"], old, new)
    assert [(c.file[0], c.what, c.rule, c.before, c.after) for c in found] == [
        ("1", "score", "", "90", "70.5"),
        ("1", "grade", "", "良", "中"),
        ("1", "category", "a", "20/20", "—/20"),
        ("1", "category", "b", "30/30", "—"),
        ("1", "category", "c", "—", "5/5"),
        ("1", "verdict", "r1", "pass", "gap"),
        ("1", "verdict", "r3", "review", "—"),
        ("1", "verdict", "r4", "—", "pass"),
        ("1", "finding", "r1", "—", "× 1"),
        ("1", "finding", "r2", "甲 × 2", "甲 × 1"),
        ("3", "score", "", "—", "80"),
        ("3", "grade", "", "—", "好"),
        ("1", "rank", "", "1", "3"),
        ("2", "rank", "", "2", "1"),
        ("3", "rank", "", "—", "1"),
    ]
    assert differing.differences(["2.json"], [same], [same]) == []
    lines = differing.as_table(found, "en").splitlines()
    assert [line.split() for line in lines[:1]] == [["file", "what", "rule", "or", "category", "before", "after"]]
    assert lines[2].split() == ["1.json", "score", "90", "70.5"]
    assert lines[7].split() == ["1.json", "verdict", "r1", "passed", "has", "gaps"]
    assert lines[8].split() == ["1.json", "verdict", "r3", "to", "be", "reviewed", "—"]
    rows = json.loads(differing.as_json(found))
    assert rows[0] == {"file": "1.json", "what": "score", "rule": None, "before": "90", "after": "70.5"}
    assert rows[5] == {"file": "1.json", "what": "verdict", "rule": "r1", "before": "pass", "after": "gap"}


def test_facts_and_vocabulary_as_authors_see_them() -> None:
    fields = {name: (f"甲{name}" if kind == "str" else 7) for name, (kind, _) in VOCABULARY["topic"].items()}
    context: dict[str, object] = dict.fromkeys(CONTEXT["topic"], "")
    context["heading"] = Text("标题", "Heading")
    fact = Fact("topic", "topic:1", fields, context)
    head, columns, _, row = facts_as_table([fact], "zh").splitlines()
    assert head == "topic（1 个）"
    assert columns.split()[:-1] == list(VOCABULARY["topic"])
    assert row.split()[: len(fields)] == [str(value) for value in fields.values()]
    line = json.loads(facts_as_lines([fact], "en"))
    assert (line["kind"], line["id"], line["fields"]) == ("topic", "topic:1", fields)
    assert line["context"]["heading"] == "Heading"
    assert facts_as_lines([], "en") == ""
    assert facts_as_table([], "en").count("\n") == 1
    text = vocabulary_as_table(["topic"], "en").splitlines()
    assert text[0] == "topic"
    assert len(text) == 3 + len(VOCABULARY["topic"]) + len(CONTEXT["topic"])
    assert vocabulary_as_table(["topic"], "zh").startswith("topic：")
    told = json.loads(vocabulary_as_lines(["topic"], "en"))
    assert told["kind"] == "topic"
    meant = {name: {"type": kind, "meaning": says} for name, (kind, says) in VOCABULARY["topic"].items()}
    assert told["fields"] == meant
    assert told["in_messages"] == CONTEXT["topic"]
