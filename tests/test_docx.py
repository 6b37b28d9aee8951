from __future__ import annotations

import datetime as dt
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.readers.document import Document, Grid, GridCell, Line
from engine.readers.formats.docx import read
from engine.reading import Notice
from tests.packages import W, damaged, grids, lines, p, saved, shape, tbl, tc, tr, word, zipped

BLANK_FORM = Path(__file__).parents[2] / "shared" / "reports" / "blank-form-2021.docx"
RUN = "<w:r><w:t>音</w:t></w:r>"
SPAN = '<w:gridSpan w:val="{}"/>'.format


def texts_of(body: str, numbering: str = "", styles: str = "") -> list[str]:
    return lines(read(word(body, numbering, styles)))


def test_paragraphs_and_tables_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("某市2024年报告")
    document.add_paragraph("")
    document.add_heading("一、总体情况", 1)
    table = document.add_table(2, 2)
    for index, text in enumerate(("规章", "3", "合计", "")):
        table.cell(index // 2, index % 2).text = text
    document.add_paragraph("完。")
    read_back = read(saved(document))
    assert read_back.parts == (
        Line(1, None, "某市2024年报告"),
        Line(2, None, "一、总体情况"),
        Grid(1, (GridCell(0, 0, "规章"), GridCell(0, 1, "3"), GridCell(1, 0, "合计"), GridCell(1, 1, ""))),
        Line(3, None, "完。"),
    )
    assert read_back.wrapped is False
    assert read_back.notices == ()


def test_declared_properties() -> None:
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = "年度报告", "某办"
    properties.created = dt.datetime(2025, 1, 20, 8, 30)
    properties.modified = dt.datetime(2025, 1, 21)
    assert read(saved(document)).declared == {
        "title": "年度报告",
        "creator": "某办",
        "created": "2025-01-20T08:30:00Z",
        "modified": "2025-01-21T00:00:00Z",
    }


def test_line_breaks_keep_the_number_of_the_paragraph() -> None:
    body = '<w:p><w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:br w:type="page"/></w:r></w:p>' + p(" ") + p("丙")
    assert read(word(body)).parts == (Line(1, None, "甲"), Line(1, None, "乙"), Line(2, None, "丙"))


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>", "链接"),
        ("<w:ins><w:r><w:t>新增</w:t></w:r></w:ins>", "新增"),
        ("<w:r><w:t>留</w:t></w:r><w:del><w:r><w:delText>删</w:delText></w:r></w:del>", "留"),
        ("<w:r><w:t>留</w:t></w:r><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom>", "留"),
        ("<w:moveTo><w:r><w:t>移来</w:t></w:r></w:moveTo>", "移来"),
        ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>", "控件"),
        ("<w:smartTag><w:smartTag><w:r><w:t>标记</w:t></w:r></w:smartTag></w:smartTag>", "标记"),
        ('<w:fldSimple w:instr="NUMPAGES"><w:r><w:t>7</w:t></w:r></w:fldSimple>', "7"),
        ("<w:r><w:t>1</w:t><w:tab/><w:t>2</w:t></w:r>", "1\t2"),
        ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>", "a-bc"),
        (f"<w:r><w:ruby><w:rt>{RUN}</w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r>", "字"),
        ('<w:r><w:sym w:font="Arial" w:char="2460"/><w:sym w:char="F0FC"/><w:t>项</w:t></w:r>', "①项"),
        ('<w:r><w:sym w:char="zz"/><w:sym w:char="FFFFFFFFFF"/><w:sym w:char="D800"/><w:t>项</w:t></w:r>', "项"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>见</w:t></w:r>", "见"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>见</w:t></w:r>', "见"),
        ("<w:r><w:t>文</w:t><w:footnoteReference/></w:r>", "文"),
        ("<w:r><w:t>\ufeff一\u200b、\u00ad总</w:t></w:r>", "一、总"),
    ],
)  # fmt: skip
def test_inline_markup(inner: str, expected: str) -> None:
    assert texts_of(f"<w:p>{inner}</w:p>") == [expected]


def fld(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def test_fields_show_their_results() -> None:
    inner = (
        "<w:r><w:t>共</w:t></w:r>"
        + fld("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>"
        + fld("begin") + fld("separate") + "<w:r><w:t>条件</w:t></w:r>" + fld("end")
        + fld("separate") + "<w:r><w:t>12</w:t></w:r>" + fld("end")
        + fld("end") + "<w:r><w:t>件</w:t></w:r>"
    )  # fmt: skip
    assert texts_of(f"<w:p>{inner}</w:p>") == ["共12件"]


def test_field_over_paragraphs() -> None:
    body = (
        f"<w:p>{fld('begin')}{fld('separate')}<w:r><w:t>目录</w:t></w:r></w:p>"
        + p("一、总体情况")
        + f"<w:p>{fld('end')}</w:p>"
    )
    assert texts_of(body + p("正文")) == ["目录", "一、总体情况", "正文"]


def test_hidden_by_style() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="base"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="derived"><w:basedOn w:val="base"/></w:style>'
        '<w:style w:type="character" w:styleId="loop"><w:basedOn w:val="loop"/></w:style>'
    )
    run = '<w:r><w:rPr><w:rStyle w:val="{}"/></w:rPr><w:t>{}</w:t></w:r>'
    inner = run.format("derived", "隐") + run.format("loop", "见")
    assert texts_of(f"<w:p>{inner}</w:p>", styles=styles) == ["见"]


def test_text_box_comes_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框内')}{p('次行')}</w:txbxContent>"
    drawing = f"<w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></w:drawing>"
    pict = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    inner = (
        "<w:r><w:t>正</w:t></w:r><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{pict}</mc:Fallback>'
        "</mc:AlternateContent></w:r><w:r><w:t>文</w:t></w:r>"
    )
    assert read(word(f"<w:p>{inner}</w:p>" + p("后"))).parts == (
        Line(1, None, "正文"),
        Line(2, None, "框内"),
        Line(3, None, "次行"),
        Line(4, None, "后"),
    )
    assert texts_of(f"<w:p><w:r>{pict}</w:r></w:p>") == ["框内", "次行"]
    empty = f"<mc:AlternateContent><mc:Choice/><mc:Fallback>{pict}</mc:Fallback></mc:AlternateContent>"
    assert texts_of(f"<w:p><w:r>{empty}</w:r></w:p>") == ["框内", "次行"]


def test_text_box_with_a_table_and_a_box() -> None:
    inner = f"<w:txbxContent>{p('内框')}</w:txbxContent>"
    table = tbl(tr(tc("甲"), tc("1")), tr(tc("乙"), tc("2")))
    outer = f"<w:txbxContent><w:p><w:r><w:t>外框</w:t><w:pict>{inner}</w:pict></w:r></w:p>{table}</w:txbxContent>"
    found = read(word(f"<w:p><w:r><w:pict>{outer}</w:pict></w:r></w:p>"))
    assert lines(found) == ["外框", "内框"]
    assert len(grids(found)) == 1


def test_content_controls_and_custom_xml_around_blocks() -> None:
    body = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('一')}<w:customXml>{p('二')}</w:customXml></w:sdtContent></w:sdt>"
        "<w:tbl><w:sdt><w:sdtContent>"
        + tr("<w:sdt><w:sdtContent>" + tc("a") + "</w:sdtContent></w:sdt>", tc("b"))
        + "</w:sdtContent></w:sdt></w:tbl>"
    )
    found = read(word(body))
    assert lines(found) == ["一", "二"]
    assert shape(grids(found)[0]) == [(0, 0, 1, 1, "a"), (0, 1, 1, 1, "b")]


def test_what_cannot_be_read_is_said() -> None:
    picture = "<w:drawing><a:blip/></w:drawing>"
    sheet = "<w:object><v:shape><v:imagedata/></v:shape><o:OLEObject/></w:object>"
    body = f"<w:p><w:r>{picture}{picture}{sheet}</w:r></w:p><w:altChunk/>"
    assert read(word(body)).notices == (Notice("docx.pictures", {"count": 2}), Notice("docx.objects", {"count": 2}))


# Hostile files


@pytest.mark.parametrize("wrapper", ["w:tbl><w:tr><w:tc", "w:sdt><w:sdtContent", "w:ins", "mc:AlternateContent"])
def test_deep_nesting(wrapper: str) -> None:
    closing = "".join(f"</{name}>" for name in reversed(wrapper.split("><")))
    with pytest.raises(Unusable) as error:
        read(word(f"<{wrapper}>" * 10_000 + p("底") + closing * 10_000))
    assert error.value.key == "file.too_deep"


def test_nesting_as_deep_as_xml_may_go() -> None:
    deep, controls = p("底"), p("底")
    for _ in range(70):
        deep = tbl(tr(tc(deep)))
    for _ in range(100):
        controls = f"<w:sdt><w:sdtContent>{controls}</w:sdtContent></w:sdt>"
    assert texts_of(deep + controls) == ["底", "底"]


@pytest.mark.parametrize("body", ["<w:p/>" * 200_001, f"<w:p><w:r>{'<w:br/><w:t>a</w:t>' * 200_001}</w:r></w:p>"])
def test_too_long(body: str) -> None:
    with pytest.raises(Unusable) as error:
        read(word(body))
    assert error.value.key == "limit.cells"


@pytest.mark.parametrize(
    "document", ["", "<w:document", f'<w:x xmlns:w="{W}"/>', f'<w:document xmlns:w="{W}"/>', "文"]
)
def test_broken_documents(document: str) -> None:
    with pytest.raises(Unusable) as error:
        read(word("", extra={"word/document.xml": document}))
    assert error.value.key == "package.broken"


def test_broken_styles_do_not_hide_the_words() -> None:
    assert lines(read(word(p("甲"), extra={"word/styles.xml": "<", "word/numbering.xml": "<w:numbering"}))) == ["甲"]


def test_missing_pictures_do_not_hide_the_words() -> None:
    dangling = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/image" Target="NULL"/>'
        '<Relationship Id="b" Type="x/styles" Target="http://example.org/styles.xml" TargetMode="External"/>'
        '<Relationship Id="c" Type="x/numbering" Target="../../../numbering.xml"/></Relationships>'
    )
    assert lines(read(word(p("甲"), extra={"word/_rels/document.xml.rels": dangling}))) == ["甲"]


def test_strict_namespaces() -> None:
    body = f'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:body>{p("甲")}</w:body></w:document>'
    assert lines(read(word("", extra={"word/document.xml": body}))) == ["甲"]


def test_main_part_of_another_name() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Word/Document2.xml"/>'
        "</Relationships>"
    )
    document = f'<w:document xmlns:w="{W}"><w:body>{p("甲")}</w:body></w:document>'
    assert lines(read(zipped({"_rels/.rels": relations, "word\\document2.xml": document}))) == ["甲"]


def small_document() -> bytes:
    document = docx.Document()
    document.add_heading("一、总体情况", 1)
    document.add_table(2, 3).cell(0, 0).merge(document.tables[0].cell(1, 1)).text = "甲"
    document.add_paragraph("项", style="List Number")
    return saved(document)


SMALL = small_document()
SMALL_BODY = p("甲") + tbl(tr(tc("a", SPAN(2))), tr(tc("b"), tc("c")))
SMALL_XML = f"<w:document xmlns:w='{W}'><w:body>{SMALL_BODY}</w:body></w:document>"


@given(st.binary(max_size=300))
def test_any_bytes(content: bytes) -> None:
    for candidate in (content, b"PK\x03\x04" + content):
        with pytest.raises(Unusable):
            read(candidate)


@given(st.integers(0, len(SMALL) - 1), st.integers(0, 7), st.booleans())
@settings(max_examples=80, deadline=None)
def test_damaged_files(index: int, bit: int, cut: bool) -> None:
    try:
        found = read(damaged(SMALL, index, bit, cut))
    except Unusable:
        return
    assert isinstance(found, Document)


@given(st.integers(0, len(SMALL_XML) - 1), st.text(alphabet='<>/="w:&;0a\u0000 ', max_size=4))
@settings(max_examples=80, deadline=None)
def test_damaged_markup(index: int, put: str) -> None:
    markup = SMALL_XML[:index] + put + SMALL_XML[index + 1 :]
    try:
        found = read(word("", extra={"word/document.xml": markup}))
    except Unusable:
        return
    assert isinstance(found, Document)


# A real document


@pytest.mark.skipif(not BLANK_FORM.exists(), reason="the real document is not here")
def test_official_blank_form() -> None:
    found = read(BLANK_FORM.read_bytes())
    assert [number for number, line in enumerate(lines(found)) if line[1:2] == "、"] == [1, 3, 4, 5, 6, 8]
    proactive, requests, disputes = grids(found)
    at = {(cell.row, cell.column): cell for cell in requests.cells}
    spans = {place: (cell.rows, cell.columns) for place, cell in at.items()}
    assert (at[1, 4].text, spans[1, 4]) == ("法人或其他组织", (1, 5))
    assert (at[0, 3].text, spans[0, 3]) == ("申请人情况", (1, 7))
    assert spans[0, 0] == (3, 3)
    assert (at[5, 0].text, spans[5, 0]) == ("三、本年度办理结果", (22, 1))
    assert (at[7, 1].text, spans[7, 1]) == ("（三）不予公开", (8, 1))
    assert [at[row, 1].rows for row in (15, 18, 23)] == [3, 5, 3]
    assert (at[26, 1].text, spans[26, 1]) == ("（七）总计", (1, 2))
    assert sum(not cell.text for cell in requests.cells) == 25 * 7
    assert max(cell.row for cell in requests.cells) == 27
    assert sum(not cell.text for cell in proactive.cells) == 10
    assert [cell.columns for cell in disputes.cells if cell.row < 2] == [5, 10, 1, 1, 1, 1, 1, 5, 5]
    assert sum(not cell.text for cell in disputes.cells) == 15
    assert found.declared["created"].startswith("2025-12-03T")
