"""Findings as a table of comma-separated values, one line a finding, for spreadsheets.

Begins with a byte-order mark, without which Excel takes UTF-8 for something else. A text that a
spreadsheet would run as a formula is made a text by an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from engine.catalogue import one_line, say
from engine.reporters import Layout
from engine.reporters.decided import decision_words
from engine.reporters.parts import suggestions
from engine.rulebook import Lang
from engine.scorecard import Finding, Location, Repair, Scorecard
from engine.scored import Scored

_COLUMNS = (
    "file", "unit", "year", "score", "grade", "rule", "title", "status", "severity", "category", "deducted",
    "message", "place", "page", "line", "observed", "expected", "basis", "remedy", "repair", "fingerprint",
    "because_of", "decision",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(reports: Sequence[Scored], layout: Layout) -> str:
    """The table, with a head in the language of the user; a report without findings has one line too."""
    lang, stream = layout.lang, io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([say(f"csv.{column}", lang) for column in _COLUMNS])
    for report in reports:
        for line in _lines(report.card, lang):
            writer.writerow([_safe(line.get(column)) for column in _COLUMNS])
    return "\ufeff" + stream.getvalue()


def _lines(card: Scorecard, lang: Lang) -> Iterator[dict[str, object]]:
    about = {
        "file": card.report["source"]["file"],
        "unit": card.report["unit"]["name"],
        "year": card.report["year"],
        "score": card.score,
        "grade": card.grade.label if card.grade else None,
    }
    for finding in card.findings:
        yield {**about, **_finding(finding, card.repairs, lang)}
    if not card.findings:
        yield about


def _finding(finding: Finding, repairs: Sequence[Repair], lang: Lang) -> dict[str, object]:
    first = finding.locations[0] if finding.locations else Location()
    return {
        "rule": finding.rule,
        "title": finding.title,
        "status": say(f"csv.{finding.status}", lang),
        "severity": say(f"severity.{finding.severity}", lang),
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
        "repair": "; ".join(suggestions(finding, repairs, lang)),
        "fingerprint": finding.fingerprint,
        "because_of": finding.because_of,
        "decision": decision_words(finding, lang),
    }


def _safe(value: object) -> str:
    text = one_line("" if value is None else str(value))
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
