"""Documents as other libraries see them: their grids and their words, without the project's readers."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import count
from typing import Any

import docx as python_docx
import lxml.html
import pdfplumber
from docx.table import Table as WordTable
from openpyxl import load_workbook

Grid = list[list[str]]


def words(text: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


# Grids, with the words of a merged cell on every place of it


def docx_grids(content: bytes) -> Iterator[Grid]:
    for table in python_docx.Document(io.BytesIO(content)).tables:
        yield from _word_grids(table)


def _word_grids(table: WordTable) -> Iterator[Grid]:
    grid = []
    for row in table.rows:
        for cell in row.cells:
            for inner in cell.tables:
                yield from _word_grids(inner)
        grid.append([_word_text(cell._tc) for cell in row.cells])
    yield grid


def _word_text(element: Any) -> str:
    """The words, also those in content controls and insertions, without those in inner tables."""
    found = element.xpath(".//w:t[not(ancestor::w:r/w:rPr/w:vanish)]")
    deep = len(list(element.iterancestors("{*}tbl")))
    return "".join(t.text for t in found if len(list(t.iterancestors("{*}tbl"))) == deep)


def html_grids(content: bytes) -> Iterator[Grid]:
    for table in _page(content).iter("table"):
        places: dict[tuple[int, int], str] = {}
        rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
        for row, element in enumerate(rows):
            for cell in element:
                if cell.tag not in ("td", "th") or "display:none" in cell.get("style", ""):
                    continue
                column = next(c for c in count() if (row, c) not in places)
                for down in range(int(cell.get("rowspan", 1))):
                    for right in range(int(cell.get("colspan", 1))):
                        places[row + down, column + right] = "" if list(cell.iter("table")) else cell.text_content()
        width = max(column for _, column in places) + 1
        yield [[places.get((row, column), "") for column in range(width)] for row in range(len(rows))]


def _page(content: bytes) -> Any:
    """The page, with its true encoding found by trying."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return lxml.html.document_fromstring(text)


def xlsx_grids(content: bytes) -> Iterator[Grid]:
    for sheet in load_workbook(io.BytesIO(content), data_only=True):
        if sheet.sheet_state != "visible":
            continue
        grid = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        for merged in sheet.merged_cells.ranges:
            for row, column in merged.cells:
                grid[row - 1][column - 1] = str(sheet.cell(merged.min_row, merged.min_col).value or "")
        yield grid


def md_grids(content: bytes) -> Iterator[Grid]:
    text = content.decode()
    if "<table" in text:
        yield from html_grids(content)
        return
    grid: Grid = []
    for line in [*text.split("\n"), ""]:
        if "|" not in line:
            yield from [grid] if grid else []
            grid = []
        elif not re.fullmatch(r"[|\s:-]+", line) or not line.count("---"):
            inside = line[1:-1] if line.startswith("|") else line
            grid.append([cell.replace("<br>", "") for cell in re.split(r"(?<!\\)\|", inside)])


def pdf_grids(content: bytes) -> Iterator[Grid]:
    for _, tables in pdf_pages(content):
        for table in tables:
            yield [[cell or "" for cell in row] for row in table]


@cache
def pdf_pages(content: bytes) -> list[tuple[str, list[list[list[str | None]]]]]:
    """The text and the tables of each page; kept, as this takes the longest of all."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [(page.extract_text(), page.extract_tables()) for page in pdf.pages]


GRIDS: Mapping[str, Callable[[bytes], Iterator[Grid]]] = {
    "docx": docx_grids,
    "html": html_grids,
    "xlsx": xlsx_grids,
    "md": md_grids,
    "pdf": pdf_grids,
}


# All words, in reading order


@cache
def text_of(content: bytes, format: str) -> str:
    if format == "docx":
        body = python_docx.Document(io.BytesIO(content)).element.body
        return "".join(t.text for t in body.xpath(".//w:t[not(ancestor::w:r/w:rPr/w:vanish)]"))
    if format == "html":
        return str(_page(content).find("body").text_content())
    if format == "xlsx":
        sheets = load_workbook(io.BytesIO(content), data_only=True).worksheets
        visible = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
        return "".join(str(v or "") for sheet in visible for row in sheet.iter_rows(values_only=True) for v in row)
    if format == "pdf":
        return "".join(text for text, _ in pdf_pages(content))
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    return re.sub(r"— \d+ —", "", text)
