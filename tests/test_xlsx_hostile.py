from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.readers.document import Document, Grid, GridCell, Line
from engine.readers.formats.xlsx import read
from tests.packages import S, book, damaged, grids, lines, shape, zipped


def test_a_stray_cell_and_a_false_dimension() -> None:
    sheet = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    sheet += '<row r="1048576"><c r="XFD1048576"><v>3</v></c></row>'
    found = read(book(sheet, rest='<dimension ref="A1:XFD1048576"/>'))
    assert found.parts[0] == Grid(1, (GridCell(0, 0, "1"), GridCell(0, 1, "2")), sheet="one")
    assert found.parts[1] == Line(1048576, None, "3", "one")


@pytest.mark.parametrize("merge", ["A1:XFD1048576", "A1:XFD1", "A1:B1048576"])
def test_merges_beyond_the_cells_are_cut(merge: str) -> None:
    rest = f'<mergeCells><mergeCell ref="{merge}"/></mergeCells>'
    row = '<row r="1"><c r="A1" t="str"><v>题</v></c></row>'
    row += '<row r="3"><c r="A3"><v>1</v></c><c r="B3"><v>2</v></c></row>'
    found = read(book(row, rest=rest))
    assert (lines(found) or [grids(found)[0].cells[0].text]) == ["题"]


def test_merges_without_end() -> None:
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="9999"><c r="ZZ9999"><v>1</v></c></row>'
    with pytest.raises(Unusable) as error:
        read(book(corner, rest='<mergeCells><mergeCell ref="A1:ZZ9999"/></mergeCells>'))
    assert error.value.key == "limit.cells"
    repeated = '<mergeCell ref="A1:Z999"/>' * 20_000
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="999"><c r="Z999"><v>1</v></c></row>'
    with pytest.raises(Unusable):
        read(book(corner, rest=f"<mergeCells>{repeated}</mergeCells>"))


def test_merges_that_overlap_or_say_nothing() -> None:
    refs = ["A1:B2", "B2:C3", "C3:A1", "", "E9:F9"]
    rest = "<mergeCells>" + "".join(f'<mergeCell ref="{ref}"/>' for ref in refs) + "</mergeCells>"
    row = '<row><c t="str"><v>a</v></c><c/><c><v>1</v></c></row><row/><row><c/><c/><c><v>2</v></c></row>'
    assert shape(grids(read(book(row, rest=rest)))[0])[:2] == [(0, 0, 2, 2, "a"), (0, 2, 1, 1, "1")]
    with pytest.raises(Unusable):
        read(book(row, rest='<mergeCells><mergeCell ref="x"/></mergeCells>'))


@pytest.mark.parametrize(
    "sheet",
    [
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="0"/>',
        '<row r="-1"/>',
        '<row r="x"/>',
        f'<row r="{"9" * 5000}"/>',
        '<row><c r="XFE1"><v>1</v></c></row>',
        '<row><c r="AAAA1"><v>1</v></c></row>',
        '<row><c r="A9999999"><v>1</v></c></row>',
        '<row><c t="s"><v>0</v></c></row>',
        '<row><c t="s"><v>-1</v></c></row>',
        '<row><c t="s"><v>²</v></c></row>',
    ],
)
def test_cells_outside_of_any_sheet(sheet: str) -> None:
    with pytest.raises(Unusable) as error:
        read(book(sheet))
    assert error.value.key == "package.broken"


def test_styles_that_do_not_exist_change_nothing() -> None:
    styles = '<cellXfs><xf numFmtId="²" borderId="²"/><xf numFmtId="x" borderId="9"/><xf/></cellXfs>'
    row = (
        "<row>" + "".join(f'<c s="{index}"><v>1</v></c>' for index in ("0", "1", "2", "3", "-1", "²", "")) + "</row>"
    )
    assert [cell.text for cell in grids(read(book(row, styles=styles)))[0].cells] == ["1"] * 7


def test_too_many_cells_and_sheets() -> None:
    with pytest.raises(Unusable) as error:
        read(book("<row>" + "<c/>" * 16_000 + "</row>" + "<row><c/></row>" * 184_001))
    assert error.value.key == "limit.cells"
    sheets = '<sheets><sheet name="a"/></sheets>'.replace("<sheet name", '<sheet name="b"/>' * 300 + "<sheet name")
    with pytest.raises(Unusable) as error:
        read(zipped({"xl/workbook.xml": f'<workbook xmlns="{S}">{sheets}</workbook>'}))
    assert error.value.key == "limit.pages"


def test_a_text_that_stands_in_very_many_cells() -> None:
    cells = '<row><c t="s"><v>0</v></c></row>' * 101
    with pytest.raises(Unusable) as error:
        read(book(cells, strings=f"<si><t>{'长' * 50_000}</t></si>"))
    assert error.value.key == "limit.text"


@pytest.mark.parametrize("formula", ["((((", "{", "'", "[", "#REF!+", "A1:", '"'])
def test_shared_formulas_that_are_none(formula: str) -> None:
    row = f'<row r="1"><c r="B1"><f t="shared" si="0">{formula}</f></c></row>'
    row += '<row r="2"><c r="B2"><f t="shared" si="0"/></c></row>'
    first, second = lines(read(book(row)))
    assert first == f"={formula}"
    assert second.startswith("=")


def test_a_long_formula_that_very_many_cells_share() -> None:
    formula = f'<row><c><f t="shared" si="0">{"A1+" * 100_000}1</f></c></row>'
    found = read(book(formula + '<row><c><f t="shared" si="0"/></c></row>' * 1_000))
    assert max(len(text) for text in lines(found)) < 1_000
    assert len(lines(found)) == 1_001


def test_strict_namespaces() -> None:
    strict = zipped(
        {
            "xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main" '
            'xmlns:r="http://purl.oclc.org/ooxml/officeDocument/relationships">'
            '<sheets><sheet name="a" r:id="x"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="x" Target="sheet.xml" '
            'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet"/></Relationships>',
            "xl/sheet.xml": '<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData><row>'
            '<c><v>1</v></c><c t="d"><v>2025-01-20</v></c></row></sheetData></worksheet>',
        }
    )
    assert [cell.text for cell in grids(read(strict))[0].cells] == ["1", "2025-01-20"]


@pytest.mark.parametrize("content", [b"", b"PK", zipped({"xl/workbook.xml": "<a/>"}), zipped({"a": "b"})])
def test_no_workbook(content: bytes) -> None:
    with pytest.raises(Unusable) as error:
        read(content)
    assert error.value.key == "package.broken"


def small_book() -> bytes:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    for row in (["题"], [], ["甲", 0.5, dt.date(2025, 1, 1)], ["=B3", "乙"]):
        sheet.append(row)
    sheet.merge_cells("B4:C4")
    sheet["B3"].number_format = "0%"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


SMALL = small_book()
SMALL_SHEET = '<row r="1"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1"><f t="shared" si="0">A1</f><v>1.5</v></c></row>'


@given(st.integers(0, len(SMALL) - 1), st.integers(0, 7), st.booleans())
@settings(max_examples=80, deadline=None)
def test_damaged_files(index: int, bit: int, cut: bool) -> None:
    try:
        found = read(damaged(SMALL, index, bit, cut))
    except Unusable:
        return
    assert isinstance(found, Document)


@given(st.integers(0, len(SMALL_SHEET) - 1), st.text(alphabet='<>/="rcstv&;-0A9\u0000 ', max_size=4))
@settings(max_examples=80, deadline=None)
def test_damaged_markup(index: int, put: str) -> None:
    markup = SMALL_SHEET[:index] + put + SMALL_SHEET[index + 1 :]
    styles = '<cellXfs><xf numFmtId="14" borderId="0"/></cellXfs>'
    try:
        found = read(book(markup, styles=styles, strings="<si><t>甲</t></si>"))
    except Unusable:
        return
    assert isinstance(found, Document)
