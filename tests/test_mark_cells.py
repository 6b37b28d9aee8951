"""Which cells of a workbook are marked, and how: fills beside the styles that are there, and rows that are not."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from engine.errors import Unusable
from engine.mark.notes import Anchor
from tests.marked import mark, marks_of, parts, tree
from tests.packages import R, S, book, zipped
from tests.test_mark_workbook import FILLS, FORMATS, PLACE, STYLES, comment, row, run, text

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@pytest.mark.parametrize(
    ("styles", "kept"),
    [
        ("", True),
        (FORMATS, True),
        (FILLS, True),
        (FILLS + '<cellXfs count="1"><xf/></cellXfs>', True),  # the cell names a second, which is not there
        (STYLES, False),
    ],
)
def test_a_cell_whose_style_is_not_known_is_not_filled(styles: str, kept: bool) -> None:
    sheet = row(1, text("A1", "题目")) + row(2, '<c r="B2" s="1"><v>2</v></c>')
    found = parts(mark("xlsx", book(sheet, styles), marks_of({PLACE: "这一格"})))
    assert ('<c r="B2" s="1"><v>2</v></c>' in found["xl/worksheets/sheet1.xml"].decode()) is kept
    assert (found["xl/styles.xml"].decode() == f'<styleSheet xmlns="{S}">{styles}</styleSheet>') is kept


@pytest.mark.parametrize("style", ["x", "-1", "²", "1 "])
def test_a_style_that_is_no_number_is_left_alone(style: str) -> None:
    sheet = row(1, text("A1", "题目")) + row(2, f'<c r="B2" s="{style}" t="str"><v>乙</v></c>')
    found = parts(mark("xlsx", book(sheet, STYLES), marks_of({PLACE: "这一格"})))
    assert f'<c r="B2" s="{style}" t="str">' in found["xl/worksheets/sheet1.xml"].decode()


def test_counts_that_are_not_told_are_not_made_up() -> None:
    styles = STYLES.replace(' count="2"', "", 1).replace('count="2"', 'count="many"')
    sheet = row(1, text("A1", "题目")) + row(2, '<c r="B2"><v>2</v></c>')
    found = tree(parts(mark("xlsx", book(sheet, styles), marks_of({PLACE: "这一格"})))["xl/styles.xml"])
    assert [(len(item), item.get("count")) for item in found] == [(3, None), (3, "many")]


def test_a_strict_workbook_gets_strict_marks() -> None:
    files = parts(book(row(1, text("A1", "题目")) + row(2, '<c r="B2"><v>2</v></c>'), STYLES))
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        files[name] = files[name].replace(S.encode(), STRICT.encode())
    found = parts(mark("xlsx", zipped(files), marks_of({PLACE: "这一格"})))
    assert S.encode() not in found["xl/styles.xml"] + found["xl/worksheets/sheet1.xml"] + found["xl/comments1.xml"]
    assert tree(found["xl/comments1.xml"]).tag == f"{{{STRICT}}}comments"
    assert [item.tag for item in tree(found["xl/styles.xml"])[1]] == [f"{{{STRICT}}}xf"] * 3
    drawing = tree(found["xl/worksheets/sheet1.xml"])[-1]
    assert (drawing.tag, dict(drawing.attrib)) == (
        f"{{{STRICT}}}legacyDrawing",
        {f"{{{STRICT_RELATIONS}}}id": "rIdMark2"},
    )
    kinds = [relation.get("Type") for relation in tree(found["xl/worksheets/_rels/sheet1.xml.rels"])]
    assert kinds == [f"{STRICT_RELATIONS}/comments", f"{STRICT_RELATIONS}/vmlDrawing"]


def test_markup_with_a_prefix_goes_on_with_it() -> None:
    files = parts(book(row(1, text("A1", "题目")) + row(3, '<c r="A3"><v>2</v></c>'), STYLES))
    for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml"):
        plain = files[name].decode().replace(f'xmlns="{S}"', f'xmlns:x="{S}"')
        files[name] = re.sub(r"<(/?)(\w)", r"<\1x:\2", plain).encode()
    marks = marks_of({PLACE: "这一格", Anchor(sheet="one", cell=(1, 3, 2)): "另一格"})
    found = parts(mark("xlsx", zipped(files), marks))
    assert found["xl/worksheets/sheet1.xml"].decode() == (
        f'<x:worksheet xmlns:x="{S}"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="str"><x:v>题目</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="B2" s="2"/></x:row>'
        '<x:row r="3"><x:c r="A3"><x:v>2</x:v></x:c><x:c r="B3" s="2"/></x:row></x:sheetData>'
        f'<x:legacyDrawing xmlns:r="{R}" r:id="rIdMark2"/></x:worksheet>'
    )
    styles = tree(found["xl/styles.xml"])
    assert [item.tag for item in styles.iter(f"{{{S}}}*")] == [
        f"{{{S}}}{name}"
        for name in (
            *("styleSheet", "fills", "fill", "patternFill", "fill", "fill", "patternFill", "fgColor", "bgColor"),
            *("cellXfs", "xf", "xf", "xf"),
        )
    ]


def two_sheets() -> bytes:
    """Sheets that are called as in a report; the second holds the words that are looked for."""
    workbook = openpyxl.Workbook()
    first = workbook.create_sheet("正文", 0)
    first.append(["题目"])
    first.append(["一、总体情况", "同一句话"])
    second = workbook.create_sheet("表三", 1)
    second.append(["表头"])
    second.append([None, "同一句话", "另一句话"])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("anchor", "sheet", "address"),
    [
        (Anchor(), "正文", "A1"),
        (Anchor(sheet="表三"), "表三", "A1"),
        (Anchor(sheet="没有"), "正文", "A1"),
        (Anchor(sheet="正文", line=2), "正文", "A2"),
        (Anchor(sheet="表三", line=2), "表三", "B2"),
        (Anchor(quote="同一句话"), "正文", "B2"),
        (Anchor(sheet="表三", quote="同一句话"), "表三", "B2"),
        (Anchor(sheet="表三", quote="另一 句话"), "表三", "C2"),
        (Anchor(sheet="正文", quote="另一句话"), "正文", "A1"),
        (Anchor(sheet="表三", cell=(1, 7, 4)), "表三", "D7"),
        (Anchor(sheet="没有", cell=(1, 7, 4)), "正文", "D7"),
    ],
)
def test_a_comment_stands_on_its_sheet(anchor: Anchor, sheet: str, address: str) -> None:
    found = openpyxl.load_workbook(io.BytesIO(mark("xlsx", two_sheets(), marks_of({anchor: "这里"}))))
    places = [
        (each.title, cell.coordinate)
        for each in found
        for row in each.rows
        for cell in row
        if cell.comment is not None and "这里" in cell.comment.text
    ]
    assert places == [(sheet, address)]


def test_an_empty_workbook_gets_its_summary_in_the_first_cell() -> None:
    found = mark("xlsx", book("", STYLES), marks_of({}))
    assert comment("A1", run("摘要")) in parts(found)["xl/comments1.xml"].decode()


def test_a_workbook_without_sheets_is_refused() -> None:
    files = parts(book(""))
    hidden = files["xl/workbook.xml"].replace(b'sheetId="1"', b'sheetId="1" state="hidden"')
    for workbook in (hidden, b"<other/>"):
        with pytest.raises(Unusable) as refused:
            mark("xlsx", zipped({**files, "xl/workbook.xml": workbook}), marks_of({}))
        assert refused.value.key == "package.broken"
    del files["xl/workbook.xml"]
    with pytest.raises(Unusable) as refused:
        mark("xlsx", zipped(files), marks_of({}))
    assert refused.value.key == "package.broken"


def test_rows_that_do_not_say_their_number_are_counted() -> None:
    sheet = '<row r="4"><c r="A4"><v>1</v></c></row><row><c><v>2</v></c></row><row r="9"><c r="A9"><v>3</v></c></row>'
    marks = marks_of({Anchor(sheet="one", cell=(1, line, 2)): f"第{line}行" for line in (5, 6, 10)})
    found = tree(parts(mark("xlsx", book(sheet, STYLES), marks))["xl/worksheets/sheet1.xml"])
    rows = [(row.get("r"), [cell.get("r") for cell in row]) for row in found[0]]
    assert rows == [("4", ["A4"]), (None, [None, "B5"]), ("6", ["B6"]), ("9", ["A9"]), ("10", ["B10"])]
