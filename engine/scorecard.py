"""The scorecard, schema ``compliance-scorecard/1``: what was found and what it costs.

Plain values in one language, ready to be shown; numbers are exact (``Decimal``, ``int``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from typing_extensions import TypedDict

from engine.rulebook import Severity
from engine.values import dataclass

SCHEMA_ID = "compliance-scorecard/1"

FindingStatus = Literal["gap", "review"]
RuleStatus = Literal["pass", "gap", "review", "not_applicable", "not_assessable", "waived", "error"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A document and a clause of it."""

    document: str
    clause: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a table of the document, all numbers from 1; in a workbook row and column are the sheet's.

    ``box``: left, top, right and bottom in points from the page's upper left corner.
    """

    table: int
    row: int
    column: int
    box: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the report, in keys and in words, and where it stood in the document.

    ``line``: a line of a text or of a page, a paragraph of a Word file or web page, a row of a
    ``sheet``; ``at``: where the document has tables.
    """

    section: str | None = None
    table: str | None = None
    row: str | None = None
    column: str | None = None
    label: str = ""
    page: int | None = None
    line: int | None = None
    sheet: str | None = None
    at: Spot | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """What a person decided of a finding. Days are YYYY-MM-DD; ``expires_on`` is the last on which it holds."""

    decision: Literal["confirm", "dismiss", "waive"]
    reason: str
    author: str
    approver: str | None
    decided_on: str
    expires_on: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A gap, or something that a person must decide.

    ``deducted``: marks of the category that this finding costs, after caps, with the marks of
    rules that could not be assessed because of it. ``because_of``: the fingerprint of the finding
    that explains this one. ``fingerprint`` depends on rule, place and figures, not on language.
    A ``decision`` leaves ``status`` as it was, but for a review that was confirmed: it is a gap.
    """

    rule: str
    status: FindingStatus
    severity: Severity
    category: str
    title: str
    message: str
    remedy: str
    basis: tuple[Citation, ...]
    locations: tuple[Location, ...]
    observed: Any
    expected: Any
    deducted: Decimal
    because_of: str | None
    fingerprint: str
    decision: DecisionTaken | None = None

    @property
    def open(self) -> bool:
        """Whether it still stands: neither dismissed nor waived."""
        return self.decision is None or self.decision.decision == "confirm"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What became of a rule. ``lost`` are marks forfeited ``because_of`` a finding."""

    name: str
    status: RuleStatus
    reason: str | None = None
    because_of: str | None = None
    lost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CategoryScore:
    """``score`` of ``full`` marks, scaled from ``numerator`` of the ``denominator`` that could be assessed."""

    id: str
    label: str
    score: Decimal | None
    full: Decimal
    numerator: Decimal
    denominator: Decimal


@dataclass(frozen=True, slots=True)
class GradeGiven:
    """The grade and its name."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class RulebookUsed:
    """Which rules judged."""

    id: str
    version: str
    form: str
    overlays: tuple[str, ...]
    digest: str


# One cell of a repair: where, from what (null: no figure stood there) to what, and how it may have gone wrong.
RepairCell = TypedDict(
    "RepairCell",
    {
        "table": str,
        "row": str,
        "column": str,
        "label": str,
        "from": int | None,
        "to": int,
        "slip": Literal["transposed", "tenfold", "digit"] | None,
    },
)


class Repair(TypedDict):
    """A suggestion: a change of cells that settles sums of the rules named; ``unique`` if no other is as likely.

    ``findings``: the fingerprints of the findings that it would settle.
    """

    cells: list[RepairCell]
    settles: list[str]
    findings: list[str]
    unique: bool


SupposedBy = Literal["mended report", "as if mended"]


@dataclass(frozen=True, slots=True)
class Supposed:
    """What the report would be given, and how that is known.

    ``gain``: points of the whole more than now (less, if negative). ``by``: ``mended report`` if the
    report was changed and scored again; ``as if mended`` if a gap that only a person can mend was
    taken away before scoring, which supposes that the mend brings nothing new.
    """

    score: Decimal | None
    gain: Decimal
    grade: GradeGiven | None
    by: SupposedBy


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that a mend supposes. ``place`` is where; ``before`` what stands there, ``after`` what would.

    ``before`` is ``None`` where nothing stands yet, ``after`` where it goes away. A whole row, column,
    table or section is one edit; ``cells`` says how many figures it is about. ``sure``: the figures
    follow from the report itself, or the words are official; else they are an example, to be replaced by true ones.
    """

    place: Location
    before: str | None
    after: str | None
    cells: int
    sure: bool


@dataclass(frozen=True, slots=True)
class GapMend:
    """What mending one gap is worth. All findings are named by their fingerprints.

    ``finding``: the gap, which no other explains; many ``gaps`` of one rule are mended as one, and
    the others follow in ``settles``. ``edits``: what the mend changes; empty if only a person can.
    ``settles``: every open finding of this report, the gap first, that is gone then. ``brings``: in
    words, gaps that come up by it (they count). ``alone``: the report with only this mended.
    ``so_far``: with this and all before it in the order mended.
    """

    finding: str
    rule: str
    title: str
    gaps: int
    edits: tuple[Edit, ...]
    settles: tuple[str, ...]
    brings: tuple[str, ...]
    alone: Supposed
    so_far: Supposed


@dataclass(frozen=True, slots=True)
class MendedTogether:
    """Gaps that regain other than the sum of what each does alone, because of a cap: the report with all mended."""

    findings: tuple[str, ...]
    then: Supposed


@dataclass(frozen=True, slots=True)
class WayToGrade:
    """The fewest gaps to mend to be given a grade, in the order of the mends; ``None`` if no mending reaches it.

    ``shortest``: no smaller choice reaches it (docs/what-if.md: how that is known); else one may have been missed.
    """

    grade: GradeGiven
    at_least: Decimal
    findings: tuple[str, ...] | None
    then: Supposed | None
    shortest: bool


@dataclass(frozen=True, slots=True)
class PastGap:
    """A gap that nothing mends any more, such as a deadline missed; ``alone``: had it not been."""

    finding: str
    rule: str
    title: str
    alone: Supposed


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What mending would gain; every score is that of one whole rescoring. Present only where asked for.

    ``mends``: the gaps in the order in which to mend them. ``together``: caps. ``everything``: with all of them
    mended. ``ways``: to each higher grade, the next one first. ``past``: what cannot be mended.
    ``rescored``: how many times the report was scored for this. ``left``: in words, gaps that nobody
    sees yet and that are there once everything is mended (they count).
    """

    mends: tuple[GapMend, ...]
    together: tuple[MendedTogether, ...]
    everything: Supposed | None
    ways: tuple[WayToGrade, ...]
    past: tuple[PastGap, ...]
    rescored: int
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The whole result for one report; ``what_if`` only where asked for."""

    report: dict[str, Any]
    rulebook: RulebookUsed
    score: Decimal | None
    full: Decimal
    bounds: tuple[Decimal, Decimal] | None
    grade: GradeGiven | None
    categories: tuple[CategoryScore, ...]
    findings: tuple[Finding, ...]
    rules: tuple[RuleResult, ...]
    repairs: tuple[Repair, ...]
    notices: tuple[str, ...]
    what_if: WhatIf | None = None
