"""Web pages for the tests of their reader, and what was read of them."""

from __future__ import annotations

from engine.errors import Unusable
from engine.readers.document import Document, Grid, Line
from engine.readers.formats.html import read


def page(body: str) -> Document:
    return read(body.encode())


def outcome(content: bytes) -> Document | str:
    """The document, or the key of what is said instead."""
    try:
        return read(content)
    except Unusable as error:
        return error.key


def lines(body: str) -> list[str]:
    """The lines of a page that has no grids."""
    parts = page(body).parts
    assert all(isinstance(part, Line) for part in parts)
    return [part.text for part in parts if isinstance(part, Line)]


def grids(body: str) -> list[Grid]:
    return [part for part in page(body).parts if isinstance(part, Grid)]


def matrix(grid: Grid) -> list[list[str]]:
    """The grid as drawn: a spanning cell's text in its first place and "^" in the others, "" for a hole."""
    height = max(cell.row + cell.rows for cell in grid.cells)
    width = max(cell.column + cell.columns for cell in grid.cells)
    drawn = [[""] * width for _ in range(height)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                assert not drawn[row][column], "cells do not overlap"
                drawn[row][column] = "^"
        drawn[cell.row][cell.column] = cell.text
    return drawn


def table(body: str) -> list[list[str]]:
    """The only grid of a table, drawn."""
    (grid,) = grids(f"<table>{body}</table>")
    return matrix(grid)


def outline(body: str) -> list[str | list[list[str]]]:
    """All parts in order: lines as text, grids drawn."""
    return [matrix(part) if isinstance(part, Grid) else part.text for part in page(body).parts]


SIMPLE = "<table><tr><td>a<td>b<tr><td>1<td>2</table>"
DRAWN = [["a", "b"], ["1", "2"]]
