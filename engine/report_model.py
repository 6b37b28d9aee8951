"""The model that ``report.json`` is checked by, and that the published schema is made from.

:class:`engine.report.Report` is what the engine works with. pydantic takes a while to import and to
build these models, so they are made only where a report is not plainly right, to say what is wrong
with it, and where the schema is written: see :mod:`engine.report_check`.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from typing_extensions import TypedDict

from engine.report import LARGEST_COUNT, RequestsRowKey, SectionKey, UnitKind, UnitLevel

CellText = Annotated[str, Field(max_length=200, strict=True)]
Whole = Annotated[int, Field(ge=0, le=LARGEST_COUNT, strict=True)]
SignedWhole = Annotated[int, Field(ge=-LARGEST_COUNT, le=LARGEST_COUNT, strict=True)]
Money = Annotated[
    Decimal,
    Field(ge=0, le=LARGEST_COUNT, strict=True, allow_inf_nan=False),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": LARGEST_COUNT}),
]

Count: TypeAlias = Whole | CellText | None
Signed: TypeAlias = SignedWhole | CellText | None
Amount: TypeAlias = Whole | Money | CellText | None

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _iso_date(value: object) -> dt.date:
    if type(value) is dt.date:
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        return dt.date.fromisoformat(value)
    raise ValueError("not a date YYYY-MM-DD")


IsoDate = Annotated[dt.date, BeforeValidator(_iso_date)]

_CLOSED = ConfigDict(extra="forbid", strict=True, frozen=True)
# What TypedDict tables accept: no key outside of the two forms.
_CLOSED_DICT = ConfigDict(extra="forbid", strict=True)


class Unit(BaseModel):
    """The administrative organ that reports."""

    model_config = _CLOSED
    name: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, Field(max_length=50)] | None = None
    kind: UnitKind | None = None
    level: UnitLevel | None = None
    region: Annotated[str, Field(max_length=200)] | None = None


class Section(BaseModel):
    """One of the six parts, with its heading as printed; ``preface`` has none."""

    model_config = _CLOSED
    heading: Annotated[str, Field(max_length=500)] = ""
    text: Annotated[str, Field(max_length=2_000_000)] = ""


class NormativeRow(TypedDict, total=False):
    """Regulations and normative documents: 2021 made/repealed/in_force, 2019 made/published/total_public."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    made: Count
    repealed: Count
    in_force: Count
    published: Count
    total_public: Count


class DecisionsRow(TypedDict, total=False):
    """Licences, penalties and the like: 2021 decisions, 2019 also previous and change (signed)."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    previous: Count
    change: Signed
    decisions: Count


class FeesRow(TypedDict, total=False):
    """Administrative fees: 2021 the amount in 10,000 yuan, 2019 the number of items."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    amount_10k_yuan: Amount
    previous: Count
    change: Signed


class ProcurementRow(TypedDict, total=False):
    """Centralised procurement, 2019 only; ``amount`` keeps the unit that stood there."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    projects: Count
    amount: Amount


class ProactiveTable(TypedDict, total=False):
    """Table two, information published proactively."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    regulations: NormativeRow
    normative_documents: NormativeRow
    licences: DecisionsRow
    other_services: DecisionsRow
    penalties: DecisionsRow
    coercive_measures: DecisionsRow
    fees: FeesRow
    procurement: ProcurementRow


class RequestsRow(TypedDict, total=False):
    """A row of table three, by kind of applicant."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    natural_person: Count
    commercial: Count
    research: Count
    public_welfare: Count
    legal_service: Count
    other_org: Count
    total: Count


class DisputesRow(TypedDict, total=False):
    """Table four: outcomes of reviews or lawsuits, seen from the organ."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    upheld: Count
    corrected: Count
    other: Count
    pending: Count
    total: Count


class DisputesTable(TypedDict, total=False):
    """Table four, administrative reviews and litigation."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    review: DisputesRow
    direct: DisputesRow
    after_review: DisputesRow


class Tables(TypedDict, total=False):
    """The three official tables, numbered two to four in the form."""

    __pydantic_config__ = _CLOSED_DICT  # type: ignore[misc]
    proactive: ProactiveTable
    requests: dict[RequestsRowKey, RequestsRow]
    disputes: DisputesTable


class Report(BaseModel):
    """An annual report on government-information disclosure, as found in its document."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)
    schema_id: Annotated[Literal["disclosure-report/1"], Field(alias="schema")] = "disclosure-report/1"
    unit: Unit
    year: int
    title: Annotated[str, Field(max_length=500)] | None = None
    submitted_on: IsoDate | None = None
    published_on: IsoDate | None = None
    sections: dict[SectionKey, Section] = {}
    tables: Tables = {}
