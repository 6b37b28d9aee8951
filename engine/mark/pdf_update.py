"""Appends objects to a PDF file: the file stays as it was, to the last byte, and the new ones follow."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator, Mapping

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

from engine.errors import Unusable

_START = re.compile(rb"startxref\s+(\d{1,12})\s")
_OBJECT = re.compile(rb"(?<!\d)(\d{1,6})\s\d{1,5}\sobj\b")
_KEPT = ("/Root", "/Info", "/ID")  # of the trailer
_MOST_OBJECTS = 1_000_000


class Update:
    """Objects that change in a file, and new ones."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._objects: dict[tuple[int, int], PdfObject] = {}
        self._start = _start(content)
        try:
            self.reader = PdfReader(io.BytesIO(content))
            if self.reader.is_encrypted:
                raise Unusable("mark.pdf_protected")
            self._next = 1 + max(_numbers(self.reader, content))
        except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
            raise Unusable("mark.pdf_broken") from error
        if not 0 < self._next < _MOST_OBJECTS:
            raise Unusable("mark.pdf_broken")

    def add(self, item: PdfObject) -> IndirectObject:
        """Add an object; a reference to it."""
        number, self._next = self._next, self._next + 1
        self._objects[number, 0] = item
        return IndirectObject(number, 0, self.reader)

    def change(self, reference: IndirectObject, item: PdfObject) -> None:
        """Put an object in the place of one that is there."""
        self._objects[reference.idnum, reference.generation] = item

    def written(self) -> bytes:
        """The file, and behind it the objects and where they stand."""
        stream = io.BytesIO()
        stream.write(self._content + (b"" if self._content.endswith((b"\n", b"\r")) else b"\n"))
        places: dict[tuple[int, int], int] = {}
        for (number, generation), item in sorted(self._objects.items()):
            places[number, generation] = stream.tell()
            stream.write(f"{number} {generation} obj\n".encode())
            item.write_to_stream(stream)
            stream.write(b"\nendobj\n")
        at = stream.tell()
        if self._content[self._start :].lstrip()[:4] == b"xref":
            self._write_table(stream, places)
        else:
            self._write_stream(stream, places, at)
        stream.write(f"startxref\n{at}\n%%EOF\n".encode())
        return stream.getvalue()

    def _trailer(self, size: int) -> DictionaryObject:
        found = {NameObject(key): self.reader.trailer.raw_get(key) for key in _KEPT if key in self.reader.trailer}
        trailer = DictionaryObject(found)
        trailer[NameObject("/Size")] = NumberObject(size)
        trailer[NameObject("/Prev")] = NumberObject(self._start)
        return trailer

    def _write_table(self, stream: io.BytesIO, places: Mapping[tuple[int, int], int]) -> None:
        stream.write(b"xref\n")
        for (number, generation), place in sorted(places.items()):
            stream.write(f"{number} 1\n{place:010} {generation:05} n \n".encode())
        stream.write(b"trailer\n")
        self._trailer(self._next).write_to_stream(stream)
        stream.write(b"\n")

    def _write_stream(self, stream: io.BytesIO, places: Mapping[tuple[int, int], int], at: int) -> None:
        """A file that lists its objects in a stream goes on so."""
        number = self._next
        entries = [*((key, place) for key, place in sorted(places.items())), ((number, 0), at)]
        found = StreamObject()
        found.update(self._trailer(number + 1))
        found[NameObject("/Type")] = NameObject("/XRef")
        found[NameObject("/W")] = ArrayObject([NumberObject(1), NumberObject(4), NumberObject(2)])
        index = [NumberObject(value) for (key, _), _ in entries for value in (key, 1)]
        found[NameObject("/Index")] = ArrayObject(index)
        found.set_data(b"".join(struct.pack(">BIH", 1, place, generation) for (_, generation), place in entries))
        stream.write(f"{number} 0 obj\n".encode())
        found.write_to_stream(stream)
        stream.write(b"\nendobj\n")


def _numbers(reader: PdfReader, content: bytes) -> Iterator[int]:
    """The numbers of objects: those in use may be more than the file says it has."""
    yield int(str(reader.trailer["/Size"])) - 1
    yield from (number for table in reader.xref.values() for number in table)
    yield from reader.xref_objStm
    yield from (int(found[1]) for found in _OBJECT.finditer(content))


def _start(content: bytes) -> int:
    """Where the file says that its objects are listed.

    Raises:
        Unusable: that is not where they are.
    """
    found = [int(match[1]) for match in _START.finditer(content[-2048:])]
    if not content.startswith(b"%PDF-") or not found:
        raise Unusable("mark.pdf_broken")
    there = content[found[-1] : found[-1] + 40].lstrip()
    if not (there.startswith(b"xref") or re.match(rb"\d+\s+\d+\s+obj", there)):
        raise Unusable("mark.pdf_broken")
    return found[-1]
