"""What a reader yields: the report, and where everything stood in the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.report import Report

CellKey = tuple[str, str, str]  # table, row, column


@dataclass(frozen=True, slots=True)
class Source:
    """The document itself: its name as given, its format, and the SHA-256 of its bytes."""

    file: str
    format: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stood: page and line from 1, and the words there."""

    page: int | None = None
    line: int | None = None
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the user should know; ``key`` and ``values`` make a text of the catalogue."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as read. What a format cannot tell is ``None``, never guessed.

    ``order``: the sections in the order of the document. ``labels``: the words of rows as they
    stand, by (table, row). ``notes``: by table, whether the official note stands in its head.
    """

    report: Report
    source: Source
    cells: Mapping[CellKey, Place] = field(default_factory=dict)
    sections: Mapping[str, Place] = field(default_factory=dict)
    order: tuple[str, ...] | None = None
    labels: Mapping[tuple[str, str], str] | None = None
    notes: Mapping[str, bool] | None = None
    notices: tuple[Notice, ...] = ()
