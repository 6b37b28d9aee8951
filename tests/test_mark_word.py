"""What is written into a Word file, whole: the comments, what they stand at, and the shading of cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from engine.errors import Unusable
from engine.mark.notes import Anchor, Marks, Note, Shade
from tests.marked import TYPES, WORDS, docx_comments, mark, marks_of, parts, tree, word
from tests.packages import NAMESPACES, OFFICE, RELATIONS, R, W, p, relations, tbl, tc, tr, zipped

STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
CELL = Anchor(cell=(1, 1, 1))
TABLE = tbl(tr(tc("甲"), tc("乙")), tr(tc("丙"), tc("12")))


def body(content: bytes) -> str:
    """What stands in the body of the main part."""
    main = parts(content)["word/document.xml"].decode()
    return main[main.index("<w:body>") + len("<w:body>") : main.index("</w:body>")]


def begin(number: int) -> str:
    return f'<w:commentRangeStart w:id="{number}"/>'


def end(number: int) -> str:
    return (
        f'<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:commentReference w:id="{number}"/></w:r>'
    )


def shading(colour: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>'


SHAPE = '<w:pPr><w:spacing w:before="0" w:after="0"/><w:ind w:left="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr>'


def said(text: str, *, bold: bool = False) -> str:
    """A run of a comment."""
    kind = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="18"/></w:rPr>'
    return f'<w:r>{kind}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_all_that_is_written_into_a_small_file() -> None:
    paragraphs = (("问题1", "[错误]  数不对"), ("", "少了 <3> 件"))
    notes = (
        Note(Anchor(), None, "", (("", "摘要"),)),
        Note(CELL, "review", "1", paragraphs),
        Note(Anchor(line=2), "gap", "2", (("", "第二段"),)),
    )
    shades = (Shade(CELL, "review"), Shade(Anchor(cell=(1, 2, 2)), "involved"), Shade(Anchor(cell=(2, 1, 1)), "gap"))
    content = word(p("题目") + p("第二段") + TABLE)
    found = parts(mark("docx", content, Marks("年报自检", notes, shades, WORDS)))
    first = "<w:p><w:pPr></w:pPr>" + begin(0) + "<w:r><w:t>题目</w:t></w:r>" + end(0) + "</w:p>"
    second = "<w:p><w:pPr></w:pPr>" + begin(2) + "<w:r><w:t>第二段</w:t></w:r>" + end(2) + "</w:p>"
    cell = "<w:p><w:pPr></w:pPr>" + begin(1) + "<w:r><w:t>甲</w:t></w:r>" + end(1) + "</w:p>"
    table = tbl(tr(tc(cell, shading("FFEB9C")), tc("乙")), tr(tc("丙"), tc("12", shading("DDEBF7"))))
    assert body(zipped(found)) == first + second + table
    assert found["word/comments1.xml"].decode() == (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:comments xmlns:w="{W}">'
        '<w:comment w:id="0" w:author="年报自检" w:initials="年报自">'
        f"<w:p>{SHAPE}{said('摘要')}</w:p></w:comment>"
        '<w:comment w:id="1" w:author="年报自检" w:initials="年报自">'
        f"<w:p>{SHAPE}{said('问题1', bold=True)}{said('　[错误]  数不对')}</w:p>"
        f"<w:p>{SHAPE}{said('少了 &lt;3&gt; 件')}</w:p></w:comment>"
        '<w:comment w:id="2" w:author="年报自检" w:initials="年报自">'
        f"<w:p>{SHAPE}{said('第二段')}</w:p></w:comment></w:comments>"
    )
    assert found["word/_rels/document.xml.rels"].decode() == (
        relations({"numbering.xml": "numbering", "styles.xml": "styles"}).removesuffix("</Relationships>")
        + f'<Relationship Id="rIdMark1" Type="{R}/comments" Target="comments1.xml"/></Relationships>'
    )
    assert found["[Content_Types].xml"].decode() == (
        TYPES.removesuffix("</Types>")
        + f'<Override PartName="/word/comments1.xml" ContentType="{OFFICE}.wordprocessingml.comments+xml"/></Types>'
    )
    untouched = parts(content).keys() - {"[Content_Types].xml", "word/document.xml", "word/_rels/document.xml.rels"}
    assert {name: found[name] for name in untouched} == {name: parts(content)[name] for name in untouched}
    assert found.keys() - parts(content).keys() == {"word/comments1.xml"}


# What may stand in the properties of a cell, in the order that the standard asks for (ECMA-376, part 1, 17.4.69);
# but for those of a cell that was deleted, which is not read.
BEFORE = ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")
BEHIND = (
    *("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark", "headers"),
    *("cellIns", "cellMerge", "tcPrChange"),
)


@pytest.mark.parametrize("name", BEHIND)
def test_shading_stands_where_the_standard_wants_it(name: str) -> None:
    """Word calls a file damaged in which it stands elsewhere."""
    before = "".join(f"<w:{item}/>" for item in BEFORE if "Merge" not in item)
    content = word(p("题目") + tbl(tr(tc("甲", f"{before}<w:{name}/>"), tc("乙"))))
    found = mark("docx", content, marks_of({CELL: "这一格"}))
    assert f"{before}{shading('FFC7CE')}<w:{name}/></w:tcPr>" in body(found)


def test_shading_is_the_last_where_nothing_may_follow() -> None:
    content = word(p("题目") + tbl(tr(tc("甲", "<w:tcW/><w:tcBorders/>"), tc("乙"))))
    found = mark("docx", content, marks_of({CELL: "这一格"}))
    assert f"<w:tcPr><w:tcW/><w:tcBorders/>{shading('FFC7CE')}</w:tcPr>" in body(found)


def test_shading_comes_in_the_place_of_the_old_one() -> None:
    old = '<w:shd w:val="pct10" w:fill="00FF00"/>'
    content = word(p("题目") + tbl(tr(tc("甲", f"<w:tcW/>{old}<w:vAlign/>"), tc("乙"))))
    found = mark("docx", content, marks_of({CELL: "这一格"}))
    assert f"<w:tcPr><w:tcW/>{shading('FFC7CE')}<w:vAlign/></w:tcPr>" in body(found)


def test_a_cell_without_properties_gets_them_first() -> None:
    content = word(p("题目") + tbl(tr("<w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>", tc("乙"))))
    found = mark("docx", content, marks_of({CELL: "这一格"}))
    paragraph = f"<w:p>{begin(1)}<w:r><w:t>甲</w:t></w:r>{end(1)}</w:p>"
    assert f"<w:tc><w:tcPr>{shading('FFC7CE')}</w:tcPr>{paragraph}</w:tc>" in body(found)


RUNS = "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in ("公开信息", "一百二十", "三条。", "今后加强。"))


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("公开信息", "公开信息"),
        ("信息一百", "公开信息一百二十"),
        ("一百二十三条", "一百二十三条。"),
        ("今后", "今后加强。"),
        ("没有这句话", "公开信息一百二十三条。今后加强。"),
        (None, "公开信息一百二十三条。今后加强。"),
    ],
)
def test_a_comment_reaches_over_the_runs_that_hold_the_words(quote: str | None, marked: str) -> None:
    content = word(p("题目") + f"<w:p><w:pPr><w:jc/></w:pPr>{RUNS}</w:p>")
    found = mark("docx", content, marks_of({Anchor(line=2, quote=quote): "这里"}))
    assert docx_comments(found) == {"摘要": "题目", "这里": marked}
    assert "<w:p><w:pPr><w:jc/></w:pPr>" in body(found)
    assert re.sub(r"<w:comment\w+ [^>]*/>", "", body(found).replace('<w:rPr><w:sz w:val="16"/></w:rPr>', "")).replace(
        "<w:r></w:r>", ""
    ) == body(content)


def test_words_of_two_paragraphs_are_marked_at_the_first() -> None:
    content = word(p("题目") + p("公开信息") + p("一百条"))
    found = mark("docx", content, marks_of({Anchor(line=2, quote="信息一百"): "这里"}))
    assert docx_comments(found) == {"摘要": "题目", "这里": "公开信息"}


def comments_part(inner: str, prefix: str = "w:") -> Mapping[str, str | bytes]:
    """A file's part of comments, with its relation."""
    declared = f'xmlns:w="{W}"' if prefix else f'xmlns="{W}" xmlns:w="{W}"'
    tag = f"{prefix}comments"
    return {
        "word/comments.xml": f"<{tag} {declared}>{inner}</{tag}>",
        "word/_rels/document.xml.rels": relations({"comments.xml": "comments"}),
    }


@pytest.mark.parametrize(
    ("ids", "first"),
    [
        ((), 0),
        (("0",), 1),
        (("7", "3"), 8),
        (("x", ""), 0),
        (("4", "²"), 5),
        (("-5",), 0),
        (("123456789",), 123456790),
        (("1234567890",), 123456790),
    ],
)
def test_new_comments_are_numbered_on(ids: tuple[str, ...], first: int) -> None:
    old = "".join(f'<w:comment w:id="{number}"/>' for number in ids)
    content = word(p("题目") + TABLE, extra=comments_part(old))
    found = parts(mark("docx", content, marks_of({CELL: "这一格"})))
    new = (
        f'<w:comment w:id="{number}" w:author="检查" w:initials="检查"><w:p>{SHAPE}{said(text)}</w:p></w:comment>'
        for number, text in ((first, "摘要"), (first + 1, "这一格"))
    )
    assert found["word/comments.xml"].decode() == f'<w:comments xmlns:w="{W}">{old}{"".join(new)}</w:comments>'
    assert begin(first) in body(zipped(found))
    assert end(first + 1) in body(zipped(found))
    assert found["word/_rels/document.xml.rels"] == parts(content)["word/_rels/document.xml.rels"]
    assert found["[Content_Types].xml"] == parts(content)["[Content_Types].xml"]


def test_comments_are_written_as_the_part_that_has_no_prefix() -> None:
    content = word(p("题目") + TABLE, extra=comments_part('<comment w:id="0"/>', ""))
    found = tree(parts(mark("docx", content, marks_of({CELL: "这一格"})))["word/comments.xml"])
    assert [(item.tag, item.get(f"{{{W}}}id")) for item in found] == [
        (f"{{{W}}}comment", number) for number in ("0", "1", "2")
    ]
    assert ["".join(item.itertext()) for item in found] == ["", "摘要", "这一格"]


def test_a_strict_file_gets_strict_comments() -> None:
    """ISO 29500 Strict names namespaces and relations otherwise, those of the package as ever."""
    main = f"<w:document {NAMESPACES}><w:body>{p('题目')}{TABLE}</w:body></w:document>".replace(W, STRICT)
    content = word("", extra={"word/document.xml": main})
    found = parts(mark("docx", content, marks_of({CELL: "这一格"})))
    assert b'<w:comments xmlns:w="' + STRICT.encode() + b'"><w:comment w:id="0"' in found["word/comments1.xml"]
    rels = tree(found["word/_rels/document.xml.rels"])
    assert dict(rels[-1].attrib) == {
        "Id": "rIdMark1",
        "Type": f"{STRICT_RELATIONS}/comments",
        "Target": "comments1.xml",
    }
    assert rels[-1].tag == f"{{{RELATIONS}}}Relationship"


@pytest.mark.parametrize("uri", [W, STRICT])
def test_markup_without_a_prefix_declares_its_own(uri: str) -> None:
    """In a part whose own names bear no prefix, attributes need one that is declared."""
    plain = f'<document xmlns="{uri}"><body><p><r><t>题目</t></r></p><tbl><tr><tc><p/></tc><tc><p/></tc></tr></tbl>'
    content = word("", extra={"word/document.xml": plain + "</body></document>"})
    found = mark("docx", content, marks_of({CELL: "这一格"}))
    root = tree(parts(found)["word/document.xml"])
    name = f"{{{uri}}}"
    shaded = root.find(f".//{name}tc/{name}tcPr/{name}shd")
    assert [shaded.get(f"{name}{key}") for key in ("val", "color", "fill")] == ["clear", "auto", "FFC7CE"]
    starts = [item.get(f"{name}id") for item in root.iter(f"{name}commentRangeStart")]
    assert starts == [item.get(f"{name}id") for item in root.iter(f"{name}commentRangeEnd")] == ["0", "1"]
    (first, second) = root.iter(f"{name}commentReference")
    assert [first.get(f"{name}id"), second.get(f"{name}id")] == ["0", "1"]
    assert first.getparent().find(f"{name}rPr/{name}sz").get(f"{name}val") == "16"
    assert parts(found)["word/document.xml"].startswith(plain[:60].encode())


BOX = "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"


def test_a_comment_on_a_box_in_a_box_stands_outside_of_both() -> None:
    inner = f"<w:p>{BOX.format(p('最里面'))}</w:p>"
    content = word(p("题目") + f"<w:p>{BOX.format(inner)}<w:r><w:t>外面</w:t></w:r></w:p>")
    at = next(number for number in (2, 3) if "最里面" in docx_text(content, number))
    found = mark("docx", content, marks_of({Anchor(line=at, quote="最里面"): "框"}))
    outer = f"<w:p>{begin(1)}{BOX.format(inner)}<w:r><w:t>外面</w:t></w:r>{end(1)}</w:p>"
    assert body(found).endswith(outer)


def docx_text(content: bytes, number: int) -> str:
    from engine.readers.formats.docx import read
    from tests.packages import lines

    return lines(read(content))[number - 1]


def test_a_box_that_stands_in_no_paragraph_is_refused() -> None:
    content = word(tbl(tr(tc("<w:txbxContent><w:p/></w:txbxContent>"), tc("<w:p/>"))))
    with pytest.raises(Unusable) as refused:
        mark("docx", content, marks_of({}))
    assert refused.value.key == "package.broken"


def test_a_document_of_tables_only_gets_its_summary_in_the_first_cell() -> None:
    found = mark("docx", word(TABLE), marks_of({Anchor(cell=(1, 2, 2)): "这一格"}))
    assert docx_comments(found) == {"摘要": "甲", "这一格": "12"}


def test_a_document_without_words_gets_no_part_of_comments() -> None:
    content = word("<w:p/>")
    assert parts(mark("docx", content, marks_of({}))) == parts(content)


def test_a_cell_that_is_not_there_is_not_shaded() -> None:
    """Its comment stands at the first words."""
    found = mark("docx", word(p("题目") + TABLE), marks_of({Anchor(cell=(1, 3, 1)): "没有这一格"}))
    assert "w:shd" not in body(found)
    assert docx_comments(found) == {"摘要": "题目", "没有这一格": "题目"}
