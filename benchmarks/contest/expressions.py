"""Engines that evaluate one condition at a time: rule-engine, json-logic and business-rules."""

from __future__ import annotations

from typing import Any

from benchmarks.contest.checks import Contestant, Report, Solve, differences, leaves_of, names_of
from engine.rulebook import Form


def _rule_engine(form: Form) -> Solve:
    import rule_engine

    rule = rule_engine.Rule("difference != 0")
    leaves = leaves_of(form)

    def one(report: Report) -> list[str]:
        checks = [{"name": name, "difference": value} for name, value in differences(report, leaves).items()]
        return sorted(check["name"] for check in rule.filter(checks))

    return lambda reports: [one(report) for report in reports]


def _json_logic(form: Form) -> Solve:
    from json_logic import jsonLogic

    rule = {"filter": [{"var": "checks"}, {"!=": [{"var": "difference"}, 0]}]}
    leaves = leaves_of(form)

    def one(report: Report) -> list[str]:
        checks = [{"name": name, "difference": value} for name, value in differences(report, leaves).items()]
        return sorted(check["name"] for check in jsonLogic(rule, {"checks": checks}))

    return lambda reports: [one(report) for report in reports]


def _business_rules(form: Form) -> Solve:
    from business_rules import run_all
    from business_rules.actions import BaseActions, rule_action
    from business_rules.fields import FIELD_TEXT
    from business_rules.variables import BaseVariables, numeric_rule_variable

    leaves, names = leaves_of(form), names_of(form)
    keys = {f"d{number}": name for number, name in enumerate(names)}

    class Values(BaseVariables):  # type: ignore[misc]
        """The differences, each a variable of its own."""

        def __init__(self, found: dict[str, int]) -> None:
            self.found = found

    class Found(BaseActions):  # type: ignore[misc]
        """Takes down the names."""

        def __init__(self) -> None:
            self.names: list[str] = []

        @rule_action(params={"name": FIELD_TEXT})  # type: ignore[untyped-decorator]
        def found(self, name: str) -> None:
            self.names.append(name)

    def variable(name: str) -> Any:
        return numeric_rule_variable(lambda self: self.found[name])

    for key, name in keys.items():
        setattr(Values, key, variable(name))
    rules = [
        {
            "conditions": {
                "any": [
                    {"name": key, "operator": "greater_than", "value": 0},
                    {"name": key, "operator": "less_than", "value": 0},
                ]
            },
            "actions": [{"name": "found", "params": {"name": name}}],
        }
        for key, name in keys.items()
    ]

    def one(report: Report) -> list[str]:
        actions = Found()
        run_all(rules, Values(differences(report, leaves)), actions)
        return sorted(actions.names)

    return lambda reports: [one(report) for report in reports]


CONTESTANTS = (
    Contestant("rule-engine", _rule_engine, ("rule-engine",)),
    Contestant("json-logic", _json_logic, ("json-logic-qubit",)),
    Contestant("business-rules", _business_rules, ("business-rules",)),
)
