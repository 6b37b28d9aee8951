"""Lint: the rulebook itself is clean; each thing that can be wrong is named with its place, and all at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.authoring.lint import Problem, as_json, lint
from engine.authoring.lint.expressions import slow
from engine.cases import ROOT, kinds_of_cases
from engine.json_text import loads
from engine.loading import RulebookError, default_root
from engine.rulebook import Lang

RULE = """\
name: made-up
category: structure
title: {zh: 题目, en: Title}
severity: warning
certainty: gap
covers: [ST-01]
when:
  - cell: {table: requests, row: granted, state: text, whole: 0, value: {gt: 1}}
unless: {phrase: {phrase: processing-fee}}
missing:
  - when: {table: {table: requests, given: 0}}
    means: not_assessable
    reason: {zh: "没有{title}", en: "no {title}"}
message: {zh: "{label}不对。", en: "{label} is wrong."}
remedy: {zh: 改, en: Mend it}
basis:
  - {document: form-2021, clause: {zh: 附表, en: the form}}
deduct: {each: 1, at_most: 2}
why: {zh: 因为, en: because}
limits: {zh: 没有, en: none}
"""
FILE = "structure/made-up.yaml"
SECOND = "structure/made-up-too.yaml"
FOLDERS = {path.name for path in default_root().iterdir() if path.is_dir()}
MINE = ("unused", "processing-fee")
ALL = frozenset({"pass", "fail", "undecided"})
CASES = {**kinds_of_cases(ROOT), "made-up": ALL, "made-up-too": ALL}


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The rulebook with the rules of three categories only, to be quick, and one made up."""
    left_out = shutil.ignore_patterns("content", "narrative", "years", "likeness", "conventions", "overlays")
    shutil.copytree(default_root(), tmp_path / "rules", ignore=lambda at, names: left_out(at, names) & FOLDERS)
    (tmp_path / "rules" / "structure" / "period-not-whole-year.yaml").unlink()  # it names one that is left out
    (tmp_path / "rules" / FILE).write_text(RULE, encoding="utf-8")
    return tmp_path / "rules"


def said(rules: Path, lang: Lang = "en") -> list[str]:
    """What is said, but of words and documents that only the rules left out use."""
    return [problem.text(lang) for problem in lint(rules, CASES) if not of_others(problem)]


def of_others(problem: Problem) -> bool:
    return problem.key == "unused" and problem.values["name"] not in MINE


def change(rules: Path, file: str, old: str, new: str) -> None:
    text = (rules / file).read_text("utf-8")
    assert text.count(old) >= 1, old
    (rules / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_rulebook_has_no_problem() -> None:
    assert [problem.text("en") for problem in lint(default_root(), kinds_of_cases(ROOT))] == []


def test_the_rule_itself_has_no_problem(rules: Path) -> None:
    assert said(rules) == []


NO_VALUE = "no value meets all of these, the pattern can never match"
NO_PLACE = "the forms of these years (2019, 2021) have no such place"
# What is replaced in the rule, by what, and the only problem; whatever stands at “…”.
WRONG = [
    (
        "state: text",
        "state: txt",
        f"{FILE}:8:43: state is never txt; it can be: absent, blank, dash, number, text, unreadable",
    ),
    (
        "state: text",
        "state: {in: [text, txt]}",
        f"{FILE}:8:51: state is never txt; it can be: absent, blank, dash, number, text, unreadable",
    ),
    (
        "state: text",
        "state: {ne: txt}",
        f"{FILE}:8:51: state is never txt; it can be: absent, blank, dash, number, text, unreadable",
    ),
    ("whole: 0", "whole: 2", f"{FILE}:8:56: whole is never 2; it can be: 0, 1"),
    (
        "{gt: 1}}",
        "{gt: 1}}\n  - report: {unit_kind: firm}",
        f"{FILE}:9:14: unit_kind is never firm; it can be: “”, department, government, organisation, township",
    ),
    (
        "whole: 0",
        "whole: {gt: 1}",
        f"{FILE}:8:56: no value meets all of these, the pattern can never match: whole > 1",
    ),
    (
        "{gt: 1}",
        "{gt: 5, lt: 3}",
        f"{FILE}:8:66: no value meets all of these, the pattern can never match: value > 5 & value < 3",
    ),
    ("{gt: 1}", "{gt: 5, lte: 6, ne: 6}", f"{FILE}:8:66: {NO_VALUE}: value > 5 & value ≤ 6 & value ≠ 6"),
    (
        "row: granted",
        "row: {in: [granted], ne: granted}",
        f"{FILE}:8:29: {NO_VALUE}: row is one of: granted & row ≠ granted",
    ),
    (
        "row: granted",
        "row: {matches: '^x', in: [granted]}",
        f"{FILE}:8:29: {NO_VALUE}: row has words that match “^x” & row is one of: granted",
    ),
    (
        "row: granted",
        "row: {exists: false}",
        f"{FILE}:8:5: {NO_PLACE}: table = requests, row is empty; the rule can never fire",
    ),
    ("row: granted", "row: upheld", f"{FILE}:8:29: unknown row 'upheld'; known: after_review, carried_forward, …"),
    (
        "row: granted",
        "row: review",
        f"{FILE}:8:5: {NO_PLACE}: table = requests, row = review; the rule can never fire",
    ),
    ("covers: [ST-01]", "covers: [ST-99]", f"{FILE}:6:10: regulation.yaml has no ST-99"),
    ("covers: [ST-01]", "covers: [S1]", f"{FILE}:6:10: S1 is not a row of the regulation (as TB-01)"),
    (
        "covers: [ST-01]",
        "covers: [ST-01]\napplies: {years: {from: 2019, to: 2020}}",
        "",
    ),
    (
        "row: granted, state: text, whole: 0",
        "row: other.remaining, block: article-20-1",
        f"{FILE}:8:5: {NO_PLACE}: table = requests, row = other.remaining, block = article-20-1; "
        "the rule can never fire",
    ),
    ("{zh: 题目,", "{zh: Heading,", f"{FILE}:3:9: the Chinese text has no Chinese: Heading"),
    (
        "en: Title",
        "en: Title 题目",
        f"{FILE}:3:17: the English text has Chinese outside quotation marks and brackets: Title 题目",
    ),
    ("en: Title", 'en: "Title “题目”"', ""),
    (
        "没有{title}",
        "没有{label}",
        f"{FILE}:13:14: {{label}} is not known here; known: blanks, cells, empty, given, heading, "
        "readable, section, table, title, unreadable",
    ),
    (
        "en: because",
        'en: "because {title}"',
        f"{FILE}:19:15: names in braces are not filled in why, only in message, remedy, reason, "
        "observed and expected",
    ),
    ("at_most: 2", "at_most: 21", f"{FILE}:18:19: deducts up to 21, more than the 20 marks of structure"),
    ("severity: warning", "severity: info", f"{FILE}:18:1: a rule of severity info deducts nothing"),
    ("en: Mend it", "en: 【填写】", f"{FILE}:15:21: not filled in yet: remedy: {{zh: 改, en: 【填写】}}"),
    (
        "row: granted",
        "row: {matches: '(a+)+b'}",
        f"{FILE}:8:35: a repetition within a repetition can take for ever on some texts: (a+)+b",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), WRONG)
def test_one_thing_wrong(rules: Path, old: str, new: str, problem: str) -> None:
    change(rules, FILE, old, new)
    found = said(rules)
    if not problem:
        assert found == []
        return
    (line,) = found
    begin, cut, _ = problem.partition("…")
    assert line.startswith(begin) if cut else line == problem


def test_problems_in_chinese(rules: Path) -> None:
    change(rules, FILE, "state: text", "state: txt")
    assert said(rules, "zh")[0].startswith(f"{FILE}:8:43: state 不会是 txt；可能的值：absent, blank")


def test_an_excuse_that_can_never_excuse(rules: Path) -> None:
    change(rules, FILE, "  - cell:", "  - report: {tables: 3}\n  - cell:")
    change(rules, FILE, "unless: {phrase: {phrase: processing-fee}}", "unless: {report: {sections: 0}}")
    assert said(rules) == [
        f"{FILE}:10:10: this can never excuse: the report fact that it asks for is the one that when has taken "
        "(no fact is used twice); make it a condition in when"
    ]


def test_an_excuse_that_asks_for_another_fact_of_the_kind(rules: Path) -> None:
    change(rules, FILE, "{phrase: {phrase: processing-fee}}", "{cell: {table: requests, row: total, column: total}}")
    assert said(rules) == []


YEARS = "applies: {years: {to: 2020}}\nwhen:"


def test_a_row_that_the_form_of_the_years_does_not_have(rules: Path) -> None:
    change(rules, FILE, "when:", YEARS)
    change(rules, FILE, "row: granted", "row: other.remaining")
    assert said(rules) == [
        f"{FILE}:9:5: the forms of these years (2019) have no such place: table = requests, row = other.remaining; "
        "the rule can never fire"
    ]


def test_an_identity_that_the_form_of_the_years_does_not_have(rules: Path) -> None:
    change(rules, FILE, "when:", YEARS)
    change(rules, FILE, "cell: {table: requests, row: granted, state: text, whole: 0, value: {gt: 1}}",
           "identity: {group: normative.in-force, status: broken}")  # fmt: skip
    change(rules, FILE, "{label}不对", "{line_label}不对")
    change(rules, FILE, "{label} is", "{line_label} is")
    assert said(rules) == [
        f"{FILE}:9:5: the forms of these years (2019) have no such place: group = normative.in-force; "
        "the rule can never fire"
    ]


def test_no_form_of_the_years(rules: Path) -> None:
    change(rules, FILE, "when:", "applies: {years: {to: 2018}}\nwhen:")
    assert said(rules) == [f"{FILE}:7:11: no form governs these report years"]


def two(rules: Path, old: str, new: str) -> list[str]:
    """What is said of the rule beside a second one that differs so."""
    text = RULE.replace("made-up", "made-up-too")
    assert old in text
    (rules / SECOND).write_text(text.replace(old, new, 1), encoding="utf-8")
    return said(rules)


@pytest.mark.parametrize(
    ("old", "new", "narrow"),
    [
        ("{gt: 1}", "{gt: 3}", SECOND),
        ("{gt: 1}", "{in: [2, 7]}", SECOND),
        ("{gt: 1}", "{gt: 0}", FILE),
        (", whole: 0", "", FILE),
        ("severity: warning", "severity: error", SECOND),  # the very same pattern
        ("row: granted", "row: {in: [granted, total]}", FILE),
        ("row: granted", "row: {matches: '^gr', ne: total}", FILE),
        ("{gt: 1}", "{lt: 1}", None),
        ("row: granted", "row: total", None),
        ("unless: {phrase: {phrase: processing-fee}}", "unless: {finding: {rule: made-up}}", None),
        ("missing:", "because_of: {finding: {rule: made-up}}\nmissing:", None),
        ("missing:", "because_of: {finding: {category: structure}}\nmissing:", None),
        ("missing:", "because_of: {finding: {rule: table-missing}}\nmissing:", SECOND),
    ],
)
def test_two_rules_for_one_fault(rules: Path, old: str, new: str, narrow: str | None) -> None:
    found = two(rules, old, new)
    names = {SECOND: ("made-up-too", "made-up"), FILE: ("made-up", "made-up-too")}
    expected = [] if narrow is None else [f"whatever {names[narrow][0]} finds, {names[narrow][1]} finds again"]
    assert [line.split(": ", 1)[1][: len(expected[0])] if expected else line for line in found] == expected
    if narrow is not None:
        assert found[0].startswith(f"{narrow}:7:1: ")


def test_rules_of_other_years_or_units_do_not_meet(rules: Path) -> None:
    change(rules, FILE, "when:", "applies: {kinds: [department]}\nwhen:")
    assert two(rules, "when:", "applies: {kinds: [township]}\nwhen:") == []


def test_cases_that_lack(rules: Path) -> None:
    found = [p.text("en") for p in lint(rules, {**CASES, "made-up": frozenset({"pass"})}) if not of_others(p)]
    assert found == [f"{FILE}:1:1: lacks cases: fail, undecided (in cases/made-up/)"]
    assert all(of_others(problem) for problem in lint(rules, None))


def test_dead_variants(rules: Path) -> None:
    change(rules, "forms/common.yaml", "variants: [规范性文件]", "variants: [规范性文件, 规范性 文件, 行政许可]")
    change(
        rules,
        "forms/common.yaml",
        "{zh: 自然人, en: Natural persons}",
        "{zh: 自然人, en: Natural persons}, variants: [（一）自然人]",
    )
    place = "forms/common.yaml:"
    found = said(rules)
    assert [line.split(": ", 1)[1] for line in found] == [
        "“规范性 文件” is dead: as labels are compared (without spaces, punctuation and numbering) "
        "normative_documents has it already",
        "“行政许可” is a variant of normative_documents, but licences has the same words",
        "“（一）自然人” is dead: as labels are compared (without spaces, punctuation and numbering) "
        "natural_person has it already",
    ]
    text = (rules / "forms/common.yaml").read_text("utf-8").split("\n")
    line = 1 + next(index for index, text in enumerate(text) if "规范性 文件" in text)
    column = 1 + text[line - 1].index("规范性 文件")
    assert found[0].startswith(f"{place}{line}:{column}: ")


def test_phrases_and_families_that_nobody_uses(rules: Path) -> None:
    (rules / "phrases.yaml").write_text(
        (rules / "phrases.yaml").read_text("utf-8") + "unused:\n  sections: [other]\n  patterns: [甲]\n",
        encoding="utf-8",
    )
    change(rules, "rulebook.yaml", "families:\n", "families:\n  nobody: 3\n  few: 5\n  huge: 25\n")
    change(rules, FILE, "at_most: 2", "at_most: 2, family: few")
    (rules / SECOND).write_text(
        RULE.replace("made-up", "made-up-too")
        .replace("row: granted", "row: total")
        .replace("at_most: 2", "at_most: 26, family: huge"),
        encoding="utf-8",
    )
    assert [line.split(": ", 1)[1] for line in said(rules)] == [
        "no rule looks for unused",
        "no rule is of the family nobody",
        "the family few caps at 5, but its rules deduct at most 2: the cap never binds",
        "the family huge caps at 25, more than the marks of its category",
        "deducts up to 26, more than the 20 marks of structure",
    ]


def test_what_durable_rules_cannot_hold(rules: Path) -> None:
    for number in range(61):
        text = RULE.replace("made-up", f"made-up-{number}").replace("{gt: 1}", f"{number + 2}")
        many = text.replace("row: granted", f"row: {{ne: '{number}'}}").replace("row: {ne: '", "row: {matches: 'x")
        (rules / f"structure/made-up-{number}.yaml").write_text(
            many.replace("state: text", "state: {ne: dash}"), encoding="utf-8"
        )
    found = [problem for problem in lint(rules) if problem.key.startswith("limit")]
    assert [problem.key for problem in found] == ["limit_unselective"]
    assert found[0].values["count"] >= 62
    assert found[0].text("en").startswith("rulebook.yaml:1:1: ")


def test_all_problems_at_once_in_their_order(rules: Path) -> None:
    change(rules, FILE, "state: text", "stat: text")
    change(rules, FILE, "value: {gt: 1}", "value: {above: 1}")
    change(rules, FILE, "phrase: processing-fee", "phrases: processing-fee")
    change(rules, "structure/wrong-form.yaml", "severity: error", "severity: fatal\nsevere: 1")
    change(rules, "identities/table-blank.yaml", "document: form-2021", "document: form-2022")
    change(rules, "identities/cells-blank.yaml", "{title}", "{titel}")
    change(rules, "timeliness/department-published-late.yaml", "en: ", "en: 迟")
    (rules / "structure/notes.yml.yaml").write_text("a: 1", encoding="utf-8")
    places = [line.split(": ", 1) for line in said(rules)]
    assert [place for place, _ in places] == sorted((p for p, _ in places), key=lambda p: (p.split(":")[0], 0))
    files = {place.split(":")[0] for place, _ in places}
    assert files == {
        FILE,
        "structure/wrong-form.yaml",
        "structure/notes.yml.yaml",
        "identities/table-blank.yaml",
        "identities/cells-blank.yaml",
        "timeliness/department-published-late.yaml",
    }
    of_rule = [(place, why) for place, why in places if place.startswith(FILE)]
    assert [place for place, _ in of_rule] == [f"{FILE}:8:43", f"{FILE}:8:73", f"{FILE}:9:19"]
    of_form = [why for place, why in places if place.startswith("structure/wrong-form")]
    assert sorted(why.split(":")[0] for why in of_form) == ["severe", "severity"]


def test_a_rule_that_names_a_broken_one_is_not_at_fault(rules: Path) -> None:
    change(rules, "structure/table-missing.yaml", "severity: error", "severity: fatal")
    assert len(said(rules)) == 1


def test_a_base_file_that_is_broken_does_not_hide_the_rules(rules: Path) -> None:
    change(rules, "calendar.yaml", "deadlines:", "dead_lines:")
    change(rules, FILE, "state: text", "stat: text")
    files = [line.split(":")[0] for line in said(rules)]
    assert set(files) == {"calendar.yaml", FILE}


def test_a_circle_of_rules(rules: Path) -> None:
    change(rules, FILE, "unless: {phrase: {phrase: processing-fee}}", "unless: {finding: {rule: made-up}}")
    assert [line.split(": ")[1] for line in said(rules)] == ["waits for a finding of its own, by way of itself"]


@pytest.mark.parametrize("content", ["", "- 1", "a: [", "name: &a made-up", "\0", "name: made-up\nname: made-up"])
def test_a_file_that_says_nothing_of_use(rules: Path, content: str) -> None:
    (rules / FILE).write_text(content, encoding="utf-8")
    found = said(rules)
    assert found
    assert {line.split(":")[0] for line in found} == {FILE}


def test_no_rulebook(tmp_path: Path) -> None:
    with pytest.raises(RulebookError):
        lint(tmp_path)


def test_not_utf8(rules: Path) -> None:
    (rules / FILE).write_bytes(b"name: \xff")
    assert said(rules) == [f"{FILE}:1:7: not UTF-8"]


def test_problems_as_json(rules: Path) -> None:
    change(rules, FILE, "whole: 0", "whole: 2")
    (found,) = loads(as_json([p for p in lint(rules, CASES) if not of_others(p)], "en"))
    assert {key: found[key] for key in ("file", "line", "column", "check")} == {
        "file": FILE,
        "line": 8,
        "column": 56,
        "check": "foreign_value",
    }


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(a+)+", "slow_nested"),
        ("(a*)*b", "slow_nested"),
        ("([ab]+)*c", "slow_nested"),
        ("(.+?)+x", "slow_nested"),
        (".*.*x", "slow_adjacent"),
        (r"\d+\d+", "slow_adjacent"),
        ("a*b?a*", "slow_adjacent"),
        ("a{1,500}a{1,500}", "slow_adjacent"),
        (r"(\w+\s?)*$", "slow_nested"),
        ("a+b+", None),
        ("(ab+)+", None),
        ("(a,)+", None),
        (r"\d+年\d+月", None),
        (".{0,30}.{0,30}", None),
        ("收费|信息处理费", None),
        ("(?<![a-z])x{2,4}(?=[省市])", None),
        ("[^）]*）", None),
        ("(", None),
    ],
)
def test_slow_expressions(expression: str, expected: str | None) -> None:
    assert slow(expression) == expected
