from __future__ import annotations

import io
import struct
import zipfile

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.readers.formats.package import is_encrypted_office, kind, open_package
from tests.packages import OFFICE, book, p, saved, types, word, zipped

MIB = 1024 * 1024


def refusal(content: bytes, part: str = "") -> str:
    """The key of the reason why a package, or a part of it, cannot be used."""
    with pytest.raises(Unusable) as error:
        open_package(content).xml(part)
    return error.value.key


def compressed(size: int, name: str = "word/media/image1.bmp") -> bytes:
    """A package with an entry of so many zeros, written without holding them in memory."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w") as entry,
    ):
        for _ in range(size // MIB):
            entry.write(bytes(MIB))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        (f"{OFFICE}.wordprocessingml.document.main+xml", "docx"),
        (f"{OFFICE}.wordprocessingml.template.main+xml", "docx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "docx"),
        ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", "docx"),
        (f"{OFFICE}.spreadsheetml.sheet.main+xml", "xlsx"),
        (f"{OFFICE}.spreadsheetml.template.main+xml", "xlsx"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
        ("application/vnd.ms-excel.template.macroEnabled.main+xml", "xlsx"),
        ("application/vnd.ms-excel.sheet.binary.macroEnabled.main", ""),
        (f"{OFFICE}.presentationml.presentation.main+xml", ""),
    ],
)
def test_kind_by_content_type(content_type: str, expected: str) -> None:
    assert kind(zipped({"[Content_Types].xml": types(content_type)})) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet-template\n"}), "ods"),
        (zipped({"mimetype": "application/epub+zip"}), ""),
        (zipped({"word/document.xml": "<a/>"}), "docx"),
        (zipped({"xl\\workbook.xml": "<a/>"}), "xlsx"),
        (zipped({"report.json": "{}"}), ""),
        (b"%PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_kind_by_parts(content: bytes, expected: str) -> None:
    assert kind(content) == expected


def test_kind_of_what_libraries_write() -> None:
    assert kind(saved(docx.Document())) == "docx"
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    assert kind(stream.getvalue()) == "xlsx"


def test_truncated() -> None:
    content = word(p("甲"))
    assert refusal(content[: len(content) // 2]) == "package.broken"
    with pytest.raises(Unusable) as error:
        kind(content[:-30])
    assert error.value.key == "package.broken"


def test_encrypted_office_file() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    assert is_encrypted_office(ole + "EncryptedPackage".encode("utf-16-le"))
    assert not is_encrypted_office(ole + "WordDocument".encode("utf-16-le"))
    assert not is_encrypted_office(bytes(512) + "EncryptedPackage".encode("utf-16-le"))


def test_encrypted_entry() -> None:
    content = bytearray(zipped({"word/document.xml": "<a/>"}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(content)) == "package.encrypted"


def test_unusual_compression() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(stream.getvalue()) == "package.broken"


def test_too_many_entries() -> None:
    assert open_package(zipped({str(number): "" for number in range(5_000)}))
    assert refusal(zipped({str(number): "" for number in range(5_001)})) == "limit.members"


def test_bombs() -> None:
    assert refusal(compressed(1024 * MIB)) == "limit.unpacked"
    assert refusal(compressed(60 * MIB)) == "package.too_large"  # a thousand to one
    assert refusal(compressed(41 * MIB, "word/document.xml"), "word/document.xml") == "package.too_large"


def test_a_large_blank_picture_is_no_bomb() -> None:
    assert "word/media/image1.bmp" in open_package(compressed(49 * MIB))


def test_markup_that_would_need_too_much_memory() -> None:
    assert refusal(zipped({"a.xml": "<a>" + "<b c=''/>" * 1_500_001 + "</a>"}), "a.xml") == "package.too_large"


@pytest.mark.parametrize("claimed", [10, 2 * MIB])
def test_lying_sizes(claimed: int) -> None:
    content = bytearray(compressed(MIB, "a.xml"))
    directory = content.index(b"PK\x01\x02")
    struct.pack_into("<I", content, directory + 24, claimed)
    struct.pack_into("<I", content, 22, claimed)
    assert refusal(bytes(content), "a.xml") == "package.broken"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        '<?xml version="1.0"?><!-- c --><!DOCTYPE a SYSTEM "http://example.org/a.dtd"><a/>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>',
        "<!DOCTYPE a><a/>",
        "<!-- " + "c" * 10_000 + " --><!DOCTYPE a><a/>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations(declaration: str, encoding: str) -> None:
    assert refusal(zipped({"a.xml": declaration.encode(encoding)}), "a.xml") == "package.entities"


def test_declarations_in_parts_that_are_not_read() -> None:
    package = open_package(zipped({"a.xml": "<!DOCTYPE a><a/>", "b.xml": "<b/>"}))
    root = package.xml("b.xml")
    assert root is not None
    assert root.tag == "b"


def test_what_stands_in_utf16_is_read() -> None:
    root = open_package(zipped({"a.xml": "<?xml version='1.0' encoding='UTF-16'?><甲/>".encode("utf-16")})).xml(
        "a.xml"
    )
    assert root is not None
    assert root.tag == "甲"


@pytest.mark.parametrize(
    "content", ["", "甲", "<a>", "<a>&b;</a>", "<a/><a/>", "<?xml version='1.0' encoding='gbk'?><a/>"]
)
def test_broken_markup(content: str) -> None:
    assert refusal(zipped({"a.xml": content}), "a.xml") == "package.broken"


def test_relations_never_leave_the_package() -> None:
    inner = (
        '<Relationship Id="1" Type="x/styles" Target="../../../etc/hosts"/>'
        '<Relationship Id="2" Type="x/numbering" TargetMode="External" Target="file:///etc/hosts"/>'
        '<Relationship Id="3" Type="x/theme" Target="/other/theme.xml"/>'
    )
    package = open_package(zipped({"word/_rels/document.xml.rels": f"<Relationships>{inner}</Relationships>"}))
    assert package.relations("word/document.xml") == {
        "1": ("styles", "etc/hosts"),
        "3": ("theme", "other/theme.xml"),
    }
    assert package.related("word/document.xml", "numbering") == ""
    assert package.xml("etc/hosts") is None


def test_dates_that_are_none_are_not_declared() -> None:
    core = (
        '<c xmlns:t="http://purl.org/dc/terms/" xmlns:d="http://purl.org/dc/elements/1.1/">'
        "<t:created>gestern</t:created><t:modified>2025-01-02</t:modified><d:title> </d:title></c>"
    )
    assert open_package(zipped({"docProps/core.xml": core})).declared() == {"modified": "2025-01-02"}


@given(st.binary(max_size=200))
def test_kind_of_any_bytes(content: bytes) -> None:
    assert kind(b"x" + content) == ""
    with pytest.raises(Unusable):
        kind(b"PK" + content)


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_kind_of_damaged_packages(index: int, bit: int) -> None:
    damaged = bytearray(SMALL)
    damaged[index % len(SMALL)] ^= 1 << bit
    try:
        found = kind(bytes(damaged))
    except Unusable:
        return
    assert found in ("xlsx", "")


SMALL = book("<row><c><v>1</v></c></row>")
