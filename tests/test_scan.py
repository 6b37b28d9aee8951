"""The reader of scans, on drawn pages whose content is known; benchmarks/accuracy.py measures it on many."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from benchmarks.pages import DAMAGE, Cell, Drawn, Style, chinese_family, font_file, pages_of, some_figures
from engine.errors import Unusable
from engine.readers.document import Document, Grid, GridCell, Line

pytest.importorskip("rapidocr")
pytest.importorskip("onnxruntime")

from engine.readers.formats.scan import read, read_pages

FAMILY = chinese_family()
DIGITS = [["0", "17", "/"], ["2024", "", "-"], ["96171.6", "8", "305"]]
LEFT, TOP, WIDE, HIGH = 200, 300, 300, 80


def encoded(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def page_of_digits(scale: float = 1.0) -> Image.Image:
    """A ruled table of three by three in the font that Pillow brings along."""
    image = Image.new("L", (round(1654 * scale), round(2339 * scale)), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(30 * scale)
    for row, texts in enumerate(DIGITS):
        for column, text in enumerate(texts):
            x, y = (LEFT + WIDE * column) * scale, (TOP + HIGH * row) * scale
            draw.rectangle((x, y, x + WIDE * scale, y + HIGH * scale), outline=0, width=2)
            draw.text((x + 120 * scale, y + 20 * scale), text, 0, font)
    return image


def grids_in(document: Document) -> list[Grid]:
    return [part for part in document.parts if isinstance(part, Grid)]


def texts(grid: Grid) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return list(rows.values())


def shape(cells: Iterable[Cell | GridCell]) -> set[tuple[int, int, int, int]]:
    return {(c.row, c.column, c.rows, c.columns) if isinstance(c, GridCell) else c[:4] for c in cells}


@pytest.fixture(scope="module")
def digits() -> Document:
    return read(encoded(page_of_digits(), dpi=(200, 200)))


def test_figures_and_marks_of_a_ruled_table(digits: Document) -> None:
    (grid,) = grids_in(digits)
    assert texts(grid) == DIGITS
    assert (grid.number, grid.page) == (1, 1)
    assert digits.wrapped
    assert digits.recognised
    # A slash is told from a one by its shape, which is for a person to check.
    assert [cell.text for cell in grid.cells if cell.doubtful] == ["/"]


def test_boxes_are_points_of_the_page(digits: Document) -> None:
    (grid,) = grids_in(digits)
    for cell in grid.cells:
        left, top = LEFT + WIDE * cell.column, TOP + HIGH * cell.row
        expected = [round(at * 72 / 200) for at in (left, top, left + WIDE, top + HIGH)]
        assert cell.box is not None
        assert all(abs(a - b) <= 2 for a, b in zip(cell.box, expected, strict=True))


def test_what_is_pale_is_read_but_doubtful() -> None:
    image = page_of_digits()
    pale = image.crop((LEFT + 100, TOP + 10, LEFT + 200, TOP + 70)).point(lambda shade: 190 + shade * 65 // 255)
    image.paste(pale, (LEFT + 100, TOP + 10))
    (grid,) = grids_in(read(encoded(image, dpi=(200, 200))))
    assert (grid.cells[0].text, grid.cells[0].doubtful) == ("0", True)


def test_a_table_open_at_its_sides() -> None:
    image = page_of_digits()
    draw = ImageDraw.Draw(image)
    for x in (LEFT, LEFT + 3 * WIDE):
        for row in range(3):
            draw.line((x, TOP + HIGH * row + 4, x, TOP + HIGH * (row + 1) - 4), 255, 5)
    (grid,) = grids_in(read(encoded(image, dpi=(200, 200))))
    assert texts(grid) == DIGITS


def test_pages_of_a_tiff_and_an_askew_one() -> None:
    askew = page_of_digits().rotate(0.8, fillcolor=255)
    document = read(encoded(page_of_digits(), "TIFF", save_all=True, append_images=[askew], dpi=(200, 200)))
    assert [(grid.number, grid.page) for grid in grids_in(document)] == [(1, 1), (2, 2)]
    assert [texts(grid) for grid in grids_in(document)] == [DIGITS, DIGITS]


@pytest.mark.parametrize("mode", ["1", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_colour(mode: str) -> None:
    page = page_of_digits()
    if mode == "I;16":
        image = page.convert("I").point(lambda shade: shade * 257).convert("I;16")
    elif mode == "RGBA":  # black ink on nothing
        image = Image.merge("RGBA", [Image.new("L", page.size, 0)] * 3 + [page.point(lambda shade: 255 - shade)])
    else:
        image = page.convert(mode)
    (grid,) = grids_in(read(encoded(image, "TIFF", dpi=(200, 200))))
    assert texts(grid) == DIGITS


def test_pages_that_another_reader_draws() -> None:
    image = page_of_digits()
    image.info["dpi"] = (200.0, 200.0)
    parts, notices = read_pages([Image.new("L", (1654, 2339), 255), image], first_number=4)
    assert [(type(part), part.number, part.page) for part in parts] == [(Grid, 1, 5)]
    assert notices == ()


def test_the_same_page_is_read_the_same() -> None:
    content = encoded(DAMAGE["noise"](page_of_digits()), dpi=(200, 200))
    assert read(content) == read(content)


needs_chinese = pytest.mark.skipif(FAMILY is None, reason="no font with Chinese characters on this machine")


def drawn_report() -> list[Drawn]:
    assert FAMILY is not None
    digits = "Liberation Serif" if font_file("Liberation Serif") else FAMILY
    return pages_of(some_figures(7), Style(text=FAMILY, digits=digits))


def wrong_figures(drawn: Drawn, grid: Grid) -> list[GridCell]:
    """Figures that are not as drawn; every cell must be where it was drawn."""
    assert shape(grid.cells) == shape(drawn.cells)
    both = zip(drawn.cells, grid.cells, strict=True)
    return [read_cell for cell, read_cell in both if cell[4].isascii() and read_cell.text != cell[4]]


def scanned(image: Image.Image) -> Image.Image:
    image.info["dpi"] = (200, 200)
    return image


@needs_chinese
def test_a_clean_report() -> None:
    drawn = drawn_report()
    parts, notices = read_pages([scanned(page.image) for page in drawn])
    assert notices == ()
    grids = [part for part in parts if isinstance(part, Grid)]
    assert [grid.page for grid in grids] == [1, 2, 3]
    assert [wrong_figures(page, grid) for page, grid in zip(drawn, grids, strict=True)] == [[], [], []]
    labels = {cell.text.replace("\n", "") for cell in grids[1].cells}
    assert {"自然人", "商业企业", "科研机构", "1.属于国家秘密", "四、结转下年度继续办理"} <= labels
    lines = [part for part in parts if isinstance(part, Line)]
    assert lines[0].text == "淮安市人民政府2024年政府信息公开工作年度报告"
    assert lines[-1].text == "本年度无其他需要报告的事项。"
    for page, heading in enumerate(("二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"), 1):
        (found,) = (number for number, part in enumerate(parts) if isinstance(part, Line) and part.text == heading)
        after = parts[found + 1]
        assert isinstance(after, Grid)  # the table stands under its heading
        assert after.page == page
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@needs_chinese
def test_a_photocopy_of_the_largest_table() -> None:
    drawn = drawn_report()[1]
    parts, _ = read_pages([scanned(DAMAGE["photocopy"](drawn.image))])
    (grid,) = (part for part in parts if isinstance(part, Grid))
    wrong = wrong_figures(drawn, grid)
    assert len(wrong) <= 1  # of 175
    assert all(cell.doubtful for cell in wrong)


def test_a_blank_page_holds_nothing() -> None:
    document = read(encoded(Image.new("L", (1654, 2339), 250)))
    assert document.parts == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (40, 40), (36, 60_000), (60_000, 36)])
def test_a_page_without_room_for_text(size: tuple[int, int]) -> None:
    assert read(encoded(Image.new("L", size, 0))).parts == ()


def test_a_bomb_is_not_decoded() -> None:
    bomb = encoded(Image.new("1", (20_000, 20_000)), "PNG")
    with pytest.raises(Unusable) as caught:
        read(bomb)
    assert caught.value.key == "image.too_large"


def test_too_many_pages() -> None:
    small = [Image.new("1", (8, 8), 1) for _ in range(301)]
    with pytest.raises(Unusable) as caught:
        read(encoded(small[0], "TIFF", save_all=True, append_images=small[1:]))
    assert caught.value.key == "limit.pages"


def test_a_page_full_of_lines() -> None:
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    for at in range(0, 2339, 12):
        draw.line((0, at, 1654, at), 0, 2)
        draw.line((at, 0, at, 2339), 0, 2)
    with pytest.raises(Unusable) as caught:
        read(encoded(image, dpi=(200, 200)))
    assert caught.value.key == "image.too_many_cells"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_a_truncated_file_is_broken(kind: str) -> None:
    content = encoded(DAMAGE["noise"](page_of_digits(0.2)), kind)
    for part in (8, len(content) // 2):
        with pytest.raises(Unusable) as caught:
            read(content[:part])
        assert caught.value.key == "image.broken"


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["PNG", "TIFF", "BMP", "JPEG"]),
    st.lists(st.tuples(st.integers(0), st.integers(0, 255)), max_size=8),
)
def test_any_bytes_are_a_document_or_unusable(kind: str, changes: list[tuple[int, int]]) -> None:
    content = bytearray(encoded(Image.new("L", (20, 20), 255), kind))
    for at, value in changes:
        content[at % len(content)] = value
    key = None
    try:
        read(bytes(content))
    except Unusable as error:
        key = error.key
    assert key in (None, "image.broken", "image.too_large")


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_without_the_extra_it_says_so() -> None:
    code = (
        "import sys\n"
        "sys.modules['rapidocr'] = None\n"
        "from engine.errors import Unusable\n"
        "from engine.readers.formats.scan import read, read_pages\n"
        "for call in (lambda: read(b''), lambda: read_pages([])):\n"
        "    try:\n"
        "        call()\n"
        "    except Unusable as error:\n"
        "        print(error.key)\n"
    )
    assert run(code).stdout.split() == ["ocr.not_installed"] * 2


def test_it_is_silent_and_needs_no_network() -> None:
    code = (
        "import socket\n"
        "def refuse(*given, **more):\n"
        "    raise AssertionError('network')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from tests.test_scan import encoded, page_of_digits\n"
        "from engine.readers.formats.scan import read\n"
        "assert len(read(encoded(page_of_digits())).parts) == 1\n"
    )
    done = run(code)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
