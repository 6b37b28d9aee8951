"""Documents made of lines and grids by hand, and what was understood of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.errors import Unusable
from engine.readers.document import Document, Grid, GridCell, Line, Part
from engine.readers.understand import understand
from engine.reading import Reading, Source
from tests.render import words
from tests.texts import BOOK, COLUMNS

SOURCE = Source("report.docx", "docx", "")
TITLE = "江口县财政局2024年政府信息公开工作年度报告"
HEADINGS = {
    "overview": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}
PROSE = {
    "overview": "全年主动公开政府信息十二条。",
    "problems": "存在公开意识不强的问题，下一步加强培训。",
    "other": "本年度没有收取信息处理费。",
}
APPLICANTS = ("natural_person", "commercial", "research", "public_welfare", "legal_service", "other_org", "total")
RESULTS = ("upheld", "corrected", "other", "pending", "total")
ROWS_2021: tuple[str, ...] = tuple(row for row in words.REQUEST_ROWS if row != "other")
ROWS_2019: tuple[str, ...] = tuple(row for row in words.REQUEST_ROWS if not row.startswith("other."))

Text = str | tuple[str, int] | tuple[str, int, int]  # words; words and columns; words, columns and rows
Rows = Sequence[Sequence[Text | None]]


def grid(rows: Rows, number: int = 1, page: int | None = None) -> Grid:
    """A grid row by row; ``None`` leaves a hole where no cell from above reaches."""
    cells: list[GridCell] = []
    covered: set[tuple[int, int]] = set()
    for at, row in enumerate(rows):
        column = 0
        for item in row:
            while (at, column) in covered:
                column += 1
            if item is None:
                column += 1
                continue
            text, wide, high = _measured(item)
            cells.append(GridCell(at, column, text, high, wide))
            covered |= {(at + down, column + right) for down in range(high) for right in range(wide)}
            column += wide
    return Grid(number, tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))), page)


def _measured(item: Text) -> tuple[str, int, int]:
    if isinstance(item, str):
        return item, 1, 1
    return item if len(item) == 3 else (*item, 1)


def label(row: str) -> str:
    return words.REQUEST_ROWS[row]


def figures(rows: Sequence[str] = ROWS_2021, first: int = 101) -> dict[str, list[int]]:
    """Seven figures a row, all different."""
    return {row: list(range(first + 7 * at, first + 7 * at + 7)) for at, row in enumerate(rows)}


def requests(values: Mapping[str, Sequence[object]] | None = None, head: bool = True) -> list[list[Text | None]]:
    """Table three with one column of labels."""
    values = figures() if values is None else values
    rows: list[list[Text | None]] = [["", *COLUMNS]] if head else []
    return rows + [[label(row), *map(str, line)] for row, line in values.items()]


def proactive() -> list[list[Text | None]]:
    """Table two in one grid of four columns."""
    return [
        [("第二十条第（一）项", 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "1", "0", "11"],
        ["行政规范性文件", "8", "26", "66"],
        [("第二十条第（五）项", 4)],
        ["信息内容", ("本年处理决定数量", 3)],
        ["行政许可", ("447", 3)],
        [("第二十条第（六）项", 4)],
        ["信息内容", ("本年处理决定数量", 3)],
        ["行政处罚", ("398", 3)],
        ["行政强制", ("20", 3)],
        [("第二十条第（八）项", 4)],
        ["信息内容", ("本年收费金额（单位：万元）", 3)],
        ["行政事业性收费", ("96171.6", 3)],
    ]


def disputes() -> list[list[Text | None]]:
    """Table four, all figures in one row."""
    results: list[Text | None] = list(words.RESULTS.values())
    return [
        [("行政复议", 5, 2), ("行政诉讼", 10)],
        [("未经复议直接起诉", 5), ("复议后起诉", 5)],
        [*results, *results, *results],
        [str(figure) for figure in (1, 2, 3, 4, 10, 5, 6, 7, 8, 26, 0, 9, 0, 11, 20)],
    ]


def document(
    requests: Sequence[Part] = (),
    *,
    proactive: Sequence[Part] = (),
    disputes: Sequence[Part] = (),
    overview: Sequence[Part] = (),
    other: Sequence[Part] = (),
    title: str = TITLE,
    headings: Mapping[str, str] = HEADINGS,
    **settings: Any,
) -> Document:
    """A report with these parts in its sections; lines and grids are numbered anew."""
    inside = {
        "overview": overview,
        "proactive": proactive,
        "requests": requests,
        "disputes": disputes,
        "other": other,
    }
    parts: list[Part] = [line(title)] if title else []
    for key in HEADINGS:
        parts += [line(headings[key])] if key in headings else []
        parts += [line(PROSE[key])] if key in PROSE else []
        parts += inside.get(key, ())
    return Document(tuple(_numbered(parts)), **settings)


def line(text: str, page: int | None = None) -> Line:
    return Line(1, page, text)


def _numbered(parts: Sequence[Part]) -> Iterator[Part]:
    lines = grids = 0
    for part in parts:
        if isinstance(part, Line):
            lines += 1
            yield replace(part, number=lines)
        else:
            grids += 1
            yield replace(part, number=grids)


def understood(found: Document, year: int | None = None) -> Reading:
    return understand(found, SOURCE, BOOK, year)


def read(*parts: Part, **settings: Any) -> Reading:
    """What is understood of a report with these parts in its section of requests."""
    return understood(document(parts, **settings))


def outcome(found: Document, year: int | None = None) -> str:
    """The key of what is said instead of a reading."""
    try:
        understood(found, year)
    except Unusable as error:
        return error.key
    return ""


def cells(reading: Reading, table: str = "requests") -> dict[str, dict[str, Any]]:
    return {row: dict(line) for row, line in reading.report.table(table).items()}


def lines_of(
    values: Mapping[str, Sequence[object]], columns: Sequence[str] = APPLICANTS
) -> dict[str, dict[str, Any]]:
    """The rows as they must be read."""
    return {row: dict(zip(columns, line, strict=True)) for row, line in values.items()}


def notices(reading: Reading) -> list[str]:
    return [notice.key for notice in reading.notices]
