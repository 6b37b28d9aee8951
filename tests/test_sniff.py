"""What a document is, told by its content whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from engine.errors import Unusable
from engine.readers import read_bytes
from engine.readers.sniff import holds_tables, sniff
from tests import packages, render
from tests.hostile.made_of import REPORT
from tests.texts import BOOK

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def picture(format: str) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (3, 3)).save(stream, format)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf\r\n" * 50 + b"%PDF-1.4", "pdf"),
        (b"x" * 1100 + b"%PDF-1.4", "text"),
        (OLE + "WordDocument".encode("utf-16-le") + b"\0\0", "doc"),
        (OLE + "Workbook".encode("utf-16-le") + b"\0\0", "xls"),
        (OLE + "Book".encode("utf-16-le") + b"\0\0", "xls"),
        (OLE + "Workbooks".encode("utf-16-le") + b"\0\0", "doc"),
        (OLE, "doc"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"\r\n {\\rtf1", "rtf"),
        (b"{\"schema\": 1}", "text"),
        (b"<!DOCTYPE html><p>PK", "text"),
        ("一、总体情况".encode("gb18030"), "text"),
        (b"", "text"),
        (b"RIFF\x00\x00\x00\x00WAVE", "text"),
        (b"\x89PNG\n", "text"),
    ],
)  # fmt: skip
def test_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert sniff(content) == kind


@pytest.mark.parametrize("format", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_pictures(format: str) -> None:
    assert sniff(picture(format)) == "image"


def test_packages_by_what_they_declare() -> None:
    assert sniff(packages.word(packages.p("甲"))) == "docx"
    assert sniff(packages.book("<row><c><v>1</v></c></row>")) == "xlsx"
    assert sniff(zipped(mimetype=b"application/vnd.oasis.opendocument.text")) == "odt"
    assert sniff(zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet")) == "ods"
    assert sniff(zipped(mimetype=b"application/vnd.oasis.opendocument.presentation")) == "zip"
    assert sniff(zipped(readme=b"hello")) == "zip"


@pytest.mark.parametrize("format", ["docx", "xlsx", "pdf"])
def test_documents_by_other_names(format: str) -> None:
    """The name of a file says nothing of what it is."""
    content = render.render(REPORT, format, render.VARIANTS[format][0])
    for name in ("report.txt", "report", "报告.html", "report.json"):
        reading = read_bytes(content, name, BOOK)
        assert (reading.source.file, reading.source.format) == (name, format)
        assert reading.report.year == 2024


@pytest.mark.parametrize("content", [zipped(readme=b"hello"), bytes(range(256)) * 20, b"\x1f\x8b\x08" * 99])
def test_what_is_of_no_kind(content: bytes) -> None:
    with pytest.raises(Unusable) as refusal:
        read_bytes(content, "report.docx", BOOK)
    assert refusal.value.key == "file.binary"


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + b"word/document.xml" * 20])
def test_a_package_that_is_broken(content: bytes) -> None:
    with pytest.raises(Unusable) as refusal:
        read_bytes(content, "report.docx", BOOK)
    assert refusal.value.key == "package.broken"


@pytest.mark.parametrize("content", [b"", b"\0\0\0", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_what_is_empty(content: bytes) -> None:
    with pytest.raises(Unusable) as refusal:
        read_bytes(content, "report.docx", BOOK)
    assert refusal.value.key == "file.empty"


@pytest.mark.parametrize(
    ("content", "holds"),
    [
        (b"# title\n<table><tr><td>1</td></tr></table>", True),
        (b"<TABLE border=1>\n</TABLE >", True),
        (b"<table>", False),
        (b"</table>", False),
        (b"a table", False),
        (b"", False),
    ],
)
def test_markdown_with_tables(content: bytes, holds: bool) -> None:
    assert holds_tables(content) is holds


def test_ofd_is_known_and_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("OFD.xml", "<ofd:OFD/>")
    assert sniff(stream.getvalue()) == "ofd"
    with pytest.raises(Unusable) as told:
        read_bytes(stream.getvalue(), "x.ofd", BOOK)
    assert told.value.key == "file.ofd"
