"""Scorecards as SARIF 2.1.0 (OASIS), which editors and code-scanning pages show at the place of each finding."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from engine.catalogue import one_line
from engine.json_text import dumps
from engine.reporters import Layout
from engine.reporters.decided import decision_words
from engine.reporters.parts import suggestions
from engine.reporters.regions import Regions
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Scorecard
from engine.scored import Scored
from engine.version import VERSION

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_PLAIN = frozenset(string.ascii_letters + string.digits + "-._~/")  # of a URI


@dataclass(frozen=True, slots=True)
class _Artifact:
    """A report of the log: its scorecard, its number, and where things stand in its text."""

    card: Scorecard
    index: int
    regions: Regions


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """The log: one run, all reports as its artifacts."""
    lang, cards = layout.lang, [report.card for report in reports]
    rules = {finding.rule: finding for card in reversed(cards) for finding in reversed(card.findings)}
    names = sorted(rules)
    places = {_identity(card): card for card in cards}  # a file may have been asked for twice
    indices = {identity: index for index, identity in enumerate(places)}
    results = []
    for report in reports:
        artifact = _Artifact(report.card, indices[_identity(report.card)], Regions(report.reading))
        results += [_result(f, names.index(f.rule), artifact, lang) for f in report.card.findings]
    driver = {
        "name": "compliance",
        "semanticVersion": VERSION,
        "language": lang,
        "rules": [_rule(rules[n]) for n in names],
    }
    run = {
        "tool": {"driver": driver},
        "artifacts": [_artifact(card) for card in places.values()],
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "invocations": [_invocation(cards, indices)],
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


def _identity(card: Scorecard) -> tuple[str, str]:
    return card.report["source"]["file"], card.report["source"]["sha256"]


def _invocation(cards: Sequence[Scorecard], indices: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """What the user should know of the results, of each report."""
    told = [
        {
            "level": "note",
            "message": {"text": one_line(notice)},
            "locations": [{"physicalLocation": {"artifactLocation": _place_of(card, indices[_identity(card)])}}],
        }
        for card in cards
        for notice in card.notices
    ]
    failed = any(rule.status == "error" for card in cards for rule in card.rules)
    return {"executionSuccessful": not failed, "toolExecutionNotifications": told}


def _place_of(card: Scorecard, index: int) -> dict[str, Any]:
    return {"uri": _uri(card.report["source"]["file"]), "index": index}


def _result(finding: Finding, rule: int, artifact: _Artifact, lang: Lang) -> dict[str, Any]:
    """``kind`` is ``review`` where a person must decide; SARIF then wants the level ``none``.

    What was dismissed or waived is suppressed, with the decision.
    """
    review = finding.status == "review"
    return {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "kind": "review" if review else "fail",
        "level": "none" if review else _LEVELS[finding.severity],
        "message": {"text": one_line(" ".join([finding.message, *_advice(finding, artifact.card, lang)]))},
        "locations": [_location(place, artifact) for place in finding.locations],
        "partialFingerprints": {"compliance/v1": finding.fingerprint},
        "suppressions": [] if finding.open else [_suppression(finding, lang)],
        "properties": {"deducted": finding.deducted, "because_of": finding.because_of},
    }


def _suppression(finding: Finding, lang: Lang) -> dict[str, Any]:
    return {"kind": "external", "status": "accepted", "justification": one_line(decision_words(finding, lang) or "")}


def _advice(finding: Finding, card: Scorecard, lang: Lang) -> list[str]:
    return [] if finding.because_of else suggestions(finding, card.repairs, lang)


def _location(place: Location, artifact: _Artifact) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _place_of(artifact.card, artifact.index)}
    region = artifact.regions.of(place)
    if region is not None:
        physical["region"] = region
    name = "/".join(key for key in (place.section, place.table, place.row, place.column) if key)
    found: dict[str, Any] = {"physicalLocation": physical, "message": {"text": one_line(place.label)}}
    if name:
        found["logicalLocations"] = [{"fullyQualifiedName": name, "kind": "element"}]
    if place.page is not None:
        found["properties"] = {"page": place.page}
    return found


def _uri(file: str) -> str:
    """A relative name as a relative reference, in which a colon would make a scheme; an absolute one as file URI."""
    path = PurePath(file)
    if path.is_absolute():
        return path.as_uri()
    name = path.as_posix().encode("utf-8", "replace")
    return "".join(chr(byte) if chr(byte) in _PLAIN else f"%{byte:02X}" for byte in name)
