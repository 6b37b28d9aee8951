"""Both inference engines find the same, on random rules and facts; and durable-rules is used within its limits."""

from __future__ import annotations

import itertools
import random
import sys
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.cases import ROOT
from engine.facts import VOCABULARY, Fact
from engine.findings import finding_fact
from engine.inference.durable import DurableInference, TooLarge
from engine.inference.program import CyclicRules, InferenceFailed, Inferred, Program, Session, infer
from engine.inference.reference import ReferenceInference
from engine.loading import load_rulebook
from engine.patterns import ORDERED, Condition, Pattern, PatternError, Variable, check_bindings, parse
from engine.readers import read_bytes
from engine.rulebook import Missing, Rule, Rulebook, Text
from engine.score import Engine

TEMPLATE = load_rulebook(cache=False).rules[0]
KINDS = ("cell", "section", "identity")
WORDS = ["", "a", "b", 'quo"te', "back\\slash", "中文", "9", "0", "null"]
NUMBERS = [-(2**61), -1, 0, 1, 2, 9, 2**61]


def values(kind: str) -> st.SearchStrategy[Any]:
    return st.sampled_from(WORDS if kind == "str" else NUMBERS)


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    found = []
    for index in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(KINDS))
        fields = {name: draw(values(type_)) for name, (type_, _) in VOCABULARY[kind].items()}
        found.append(Fact(kind, f"{kind}/{index}", fields))
    return found


@st.composite
def patterns(draw: st.DrawFn, bound: dict[str, str]) -> Pattern:
    kind = draw(st.sampled_from(KINDS))
    conditions: list[Condition] = []
    fresh: dict[str, str] = {}
    for field in draw(st.lists(st.sampled_from(sorted(VOCABULARY[kind])), max_size=3, unique=True)):
        type_ = VOCABULARY[kind][field][0]
        known = [name for name, of in bound.items() if of == type_]
        choice = draw(st.integers(0, 5))
        if choice == 0 and known:
            orders = ["eq", "ne", *(ORDERED if type_ == "int" else ())]
            conditions.append(Condition(field, draw(st.sampled_from(orders)), Variable(draw(st.sampled_from(known)))))
        elif choice == 1:
            name = f"v{len(bound) + len(fresh)}"
            fresh[name] = type_
            conditions.append(Condition(field, "eq", Variable(name)))
        elif choice == 2:
            conditions.append(Condition(field, "in", tuple(draw(st.lists(values(type_), min_size=1, max_size=3)))))
        elif choice == 3 and type_ == "str":
            conditions.append(Condition(field, "matches", draw(st.sampled_from(["a", "^b$", "中", "[0-9]", '"']))))
        elif choice == 4 and type_ == "str":
            conditions.append(Condition(field, "exists", draw(st.integers(0, 1))))
        else:
            orders = ["eq", "ne", *(ORDERED if type_ == "int" else ())]
            conditions.append(Condition(field, draw(st.sampled_from(orders)), draw(values(type_))))
    bound.update(fresh)
    return Pattern(kind, tuple(conditions))


@st.composite
def rulebooks(draw: st.DrawFn) -> list[Rule]:
    made: list[Rule] = []
    for index in range(draw(st.integers(1, 4))):
        bound: dict[str, str] = {}
        when = tuple(draw(patterns(bound)) for _ in range(draw(st.integers(1, 3))))
        unless = [draw(patterns(dict(bound))) for _ in range(draw(st.integers(0, 2)))]
        excused = draw(st.booleans())
        if made and excused:
            cause = Condition("rule", "eq", draw(st.sampled_from([rule.name for rule in made])))
            unless.append(Pattern("finding", (cause,)))
        because: tuple[Pattern, ...] = ()
        if made:
            because = (Pattern("finding", (Condition("rule", "eq", made[0].name),)),)
        missing = Missing((draw(patterns({})),), "not_assessable", Text("a", "a"))
        rule = replace(
            TEMPLATE, name=f"rule-{index}", when=when, unless=tuple(unless), because_of=because, missing=(missing,)
        )
        made.append(rule)
    return made


def outcome(found: Inferred) -> Any:
    return (
        {name: [(m.id, m.because_of) for m in matches] for name, matches in found.matches.items()},
        {name: [(i, tuple(f.id for f in fs)) for i, fs in items] for name, items in found.missing.items()},
    )


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules=rulebooks(), facts=facts(), seed=st.integers(0, 999))
def test_both_engines_agree_whatever_the_order(rules: list[Rule], facts: list[Fact], seed: int) -> None:
    program = Program(rules)
    active = {rule.name for rule in rules}
    shuffled = list(facts)
    random.Random(seed).shuffle(shuffled)
    expected = outcome(infer(program, ReferenceInference(program), facts, finding_fact, active))
    durable = DurableInference(program)
    assert outcome(infer(program, durable, facts, finding_fact, active)) == expected
    assert outcome(infer(program, durable, shuffled, finding_fact, active)) == expected


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


@settings(max_examples=200, deadline=None)
@given(rules=rulebooks(), facts=facts())
def test_what_could_not_match_may_be_left_out(rules: list[Rule], facts: list[Fact]) -> None:
    """``could_match`` may keep a fact from being made only if leaving it out changes nothing."""
    program = Program(rules)
    active = {rule.name for rule in rules}
    kept = [
        fact
        for fact in facts
        if program.interest_of_all.could_match(
            fact.kind, **{name: fact.fields[name] for name in list(fact.fields)[:4]}
        )
    ]
    both = [infer(program, ReferenceInference(program), some, finding_fact, active) for some in (facts, kept)]
    assert outcome(both[0]) == outcome(both[1])


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
