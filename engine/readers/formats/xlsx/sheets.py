"""The cells of a sheet as lines and grids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree
from openpyxl.utils import column_index_from_string

from engine.errors import Unusable
from engine.limits import Limits
from engine.readers.document import Grid, GridCell, Line, Part
from engine.readers.formats.xlsx.values import S, Values

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384  # of any sheet
_LARGE_MERGE = 10_000  # places
_MOST_FILLED = 50_000  # places of a grid up to which blank ones are told too
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

_Place = tuple[int, int]  # row, column from 1


@dataclass(frozen=True, slots=True)
class _Item:
    """A cell that shows something, or that has lines around it; ``last_row`` and ``last_column`` if merged."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str = ""
    known: bool = True
    framed: bool = False


def read_sheet(
    root: etree._Element, title: str, values: Values, first: int, before: int, limits: Limits
) -> tuple[list[Part], int]:
    """The lines and grids of a sheet, grids numbered from ``first``, and how many cells it has.

    A block of rows without an empty row between them is a grid; words that stand alone in a row
    are a line, whose number is the row, unless lines are drawn around them.

    Raises:
        Unusable: more than ``budget`` cells, or cells that lie outside of any sheet.
    """
    values.new_sheet()
    cells, corner, count = _cells(root, values, before, limits)
    items = _merged(cells, corner, _merges(root), limits)
    parts: list[Part] = []
    for block in _blocks(items):
        for chunk in _chunks(block):
            if isinstance(chunk, _Item):
                parts += _lines(chunk, title)
            elif _is_box(chunk):
                parts += [line for item in chunk for line in _lines(item, title)]
            else:
                parts.append(_grid(chunk, title, first))
                first += 1
    return parts, count


def _cells(
    root: etree._Element, values: Values, before: int, limits: Limits
) -> tuple[dict[_Place, _Item], _Place, int]:
    """The cells that show something, the last row and column that the sheet names, and how many cells it has."""
    found: dict[_Place, _Item] = {}
    count, lowest, rightmost = before, 0, 0
    for row, column, cell in located(root):
        count += 1
        limits.refuse("cells", count)
        lowest, rightmost = max(lowest, row), max(rightmost, column)
        value, framed = values.read(cell), values.is_framed(cell)
        if value.text or framed:
            found[row, column] = _Item(row, column, row, column, value.text, value.known, framed)
    return found, (lowest, rightmost), count


def located(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """The markup of the cells of a sheet, each with its row and column; both may be left to be counted.

    Raises:
        Unusable: one lies outside of any sheet.
    """
    row = 0
    for line in root.iterfind(f"{S}sheetData/{S}row"):
        row = _number(line.get("r"), row + 1)
        column = 0
        for cell in line.iterfind(S + "c"):
            row, column = _place(cell.get("r", "")) or (row, column + 1)
            if row > _MOST_ROWS or column > _MOST_COLUMNS:
                raise Unusable("package.broken")
            yield row, column, cell


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:18]) <= _MOST_ROWS:
        raise Unusable("package.broken")
    return int(text)


def _place(reference: str) -> _Place | None:
    match = _PLACE.fullmatch(reference)
    if match is None:
        if reference:
            raise Unusable("package.broken")
        return None
    return int(match[2]), column_index_from_string(match[1])


def _merges(root: etree._Element) -> Iterator[tuple[_Place, _Place]]:
    for merge in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
        start, _, end = merge.get("ref", "").partition(":")
        first, last = _place(start), _place(end or start)
        if first and last and first[0] <= last[0] and first[1] <= last[1]:
            yield first, last


def _merged(
    cells: dict[_Place, _Item], corner: _Place, merges: Iterator[tuple[_Place, _Place]], limits: Limits
) -> list[_Item]:
    """The items by row and column, those merged in one. Of merges that overlap only the first holds."""
    covered: set[_Place] = set()
    found: list[_Item] = []
    spread = 0  # places that merges name
    for (row, column), last in merges:
        last_row, last_column = last
        if (last_row - row + 1) * (last_column - column + 1) > _LARGE_MERGE:
            # Whole rows or columns were merged; what lies beyond the last cell is not meant.
            last_row, last_column = min(last_row, corner[0]), min(last_column, corner[1])
        spread += max(0, last_row - row + 1) * max(0, last_column - column + 1)
        limits.refuse("cells", spread)
        places = {(r, c) for r in range(row, last_row + 1) for c in range(column, last_column + 1)}
        inside = [cells[place] for place in places if place in cells]
        if inside and not places & covered:
            covered |= places
            anchor = cells.get((row, column), _Item(row, column, row, column))
            framed = any(item.framed for item in inside)
            found.append(_Item(row, column, last_row, last_column, anchor.text, anchor.known, framed))
    found += [item for place, item in cells.items() if place not in covered]
    return sorted(found, key=lambda item: (item.row, item.column))


def _blocks(items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """Items whose rows follow one another without an empty one."""
    block: list[_Item] = []
    reached = 0
    for item in items:
        if block and item.row > reached + 1:
            yield block
            block = []
        block.append(item)
        reached = max(reached, item.last_row)
    if block:
        yield block


def _chunks(block: Sequence[_Item]) -> Iterator[_Item | list[_Item]]:
    """Words that stand alone, and the rows between them."""
    rows: dict[int, list[_Item]] = {}
    for item in block:
        rows.setdefault(item.row, []).append(item)
    any_framed = any(item.framed for item in block)
    chunk: list[_Item] = []
    reached = 0  # by merged cells from above
    in_table = False  # a row of several texts has been passed
    for row, line in rows.items():
        texts = [item for item in line if item.text]
        alone = len(line) == 1 and len(texts) == 1 and row > reached and line[0].last_row == row
        if alone and not line[0].framed and (any_framed or line[0].last_column > line[0].column or not in_table):
            if chunk:
                yield chunk
                chunk = []
            yield line[0]
        else:
            chunk += line
            in_table = in_table or len(texts) > 1
        reached = max(reached, *(item.last_row for item in line))
    if chunk:
        yield chunk


def _is_box(chunk: Sequence[_Item]) -> bool:
    """Lines drawn around text, with nothing beside it."""
    return all(item.column == chunk[0].column for item in chunk)


def _lines(item: _Item, title: str) -> list[Part]:
    return [Line(item.row, None, line.rstrip(), title) for line in item.text.split("\n") if line.strip()]


def _grid(chunk: Sequence[_Item], title: str, number: int) -> Grid:
    top, left = chunk[0].row, min(item.column for item in chunk)
    bottom, right = max(item.last_row for item in chunk), max(item.last_column for item in chunk)
    cells = {
        (item.row - top, item.column - left): GridCell(
            *(item.row - top, item.column - left, item.text),
            rows=item.last_row - item.row + 1,
            columns=item.last_column - item.column + 1,
            doubtful=not item.known,
        )
        for item in chunk
    }
    height, width = bottom - top + 1, right - left + 1
    if height * width <= _MOST_FILLED:  # on a sheet there is a cell everywhere
        covered = {
            (row, column)
            for cell in cells.values()
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }
        for place in ((row, column) for row in range(height) for column in range(width)):
            if place not in covered:
                cells[place] = GridCell(*place, "")
    ordered = tuple(cells[place] for place in sorted(cells))
    return Grid(number, ordered, sheet=title, first_row=top, first_column=left)
