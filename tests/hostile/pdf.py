"""Hostile PDF files."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.hostile.made_of import GIGABYTE, MEGABYTE, REPORT, truncated
from tests.render import render


def _pdf(objects: Iterable[bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1."""
    held = io.BytesIO()
    held.write(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(held.tell())
        held.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = held.tell()
    held.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
    held.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    held.write(b"trailer\n<</Size %d/Root %d 0 R%s>>\n" % (len(offsets) + 1, root, trailer))
    held.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return held.getvalue()


def _stream(content: bytes, settings: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), settings, content)


_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"


def _one_page(contents: bytes, page: bytes = _PAGE, catalogue: bytes = b"", more: Iterable[bytes] = ()) -> bytes:
    root = b"<</Type/Catalog/Pages 2 0 R%s>>" % catalogue
    return _pdf([root, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, contents, _FONT, *more])


_HELLO = b"BT /F1 12 Tf 50 700 Td (hello) Tj ET"


def _pdf_many_pages() -> bytes:
    pages = 10_000
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R/Resources<</Font<</F1 4 0 R>>>>>>"
    root = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)]
    return _pdf([*root, _stream(_HELLO), _FONT, *[page] * pages])


def _pdf_page_tree_loop() -> bytes:
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"])


def _pdf_page_tree_wide_loop() -> bytes:
    """A tree whose nodes share their children: few objects, two to the sixtieth pages."""
    levels = [b"<</Type/Pages/Count 1/Kids[%d 0 R %d 0 R]>>" % (number + 1, number + 1) for number in range(2, 62)]
    page = b"<</Type/Page/MediaBox[0 0 595 842]>>"
    return _pdf([b"<</Type/Catalog/Pages 2 0 R>>", *levels, page])


def _pdf_form_loop() -> bytes:
    """Forms that draw each other."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    page = _PAGE.replace(b"/Font<<", b"/XObject<</X 6 0 R>>/Font<<")
    draw = b"/X Do /X Do"
    return _one_page(_stream(draw), page, b"", [_stream(draw, form % 7), _stream(draw, form % 6)])


def _pdf_reference_loop() -> bytes:
    """Objects that stand for themselves or each other."""
    page = _PAGE.replace(b"4 0 R", b"[4 0 R 6 0 R 4 0 R]").replace(b"[0 0 595 842]", b"6 0 R")
    return _one_page(_stream(_HELLO, b"/Filter 7 0 R"), page, b"", [b"7 0 R", b"6 0 R", b"8 0 R"])


def _pdf_object_stream_loop() -> bytes:
    """An object stream that says to stand in itself."""
    table = _stream_of_references([(0, 0, 65535), (2, 2, 0), (2, 2, 1), (1, 15, 0)])
    inside = b"2 0 3 30 <</Type/Catalog/Pages 3 0 R>> <<>>"
    objects = b"%%PDF-1.7\n     2 0 obj\n%s\nendobj\n" % _stream(inside, b"/Type/ObjStm/N 2/First 9/Extends 2 0 R")
    start = len(objects)
    return b"%s9 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (objects, table, start)


def _stream_of_references(entries: Iterable[tuple[int, int, int]]) -> bytes:
    rows = [struct.pack(">BHH", *entry) for entry in entries]
    return _stream(b"".join(rows), b"/Type/XRef/Size %d/W[1 2 2]/Root 1 0 R/Prev 15" % len(rows))


def _pdf_annotation_loop() -> bytes:
    page = _PAGE.replace(b"/Contents", b"/Annots[6 0 R 6 0 R]/Contents")
    annotation = b"<</Type/Annot/Subtype/Popup/Parent 6 0 R/Popup 6 0 R/Kids[6 0 R]/Rect[0 0 1 1]>>"
    catalogue = b"/Outlines 6 0 R/AcroForm<</Fields[6 0 R]>>/StructTreeRoot 6 0 R"
    return _one_page(_stream(_HELLO), page, catalogue, [annotation])


def _pdf_xref_loop() -> bytes:
    """The table of references says that an earlier one stands where it stands itself."""
    content = _one_page(_stream(_HELLO))
    start = content.rindex(b"xref\n0 ")
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def _pdf_encrypted() -> bytes:
    """A file that asks for a password."""
    held = io.BytesIO()
    canvas = Canvas(held, invariant=1, encrypt=StandardEncryption("secret", ownerPassword="nobody"))
    canvas.drawString(50, 700, "hello")
    canvas.save()
    return held.getvalue()


def _pdf_enormous_page() -> bytes:
    return _one_page(_stream(_HELLO), _PAGE.replace(b"[0 0 595 842]", b"[0 0 1000000000 1000000000]"))


def _pdf_page_without_area() -> bytes:
    return _one_page(_stream(_HELLO), _PAGE.replace(b"[0 0 595 842]", b"[0 0 0 -1]"))


def _pdf_page_not_of_numbers() -> bytes:
    return _one_page(_stream(_HELLO), _PAGE.replace(b"[0 0 595 842]", b"[/a (b) null 1e999]"))


def _deflated(pieces: Iterable[bytes]) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*map(packer.compress, pieces), packer.flush()])


def _flate_page(pieces: Iterable[bytes]) -> bytes:
    return _one_page(_stream(_deflated(pieces), b"/Filter/FlateDecode"))


def _ruled_lines() -> Iterator[bytes]:
    for block in range(1000):
        yield b"".join(b"0 %d m 595 %d l S\n" % (line % 842, line % 842) for line in range(block, block + 1000))


def _pdf_many_crossings() -> bytes:
    """Lines of a fine grid: the number of cells is the square of that of the lines."""
    lines = [b"0 %f m 595 %f l S %f 0 m %f 842 l S\n" % (n * 0.3, n * 0.3, n * 0.2, n * 0.2) for n in range(2800)]
    return _flate_page(lines)


def _pdf_many_characters() -> bytes:
    return _flate_page(
        b"BT /F1 1 Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n" % (n % 600, n % 800, b"8" * 1000) for n in range(2000)
    )


def _pdf_flate_bomb() -> bytes:
    """A gigabyte of spaces as the content of a page."""
    return _flate_page(b" " * MEGABYTE for _ in range(GIGABYTE // MEGABYTE))


def _pdf_flate_bomb_twice() -> bytes:
    """A bomb that is packed twice."""
    packed = _deflated([_deflated(b" " * MEGABYTE for _ in range(GIGABYTE // MEGABYTE))])
    return _one_page(_stream(packed, b"/Filter[/FlateDecode/FlateDecode]"))


def _pdf_deep_array() -> bytes:
    return _one_page(
        _stream(_HELLO), _PAGE.replace(b"/Contents", b"/X %s/Contents" % (b"[" * 100_000 + b"]" * 100_000))
    )


def _pdf_deep_states() -> bytes:
    """Graphics states that are saved and never restored, and dictionaries in the content."""
    return _flate_page([b"q " * 1_000_000, b"<<" * 50_000, _HELLO])


def _pdf_image_bomb() -> bytes:
    """A page that is one picture of 100,000 by 100,000 dots."""
    image = b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceGray"
    page = _PAGE.replace(b"/Font<<", b"/XObject<</X 6 0 R>>/Font<<")
    picture = _stream(_deflated(bytes(MEGABYTE) for _ in range(100)), image + b"/Filter/FlateDecode")
    return _one_page(_stream(b"595 0 0 842 0 0 cm /X Do"), page, b"", [picture])


PDF: Mapping[str, Callable[[], bytes]] = {
    "pdf-many-pages": _pdf_many_pages,
    "pdf-page-tree-loop": _pdf_page_tree_loop,
    "pdf-page-tree-wide-loop": _pdf_page_tree_wide_loop,
    "pdf-form-loop": _pdf_form_loop,
    "pdf-reference-loop": _pdf_reference_loop,
    "pdf-object-stream-loop": _pdf_object_stream_loop,
    "pdf-annotation-loop": _pdf_annotation_loop,
    "pdf-xref-loop": _pdf_xref_loop,
    "pdf-encrypted": _pdf_encrypted,
    "pdf-enormous-page": _pdf_enormous_page,
    "pdf-page-without-area": _pdf_page_without_area,
    "pdf-page-not-of-numbers": _pdf_page_not_of_numbers,
    "pdf-many-lines": lambda: _flate_page(_ruled_lines()),
    "pdf-many-crossings": _pdf_many_crossings,
    "pdf-many-characters": _pdf_many_characters,
    "pdf-flate-bomb": _pdf_flate_bomb,
    "pdf-flate-bomb-twice": _pdf_flate_bomb_twice,
    "pdf-deep-array": _pdf_deep_array,
    "pdf-deep-states": _pdf_deep_states,
    "pdf-image-bomb": _pdf_image_bomb,
    "pdf-truncated": partial(truncated, partial(render, REPORT, "pdf", "ruled")),
}
