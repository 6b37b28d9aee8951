"""Scorecards as SARIF 2.1.0 (OASIS), which editors and code-scanning pages show at the place of each finding."""

from __future__ import annotations

import string
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from engine.catalogue import one_line
from engine.json_text import dumps
from engine.reporters import Layout
from engine.reporters.decided import decision_words
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Scorecard
from engine.scored import Scored
from engine.version import VERSION

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PLAIN = frozenset(string.ascii_letters + string.digits + "-._~/:")  # of a URI
_LINES = ("text", "json")  # formats whose lines an editor can show


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """The log: one run, all reports as its artifacts."""
    lang, cards = layout.lang, [report.card for report in reports]
    rules = {finding.rule: finding for card in reversed(cards) for finding in reversed(card.findings)}
    names = sorted(rules)
    results = [
        _result(finding, names.index(finding.rule), card, index, lang)
        for index, card in enumerate(cards)
        for finding in card.findings
    ]
    driver = {
        "name": "compliance",
        "semanticVersion": VERSION,
        "language": lang,
        "rules": [_rule(rules[n]) for n in names],
    }
    run = {
        "tool": {"driver": driver},
        "artifacts": [_artifact(card) for card in cards],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(finding: Finding) -> dict[str, Any]:
    basis = "; ".join(f"{item.document} {item.clause}" for item in finding.basis)
    return {
        "id": finding.rule,
        "shortDescription": {"text": one_line(finding.title)},
        "help": {"text": one_line(finding.remedy)},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"category": finding.category, "basis": one_line(basis)},
    }


def _artifact(card: Scorecard) -> dict[str, Any]:
    source = card.report["source"]
    return {"location": {"uri": _uri(source["file"])}, "hashes": {"sha-256": source["sha256"]}}


def _result(finding: Finding, rule: int, card: Scorecard, artifact: int, lang: Lang) -> dict[str, Any]:
    """``kind`` is ``review`` where a person must decide; SARIF then wants the level ``none``.

    What was dismissed or waived is suppressed, with the decision.
    """
    review = finding.status == "review"
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "kind": "review" if review else "fail",
        "level": "none" if review else _LEVELS[finding.severity],
        "message": {"text": one_line(finding.message)},
        "locations": [_location(place, card, artifact) for place in finding.locations],
        "partialFingerprints": {"compliance/v1": finding.fingerprint},
        "suppressions": [] if finding.open else [_suppression(finding, lang)],
        "properties": {"deducted": finding.deducted, "because_of": finding.because_of},
    }


def _suppression(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {"kind": "external", "status": "accepted", "justification": one_line(decision_words(finding, lang) or "")}


def _location(place: Location, card: Scorecard, artifact: int) -> dict[str, Any]:
    source = card.report["source"]
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(source["file"]), "index": artifact}}
    if place.line is not None and source["format"] in _LINES:
        physical["region"] = {"startLine": place.line}
    name = "/".join(key for key in (place.section, place.table, place.row, place.column) if key)
    found: dict[str, Any] = {"physicalLocation": physical, "message": {"text": one_line(place.label)}}
    if name:
        found["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "element"}]
    if place.page is not None:
        found["properties"] = {"page": place.page}
    return found


def _uri(file: str) -> str:
    """The file's name as a relative or absolute URI reference."""
    path = PurePath(file).as_posix().encode("utf-8", "replace")
    return "".join(chr(byte) if chr(byte) in _PLAIN else f"%{byte:02X}" for byte in path)
