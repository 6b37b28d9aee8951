"""Draws a report as a PDF file, line by line on a canvas, with a font that every reader has."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase._cidfontdata import CIDFontInfo  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfdoc import PDFString  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.render.layout import Paragraph, Table, blocks_of
from tests.render.matrix import Cell, Matrix, widths
from tests.render.style import Style

FONT = "STSong-Light"
_MARGIN = 48.0
_PROSE = 12.0
_SMALL = 8.0
_PAD = 2.0
_NOT_FIRST = "，。；：、）”"  # no line begins with these

pdfmetrics.registerFont(UnicodeCIDFont(FONT))
for _descendant in CIDFontInfo[FONT]["DescendantFonts"]:
    # Written raw by the library, these names would be unreadable in a protected file.
    _descendant["CIDSystemInfo"] |= {"Registry": PDFString("Adobe"), "Ordering": PDFString("GB1")}


@dataclass(frozen=True, slots=True)
class Variant:
    """``rules``: which lines of tables are drawn. ``repeat_head`` on every page that a table crosses to.

    ``furniture``: a header and the page's number on every page. ``rotated``: the pages lie on their side
    and are turned by the viewer. ``protected``: opens without a password, but must not be changed.
    """

    style: Style = field(default_factory=Style)
    rules: str = "all"
    repeat_head: bool = False
    landscape: bool = False
    rotated: bool = False
    furniture: bool = False
    protected: bool = False


VARIANTS: Mapping[str, Variant] = {
    "ruled": Variant(),
    "repeat-head": Variant(
        Style(figures="thousands", blocks="each", title_lines=2), repeat_head=True, furniture=True
    ),
    "unruled": Variant(Style(blanks=False, blocks="each", disputes="rows"), rules="none"),
    "horizontal": Variant(Style(blanks=False, disputes="wide", numbering="、", rows_beside=True), rules="horizontal"),
    "landscape": Variant(Style(breaks="heads", narrow_brackets=True), landscape=True),
    "narrow": Variant(Style(breaks="all", figures="wide", headings="variant")),
    "furniture": Variant(Style(contents=True, captions=True, channels=True, last_year=True), furniture=True),
    "rotated": Variant(Style(columns="people_last", disputes="rows"), rotated=True),
    "protected": Variant(Style(cut="repeated", headings="bare"), protected=True),
    "cut": Variant(Style(cut="bare", columns="total_first", heading_in_table=True, label_columns=2)),
    "one-label": Variant(Style(label_columns=1, blocks="ragged", spans="blank", headings="part"), repeat_head=True),
}


def render(report: Mapping[str, Any], variant: str) -> bytes:
    """The report as the bytes of a PDF file."""
    chosen = VARIANTS[variant]
    held = io.BytesIO()
    pages = _Pages(held, chosen, f"{report['unit']['name']}年度报告")
    for block in blocks_of(report, chosen.style):
        if isinstance(block, Table):
            pages.table(block.matrix)
        else:
            pages.paragraph(block)
    pages.close()
    return held.getvalue()


class _Pages:
    """A canvas that is written from top to bottom, page after page; ``y`` is where to go on."""

    def __init__(self, held: io.BytesIO, variant: Variant, header: str) -> None:
        wide = variant.landscape or variant.rotated
        self.width, self.height = (A4[1], A4[0]) if wide else A4
        lock = StandardEncryption("", ownerPassword="nobody", canModify=0) if variant.protected else None
        # The size is that of the page as the viewer shows it, turned or not.
        self.canvas = Canvas(held, pagesize=(self.width, self.height), invariant=1, encrypt=lock)
        self.variant, self.header, self.number = variant, header, 0
        self.y = 0.0
        self._begin()

    def _begin(self) -> None:
        self.number += 1
        self.y = self.height - _MARGIN
        if self.variant.rotated:
            self.canvas.setPageRotation(90)
            self.canvas.transform(0, 1, -1, 0, A4[0], 0)
        if self.variant.furniture:
            self._text(self.width / 2, self.height - 30, self.header, 9)
            self._text(self.width / 2, 24, f"- {self.number} -", 9)

    def _next(self) -> None:
        self.canvas.showPage()
        self._begin()

    def close(self) -> None:
        self.canvas.save()

    def _text(self, middle: float, y: float, text: str, size: float) -> None:
        self.canvas.setFont(FONT, size)
        self.canvas.drawCentredString(middle, y, text)

    def paragraph(self, block: Paragraph) -> None:
        """The paragraph in lines as wide as the page; titles in the middle."""
        centred = block.role in ("title", "unit", "caption")
        size = 18.0 if block.role in ("title", "unit") else 14.0 if block.role == "heading" else _PROSE
        indent = 0.0 if centred else 2 * size
        for number, line in enumerate(wrapped(block.text, size, self.width - 2 * _MARGIN, indent)):
            if self.y - 2 * size < _MARGIN:
                self._next()
            self.y -= 1.8 * size
            if centred:
                self._text(self.width / 2, self.y, line, size)
            else:
                self.canvas.setFont(FONT, size)
                self.canvas.drawString(_MARGIN + (0.0 if number else indent), self.y, line)

    def table(self, matrix: Matrix) -> None:
        """The table; rows that do not fit go to the next page, and merged cells are parted there."""
        self.y -= 10
        drawing = _Drawing(matrix, self.width - 2 * _MARGIN)
        row = 0
        while row < matrix.height:
            repeated = matrix.head if row and self.variant.repeat_head else 0
            room = self.y - _MARGIN - sum(drawing.heights[:repeated])
            end = drawing.fitting(row, room)
            if end == row or (row == 0 and end <= matrix.head < matrix.height):
                self._next()
                continue
            if repeated:
                drawing.rewind(repeated)
                self._rows(drawing, 0, repeated)
            self._rows(drawing, row, end)
            row = end
            if row < matrix.height:
                self._next()
        self.y -= 6

    def _rows(self, drawing: _Drawing, start: int, end: int) -> None:
        """Draws what lies of the cells in these rows."""
        for cell in drawing.matrix.cells:
            first, last = max(cell.row, start), min(cell.row + cell.rows, end)
            if first < last:
                top = self.y - sum(drawing.heights[start:first])
                self._cell(drawing, cell, top, sum(drawing.heights[first:last]))
        self.y -= sum(drawing.heights[start:end])

    def _cell(self, drawing: _Drawing, cell: Cell, top: float, height: float) -> None:
        left = _MARGIN + sum(drawing.widths[: cell.column])
        width = sum(drawing.widths[cell.column : cell.column + cell.columns])
        if self.variant.rules == "all":
            self.canvas.rect(left, top - height, width, height)
        elif self.variant.rules == "horizontal":
            self.canvas.line(left, top, left + width, top)
            self.canvas.line(left, top - height, left + width, top - height)
        lines = drawing.take(cell, int((height - 2 * _PAD) / drawing.leading + 0.01))
        y = top - (height - len(lines) * drawing.leading) / 2
        for line in lines:
            y -= drawing.leading
            self._text(left + width / 2, y + 0.25 * _SMALL, line, drawing.size(cell, width))


class _Drawing:
    """A table with its measures, and what is still to be written of each cell."""

    leading = _SMALL * 1.3

    def __init__(self, matrix: Matrix, width: float) -> None:
        self.matrix = matrix
        self.widths = widths(matrix, width)
        self.lines = {cell: self._wrapped(cell) for cell in matrix.cells}
        self.left = dict(self.lines)
        self.heights = [self.leading + 4 * _PAD] * matrix.height
        for cell in sorted(matrix.cells, key=lambda cell: cell.rows):
            needed = len(self.lines[cell]) * self.leading + 2 * _PAD
            lacking = needed - sum(self.heights[cell.row : cell.row + cell.rows])
            if lacking > 0:
                self.heights[cell.row + cell.rows - 1] += lacking

    def _width(self, cell: Cell) -> float:
        return sum(self.widths[cell.column : cell.column + cell.columns])

    def _wrapped(self, cell: Cell) -> list[str]:
        if cell.kind == "figure":
            return [cell.text]  # a figure is never broken: it is printed smaller
        room = self._width(cell) - 2 * _PAD
        return [line for text in cell.text.split("\n") for line in wrapped(text, _SMALL, room)]

    def size(self, cell: Cell, width: float) -> float:
        """The size of the cell's font."""
        if cell.kind != "figure" or not cell.text:
            return _SMALL
        full = float(pdfmetrics.stringWidth(cell.text, FONT, _SMALL))
        return min(_SMALL, _SMALL * (width - 2 * _PAD) / full)

    def fitting(self, start: int, room: float) -> int:
        """Up to which row the rows from ``start`` fit."""
        end = start
        while end < self.matrix.height and sum(self.heights[start : end + 1]) <= room:
            end += 1
        return end

    def take(self, cell: Cell, most: int) -> list[str]:
        """The next lines of the cell."""
        found, self.left[cell] = self.left[cell][:most], self.left[cell][most:]
        return found

    def rewind(self, head: int) -> None:
        """The cells of the head are to be written again."""
        for cell in self.matrix.cells:
            if cell.row < head:
                self.left[cell] = self.lines[cell]


def wrapped(text: str, size: float, room: float, indent: float = 0.0) -> list[str]:
    """The text in lines that fit, the first of them indented."""
    lines, used = [""], indent
    for character in text:
        wide = pdfmetrics.stringWidth(character, FONT, size)
        if used + wide > room and lines[-1] and character not in _NOT_FIRST:
            lines.append("")
            used = 0.0
        lines[-1] += character
        used += wide
    return lines
