"""What is written into a workbook, whole: comments, the boxes that show them, fills, and new cells."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from engine.errors import Unusable
from engine.mark.notes import Anchor, Marks, Note, Shade
from tests.marked import WORDS, mark, marks_of, parts, tree
from tests.packages import OFFICE, RELATIONS, R, S, book, relations, zipped

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PLACE = Anchor(sheet="one", cell=(1, 2, 2))
FILLS = '<fills count="2"><fill><patternFill patternType="none"/></fill><fill/></fills>'
FORMATS = '<cellXfs count="2"><xf numFmtId="0" fillId="0"/><xf numFmtId="9" fillId="1" applyFill="0"/></cellXfs>'
STYLES = FILLS + FORMATS
V = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
# The kind of shape that boxes of comments are, as Excel itself writes it.
KIND = (
    f'<v:shapetype{V} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def text(address: str, words: str) -> str:
    return f'<c r="{address}" t="str"><v>{words}</v></c>'


def run(words: str, *, bold: bool = False) -> str:
    return f'<r><rPr>{"<b/>" if bold else ""}<sz val="9"/></rPr><t xml:space="preserve">{words}</t></r>'


def comment(address: str, *runs: str, author: int = 0) -> str:
    return f'<comment ref="{address}" authorId="{author}"><text>{"".join(runs)}</text></comment>'


def box(number: int, row: int, column: int, height: int, anchor: str) -> str:
    """A hidden box; row and column from 0."""
    return (
        f'<v:shape{V} id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;width:360pt;'
        f'height:{height}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def fill(colour: str) -> str:
    inner = f'<fgColor rgb="FF{colour}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{inner}</patternFill></fill>'


def noted(texts: Mapping[Anchor, tuple[tuple[str, str], ...]], *shades: Shade) -> Marks:
    """Marks with these paragraphs, the summary at the title."""
    notes = [Note(anchor, "gap", "1", paragraphs) for anchor, paragraphs in texts.items()]
    return Marks("检查", (Note(Anchor(), None, "", (("", "摘要"),)), *notes), shades, WORDS)


def test_all_that_is_written_into_a_small_workbook() -> None:
    content = book(
        row(1, text("A1", "题目")) + row(3, text("A3", "丙"), '<c r="B3" s="1"><v>12</v></c>', text("D3", "丁")),
        STYLES,
    )
    long = "长" * 65  # three lines of thirty characters
    marks = noted(
        {
            Anchor(sheet="one", cell=(1, 3, 2)): (("问题1", "数 & 和"), ("", long)),
            Anchor(sheet="one", cell=(1, 3, 3)): (("", "空"),),
        },
        *(Shade(Anchor(sheet="one", cell=(1, 3, 2)), "gap"), Shade(Anchor(sheet="one", cell=(1, 3, 3)), "review")),
        *(Shade(Anchor(sheet="one", cell=(1, 3, 4)), "gap"), Shade(Anchor(sheet="one", cell=(1, 2, 1)), "involved")),
    )
    found = parts(mark("xlsx", content, marks))
    drawing = f'<legacyDrawing xmlns:r="{R}" r:id="rIdMark2"/>'
    rows = (
        row(1, text("A1", "题目"))
        + row(2, '<c r="A2" s="5"/>')
        + row(
            3,
            text("A3", "丙"),
            '<c r="B3" s="2"><v>12</v></c>',
            '<c r="C3" s="3"/>',
            '<c s="4" r="D3" t="str"><v>丁</v></c>',
        )
    )
    assert found["xl/worksheets/sheet1.xml"].decode() == (
        f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData>{drawing}</worksheet>'
    )
    fills = FILLS.replace('"2"', '"5"', 1).removesuffix("</fills>") + "".join(
        map(fill, ("FFC7CE", "FFEB9C", "DDEBF7"))
    )
    new = "".join(
        f'<xf xmlns="{S}" numFmtId="{number}" fillId="{background}" applyFill="1"/>'
        for number, background in ((9, 2), (0, 3), (0, 2), (0, 4))
    )
    formats = FORMATS.replace('"2"', '"6"', 1).removesuffix("</cellXfs>") + new
    assert (
        found["xl/styles.xml"].decode() == f'<styleSheet xmlns="{S}">{fills}</fills>{formats}</cellXfs></styleSheet>'
    )
    comments = (
        comment("A1", run("摘要"))
        + comment("B3", run("问题1：", bold=True), run("数 &amp; 和"), run("\n" + long))
        + comment("C3", run("空"))
    )
    assert found["xl/comments1.xml"].decode() == (
        f'{HEAD}<comments xmlns="{S}"><authors><author>检查</author></authors>'
        f"<commentList>{comments}</commentList></comments>"
    )
    # Heights: a line is 13 points, one more is left free; a row is some 18 points.
    boxes = box(1025, 0, 0, 26, "1, 12, 0, 8, 6, 12, 2, 8") + box(1026, 2, 1, 65, "2, 12, 1, 8, 7, 12, 5, 8")
    boxes += box(1027, 2, 2, 26, "3, 12, 1, 8, 8, 12, 3, 8")
    assert found["xl/drawings/vmlDrawing1.vml"].decode() == f"<xml{V}>{KIND}{boxes}</xml>"
    assert found["xl/worksheets/_rels/sheet1.xml.rels"].decode() == (
        f'{HEAD}<Relationships xmlns="{RELATIONS}">'
        f'<Relationship Id="rIdMark1" Type="{R}/comments" Target="../comments1.xml"/>'
        f'<Relationship Id="rIdMark2" Type="{R}/vmlDrawing" Target="../drawings/vmlDrawing1.vml"/></Relationships>'
    )
    assert found["[Content_Types].xml"].decode() == (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="vml" ContentType="{OFFICE}.vmlDrawing"/>'
        f'<Override PartName="/main.xml" ContentType="{OFFICE}.spreadsheetml.sheet.main+xml"/>'
        f'<Override PartName="/xl/comments1.xml" ContentType="{OFFICE}.spreadsheetml.comments+xml"/></Types>'
    )
    untouched = ("_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml")
    assert {name: found[name] for name in untouched} == {name: parts(content)[name] for name in untouched}
    assert len(found) == len(parts(content)) + 3


@pytest.mark.parametrize(
    ("words", "height", "rows"),
    [
        ("短" * 29, 26, 1),
        ("短" * 30, 39, 2),
        ("短\n短", 39, 2),
        ("短\n" * 28 + "短", 390, 21),
        ("短\n" * 29 + "短", 400, 22),  # 30 lines and one more would take 403
        ("短" * 3000, 400, 22),
    ],
)
def test_a_box_is_as_tall_as_its_words_but_not_taller_than_a_screen(words: str, height: int, rows: int) -> None:
    """It begins above its cell, and ends as many rows below as it needs."""
    content = book(row(5, text("C5", "题目")), STYLES)
    note = Note(Anchor(), None, "", tuple(("", line) for line in words.split("\n")))
    found = parts(mark("xlsx", content, Marks("检查", (note,), (), WORDS)))
    shape = box(1025, 4, 2, height, f"3, 12, 3, 8, 8, 12, {3 + 1 + rows}, 8")
    assert found["xl/drawings/vmlDrawing1.vml"].decode() == f"<xml{V}>{KIND}{shape}</xml>"


# What the standard lets stand behind the drawing of comments in a sheet (ECMA-376, part 1, 18.3.1.99).
BEHIND = (
    *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts"),
    "extLst",
)
BEFORE = "<mergeCells/><pageMargins/><ignoredErrors/><drawing/>"


@pytest.mark.parametrize("name", BEHIND)
def test_the_drawing_stands_where_the_standard_wants_it(name: str) -> None:
    content = book(row(1, text("A1", "题目")), STYLES, rest=f"{BEFORE}<{name}/>")
    found = parts(mark("xlsx", content, marks_of({})))["xl/worksheets/sheet1.xml"].decode()
    assert f'</sheetData>{BEFORE}<legacyDrawing xmlns:r="{R}" r:id="rIdMark2"/><{name}/></worksheet>' in found


def test_the_drawing_is_the_last_where_nothing_may_follow() -> None:
    content = book(row(1, text("A1", "题目")), STYLES, rest=BEFORE)
    found = parts(mark("xlsx", content, marks_of({})))["xl/worksheets/sheet1.xml"].decode()
    assert found.endswith(f'{BEFORE}<legacyDrawing xmlns:r="{R}" r:id="rIdMark2"/></worksheet>')


def with_comments(comments: str, drawing: str, *, prefix: str = "", identity: str = "r1") -> bytes:
    """A workbook whose only sheet has comments already."""
    sheet = row(1, text("A1", "题目")) + row(2, text("A2", "甲"), text("B2", "12"))
    files = parts(book(sheet, STYLES, rest=f'<legacyDrawing xmlns:r="{R}" r:id="{identity}"/>'))
    namespace = f'xmlns:{prefix[:-1]}="{S}"' if prefix else f'xmlns="{S}"'
    return zipped(
        {
            **files,
            "xl/worksheets/_rels/sheet1.xml.rels": relations({"../old.xml": "comments", "../old.vml": "vmlDrawing"}),
            "xl/old.xml": f"<{prefix}comments {namespace}>{comments}</{prefix}comments>",
            "xl/old.vml": drawing,
        }
    )


OLD = '<comment ref="B2" authorId="1"><text>{}</text></comment>'
AUTHORS = "<authors><author>张三</author><author>李四</author></authors>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<t>原来的</t>", f"<r><t>原来的</t></r>{run(chr(10))}{run('这一格')}"),
        ("<r><t>原来的</t></r>", f"<r><t>原来的</t></r>{run(chr(10))}{run('这一格')}"),
        ("", f"{run(chr(10))}{run('这一格')}"),
    ],
)
def test_words_are_added_to_a_comment_that_is_there(old: str, new: str) -> None:
    """A cell has but one; others get their own, by an author of our name."""
    drawing = '<xml><v:shape id="_x0000_s2050" type="#_x0000_t202"/>\n</xml>'
    content = with_comments(f"{AUTHORS}<commentList>{OLD.format(old)}</commentList>", drawing)
    found = parts(mark("xlsx", content, marks_of({PLACE: "这一格"})))
    authors = AUTHORS.replace("</authors>", "<author>检查</author></authors>")
    assert found["xl/old.xml"].decode() == (
        f'<comments xmlns="{S}">{authors}<commentList>'
        f"{OLD.format(new)}{comment('A1', run('摘要'), author=2)}</commentList></comments>"
    )
    # The drawing does not say yet what boxes of comments are; numbers go on.
    one = box(2051, 0, 0, 26, "1, 12, 0, 8, 6, 12, 2, 8")
    kind = "" if '"_x0000_t202"' in drawing else KIND
    assert found["xl/old.vml"].decode() == drawing.replace("</xml>", f"{kind}{one}</xml>")
    assert "xl/comments1.xml" not in found


def test_the_kind_of_box_is_told_once() -> None:
    listed = f"{AUTHORS}<commentList/>"
    told = '<xml><v:shapetype id="_x0000_t202"/></xml>'
    shapes = box(1025, 0, 0, 26, "1, 12, 0, 8, 6, 12, 2, 8")
    found = parts(mark("xlsx", with_comments(listed, told), marks_of({})))
    assert found["xl/old.vml"].decode() == told.replace("</xml>", shapes + "</xml>")
    found = parts(mark("xlsx", with_comments(listed, "<xml></xml>"), marks_of({})))
    assert found["xl/old.vml"].decode() == f"<xml>{KIND}{shapes}</xml>"


def test_a_comment_in_another_spelling_is_added_to_in_it() -> None:
    old = '<x:authors/><x:commentList><x:comment ref="B2" authorId="0"><x:text><x:t>原</x:t></x:text></x:comment>'
    content = with_comments(old + "</x:commentList>", "<xml></xml>", prefix="x:")
    found = parts(mark("xlsx", content, marks_of({PLACE: "这一格"})))["xl/old.xml"].decode()
    ours = re.sub(r"<(/?)(\w)", r"<\1x:\2", run("\n") + run("这一格"))
    summary = re.sub(r"<(/?)(\w)", r"<\1x:\2", comment("A1", run("摘要")))
    assert found == (
        f'<x:comments xmlns:x="{S}"><x:authors><x:author>检查</x:author></x:authors><x:commentList>'
        f'<x:comment ref="B2" authorId="0"><x:text><x:r><x:t>原</x:t></x:r>{ours}</x:text></x:comment>'
        f"{summary}</x:commentList></x:comments>"
    )


@pytest.mark.parametrize("comments", ["<authors/>", "<commentList/>", ""])
def test_comments_that_are_no_comments_are_refused(comments: str) -> None:
    with pytest.raises(Unusable) as refused:
        mark("xlsx", with_comments(comments, "<xml></xml>"), marks_of({}))
    assert refused.value.key == "package.broken"


def test_a_drawing_that_is_no_markup_is_refused() -> None:
    with pytest.raises(Unusable) as refused:
        mark("xlsx", with_comments(f"{AUTHORS}<commentList/>", "nothing"), marks_of({}))
    assert refused.value.key == "package.broken"


def test_words_beyond_what_a_comment_takes_are_left_out_paragraph_by_paragraph() -> None:
    """Excel refuses a comment of more than 32,767 characters."""
    for length, kept in ((14_900, True), (15_100, False)):
        paragraphs = (("一", "甲" * 14_990), ("", "乙" * length), ("", "丙"))
        content = book(row(1, text("A1", "题目")), STYLES)
        found = mark("xlsx", content, Marks("检查", (Note(Anchor(), None, "", paragraphs),), (), WORDS))
        written = tree(parts(found)["xl/comments1.xml"])
        assert "".join(written[1].itertext()) == (
            "一：" + "甲" * 14_990 + ("\n" + "乙" * length + "\n丙" if kept else "")
        )


def test_notes_on_one_cell_become_one_comment() -> None:
    content = book(row(1, text("A1", "题目")) + row(2, text("B2", "12")), STYLES)
    marks = noted({PLACE: (("甲", "一"),), Anchor(sheet="one", line=2): (("乙", "二"),)})
    found = parts(mark("xlsx", content, marks))["xl/comments1.xml"].decode()
    runs = (run("甲：", bold=True), run("一"), run("\n乙：", bold=True), run("二"))
    assert comment("B2", *runs) in found
