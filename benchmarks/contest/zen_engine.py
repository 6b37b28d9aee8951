"""zen-engine (GoRules, Rust): a decision with one expression node, and a compiled expression alone."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.contest.checks import Contestant, Report, Solve, differences, leaves_of
from engine.rulebook import Form

_FAILED = "map(filter(checks, #.difference != 0), #.name)"


def _context(report: Report, leaves: list[str]) -> dict[str, Any]:
    found = differences(report, leaves)
    return {"checks": [{"name": name, "difference": difference} for name, difference in found.items()]}


def _decision(form: Form) -> Solve:
    import zen

    at = {"x": 0, "y": 0}
    expression = {"id": "failed", "key": "failed", "value": _FAILED}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in", "position": at},
        {
            "id": "judge",
            "type": "expressionNode",
            "name": "judge",
            "position": at,
            "content": {"expressions": [expression]},
        },
        {"id": "out", "type": "outputNode", "name": "out", "position": at},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "judge"},
        {"id": "2", "type": "edge", "sourceId": "judge", "targetId": "out"},
    ]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    leaves = leaves_of(form)
    return lambda reports: [
        sorted(decision.evaluate(_context(report, leaves))["result"]["failed"]) for report in reports
    ]


def _expression(form: Form) -> Solve:
    import zen

    compiled = zen.compile_expression(_FAILED)
    leaves = leaves_of(form)
    return lambda reports: [sorted(compiled.evaluate(_context(report, leaves))) for report in reports]


CONTESTANTS = (
    Contestant("zen-engine, a decision", _decision, ("zen-engine",)),
    Contestant("zen-engine, one expression", _expression, ("zen-engine",), "the expression language alone"),
)
