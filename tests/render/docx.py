"""Draws a report as a Word document: its XML is written here by hand, as Word and WPS write it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from tests.render.archive import zipped
from tests.render.layout import Block, Paragraph, Table, blocks_of
from tests.render.matrix import Cell, Matrix, widths
from tests.render.style import Style

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NUMERALS = "一二三四五六七八九十"
_SMALL = '<w:sz w:val="15"/>'
_STYLES = {"title": "Title", "heading": "Heading1", "unit": "Title"}


@dataclass(frozen=True, slots=True)
class Variant:
    """``numbered``: Word counts the headings. ``in_table``: the whole document stands in a table without lines.

    ``furniture``: page header, footer and page numbers. ``revised``: changes are tracked, with other figures
    struck out. ``hidden``: hidden words. ``controls``: contents in content controls. ``line_breaks``: one
    paragraph with breaks instead of several. ``styled``: headings have Word's styles.
    """

    style: Style = field(default_factory=Style)
    numbered: bool = False
    in_table: bool = False
    furniture: bool = False
    revised: bool = False
    hidden: bool = False
    controls: bool = False
    line_breaks: bool = False
    styled: bool = True
    landscape: bool = False


VARIANTS: Mapping[str, Variant] = {
    "official": Variant(),
    "blocks": Variant(
        Style(blocks="each", breaks="heads", figures="padded", disputes="wide", numbering="、"), styled=False
    ),
    "repeated": Variant(Style(spans="repeated", blocks="each", narrow_brackets=True, disputes="rows"), styled=False),
    "blank": Variant(Style(spans="blank", blocks="ragged", spaced=True, note=False), line_breaks=True),
    "numbered": Variant(Style(figures="thousands", breaks="heads", title_lines=2), numbered=True),
    "in-table": Variant(Style(numbering="．", disputes="wide"), in_table=True),
    "cut": Variant(Style(cut="repeated", columns="people_last", figures="wide"), landscape=True),
    "cut-bare": Variant(Style(cut="bare", label_columns=2, captions=True, headings="variant")),
    "furniture": Variant(Style(contents=True, channels=True, last_year=True, captions=True), furniture=True),
    "beside": Variant(
        Style(rows_beside=True, heading_in_table=True, blocks="each", columns="total_first", disputes="rows"),
        line_breaks=True,
    ),
    "one-label": Variant(Style(label_columns=1, headings="part", figures="mixed", breaks="all")),
    "bare": Variant(Style(headings="bare", last_year=True, blocks="each", disputes="wide"), styled=False),
    "revised": Variant(Style(), revised=True, hidden=True),
    "controls": Variant(Style(blocks="each", figures="padded"), controls=True, furniture=True),
}


def render(report: Mapping[str, Any], variant: str) -> bytes:
    """The report as the bytes of a .docx file."""
    chosen = VARIANTS[variant]
    body = _Writer(chosen).body(blocks_of(report, chosen.style))
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(chosen),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": f'{_XML}<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>{body}</w:body>'
        "</w:document>",
        "word/_rels/document.xml.rels": _relations(
            [("styles", "styles.xml"), ("numbering", "numbering.xml")]
            + ([("header", "header1.xml"), ("footer", "footer1.xml")] if chosen.furniture else [])
        ),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
    }
    if chosen.furniture:
        name = _run(f"{report['unit']['name']}年度报告")
        pages = f"{_run('第 ')}{_field('PAGE')}{_run(' 页 共 ')}{_field('NUMPAGES')}{_run(' 页')}"
        files["word/header1.xml"] = f'{_XML}<w:hdr xmlns:w="{_MAIN}"><w:p>{name}</w:p></w:hdr>'
        files["word/footer1.xml"] = f'{_XML}<w:ftr xmlns:w="{_MAIN}"><w:p>{pages}</w:p></w:ftr>'
    return zipped(files)


class _Writer:
    """Writes the body; counts the headings that Word numbers."""

    def __init__(self, variant: Variant) -> None:
        self.variant = variant
        self.counted = 0

    def body(self, blocks: Sequence[Block]) -> str:
        parts: list[str] = []
        for block, lines in _joined(blocks, self.variant.line_breaks):
            if isinstance(block, Table):
                # Without a paragraph between them Word joins two tables to one.
                parts.append("<w:p/>" if parts and parts[-1].endswith("</w:tbl>") else "")
                parts.append(self._table(block))
            else:
                parts.append(self._paragraph(block, lines))
        inside = "".join(parts)
        if self.variant.in_table:
            inside = _framed(inside)
        return f"{inside}<w:p/>{self._section()}"

    def _paragraph(self, block: Paragraph, lines: Sequence[str]) -> str:
        settings, text = "", list(lines)
        if self.variant.styled and block.role in _STYLES:
            settings = f'<w:pStyle w:val="{_STYLES[block.role]}"/>'
        if self.variant.numbered and block.role == "heading":
            numeral = f"{_NUMERALS[self.counted]}、"
            if text[0].startswith(numeral):
                self.counted += 1
                text[0] = text[0].removeprefix(numeral)
                settings += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        runs = "<w:r><w:br/></w:r>".join(_runs(line, "<w:b/>" if block.role == "heading" else "") for line in text)
        if self.variant.hidden and block.role == "text":
            runs += _run("（此处为隐藏的批注，新收申请9999件。）", "<w:vanish/>")
        if self.variant.revised and block.role == "text":
            runs += f'<w:del w:id="1" w:author="a">{_deleted("已删除的一句话。")}</w:del>'
        found = f"<w:p><w:pPr>{settings}</w:pPr>{runs}</w:p>"
        if self.variant.controls and block.role in ("title", "text"):
            found = f"<w:sdt><w:sdtPr/><w:sdtContent>{found}</w:sdtContent></w:sdt>"
        return found

    def _table(self, table: Table) -> str:
        matrix = table.matrix
        sizes = [int(size) for size in widths(matrix, 9600)]
        grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
        border = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        rows = "".join(self._row(matrix, row, sizes) for row in range(matrix.height))
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{sum(sizes)}" w:type="dxa"/><w:tblBorders>{border}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        )

    def _row(self, matrix: Matrix, row: int, sizes: Sequence[int]) -> str:
        owners = matrix.owners()[row]
        cells = "".join(
            self._cell(owner, row, sizes)
            for column, owner in enumerate(owners)
            if owner.column == column  # the first place of each cell that this row crosses
        )
        head = "<w:tblHeader/>" if row < matrix.head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{cells}</w:tr>"

    def _cell(self, cell: Cell, row: int, sizes: Sequence[int]) -> str:
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        first = cell.row == row
        merge = "" if cell.rows == 1 else '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
        content = self._content(cell) if first else "<w:p/>"
        width = sum(sizes[cell.column : cell.column + cell.columns])
        inside = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}</w:tcPr>{content}'
        return f"<w:tc>{inside}</w:tc>"

    def _content(self, cell: Cell) -> str:
        lines = cell.text.split("\n")
        if self.variant.line_breaks:
            return f"<w:p>{'<w:r><w:br/></w:r>'.join(_runs(line, _SMALL) for line in lines)}</w:p>"
        if self.variant.revised and cell.kind == "figure" and cell.text.strip():
            old = f'<w:del w:id="2" w:author="a">{_deleted("88")}</w:del>'
            return f'<w:p>{old}<w:ins w:id="3" w:author="a">{_runs(cell.text, _SMALL)}</w:ins></w:p>'
        found = "".join(f"<w:p>{_runs(line, _SMALL)}</w:p>" for line in lines)
        if self.variant.controls and cell.kind == "figure":
            return f"<w:sdt><w:sdtPr/><w:sdtContent>{found}</w:sdtContent></w:sdt>"
        return found

    def _section(self) -> str:
        furniture = (
            '<w:headerReference w:type="default" r:id="rId3"/><w:footerReference w:type="default" r:id="rId4"/>'
            if self.variant.furniture
            else ""
        )
        size = 'w:w="16838" w:h="11906" w:orient="landscape"' if self.variant.landscape else 'w:w="11906" w:h="16838"'
        margins = '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="600" w:footer="600"/>'
        return f"<w:sectPr>{furniture}<w:pgSz {size}/>{margins}</w:sectPr>"


def _joined(blocks: Sequence[Block], breaks: bool) -> Iterator[tuple[Block, list[str]]]:
    """Each block, a paragraph with its lines; if ``breaks``, all lines of a section's text are one paragraph's."""
    for (text, _), group in groupby(blocks, key=lambda b: (isinstance(b, Paragraph) and b.role == "text", b.section)):
        held = list(group)
        if breaks and text:
            yield held[0], [block.text for block in held if isinstance(block, Paragraph)]
        else:
            yield from ((block, [block.text] if isinstance(block, Paragraph) else []) for block in held)


def _runs(text: str, settings: str = "") -> str:
    """Word splits a text into runs wherever it likes."""
    pieces = [text[start : start + 7] for start in range(0, len(text), 7)]
    return "".join(_run(piece, settings) for piece in pieces)


def _run(text: str, settings: str = "") -> str:
    inside = f"<w:rPr>{settings}</w:rPr>" if settings else ""
    return f'<w:r>{inside}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _deleted(text: str) -> str:
    return f'<w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r>'


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} ">{_run("1")}</w:fldSimple>'


def _framed(inside: str) -> str:
    """Everything in the one cell of a table."""
    cell = f'<w:tc><w:tcPr><w:tcW w:w="9600" w:type="dxa"/></w:tcPr>{inside}<w:p/></w:tc>'
    settings = '<w:tblPr><w:tblW w:w="9600" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="9600"/></w:tblGrid>'
    return f"<w:tbl>{settings}<w:tr>{cell}</w:tr></w:tbl>"


def _content_types(variant: Variant) -> str:
    names = ["document.main", "styles", "numbering", *(["header", "footer"] if variant.furniture else [])]
    files = {"document.main": "document", "header": "header1", "footer": "footer1"}
    parts = "".join(
        f'<Override PartName="/word/{files.get(name, name)}.xml" ContentType="{_TYPE}.{name}+xml"/>' for name in names
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    xml = '<Default Extension="xml" ContentType="application/xml"/>'
    return f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{rels}{xml}{parts}</Types>'


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    parts = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{parts}</Relationships>'


def _styles() -> str:
    names = (("Normal", "Normal", ' w:default="1"'), ("Title", "Title", ""), ("Heading1", "heading 1", ""))
    parts = "".join(
        f'<w:style w:type="paragraph" w:styleId="{id_}"{default}><w:name w:val="{name}"/></w:style>'
        for id_, name, default in names
    )
    return f'{_XML}<w:styles xmlns:w="{_MAIN}">{parts}</w:styles>'


def _numbering() -> str:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
        '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl>'
    )
    return (
        f'{_XML}<w:numbering xmlns:w="{_MAIN}"><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
