"""What was in a document before it was marked is there afterwards, to the last byte where that can be."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
import openpyxl
import pypdf
import pypdfium2
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from PIL import ImageChops
from pypdf.generic import RectangleObject
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from engine.errors import Unusable
from engine.mark.notes import Anchor
from engine.mark.pdf_places import PageSpace
from engine.readers import read_bytes
from engine.readers.formats.docx import read as read_docx
from engine.readers.formats.xlsx import read as read_xlsx
from tests import packages, render
from tests.marked import (
    COMMENTS,
    ENGINE,
    canonical,
    docx_comments,
    html_comments,
    mark,
    marked,
    marks_of,
    parts,
    tree,
    unmarked_docx,
    unmarked_html,
    word,
    xlsx_comments,
)
from tests.packages import book, p, relations, saved, tbl, tc, tr, zipped
from tests.test_mark import WRONG
from tests.texts import BOOK, REPORTS

CELL = Anchor(cell=(1, 2, 2))
HERE = marks_of({CELL: "这一格", Anchor(line=1): "这一段"})
ADDED = {"word/comments1.xml"}
CHANGED = {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"}
FORM = REPORTS / "blank-form-2021.docx"
HUAIAN = REPORTS / "huaian-2024.pdf"


def table(cell: str = tc("12")) -> str:
    return tbl(tr(tc("甲"), tc("乙")), tr(tc("丙"), cell))


def test_a_word_file_keeps_every_other_part_and_all_of_its_text() -> None:
    pictures: dict[str, str | bytes] = {
        "word/media/image1.png": b"\x89PNG\r\n\x1a\n\0",
        "docProps/app.xml": "<a/>",
        "customXml/item1.xml": "<b/>",
    }
    content = word(p("题目") + table(), extra=pictures)
    before, after = parts(content), parts(mark("docx", content, HERE))
    assert after.keys() - before.keys() == ADDED
    assert {name for name in before if before[name] != after[name]} == CHANGED
    assert canonical(unmarked_docx(after["word/document.xml"])) == canonical(before["word/document.xml"])


@pytest.mark.parametrize("variant", render.VARIANTS["docx"])
def test_the_bytes_of_a_layout_are_all_there_in_their_order(variant: str) -> None:
    """Only shading takes anything away; all else is written between what is there."""
    content = render.render(WRONG, "docx", variant)
    report = ENGINE.scored(read_bytes(content, "a", BOOK))
    before = parts(content)["word/document.xml"].decode()
    after = parts(marked("docx", content, report))["word/document.xml"].decode()
    ours = re.compile(
        r'<w:comment\w+ w:id="\d+"/>|<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:commentReference w:id="\d+"/></w:r>'
        r'|<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="\w{6}"/></w:tcPr>'
        r'|<w:shd w:val="clear" w:color="auto" w:fill="\w{6}"/>'
    )
    assert len(after) > len(before)
    assert ours.sub("", after) == before


ODD = {
    "no paragraph properties": (p("题目") + table("<w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc>"), "12"),
    "empty paragraph": (p("题目") + table("<w:tc><w:p/></w:tc>"), ""),
    "empty properties": (p("题目") + table("<w:tc><w:tcPr/><w:p ></w:p></w:tc>"), ""),
    "content control": (
        p("题目") + table(tc("<w:sdt><w:sdtContent><w:p><w:r><w:t>12</w:t></w:r></w:p></w:sdtContent></w:sdt>")),
        "12",
    ),
    "quotes and blanks": (
        p("题目")
        + table("<w:tc><w:tcPr ><w:tcW w:w = '1' a='&gt;&#10;>'/><w:vAlign/></w:tcPr >" + p("12") + "</w:tc>"),
        "12",
    ),
    "comment and instruction": (
        p("题目") + "<!-- <w:p/> --><?x <w:p>?>"
        + table(tc("<w:p><!-- a --><w:r><w:t><![CDATA[12]]></w:t></w:r></w:p>")),
        "12",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_markup_of_a_word_file(name: str) -> None:
    body, text = ODD[name]
    content = word(body)
    found = mark("docx", content, HERE)
    assert docx_comments(found) == {"摘要": "题目", "这一格": text, "这一段": "题目"}
    main = parts(found)["word/document.xml"]
    assert read_docx(found).parts == read_docx(content).parts
    (cell,) = tree(main).xpath("//w:tc[w:tcPr/w:shd]", namespaces={"w": packages.W})
    order = [item.tag.rpartition("}")[2] for item in cell[0]]
    assert order == sorted(order, key=["tcW", "shd", "vAlign"].index)


def test_old_shading_gives_way() -> None:
    content = word(p("题目") + table(tc("12", '<w:shd w:val="clear" w:fill="00FF00"/><w:vAlign w:val="top"/>')))
    main = parts(mark("docx", content, HERE))["word/document.xml"]
    assert re.findall(rb'w:fill="(\w+)"', main) == [b"FFC7CE"]


@pytest.mark.parametrize(
    ("spelling", "encoding"),
    [("transitional", "utf-16"), ("strict", "utf-8"), ("prefix", "utf-8"), ("default", "utf-8")],
)
def test_other_spellings_of_word_files(spelling: str, encoding: str) -> None:
    main = f"<w:document {packages.NAMESPACES}><w:body>{p('题目')}{table()}</w:body></w:document>"
    if spelling == "strict":
        main = main.replace(packages.W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    elif spelling == "prefix":
        main = main.replace("<w:", "<x:").replace("</w:", "</x:").replace("xmlns:w=", "xmlns:x=")
    elif spelling == "default":
        main = main.replace("<w:", "<").replace("</w:", "</").replace("xmlns:w=", f'xmlns="{packages.W}" xmlns:w=')
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    content = word("", extra={"word/document.xml": (head + main).encode(encoding)})
    found = mark("docx", content, HERE)
    assert read_docx(found).parts == read_docx(content).parts
    root = tree(parts(found)["word/document.xml"])
    uri = root.tag[1:].partition("}")[0]
    assert [
        len(root.findall(f".//{{{uri}}}{name}")) for name in ("commentRangeStart", "commentReference", "shd")
    ] == [3, 3, 1]
    assert tree(parts(found)["word/comments1.xml"]).tag == f"{{{uri}}}comments"


def test_comments_that_are_there_stay() -> None:
    document = docx.Document()
    run = document.add_paragraph("题目").add_run("再看")
    document.add_comment(run, "原来的批注", "张三", "张")
    cell = document.add_table(2, 2).cell(1, 1)
    cell.text = "12"
    content = saved(document)
    found = mark("docx", content, HERE)
    assert docx_comments(found) == {"原来的批注": "再看", "摘要": "题目再看", "这一格": "12", "这一段": "题目再看"}
    written = docx.Document(io.BytesIO(found)).comments
    assert [(comment.comment_id, comment.author) for comment in written][:2] == [(0, "张三"), (1, "检查")]
    assert parts(found).keys() == parts(content).keys()


def test_a_text_box_gets_its_comment_where_it_is_anchored() -> None:
    """Word has no comments in text boxes."""
    box = f"<v:shape><v:textbox><w:txbxContent>{p('框里的话')}</w:txbxContent></v:textbox></v:shape>"
    box = f"<w:r><w:pict>{box}</w:pict></w:r>"
    content = word(f"<w:p>{box}<w:r><w:t>题目</w:t></w:r></w:p>" + table())
    found = mark("docx", content, marks_of({Anchor(line=2): "框"}))
    root = tree(parts(found)["word/document.xml"])
    starts = root.xpath("//w:commentRangeStart", namespaces={"w": packages.W})
    assert len(starts) == 2
    assert not any(item.tag.endswith("txbxContent") for start in starts for item in start.iterancestors())


@pytest.mark.skipif(not FORM.exists(), reason="the official blank form is not here")
def test_the_official_blank_form() -> None:
    content = FORM.read_bytes()
    report = ENGINE.scored(read_bytes(content, "a", BOOK, year=2024))
    found = marked("docx", content, report)
    before, after = parts(content), parts(found)
    assert {name for name in before if before[name] != after[name]} == CHANGED
    again = ENGINE.score(read_bytes(found, "a", BOOK, year=2024))
    assert (again.score, again.findings) == (report.card.score, report.card.findings)
    comments = docx_comments(found)
    assert len(comments) > 5
    assert any("文字描述" in place for text, place in comments.items() if "模板" in text)


# Workbooks

SHEET = '<row r="1"><c r="A1" t="str"><v>甲</v></c><c r="B1" t="str"><v>乙</v></c></row>{}'
STYLES = (
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill/></fills><borders><border/></borders>'
    '<cellXfs count="2"><xf numFmtId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="9" fillId="0" borderId="0"/></cellXfs>'
)
PLACE = Anchor(sheet="one", cell=(1, 2, 2))
ROWS = {
    "a cell": '<row r="2"><c r="A2"><v>1</v></c><c r="B2" s="1"><v>2</v></c><c r="C2"><v>3</v></c></row>',
    "no cell between": '<row r="2"><c r="A2"><v>1</v></c><c r="C2"><v>3</v></c></row>',
    "no cell behind": '<row r="2"><c r="A2"><v>1</v></c></row><row r="5"><c r="A5"><v>5</v></c></row>',
    "empty row": '<row r="2" ht="30"/><row r="5"><c r="A5"><v>5</v></c></row>',
    "no row": '<row r="5"><c r="A5"><v>5</v></c></row>',
    "counted": '<row><c><v>1</v></c><c s="1"><v>2</v></c></row>',
}


@pytest.mark.parametrize("name", ROWS)
def test_cells_of_workbooks_that_are_there_or_not(name: str) -> None:
    content = book(
        SHEET.format(ROWS[name]),
        STYLES,
        rest='<pageMargins left="1"/><legacyDrawingHF r:id="x"/>'.replace(' r:id="x"', ""),
    )
    found = mark("xlsx", content, marks_of({PLACE: "这一格"}))
    assert read_xlsx(found).parts == read_xlsx(content).parts
    sheet = tree(parts(found)["xl/worksheets/sheet1.xml"])
    names = {"s": packages.S}
    rows = sheet.xpath("//s:row", namespaces=names)
    numbers = [int(row.get("r", "2")) for row in rows]
    assert numbers == sorted(set(numbers))
    (row,) = [row for row in rows if row.get("r", "2") == "2"]
    assert [cell.get("r") for cell in row] == sorted(cell.get("r") or "" for cell in row) or name == "counted"
    styles = tree(parts(found)["xl/styles.xml"])
    formats = styles.xpath("//s:cellXfs/s:xf", namespaces=names)
    style = (
        formats[int(row[1].get("s"))] if name != "no cell behind" and len(row) > 1 else formats[int(row[-1].get("s"))]
    )
    assert (style.get("fillId"), style.get("numFmtId")) == ("2", "9" if name in ("a cell", "counted") else "0")
    assert [item.tag.rpartition("}")[2] for item in sheet][-2:] == ["legacyDrawing", "legacyDrawingHF"]


def test_a_workbook_keeps_what_it_has() -> None:
    workbook: Any = openpyxl.Workbook()
    sheet = workbook.active
    for row in (["甲", "乙"], ["丙", 12], ["丁", "=B2"]):
        sheet.append(row)
    sheet["A1"].comment = Comment("原来的批注", "张三")
    sheet["B2"].comment = Comment("同一格的批注", "李四")
    sheet["B2"].number_format = "0.00"
    sheet.conditional_formatting.add("B2:B3", CellIsRule("greaterThan", ["3"]))  # type: ignore[no-untyped-call]
    chart = BarChart()
    chart.add_data(Reference(sheet, 2, 1, 2, 3))
    sheet.add_chart(chart, "D5")
    workbook.create_sheet("两").append(["一个字"])
    stream = io.BytesIO()
    workbook.save(stream)
    content = stream.getvalue()
    where = {Anchor(sheet="Sheet", cell=(1, 2, 2)): "这一格", Anchor(sheet="两", line=1): "另一张表"}
    where[Anchor(sheet="Sheet", cell=(1, 3, 1))] = "没有批注的格"
    found = mark("xlsx", content, marks_of(where))
    before, after = parts(content), parts(found)
    changed = {name for name in before if before[name] != after[name]}
    touched = {"[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    comments = {name for name in before if "omment" in name or name.endswith(".vml")}
    assert changed == touched | comments
    assert any("chart" in name for name in before)
    texts = {text.replace("\n", "|"): place for text, place in xlsx_comments(found).items()}
    assert texts == {"原来的批注|摘要": "甲", "同一格的批注|这一格": "12", "另一张表": "一个字", "没有批注的格": "丁"}
    cell = openpyxl.load_workbook(io.BytesIO(found))["Sheet"]["B2"]
    assert (cell.number_format, cell.fill.fgColor.rgb) == ("0.00", "FFFFC7CE")
    drawing = next(after[name] for name in after if name.endswith(".vml") and name in before)
    shapes = re.findall(rb"<\w+:shape\b[^>]*>", drawing)
    numbers = {number for tag in shapes for number in re.findall(rb'id="_x0000_s(\d+)"', tag)}
    assert len(shapes) == len(numbers) == 3


def test_a_workbook_without_styles_gets_comments_only() -> None:
    files = parts(book(SHEET.format(ROWS["a cell"])))
    del files["xl/styles.xml"]
    files["xl/_rels/workbook.xml.rels"] = relations({"worksheets/sheet1.xml": "worksheet"}).encode()
    found = mark("xlsx", zipped(files), marks_of({PLACE: "这一格"}))
    assert b">\xe8\xbf\x99\xe4\xb8\x80\xe6\xa0\xbc<" in parts(found)["xl/comments1.xml"]


# PDF files


@pytest.mark.parametrize("variant", ["furniture", "rotated"])
def test_a_pdf_file_is_only_added_to(variant: str) -> None:
    content = render.render(WRONG, "pdf", variant)
    report = ENGINE.scored(read_bytes(content, "a", BOOK))
    found = marked("pdf", content, report)
    assert found.startswith(content)
    comments = COMMENTS["pdf"](found)
    assert report.card.findings
    assert all(any(finding.title in text for text in comments) for finding in report.card.findings)


def test_a_protected_pdf_file_is_refused() -> None:
    content = render.render(WRONG, "pdf", "protected")
    with pytest.raises(Unusable, match="protected"):
        mark("pdf", content, HERE)


def compressed(content: bytes) -> bytes:
    """The same file with its objects in streams, as newer programs write them."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    plain = io.BytesIO()
    writer.write(plain)
    update = pypdf.PdfWriter(io.BytesIO(plain.getvalue()), incremental=True)
    update.pages[0][pypdf.generic.NameObject("/A")] = pypdf.generic.NumberObject(1)
    stream = io.BytesIO()
    update.write(stream)
    return stream.getvalue()


def test_a_pdf_file_that_lists_its_objects_in_a_stream() -> None:
    content = compressed(render.render(WRONG, "pdf", "ruled"))
    report = ENGINE.scored(read_bytes(content, "a", BOOK))
    found = marked("pdf", content, report)
    assert found.startswith(content)
    assert b"/XRef" in found[len(content) :]
    assert ENGINE.score(read_bytes(found, "a", BOOK)).score == report.card.score
    assert len(COMMENTS["pdf"](found)) == len(
        COMMENTS["pdf"](marked("pdf", render.render(WRONG, "pdf", "ruled"), report))
    )


@pytest.mark.parametrize("broken", [b"\n" * 9, b"startxref\n99999999\n%%EOF", b"startxref\n3\n%%EOF"])
def test_a_pdf_file_whose_end_is_damaged_is_refused(broken: bytes) -> None:
    """A viewer would mend it in its own way, and what is appended to it would be lost."""
    content = render.render(WRONG, "pdf", "ruled")
    content = content[: content.rindex(b"startxref")] + broken
    with pytest.raises(Unusable, match="damaged"):
        mark("pdf", content, HERE)


def test_annotations_that_are_there_stay() -> None:
    first = mark("pdf", render.render(WRONG, "pdf", "ruled"), marks_of({}))
    second = mark("pdf", first, marks_of({Anchor(page=1, line=2): "第二次"}))
    pages: Any = pypdf.PdfReader(io.BytesIO(second)).pages
    assert [item.get_object()["/Contents"] for item in pages[0]["/Annots"]] == ["摘要", "摘要", "第二次"]


def turned(rotation: int, media: tuple[int, int, int, int], crop: tuple[int, int, int, int]) -> bytes:
    """A page with a figure upon it, that begins somewhere, is shown in part, and lies on its side."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(400, 300))
    canvas.setFont("Helvetica", 30)
    canvas.drawString(220, 180, "1234")
    canvas.showPage()
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(stream.getvalue()))
    page = writer.pages[0]
    page.mediabox, page.cropbox = RectangleObject(media), RectangleObject(crop)
    page.rotate(rotation)
    turned = io.BytesIO()
    writer.write(turned)
    return turned.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("origin", [(0, 0), (-30, 20), (50, 40)])
def test_marks_stand_on_the_words_however_a_page_lies(rotation: int, origin: tuple[int, int]) -> None:
    """As pdfium draws the page: the figure's dark pixels lie within the tinted ones, which are not many more."""
    left, low = origin
    content = turned(rotation, (left, low, 400, 300), (max(left, 60), low + 10, 390, 290))
    found = mark("pdf", content, marks_of({Anchor(page=1, line=1): "这里"}))
    drawn = pypdfium2.PdfDocument(found)[0].render(scale=1).to_pil().convert("RGB")
    plain = pypdfium2.PdfDocument(content)[0].render(scale=1).to_pil().convert("L")
    dark = plain.point(lambda value: 255 if value < 128 else 0).getbbox()
    red, green, blue = drawn.split()
    tint = ImageChops.subtract(red, green).point(lambda value: 255 if value > 30 else 0).getbbox()
    assert dark is not None
    assert tint is not None
    assert blue.size == drawn.size
    assert all(abs(one - other) <= 14 for one, other in zip(dark, tint, strict=True))
    assert (tint[0] <= dark[0], tint[1] <= dark[1], dark[2] <= tint[2], dark[3] <= tint[3]) == (True,) * 4


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_of_pictures_and_of_words_are_the_same_where_all_of_a_page_is_shown(rotation: int) -> None:
    space = PageSpace((0, 0, 400, 300), (0, 0, 400, 300), rotation)
    assert space.rectangle((10, 20, 40, 60), shown=True) == space.rectangle((10, 20, 40, 60))


@pytest.mark.skipif(not HUAIAN.exists(), reason="the real report is not here")
def test_the_report_of_huaian() -> None:
    content = HUAIAN.read_bytes()
    report = ENGINE.scored(read_bytes(content, "a", BOOK))
    found = marked("pdf", content, report)
    assert found.startswith(content)
    (fee,) = [place for text, place in COMMENTS["pdf"](found).items() if "信息处理费3940元" in text]
    assert "3940元" in "".join(fee.split())


# Web pages


@pytest.mark.parametrize("variant", render.VARIANTS["html"])
def test_a_web_page_keeps_its_source(variant: str) -> None:
    content = render.render(WRONG, "html", variant)
    report = ENGINE.scored(read_bytes(content, "a", BOOK))
    found = marked("html", content, report)
    for encoding in ("utf-8", "gb18030"):
        if unmarked_html(found, encoding) == content:
            break
    else:
        pytest.fail("the source is another")


HEAD = "<table><tr><td>甲</td><td>乙</td></tr>"
PAGE = f"<html><body><p>题目</p>{HEAD}<tr><td>丙</td><td>12</td></tr></table></body></html>\n<!-- a -->"
PAGES = {
    "no body": "<p>江口县财政局2024年年度报告</p><p>一、总体情况</p><table><tr><td>甲<td>乙<tr><td>丙<td>12</table>",
    "less than": f"<html><body><p>题 1 < 2</p><p>a <b>c</p>{HEAD}<tr><td>丙</td><td><b>1</b>2</td></tr></table>",
    "script": f"<html><body><script>'<td>'</script><!-- <td> --><p title='<td>'>题目</p>{HEAD}"
    '<tr><td>丙</td><td title="a>b">12</td></tr></table></body></html>',
    "tail": PAGE,
    "old marks": PAGE.replace("<p>", "<p data-compliance='x' id=\"compliance-note-1\">").replace(
        "12", "<!--compliance-at:text 3-->12"
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_odd_markup_of_web_pages(name: str) -> None:
    content = PAGES[name].encode()
    found = mark("html", content, marks_of({CELL: "这一格"}))
    assert html_comments(found)["这一格"] == "12"
    if name != "old marks":
        assert unmarked_html(found, "utf-8") == content


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_encodings_of_web_pages(encoding: str) -> None:
    content = PAGES["tail"].encode(encoding)
    found = mark("html", content, HERE)
    kept = "utf-16-le" if encoding == "utf-16" else "utf-8" if encoding == "utf-8-sig" else encoding
    assert unmarked_html(found, kept) == content


def test_bytes_that_are_no_text_stay() -> None:
    content = PAGES["tail"].encode().replace("题".encode(), b"\xff\xfe")
    assert unmarked_html(mark("html", content, HERE), "utf-8") == content


def test_a_web_archive_becomes_a_page() -> None:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    head += "Content-Type: text/html; charset=gb2312\n\n"
    content = head.encode() + PAGES["tail"].encode("gb18030") + b"\n--b--\n"
    found = mark("html", content, marks_of({CELL: "这一格"}))
    assert found.startswith(b"\xef\xbb\xbf<html>")
    assert html_comments(found)["这一格"] == "12"


def test_words_of_a_document_cannot_break_out() -> None:
    """What a document says comes back in comments."""
    nasty = "]]><script>alert(1)</script>&\"'</w:t>"
    for format, content, anchor in (
        ("docx", word(p("题目") + table()), CELL),
        ("xlsx", render.render(WRONG, "xlsx", "sheets"), Anchor(sheet="表三", cell=(1, 4, 4))),
        ("html", PAGES["tail"].encode(), CELL),
    ):
        found = mark(format, content, marks_of({anchor: nasty}))
        assert nasty in COMMENTS[format](found)
    assert b"<script>alert" not in found
