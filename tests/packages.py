"""Office packages made by hand, for markup that no library writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from docx.document import Document as WordDocument
from hypothesis import strategies as st

from engine.readers.document import Document, Grid, Line

# Names of the markup, and what packages consist of

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relations(targets: Mapping[str, str], base: str = R) -> str:
    lines = "".join(
        f'<Relationship Id="r{index}" Type="{base}/{kind}" Target="{target}"/>'
        for index, (target, kind) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'


def types(content_type: str) -> str:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/main.xml" ContentType="{content_type}"/></Types>'
    )


def word(body: str, numbering: str = "", styles: str = "", extra: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types(f"{OFFICE}.wordprocessingml.document.main+xml"),
        "_rels/.rels": relations({"word/document.xml": "officeDocument"}),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations({"numbering.xml": "numbering", "styles.xml": "styles"}),
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
    }
    return zipped({**parts, **(extra or {})})


def p(text: str, properties: str = "") -> str:
    """A paragraph."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    """A table cell; plain text is put into a paragraph."""
    inner = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A table row."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def book(sheet: str, styles: str = "", strings: str = "", workbook: str = "", rest: str = "") -> bytes:
    """A workbook with one sheet of these rows; ``rest`` follows them."""
    return zipped(
        {
            "[Content_Types].xml": types(f"{OFFICE}.spreadsheetml.sheet.main+xml"),
            "_rels/.rels": relations({"xl/workbook.xml": "officeDocument"}),
            "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}">{workbook}'
            '<sheets><sheet name="one" sheetId="1" r:id="r0"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                {"worksheets/sheet1.xml": "worksheet", "styles.xml": "styles", "sharedStrings.xml": "sharedStrings"}
            ),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{S}"><sheetData>{sheet}</sheetData>{rest}</worksheet>',
            "xl/styles.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
            "xl/sharedStrings.xml": f'<sst xmlns="{S}">{strings}</sst>',
        }
    )


def lines(document: Document) -> list[str]:
    """The texts of the lines."""
    return [part.text for part in document.parts if isinstance(part, Line)]


def grids(document: Document) -> list[Grid]:
    """The grids."""
    return [part for part in document.parts if isinstance(part, Grid)]


def shape(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    """Each cell as row, column, rows, columns, text."""
    return [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in grid.cells]


def saved(document: WordDocument) -> bytes:
    """The file that python-docx writes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@st.composite
def rectangles(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """Height and width of a matrix of at least two columns, and rectangles that fill it; none is as wide as it."""
    height, width = draw(st.integers(2, 6)), draw(st.integers(2, 6))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            rows, columns = draw(st.integers(1, height - row)), draw(st.integers(1, width - column))
            places = {(r, c) for r in range(row, row + rows) for c in range(column, column + columns)}
            if places & taken or columns == width:
                rows = columns = 1
                places = {(row, column)}
            taken |= places
            cells.append((row, column, rows, columns))
    return height, width, cells


def damaged(content: bytes, index: int, bit: int, cut: bool) -> bytes:
    """The bytes up to ``index``, or with one bit of that byte changed."""
    return content[:index] if cut else content[:index] + bytes([content[index] ^ 1 << bit]) + content[index + 1 :]
