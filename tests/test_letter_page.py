"""How a letter looks: the page and the type of GB/T 9704-2012, lists and tables, as the file says it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from lxml import etree

from engine.reporters import Layout, reporter
from engine.scored import Scored
from engine.template.layout import layouts
from tests.cards import EMPTY, bare, finding, full
from tests.packages import W as NAMESPACE
from tests.said import word_lines

W = f"{{{NAMESPACE}}}"


def written(*reports: Scored, lang: Any = "zh") -> bytes:
    content = reporter("docx")(reports, Layout(lang, 80, len(reports) > 1))
    assert isinstance(content, bytes)
    return content


@pytest.fixture(scope="module")
def content() -> bytes:
    return written(full())


def part(content: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def said(element: Any, path: str) -> dict[str, str]:
    """The attributes of an element, by their names without a namespace; none if it is not there."""
    found = element.find("/".join(W + name for name in path.split("/")))
    return {} if found is None else {str(name).rpartition("}")[2]: value for name, value in found.attrib.items()}


BODY = ("FangSong", 16.0)
LINE = {"before": "0", "after": "0", "line": "579", "lineRule": "exact"}  # 28.95 points: 22 lines in 225 millimetres
SINGLE = {"before": "0", "after": "0", "line": "240", "lineRule": "auto"}
INDENT = {"firstLine": "640", "firstLineChars": "200"}  # two characters of 16 points
CLOSER = "-5"  # a quarter of a point: 28 characters of 16 points in 156 millimetres, which are 442.2 points


@pytest.mark.parametrize(
    ("style", "type", "space", "indent", "side", "kept", "closer"),
    [
        ("Normal", BODY, LINE, {}, "", "", ""),
        ("Title", ("FZXiaoBiaoSong-B05S", 22.0), {**LINE, "after": "579"}, {}, "center", "", "5"),
        ("LetterAddressee", BODY, LINE, {}, "", "", ""),
        ("BodyText", BODY, LINE, INDENT, "", "", CLOSER),
        ("Heading1", ("SimHei", 16.0), LINE, INDENT, "", "keepNext keepLines", CLOSER),
        ("Heading2", ("KaiTi", 16.0), LINE, INDENT, "", "keepNext keepLines", CLOSER),
        ("Heading3", (*BODY, "bold"), LINE, INDENT, "", "keepNext keepLines", CLOSER),
        ("LetterAttached", BODY, LINE, INDENT, "", "keepNext", CLOSER),
        ("LetterSender", BODY, LINE, {"right": "640"}, "right", "keepNext keepLines", ""),
        ("LetterAttachment", ("SimHei", 16.0), LINE, {}, "", "", ""),
        ("LetterNote", ("SimSun", 10.5), {**SINGLE, "after": "60"}, {}, "", "", ""),
        ("LetterList", ("SimSun", 10.5), SINGLE, {}, "", "", ""),
        ("TableText", ("SimSun", 9.0), SINGLE, {}, "", "", ""),
        ("Footer", ("SimSun", 14.0), SINGLE, {}, "", "", ""),
    ],
)
def test_the_type_of_each_kind_of_line(
    content: bytes,
    style: str,
    type: tuple[str, ...],
    space: dict[str, str],
    indent: dict[str, str],
    side: str,
    kept: str,
    closer: str,
) -> None:
    styles = {item.get(f"{W}styleId"): item for item in part(content, "word/styles.xml").iter(f"{W}style")}
    found = styles[style]
    font, size, *bold = type
    fonts = said(found, "rPr/rFonts")
    assert fonts == {"ascii": "Times New Roman", "hAnsi": "Times New Roman", "eastAsia": font}
    assert said(found, "rPr/sz") == {"val": str(int(2 * float(size)))}
    assert said(found, "rPr/b") == ({} if bold else {"val": "0"})
    assert said(found, "rPr/color") == {"val": "000000"}
    assert said(found, "rPr/spacing") == ({"val": closer} if closer else {})
    assert said(found, "pPr/spacing") == space
    assert said(found, "pPr/ind") == indent
    assert said(found, "pPr/jc") == ({"val": side} if side else {})
    together = [name for name in ("keepNext", "keepLines") if found.find(f"{W}pPr/{W}{name}") is not None]
    assert together == kept.split()
    assert found.find(f"{W}pPr/{W}pBdr") is None
    if style != "Normal":
        assert said(found, "basedOn") == {"val": "Normal"}


def test_the_page_and_its_number(content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    assert len(document.sections) == 2  # the letter, and what is attached to it
    for section in document.sections:
        assert section.footer_distance is not None
        assert abs(section.footer_distance - Mm(25)) < Mm(0.1)  # a number 7 millimetres below the text of 35
        for footer, side in (
            (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
            (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
        ):
            (line,) = footer.paragraphs
            assert line.alignment == side
            assert "".join(line._p.xpath(".//w:t/text()")) == "— 1 —"
            assert line._p.xpath("w:fldSimple/@w:instr") == ["PAGE"]
            assert line._p.xpath("w:fldSimple/w:r/w:t/text()") == ["1"]
            indents = (line.paragraph_format.left_indent, line.paragraph_format.right_indent)
            assert [indent.pt if indent else None for indent in indents] == [14, 14]  # a character of 14 points
    starts = [numbers.get(f"{W}start") for numbers in part(content, "word/document.xml").iter(f"{W}pgNumType")]
    assert starts == ["1"]
    (numbers,) = part(content, "word/document.xml").iter(f"{W}pgNumType")
    assert numbers.getnext().tag == f"{W}cols"  # where the standard wants it


def test_type_that_is_not_installed_has_its_substitute(content: bytes) -> None:
    fonts = {
        font.get(f"{W}name"): (said(font, "altName"), said(font, "charset"))
        for font in part(content, "word/fontTable.xml")
        if font.find(f"{W}altName") is not None
    }
    assert fonts == {
        name: ({"val": other}, {"val": "86"})  # Chinese
        for name, other in (
            ("FZXiaoBiaoSong-B05S", "SimSun"),
            ("FangSong", "FangSong_GB2312"),
            ("KaiTi", "KaiTi_GB2312"),
        )
    }


def test_what_the_file_says_of_itself(content: bytes) -> None:
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert (properties.title, properties.author, properties.comments, properties.language) == (
        *("关于甲局年报的整改意见", "", "", "zh-CN"),
    )
    english = docx.Document(io.BytesIO(written(full("en"), lang="en"))).core_properties
    assert (english.title, english.language) == ("What to mend in: 甲局年报", "en")
    several = docx.Document(io.BytesIO(written(full(), full()))).core_properties
    assert several.title == "整改意见目录"
    report = {**full().card.report, "title": "长" * 300}
    assert docx.Document(io.BytesIO(written(bare(report=report)))).core_properties.title == f"关于{'长' * 253}"


def test_the_comment_for_the_sender(content: bytes) -> None:
    (comment,) = docx.Document(io.BytesIO(content)).comments
    assert (comment.author, comment.initials, comment.timestamp) == ("compliance", "", None)
    assert [paragraph.text for paragraph in comment.paragraphs] == [
        "给发文单位的提示（发出前请删除本批注）：",
        "请填写发文机关、收件单位名称（如空）、整改期限、报送对象、联系人和日期；“请核实”的事项请先行判断。",
        "说一",
        "说|二",
    ]


def test_labels_of_details_are_bold(content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    (line,) = [paragraph for paragraph in document.paragraphs if paragraph.text == "改法：法1。"]
    assert [(run.text, run.bold) for run in line.runs] == [("改法：", True), ("法1。", None)]


def rows_of(content: bytes, number: int) -> list[Any]:
    found: list[Any] = list(list(part(content, "word/document.xml").iter(f"{W}tbl"))[number].iter(f"{W}tr"))
    return found


def cells_of(row: Any) -> list[tuple[int, str, bool, str]]:
    """Width in whole millimetres, the side to which the words stand, whether they are bold, and the words."""
    return [
        (
            round(int(said(cell, "tcPr/tcW")["w"]) * 25.4 / 1440),
            said(cell, "p/pPr/jc").get("val", "left"),
            cell.find(f"{W}p/{W}r/{W}rPr/{W}b") is not None,
            "".join(cell.itertext()),
        )
        for cell in row.iter(f"{W}tc")
    ]


def test_the_marks_by_category(content: bytes) -> None:
    rows = rows_of(content, 0)
    widths, sides = (66, 30, 30, 30), ("left", *["center"] * 3)
    lines = [
        ("类别", "得分", "满分", "已评部分"),
        ("结构", "17.5", "20", "35/40"),
        ("勾稽", "未评", "30", "—"),
        ("合计", "76.5", "100", ""),
    ]
    for index, (row, words) in enumerate(zip(rows, lines, strict=True)):
        aligned = ("center",) * 4 if index == 0 else sides
        bold = [index == 0] * 4
        assert cells_of(row) == list(zip(widths, aligned, bold, words, strict=True))
        assert (row.find(f"{W}trPr/{W}tblHeader") is not None) is (index == 0)
    (style,) = set(rows[1].xpath(".//w:pStyle/@w:val", namespaces={"w": NAMESPACE}))
    assert style == "LetterList"
    lines_said = list(word_lines(content))
    at = lines_said.index("Letter Attachment: 附件1")
    assert lines_said[at + 1] == "Title: 得分情况"
    assert lines_said[at + 6] == ("Letter Note: 未能核对的部分不计入；各类得分按已评部分折算，合计再折算为百分制。")


def test_the_list_of_several_letters() -> None:
    several = written(full(), bare(score=None, grade=None))
    rows = rows_of(several, 0)
    widths, sides = (14, 66, 16, 18, 16, 13, 13), ("center", "left", *["center"] * 5)
    lines = [
        ("序号", "单位", "年度", "得分", "等次", "问题", "待核"),
        ("1", "甲局", "2024", "76.5", "合格", "2", "1"),
        ("2", "甲局", "2024", "—", "—", "0", "0"),
    ]
    for index, (row, words) in enumerate(zip(rows, lines, strict=True)):
        aligned = ("center",) * 7 if index == 0 else sides
        assert cells_of(row) == list(zip(widths, aligned, [index == 0] * 7, words, strict=True))
    assert next(iter(word_lines(several))) == "Title: 整改意见目录"


def test_attachments_begin_on_pages_of_their_own_and_long_tables_too(content: bytes) -> None:
    """The first attachment follows the break of the section."""
    document = docx.Document(io.BytesIO(content))
    broken = {
        paragraph.text.partition("[")[0]: bool(paragraph.paragraph_format.page_break_before)
        for paragraph in document.paragraphs
        if paragraph.style is not None and paragraph.style.name in ("Letter Attachment", "Heading 1")
    }
    titles = [layout.title for layout in layouts(EMPTY.tools.form, "信息内容").values()]
    assert {name: broken[name] for name in ("附件1", "附件2", *titles)} == {
        "附件1": False,
        "附件2": True,
        titles[0]: False,
        titles[1]: True,  # 28 rows
        titles[2]: False,
    }


def test_a_finding_about_a_whole_table_is_named_in_red_at_its_title() -> None:
    whole = finding(1, "gap", replace(full().card.findings[0].locations[0], row=None, column=None))
    made = bare()
    document = docx.Document(io.BytesIO(written(replace(made, card=replace(made.card, findings=(whole,))))))
    (mark,) = [run for paragraph in document.paragraphs for run in paragraph.runs if run.text == "[1]"]
    assert str(mark.font.color.rgb) == "B00000"
    titles = [item.text for item in document.paragraphs if item.text.endswith("[1]")]
    assert titles == [f"{layouts(EMPTY.tools.form, '信息内容')['requests'].title}[1]"]


def test_what_stands_in_the_cells_of_a_table() -> None:
    """What is wrong is bold on red, what to review on yellow, what belongs to it in italics; numbers are small."""
    figures = {"natural_person": 1, "commercial": 2, "research": None, "total": 9}
    tables = {"requests": {"granted": figures, "total": {"total": 0}}}
    report = EMPTY.reading.report.model_copy(update={"tables": tables})
    place = full().card.findings[0].locations[0]
    explained = finding(2, "gap", place, replace(place, column="commercial"), because_of="f1", deducted=Decimal(0))
    findings = (finding(1, "gap", place), explained, finding(3, "review", replace(place, row="total")))
    made = bare()
    scored = replace(made, reading=replace(made.reading, report=report), card=replace(made.card, findings=findings))
    content = written(scored)
    rows = rows_of(content, 2)
    found = {}
    for row in rows:
        for cell in row.iter(f"{W}tc"):
            runs = [
                (
                    "".join(run.itertext()),
                    " ".join(name for name in ("b", "i") if run.find(f"{W}rPr/{W}{name}") is not None),
                    said(run, "rPr/color").get("val", ""),
                    said(run, "rPr/sz").get("val", ""),
                )
                for run in cell.iter(f"{W}r")
            ]
            if runs and runs[0][0] in ("9", "1", "2", "？", "0"):
                found[runs[0][0]] = (said(cell, "tcPr/shd").get("fill", ""), runs)
    red = "B00000"
    assert found == {
        "1": ("", [("1", "", "", "")]),
        "2": ("", [("2", "i", "", ""), ("[2]", "", red, "14")]),
        "？": ("", [("？", "", "", "")]),
        "9": ("F4B6B0", [("9", "b", "", ""), ("[1]", "", red, "14"), ("[2]", "", red, "14")]),
        "0": ("FFF0B3", [("0", "", "", ""), ("[3]", "", red, "14")]),
    }
    fills = {fill for row in rows for fill in row.xpath(".//w:shd/@w:fill", namespaces={"w": NAMESPACE})}
    assert fills == {"F4B6B0", "FFF0B3", "D9D9D9"}
    notes = [line for line in word_lines(content) if line.startswith("Letter Note: [")]
    assert notes == ["Letter Note: [1] 题1 事1。", "Letter Note: [2] 题2 事2。", "Letter Note: [3] 题3 事3。"]


def test_under_a_table_its_notes_with_suggestions(content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    notes = [item for item in document.paragraphs if item.style is not None and item.style.name == "Letter Note"]
    spaced = {item.text: item.paragraph_format.space_before for item in notes}
    texts = [item.text for item in notes]
    assert texts[1].startswith("方括号内是问题序号。")
    sure = "最可能填错的是“表三 / 总计”：由 12 改为 21（可能数字颠倒）"
    assert texts[-5:] == [
        "报告中没有找到这张表。",
        "报告中没有找到这张表。",
        f"[1] 合计|不符 事1。 {sure}",
        "[2] 题2 事2。",
        "报告中没有找到这张表。",
    ]
    first = spaced[f"[1] 合计|不符 事1。 {sure}"]
    assert first is not None
    assert first.pt == 0
    alone = spaced["报告中没有找到这张表。"]
    assert alone is not None
    assert alone.pt == 4
