"""The report, schema ``disclosure-report/1``.

A report is kept as found: a cell is a number, the text that stood in it, or ``None`` when it
could not be read. The keys of both official forms (2019 and 2021) are accepted whatever the
year, so that a report on the wrong form is a finding of a rule and not a refusal; a key that
belongs to neither form is refused with its path. Which keys a form expects, with their labels
and sums, is data: see ``rules/forms/``. What is accepted is said in :mod:`engine.report_model`.

Tables are plain dicts, addressed ``tables[table][row][column]``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field, replace
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from engine.values import dataclass

SCHEMA_ID: Final = "disclosure-report/1"
LARGEST_COUNT = 10**15  # far above any real figure; 25 of them still sum within 64 bits

SectionKey = Literal["preface", "overview", "proactive", "requests", "disputes", "problems", "other"]
UnitKind = Literal["government", "department", "township", "organisation"]
UnitLevel = Literal["province", "prefecture", "county", "township"]
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

Cell: TypeAlias = int | Decimal | str | None
Rows: TypeAlias = Mapping[str, Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class Unit:
    """The administrative organ that reports."""

    name: str
    code: str | None = None
    kind: UnitKind | None = None
    level: UnitLevel | None = None
    region: str | None = None

    def model_copy(self, *, update: Mapping[str, Any]) -> Unit:
        """The unit with other values of some fields."""
        return replace(self, **update)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the six parts, with its heading as printed; ``preface`` has none."""

    heading: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """An annual report on government-information disclosure, as found in its document."""

    unit: Unit
    year: int
    title: str | None = None
    submitted_on: dt.date | None = None
    published_on: dt.date | None = None
    sections: Mapping[SectionKey, Section] = field(default_factory=dict)
    tables: Mapping[str, Rows] = field(default_factory=dict)

    @staticmethod
    def model_validate(value: Any) -> Report:
        """The report that a parsed ``report.json`` says.

        Raises:
            ValueError: the model refuses it (a ``pydantic.ValidationError``).
        """
        from engine.report_check import report_of

        return report_of(value)

    def model_copy(self, *, update: Mapping[str, Any]) -> Report:
        """The report with other values of some fields."""
        return replace(self, **update)

    def table(self, table: str) -> Rows:
        """The rows of a table as plain dicts, empty where the report has no such table."""
        return self.tables.get(table, {})

    def section(self, key: str) -> Section | None:
        """A section by its key."""
        sections: Mapping[Any, Section] = self.sections
        return sections.get(key)

    def dump(self) -> dict[str, Any]:
        """The report as the dict that ``report.json`` holds; unknown fields are left out.

        Amounts stay ``Decimal``: write them with :func:`engine.json_text.dumps`.
        """
        unit = self.unit
        of_unit = {
            "name": unit.name, "code": unit.code, "kind": unit.kind, "level": unit.level, "region": unit.region,
        }  # fmt: skip
        about = {
            "title": self.title,
            "submitted_on": self.submitted_on.isoformat() if self.submitted_on else None,
            "published_on": self.published_on.isoformat() if self.published_on else None,
        }
        return {
            "schema": SCHEMA_ID,
            "unit": {name: value for name, value in of_unit.items() if value is not None},
            "year": self.year,
            **{name: value for name, value in about.items() if value is not None},
            "sections": {key: {"heading": part.heading, "text": part.text} for key, part in self.sections.items()},
            "tables": {table: {row: dict(line) for row, line in rows.items()} for table, rows in self.tables.items()},
        }
