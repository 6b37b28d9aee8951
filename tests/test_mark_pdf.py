"""What is appended to a PDF file, whole: signs and highlights, how they look, and where a viewer finds them."""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import pdfplumber
import pypdf
import pytest

from engine.errors import Unusable
from engine.mark.notes import Anchor, Marks, Note, Shade
from engine.mark.pdf import mark
from engine.mark.pdf_places import PageSpace
from engine.mark.pdf_update import Update
from tests.marked import WORDS, marks_of

FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
A4 = "[0 0 595 842]"


def stream(content: str, entries: str = "") -> str:
    return f"<<{entries}/Length {len(content)}>>\nstream\n{content}\nendstream"


def shown(*lines: tuple[int, int, str]) -> str:
    """Lines in type of 20 points at x, y."""
    return "BT " + " ".join(f"/F 20 Tf 1 0 0 1 {x} {y} Tm ({text}) Tj" for x, y, text in lines) + " ET"


def page(contents: int, more: str = "", box: str = A4) -> str:
    return f"<</Type/Page/Parent 2 0 R/MediaBox{box}/Contents {contents} 0 R/Resources<</Font<</F 9 0 R>>>>{more}>>"


def pdf(objects: Mapping[int, str], *, trailer: str = "", size: int | None = None, end: str = "\n") -> bytes:
    """A file of these objects, with a table of where they stand."""
    written, places = b"%PDF-1.4\n", {}
    for number, text in objects.items():
        places[number] = len(written)
        written += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    table = "".join(f"{number} 1\n{place:010} 00000 n \n" for number, place in places.items())
    size = size or max(objects) + 1
    tail = f"xref\n0 1\n0000000000 65535 f \n{table}trailer\n<</Size {size}/Root 1 0 R{trailer}>>\n"
    return written + f"{tail}startxref\n{len(written)}\n%%EOF{end}".encode()


def document(*pages: str, lines: Sequence[tuple[int, int, str]] = ((100, 700, "1234"), (100, 600, "56"))) -> bytes:
    """Pages (objects 10, 11, …) that all show the same lines."""
    numbers = range(10, 10 + len(pages))
    kids = " ".join(f"{number} 0 R" for number in numbers)
    return pdf(
        {
            1: "<</Type/Catalog/Pages 2 0 R>>",
            2: f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
            3: stream(shown(*lines)),
            9: FONT,
            **dict(zip(numbers, pages, strict=True)),
        }
    )


def annotations(content: bytes, number: int = 0) -> list[dict[str, Any]]:
    """What a page bears, without the references to its appearance and page."""
    pages: Any = pypdf.PdfReader(io.BytesIO(content), strict=True).pages
    found = [reference.get_object() for reference in pages[number].get("/Annots", ())]
    assert all(item["/P"] == pages[number] for item in found)
    return [{key: plain(item[key]) for key in item if key not in ("/P", "/AP")} for item in found]


def plain(value: Any) -> Any:
    return [float(item) for item in value] if isinstance(value, list) else value


def looks(content: bytes, number: int = 0) -> list[tuple[dict[str, Any], str]]:
    """How the highlights of a page look: the entries of each form but its length, and its operators."""
    pages: Any = pypdf.PdfReader(io.BytesIO(content)).pages
    forms = [item.get_object()["/AP"]["/N"] for item in pages[number]["/Annots"] if "/AP" in item.get_object()]
    return [({key: plain(form[key]) for key in form if key != "/Length"}, form.get_data().decode()) for form in forms]


# Highlights. A line of 20 points in Helvetica at y = 700 reaches, as pdfplumber measures it, from 695.86 to 715.86,
# rounded to whole points; four digits are 44.48 wide.
LINE = (100, 696, 144, 716)


def test_all_that_is_appended_for_a_line_and_its_summary() -> None:
    content = document(page(3))
    notes = (
        Note(Anchor(), None, "", (("年报自检", "得分"), ("", "两处"))),
        Note(Anchor(page=1, line=1), "gap", "1", (("问题1", "数不对"), ("", "(少一件)"))),
    )
    found = mark(content, Marks("检查", notes, (), WORDS))
    assert found.startswith(content)
    left, low, right, high = LINE
    common = {"/Type": "/Annot", "/T": "检查", "/F": 4}
    sign = {
        **common,
        "/Subtype": "/Text",
        "/Name": "/Comment",
        "/NM": "compliance-1",
        "/Subj": "摘要",
        "/Contents": "年报自检：得分\r两处",
        "/Rect": [left - 26, high - 20, left - 6, high],  # 20 points wide and high, 6 left of the line
        "/C": [0.867, 0.922, 0.969],  # DD EB F7
    }
    highlight = {
        **common,
        "/Subtype": "/Highlight",
        "/NM": "compliance-2",
        "/Subj": "问题",
        "/Contents": "问题1：数不对\r(少一件)",
        "/Rect": [left, low, right, high],
        "/C": [1.0, 0.78, 0.808],  # FF C7 CE
        "/QuadPoints": [left, high, right, high, left, low, right, low],
    }
    assert annotations(found) == [sign, highlight]
    ((form, drawn),) = looks(found)
    assert form == {
        "/Type": "/XObject",
        "/Subtype": "/Form",
        "/BBox": [left, low, right, high],
        "/Resources": {"/ExtGState": {"/G": {"/BM": "/Multiply"}}},
    }
    assert drawn == (
        f"/G gs 1.000 0.780 0.808 rg {left}.00 {low}.00 {right - left}.00 {high - low}.00 re f "
        f"0.8 w [] 0 d 0.753 0.000 0.000 RG {left}.50 {low}.50 {right - left - 1}.00 {high - low - 1}.00 re S"
    )


@pytest.mark.parametrize(
    ("tone", "subject", "colour", "fill", "dashes", "edge"),
    [
        ("gap", "问题", [1.0, 0.78, 0.808], "1.000 0.780 0.808", "[] 0 d", "0.753 0.000 0.000"),
        ("review", "待核对", [1.0, 0.922, 0.612], "1.000 0.922 0.612", "[4 2] 0 d", "0.502 0.376 0.000"),
        ("involved", "涉及", [0.867, 0.922, 0.969], "0.867 0.922 0.969", "[1 2] 0 d", "0.184 0.333 0.592"),
    ],
)
def test_a_cell_is_highlighted_in_its_tone(
    tone: Any, subject: str, colour: list[float], fill: str, dashes: str, edge: str
) -> None:
    """Colour, and what is told without it: the edge and the words."""
    anchor = Anchor(page=2, cell=(1, 2, 3), box=(50, 60, 90, 80))
    summary = Note(Anchor(), None, "", (("", "摘要"),))
    found = mark(document(page(3), page(3)), Marks("检查", (summary,), (Shade(anchor, tone),), WORDS))
    (sign,) = annotations(found, 0)
    assert sign["/Subtype"] == "/Text"
    (cell,) = annotations(found, 1)
    assert (cell["/Subtype"], cell["/Contents"], cell["/Subj"], cell["/C"]) == (
        "/Highlight",
        subject,
        subject,
        colour,
    )
    assert cell["/Rect"] == [50, 842 - 80, 90, 842 - 60]
    ((_, drawn),) = looks(found, 1)
    assert drawn == (
        f"/G gs {fill} rg 50.00 762.00 40.00 20.00 re f 0.8 w {dashes} {edge} RG 50.50 762.50 39.00 19.00 re S"
    )


def test_a_cell_with_a_note_is_highlighted_once_and_shades_lie_below() -> None:
    noted, other = (Anchor(page=1, cell=(1, 1, column), box=(50 * column, 60, 90, 80)) for column in (1, 2))
    notes = (Note(Anchor(), None, "", (("", "摘要"),)), Note(noted, "gap", "1", (("", "这一格"),)))
    marks = Marks("检查", notes, (Shade(noted, "gap"), Shade(other, "involved")), WORDS)
    found = annotations(mark(document(page(3)), marks))
    assert [(item["/Contents"], item["/NM"]) for item in found] == [
        ("涉及", "compliance-1"),
        ("摘要", "compliance-2"),
        ("这一格", "compliance-3"),
    ]


def test_words_over_two_lines_are_highlighted_in_both() -> None:
    found = mark(document(page(3)), marks_of({Anchor(page=1, line=1, quote="3456"): "这里"}))
    (highlight,) = [item for item in annotations(found) if item["/Subtype"] == "/Highlight"]
    left, low, right, high = LINE
    narrow = left + 22  # two digits of 11.12 points each
    second = [left, high - 100, narrow, high - 100, left, low - 100, narrow, low - 100]
    assert highlight["/QuadPoints"] == [left, high, right, high, left, low, right, low, *second]
    assert highlight["/Rect"] == [left, low - 100, right, high]
    ((_, drawn),) = looks(found)
    boxes = "100.00 696.00 44.00 20.00 re 100.00 596.00 22.00 20.00 re"
    inner = "100.50 696.50 43.00 19.00 re 100.50 596.50 21.00 19.00 re"
    assert drawn == f"/G gs 1.000 0.780 0.808 rg {boxes} f 0.8 w [] 0 d 0.753 0.000 0.000 RG {inner} S"


def test_words_over_two_pages_are_highlighted_on_the_first() -> None:
    content = document(page(3), page(4))
    content = pdf({**objects_of(content), 4: stream(shown((100, 700, "78")))})
    found = mark(content, marks_of({Anchor(page=1, line=2, quote="5678"): "这里"}))
    (highlight,) = [item for item in annotations(found) if item["/Subtype"] == "/Highlight"]
    assert highlight["/Rect"] == [100, 596, 122, 616]
    assert annotations(found, 1) == []


def objects_of(content: bytes) -> dict[int, str]:
    """The objects of a file that :func:`pdf` made."""
    found = {}
    for part in content.decode("latin-1").split("\nendobj\n")[:-1]:
        head, _, text = part.partition(" 0 obj\n")
        found[int(head.rsplit("\n", 1)[-1])] = text
    return found


# Signs where the file does not tell the place


def rectangles(content: bytes, number: int = 0) -> list[list[float]]:
    return [item["/Rect"] for item in annotations(content, number) if item["/Subtype"] == "/Text"]


def test_notes_without_a_place_stand_side_by_side_in_the_corner() -> None:
    """A cell whose box is not known, on its page; where the page is not there, on the first."""
    places = [Anchor(page=2, cell=(1, 1, column)) for column in range(1, 4)]
    places += [Anchor(page=3, cell=(1, 1, 1)), Anchor(page=0, cell=(1, 1, 1)), Anchor(cell=(1, 1, 2))]
    texts = {place: f"第{number}处" for number, place in enumerate(places)}
    found = mark(document(page(3), page(3)), marks_of(texts))
    top = [842 - 26, 842 - 6]
    assert rectangles(found, 1) == [[x, top[0], x + 20, top[1]] for x in (6, 26, 46)]
    # The first page has the summary at its line already, so that others stand right of its width.
    assert rectangles(found, 0)[1:] == [[x, top[0], x + 20, top[1]] for x in (26, 46, 66)]


def test_signs_stay_on_the_page() -> None:
    narrow = document(page(3, box="[0 0 50 842]"), lines=[(10, 700, "12")])
    found = mark(narrow, marks_of({Anchor(page=1, cell=(1, 1, column)): f"{column}" for column in range(1, 5)}))
    # The summary's words begin at 10: there is no room for its sign left of them.
    assert rectangles(found) == [[6, 696, 26, 716], *([x, 816, x + 20, 836] for x in (26, 30, 30, 30))]


def test_signs_stand_on_what_is_shown_of_a_page() -> None:
    cut = document(page(3, "/CropBox[40 30 500 700]"), lines=[(300, 600, "1")])
    found = mark(cut, marks_of({Anchor(page=1, cell=(1, 1, 1)): "这里"}))
    assert rectangles(found)[1] == [40 + 6 + 20, 700 - 26, 40 + 6 + 40, 700 - 6]


def test_a_page_without_words_gets_signs_in_its_corner() -> None:
    found = mark(document(page(3), lines=[]), marks_of({Anchor(line=1): "这里"}))
    assert rectangles(found) == [[6, 816, 26, 836], [26, 816, 46, 836]]


# Annotations that are there


@pytest.mark.parametrize(
    "known",
    ["/Annots[5 0 R]", "/Annots 6 0 R", "/Annots[<</Type/Annot/Subtype/Text/Rect[1 2 3 4]/Contents(old)>>]"],
)
def test_annotations_that_are_there_come_first(known: str) -> None:
    old = "<</Type/Annot/Subtype/Text/Rect[1 2 3 4]/Contents(old)>>"
    content = pdf({**objects_of(document(page(3, known + "/Note(kept)"))), 5: old, 6: "[5 0 R]"})
    pages: Any = pypdf.PdfReader(io.BytesIO(mark(content, marks_of({})))).pages
    assert [item.get_object()["/Contents"] for item in pages[0]["/Annots"]] == ["old", "摘要"]
    assert pages[0]["/Note"] == "kept"


@pytest.mark.parametrize("known", ["/Annots null", "/Annots 7", "/Annots 99 0 R", ""])
def test_annotations_that_are_none_are_left_out(known: str) -> None:
    pages: Any = pypdf.PdfReader(io.BytesIO(mark(document(page(3, known)), marks_of({})))).pages
    assert [item.get_object()["/Contents"] for item in pages[0]["/Annots"]] == ["摘要"]


# Where boxes are on pages that lie otherwise


@pytest.mark.parametrize("rotation", [0, 90, 180, 270, -90, 450])
@pytest.mark.parametrize("box", ["[0 0 400 300]", "[-30 20 400 300]", "[50 40 400 310]"])
def test_a_line_is_highlighted_where_it_is_drawn(rotation: int, box: str) -> None:
    """A page that lies on its side is marked at the place in its own space at which its words are written."""
    (upright,) = pdfplumber.open(io.BytesIO(document(page(3, box="[0 0 400 300]"), lines=[(220, 180, "1")]))).pages
    char = upright.chars[0]
    where = [char["x0"], 300 - char["bottom"], char["x1"], 300 - char["top"]]
    content = document(page(3, f"/Rotate {rotation}", box), lines=[(220, 180, "1")])
    found = mark(content, marks_of({Anchor(page=1, line=1): "这里"}))
    (highlight,) = [item for item in annotations(found) if item["/Subtype"] == "/Highlight"]
    assert all(abs(a - b) < 0.51 for a, b in zip(highlight["/Rect"], where, strict=True))  # whole points


@pytest.mark.parametrize(
    ("rotation", "place"),
    [
        (0, (70, 240, 100, 280)),
        (90, (80, 40, 120, 70)),
        (180, (350, 50, 380, 90)),
        (270, (330, 260, 370, 290)),
    ],
)
def test_boxes_in_pictures_are_measured_from_what_is_shown(rotation: int, place: tuple[int, int, int, int]) -> None:
    """What is shown is x 60 to 390, y 30 to 300; the box is 10 to 40 from the picture's left, 20 to 60 from its top.

    Turned by 90 degrees clockwise, the left edge of the page is on top of the picture, its bottom at the left;
    by 270, the right edge is on top, and the top at the left.
    """
    space = PageSpace((0, 0, 400, 310), (60, 30, 390, 300), rotation)
    assert space.rectangle((10, 20, 40, 60), shown=True) == place


# The file itself


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
    assert (reader.trailer["/Size"], reader.root_object["/Type"]) == (7, "/Catalog")
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
