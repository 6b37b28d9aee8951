"""The ruled tables of a straight page: where their lines run, and which cells the lines make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from engine.errors import Unusable
from engine.readers.formats.scan.picture import Box, Gray

MOST_CELLS = 20_000  # of a page, before any are merged
MOST_GRIDS = 50  # of a page

# In pixels at 200 dots an inch.
_BLOCK, _CONTRAST = 41, 12  # of the local threshold of ink
_SMEAR = 9  # along a line: what noise, faintness or a gap take from it is averaged away
_THICKEST = 15  # a thicker stroke is a fill or a picture
_DEPTH = 16  # shades of gray by which a line is darker than what is above and below it
_SHORTEST = 50  # of a line where it is found
_TOGETHER = 8  # lines nearer than this are one line: double rules, and rules that nearly meet
_JOINED = 21  # lines nearer than this belong to the same table
_OPEN = 30  # lines that run on so far beyond the last one across make a side that is not drawn
_NARROWEST, _LOWEST = 200, 40  # of a table
_COVERED = 0.7  # share of a cell's side that must be inked, within three pixels' height, to be a border
_BETWEEN = 0.35  # share that is enough where the line goes on at both ends
_HINT = 0.2  # share of it that leaves in doubt whether there is one
_CLOSE, _WEAK = 24, 0.35  # lines so close are no row of text apart: one so much shorter than the other is none

_CHARACTER, _DENSITY = 60, 0.25  # a character: wide and high, no larger; share of ink, no less
_ROW, _STROKES = 45, 4.5  # characters that touch: no higher; ink by width and height, more than of crossing lines
_THIN = 6  # what is no wider may be a piece of a line

_Shares: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell: its place in the grid, how far it spans, and its inside in pixels.

    ``sure``: a line runs along all of its sides and none, not even in part, through it.
    """

    row: int
    column: int
    rows: int
    columns: int
    box: Box
    sure: bool


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """A table: its cells, ordered by row and column, and its outline in pixels."""

    cells: tuple[RuledCell, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class _Rules:
    """What runs one way on a page (255 where it does): sure lines, and all that may be part of one."""

    sure: Gray
    thin: Gray

    def within(self, box: Box) -> _Rules:
        left, top, right, bottom = box
        return _Rules(self.sure[top:bottom, left:right], self.thin[top:bottom, left:right])

    def transposed(self) -> _Rules:
        return _Rules(np.ascontiguousarray(self.sure.T), np.ascontiguousarray(self.thin.T))


def ink_of(page: Gray) -> Gray:
    """Where a page is darker than around it (255), shaded or unevenly lit though it may be."""
    smooth = cv2.GaussianBlur(page, (3, 3), 0)
    return cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, _CONTRAST)


def grids_of(page: Gray, ink: Gray) -> tuple[list[RuledGrid], Gray]:
    """The tables that the lines of a straight page with its ``ink`` make, from the top down; and the lines (255).

    Raises:
        Unusable: there are more cells than any report has.
    """
    characters = _characters(ink)
    level = _rules(page, characters)
    upright = _rules(np.ascontiguousarray(page.T), characters.T).transposed()
    lines = cv2.bitwise_or(level.sure, upright.sure)
    grids: list[RuledGrid] = []
    count = 0
    for box in _regions(lines):
        along, across = level.within(box), upright.within(box).transposed()
        ys = _with_open_sides(_positions(along), across.sure)
        xs = _with_open_sides(_positions(across), along.sure)
        count += max(0, len(xs) - 1) * max(0, len(ys) - 1)
        if count > MOST_CELLS or len(grids) == MOST_GRIDS:
            raise Unusable("image.too_many_cells")
        cells = _tidy(list(_cells(along, across, xs, ys)))
        if len(cells) > 1:  # a single one is a frame around text
            moved = tuple(_moved(cells, box))
            outline = (
                moved[0].box[0],
                moved[0].box[1],
                max(cell.box[2] for cell in moved),
                max(cell.box[3] for cell in moved),
            )
            grids.append(RuledGrid(moved, outline))
    return sorted(grids, key=lambda grid: (grid.box[1], grid.box[0])), lines


def _characters(ink: Gray) -> Gray:
    """Where characters stand that touch no line (255): their strokes are no rules."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = (stats[:, i] for i in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    smaller, larger = np.minimum(width, height), np.maximum(width, height)
    alone = (larger <= _CHARACTER) & (smaller > _THIN) & (area >= _DENSITY * width * height)
    touching = (smaller <= _ROW) & (smaller > 2 * _THIN) & (area >= _STROKES * (width + height))
    character = alone | touching
    character[0] = False
    return np.where(character[labels], np.uint8(255), np.uint8(0))


def _rules(page: Gray, characters: Gray) -> _Rules:
    """What runs level on the page."""
    smeared = cv2.blur(page, (_SMEAR, 1))
    depth = cv2.morphologyEx(smeared, cv2.MORPH_BLACKHAT, np.ones((_THICKEST, 1), np.uint8))
    smudges = cv2.dilate(characters, np.ones((1, _SMEAR), np.uint8))
    thin = np.where((depth >= _DEPTH) & (smudges == 0), np.uint8(255), np.uint8(0))
    return _Rules(cv2.morphologyEx(thin, cv2.MORPH_OPEN, np.ones((1, _SHORTEST), np.uint8)), thin)


def _regions(lines: Gray) -> list[Box]:
    """Outlines of what lines that touch each other cover."""
    near = cv2.dilate(lines, np.ones((_JOINED, _JOINED), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    return [
        (left, top, left + width, top + height)
        for left, top, width, height, _ in stats[1:].tolist()
        if width >= _NARROWEST and height >= _LOWEST
    ]


def _positions(rules: _Rules) -> list[int]:
    """Where level lines run, from the top down: rows of pixels, lines that are nearly one taken together."""
    inked = rules.sure.sum(axis=1, dtype=np.int64) // 255
    rows = np.flatnonzero(inked >= _SHORTEST // 2)
    groups = np.split(rows, np.flatnonzero(np.diff(rows) > _TOGETHER) + 1) if rows.size else []
    found = [(round(float(np.average(group, weights=inked[group]))), int(inked[group].max())) for group in groups]
    return [
        at
        for at, length in found
        if not any(0 < abs(at - other) < _CLOSE and length < _WEAK * longer for other, longer in found)
    ]


def _with_open_sides(positions: Sequence[int], crossing: Gray) -> list[int]:
    """The positions of lines, and of the sides where the lines that cross them run on: a table open to a side."""
    reach = np.flatnonzero(crossing.any(axis=0))
    if not positions or not reach.size:
        return list(positions)
    first, last = int(reach[0]), int(reach[-1])
    before = [first] if first < positions[0] - _OPEN else []
    after = [last] if last > positions[-1] + _OPEN else []
    return [*before, *positions, *after]


def _cells(along: _Rules, across: _Rules, xs: Sequence[int], ys: Sequence[int]) -> Iterator[RuledCell]:
    """The cells: from each upper left corner, to the right and then down, as far as no border stands."""
    if len(xs) < 2 or len(ys) < 2:
        return
    below = _shares(along, xs, ys)  # [row, column]: how much of a line runs under the cell
    beside = _shares(across, ys, xs).T  # and to its right
    closed_below, closed_beside = _closed_sides(below), _closed_sides(beside.T).T
    taken = np.zeros(below.shape, bool)
    for row, column in np.ndindex(*taken.shape):
        if taken[row, column]:
            continue
        right, bottom = column + 1, row + 1
        while right < len(xs) - 1 and not closed_beside[row, right - 1] and not taken[row, right]:
            right += 1
        while (
            bottom < len(ys) - 1
            and not closed_below[bottom - 1, column:right].any()
            and not taken[bottom, column:right].any()
            and not closed_beside[bottom, column : right - 1].any()
        ):
            bottom += 1
        taken[row:bottom, column:right] = True
        box = (xs[column], ys[row], xs[right], ys[bottom])
        sure = _is_sure(below, beside, slice(row, bottom), slice(column, right))
        yield RuledCell(row, column, bottom - row, right - column, box, sure)


def _shares(rules: _Rules, xs: Sequence[int], ys: Sequence[int]) -> _Shares:
    """[row, column]: how much of the side under the cell is inked by a level line, however broken or faint."""
    shares = np.zeros((len(ys) - 1, len(xs) - 1))
    thick = cv2.dilate(rules.thin, np.ones((3, 1), np.uint8)) > 0
    for row, y in enumerate(ys[1:]):
        near = thick[max(0, y - _TOGETHER) : y + _TOGETHER + 1]
        for column, (left, right) in enumerate(zip(xs, xs[1:], strict=False)):
            inner = near[:, left + _TOGETHER // 2 : right - _TOGETHER // 2]
            shares[row, column] = inner.mean(axis=1).max() if inner.size else 0.0
    return shares


def _closed_sides(shares: _Shares) -> npt.NDArray[np.bool_]:
    """Which sides are borders: along each level line, those well inked, and the gaps between two of them."""
    closed = shares >= _COVERED
    between = (shares[:, 1:-1] >= _BETWEEN) & closed[:, :-2] & closed[:, 2:]
    closed[:, 1:-1] |= between
    return closed


def _is_sure(below: _Shares, beside: _Shares, rows: slice, columns: slice) -> bool:
    """Whether lines run along the cell's sides and none through it. The table's own sides may be open."""
    through = [below[rows.start : rows.stop - 1, columns], beside[rows, columns.start : columns.stop - 1]]
    along = []
    if rows.start > 0:
        along.append(below[rows.start - 1, columns])
    if rows.stop < below.shape[0]:
        along.append(below[rows.stop - 1, columns])
    if columns.start > 0:
        along.append(beside[rows, columns.start - 1])
    if columns.stop < below.shape[1]:
        along.append(beside[rows, columns.stop - 1])
    return all((shares < _HINT).all() for shares in through) and all((shares >= _COVERED).all() for shares in along)


def _tidy(cells: Sequence[RuledCell]) -> list[RuledCell]:
    """The cells numbered without rows and columns at which none begins: strokes taken for lines."""
    rows = sorted({cell.row for cell in cells})
    columns = sorted({cell.column for cell in cells})
    tidy = []
    for cell in cells:
        row, column = rows.index(cell.row), columns.index(cell.column)
        last_row = sum(start < cell.row + cell.rows for start in rows)
        last_column = sum(start < cell.column + cell.columns for start in columns)
        tidy.append(replace(cell, row=row, column=column, rows=last_row - row, columns=last_column - column))
    return tidy


def _moved(cells: Sequence[RuledCell], corner: Box) -> Iterator[RuledCell]:
    dx, dy = corner[:2]
    for cell in cells:
        left, top, right, bottom = cell.box
        yield replace(cell, box=(left + dx, top + dy, right + dx, bottom + dy))
