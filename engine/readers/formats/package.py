"""The zip package that office files are (ECMA-376, part 2), opened with distrust.

Nothing is extracted and nothing is fetched: single parts are inflated in memory, each with a limit.
The readers take the few parts that they need from here, so that a broken picture or a dangling
relationship elsewhere in the file does not keep a report from being read.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Literal
from xml.parsers import expat

from lxml import etree

from engine.errors import Unusable
from engine.limits import DEFAULT, MEGABYTE, Limits

Kind = Literal["docx", "xlsx", "odt", "ods", ""]

MOST_PART_BYTES = 40 * MEGABYTE  # of a part that is parsed
MOST_MARKUP = 3_000_000  # tags and attributes of such a part; the tree takes some 250 bytes for each
_RATIO_FROM = 50 * MEGABYTE  # a smaller package may be as empty as it likes
_MOST_RATIO = 100

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAM = "EncryptedPackage".encode("utf-16-le")
_TYPES = "[content_types].xml"
# The content type of the main part tells; with and without macros, documents and templates.
_MAIN = {
    "docx": re.compile(
        rb"application/vnd\.(openxmlformats-officedocument\.wordprocessingml\.(document|template)"
        rb"|ms-word\.(document|template)\.macroEnabled(Template)?)\.main\+xml",
        re.IGNORECASE,
    ),
    "xlsx": re.compile(
        rb"application/vnd\.(openxmlformats-officedocument\.spreadsheetml\.(sheet|template)"
        rb"|ms-excel\.(sheet|template)\.macroEnabled)\.main\+xml",
        re.IGNORECASE,
    ),
}
_OPEN_DOCUMENT: Mapping[bytes, Kind] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.text-template": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "ods",
}
# ISO 29500 Strict names its namespaces otherwise; the words in them are the same.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
# What an office file says of itself, and under which name a Document declares it.
_PROPERTIES = {
    "{http://purl.org/dc/elements/1.1/}title": "title",
    "{http://purl.org/dc/elements/1.1/}creator": "creator",
    "{http://purl.org/dc/terms/}created": "created",
    "{http://purl.org/dc/terms/}modified": "modified",
}
_DATES = ("created", "modified")
_LONGEST_PROPERTY = 1_000
_DEPTH = "Excessive depth"  # what libxml2 says of more than 256 elements within elements
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")  # marks without width


class Package:
    """An opened package; make it with :func:`open_package`. Names are compared without case."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = {_plain_name(entry.filename): entry for entry in archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return _plain_name(name) in self._entries

    def read(self, name: str, most: int = MOST_PART_BYTES) -> bytes:
        """The bytes of a part; none if there is no such part.

        Raises:
            Unusable: more than ``most`` bytes, or they are damaged.
        """
        entry = self._entries.get(_plain_name(name))
        if entry is None:
            return b""
        try:
            with self._archive.open(entry) as stream:
                content = stream.read(most + 1)
        except Exception:  # zipfile raises whatever the damage leads to
            raise Unusable("package.broken") from None
        if len(content) > most:
            raise Unusable("package.too_large")
        return content

    def xml(self, name: str) -> etree._Element | None:
        """The root element of a part, in transitional namespaces; ``None`` if there is no such part.

        Raises:
            Unusable: not well-formed, too large, too deep, or with a document type declaration.
        """
        if name not in self:
            return None
        content = self.read(name)
        if content.count(b"<") + content.count(b"=") > MOST_MARKUP:
            raise Unusable("package.too_large")
        _refuse_declarations(content)
        if b"http://purl.oclc.org/ooxml/" in content:
            for strict, transitional in _STRICT:
                content = content.replace(strict, transitional)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise Unusable("file.too_deep" if _DEPTH in str(error) else "package.broken") from None

    def related(self, part: str, kind: str) -> str:
        """The part to which a relationship of ``part`` leads ("" for the package); "" if there is none.

        ``kind`` is the last word of the relationship's type. What lies outside of the package is never followed.
        """
        return next((target for found, target in self.relations(part).values() if found == kind), "")

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The kind and the target of each relationship of ``part`` to another part, by its id."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", base + ".rels"))
        found = {}
        for relation in () if root is None else root.iter("{*}Relationship"):
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", "")))
                found[relation.get("Id", "")] = (relation.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def declared(self) -> dict[str, str]:
        """Title, creator, created and modified (ISO 8601), as far as the core properties tell."""
        root = self.xml(self.related("", "core-properties") or "docProps/core.xml")
        found: dict[str, str] = {}
        for element in () if root is None else root:
            name = _PROPERTIES.get(str(element.tag))
            text = (element.text or "").strip()
            if name and text and (name not in _DATES or _is_date(text)):
                found[name] = text[:_LONGEST_PROPERTY]
        return found


def open_package(content: bytes, limits: Limits = DEFAULT) -> Package:
    """The package in ``content``.

    Raises:
        Unusable: no zip file, damaged, encrypted, or larger than any report.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception:  # zipfile raises whatever the damage leads to
        raise Unusable("package.broken") from None
    entries = archive.infolist()
    # zipfile inflates no more than an entry declares (and then finds its checksum wrong): these are true bounds.
    inflated, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    limits.refuse("members", len(entries))
    limits.refuse("unpacked", -(-inflated // MEGABYTE))
    if inflated > _RATIO_FROM and inflated > _MOST_RATIO * packed:
        raise Unusable("package.too_large")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unusable("package.encrypted")
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries):
        raise Unusable("package.broken")  # office files know no other compression
    return Package(archive)


def kind(content: bytes, limits: Limits = DEFAULT) -> Kind:
    """What a zip package holds, told by its parts; "" if it is no zip file, or holds something else.

    Raises:
        Unusable: it begins as a zip file, but cannot be opened (see :func:`open_package`).
    """
    if not content.startswith(b"PK"):
        return ""
    package = open_package(content, limits)
    if "mimetype" in package:
        return _OPEN_DOCUMENT.get(package.read("mimetype", 1_000_000).strip(), "")
    types = package.read(_TYPES)
    if _MAIN["docx"].search(types):
        return "docx"
    if _MAIN["xlsx"].search(types):
        return "xlsx"
    if "word/document.xml" in package:  # content types in another encoding, or none
        return "docx"
    return "xlsx" if "xl/workbook.xml" in package else ""


def is_encrypted_office(content: bytes) -> bool:
    """Whether this is an office file with a password: an OLE file that holds the encrypted package."""
    return content.startswith(_OLE) and _OLE_STREAM in content


def visible(text: str) -> str:
    """The text without marks that have no width, which programs leave behind."""
    return _UNSEEN.sub("", text)


def _plain_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _refuse_declarations(content: bytes) -> None:
    """Document types have no place in office files; entities in them could grow without bound.

    Expat reads only up to the root element, in whatever encoding: a declaration can stand only before it.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = _stop
    try:
        for start in range(0, len(content), 4096):
            parser.Parse(content[start : start + 4096], False)
    except _RootReached:
        return
    except (expat.ExpatError, ValueError, LookupError):
        pass
    raise Unusable("package.broken")  # no root element


class _RootReached(Exception):
    """The prolog is over."""


def _stop(name: str, attributes: Mapping[str, str]) -> None:
    raise _RootReached


def _refuse(name: str, system: str | None, public: str | None, internal: bool) -> None:
    raise Unusable("package.entities")


def _is_date(text: str) -> bool:
    try:
        dt.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
