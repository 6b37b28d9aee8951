"""The shape of each file under ``rules/``, as pydantic models: unknown keys are refused.

These mirror the YAML; :mod:`engine.loading.build` turns them into :mod:`engine.rulebook` values.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from engine.given import Given
from engine.loading.mends import MendFile

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Points = Annotated[Decimal, Field(ge=0, le=1000)]
Parameter = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Whole = Annotated[int, Field(strict=True, gt=-(2**62), lt=2**62)]
MonthDay = Annotated[str, Field(pattern=r"^\d\d-\d\d$")]


class Closed(BaseModel):
    """No key but those named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextFile(Closed):
    """A text in Chinese and English, neither empty."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]


class BasisFile(Closed):
    """A citation."""

    document: str
    clause: TextFile
    forms: tuple[str, ...] = ()


class YearsFile(Closed):
    """A span of report years."""

    from_: Annotated[int | None, Field(alias="from")] = None
    to: int | None = None


class AppliesFile(Closed):
    """Whom and which years a rule governs."""

    years: YearsFile = YearsFile()
    kinds: tuple[Literal["government", "department", "township", "organisation"], ...] = ()
    levels: tuple[Literal["province", "prefecture", "county", "township"], ...] = ()


class MissingFile(Closed):
    """What a missing fact means."""

    when: Any
    means: Literal["not_applicable", "not_assessable", "forfeit"]
    reason: TextFile


class DeductFile(Closed):
    """Points for each finding, and at most in all."""

    each: Points
    at_most: Points
    family: Slug | None = None


class OffFile(Closed):
    """A rule switched off, by which overlay and why; only overlays say so."""

    overlay: str
    reason: TextFile


class RuleFile(Closed):
    """``rules/<category>/<name>.yaml``."""

    name: Slug
    title: TextFile
    category: Slug
    severity: Literal["error", "warning", "info"]
    certainty: Literal["gap", "review"]
    covers: tuple[str, ...] = ()
    applies: AppliesFile = AppliesFile()
    off: OffFile | None = None
    parameters: dict[Parameter, Whole] = {}
    when: Any
    unless: Any = None
    because_of: Any = None
    missing: tuple[MissingFile, ...] = ()
    observed: str | None = None
    expected: str | None = None
    message: TextFile
    remedy: TextFile
    basis: Annotated[tuple[BasisFile, ...], Field(min_length=1)]
    deduct: DeductFile | None = None
    veto: Points | None = None
    mend: MendFile | tuple[MendFile, ...] = ()
    why: TextFile
    limits: TextFile


class LabelFile(Closed):
    """Official words of a row or column, with what else is accepted."""

    label: TextFile
    short: TextFile | None = None
    variants: tuple[str, ...] = ()
    group: str = ""
    unit: Literal["count", "signed", "amount", "money"] = "count"


class SectionFile(Closed):
    """A first-level heading and what else is accepted."""

    heading: TextFile
    variants: tuple[str, ...] = ()


class TemplateWordsFile(Closed):
    """What the blank form prints beside its labels."""

    unit: Annotated[str, Field(min_length=1)]
    title: str
    item: Annotated[str, Field(min_length=1)]
    text: Annotated[str, Field(min_length=1)]
    prose: dict[str, str]


class CommonFile(Closed):
    """``rules/forms/common.yaml``."""

    numerals: tuple[str, ...]
    heading_marks: tuple[str, ...]
    sections: dict[str, SectionFile]
    notes: dict[str, TextFile]
    tables: dict[str, TextFile]
    blocks: dict[str, TextFile]
    groups: dict[str, TextFile]
    rows: dict[str, dict[str, LabelFile]]
    columns: dict[str, dict[str, LabelFile]]
    template: TemplateWordsFile
    examples: dict[str, str] = {}


class BlockFile(Closed):
    """A block of table two."""

    key: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]


class LabelsFile(Closed):
    """Words that one form prints differently."""

    rows: dict[str, TextFile] = {}
    columns: dict[str, TextFile] = {}


class TableFile(Closed):
    """A table of a form: blocks, or columns and rows."""

    section: str
    blocks: tuple[BlockFile, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    labels: LabelsFile = LabelsFile()


class IdentityFile(Closed):
    """A linear sum, declared once for all rows or all columns."""

    group: str
    table: str
    each: Literal["row", "column"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    relation: Literal["eq", "lte"] = "eq"
    lines: tuple[str, ...] = ()


class FormFile(Closed):
    """``rules/forms/<id>.yaml``."""

    form: str
    years: YearsFile
    document: str
    sections: tuple[str, ...]
    tables: dict[str, TableFile]
    identities: tuple[IdentityFile, ...]
    prose: dict[str, str] = {}


class CategoryFile(Closed):
    """A category and its marks."""

    id: Slug
    label: TextFile
    full: Points


class GradeFile(Closed):
    """A grade and its least score."""

    id: Slug
    label: TextFile
    at_least: Points


class DocumentFile(Closed):
    """A legal document."""

    id: Slug
    title: TextFile
    number: str
    issued: dt.date | None = None


class UnitNamesFile(Closed):
    """What a unit's name tells."""

    kinds: tuple[tuple[Literal["government", "department", "township", "organisation"], str], ...]
    levels: tuple[tuple[Literal["province", "prefecture", "county", "township"], str], ...]
    traits: tuple[tuple[Slug, str], ...] = ()


class CellWordsFile(Closed):
    """How figures are written."""

    dashes: tuple[str, ...]
    count_units: tuple[str, ...]
    signs: dict[str, Literal["+", "-"]]
    money_units: dict[str, int]


Cost = Annotated[int, Field(ge=1, le=1000)]


class RepairWordsFile(Closed):
    """What changes of cells cost when a repair is sought."""

    cell: Cost
    total: Cost
    unsure: Cost
    confirmed: Cost
    moved: Cost
    doubt: Annotated[int, Field(ge=0, le=1000)]
    sets: Annotated[int, Field(ge=1, le=100)]
    nodes: Annotated[int, Field(ge=1, le=100_000)]


class TextWordsFile(Closed):
    """How plain text is read."""

    titles: tuple[str, ...]
    page_numbers: tuple[str, ...]
    period: str
    published: tuple[str, ...]
    published_names: tuple[str, ...]
    declared_date: str
    dated: tuple[str, ...]
    signed: tuple[str, ...]
    article_ends: str
    contents: tuple[str, ...]
    unnamed: Annotated[str, Field(min_length=1)]
    table_words: tuple[str, ...]
    sentence_ends: str


class RulebookFile(Closed):
    """``rules/rulebook.yaml``."""

    id: Slug
    version: str
    title: TextFile
    full: Points
    categories: tuple[CategoryFile, ...]
    grades: tuple[GradeFile, ...]
    families: dict[str, Points] = {}
    documents: tuple[DocumentFile, ...]
    kinds: dict[str, TextFile]
    refused_reasons: tuple[str, ...] = ()
    unit_names: UnitNamesFile
    cells: CellWordsFile
    repair: RepairWordsFile
    text: TextWordsFile
    titles: tuple[tuple[Slug, str], ...] = ()


class DeadlineFile(Closed):
    """A day in the year after the report year."""

    event: Literal["published", "submitted"]
    by: MonthDay
    statutory: bool = False  # set by national law: no overlay can make it later


class SpanFile(Closed):
    """Days, both ends included."""

    from_: Annotated[dt.date, Field(alias="from")]
    to: dt.date


class CalendarFile(Closed):
    """``rules/calendar.yaml``."""

    deadlines: dict[Slug, DeadlineFile]
    days_off: tuple[SpanFile, ...]
    working_days: tuple[dt.date, ...]


class PhraseFile(Closed):
    """Words to look for."""

    sections: tuple[str, ...]
    patterns: Annotated[tuple[str, ...], Field(min_length=1)]
    spaced: bool = False
    led_by: dict[Slug, str] = {}
    check: Literal["identity-number"] | None = None
    masked: bool = False


class PhrasesFile(RootModel[dict[Slug, PhraseFile]]):
    """``rules/phrases.yaml``: phrases by their names."""


class RowFile(TextFile):
    """What is asked of a report, and why no rule checks it."""

    none: TextFile | None = None


class GroupOfRowsFile(Closed):
    """Rows of one category."""

    category: Slug
    rows: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}-\d{2}$")], RowFile]


class RegulationFile(RootModel[dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], GroupOfRowsFile]]):
    """``rules/regulation.yaml``."""


class BesideFile(Closed):
    """A report laid beside that of a case."""

    base: str
    set: dict[str, Any] = Field(default_factory=dict)
    remove: tuple[str, ...] = ()
    replace: dict[str, str] = Field(default_factory=dict)


class CaseFile(Closed):
    """``cases/<rule>/{pass,fail,undecided}-<letter>-<what>.yaml``."""

    what: str = ""
    base: str = ""
    set: dict[str, Any] = Field(default_factory=dict)
    remove: tuple[str, ...] = ()
    replace: dict[str, str] = Field(default_factory=dict)
    given: Given | None = None
    previous: str | BesideFile | None = None
    copy_: Annotated[str | BesideFile | None, Field(alias="copy")] = None
    peers: tuple[str | BesideFile, ...] = ()
    overlays: tuple[str, ...] = ()
    decisions: Any = None
    as_of: dt.date | None = None
    stands: dict[str, str] = Field(default_factory=dict)
    status: Literal["not_applicable", "not_assessable"] | None = None
    findings: dict[str, Annotated[int, Field(ge=0)]] | None = None
    fires: tuple[str, ...] = ()
