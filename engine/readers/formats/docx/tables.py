"""Where the cells of a Word table stand, and whether it is a table or merely a frame around text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from engine.readers.formats.docx.markup import CELL, ROW, TABLE, W, child, inside, value, whole

MOST_COLUMNS = 1_000  # Word itself draws no more than 63


@dataclass(slots=True)
class TableCell:
    """A cell with its corner in the grid (from 0) and its spans."""

    row: int
    column: int
    element: etree._Element
    rows: int = 1
    columns: int = 1
    vertical: str | None = None  # how it is merged with the cell above, as the markup says it


def cells_of(table: etree._Element) -> list[TableCell]:
    """The cells, those merged counted once; deleted rows and cells left out. They do not overlap."""
    found: list[TableCell] = []
    above: dict[int, TableCell] = {}  # cells of the row before that may go on, by column
    row = 0
    for element in inside(table):
        if element.tag != ROW or child(element, "trPr/del") is not None:
            continue
        cells = list(_in_row(element, row))
        going_on: dict[int, TableCell] = {}
        for cell in cells:
            upper = above.get(cell.column)
            if cell.vertical == "continue" and upper is not None and upper.columns == cell.columns:
                upper.rows += 1
                going_on[cell.column] = upper
                continue
            found.append(cell)
            if cell.vertical is not None:
                going_on[cell.column] = cell
        if cells:
            above, row = going_on, row + 1
    return found


def _in_row(row: etree._Element, number: int) -> Iterator[TableCell]:
    column = whole(value(row, "trPr/gridBefore"), 0, MOST_COLUMNS)
    last: TableCell | None = None
    for element in inside(row):
        properties = child(element, "tcPr")
        if element.tag != CELL or child(properties, "cellDel") is not None:
            continue
        span = max(1, whole(value(properties, "gridSpan"), 1, MOST_COLUMNS))
        if last is not None and _merge(properties, "hMerge") == "continue":
            last.columns += span  # as programs before Word 2007 merged
        else:
            if last is not None:
                yield last
            last = TableCell(number, column, element, 1, span, _merge(properties, "vMerge"))
        column += span
    if last is not None:
        yield last


def _merge(properties: etree._Element | None, name: str) -> str | None:
    """Whether merging begins at the cell or goes on there; going on is what is meant where nothing is said."""
    said = value(properties, name)
    return None if said is None else said or "continue"


def is_layout(cells: Sequence[TableCell]) -> bool:
    """Whether the table only places text on the page: cells one below the other, or around other tables."""
    if all(cell.column == cells[0].column for cell in cells):
        return True
    filled = [cell for cell in cells if next(cell.element.iter(W + "t"), None) is not None]
    holding = [cell for cell in filled if any(block.tag == TABLE for block in inside(cell.element))]
    return bool(holding) and 2 * len(holding) >= len(filled)
