"""Objects that are appended to a PDF file, to the last byte; and files to which nothing can be appended."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pypdf
import pytest

from engine.errors import Unusable
from engine.mark.pdf_update import Update
from tests.test_mark_pdf import pdf, plain, stream


def test_objects_are_appended_with_a_table_of_their_own() -> None:
    content = pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>", 7: "(seven)"})
    start = content.rindex(b"xref\n0 1")
    update = Update(content)
    first = update.add(pypdf.generic.NumberObject(5))
    assert (first.idnum, first.generation) == (8, 0)
    update.change(pypdf.generic.IndirectObject(7, 3, update.reader), pypdf.generic.NullObject())
    assert update.add(first).idnum == 9
    at = len(content)
    objects = b"7 3 obj\nnull\nendobj\n8 0 obj\n5\nendobj\n9 0 obj\n8 0 R\nendobj\n"
    places = [at, at + len(b"7 3 obj\nnull\nendobj\n"), at + objects.index(b"9 0 obj")]
    table = (
        f"xref\n7 1\n{places[0]:010} 00003 n \n8 1\n{places[1]:010} 00000 n \n9 1\n{places[2]:010} 00000 n \n"
        f"trailer\n<<\n/Root 1 0 R\n/Size 10\n/Prev {start}\n>>\nstartxref\n{at + len(objects)}\n%%EOF\n"
    )
    assert update.written() == content + objects + table.encode()


@pytest.mark.parametrize(("end", "between"), [("\n", b""), ("\r", b""), ("", b"\n"), (" ", b"\n")])
def test_what_is_appended_begins_on_a_line_of_its_own(end: str, between: bytes) -> None:
    content = pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>"}, end=end)
    update = Update(content)
    update.add(pypdf.generic.NullObject())
    assert update.written().startswith(content + between + b"3 0 obj\n")


@pytest.mark.parametrize(
    ("extra", "size", "number"),
    [({}, None, 3), ({}, 40, 40), ({30: "null"}, 3, 31), ({2: "(\n77 0 obj)"}, None, 78)],
)
def test_new_objects_take_no_number_that_is_in_use(extra: dict[int, str], size: int | None, number: int) -> None:
    """Files say how many objects they have, and some say too few."""
    content = pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>", **extra}, size=size)
    assert Update(content).add(pypdf.generic.NullObject()).idnum == number


def test_the_trailer_keeps_what_belongs_to_the_file() -> None:
    rest = "/Info 3 0 R/ID[(a)(b)]/Other 7/XRefStm 9"
    catalog = {1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>", 3: "<</Title(x)>>"}
    content = pdf(catalog, trailer=rest.replace("/XRefStm 9", ""))
    update = Update(content)
    update.add(pypdf.generic.NullObject())
    trailer = update.written()[len(content) :].partition(b"trailer\n")[2].partition(b"\nstartxref")[0]
    start = content.rindex(b"xref\n0 1")
    assert trailer.decode().split() == [
        *("<<", "/Root", "1", "0", "R", "/Info", "3", "0", "R", "/ID", "[", "(a)", "(b)", "]"),
        *("/Size", "5", "/Prev", str(start), ">>"),
    ]


def listed_in_a_stream() -> bytes:
    """A file whose objects are listed in a stream, one of them within another stream."""
    content = b"%PDF-1.5\n"
    places = [len(content)]
    content += b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    places.append(len(content))
    inner = "2 0 <</Type/Pages/Kids[]/Count 0>>"
    content += f"3 0 obj\n{stream(inner, '/Type/ObjStm/N 1/First 4')}\nendobj\n".encode()
    at = len(content)
    rows = [(0, 0, 255), (1, places[0], 0), (2, 3, 0), (1, places[1], 0), (1, at, 0)]
    table = b"".join(bytes([kind]) + place.to_bytes(2, "big") + bytes([last]) for kind, place, last in rows)
    packed = zlib.compress(table)
    entries = f"/Type/XRef/Size 5/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length {len(packed)}"
    content += f"4 0 obj\n<<{entries}>>\nstream\n".encode() + packed + b"\nendstream\nendobj\n"
    return content + f"startxref\n{at}\n%%EOF\n".encode()


def test_a_file_that_lists_its_objects_in_a_stream_goes_on_so() -> None:
    content = listed_in_a_stream()
    start = int(content.split()[-2])
    update = Update(content)
    assert update.add(pypdf.generic.NumberObject(5)).idnum == 5
    update.change(pypdf.generic.IndirectObject(3, 2, update.reader), pypdf.generic.NullObject())
    found = update.written()
    at = len(content)
    objects = b"3 2 obj\nnull\nendobj\n5 0 obj\n5\nendobj\n"
    assert found.startswith(content + objects + b"6 0 obj\n")
    assert found.endswith(f"\nendobj\nstartxref\n{at + len(objects)}\n%%EOF\n".encode())
    reader = pypdf.PdfReader(io.BytesIO(found), strict=True)
    assert [reader.trailer["/Size"], reader.root_object["/Type"]] == [7, "/Catalog"]
    listing: Any = pypdf.generic.IndirectObject(6, 0, reader).get_object()
    assert {key: plain(listing[key]) for key in ("/Type", "/W", "/Index", "/Size", "/Prev")} == {
        "/Type": "/XRef",
        "/W": [1, 4, 2],
        "/Index": [3, 1, 5, 1, 6, 1],
        "/Size": 7,
        "/Prev": start,
    }
    rows = [(1, at, 2), (1, at + len(b"3 2 obj\nnull\nendobj\n"), 0), (1, at + len(objects), 0)]
    assert listing.get_data() == b"".join(
        bytes([kind]) + place.to_bytes(4, "big") + last.to_bytes(2, "big") for kind, place, last in rows
    )


GOOD = pdf({1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>"})
XREF = GOOD.rindex(b"xref\n0 1")


@pytest.mark.parametrize(
    "broken",
    [
        b"x" + GOOD,
        GOOD[: GOOD.rindex(b"startxref")],
        GOOD.replace(f"startxref\n{XREF}".encode(), b"startxref\n9999"),
        GOOD.replace(f"startxref\n{XREF}".encode(), f"startxref\n{len(GOOD)}".encode()),
        GOOD.replace(f"startxref\n{XREF}".encode(), b"startxref\n3"),
        GOOD + b" " * 2100,
        GOOD.replace(b"/Size 3", b"/Size 1000001"),
        GOOD.replace(b"/Size 3", b""),
        GOOD.replace(b"/Size 3", b"/Size /x"),
    ],
)
def test_a_file_at_whose_end_nothing_can_be_appended_is_refused(broken: bytes) -> None:
    with pytest.raises(Unusable) as refused:
        Update(broken)
    assert refused.value.key == "mark.pdf_broken"


def test_the_last_start_of_several_counts() -> None:
    twice = GOOD + f"startxref\n{XREF}\n%%EOF\n".encode()
    update = Update(twice.replace(f"startxref\n{XREF}".encode(), b"startxref\n12", 1))
    update.add(pypdf.generic.NullObject())
    assert f"/Prev {XREF}\n".encode() in update.written()


def test_a_file_of_very_many_objects_is_refused_only_beyond_a_million() -> None:
    update = Update(GOOD.replace(b"/Size 3", b"/Size 999999"))
    assert update.add(pypdf.generic.NullObject()).idnum == 999_999
