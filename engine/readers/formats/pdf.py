"""Reads PDF files: lines of text, and tables with ruled lines. Pages that are pictures go to the reader of scans."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pdfplumber
import pypdfium2
from pdfplumber.page import Page
from pdfplumber.utils.text import extract_text

from engine.errors import Unusable
from engine.limits import DEFAULT, MILLION, Limits
from engine.readers.document import Box, Document, Grid, GridCell, Line, Part
from engine.readers.formats.scan import read_pages
from engine.reading import Notice

MOST_RULES = 5_000  # lines and rectangles on a page; more are a drawing, and no table is looked for
MOST_CHARACTERS = 50_000  # on a page
_DPI = 200  # at which pages that are pictures are recognised
_FEW = 10  # characters; a page with fewer, and a picture, is a scan
_COVERED = 2 / 3  # of a page that a picture covers which text was laid over
_AS_TABLE = 1 / 20  # of a page, that a picture of a table covers at least
_SLACK = 2.0  # points by which the rules of one table may miss each other
_LONGEST_FIGURE = 30  # characters
_SMALL = 0.8  # of the size of a figure, below which a digit may be a mark
_SHORT = (
    2.2  # characters that a full line may lack at the right margin: one that did not fit, one mark hung beyond it
)
_PASSWORD = 4  # pdfium's code for a file that asks for one


def read(content: bytes, limits: Limits = DEFAULT) -> Document:
    """The document in a PDF file.

    Raises:
        Unusable: it is encrypted or broken, or has too many pages.
    """
    _check(content, limits)
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            pages = [_read_page(page) for page in pdf.pages]
            pages = _with_margins(pages)
    except (MemoryError, RecursionError, Unusable):
        raise
    except Exception as error:  # pdfminer has no exception of its own for all that may be broken
        if _ran_out_of_memory(error):
            raise MemoryError from None
        raise Unusable("pdf.broken") from None
    scans = any(page.scan for page in pages)
    if scans:
        pages = _recognised(content, pages, limits)
    parts = [part for page in pages for part in page.parts]
    _refuse(parts, limits)
    notices = tuple(notice for page in pages for notice in page.notices)
    told = {notice.key for notice in notices}
    return Document(
        tuple(_numbered(parts)),
        wrapped=scans,
        recognised=scans or "notice.page_recognised" in told,
        unread=bool(told & {"notice.page_unreadable", "notice.pages_are_pictures"}),
        pictures=any(page.pictures for page in pages),
        notices=notices,
    )


def _refuse(parts: Sequence[Part], limits: Limits) -> None:
    """A page holds so much at most; what they all hold together is seen here."""
    texts = [text for part in parts for text in ([part.text] if isinstance(part, Line) else _texts(part))]
    limits.refuse("cells", len(texts))
    limits.refuse("text", sum(map(len, texts)))


def _texts(grid: Grid) -> list[str]:
    return [cell.text for cell in grid.cells]


def boxed_lines(content: bytes, limits: Limits = DEFAULT) -> tuple[list[tuple[Line, Box]], frozenset[int]]:
    """The lines that :func:`read` tells of, with their boxes; and the pages that are pictures, without lines.

    Raises:
        Unusable: as :func:`read`.
    """
    _check(content, limits)
    found: list[tuple[Line, Box]] = []
    scans = set()
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            for read in map(_read_page, pdf.pages):
                lines = [(part, read.extents[at].box) for at, part in enumerate(read.parts) if isinstance(part, Line)]
                found += [(replace(line, number=number), box) for number, (line, box) in enumerate(lines, 1)]
                scans |= {read.number} if read.scan else set()
    except (MemoryError, RecursionError, Unusable):
        raise
    except Exception as error:
        if _ran_out_of_memory(error):
            raise MemoryError from None
        raise Unusable("pdf.broken") from None
    return found, frozenset(scans)


def _ran_out_of_memory(error: BaseException | None) -> bool:
    """Whether this is behind an error, which libraries wrap in their own."""
    while error is not None:
        if isinstance(error, MemoryError) or any(isinstance(item, MemoryError) for item in error.args):
            return True
        error = error.__cause__ or error.__context__
    return False


@dataclass(frozen=True, slots=True)
class _Extent:
    """The edges of a line, in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """The size of its type."""
        return self.bottom - self.top

    @property
    def box(self) -> Box:
        """The edges as whole points."""
        return _rounded((self.left, self.top, self.right, self.bottom))


@dataclass(frozen=True, slots=True)
class _PageRead:
    """What a page holds; ``extents`` by index of its parts, for those that are lines."""

    number: int
    parts: Sequence[Part] = ()
    notices: Sequence[Notice] = ()
    scan: bool = False
    pictures: bool = False
    extents: Mapping[int, _Extent] = field(default_factory=dict)


def _check(content: bytes, limits: Limits) -> None:
    """Lets pdfium, which is robust and fast, look at the file first."""
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unusable("pdf.encrypted" if error.err_code == _PASSWORD else "pdf.broken") from None
    try:
        limits.refuse("pages", len(pdf))
        if len(pdf) == 0:
            raise Unusable("pdf.broken")
    finally:
        pdf.close()


def _read_page(page: Page) -> _PageRead:
    number = page.page_number
    try:
        if len(page.chars) > MOST_CHARACTERS:
            return _PageRead(number, notices=[Notice("notice.page_unreadable", {"page": number})])
        covered = _covered(page)
        if len(page.chars) < _FEW and page.images:
            return _PageRead(number, scan=True)
        notices = [Notice("notice.page_recognised", {"page": number})] if covered >= _COVERED else []
        parts, extents = _parts(page)
        return _PageRead(number, parts, notices, pictures=covered >= _AS_TABLE, extents=extents)
    finally:
        page.close()


def _covered(page: Page) -> float:
    """Which part of the page its largest picture covers."""
    whole = float(page.width) * float(page.height)
    areas = [float(image["width"]) * float(image["height"]) for image in page.images]
    return max(areas, default=0.0) / whole if whole else 0.0


def _parts(page: Page) -> tuple[list[Part], dict[int, _Extent]]:
    """Lines and grids from top to bottom, and the extents of the lines."""
    tables = _tables(page)
    inside = [table.bbox for table in tables]
    rest = page.filter(lambda item: not any(_within(item, box) for box in inside)) if tables else page
    found: list[tuple[float, Part, _Extent | None]] = [
        (line["top"], Line(0, page.page_number, line["text"]), _extent(line))
        for line in rest.extract_text_lines(return_chars=False, strip=True)
        if line["text"].strip()
    ]
    found += [(table.bbox[1], _grid(page, table.cells), None) for table in tables]
    found.sort(key=lambda item: item[0])
    extents = {index: extent for index, (_, _, extent) in enumerate(found) if extent is not None}
    return [part for _, part, _ in found], extents


def _extent(line: Mapping[str, Any]) -> _Extent:
    return _Extent(*(float(line[edge]) for edge in ("x0", "top", "x1", "bottom")))


def _with_margins(pages: Sequence[_PageRead]) -> list[_PageRead]:
    """The pages, with the lines marked that begin at the left margin and that reach the right one."""
    extents = [extent for page in pages for extent in page.extents.values()]
    if not extents:
        return list(pages)
    left = min(extent.left for extent in extents)
    right = sorted(extent.right for extent in extents)[len(extents) * 19 // 20]
    return [
        replace(page, parts=[_marked(part, page.extents.get(at), left, right) for at, part in enumerate(page.parts)])
        for page in pages
    ]


def _marked(part: Part, extent: _Extent | None, left: float, right: float) -> Part:
    if extent is None or isinstance(part, Grid):
        return part
    full = extent.right > right - _SHORT * extent.size
    return replace(part, flush=extent.left < left + extent.size, full=full)


def _tables(page: Page) -> list[Any]:
    """The ruled tables of more than one column: a box around text is none."""
    if len(page.lines) + len(page.rects) + len(page.curves) > MOST_RULES:
        return []
    return [table for table in page.find_tables() if len(_edges([cell[0] for cell in table.cells])) > 1]


def _within(item: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    if item.get("object_type") != "char":
        return False
    across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
    return bool(box[0] <= across < box[2] and box[1] <= down < box[3])


def _grid(page: Page, boxes: Sequence[tuple[float, float, float, float]]) -> Grid:
    columns, rows = _edges([box[0] for box in boxes]), _edges([box[1] for box in boxes])
    chars: dict[int, list[dict[str, Any]]] = {}
    ordered = sorted(boxes, key=lambda box: (box[1], box[0]))
    for char in page.chars:
        across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        for index, (left, top, right, bottom) in enumerate(ordered):
            if left <= across < right and top <= down < bottom:
                chars.setdefault(index, []).append(char)
                break
    cells = []
    for index, box in enumerate(ordered):
        row, column = _index(rows, box[1]), _index(columns, box[0])
        cells.append(
            GridCell(
                row=row,
                column=column,
                text=_text(chars.get(index, []), box),
                rows=max(1, _index(rows, box[3] - 2 * _SLACK) - row + 1),
                columns=max(1, _index(columns, box[2] - 2 * _SLACK) - column + 1),
                box=_rounded(box),
            )
        )
    return Grid(0, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), page=page.page_number)


def _edges(values: Sequence[float]) -> list[float]:
    """The distinct edges among values that may miss each other a little."""
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > _SLACK:
            edges.append(value)
    return edges


def _index(edges: Sequence[float], value: float) -> int:
    """The last edge that lies before the value."""
    return max(0, bisect_right(edges, value + _SLACK) - 1)


def _text(chars: Sequence[dict[str, Any]], box: tuple[float, float, float, float]) -> str:
    small = _small(chars)
    if small:
        # A small digit beside a figure may be the mark of a note.
        figure = [char for char in chars if char not in small]
        return f"{extract_text(figure)} {extract_text(small)}"
    text = str(extract_text(list(chars))) if chars else ""
    if "\n" in text and not any(character.isalpha() for character in text) and _full(chars, text, box):
        return text.replace("\n", "")  # a number that was broken where the cell was full
    return text


def _small(chars: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """In a short cell of digits, those much smaller than the others."""
    if not 1 < len(chars) <= _LONGEST_FIGURE or not "".join(char["text"] for char in chars).strip().isdigit():
        return []
    most = max(char["size"] for char in chars)
    return [char for char in chars if char["size"] < _SMALL * most]


def _full(chars: Sequence[dict[str, Any]], text: str, box: tuple[float, float, float, float]) -> bool:
    """Whether the first line leaves no room for one more character."""
    first = sorted(chars, key=lambda char: (char["top"], char["x0"]))[: len(text.split("\n")[0].strip())]
    width = max(char["x1"] for char in first) - min(char["x0"] for char in first)
    return bool(width + max(char["width"] for char in first) > (box[2] - box[0]) - 2 * _SLACK)


def _rounded(box: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = (round(value) for value in box)
    return left, top, right, bottom


def _recognised(content: bytes, pages: Sequence[_PageRead], limits: Limits) -> list[_PageRead]:
    """The pages, those that are pictures recognised; without the recogniser, only if there is text beside them."""
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [_recognised_page(pdf, page, limits) if page.scan else page for page in pages]
    except Unusable as error:
        if error.key != "ocr.not_installed" or not any(page.parts for page in pages):
            raise
        numbers = ", ".join(str(page.number) for page in pages if page.scan)
        notice = Notice("notice.pages_are_pictures", {"pages": numbers})
        return [*pages, _PageRead(0, notices=[notice])]
    finally:
        pdf.close()


def _recognised_page(pdf: Any, page: _PageRead, limits: Limits) -> _PageRead:
    width, height = pdf[page.number - 1].get_size()
    if width * height * (_DPI / 72) ** 2 > limits.pixels * MILLION:
        return _PageRead(page.number, notices=[Notice("notice.page_unreadable", {"page": page.number})])
    image = pdf[page.number - 1].render(scale=_DPI / 72, draw_annots=False).to_pil()  # comments are not its own
    image.info["dpi"] = (_DPI, _DPI)
    parts, notices = read_pages([image], page.number, limits)
    return _PageRead(page.number, parts, notices)


def _numbered(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with their numbers: lines are counted on their page, grids in the document."""
    lines = grids = 0
    page = None
    for part in parts:
        lines, page = (lines if part.page == page else 0), part.page
        if isinstance(part, Line):
            lines += 1
            yield replace(part, number=lines)
        else:
            grids += 1
            yield replace(part, number=grids)
