"""Findings as rows of a table, the same in every format that has rows."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import say
from engine.reporters.decided import decision_words
from engine.reporters.parts import gravity, suggestions
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Scorecard

COLUMNS = (
    "file", "unit", "year", "score", "grade", "rule", "title", "status", "severity", "category", "deducted",
    "message", "place", "page", "line", "observed", "expected", "basis", "remedy", "repair", "fingerprint",
    "because_of", "decision",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@")  # what programs for tables take for a formula if a line begins with it


def about(card: Scorecard) -> dict[str, object]:
    """What is the same for all findings of a report."""
    return {
        "file": card.report["source"]["file"],
        "unit": card.report["unit"]["name"],
        "year": card.report["year"],
        "score": card.score,
        "grade": card.grade.label if card.grade else None,
    }


def rows(card: Scorecard, lang: Lang) -> Iterator[dict[str, object]]:
    """A row for each finding, by column."""
    shared = about(card)
    for finding in card.findings:
        yield {**shared, **_row(finding, card, lang)}


def _row(finding: Finding, card: Scorecard, lang: Lang) -> dict[str, object]:
    first = finding.locations[0] if finding.locations else Location()
    return {
        "rule": finding.rule,
        "title": finding.title,
        "status": say(f"csv.{finding.status}", lang),
        "severity": gravity(finding, lang),
        "category": finding.category,
        "deducted": finding.deducted,
        "message": finding.message,
        "place": "; ".join(location.label for location in finding.locations),
        "page": first.page,
        "line": first.line,
        "observed": finding.observed,
        "expected": finding.expected,
        "basis": "; ".join(f"{basis.document} {basis.clause}" for basis in finding.basis),
        "remedy": finding.remedy,
        "repair": "; ".join(suggestions(finding, card.repairs, lang)),
        "fingerprint": finding.fingerprint,
        "because_of": finding.because_of,
        "decision": decision_words(finding, lang),
    }
