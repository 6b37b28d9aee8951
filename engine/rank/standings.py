"""The standings, schema ``compliance-standings/1``: plain values, ready to be shown; numbers are exact.

A mean is rounded half up to two decimals, a rate (in percent) to one. Days are YYYY-MM-DD. What is not
known is empty or ``None``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.rank.summary import CategoryLabel, GapCount, RuleLabel, Timeliness

SCHEMA_ID = "compliance-standings/1"

UnitStatus = Literal["ranked", "unscored", "doubtful", "missing", "not_expected"]


@dataclass(frozen=True, slots=True)
class RulebookCount:
    """A rulebook that judged, and how many of the reports that count."""

    id: str
    version: str
    digest: str
    overlays: tuple[str, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class RosterUsed:
    """The roster, how many units it has, and of how many a report is due."""

    file: str
    sha256: str
    units: int
    expected: int


@dataclass(frozen=True, slots=True)
class DocumentNote:
    """A document that does not count in the standings.

    ``status``: ``unmatched`` or ``doubtful`` (whose it is, is not sure), ``several`` (it is not sure which
    of a unit's reports counts), ``superseded``, ``copy``, ``marked`` (by its name the marked copy of ``instead``),
    ``other_year``, ``unusable``, ``failed`` or ``waiting`` (to be scored).
    ``why``: the reason of a doubt by its name, or in words why it could not be used. ``candidates``: codes of
    units; ``instead``: the file that counts.
    """

    file: str
    sha256: str
    status: str
    why: str = ""
    unit: str = ""
    code: str = ""
    year: int | None = None
    candidates: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Against last year: positive changes are for the better. ``mended`` and ``new`` are names of rules with gaps."""

    score_before: Decimal | None
    score_change: Decimal | None
    place_before: int | None
    place_change: int | None
    mended: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitStanding:
    """A unit and its report.

    ``place`` among the units of its level and kind, shared where scores are equal; ``places``: the best and
    the worst if all that is undecided, of all units, were decided for it and against the others, or the other
    way round. ``behind``: marks to the next better score. ``status``: ``unscored`` if nothing in the report
    could be assessed; ``doubtful`` if it is not sure whether it sent one, or which counts. ``categories``: in the
    order of the standings'. ``undecided``: names of rules that could not
    be assessed. ``perhaps``: files that may be its report; ``elsewhere``: on other years.
    """

    code: str
    name: str
    kind: str
    level: str
    region: str
    superior: str
    expected: bool
    status: UnitStatus
    score: Decimal | None = None
    bounds: tuple[Decimal, Decimal] | None = None
    grade: str = ""
    place: int | None = None
    places: tuple[int, int] | None = None
    behind: Decimal | None = None
    timeliness: Timeliness = "unknown"
    submitted_on: str = ""
    published_on: str = ""
    categories: tuple[Decimal | None, ...] = ()
    gaps: tuple[GapCount, ...] = ()
    reviews: int = 0
    undecided: tuple[str, ...] = ()
    file: str = ""
    sha256: str = ""
    matched_by: str = ""
    note: str = ""
    perhaps: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    change: Change | None = None

    @property
    def errors(self) -> int:
        """How many gaps offend what the law says must be."""
        return sum(gap.findings for gap in self.gaps if gap.severity == "error")

    @property
    def sent(self) -> bool:
        """Whether a report of it is surely there."""
        return bool(self.file) or self.note == "several"


@dataclass(frozen=True, slots=True)
class Figures:
    """Of some units: how many there are, owe a report, sent one, and what became of it.

    ``expected`` to ``doubtful`` count units that owe a report; ``submission_rate`` is ``submitted`` of ``expected``.
    ``on_time_rate``: of ``on_time`` and ``late`` together, what is not known being left out. ``error_rate``: reports
    with an open gap of severity error, of those ``scored``. ``categories``: means, in the order of the standings'.
    """

    units: int
    expected: int
    submitted: int
    missing: int
    doubtful: int
    submission_rate: Decimal | None
    scored: int
    mean: Decimal | None
    highest: Decimal | None
    lowest: Decimal | None
    on_time: int
    late: int
    perhaps_late: int
    on_time_rate: Decimal | None
    with_errors: int
    error_rate: Decimal | None
    categories: tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """The units of one level and kind."""

    level: str
    kind: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class RegionStanding:
    """A region: its own report (that of its government), and the units under it.

    ``place``: of the mean of its units among the regions of the same ``depth``, shared where means are equal.
    ``own``: the code of its government, empty if the roster has none or several.
    """

    region: str
    depth: int
    own: str
    own_score: Decimal | None
    own_place: int | None
    place: int | None
    figures: Figures


@dataclass(frozen=True, slots=True)
class GapFrequency:
    """The gaps of one rule in all reports that count."""

    rule: str
    title: str
    category: str
    severity: str
    units: int
    findings: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class AcrossNote:
    """Something about a unit beside ``others`` (codes) that a person must judge; it costs nothing.

    ``check``: ``likeness``, ``repeated`` (the same table twice), ``sum`` (of its subordinates) or ``incomplete``: its
    sums were not compared, for these are missing. ``text``: in the language of the run.
    """

    check: str
    code: str
    others: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the reader must know; ``key`` and ``values`` make a text of the catalogue."""

    key: str
    values: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Standings:
    """Everything. ``units`` by level, kind, status and place; ``documents`` are those that do not count, by file."""

    year: int | None
    full: Decimal | None
    roster: RosterUsed | None
    rulebooks: tuple[RulebookCount, ...]
    grades: dict[str, str]
    categories: tuple[CategoryLabel, ...]
    rules: tuple[RuleLabel, ...]
    total: Figures
    groups: tuple[GroupStanding, ...]
    regions: tuple[RegionStanding, ...]
    gaps: tuple[GapFrequency, ...]
    units: tuple[UnitStanding, ...]
    documents: tuple[DocumentNote, ...]
    notes: tuple[Note, ...]
    previous_year: int | None = None
    across: tuple[AcrossNote, ...] = ()
