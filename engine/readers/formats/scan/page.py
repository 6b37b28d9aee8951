"""A page of a scan: its ruled tables, and the lines of text outside of them, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.errors import Unusable
from engine.readers.document import Grid, GridCell, Line, Part
from engine.readers.formats.scan.cells import Sheet, cut, sheet_of, strokes
from engine.readers.formats.scan.picture import Box, Gray, Picture
from engine.readers.formats.scan.recognise import read_pieces, text_boxes
from engine.readers.formats.scan.ruled import RuledGrid, grids_of, ink_of
from engine.readers.formats.scan.straighten import Straight, straightened
from engine.readers.formats.scan.table import read_cells

MOST_CELLS_READ = 4_000  # of a page; a table of a report has about 250
_SMALLEST = 32  # pixels of a side: on less there is nothing to read
_DOT = 10  # pixels of the least ink that is looked at for text
_FRAME = 6  # pixels around a table that its outer rules may take
_LEGIBLE = 0.4  # how sure the characters of a line must be on the average to be text and no picture
_SAME_LINE = 0.5  # share of the lower one's height by which two pieces of a line overlap
_SPACE = 0.6  # of a piece's height: a wider gap is a space


@dataclass(frozen=True, slots=True)
class PageRead:
    """``parts`` in reading order, their numbers running on the page; ``unread``: lines that nobody could read."""

    parts: tuple[Part, ...]
    unread: int = 0


def read_page(picture: Picture, number: int) -> PageRead:
    """What stands on the page of this ``number``.

    Raises:
        Unusable: it holds more than a report does, or the recogniser is not installed.
    """
    straight = straightened(picture)
    if min(straight.page.shape) < _SMALLEST:
        return PageRead(())
    ink = ink_of(straight.page)
    ruled, rules = grids_of(straight.page, ink)
    if sum(len(grid.cells) for grid in ruled) > MOST_CELLS_READ:
        raise Unusable("image.too_many_cells")
    sheet = sheet_of(straight.page, ink, rules, [cell.box for grid in ruled for cell in grid.cells])
    paper = int(np.percentile(straight.page[::8, ::8], 90))
    rest = _without(straight.page, ruled, paper)
    written = bool(strokes(_without(ink, ruled, 0), _DOT).any())
    lines, unread = _lines(rest) if written else ([], 0)
    parts: list[tuple[int, Part]] = [(top, Line(0, number, text)) for top, text in lines]
    parts += [(grid.box[1], _grid(straight, sheet, grid, number)) for grid in ruled]
    parts.sort(key=lambda part: part[0])
    return PageRead(tuple(part for _, part in parts), unread)


def _grid(straight: Straight, sheet: Sheet, ruled: RuledGrid, page: int) -> Grid:
    texts = read_cells(sheet, [cell.box for cell in ruled.cells])
    cells = tuple(
        GridCell(c.row, c.column, t.text, c.rows, c.columns, t.doubtful or not c.sure, straight.points(c.box))
        for c, t in zip(ruled.cells, texts, strict=True)
    )
    return Grid(0, cells, page)


def _without(page: Gray, ruled: Sequence[RuledGrid], shade: int) -> Gray:
    """The page with its tables painted over."""
    rest = page.copy()
    for grid in ruled:
        left, top, right, bottom = grid.box
        rest[max(0, top - _FRAME) : bottom + _FRAME, max(0, left - _FRAME) : right + _FRAME] = shade
    return rest


def _lines(page: Gray) -> tuple[list[tuple[int, str]], int]:
    """Lines of text with where they begin, from the top down; and how many could not be read."""
    boxes = [box for box in text_boxes(page) if box[2] - box[0] >= 6 and box[3] - box[1] >= 6]
    read = read_pieces([cut(page, box, 0.0) for box in boxes])
    legible = [(box, text.text) for box, text in zip(boxes, read, strict=True) if text.mean >= _LEGIBLE and text.text]
    lines = [(min(box[1] for box, _ in row), _joined(row)) for row in _rows(legible)]
    return lines, len(boxes) - len(legible)


def _rows(pieces: Sequence[tuple[Box, str]]) -> list[list[tuple[Box, str]]]:
    """Pieces that stand side by side, each row from the left, rows from the top down."""
    rows: list[list[tuple[Box, str]]] = []
    for piece in sorted(pieces, key=lambda piece: ((piece[0][1] + piece[0][3]) / 2, piece[0][0])):
        if rows and _overlap(rows[-1][-1][0], piece[0]) >= _SAME_LINE:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece[0][0]) for row in rows]


def _overlap(one: Box, other: Box) -> float:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared / min(one[3] - one[1], other[3] - other[1])


def _joined(row: Sequence[tuple[Box, str]]) -> str:
    text = row[0][1]
    for (before, _), (box, more) in pairwise(row):
        gap = box[0] - before[2]
        text += (" " if gap > _SPACE * (box[3] - box[1]) else "") + more
    return text
