"""Our own engine: the same 49 checks through the real rulebook and inference, and every rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.contest.checks import Contestant, Report, Solve
from engine.facts import Value
from engine.inference.program import Match
from engine.loading import load_rulebook
from engine.reading import Reading, Source
from engine.report import Report as Model
from engine.rulebook import Form
from engine.score import Engine

_SOURCE = Source("report.json", "json", "0" * 64)
_SUMS = {
    "requests-balance": "balance",
    "requests-total": "total",
    "requests-row-total": "row",
    "disputes-row-total": "dispute",
}
_OTHERS = {"section-missing": "section", "government-published-late": "late"}


def read(report: Report) -> Reading:
    """The report as the engine wants it, validated."""
    return Reading(Model.model_validate(report), _SOURCE)


def _same_checks() -> Engine:
    """An engine of the real rulebook with the rules of the 49 checks alone, and nothing about what is missing."""
    book = load_rulebook()
    rules = tuple(replace(rule, missing=()) for rule in book.rules if rule.name in {**_SUMS, **_OTHERS})
    return Engine(replace(book, rules=rules))


def _names(matches: list[Match]) -> list[str]:
    return sorted(_name(match.rule.name, match.facts[0].fields) for match in matches)


def _name(rule: str, fields: dict[str, Value] | Any) -> str:
    """The check that a match is about."""
    if rule in _SUMS:
        return f"{_SUMS[rule]} {fields['line']}"
    kind = _OTHERS[rule]
    return kind if kind == "late" else f"{kind} {fields['section']}"


def _inference(form: Form) -> Solve:
    engine = _same_checks()
    return lambda readings: [_names(engine.findings(reading)) for reading in readings]


def _with_validation(form: Form) -> Solve:
    engine = _same_checks()
    return lambda reports: [_names(engine.findings(read(report))) for report in reports]


def _every_rule(form: Form) -> Solve:
    engine = Engine(load_rulebook())
    return lambda readings: [
        _names([match for match in engine.findings(reading) if match.rule.name in {**_SUMS, **_OTHERS}])
        for reading in readings
    ]


CONTESTANTS = (
    Contestant(
        "compliance, 49 checks", _inference, ("durable-rules",), "validated report to findings, explained", read
    ),
    Contestant("compliance, 49 checks, validated", _with_validation, ("pydantic",), "its values to findings"),
    Contestant("compliance, every rule", _every_rule, (), "all rules, narrative and topics included", read),
)
