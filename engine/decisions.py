"""What persons decided about findings, and what of it holds for a report.

A reviewer confirms or dismisses a review; a gap may be waived, which takes an approver. A decision
is bound to the bytes of the document and to the fingerprint of the finding, and lapses when
either changes. What is decided never hides a finding: it only says what follows from it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Literal

from engine.reading import Notice
from engine.rulebook import Certainty
from engine.values import dataclass

Verdict = Literal["confirm", "dismiss", "waive"]
Stands = Literal["gap", "review", "waived", "dismissed"]  # what a finding is after decisions

# What a verdict makes of a finding; no other verdict is allowed on it.
_BECOMES: Mapping[tuple[Certainty, Verdict], Stands] = {
    ("review", "confirm"): "gap",
    ("review", "dismiss"): "dismissed",
    ("gap", "waive"): "waived",
}

_NOT_ALLOWED: Mapping[Verdict, str] = {
    "confirm": "decision.no_confirm",
    "dismiss": "decision.no_dismiss",
    "waive": "decision.no_waive",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A report that decisions may be about: the SHA-256 of its document, and whose and of which year it is.

    ``unit`` is empty where the document does not name it.
    """

    sha256: str
    unit: str
    year: int

    def same(self, other: Subject) -> bool:
        """Whether it is the same document, or another version of the same unit's report of the year."""
        named = self.unit != "" and (self.unit, self.year) == (other.unit, other.year)
        return named or self.sha256 == other.sha256


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. ``place`` says where it is written (file and line); ``expires_on`` is its last day."""

    subject: Subject
    finding: str
    rule: str
    verdict: Verdict
    reason: str
    author: str
    approver: str | None
    decided_on: dt.date
    expires_on: dt.date | None
    place: str


@dataclass(frozen=True, slots=True)
class Decisions:
    """All that was decided, with the day for which it is asked.

    ``as_of``: the engine looks at no clock. Needed as soon as there is a decision. ``unfilled`` are
    the reports of entries that nobody has filled in yet.
    """

    taken: tuple[Decision, ...] = ()
    as_of: dt.date = dt.date.min
    unfilled: tuple[Subject, ...] = ()

    def about(self, subject: Subject) -> list[Decision]:
        """The decisions on this document, or on another version of the same unit's report of the year."""
        return [decision for decision in self.taken if decision.subject.same(subject)]


NO_DECISIONS = Decisions()


@dataclass(frozen=True, slots=True)
class Found:
    """A finding before decisions; ``id`` is that of its match."""

    id: str
    rule: str
    fingerprint: str
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Settled:
    """The decisions that hold for a report's findings, by the finding's id, and what is to be said of the others."""

    taken: Mapping[str, Decision] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def stands(self, id: str, certainty: Certainty) -> Stands:
        """What a finding is after decisions."""
        decision = self.taken.get(id)
        return certainty if decision is None else _BECOMES[certainty, decision.verdict]

    def shown(self, id: str, certainty: Certainty) -> Certainty:
        """What the scorecard calls a finding: a confirmed review is a gap; a waived gap remains one."""
        return "gap" if self.confirmed(id) else certainty

    def confirmed(self, id: str) -> bool:
        """Whether a person confirmed the finding."""
        return id in self.taken and self.taken[id].verdict == "confirm"

    def let_off(self, id: str) -> bool:
        """Whether the finding was dismissed or waived."""
        return id in self.taken and self.taken[id].verdict != "confirm"


def settle(decisions: Decisions, subject: Subject, found: Sequence[Found]) -> Settled:
    """Which decisions hold for the findings of a report; those about other reports are passed over."""
    by_print = {finding.fingerprint: finding for finding in found}
    taken: dict[str, Decision] = {}
    notices: list[Notice] = []
    for decision in decisions.about(subject):
        why = _why_not(decision, decisions.as_of, subject, by_print, found)
        if why is None:
            taken[by_print[decision.finding].id] = decision
        else:
            notices.append(_notice(why, decision, by_print.get(decision.finding)))
    unfilled = sum(item.same(subject) for item in decisions.unfilled)
    if unfilled:
        notices.append(Notice("decision.unfilled", {"count": unfilled}))
    return Settled(taken, tuple(notices))


def _why_not(
    decision: Decision, as_of: dt.date, subject: Subject, by_print: Mapping[str, Found], found: Sequence[Found]
) -> str | None:
    """The text that says why a decision does not hold; ``None`` if it does."""
    finding = by_print.get(decision.finding)
    if decision.subject.sha256 != subject.sha256:
        return "decision.other_document"
    if finding is None:
        same_rule = any(item.rule == decision.rule for item in found)
        return "decision.finding_changed" if same_rule else "decision.matches_nothing"
    if finding.rule != decision.rule:
        return "decision.other_rule"
    if (finding.certainty, decision.verdict) not in _BECOMES:
        return _NOT_ALLOWED[decision.verdict]
    if decision.expires_on is not None and as_of > decision.expires_on:
        return "decision.expired"
    return "decision.not_yet" if as_of < decision.decided_on else None


def _notice(key: str, decision: Decision, finding: Found | None) -> Notice:
    values = {
        "place": decision.place,
        "rule": decision.rule,
        "finding": decision.finding,
        "found": finding.rule if finding else "",
        "decided_on": decision.decided_on.isoformat(),
        "expires_on": decision.expires_on.isoformat() if decision.expires_on else "",
    }
    return Notice(key, values)


def unused(decisions: Decisions, subjects: Sequence[Subject]) -> Iterator[Decision]:
    """The decisions that are about none of these reports."""
    known = {subject.sha256 for subject in subjects} | {(subject.unit, subject.year) for subject in subjects}
    for decision in decisions.taken:
        about = decision.subject
        if about.sha256 not in known and (about.unit, about.year) not in known:
            yield decision
