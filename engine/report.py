"""The report model, schema ``disclosure-report/1``.

A report is kept as found: a cell is a number, the text that stood in it, or ``None`` when it
could not be read. The keys of both official forms (2019 and 2021) are accepted whatever the
year, so that a report on the wrong form is a finding of a rule and not a refusal; a key that
belongs to neither form is refused with its path. Which keys a form expects, with their labels
and sums, is data: see ``rules/forms/``.

Tables are plain dicts, addressed ``tables[table][row][column]``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from typing_extensions import TypedDict

SCHEMA_ID: Final = "disclosure-report/1"
LARGEST_COUNT = 10**15  # far above any real figure; 25 of them still sum within 64 bits

SectionKey = Literal["preface", "overview", "proactive", "requests", "disputes", "problems", "other"]
UnitKind = Literal["government", "department", "township", "organisation"]
UnitLevel = Literal["province", "prefecture", "county", "township"]

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
Cell: TypeAlias = int | Decimal | str | None

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


RequestsRowKey = Literal[
    "new_received",
    "carried_over",
    "granted",
    "partially_granted",
    "denied.state_secret",
    "denied.prohibited_by_law",
    "denied.endangers_security",
    "denied.third_party_rights",
    "denied.internal_affairs",
    "denied.deliberative_process",
    "denied.enforcement_file",
    "denied.administrative_inquiry",
    "unavailable.not_held",
    "unavailable.needs_creation",
    "unavailable.still_unclear",
    "not_processed.petition",
    "not_processed.duplicate",
    "not_processed.publication",
    "not_processed.excessive",
    "not_processed.reissue",
    "other",
    "other.overdue_correction",
    "other.overdue_fee",
    "other.remaining",
    "total",
    "carried_forward",
]


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
    schema_id: Annotated[Literal["disclosure-report/1"], Field(alias="schema")] = SCHEMA_ID
    unit: Unit
    year: int
    title: Annotated[str, Field(max_length=500)] | None = None
    submitted_on: IsoDate | None = None
    published_on: IsoDate | None = None
    sections: dict[SectionKey, Section] = {}
    tables: Tables = {}

    def table(self, table: str) -> Mapping[str, Mapping[str, Cell]]:
        """The rows of a table as plain dicts, empty where the report has no such table."""
        tables: Mapping[str, Any] = self.tables
        found: Mapping[str, Mapping[str, Cell]] = tables.get(table, {})
        return found

    def section(self, key: str) -> Section | None:
        """A section by its key."""
        sections: Mapping[Any, Section] = self.sections
        return sections.get(key)

    def dump(self) -> dict[str, Any]:
        """The report as the dict that ``report.json`` holds; unknown fields are left out.

        Amounts stay ``Decimal``: write them with :func:`engine.json_text.dumps`.
        """
        found = self.model_dump(by_alias=True, exclude_none=False)
        for key in ("title", "submitted_on", "published_on"):
            if found[key] is None:
                del found[key]
            elif isinstance(found[key], dt.date):
                found[key] = found[key].isoformat()
        found["unit"] = {key: value for key, value in found["unit"].items() if value is not None}
        return found
