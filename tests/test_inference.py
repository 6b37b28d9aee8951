"""durable-rules is used within its limits; that both engines find the same is in tests/test_differential.py."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.differential.compare import outcome
from engine.cases import ROOT
from engine.facts import VOCABULARY, Fact
from engine.findings import finding_fact
from engine.inference.durable import DurableInference, TooLarge
from engine.inference.program import CyclicRules, InferenceFailed, Program, Session, infer
from engine.inference.reference import ReferenceInference
from engine.loading import load_rulebook
from engine.patterns import PatternError, check_bindings, parse
from engine.readers import read_bytes
from engine.rulebook import Rule, Rulebook
from engine.score import Engine

TEMPLATE = load_rulebook(cache=False).rules[0]
BESIDE_A_JOIN: list[dict[str, Any]] = [
    {"table": {"in": ["a", "b"]}},
    {"table": {"in": ["a"]}},
    {"table": {"ne": "a"}},
    {"table": {"matches": "a|b"}},
    {"table": {"exists": True}},
    {"cells": {"in": [1, 2]}},
    {"cells": {"gt": 1}},
    {"cells": {"gt": 0, "lt": 3}},
    {"table": {"in": ["a", "b"]}, "cells": {"in": [1, 3]}},
]


def test_a_condition_beside_a_join_does_not_forget_the_join() -> None:
    """All in one program: durable-rules bears one host a process, not one for each of 36 rules."""
    rules: list[Rule] = []
    for conditions, relation, first in itertools.product(BESIDE_A_JOIN, ("$s", {"ne": "$s"}), (True, False)):
        joined = {"section": relation, **conditions} if first else {**conditions, "section": relation}
        patterns = parse([{"section": {"section": "$s", "given": 1}}, {"table": joined}])
        name = f"rule-{len(rules)}"
        rules.append(replace(TEMPLATE, name=name, when=patterns, unless=(), because_of=(), missing=()))
    program = Program(rules)
    made = [_fact("section", f"s{at}", section=at, given=1) for at in ("x", "y")]
    made += [
        _fact("table", f"{at}{key}{cells}", section=at, table=key, cells=cells)
        for at in ("x", "y", "z")
        for key in ("a", "b", "c", "")
        for cells in (1, 2, 3)
    ]
    names = {rule.name for rule in rules}
    (found, expected) = (
        infer(program, engine(program), made, finding_fact, names)
        for engine in (DurableInference, ReferenceInference)
    )
    assert set(expected.matches) == names
    assert outcome(found) == outcome(expected)


def _fact(kind: str, id: str, **known: Any) -> Fact:
    fields = {name: known.get(name, "" if type_ == "str" else 0) for name, (type_, _) in VOCABULARY[kind].items()}
    return Fact(kind, id, fields)


def test_many_sessions_do_not_disturb_each_other() -> None:
    rule = replace(TEMPLATE, when=parse({"cell": {"value": {"gt": 1}}}), unless=(), because_of=(), missing=())
    program = Program([rule])
    durable = DurableInference(program)
    for number in range(3000):
        fields = {name: 0 if type_ == "int" else "" for name, (type_, _) in VOCABULARY["cell"].items()}
        fact = Fact("cell", f"cell/{number}", {**fields, "value": number % 4})
        found = infer(program, durable, [fact], finding_fact, {rule.name})
        assert bool(found.matches) == (number % 4 > 1)


def test_the_same_id_twice_is_refused() -> None:
    program = Program([TEMPLATE])
    fact = Fact("cell", "cell/1", dict.fromkeys(VOCABULARY["cell"], 0))
    with pytest.raises(InferenceFailed):
        infer(program, ReferenceInference(program), [fact, fact], finding_fact, set())


def test_rules_that_wait_for_each_other_are_refused() -> None:
    one = replace(TEMPLATE, name="one", unless=parse({"finding": {"rule": "two"}}), because_of=())
    two = replace(TEMPLATE, name="two", unless=parse({"finding": {"rule": "one"}}), because_of=())
    with pytest.raises(CyclicRules):
        Program([one, two])


def test_a_rulebook_too_large_for_durable_rules_falls_back() -> None:
    many = [
        replace(TEMPLATE, name=f"r{i}", when=parse({"cell": {"value": i}}), unless=(), because_of=(), missing=())
        for i in range(600)
    ]
    with pytest.raises(TooLarge):
        DurableInference(Program(many))
    loose = [replace(rule, when=parse({"cell": {"value": {"gt": i}}})) for i, rule in enumerate(many[:100])]
    with pytest.raises(TooLarge):
        DurableInference(Program(loose))
    mixed = [
        replace(rule, when=parse({"cell": {"state": "text", "value": {"gt": i}}})) for i, rule in enumerate(loose)
    ]
    with pytest.raises(TooLarge):
        DurableInference(Program(mixed))


def test_the_largest_rulebook_that_is_let_through_works() -> None:
    """500 clauses told apart by an equality, and 60 that one fact matches all at once."""
    many = [
        replace(TEMPLATE, name=f"r{i}", when=parse({"cell": {"value": i}}), unless=(), because_of=(), missing=())
        for i in range(440)
    ]
    loose = [
        replace(TEMPLATE, name=f"l{i}", when=parse({"cell": {"value": {"gt": i - 1}}}), unless=(), because_of=(),
                missing=())
        for i in range(60)
    ]  # fmt: skip
    program = Program([*many, *loose])
    fields = {name: 0 if type_ == "int" else "" for name, (type_, _) in VOCABULARY["cell"].items()}
    fact = Fact("cell", "cell/1", {**fields, "value": 100})
    active = {rule.name for rule in (*many, *loose)}
    found = infer(program, DurableInference(program), [fact], finding_fact, active)
    assert set(found.matches) == {"r100", *(f"l{i}" for i in range(60))}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"cel": {}}, "unknown kind"),
        ({"cell": {"colour": 1}}, "no field"),
        ({"cell": {"value": {"above": 1}}}, "unknown operator"),
        ({"cell": {"row": {"gt": 1}}}, "whole numbers"),
        ({"cell": {"value": "1"}}, "not a whole number"),
        ({"cell": {"row": 1}}, "not a text"),
        ({"cell": {"row": {"matches": "("}}}, "regular expression"),
        ({"cell": {"row": {"in": []}}}, "takes a list"),
        ({"cell": {"row": {"exists": "yes"}}}, "true or false"),
        ({"cell": 3}, "{field: value}"),
        ({"cell": {}, "row": {}}, "one kind of fact"),
        ([], "at least one"),
    ],
)
def test_patterns_that_say_nothing_meaningful(raw: Any, words: str) -> None:
    with pytest.raises(PatternError, match=words.replace("{", r"\{")):
        parse(raw)


def test_variables_must_be_bound_first() -> None:
    for raw in ({"cell": {"value": {"gt": "$x"}}}, [{"cell": {"value": "$x"}}, {"row": {"row": "$x"}}]):
        with pytest.raises(PatternError):
            check_bindings(parse(raw))


def test_without_durable_rules_the_reference_matcher_serves_and_says_so(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "engine.inference.durable", None)
    report = (ROOT / "reports" / "huaian-2024.json").read_bytes()
    card = Engine(book).score(read_bytes(report, "report.json", book), lang="en")
    assert card.score == 100
    assert any("reference matcher" in notice for notice in card.notices)


def test_a_fault_of_the_engine_is_said_and_never_a_score(book: Rulebook) -> None:
    class Faulty(ReferenceInference):
        def start(self) -> Session:
            raise InferenceFailed("lost a fact")

    report = (ROOT / "reports" / "longgang-2020.json").read_bytes()
    engine = Engine(book, inference=Faulty(Program(book.rules)))
    card = engine.score(read_bytes(report, "report.json", book))
    assert card.score is None
    assert {rule.status for rule in card.rules} == {"error"}
    assert {rule.reason for rule in card.rules} == {"lost a fact"}
