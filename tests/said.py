"""What a Word file and a workbook say, line by line: read by python-docx and openpyxl, not by what wrote them."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import openpyxl
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph


def word_lines(content: bytes) -> Iterator[str]:
    """Paragraphs after their style, rows of tables with fills in braces; comments at the end."""
    document = docx.Document(io.BytesIO(content))
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            assert part.style is not None
            yield f"{part.style.name}: {part.text}"
        else:
            yield from _rows(part)
    for comment in document.comments:
        yield from (f"comment: {paragraph.text}" for paragraph in comment.paragraphs)


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        seen: list[_Cell] = []
        for cell in row.cells:  # a merged cell comes again for each place that it covers
            if not any(cell._tc is other._tc for other in seen):
                seen.append(cell)
        yield "| " + " | ".join(cell.text + _fill(cell) for cell in seen)


def _fill(cell: _Cell) -> str:
    found = cell._tc.xpath("w:tcPr/w:shd/@w:fill")
    return f" {{{found[0]}}}" if found else ""


def workbook_lines(content: bytes) -> Iterator[str]:
    """Every cell that says something, under the name of its sheet, with its fill and its comment."""
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in workbook.worksheets:
        yield f"== {sheet.title} {sheet.dimensions} {sheet.freeze_panes} {sheet.auto_filter.ref or ''}".rstrip()
        yield from (f"merged {span.coord}" for span in sorted(sheet.merged_cells.ranges, key=lambda span: span.coord))
        for row in sheet.iter_rows():
            for cell in row:
                pattern = cell.fill.fgColor.rgb if cell.fill.fill_type else ""
                if cell.value is None and not pattern:
                    continue
                yield f"{cell.coordinate} {cell.data_type} {cell.value!r} {pattern}".rstrip()
                if cell.comment is not None:
                    yield from (f"    {line}" for line in cell.comment.text.split("\n"))
