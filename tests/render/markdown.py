"""Draws a report as Markdown: pipe tables as converters write them, or tables in HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.render.html import table_of
from tests.render.layout import Block, Paragraph, Table, blocks_of
from tests.render.matrix import Matrix
from tests.render.style import Style


@dataclass(frozen=True, slots=True)
class Variant:
    """``headings`` and ``tables``: how they are written. ``pipes``: rows beside the table contain a pipe."""

    style: Style = field(default_factory=Style)
    headings: str = "atx"
    tables: str = "pipes"
    pipes: bool = False


VARIANTS: Mapping[str, Variant] = {
    "repeated": Variant(Style(spans="repeated", blocks="each", disputes="rows")),
    "blank": Variant(Style(spans="blank", blocks="ragged", breaks="heads", headings="variant"), "bold"),
    "aligned": Variant(
        Style(spans="blank", blocks="each", figures="thousands", disputes="rows"), "setext", "aligned"
    ),
    "escaped": Variant(Style(spans="repeated", blocks="each", rows_beside=True, last_year=True), pipes=True),
    "open": Variant(
        Style(spans="blank", label_columns=1, blocks="each", headings="bare", disputes="rows"), "atx", "open"
    ),
    "html": Variant(Style(numbering="、", captions=True, contents=True), "atx", "html"),
    "cut": Variant(
        Style(spans="blank", blocks="each", cut="repeated", columns="people_last", channels=True), "plain"
    ),
}


def render(report: Mapping[str, Any], variant: str) -> bytes:
    """The report as the bytes of a Markdown file."""
    chosen = VARIANTS[variant]
    blocks = blocks_of(report, chosen.style)
    return ("\n\n".join(_block(block, chosen) for block in blocks) + "\n").encode()


def _block(block: Block, chosen: Variant) -> str:
    if isinstance(block, Table):
        return _TABLES[chosen.tables](block.matrix, chosen)
    return _paragraph(block, chosen.headings)


def _paragraph(block: Paragraph, way: str) -> str:
    title = block.role in ("title", "unit")
    if not title and block.role != "heading":
        return block.text
    if way == "atx":
        return f"{'#' if title else '##'} {block.text}"
    if way == "bold":
        return f"**{block.text}**"
    if way == "setext":
        return f"{block.text}\n{'=' if title else '-'}{'--' if not title else '=='}"
    return block.text


def _texts(matrix: Matrix, chosen: Variant) -> list[list[str]]:
    rows = []
    for row, line in enumerate(matrix.owners()):
        texts = []
        for column, cell in enumerate(line):
            text = cell.text if (cell.row, cell.column) == (row, column) else ""
            if chosen.pipes and cell.kind == "beside" and text:
                text += " | 统计口径：本机关"
            texts.append(text.strip("\n").replace("|", "\\|").replace("\n", "<br>"))
        rows.append(texts)
    return rows


def _pipes(matrix: Matrix, chosen: Variant) -> str:
    rows = _texts(matrix, chosen)
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, "|" + "---|" * matrix.width)
    return "\n".join(lines)


def _aligned(matrix: Matrix, chosen: Variant) -> str:
    rows = _texts(matrix, chosen)
    lines = [f"|{'|'.join(f'  {text}  ' for text in row)}|" for row in rows]
    lines.insert(1, "| :--- |" + " ---: |" * (matrix.width - 2) + " :---: |")
    return "\n".join(lines)


def _open(matrix: Matrix, chosen: Variant) -> str:
    """No pipe at either end, except where a cell there is empty."""
    rows = _texts(matrix, chosen)
    lines = [" | ".join(row) if row[0] and row[-1] else f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, " | ".join(["---"] * matrix.width))
    return "\n".join(lines)


def _html(matrix: Matrix, chosen: Variant) -> str:
    return table_of(matrix)


_TABLES: Mapping[str, Callable[[Matrix, Variant], str]] = {
    "pipes": _pipes,
    "aligned": _aligned,
    "open": _open,
    "html": _html,
}
