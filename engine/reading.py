"""What a reader yields: the report, and where everything stood in the document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import Any, Literal

from engine.report import Report
from engine.values import dataclass

CellKey = tuple[str, str, str]  # table, row, column


@dataclass(frozen=True, slots=True)
class Source:
    """The document itself: its name as given, its format, and the SHA-256 of its bytes."""

    file: str
    format: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stood, all numbers from 1, and the words there.

    ``line``: the line of a text, or the paragraph of a document that has paragraphs. ``grid``,
    ``row``, ``column``: the table of the document and the cell in it; on a ``sheet`` of a
    workbook, row and column are those of the sheet. ``box``: left, top, right and bottom in
    points from the page's upper left corner.
    """

    page: int | None = None
    line: int | None = None
    quote: str | None = None
    grid: int | None = None
    row: int | None = None
    column: int | None = None
    sheet: str | None = None
    box: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """Why a cell was not read although something stands there, and what seems to stand there.

    ``doubtful``: characters of a picture that were not surely recognised. ``ambiguous``: several
    figures may be meant.
    """

    why: Literal["doubtful", "ambiguous"]
    text: str


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
    ``doubtful``: some of the document was recognised in pictures or could not be read, so that a
    person must confirm what was found, or not found, in it. ``unsure``: of the cells that are
    ``None``, those of which something can be said. ``in_pictures``: ``words`` if characters were
    recognised in pictures, ``tables`` if no table was found but pictures that were not read.
    ``dated_on``: the day of writing that the document names, which is not that of publication.
    ``other_titles``: how many titles of reports stand before the first section beside its own.
    ``text``: the document itself, of those that are text (plain text and report.json).
    """

    report: Report
    source: Source
    cells: Mapping[CellKey, Place] = field(default_factory=dict)
    sections: Mapping[str, Place] = field(default_factory=dict)
    order: tuple[str, ...] | None = None
    labels: Mapping[tuple[str, str], str] | None = None
    notes: Mapping[str, bool] | None = None
    unsure: Mapping[CellKey, Unsure] = field(default_factory=dict)
    doubtful: bool = False
    in_pictures: Literal["", "words", "tables"] = ""
    dated_on: dt.date | None = None
    other_titles: int = 0
    notices: tuple[Notice, ...] = ()
    text: str | None = field(default=None, repr=False)
