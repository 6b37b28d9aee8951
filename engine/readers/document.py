"""A document as every format's reader yields it: lines of text and grids of cells, in reading order.

What the words mean is not known here: :mod:`engine.readers.understand` finds the report in a
document, the same way for every format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from engine.reading import Notice
from engine.values import dataclass

Box: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom in points from the page's upper left corner


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text, or a paragraph of a document that has paragraphs; ``number`` from 1, 0 for a row of a table.

    ``page`` from 1, ``None`` where the format has no pages. ``sheet``: its name in a workbook,
    where ``number`` is the row. ``flush`` and ``full``: it begins at the left margin, and
    reaches the right one, so that a flush line after a full one goes on with its paragraph.
    """

    number: int
    page: int | None
    text: str
    sheet: str | None = None
    flush: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its upper left corner in the grid (from 0) and how many rows and columns it spans.

    ``text`` is as it stands, lines parted by line feeds. ``doubtful``: the characters were
    recognised in a picture, and not surely. ``box``: where it stands on the page, if known.
    """

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1
    doubtful: bool = False
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as drawn: cells that do not overlap, ordered by row and column; there may be holes.

    ``number``: which table of the document it is, from 1. ``sheet``: its name in a workbook;
    ``first_row`` and ``first_column`` (from 1): where the grid begins on that sheet.
    """

    number: int
    cells: tuple[GridCell, ...]
    page: int | None = None
    sheet: str | None = None
    first_row: int = 1
    first_column: int = 1


Part: TypeAlias = Line | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """``parts`` in reading order.

    ``wrapped``: a line ends where it was full, so that paragraphs must be joined again.
    ``recognised``: some of it was recognised in pictures, so that no letter of a label is sure.
    ``unread``: some of it could not be read, so that what is not found may be there. ``pictures``:
    it holds pictures that were not read, one of which may be a table.
    ``declared``: what the document says of itself beside its text (names in lower case), e.g. the
    ``meta`` elements of a web page. ``notices``: what its reader could not read.
    """

    parts: tuple[Part, ...]
    wrapped: bool = False
    recognised: bool = False
    unread: bool = False
    pictures: bool = False
    declared: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
