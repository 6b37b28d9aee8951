"""One report on its way through the engine: what is known of it, and what is prepared for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from fractions import Fraction

from engine.applies import Governed
from engine.beside import Beside
from engine.decisions import Settled
from engine.findings import Wording
from engine.given import Period
from engine.inference.program import Inferred, Match
from engine.observe import Observer
from engine.observe.sums import Sum, sums_of
from engine.reading import Reading
from engine.rulebook import Certainty, Form, Lang, Rule
from engine.scorecard import RuleResult, RuleStatus
from engine.scoring import Marks, Outcome, shown
from engine.values import dataclass

_GIVEN = ("date", "deadline")


@dataclass(frozen=True, slots=True)
class FormTools:
    """What is prepared once per form: its sums by fact id, and the order of its cells."""

    form: Form
    sums: Mapping[str, Sum]
    places: Mapping[tuple[str, str, str], int]

    @staticmethod
    def of(form: Form) -> FormTools:
        """The tools of a form."""
        places = {cell: i for i, cell in enumerate(_cells_of(form))}
        return FormTools(form, {item.id: item for item in sums_of(form)}, places)


@dataclass(frozen=True, slots=True)
class Standing:
    """Which rules govern reports of one year and kind and level of unit; tentative: it is not known.

    The observer makes only facts that could matter to those rules.
    """

    governed: Mapping[str, Governed]
    active: frozenset[str]
    tentative: frozenset[str]
    observer: Observer
    untouched: dict[Lang, list[RuleOutcome]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """One report on its way through the engine; ``kind`` and ``level`` are empty where unknown."""

    reading: Reading
    tools: FormTools
    kind: str
    level: str
    kind_told_by_name: bool
    published: dt.date | None
    submitted: dt.date | None
    period: Period | None
    beside: Beside
    standing: Standing
    wording: Wording
    lang: Lang

    def certainty(self, match: Match) -> Certainty:
        """Whether a match is a gap, or for a person to review.

        What was read from pictures, or missed in parts that could not be read, accuses nobody; but
        dates, which the caller gives, are certain.
        """
        if self.reading.doubtful and any(fact.kind not in _GIVEN for fact in match.facts):
            return "review"
        return match.rule.certainty


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found in a report: the matches in order, what explains what, and what persons decided.

    ``causes``: by the id of a match that of the one that explains it. ``prints``: its fingerprint.
    """

    matches: Sequence[Match]
    causes: Mapping[str, str]
    prints: Mapping[str, str]
    settled: Settled

    def excused(self, id: str) -> bool:
        """Whether a finding, or one that explains it, was dismissed or waived: then nothing is lost to it."""
        while not self.settled.let_off(id):
            if id not in self.causes:
                return False
            id = self.causes[id]
        return True

    def without(self, gone: Collection[str]) -> Judged:
        """As if the matches of these ids, and all that they explain, were not there."""
        left = [match for match in self.matches if not self._led_to(match.id, gone)]
        ids = {match.id for match in left}
        causes = {key: cause for key, cause in self.causes.items() if key in ids}
        return Judged(left, causes, {key: value for key, value in self.prints.items() if key in ids}, self.settled)

    def _led_to(self, id: str, gone: Collection[str]) -> bool:
        """Whether a finding is one of these, or explained by one of them."""
        while id not in gone:
            if id not in self.causes:
                return False
            id = self.causes[id]
        return True


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of a rule, before marks."""

    rule: Rule
    status: RuleStatus
    reason: str | None = None
    forfeited_by: str | None = None
    excused: bool = False  # what its marks would be lost to was waived

    def scored(self) -> Outcome:
        """The outcome as scoring sees it."""
        if self.forfeited_by is not None:
            return Outcome(self.rule, "decided" if self.excused else "forfeited")
        if self.status == "not_applicable":
            return Outcome(self.rule, "not_applicable")
        undecided = self.status in ("not_assessable", "error")
        return Outcome(self.rule, "not_assessable" if undecided else "decided")

    def result(self, marks: Marks, prints: Mapping[str, str]) -> RuleResult:
        """The outcome as the scorecard says it."""
        if self.forfeited_by is None:
            return RuleResult(self.rule.name, self.status, self.reason)
        lost = shown(marks.forfeited.get(self.rule.name, Fraction(0)))
        return RuleResult(self.rule.name, self.status, self.reason, prints[self.forfeited_by], lost)


@dataclass(frozen=True, slots=True)
class Assessed:
    """A report judged, before it is put into words; ``failed``: why its rules could not be run, if so."""

    case: Case
    inferred: Inferred
    judged: Judged
    outcomes: Sequence[RuleOutcome]
    marks: Marks
    failed: str | None = None


def _cells_of(form: Form) -> list[tuple[str, str, str]]:
    """Tables, their rows and their cells in the order of the form, each line before its cells."""
    found: list[tuple[str, str, str]] = []
    for table in form.tables.values():
        for block in table.blocks:
            found += [(table.key, "", column) for column in block.columns]
            for row in block.rows:
                found.append((table.key, row, ""))
                found += [(table.key, row, column) for column in block.columns]
    return found
