"""The shape of an overlay's own file, as pydantic models: unknown keys are refused."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field

from engine.loading.files import (
    AppliesFile,
    BasisFile,
    Closed,
    DocumentFile,
    GradeFile,
    MonthDay,
    Parameter,
    Points,
    Slug,
    SpanFile,
    TextFile,
    Whole,
)


class OffFile(Closed):
    """Why a rule is switched off."""

    reason: TextFile


class DeductChange(Closed):
    """Other points; what is left out stays. ``family: null`` takes the rule out of its family."""

    each: Points | None = None
    at_most: Points | None = None
    family: Slug | None = None


class RuleChange(Closed):
    """What an overlay may change of a rule: everything but what it looks for."""

    off: OffFile | None = None
    category: Slug | None = None
    severity: Literal["error", "warning", "info"] | None = None
    certainty: Literal["gap", "review"] | None = None
    applies: AppliesFile | None = None
    parameters: dict[Parameter, Whole] = Field(default_factory=dict)
    deduct: DeductChange | None = None
    veto: Points | None = None
    title: TextFile | None = None
    message: TextFile | None = None
    remedy: TextFile | None = None
    basis: tuple[BasisFile, ...] = ()
    why: TextFile | None = None
    limits: TextFile | None = None


class CategoryChange(Closed):
    """Other marks of a category, or a new one, which needs a label."""

    id: Slug
    label: TextFile | None = None
    full: Points | None = None


class LocalDeadline(Closed):
    """A deadline of its own, or an earlier day for one of the calendar."""

    event: Literal["published", "submitted"]
    by: MonthDay


class ScopeFile(AppliesFile):
    """Which reports an overlay is for; regions as in report.json, from the province down."""

    regions: tuple[Annotated[str, Field(min_length=1)], ...] = ()


class OverlayFile(Closed):
    """``rules/overlays/<id>.yaml``, or ``overlay.yaml`` in a folder of its own."""

    id: Slug
    version: Annotated[str, Field(min_length=1)]
    title: TextFile
    document: Slug
    extends: str | tuple[str, ...] = ()
    applies: ScopeFile = ScopeFile()
    documents: tuple[DocumentFile, ...] = ()
    full: Points | None = None
    categories: tuple[CategoryChange, ...] = ()
    grades: tuple[GradeFile, ...] | None = None
    families: dict[Slug, Points] = Field(default_factory=dict)
    deadlines: dict[Slug, LocalDeadline] = Field(default_factory=dict)
    days_off: tuple[SpanFile, ...] = ()
    working_days: tuple[dt.date, ...] = ()
    phrases: dict[Slug, dict[str, Any]] = Field(default_factory=dict)
    topics: dict[Slug, dict[str, Any]] = Field(default_factory=dict)
    rules: dict[Slug, RuleChange] = Field(default_factory=dict)
