"""durable-rules, the reference matcher and a judge that tries every way find the same.

``make differential`` does so for 100,000 pairs and all cases; here are a few hundred of the same ones.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from benchmarks.differential.compare import compare, governed, inferred, judged, rule_of
from benchmarks.differential.observed import observed, outside_of_contract
from benchmarks.differential.pairs import SHAPES, Pair, pair
from benchmarks.differential.rules import Raw
from benchmarks.differential.whole import of_case, of_random_report
from engine.cases import ROOT, all_cases
from engine.facts import VOCABULARY, Fact
from engine.findings import finding_fact
from engine.inference import durable, reference
from engine.inference.program import Inference, InferenceFailed, Program, infer
from engine.inference.reference import ReferenceInference

PAIRS = 400
CHUNK = 100
CASES = all_cases()


@pytest.mark.parametrize("first", range(0, PAIRS, CHUNK))
def test_all_three_find_the_same(first: int) -> None:
    found = {number: compare(pair(number)) for number in range(first, first + CHUNK)}
    assert {number: came.differences for number, came in found.items() if came.differences} == {}
    assert sum(came.matches > 0 for came in found.values()) >= CHUNK // 4


@pytest.mark.parametrize("first", range(0, PAIRS, CHUNK))
def test_what_could_not_match_may_be_left_out(first: int) -> None:
    """``could_match`` may keep a fact from being made only if leaving it out changes nothing."""
    left_out = 0
    for made in map(pair, range(first, first + CHUNK)):
        interest = Program([rule_of(raw) for raw in made.rules]).interest_of_all
        known = Random(made.number)  # of each fact some fields are known beforehand
        fixed = [dict(known.sample(sorted(f.fields.items()), known.randint(1, len(f.fields)))) for f in made.facts]
        kept = [fact for fact, some in zip(made.facts, fixed, strict=True) if interest.could_match(fact.kind, **some)]
        left_out += len(made.facts) - len(kept)
        assert governed(inferred(replace(made, facts=kept)), made) == governed(inferred(made), made), made.number
    assert left_out > CHUNK // 10


@pytest.mark.parametrize("case", CASES[:: len(CASES) // 10], ids=lambda case: case.id)
def test_all_three_find_the_same_in_cases(case: Any) -> None:
    assert of_case(case) == []


@pytest.mark.parametrize("number", range(5))
def test_all_three_find_the_same_in_odd_reports(number: int) -> None:
    assert of_random_report(number) == []


def said(rules: list[Raw]) -> Iterator[tuple[str, Any]]:
    """Everything that rules say of fields, as (operator, value)."""
    for rule in rules:
        when = rule["when"] if isinstance(rule["when"], list) else [rule["when"]]
        more = [pattern for item in rule.get("missing", ()) for pattern in item["when"]]
        for pattern in (*when, *rule.get("unless", ()), *rule.get("because_of", ()), *more):
            for conditions in pattern.values():
                for value in conditions.values():
                    yield from value.items() if isinstance(value, dict) else [("eq", value)]


def test_every_construct_occurs() -> None:
    """In pairs of every shape; every operator with a constant and, if it may, with a variable."""
    made = [pair(number) for number in range(PAIRS)]
    assert {one.shape for one in made} == {shape.name for shape in SHAPES}
    seen = Counter(
        (name, isinstance(value, str) and value[:1] == "$" and name not in ("matches", "in"))
        for one in made
        for name, value in said(one.rules)
    )
    orders = ("eq", "ne", "lt", "lte", "gt", "gte")
    assert seen.keys() == {(o, False) for o in (*orders, "in", "matches", "exists")} | {(o, True) for o in orders}
    assert min(seen.values()) >= 10
    rules = [rule for one in made for rule in one.rules]
    assert all(sum(key in rule for rule in rules) > 100 for key in ("unless", "because_of", "missing"))
    assert {len(rule["when"]) for rule in rules if isinstance(rule["when"], list)} == {1, 2, 3, 4}
    assert any(one.tentative for one in made)
    values = {value for one in made for fact in one.facts for value in fact.fields.values()}
    assert {2**63 - 1, -(2**63), 2**53, 2**53 + 1, "", "\x00", "\ud800", "$v0"} <= values
    assert {fact.kind for one in made for fact in one.facts} == VOCABULARY.keys() - {"finding"}


def shown(last: int) -> list[str]:
    """The first pairs in ASCII."""
    made = [pair(number) for number in range(last)]
    return [ascii([one.rules, one.facts, sorted(one.active), sorted(one.tentative)]) for one in made]


def test_a_pair_is_the_same_in_another_process() -> None:
    line = "from tests.test_differential import shown; print(*shown(30), sep='\\n')"
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "America/Los_Angeles"}
    came = subprocess.run(
        [sys.executable, "-c", line], env=environment, cwd=ROOT.parent, capture_output=True, check=True
    )
    assert came.stdout.decode().splitlines() == shown(30)


# What rules mean, by hand: rules, facts and what each rule finds. Letters are facts: cells "a" to "f".
CELLS = {
    "a": {"row": "x", "value": 1},
    "b": {"row": "x", "value": 2},
    "c": {"row": "y", "value": 2},
    "d": {"row": "", "value": 2**53},
    "e": {"row": "9", "value": 2**53 + 1},
}
MEANT: list[tuple[str, dict[str, Raw], dict[str, set[str]]]] = [
    ("equal", {"r": {"when": {"cell": {"value": 2}}}}, {"r": {"b", "c"}}),
    ("nothing asked", {"r": {"when": {"cell": {}}}}, {"r": {"a", "b", "c", "d", "e"}}),
    ("a text is no number", {"r": {"when": {"cell": {"row": "9", "value": {"ne": 9}}}}}, {"r": {"e"}}),
    ("true is 1", {"r": {"when": {"cell": {"value": True}}}}, {"r": {"a"}}),
    ("not rounded", {"r": {"when": {"cell": {"value": {"gt": 2**53}}}}}, {"r": {"e"}}),
    ("between", {"r": {"when": {"cell": {"value": {"gte": 2, "lt": 2**53}}}}}, {"r": {"b", "c"}}),
    ("one of", {"r": {"when": {"cell": {"row": {"in": ["x", ""]}, "value": {"in": [2, 2**53]}}}}}, {"r": {"b", "d"}}),
    ("anywhere", {"r": {"when": {"cell": {"row": {"matches": "[y9]"}}}}}, {"r": {"c", "e"}}),
    ("not empty", {"r": {"when": {"cell": {"row": {"exists": True}}}}}, {"r": {"a", "b", "c", "e"}}),
    ("empty", {"r": {"when": {"cell": {"row": {"exists": False}}}}}, {"r": {"d"}}),
    (
        "joined, in both orders",
        {"r": {"when": [{"cell": {"row": "$row"}}, {"cell": {"row": "$row"}}]}},
        {"r": {"ab", "ba"}},
    ),
    (
        "never the same fact twice",
        {"r": {"when": [{"cell": {"value": "$v"}}, {"cell": {"value": {"gte": "$v", "lte": 2}}}]}},
        {"r": {"ab", "ac", "bc", "cb"}},
    ),
    (
        "excused by another fact, not by itself",
        {"r": {"when": {"cell": {"row": "$row"}}, "unless": [{"cell": {"row": "$row"}}]}},
        {"r": {"c", "d", "e"}},
    ),
    (
        "a variable that is new in unless is any value",
        {"r": {"when": {"cell": {"value": {"lt": 3}}}, "unless": [{"cell": {"row": "$new", "value": 2**53}}]}},
        {},
    ),
    (
        "a finding is a fact",
        {"r": {"when": {"cell": {"value": 1}}}, "s": {"when": {"finding": {"rule": "r", "row": "x"}}}},
        {"r": {"a"}, "s": {"r(a)"}},
    ),
    (
        "explained",
        {
            "r": {"when": {"cell": {"value": 1}}},
            "s": {"when": {"cell": {"row": "$row", "value": 2}}, "because_of": [{"finding": {"row": "$row"}}]},
        },
        {"r": {"a"}, "s": {"b because of r(a)", "c"}},
    ),
    (
        "missing, with variables of its own",
        {
            "r": {
                "when": {"cell": {"value": 7}},
                "missing": [{"when": [{"cell": {"row": "$r"}}, {"cell": {"row": "$r"}}], "means": "not_assessable"}],
            }
        },
        {"r": {"0: ab", "0: ba"}},
    ),
]


@pytest.mark.parametrize(("rules", "expected"), [case[1:] for case in MEANT], ids=[case[0] for case in MEANT])
def test_what_rules_mean(rules: dict[str, Raw], expected: dict[str, set[str]]) -> None:
    common = {"category": "identities", "severity": "error", "certainty": "gap"}
    raws = [{"name": name, **common, **rule} for name, rule in rules.items()]
    facts = [cell(key, **fields) for key, fields in CELLS.items()]
    asked = Pair(0, "by hand", raws, facts, frozenset(rules), frozenset())
    program = Program([rule_of(raw) for raw in raws])
    found = infer(program, durable.DurableInference(program), facts, finding_fact, asked.active)
    for told in (judged(asked), governed(inferred(asked), asked), governed(found, asked)):
        assert in_letters(*told) == expected


def cell(key: str, **known: Any) -> Fact:
    fields = {name: "" if type_ == "str" else 0 for name, (type_, _) in VOCABULARY["cell"].items()}
    return Fact("cell", key, {**fields, **known})


def in_letters(matches: dict[str, Any], missing: dict[str, Any]) -> dict[str, set[str]]:
    """``ab`` for facts a and b, ``r(a)`` for the finding of r on a, ``0: a`` for the first missing."""

    def letter(id: str) -> str:
        return id if len(id) == 1 else "{1}({2})".format(*id.split("/"))

    found: dict[str, set[str]] = {}
    for name, some in matches.items():
        for ids, causes in some:
            because = " because of " + ", ".join(map(letter, causes)) if causes else ""
            found.setdefault(name, set()).add("".join(map(letter, ids)) + because)
    for name, hits in missing.items():
        found.setdefault(name, set()).update(f"{index}: {''.join(map(letter, ids))}" for index, ids in hits)
    return found


@pytest.mark.parametrize("fault", ["lte for lt", "flags are always 1", "unequal is anything"])
def test_a_fault_put_into_an_engine_is_found(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared can differ: a small fault in either engine shows in some pair."""
    if fault == "lte for lt":
        monkeypatch.setattr(durable, "_ORDER", {**durable._ORDER, "lt": "$lte"})
    elif fault == "flags are always 1":
        monkeypatch.setattr(durable, "holds", lambda condition, value: True)
    else:
        monkeypatch.setattr(reference, "compare", lambda name, left, right: name != "eq" or left == right)
    assert any(compare(pair(number)).differences for number in range(PAIRS))


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**30, None, 1.0])
def test_a_fact_that_native_code_would_change_is_refused(value: Any) -> None:
    """durable-rules takes 2**63 and 10**30 for one number; neither engine concludes anything then."""
    raw: Raw = {"name": "r", "category": "c", "severity": "error", "certainty": "gap"}
    raw |= {"when": [{"cell": {"value": "$v"}}, {"cell": {"value": "$v"}}]}
    program = Program([rule_of(raw)])
    facts = [cell("a", value=value), cell("b", value=2**63 - 1)]
    engines: list[Inference] = [durable.DurableInference(program), ReferenceInference(program)]
    for engine in engines:
        with pytest.raises(InferenceFailed, match="64 bits"):
            infer(program, engine, facts, finding_fact, {"r"})


def test_what_is_measured_in_odd_reports_keeps_the_contract_of_facts() -> None:
    for number in range(40):
        assert outside_of_contract(observed(Random(number))) == []
