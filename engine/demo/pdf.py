"""A report as a PDF file, with a font that every viewer has; reportlab draws it (extra ``demo``)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from reportlab.lib.enums import TA_CENTER  # type: ignore[import-untyped]
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.lib.styles import ParagraphStyle  # type: ignore[import-untyped]
from reportlab.lib.units import mm  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table  # type: ignore[import-untyped]

from engine.rulebook import Form
from engine.template.contents import Contents, of_report, paragraphs
from engine.template.layout import TableLayout, layouts

_FONT = "STSong-Light"
_MARGIN = 26 * mm


def write_pdf(form: Form, report: Mapping[str, Any]) -> bytes:
    """The file; the same bytes whenever it is written."""
    _styles()
    contents, stream = of_report(report), io.BytesIO()
    SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        title=contents.title,
        author="",
        invariant=1,
    ).build(list(_story(form, contents)))
    return stream.getvalue()


@cache
def _styles() -> dict[str, ParagraphStyle]:
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))

    def style(name: str, size: float, **more: Any) -> ParagraphStyle:
        return ParagraphStyle(name, fontName=_FONT, fontSize=size, leading=1.6 * size, wordWrap="CJK", **more)

    return {
        "title": style("title", 18, alignment=TA_CENTER, spaceAfter=18),
        "heading": style("heading", 15, spaceBefore=10, spaceAfter=6, keepWithNext=1),
        "text": style("text", 13, firstLineIndent=26),
        "label": style("label", 8, rightIndent=8),  # marks at the end of a line are set beyond it
        "figure": style("figure", 8, alignment=TA_CENTER),
    }


def _story(form: Form, contents: Contents) -> Iterator[Flowable]:
    styles = _styles()
    drawn = layouts(form, form.template.item)
    tables = {table.section: table.key for table in form.tables.values()}
    yield Paragraph(_safe(contents.title), styles["title"])
    yield from _texts(contents.preface)
    for section, label in form.sections.items():
        yield Paragraph(_safe(label.text.zh), styles["heading"])
        if section in tables:
            yield _table(contents.into(drawn[tables[section]]))
        else:
            yield from _texts(contents.texts.get(section, ""))


def _texts(text: str) -> Iterator[Flowable]:
    return (Paragraph(_safe(paragraph), _styles()["text"]) for paragraph in paragraphs(text) if paragraph)


def _table(layout: TableLayout) -> Table:
    grid: list[list[Any]] = [[""] * len(layout.widths) for _ in range(layout.height)]
    spans = []
    for cell in layout.cells:
        style = _styles()["label" if cell.role == "label" else "figure"]
        grid[cell.row][cell.column] = Paragraph(_safe(cell.text), style)
        if cell.rows * cell.columns > 1:
            corner = (cell.column + cell.columns - 1, cell.row + cell.rows - 1)
            spans.append(("SPAN", (cell.column, cell.row), corner))
    framed = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]
    padded = [(f"{side}PADDING", (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    return Table(grid, [width * mm for width in layout.widths], style=[*framed, *padded, *spans])


def _safe(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
