"""Figures with a footnote's mark, or corrected by striking out: never read as one longer figure."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from engine.readers.document import Document, Grid, GridCell
from engine.readers.formats.docx import read as read_docx
from engine.readers.formats.html import read as read_html
from engine.readers.formats.pdf import read as read_pdf
from engine.readers.formats.xlsx import read as read_xlsx
from engine.readers.lines.figures import cell_of
from tests import packages
from tests.render.pdf import FONT
from tests.test_pdf import box, drawn


def figure(document: Document) -> GridCell:
    """The last cell of the only grid."""
    (grid,) = (part for part in document.parts if isinstance(part, Grid))
    return grid.cells[-1]


def in_word(*runs: tuple[str, str]) -> str:
    """What is read of a cell of runs, each text with its properties."""
    told = "".join(f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>" for text, properties in runs)
    row = packages.tr(packages.tc("规章"), packages.tc(f"<w:p>{told}</w:p>"))
    return figure(read_docx(packages.word(packages.tbl(row)))).text


def in_page(inside: str) -> str:
    return figure(read_html(f"<table><tr><td>规章<td>{inside}</table>".encode())).text


def read_as(text: str) -> object:
    return cell_of(" ".join(text.split()), "count")


def test_plain_figures() -> None:
    assert read_as(in_word(("1", "<w:b/>"), ("2", ""))) == 12
    assert read_as(in_page("<b>1</b>2")) == 12


@pytest.mark.parametrize("align", ["superscript", "subscript"])
def test_a_raised_digit_in_word(align: str) -> None:
    assert read_as(in_word(("12", ""), ("1", f'<w:vertAlign w:val="{align}"/>'))) != 121


@pytest.mark.parametrize("tag", ["sup", "sub"])
def test_a_raised_digit_in_a_page(tag: str) -> None:
    assert read_as(in_page(f"12<{tag}>1</{tag}>")) != 121


def test_a_raised_digit_in_a_workbook() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"] = "规章", CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1"))
    stream = io.BytesIO()
    book.save(stream)
    assert read_as(figure(read_xlsx(stream.getvalue())).text) != 121


@pytest.mark.parametrize("rise", [2, 3, 4, 5])
def test_a_raised_digit_in_a_pdf(rise: int) -> None:
    def page(canvas: Canvas) -> None:
        box(canvas, 50, 100, 100, 30, "规章")
        box(canvas, 150, 100, 60, 30, "12")
        canvas.setFont(FONT, 6)
        canvas.drawString(162.5, 842 - 113 + rise, "1")

    assert read_as(figure(read_pdf(drawn(page))).text) not in (121, 112)


@pytest.mark.parametrize("property", ["<w:strike/>", "<w:dstrike/>"])
def test_struck_out_in_word(property: str) -> None:
    assert read_as(in_word(("12", property), ("13", ""))) != 1213


def test_deleted_in_word() -> None:
    """What a tracked change deleted is not there."""
    deleted = "<w:del><w:r><w:delText>12</w:delText></w:r></w:del><w:ins><w:r><w:t>13</w:t></w:r></w:ins>"
    row = packages.tr(packages.tc("规章"), packages.tc(f"<w:p>{deleted}</w:p>"))
    assert figure(read_docx(packages.word(packages.tbl(row)))).text == "13"
    assert in_word(("12", "<w:vanish/>"), ("13", "")) == "13"


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_struck_out_in_a_page(tag: str) -> None:
    assert read_as(in_page(f"<{tag}>12</{tag}>13")) != 1213


@pytest.mark.parametrize("text", ["12①", "12²", "①", "12₁"])
def test_marks_that_are_characters(text: str) -> None:
    assert read_as(text) == text
