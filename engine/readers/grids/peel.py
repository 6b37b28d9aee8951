"""Takes from a grid what is no table: headings that stand in rows of it, and grids that are no table at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.readers.document import Grid, GridCell, Line, Part
from engine.readers.grids.matrix import Matrix


def peeled(part: Part, is_heading: Callable[[str], bool]) -> Iterator[Part]:
    """The part itself; a grid is parted at rows that hold a heading and nothing else, which become lines."""
    if isinstance(part, Line):
        yield part
        return
    matrix = Matrix(part)
    if matrix.width == 0:
        return
    heads = {row: text for row in range(matrix.height) if is_heading(text := _alone(matrix.row(row)))}
    start = 0
    for row, text in heads.items():
        yield from _slice(part, start, row)
        yield Line(0, part.page, text, part.sheet)
        start = row + 1
    if start == 0:
        yield part
    else:
        yield from _slice(part, start, matrix.height)


def titles_of(grid: Grid) -> list[str]:
    """What stands alone in the first rows of a grid, above everything else."""
    matrix = Matrix(grid)
    titles: list[str] = []
    for row in range(matrix.height):
        text = _alone(matrix.row(row))
        if not text:
            break
        titles.append(text)
    return titles


def rows_as_lines(grid: Grid) -> list[Line]:
    """The rows of a grid as lines, the cells parted by tabs; a cell over several rows stands in the first."""
    matrix = Matrix(grid)
    lines = []
    for row in range(matrix.height):
        texts = [" ".join(cell.text.split()) for cell in matrix.row(row) if cell.row == row]
        if any(texts):
            lines.append(Line(0, grid.page, "\t".join(texts), grid.sheet))
    return lines


def _alone(cells: list[GridCell]) -> str:
    """The words of the only cell in a row that says anything."""
    filled = [cell for cell in cells if cell.text.strip()]
    return "".join(filled[0].text.split()) if len(filled) == 1 and filled[0].rows == 1 else ""


def _slice(grid: Grid, start: int, stop: int) -> Iterator[Grid]:
    """The rows of a grid from ``start`` up to ``stop``; no cell spans their edges."""
    cells = tuple(replace(cell, row=cell.row - start) for cell in grid.cells if start <= cell.row < stop)
    if any(cell.text.strip() for cell in cells):
        yield replace(grid, cells=cells, first_row=grid.first_row + start)
