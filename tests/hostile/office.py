"""Hostile Word documents and workbooks."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import partial

from openpyxl import Workbook

from tests.hostile.made_of import GIGABYTE, LAUGHS, MEGABYTE, REPORT, truncated
from tests.render import render

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _sheet() -> bytes:
    book, held = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active["A1"] = "一、总体情况"
    book.save(held)
    return held.getvalue()


def _whole(format: str) -> bytes:
    return render(REPORT, "docx", "official") if format == "docx" else _sheet()


_MAIN_PART = {"docx": "word/document.xml", "xlsx": "xl/worksheets/sheet1.xml"}


def _parts(format: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(_whole(format))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def _with_main(format: str, content: bytes) -> bytes:
    """A document with another main part."""
    return _zipped(_parts(format) | {_MAIN_PART[format]: content})


def _zip_bomb(format: str, name: str) -> bytes:
    """The part is a gigabyte of spaces in the middle of its XML."""
    parts = _parts(format)
    start, end = b"<a>", b"</a>"
    if name in parts:
        head, _, tail = parts[name].rpartition(b"</")
        start, end = head, b"</" + tail
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for other, content in parts.items():
            if other != name:
                archive.writestr(other, content)
        with archive.open(name, "w", force_zip64=True) as part:
            part.write(start)
            for _ in range(GIGABYTE // MEGABYTE):
                part.write(b" " * MEGABYTE)
            part.write(end)
    return held.getvalue()


def _many_entries(format: str) -> bytes:
    return _zipped(_parts(format) | {f"word/media/{number}.png": b"" for number in range(60_000)})


def _overlapping_entries(format: str) -> bytes:
    """Many names in the directory for the same bytes, so that little content counts a thousand times."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _parts(format).items():
            archive.writestr(name, content)
        archive.writestr("word/media/0.bin", bytes(10 * MEGABYTE))
        kernel = archive.filelist[-1]
        for number in range(1, 1000):
            other = zipfile.ZipInfo(f"word/media/{number}.bin")
            for field in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(other, field, getattr(kernel, field))
            archive.filelist.append(other)
    return held.getvalue()


def _lying_sizes(format: str) -> bytes:
    """The directory says that the main part has ten bytes."""
    content = bytearray(_whole(format))
    name = _MAIN_PART[format].encode()
    entry = content.rindex(name) - 46  # the fixed part of an entry in the directory
    assert content[entry : entry + 4] == b"PK\x01\x02"
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    return bytes(content)


def _evil_names(format: str) -> bytes:
    return _zipped(_parts(format) | {"../../evil.xml": b"<a/>", "/etc/evil": b"x", "word\\evil.xml": b"<a/>"})


def _doctype(format: str, doctype: str, use: str) -> bytes:
    """A document type before the root of the main part, and a reference to an entity in its text."""
    text = _parts(format)[_MAIN_PART[format]].decode()
    declaration, root = ("", text) if not text.startswith("<?xml") else text.split("?>", 1)
    start = f"{declaration}?>" if declaration else ""
    if format == "docx":
        body = root.replace("</w:body>", f"<w:p><w:r><w:t>{use}</w:t></w:r></w:p></w:body>")
    else:
        body = root.replace(
            "<sheetData>", f'<sheetData><row r="9"><c r="A9" t="inlineStr"><is><t>{use}</t></is></c></row>'
        )
    assert use in body
    return _with_main(format, f"{start}{doctype}{body}".encode())


_EXTERNAL = (
    '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>'
)
_QUADRATIC = f'<!DOCTYPE a [<!ENTITY q "{"q" * 100_000}">]>'


def _body(inside: str) -> bytes:
    return _with_main("docx", f'<w:document xmlns:w="{_WORD}"><w:body>{inside}</w:body></w:document>'.encode())


def _docx_nested_tables() -> bytes:
    return _body("<w:tbl><w:tr><w:tc>" * 10_000 + "<w:p/>" + "<w:p/></w:tc></w:tr></w:tbl>" * 10_000)


def _docx_nested_few_tables() -> bytes:
    """Deep, but not too deep for an XML parser."""
    return _body("<w:tbl><w:tr><w:tc>" * 60 + "<w:p/>" + "<w:p/></w:tc></w:tr></w:tbl>" * 60)


def _docx_span() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="1000000000"/></w:tcPr><w:p/></w:tc>'
    after = '<w:trPr><w:gridBefore w:val="1000000000"/><w:gridAfter w:val="-5"/></w:trPr>'
    return _body(f"<w:tbl><w:tr>{cell}{cell}</w:tr><w:tr>{after}{cell}</w:tr></w:tbl>")


def _docx_many_cells() -> bytes:
    """A million cells without words."""
    return _body("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p/></w:tc>" * 100 + "</w:tr>") * 10_000 + "</w:tbl>")


def _docx_merged_from_nowhere() -> bytes:
    cell = "<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>"
    return _body(f"<w:tbl><w:tr>{cell}</w:tr><w:tr>{cell}{cell}</w:tr></w:tbl>")


def _docx_numbering_loop() -> bytes:
    """Two styles that are each based on the other."""
    style = '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="{0}"/><w:basedOn w:val="{1}"/></w:style>'
    styles = f'<w:styles xmlns:w="{_WORD}">{style.format("Heading1", "B")}{style.format("B", "Heading1")}</w:styles>'
    return _zipped(_parts("docx") | {"word/styles.xml": styles.encode()})


def _docx_without(name: str) -> bytes:
    return _zipped({other: content for other, content in _parts("docx").items() if other != name})


def _xlsx_cells(cells: str, merged: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    merges = f'<mergeCells count="1">{merged}</mergeCells>' if merged else ""
    return _with_main(
        "xlsx", f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData>{merges}</worksheet>'.encode()
    )


def _xlsx_far_cell() -> bytes:
    """One cell in the last corner of the sheet."""
    return _xlsx_cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def _xlsx_merged_sheet() -> bytes:
    return _xlsx_cells('<row r="1"><c r="A1"><v>1</v></c></row>', '<mergeCell ref="A1:XFD1048576"/>')


def _xlsx_wrong_references() -> bytes:
    return _xlsx_cells('<row r="1"><c r="A1" t="s"><v>999999999</v></c><c r="$$" s="77777"><v>1e999</v></c></row>')


OFFICE: Mapping[str, Callable[[], bytes]] = {
    "docx-bomb": partial(_zip_bomb, "docx", "word/document.xml"),
    "docx-bomb-beside": partial(_zip_bomb, "docx", "word/media/image1.png"),
    "docx-bomb-styles": partial(_zip_bomb, "docx", "word/styles.xml"),
    "docx-many-entries": partial(_many_entries, "docx"),
    "docx-overlapping-entries": partial(_overlapping_entries, "docx"),
    "docx-lying-sizes": partial(_lying_sizes, "docx"),
    "docx-evil-names": partial(_evil_names, "docx"),
    "docx-external-entity": partial(_doctype, "docx", _EXTERNAL, "&e;"),
    "docx-laughs": partial(_doctype, "docx", LAUGHS, "&l9;"),
    "docx-quadratic": partial(_doctype, "docx", _QUADRATIC, "&q;" * 50_000),
    "docx-nested-tables": _docx_nested_tables,
    "docx-nested-few-tables": _docx_nested_few_tables,
    "docx-span": _docx_span,
    "docx-many-cells": _docx_many_cells,
    "docx-merged-from-nowhere": _docx_merged_from_nowhere,
    "docx-numbering-loop": _docx_numbering_loop,
    "docx-without-document": partial(_docx_without, "word/document.xml"),
    "docx-without-types": partial(_docx_without, "[Content_Types].xml"),
    "docx-without-styles": partial(_docx_without, "word/styles.xml"),
    "docx-not-xml": partial(_with_main, "docx", b"\x00\xff not XML"),
    "docx-truncated": partial(truncated, partial(_whole, "docx")),
    "xlsx-bomb": partial(_zip_bomb, "xlsx", "xl/worksheets/sheet1.xml"),
    "xlsx-bomb-strings": partial(_zip_bomb, "xlsx", "xl/sharedStrings.xml"),
    "xlsx-many-entries": partial(_many_entries, "xlsx"),
    "xlsx-overlapping-entries": partial(_overlapping_entries, "xlsx"),
    "xlsx-lying-sizes": partial(_lying_sizes, "xlsx"),
    "xlsx-external-entity": partial(_doctype, "xlsx", _EXTERNAL, "&e;"),
    "xlsx-laughs": partial(_doctype, "xlsx", LAUGHS, "&l9;"),
    "xlsx-far-cell": _xlsx_far_cell,
    "xlsx-merged-sheet": _xlsx_merged_sheet,
    "xlsx-wrong-references": _xlsx_wrong_references,
    "xlsx-truncated": partial(truncated, partial(_whole, "xlsx")),
}
