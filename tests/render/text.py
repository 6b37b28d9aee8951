"""Draws a report as plain text: as copied from a page, exported from a sheet, or extracted from a PDF file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wcwidth import wcswidth

from tests.render.layout import Block, Table, blocks_of
from tests.render.matrix import Cell, Matrix
from tests.render.style import Style


@dataclass(frozen=True, slots=True)
class Variant:
    """``way``: how tables are drawn. ``width``: prose is broken after so many columns. ``page``: lines of a page."""

    style: Style = field(default_factory=Style)
    way: str = "spaces"
    encoding: str = "utf-8"
    newline: str = "\n"
    width: int = 0
    page: int = 0
    blank_lines: bool = False


_PDF = Style(breaks="all", blanks=False, blocks="ragged")

VARIANTS: Mapping[str, Variant] = {
    "spaces": Variant(Style(blanks=False, blocks="ragged")),
    "tabs": Variant(Style(spans="blank", blocks="each", disputes="rows"), "tabs"),
    "tabs-repeated": Variant(
        Style(spans="repeated", blocks="each", columns="people_last", disputes="rows"), "tabs", "gb18030", "\r\n"
    ),
    "aligned": Variant(
        Style(blanks=False, spans="blank", blocks="each", figures="thousands", disputes="rows"), "aligned"
    ),
    "boxed": Variant(Style(spans="blank", blocks="each", headings="variant", rows_beside=True), "boxed"),
    "stream": Variant(Style(blanks=False, blocks="ragged", numbering="、"), "stream"),
    "pdf": Variant(_PDF, "broken", width=56, page=40),
    "pdf-spaced": Variant(
        Style(breaks="all", blanks=False, blocks="each", contents=True, captions=True),
        "broken",
        width=64,
        page=40,
        blank_lines=True,
    ),
    "utf16": Variant(
        Style(spans="blank", blocks="ragged", headings="bare", figures="wide"), "tabs", "utf-16", "\r\n"
    ),
    "bars": Variant(Style(spans="repeated", blocks="each", narrow_brackets=True, disputes="rows"), "bars"),
}


def render(report: Mapping[str, Any], variant: str) -> bytes:
    """The report as the bytes of a text file."""
    chosen = VARIANTS[variant]
    lines: list[str] = []
    for block in blocks_of(report, chosen.style):
        lines += _lines(block, chosen)
    if chosen.page:
        lines = _paged(lines, chosen.page)
    if chosen.blank_lines:
        lines = [piece for line in lines for piece in (line, "")]
    return (chosen.newline.join(lines) + chosen.newline).encode(chosen.encoding)


def _lines(block: Block, chosen: Variant) -> list[str]:
    if isinstance(block, Table):
        return _WAYS[chosen.way](block.matrix)
    if chosen.width and block.role in ("text", "preface"):
        return _broken(f"\u3000\u3000{block.text}", chosen.width)
    return [block.text]


def _broken(text: str, width: int) -> list[str]:
    """The lines of a justified paragraph; no line begins with a mark that ends something."""
    lines = [""]
    for character in text:
        full = wcswidth(lines[-1] + character) > width
        if full and character not in "，。；：、）”":
            lines.append("")
        lines[-1] += character
    return lines


def _paged(lines: Sequence[str], page: int) -> list[str]:
    """Every page ends with its number, and the next begins with a form feed."""
    pages = [list(lines[start : start + page]) for start in range(0, len(lines), page)]
    return [
        ("\f" if number > 1 and not place else "") + line
        for number, content in enumerate(pages, 1)
        for place, line in enumerate([*content, f"— {number} —"])
    ]


def _rows(matrix: Matrix) -> list[list[Cell]]:
    """The cells that begin in each row."""
    return [
        [cell for column, cell in enumerate(line) if (cell.row, cell.column) == (row, column)]
        for row, line in enumerate(matrix.owners())
    ]


def _flat(text: str) -> str:
    return text.replace("\n", "")


def _spaces(matrix: Matrix) -> list[str]:
    """A row a line; a group stands on a line of its own before its rows."""
    lines = []
    for row in _rows(matrix):
        tall = [cell for cell in row if cell.rows > 1 and cell.kind == "label"]
        lines += [_flat(cell.text) for cell in tall]
        lines.append(" ".join(_flat(cell.text) for cell in row if cell not in tall and cell.text))
    return [line for line in lines if line]


def _grid(matrix: Matrix) -> list[list[str]]:
    return [
        [_flat(cell.text) if (cell.row, cell.column) == (row, column) else "" for column, cell in enumerate(line)]
        for row, line in enumerate(matrix.owners())
    ]


def _tabs(matrix: Matrix) -> list[str]:
    return ["\t".join(line) for line in _grid(matrix)]


def _bars(matrix: Matrix) -> list[str]:
    return ["|".join(line) for line in _grid(matrix)]


def _columns(matrix: Matrix) -> list[int]:
    """How wide each column is printed."""
    return [max(wcswidth(text) for text in column) for column in zip(*_grid(matrix), strict=True)]


def _padded(line: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [text + " " * (width - wcswidth(text)) for text, width in zip(line, widths, strict=True)]


def _aligned(matrix: Matrix) -> list[str]:
    widths = _columns(matrix)
    return ["   ".join(_padded(line, widths)).rstrip() for line in _grid(matrix)]


def _boxed(matrix: Matrix) -> list[str]:
    widths = _columns(matrix)
    rule = ["─" * (width + 2) for width in widths]
    lines = ["┌" + "┬".join(rule) + "┐"]
    for row, line in enumerate(_grid(matrix)):
        lines += ["├" + "┼".join(rule) + "┤"] if row else []
        lines.append("│" + "│".join(f" {text} " for text in _padded(line, widths)) + "│")
    return [*lines, "└" + "┴".join(rule) + "┘"]


def _stream(matrix: Matrix) -> list[str]:
    """Every cell on a line of its own."""
    return [_flat(cell.text) for cell in matrix.cells if cell.text]


def _as_extracted(matrix: Matrix) -> list[str]:
    """Labels on several lines, the figures beside the last of them, groups before their first row."""
    lines = []
    for row in _rows(matrix):
        figures = [cell.text for cell in row if cell.kind == "figure"]
        words = [line for cell in row if cell.kind != "figure" for line in cell.text.split("\n") if line]
        if figures and words:
            words[-1] = " ".join([words[-1], *figures])
        elif figures:
            words = [" ".join(figures)]
        lines += words
    return lines


_WAYS: Mapping[str, Callable[[Matrix], list[str]]] = {
    "spaces": _spaces,
    "tabs": _tabs,
    "bars": _bars,
    "aligned": _aligned,
    "boxed": _boxed,
    "stream": _stream,
    "broken": _as_extracted,
}
