"""Lint at the edges: points, caps, rows of the regulation, cases, and texts, one check at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.authoring.lint.expressions import slow_expressions
from engine.authoring.lint.firing import idle_excuses, impossible_conditions, places_in_no_form
from engine.authoring.lint.points import covers, points
from engine.authoring.lint.problems import Linted, Problem, in_order, of_error
from engine.authoring.lint.texts import names_in_reasons, translations, unfilled
from engine.authoring.lint.unused import missing_cases
from engine.loading.faults import RulebookError
from engine.patterns import parse
from engine.rulebook import Applies, Rule, Text, Years
from tests.made_up import made_up, made_up_texts

FILE = "structure/made-up.yaml"


def linted(rule: Rule | None = None, families: dict[str, Decimal] | None = None, full: str = "20") -> Linted:
    """The rulebook with the first rule changed, with other families, and so many marks for its category."""
    book, _ = made_up()
    rules = (rule or book.rule("made-up"), book.rule("made-up-too"))
    categories = tuple(
        replace(item, full=Decimal(full)) if item.id == "structure" else item for item in book.categories
    )
    some = book.families if families is None else families
    return Linted(replace(book, rules=rules, families=some, categories=categories), made_up_texts())


def said(found: Iterable[Problem]) -> list[str]:
    return [problem.text("en") for problem in found]


def deducting(most: str, family: str | None = None, severity: str = "warning") -> Rule:
    rule = made_up()[0].rule("made-up")
    deduct = replace(rule.deduct, at_most=Decimal(most), family=family)
    return replace(rule, deduct=deduct, severity=severity)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("most", "full", "expected"),
    [
        ("20", "20", []),
        ("20.5", "20", [f"{FILE}:25:21: deducts up to 20.5, more than the 20 marks of structure"]),
        ("20.5", "0", []),  # an overlay takes nothing from the whole category
        ("0", "20", []),
    ],
)
def test_no_more_points_than_a_category_has(most: str, full: str, expected: list[str]) -> None:
    assert said(points(linted(deducting(most), {}, full))) == expected


def test_what_is_only_for_information_deducts_nothing() -> None:
    expected = [f"{FILE}:25:1: a rule of severity info deducts nothing"]
    assert said(points(linted(deducting("4", severity="info"), {}))) == expected
    assert said(points(linted(deducting("0", severity="info"), {}))) == []


@pytest.mark.parametrize(
    ("cap", "most", "full", "expected"),
    [
        ("4", "4", "20", []),
        ("4.5", "4", "20", ["the family few caps at 4.5, but its rules deduct at most 4: the cap never binds"]),
        ("20", "20", "20", []),
        ("20", "20", "19.5", ["the family few caps at 20, more than the marks of its category"]),
        ("20", "20", "0", []),
    ],
)
def test_caps_that_can_bind(cap: str, most: str, full: str, expected: list[str]) -> None:
    found = said(points(linted(deducting(most, "few"), {"few": Decimal(cap)}, full)))
    assert [line.partition(": ")[2] for line in found if FILE not in line] == expected
    assert not [line for line in found if FILE not in line and not line.startswith("rulebook.yaml:")]


def test_families_of_a_rulebook_of_which_a_rule_is_broken_are_not_judged() -> None:
    some = linted(deducting("4"), {"few": Decimal(3)})
    assert [problem.key for problem in points(some)] == ["family_unused"]
    assert list(points(replace(some, whole=False))) == []


def test_rows_of_the_regulation() -> None:
    rule = replace(made_up()[0].rule("made-up"), covers=("ST-01", "ST-1", "st-01", "ZZ-99"))
    assert said(covers(linted(rule))) == [
        f"{FILE}:6:17: ST-1 is not a row of the regulation (as TB-01)",
        f"{FILE}:6:1: st-01 is not a row of the regulation (as TB-01)",  # not in the file
        f"{FILE}:6:1: regulation.yaml has no ZZ-99",
    ]


def test_kinds_of_case_that_are_lacking() -> None:
    some = linted()
    assert list(missing_cases(some)) == []  # nobody said where cases are
    all_kinds = frozenset({"pass", "fail", "undecided"})
    known = replace(some, cases={"made-up": frozenset({"fail"}), "made-up-too": all_kinds})
    assert said(missing_cases(known)) == [f"{FILE}:1:1: lacks cases: pass, undecided (in cases/made-up/)"]
    assert len(list(missing_cases(replace(some, cases={})))) == 2


def changed(**more: object) -> Rule:
    return replace(made_up()[0].rule("made-up"), **more)  # type: ignore[arg-type]


def test_excuses_that_ask_for_the_fact_that_was_taken() -> None:
    """Whether two patterns mean one fact: the same table, row and column, by value or by variable."""
    when = {"cell": {"table": "disputes", "row": "$row", "column": "total"}}
    for excuse, idle in (
        ({"cell": {"table": "disputes", "row": "$row", "column": "total", "zero": 1}}, True),
        ({"cell": {"table": "disputes", "row": "$row", "column": "other"}}, False),
        ({"cell": {"table": "disputes", "row": "review", "column": "total"}}, False),
        ({"cell": {"table": "disputes", "row": {"ne": "x"}, "column": "total"}}, False),
        ({"cell": {"table": "disputes", "column": "total"}}, False),
        ({"table": {"table": "disputes"}}, False),
    ):
        found = said(idle_excuses(linted(changed(when=parse(when), unless=parse(excuse)))))
        assert bool(found) == idle, excuse
        assert all(line.startswith(f"{FILE}:13:5: this can never excuse: the cell fact") for line in found)
    with_report = changed(when=parse({"report": {"tables": 3}}), unless=parse({"report": {"sections": 0}}))
    assert len(list(idle_excuses(linted(with_report)))) == 1
    phrases = parse({"phrase": {"phrase": "processing-fee"}})  # there may be several
    assert list(idle_excuses(linted(changed(when=phrases, unless=phrases)))) == []


@pytest.mark.parametrize(
    ("years", "pattern", "expected"),
    [
        (Years(None, 2018), {"cell": {}}, "7:11: no form governs these report years"),
        (Years(2100, None), {"cell": {}}, "7:11: no form governs these report years"),
        (Years(None, 2019), {"cell": {"row": "other"}}, ""),
        (Years(2020, 2021), {"cell": {"row": "other"}}, ""),
        (Years(2021, None), {"cell": {"row": "other"}}, "(2021) have no such place: row = other"),
        (
            Years(None, 2020),
            {"cell": {"row": "other.overdue_fee"}},
            "(2019) have no such place: row = other.overdue_fee",
        ),
        (Years(None, None), {"cell": {"row": "total", "table": "disputes"}}, "(2019, 2021) have no such place"),
        (Years(None, None), {"cell": {"unit": "signed", "table": "disputes"}}, "(2019, 2021) have no such place"),
        (Years(None, None), {"cell": {"unit": "signed"}}, ""),
        (Years(None, None), {"identity": {"group": "requests.balance", "line": "total"}}, ""),
        (Years(None, None), {"identity": {"group": "requests.balance", "line": "granted"}}, "have no such place"),
        (Years(None, None), {"table": {"table": "nowhere"}}, ""),  # not a place of the form's cells
        (Years(None, None), {"cell": {"row": "nowhere", "value": {"gt": 5, "lt": 3}}}, ""),
    ],
)
def test_places_that_forms_have(years: Years, pattern: dict[str, object], expected: str) -> None:
    (kind,) = pattern
    rule = changed(when=parse({kind: pattern[kind]}), applies=Applies(years))
    found = said(places_in_no_form(linted(rule)))
    assert len(found) == bool(expected)
    assert all(expected in line for line in found)


def test_translations_that_are_none() -> None:
    texts = dict(made_up_texts())
    for zh, en, expected in (
        ("题目", "Title", []),
        ("A", "Title", []),  # a letter is no English
        ("AB", "Title", ["the Chinese text has no Chinese: AB"]),
        ("12%", "Title", []),
        ("题", "Title “题”", []),
        ("题", "Title 《题》（题）", []),
        (
            "题",
            "Title {题} ''题",
            ["the English text has Chinese outside quotation marks and brackets: Title {题} ''题"],
        ),
        ("题", "as in 国办公开办函〔2021〕30号", []),
        ("题", "【填写】", []),
    ):
        old = texts[FILE]
        texts[FILE] = old.replace('{zh: "题|目", en: Title}', f'{{zh: "{zh}", en: "{en}"}}')
        assert texts[FILE] != old or zh == "题目"
        found = said(translations(replace(linted(), texts={FILE: texts[FILE]})))
        assert [line.split(": ", 1)[1] for line in found] == expected
        texts[FILE] = old


def test_what_was_left_to_fill_in() -> None:
    text = "a: 1\n# 【填写】\nb: x 【填写】 y\n" + "c: " + "长" * 80 + "【填写】\n"
    assert said(unfilled({"x/a.yaml": text})) == [
        "x/a.yaml:3:6: not filled in yet: b: x 【填写】 y",
        f"x/a.yaml:4:84: not filled in yet: c: {'长' * 57}",
    ]


def test_names_that_nothing_fills() -> None:
    (item,) = made_up()[0].rule("made-up").missing
    rule = changed(
        title=Text("题{a}", "T"), why=Text("因", "because {b}"), limits=Text("{{无}}", "none {"),
        missing=(replace(item, reason=Text("没有{title}{table}", "no {row}")),),
    )  # fmt: skip
    found = said(names_in_reasons(linted(rule)))
    assert [line.split(": ", 1)[0] for line in found] == [f"{FILE}:19:31", f"{FILE}:3:9", f"{FILE}:27:15"]
    assert found[0].split(": ", 1)[1].startswith("{row} is not known here; known: blanks, ")


def test_values_that_a_field_never_has() -> None:
    when = parse([{"report": {"unit_kind": {"in": ["firm", "department", "shop"]}}}, {"table": {"blanks": -1}}])
    found = said(impossible_conditions(linted(changed(when=when))))
    kinds = "“”, department, government, organisation, township"
    assert [line.split(": ", 1)[1] for line in found] == [
        f"unit_kind is never firm; it can be: {kinds}",
        f"unit_kind is never shop; it can be: {kinds}",
        "blanks is never -1; it can be: ≥ 0",
    ]


def test_errors_of_the_loader_as_problems() -> None:
    placed = of_error(RulebookError("a/b.yaml:3:14: not so:\nthere"))
    assert (placed.file, placed.line, placed.column, placed.values) == ("a/b.yaml", 3, 14, {"why": "not so:\nthere"})
    assert placed.text("en").startswith("a/b.yaml:3:14: not so:")
    plain = of_error(RulebookError("there is none"))
    assert (plain.file, plain.line, plain.column, plain.values) == ("rulebook.yaml", 1, 1, {"why": "there is none"})
    some = [
        Problem("b", 1, 1, "info_deducts"),
        Problem("a", 10, 1, "info_deducts"),
        Problem("a", 9, 2, "info_deducts"),
    ]
    assert in_order([*some, *some]) == [some[2], some[1], some[0]]


def test_slow_expressions_of_a_rule() -> None:
    conditions = {"table": "disputes", "row": {"matches": "(a+)+b"}, "column": "(a+)+c"}  # the last is no expression
    (found,) = said(slow_expressions(linted(changed(when=parse({"cell": conditions})))))
    assert found.startswith(f"{FILE}:10:")
    assert found.endswith(": a repetition within a repetition can take for ever on some texts: (a+)+b")
