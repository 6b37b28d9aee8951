"""What is appended to a PDF file, whole: signs and highlights, how they look, and where a viewer finds them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pdfplumber
import pypdf
import pytest

from engine.mark.notes import Anchor, Marks, Note, Shade
from engine.mark.pdf import mark
from engine.mark.pdf_places import PageSpace
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


def borne(content: bytes, number: int = 0) -> list[dict[str, Any]]:
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
    assert borne(found) == [sign, highlight]
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
    (sign,) = borne(found, 0)
    assert sign["/Subtype"] == "/Text"
    (cell,) = borne(found, 1)
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
    found = borne(mark(document(page(3)), marks))
    assert [(item["/Contents"], item["/NM"]) for item in found] == [
        ("涉及", "compliance-1"),
        ("摘要", "compliance-2"),
        ("这一格", "compliance-3"),
    ]


def test_words_over_two_lines_are_highlighted_in_both() -> None:
    found = mark(document(page(3)), marks_of({Anchor(page=1, line=1, quote="3456"): "这里"}))
    (highlight,) = [item for item in borne(found) if item["/Subtype"] == "/Highlight"]
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
    (highlight,) = [item for item in borne(found) if item["/Subtype"] == "/Highlight"]
    assert highlight["/Rect"] == [100, 596, 122, 616]
    assert borne(found, 1) == []


def objects_of(content: bytes) -> dict[int, str]:
    """The objects of a file that :func:`pdf` made."""
    found = {}
    for part in content.decode("latin-1").split("\nendobj\n")[:-1]:
        head, _, text = part.partition(" 0 obj\n")
        found[int(head.rsplit("\n", 1)[-1])] = text
    return found


# Signs where the file does not tell the place


def rectangles(content: bytes, number: int = 0) -> list[list[float]]:
    return [item["/Rect"] for item in borne(content, number) if item["/Subtype"] == "/Text"]


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
    (highlight,) = [item for item in borne(found) if item["/Subtype"] == "/Highlight"]
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
