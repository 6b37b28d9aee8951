"""The reader of PDF files, on pages drawn by hand."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from engine.errors import Unusable
from engine.limits import DEFAULT
from engine.readers import read_bytes
from engine.readers.document import Document, Grid, GridCell, Line
from engine.readers.formats.pdf import read as read_pdf
from engine.reading import Notice, Place, Reading
from tests.render.pdf import FONT
from tests.texts import BOOK

WIDTH, HEIGHT = 595, 842
SIZE = 10


Draw = Callable[[Canvas], None]


def drawn(*pages: Draw, **settings: Any) -> bytes:
    held = io.BytesIO()
    canvas = Canvas(held, pagesize=(WIDTH, HEIGHT), invariant=1, **settings)
    for page in pages:
        canvas.setFont(FONT, SIZE)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return held.getvalue()


def say(canvas: Canvas, left: float, top: float, *lines: str) -> None:
    """Lines of text from ``top`` points below the page's upper edge on."""
    canvas.setFont(FONT, SIZE)
    for number, text in enumerate(lines):
        canvas.drawString(left, HEIGHT - top - SIZE - 15 * number, text)


def box(canvas: Canvas, left: float, top: float, width: float, height: float, *lines: str) -> None:
    """A ruled cell with lines of text in it."""
    canvas.rect(left, HEIGHT - top - height, width, height)
    say(canvas, left + 2, top + 3, *lines)


def grids(document: Document) -> list[Grid]:
    return [part for part in document.parts if isinstance(part, Grid)]


def lines(document: Document) -> list[str]:
    return [part.text for part in document.parts if isinstance(part, Line)]


def outcome(content: bytes) -> str:
    try:
        read_pdf(content)
    except Unusable as error:
        return error.key
    return ""


def cell(width: float, *text: str) -> str:
    """What is read of a cell so wide, beside a label."""

    def page(canvas: Canvas) -> None:
        box(canvas, 50, 100, 100, 60, "规章")
        box(canvas, 150, 100, width, 60, *text)

    (grid,) = grids(read_pdf(drawn(page)))
    return grid.cells[1].text


def test_lines_and_grids_in_reading_order() -> None:
    def page(canvas: Canvas) -> None:
        say(canvas, 50, 50, "上面")
        box(canvas, 50, 100, 100, 20, "规章")
        box(canvas, 150, 100, 100, 20, "1")
        box(canvas, 50, 120, 200, 20, "合并")
        say(canvas, 50, 160, "下面")

    parts = read_pdf(drawn(page)).parts
    assert [part.text if isinstance(part, Line) else part.number for part in parts] == ["上面", 1, "下面"]
    grid = parts[1]
    assert isinstance(grid, Grid)
    assert grid.cells == (
        GridCell(0, 0, "规章", box=(50, 100, 150, 120)),
        GridCell(0, 1, "1", box=(150, 100, 250, 120)),
        GridCell(1, 0, "合并", 1, 2, box=(50, 120, 250, 140)),
    )


def test_a_number_broken_where_the_cell_was_full() -> None:
    assert cell(20, "300", "1") == "3001"
    assert cell(25, "1234", "5678", "9") == "123456789"


def test_two_numbers_in_a_wide_cell() -> None:
    assert cell(60, "300", "1") == "300\n1"
    assert cell(60, "12", "3") == "12\n3"


def test_two_numbers_on_one_line() -> None:
    assert cell(100, "12  3").split() == ["12", "3"]


def test_words_in_a_cell_stay_in_lines() -> None:
    assert cell(35, "尚未审", "结") == "尚未审\n结"


def test_an_empty_cell() -> None:
    assert cell(60) == ""


def test_a_box_around_prose_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        box(canvas, 50, 100, 300, 60, "一、总体情况", "全年公开信息十二条。")

    document = read_pdf(drawn(page))
    assert grids(document) == []
    assert lines(document) == ["一、总体情况", "全年公开信息十二条。"]


def test_a_line_under_a_heading_is_no_table() -> None:
    def page(canvas: Canvas) -> None:
        say(canvas, 50, 80, "标题")
        canvas.line(50, HEIGHT - 100, 500, HEIGHT - 100)
        canvas.line(50, HEIGHT - 104, 500, HEIGHT - 104)
        say(canvas, 50, 110, "正文")

    assert lines(read_pdf(drawn(page))) == ["标题", "正文"]


# Paragraphs

FULL = "公开" * 24 + "政务"  # 50 characters of 10 points fill the measure
TITLE = "江口县财政局2024年政府信息公开工作年度报告"


def report(*pages: Draw) -> Reading:
    def first(canvas: Canvas) -> None:
        say(canvas, 150, 40, TITLE)
        say(canvas, 70, 60, "一、总体情况")
        pages[0](canvas)

    return read_bytes(drawn(first, *pages[1:]), "report.pdf", BOOK)


def test_paragraphs_over_lines() -> None:
    def page(canvas: Canvas) -> None:
        say(canvas, 70, 80, FULL[2:])
        say(canvas, 50, 95, FULL, "到此为止。")
        say(canvas, 70, 140, "第二段。")

    assert report(page).report.sections["overview"].text == f"{FULL[2:]}{FULL}到此为止。\n第二段。"


def test_paragraphs_over_pages() -> None:
    reading = report(
        lambda canvas: say(canvas, 70, 800, FULL[2:]),
        lambda canvas: say(canvas, 50, 40, "到此为止。"),
    )
    assert reading.report.sections["overview"].text == f"{FULL[2:]}到此为止。"


def furnished(number: int, *more: tuple[float, float, str]) -> Draw:
    def page(canvas: Canvas) -> None:
        say(canvas, 200, 15, "江口县财政局年度报告")
        for left, top, text in more:
            say(canvas, left, top, text)
        say(canvas, 290, 820, f"- {number} -")

    return page


def test_page_numbers_and_running_heads_are_no_text() -> None:
    pages = [furnished(1, (70, 780, "甲段。")), furnished(2, (70, 40, "乙段。")), furnished(3, (70, 40, "丙段。"))]
    text = report(*pages).report.sections["overview"].text
    assert text == "甲段。\n乙段。\n丙段。"


def test_paragraphs_over_pages_with_numbers() -> None:
    pages = [furnished(1, (70, 790, FULL[2:])), furnished(2, (50, 40, "到此为止。"))]
    assert report(*pages).report.sections["overview"].text == f"{FULL[2:]}到此为止。"


# Pages without text


def picture(canvas: Canvas) -> None:
    image = Image.new("L", (60, 80), 200)
    canvas.drawImage(ImageReader(image), 0, 0, WIDTH, HEIGHT)


def nothing(canvas: Canvas) -> None:
    """An empty page."""


def heading(canvas: Canvas) -> None:
    say(canvas, 50, 50, TITLE, "一、总体情况", "全年公开信息十二条。")


def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra ``ocr`` were not installed."""
    import sys

    for name in ("rapidocr", "onnxruntime", "cv2"):
        monkeypatch.setitem(sys.modules, name, None)
    for name in [name for name in sys.modules if name.startswith("engine.readers.formats.scan")]:
        monkeypatch.delitem(sys.modules, name)


def test_pages_without_text_and_without_picture() -> None:
    document = read_pdf(drawn(nothing, heading, nothing))
    assert lines(document) == [TITLE, "一、总体情况", "全年公开信息十二条。"]
    assert [part.page for part in document.parts] == [2, 2, 2]
    assert document.notices == ()
    assert read_pdf(drawn(nothing)).parts == ()


def ruled_page() -> Image.Image:
    """A page with a table, so that there is something to recognise."""
    image = Image.new("L", (1240, 1754), 255)
    for at in range(6):
        image.paste(0, (100, 200 + 100 * at, 1100, 204 + 100 * at))
        image.paste(0, (100 + 200 * at, 200, 104 + 200 * at, 704))
    for at in range(5):
        image.paste(0, (180, 240 + 100 * at, 240, 260 + 100 * at))
    return image


def scanned(canvas: Canvas) -> None:
    canvas.drawImage(ImageReader(ruled_page()), 0, 0, WIDTH, HEIGHT)


def test_a_scan_without_the_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    no_ocr(monkeypatch)
    assert outcome(drawn(scanned)) == "ocr.not_installed"
    assert "pip install" in Unusable("ocr.not_installed").line("en")


def test_one_scan_among_pages_of_text_without_the_recogniser(monkeypatch: pytest.MonkeyPatch) -> None:
    no_ocr(monkeypatch)
    document = read_pdf(drawn(heading, scanned, nothing, scanned))
    assert lines(document) == [TITLE, "一、总体情况", "全年公开信息十二条。"]
    assert document.notices == (Notice("notice.pages_are_pictures", {"pages": "2, 4"}),)
    assert (document.unread, document.recognised) == (True, True)


def test_text_laid_over_a_picture_of_the_page() -> None:
    """What another program recognised is read, and said to be so."""

    def page(canvas: Canvas) -> None:
        picture(canvas)
        heading(canvas)

    document = read_pdf(drawn(heading, page))
    assert document.notices == (Notice("notice.page_recognised", {"page": 2}),)
    assert document.recognised
    reading = read_bytes(drawn(page), "report.pdf", BOOK)
    assert reading.labels is None
    assert reading.report.sections["overview"].text == "全年公开信息十二条。"


def test_a_small_picture_beside_text_says_nothing() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (20, 20), 99)), 400, 700, 60, 60)
        heading(canvas)

    document = read_pdf(drawn(page))
    assert (document.notices, document.recognised, document.pictures) == ((), False, False)


# Files that are not read


def test_too_many_pages() -> None:
    with pytest.raises(Unusable) as refusal:
        read_pdf(drawn(*[nothing] * (DEFAULT.pages + 1)))
    assert (refusal.value.key, refusal.value.values) == ("limit.pages", {"most": 300})
    assert outcome(drawn(*[nothing] * DEFAULT.pages)) == ""


def test_encrypted() -> None:
    assert outcome(drawn(heading, encrypt=StandardEncryption("secret", ownerPassword="owner"))) == "pdf.encrypted"
    open_to_all = drawn(heading, encrypt=StandardEncryption("", ownerPassword="owner", canModify=0))
    assert lines(read_pdf(open_to_all)) == [TITLE, "一、总体情况", "全年公开信息十二条。"]


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-1.4 " + b"x" * 5000])
def test_broken(content: bytes) -> None:
    assert outcome(content) == "pdf.broken"


def test_something_before_the_file() -> None:
    assert lines(read_pdf(b"\r\n" * 100 + drawn(heading)))[0] == TITLE


def test_a_place_in_a_drawn_table() -> None:
    def page(canvas: Canvas) -> None:
        heading(canvas)
        say(canvas, 50, 110, "二、主动公开政府信息情况")
        for top, texts in ((140, ("信息内容", "本年处理决定数量")), (160, ("行政许可", "447"))):
            box(canvas, 50, top, 100, 20, texts[0])
            box(canvas, 150, top, 120, 20, texts[1])

    reading = read_bytes(drawn(page), "report.pdf", BOOK)
    assert reading.report.table("proactive")["licences"] == {"decisions": 447}
    place = Place(1, None, "行政许可 447", 1, 2, 2, box=(150, 160, 270, 180))
    assert reading.cells["proactive", "licences", "decisions"] == place
