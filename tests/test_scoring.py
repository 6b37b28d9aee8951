"""Marks, computed by hand; see docs/scoring.md."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from engine.cases import ROOT
from engine.given import Given
from engine.json_text import dumps, loads
from engine.readers import read_bytes
from engine.rulebook import Category, Deduct, Rule, Rulebook, Text
from engine.score import Engine
from engine.scorecard import Scorecard
from engine.scoring import Charge, Decision, Marker, Marks, Outcome, shown


def huaian() -> dict[str, Any]:
    report: dict[str, Any] = loads((ROOT / "reports" / "huaian-2024.json").read_text("utf-8"))
    return report


def card_of(report: dict[str, Any], engine: Engine, **known: Any) -> Scorecard:
    return engine.score(read_bytes(dumps(report).encode(), "report.json", engine.book), Given(**known))


def test_the_worked_example_of_the_documentation(engine: Engine) -> None:
    report = huaian()
    report["tables"]["requests"]["granted"]["natural_person"] = 1298
    card = card_of(report, engine, published_on=dt.date(2025, 4, 9))
    assert [f"{c.id} {c.numerator}/{c.denominator} {c.score}" for c in card.categories] == [
        "structure 19.38/19.38 20",
        "identities 27/30 27",
        "timeliness 10/20 10",
        "content 10/10 10",
        "narrative 6/6 6",
        "years 0/0 None",
        "likeness 2.19/2.19 5",
        "conventions 3.68/3.68 4",
    ]
    assert card.score == Decimal("86.32")
    assert card.bounds == (Decimal(73), Decimal(87))
    assert card.grade is not None
    assert card.grade.id == "good"
    assert [f"{f.rule} {f.deducted} {f.because_of is None}" for f in card.findings] == [
        "requests-row-total 3 True",
        "requests-total 0 False",
        "government-published-late 10 True",
    ]


def test_a_missing_table_loses_the_marks_of_its_sums(engine: Engine) -> None:
    report = huaian()
    del report["tables"]["requests"]
    card = card_of(report, engine, published_on=dt.date(2025, 2, 25))
    (finding,) = card.findings
    # 5 for the table; of the family's 18, three sums (and total-blank, in the same family)
    # have 4.5 each, so that 13.5 are forfeited.
    assert finding.rule == "table-missing"
    assert finding.deducted == 5 + Decimal("13.5")
    lost = {rule.name: rule.lost for rule in card.rules if rule.lost is not None}
    assert lost == {rule: Decimal("4.5") for rule in ("requests-balance", "requests-total", "requests-row-total")}
    assert all(rule.because_of == finding.fingerprint for rule in card.rules if rule.name in lost)


def test_deleting_the_table_never_pays(engine: Engine) -> None:
    report = huaian()
    for row in list(report["tables"]["requests"])[:12]:
        report["tables"]["requests"][row]["total"] = 99999
    full_of_errors = card_of(report, engine).score
    del report["tables"]["requests"]
    without = card_of(report, engine).score
    assert full_of_errors is not None
    assert without is not None
    assert without < full_of_errors


BOOK_TEXT = Text("a", "a")


def tiny(book: Rulebook, *rules: Rule, full: int = 10, **families: int) -> Rulebook:
    """A rulebook of one category."""
    return replace(
        book,
        rules=rules,
        categories=(Category("c", BOOK_TEXT, Decimal(full)),),
        families={name: Decimal(cap) for name, cap in families.items()},
    )


def rule_of(
    book: Rulebook, name: str, each: str, at_most: str, family: str | None = None, veto: int | None = None
) -> Rule:
    deduct = Deduct(Decimal(each), Decimal(at_most), family)
    cap = None if veto is None else Decimal(veto)
    return replace(book.rules[0], name=name, category="c", deduct=deduct, veto=cap)


def marked(book: Rulebook, decisions: dict[str, Decision], *gaps: str, reviews: tuple[str, ...] = ()) -> Marks:
    rules = {rule.name: rule for rule in book.rules}
    outcomes = [Outcome(rule, decisions.get(name, "decided")) for name, rule in rules.items()]
    charges = [Charge(f"{name}{i}", rules[name]) for i, name in enumerate(gaps)]
    return Marker(book).mark(outcomes, charges, [Charge(f"r{name}", rules[name]) for name in reviews])


@pytest.mark.parametrize(
    ("gaps", "total"),
    [
        ((), 100),
        (("one",), 80),  # 2 of 10
        (("one", "one"), 60),
        (("one", "one", "one"), 50),  # capped at 5
        (("one", "two"), 50),  # 2 + 3
        (("one", "one", "one", "two", "two", "two"), 0),  # 5 + 8, never below zero
    ],
)
def test_caps_and_the_floor(book: Rulebook, gaps: tuple[str, ...], total: int) -> None:
    small = tiny(book, rule_of(book, "one", "2", "5"), rule_of(book, "two", "3", "8"))
    marks = marked(small, {}, *gaps)
    assert marks.total == total
    kept = sum(c.denominator - c.numerator for c in marks.categories)
    assert sum(marks.deducted.values()) == kept


def test_a_family_shares_a_cap(book: Rulebook) -> None:
    small = tiny(book, rule_of(book, "one", "2", "4", "f"), rule_of(book, "two", "2", "4", "f"), f=5)
    assert marked(small, {}, "one", "one", "two").total == 50


def test_what_could_not_be_assessed_scales_the_category(book: Rulebook) -> None:
    small = tiny(book, rule_of(book, "one", "2", "6"), rule_of(book, "two", "2", "4"))
    marks = marked(small, {"two": "not_assessable"}, "one")
    # 6 of 10 marks could be assessed; 4 of them are kept.
    assert (marks.categories[0].numerator, marks.categories[0].denominator) == (Fraction(4), Fraction(6))
    assert marks.total == Fraction(200, 3)
    assert marks.bounds == (Fraction(40), Fraction(80))


def test_what_does_not_apply_leaves_its_marks_to_the_others(book: Rulebook) -> None:
    small = tiny(book, rule_of(book, "one", "2", "6"), rule_of(book, "two", "2", "4"))
    assert marked(small, {"two": "not_applicable"}, "one").total == 80
    assert marked(small, {"one": "not_applicable", "two": "not_applicable"}).total is None


def test_reviews_cost_nothing_but_widen_the_bounds(book: Rulebook) -> None:
    small = tiny(book, rule_of(book, "one", "2", "6"))
    marks = marked(small, {}, reviews=("one",))
    assert marks.total == 100
    assert marks.bounds == (Fraction(80), Fraction(100))


def test_a_veto_caps_the_total(book: Rulebook) -> None:
    small = tiny(book, rule_of(book, "one", "2", "6"), rule_of(book, "veto", "1", "4", veto=30))
    assert marked(small, {}, "one").total == 80
    assert marked(small, {}, "veto").total == 30
    assert marked(small, {"veto": "not_assessable"}).bounds == (Fraction(30), Fraction(100))


@pytest.mark.parametrize(
    ("value", "words"),
    [(Fraction(1, 3), "0.33"), (Fraction(2, 3), "0.67"), (Fraction(1, 200), "0.01"), (Fraction(85), "85"),
     (Fraction(183, 2), "91.5"), (Fraction(100), "100"), (Fraction(0), "0")],
)  # fmt: skip
def test_numbers_are_rounded_once_and_plain(value: Fraction, words: str) -> None:
    assert format(shown(value), "f") == words


def test_an_undecided_rule_gone_wrong_loses_its_whole_share(book: Rulebook) -> None:
    """Rules of weight 2 share 10 marks: the one that was not assessed stands for 5 of them."""
    small = tiny(book, rule_of(book, "one", "2", "2"), rule_of(book, "two", "2", "2"))
    assert marked(small, {"two": "not_assessable"}).bounds == (Fraction(50), Fraction(100))


def test_a_category_of_which_no_rule_can_cost_anything(book: Rulebook) -> None:
    rule = replace(book.rule("requests-note-missing"), missing=())
    few = replace(book, rules=(rule,))
    marks = Marker(few).mark([Outcome(rule, "decided")], [Charge("a", rule, False)], [])
    assert marks.total is None
    assert marks.deducted == {"a": 0}
    assert Marker(few).mark([Outcome(rule, "forfeited")], [], []).forfeited == {rule.name: 0}
