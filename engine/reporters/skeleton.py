"""A decision file to be filled in: one entry for each finding that a person may decide on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import yaml

from engine.catalogue import one_line, say
from engine.rulebook import Lang
from engine.scorecard import Finding, Scorecard


def skeleton(cards: Sequence[Scorecard], lang: Lang) -> str:
    """The text, ending in a line feed; findings that are decided on already are left out."""
    lines = [f"# {line}" for line in say("skeleton.head", lang).split("\n")]
    entries = [line for card in cards for finding in card.findings for line in _entry(card, finding, lang)]
    return "\n".join([*lines, "decisions:" if entries else "decisions: []", *entries]) + "\n"


def _entry(card: Scorecard, finding: Finding, lang: Lang) -> Iterator[str]:
    """The lines of one finding; one that another explains costs nothing, and needs no waiver."""
    review = finding.status == "review"
    if finding.decision is not None or (not review and finding.because_of is not None):
        return
    kind = say("skeleton.review" if review else "skeleton.gap", lang)
    yield ""
    for words in (f"{kind} {finding.title}", finding.message, *(place.label for place in finding.locations[:1])):
        yield f"  # {one_line(words)}"
    yield f"  - unit: {_quoted(str(card.report['unit']['name']))}"
    yield f"    year: {card.report['year']}"
    yield f"    report: {_quoted(card.report['source']['sha256'])}"
    yield f"    finding: {_quoted(finding.fingerprint)}"
    yield f"    rule: {finding.rule}"
    fields = ["decision", "reason", "author", *([] if review else ["approver"]), "decided_on"]
    fields += [] if review else ["expires_on"]
    for field in fields:
        key = f"skeleton.{field}.{finding.status}" if field == "decision" else f"skeleton.{field}"
        yield f"    {field}:  # {say(key, lang)}"


def _quoted(text: str) -> str:
    """The text in double quotes, as YAML reads it."""
    return str(yaml.safe_dump(text, allow_unicode=True, default_style='"', width=10**6)).rstrip("\n")
