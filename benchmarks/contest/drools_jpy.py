"""Drools (Java) through drools-jpy: a rule for each check, one event a report with the computed differences."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from benchmarks.contest.checks import Contestant, Report, Solve, differences, leaves_of, names_of
from engine.rulebook import Form


def _rule(number: int) -> dict[str, Any]:
    condition = {"NotEqualsExpression": {"lhs": {"Event": f"d{number}"}, "rhs": {"Integer": 0}}}
    action = {"Action": {"action": "none", "action_args": {}}}
    return {
        "Rule": {
            "name": f"d{number}",
            "condition": {"AllCondition": [condition]},
            "actions": [action],
            "enabled": True,
        }
    }


def _taker(found: list[str], name: str) -> Callable[[Any], None]:
    return lambda _: found.append(name)


def _prepare(form: Form) -> Solve:
    from drools.rule import Rule
    from drools.ruleset import Ruleset

    names, leaves = names_of(form), leaves_of(form)
    number_of = {name: f"d{number}" for number, name in enumerate(names)}
    found: list[str] = []
    text = {"name": "contest", "match_multiple_rules": True, "rules": [_rule(n) for n in range(len(names))]}
    rules = Ruleset(name="contest", serialized_ruleset=json.dumps(text))
    for name, number in number_of.items():
        rules.add_rule(Rule(name=number, callback=_taker(found, name)))

    def one(report: Report) -> list[str]:
        found.clear()
        rules.assert_event(json.dumps({number_of[k]: v for k, v in differences(report, leaves).items()}))
        return sorted(found)

    return lambda reports: [one(report) for report in reports]


CONTESTANTS = (Contestant("Drools through drools-jpy", _prepare, ("drools-jpy",), "needs Java"),)
