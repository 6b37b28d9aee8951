"""The scorecard, schema ``compliance-scorecard/1``: what was found and what it costs.

Plain values in one language, ready to be shown; numbers are exact (``Decimal``, ``int``).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from typing_extensions import TypedDict

from engine.rulebook import Severity

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


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The whole result for one report."""

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
