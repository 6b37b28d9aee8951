"""What is written into a web page, whole; how it looks; and at which words it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from engine.limits import DEFAULT
from engine.mark.html import mark
from engine.mark.notes import Anchor, Marks, Note, Shade
from engine.mark.page_source import places_of, source_of
from engine.mark.page_style import STYLE
from tests.marked import WORDS, marks_of

PAGE = (
    '<!DOCTYPE html>\n<html><head><title>页</title></head><body class="a>b"><h1>题目</h1>'
    "<table><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td >12<br>件</td></tr></table>"
    "<p>公开一百二十条。今后 加强。</p></body></html>\n"
)


def marked(page: str, anchor: Anchor, *, text: str = "这里", shaded: bool = True) -> str:
    """The page with a gap at one place, without its summary and its notes."""
    found = mark(page.encode(), marks_of({anchor: text}, shaded=shaded)).decode()
    return re.sub(r"<section data-compliance-note .*?</section>", "", found)


def link(number: int, tone: str, name: str, short: str, prefix: str = "compliance") -> str:
    return (
        f'<a data-compliance-note class="compliance-{tone}" id="{prefix}-place-{number}"'
        f' href="#{prefix}-note-{number}" title="{short}" aria-label="{short}">{name}</a>'
    )


def test_all_that_is_written_into_a_small_page() -> None:
    notes = (
        Note(Anchor(), None, "", (("年报自检", "得分 & 等"), ("", "两处"))),
        Note(Anchor(cell=(1, 2, 2)), "gap", "问题1", (("问题1", '数 <不> "对"'), ("", "少一件"))),
        Note(Anchor(line=2, quote="一百二十条"), "review", "待核对2", (("待核对2", "看看"),)),
    )
    shades = (Shade(Anchor(cell=(1, 2, 2)), "gap"), Shade(Anchor(cell=(1, 1, 1)), "involved"))
    found = mark(PAGE.encode(), Marks("检查", notes, shades, WORDS)).decode()
    short = "问题1 数 &lt;不&gt; &quot;对&quot;"
    summary = (
        '<section data-compliance-note lang="zh" class="compliance-box" aria-label="摘要">'
        f'<style>{STYLE}</style><p><b>年报自检：</b>得分 &amp; 等</p><p>两处</p><nav aria-label="批注"><ul>'
        f'<li><a href="#compliance-place-1">{short}</a></li>'
        '<li><a href="#compliance-place-2">待核对2 看看</a></li></ul></nav></section>'
    )
    listed = (
        '<section data-compliance-note lang="zh" class="compliance-box" aria-label="批注"><h2>批注</h2><ul>'
        '<li id="compliance-note-1" class="compliance-gap">'
        "<p><b>问题1：</b>数 &lt;不&gt; &quot;对&quot;</p><p>少一件</p>"
        '<p><a href="#compliance-place-1">回到原处</a></p></li>'
        '<li id="compliance-note-2" class="compliance-review"><p><b>待核对2：</b>看看</p>'
        '<p><a href="#compliance-place-2">回到原处</a></p></li></ul></section>'
    )
    words = f'<mark data-compliance="review">一百二十条</mark>{link(2, "review", "待核对2", "待核对2 看看")}'
    for old, new in (
        ('class="a>b">', f'class="a>b">{summary}'),
        ("<td>甲", '<td data-compliance="involved">甲'),
        ("<td >12<br>件", f'<td data-compliance="gap" >12<br>件{link(1, "gap", "问题1", short)}'),
        ("一百二十条", words),
        ("</body>", f"{listed}</body>"),
    ):
        assert PAGE.count(old) == 1
        found = found.replace(new, old, 1)
    assert found == PAGE


def test_a_page_without_findings_has_a_summary_only() -> None:
    found = mark(PAGE.encode(), marks_of({})).decode()
    box = f'<section data-compliance-note lang="zh" class="compliance-box" aria-label="摘要"><style>{STYLE}</style>'
    assert found == PAGE.replace('class="a>b">', f'class="a>b">{box}<p>摘要</p></section>')


LINK = link(1, "gap", "这里", " 这里")
SECOND = "公开一百二十条。今后 加强。"
GAP = '<mark data-compliance="gap">{}</mark>'


@pytest.mark.parametrize(
    ("anchor", "old", "new"),
    [
        (Anchor(), "题目", GAP.format("题目") + LINK),
        (Anchor(line=2), SECOND, GAP.format(SECOND) + LINK),
        (Anchor(line=2, quote="今后加强"), "今后 加强", GAP.format("今后 加强") + LINK),
        (Anchor(quote="公开１００"), "题目", GAP.format("题目") + LINK),
        (Anchor(line=9), "题目", GAP.format("题目") + LINK),
        (
            Anchor(line=2, quote="题目"),
            "公开一百二十条。今后 加强。",
            GAP.format("公开一百二十条。今后 加强。") + LINK,
        ),
        (Anchor(cell=(1, 1, 2)), "<td>乙", '<td data-compliance="gap">乙' + LINK),
        (Anchor(cell=(1, 3, 1)), "题目", GAP.format("题目") + LINK),
    ],
)
def test_a_note_stands_at_its_words(anchor: Anchor, old: str, new: str) -> None:
    assert marked(PAGE, anchor) == PAGE.replace(old, new, 1)


def test_words_of_a_long_passage_are_marked_whole() -> None:
    """Words in another spelling than the source's, or more than three hundred letters, are not cut out of it."""
    for page, quote, found in (
        ("<p>前１２后</p>", "12", "前１２后"),
        (f"<p>前{'长' * 300}后</p>", "长" * 300, "长" * 300),
        (f"<p>前{'长' * 301}后</p>", "长" * 301, f"前{'长' * 301}后"),
        ("<p>前&amp;后</p>", "前&", "前&amp;后"),
        ("<p>前&amp;后</p>", "&后", "前&amp;后"),
        ("<p>前&amp;后</p>", "amp", "前&amp;后"),
        ("<p>前&#19968;后</p>", "968", "前&#19968;后"),
        ("<p>前&amp;后 2 条</p>", "后2", "后 2"),
        ("<p>前.*后</p>", ".*", ".*"),
    ):
        assert GAP.format(found) + LINK in marked(page, Anchor(quote=quote))


def test_a_paragraph_of_several_pieces_is_marked_in_each() -> None:
    page = "<p>公开<b>一百</b> <i> 二十</i>条</p><p>后</p>"
    pieces = ("公开", "一百", " 二十")
    expected = page
    for piece in pieces:
        expected = expected.replace(piece, GAP.format(piece), 1)
    assert marked(page, Anchor(quote="一百二十")) == expected.replace("</i>条", f"</i>{GAP.format('条')}{LINK}")


def test_an_empty_cell_gets_its_link_inside() -> None:
    page = "<p>题目</p><table><tr><td>甲<td>乙<tr><td>丙<TD title='a>b'></table>"
    assert marked(page, Anchor(cell=(1, 2, 2))) == page.replace(
        "<TD title='a>b'>", f"<TD data-compliance=\"gap\" title='a>b'>{LINK}"
    )


def test_a_page_of_tables_only_gets_links_behind_its_summary() -> None:
    page = "<html><body><table><tr><td>甲</td><td>乙</td></tr></table></body></html>"
    expected = page.replace("<body>", f"<body>{LINK}")
    assert marked(page, Anchor(cell=(2, 1, 1))) == expected
    assert mark(page.encode(), marks_of({Anchor(cell=(2, 1, 1)): "这里"})).decode().index("</section><a") > 0


def test_names_of_marks_that_are_there_are_not_used_again() -> None:
    page = '<p id="compliance-note-1">题目</p><p id="compliance--x">文</p>'
    found = mark(page.encode(), marks_of({Anchor(line=2): "这里"})).decode()
    assert link(1, "gap", "这里", " 这里", "compliance--") in found
    assert '<li id="compliance---note-1" ' in found.replace("compliance--note", "compliance---note")
    assert '<a href="#compliance---place-1">' in found.replace("compliance--place", "compliance---place")


@pytest.mark.parametrize(
    ("page", "before"),
    [
        ("<p>题</p>", ""),
        ("<p>题</p></html>", "</html>"),
        ("<body><p>题</p></body>", "</body>"),
        ("<body><p>题</p></BODY >\n</html>", "</BODY >\n</html>"),
        ("<body><p>题</p></body><p>后</p></html>", "</html>"),
        ("<body><p>题</p></body></body></html>", "</body></html>"),
    ],
)
def test_notes_stand_at_the_end_of_the_body(page: str, before: str) -> None:
    found = mark(page.encode(), marks_of({Anchor(): "这里"})).decode()
    notes = '<section data-compliance-note lang="zh" class="compliance-box" aria-label="批注">'
    assert found.endswith(f"</ul></section>{before}")
    assert found.count(notes) == 1
    summary = found.index('<section data-compliance-note lang="zh" class="compliance-box" aria-label="摘要">')
    assert summary == (
        found.index("<body>") + 6 if "<body>" in page else found.index(notes) - (found.index(notes) - summary)
    )


def test_a_saved_page_says_its_encoding_by_its_first_bytes() -> None:
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
    head += "Content-Type: text/html; charset=gb2312\n\n"
    found = mark(head.encode() + "<p>题目</p>".encode("gb18030") + b"\n--b--\n", marks_of({}))
    assert found.startswith("\ufeff<".encode())
    assert "<p>题目</p>".encode() in found


# Where lines and cells stand in the source


def lines(page: str) -> list[tuple[str, list[str]]]:
    """Each line with its pieces as they stand in the source."""
    found = places_of(page, DEFAULT)
    return [(line.text, [page[at : found.ends[at]] for at in texts]) for line, texts in found.lines]


def cells(page: str) -> dict[tuple[int, int, int], tuple[str, list[str]]]:
    """Each cell with its start tag and its pieces."""
    found = places_of(page, DEFAULT)
    return {
        key: (page[cell.start : cell.inner], [page[at : found.ends[at]] for at in cell.texts])
        for key, cell in found.cells.items()
    }


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>甲<b>乙</b></p>丙", [("甲乙", ["甲", "乙"]), ("丙", ["丙"])]),
        ("<p>甲 < 乙 <b>丙</b>", [("甲 < 乙 丙", ["甲 < 乙 ", "丙"])]),
        ("<p>甲<!-- <p>不</p> -->乙<?php x ?>丙<!x>丁", [("甲乙丙丁", ["甲", "乙", "丙", "丁"])]),
        ("<p title='<b>' x=\"a>b\">甲</p>", [("甲", ["甲"])]),
        ("<script>'<p>不</p>'</script><p>甲</p>", [("甲", ["甲"])]),
        ("<STYLE>p{}</Style ><p>甲</p>", [("甲", ["甲"])]),
        ("<p>甲</p><textarea><p>不</textarea>", [("甲", ["甲"])]),
        ("<p>甲</p><script>不", [("甲", ["甲"])]),
        ("<p>甲<br>乙", [("甲", ["甲"]), ("乙", ["乙"])]),
        ("甲<br>乙", [("甲", ["甲"]), ("乙", ["乙"])]),
        ("< 甲<p>乙</p>", [("< 甲", ["< 甲"]), ("乙", ["乙"])]),
        ("\n甲<p>乙</p>", [("甲", ["\n甲"]), ("乙", ["乙"])]),
        ("<select><option>不</select><p> </p>甲", [("甲", ["甲"])]),
        ("<p>甲</p><div hidden>不</div><p>乙</p>", [("甲", ["甲"]), ("乙", ["乙"])]),
        ("<p>甲<", [("甲<", ["甲<"])]),
        ("<p>甲</p>乙</p><p>丙", [("甲", ["甲"]), ("乙", ["乙"]), ("丙", ["丙"])]),
        ("", []),
        (" \n ", []),
    ],
)
def test_lines_in_the_source(page: str, expected: list[tuple[str, list[str]]]) -> None:
    assert lines(page) == expected


def test_numbers_of_lines_leave_tables_out() -> None:
    page = "<p>甲</p><table><tr><td>1</td><td>2</td></tr></table><p>乙</p>"
    assert [(line.number, line.text, line.page, line.sheet) for line, _ in places_of(page, DEFAULT).lines] == [
        (1, "甲", None, None),
        (2, "乙", None, None),
    ]


def test_cells_in_the_source() -> None:
    page = (
        "<table><thead><tr><th x='>'>甲</th><th>乙<b>二</b></th></tr></thead>"
        "<tr><td colspan=2>丙</td></tr><tr><td></td><TD\n>丁</TD></tr></table>"
        "<table><tr><td>1<td>2<tr><td rowspan=2>3<td>4<tr><td>5</table>"
    )
    assert cells(page) == {
        (1, 1, 1): ("<th x='>'>", ["甲"]),
        (1, 1, 2): ("<th>", ["乙", "二"]),
        (1, 2, 1): ("<td colspan=2>", ["丙"]),
        (1, 3, 1): ("<td>", []),
        (1, 3, 2): ("<TD\n>", ["丁"]),
        (2, 1, 1): ("<td>", ["1"]),
        (2, 1, 2): ("<td>", ["2"]),
        (2, 2, 1): ("<td rowspan=2>", ["3"]),
        (2, 2, 2): ("<td>", ["4"]),
        (2, 3, 2): ("<td>", ["5"]),
    }


def test_a_table_around_tables_has_no_cells_of_its_own() -> None:
    page = "<table><tr><td>外<table><tr><td>1</td><td>2</td></tr></table></td><td>边</td></tr></table>"
    assert sorted(tag + "".join(texts) for tag, texts in cells(page).values()) == ["<td>1", "<td>2"]


@pytest.mark.parametrize(
    ("content", "text", "encoding", "first"),
    [
        ("题目", "题目", "utf-8", b""),
        (b"\xef\xbb\xbf" + "题目".encode(), "题目", "utf-8", b"\xef\xbb\xbf"),
        ("题目".encode("gb18030"), "题目", "gb18030", b""),
        (b"\xff\xfe" + "题目".encode("utf-16-le"), "题目", "utf-16-le", b"\xff\xfe"),
        (b"\xfe\xff" + "题目".encode("utf-16-be"), "题目", "utf-16-be", b"\xfe\xff"),
        ("题目公开".encode() * 9 + b"\xff", "题目公开" * 9 + "\udcff", "utf-8", b""),
    ],
)
def test_a_source_turns_back_into_its_bytes(content: str | bytes, text: str, encoding: str, first: bytes) -> None:
    content = content.encode() if isinstance(content, str) else content
    source = source_of(content, None)
    assert (source.text, source.encoding, source.mark) == (text, encoding, first)
    assert source.encoded(source.text) == content
    assert source.encoded("丙") == first + "丙".encode(encoding)


# How it looks


def rules(style: str) -> Mapping[str, Mapping[str, str]]:
    """By selector what a style sheet says, what is said of a screen too."""
    style = re.sub(r"@media screen\{(.*)\}$", r"\1", style)
    found: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", style):
        for selector in selectors.split(","):
            for line in body.split(";"):
                name, _, value = line.partition(":")
                found.setdefault(selector, {})[name] = value
    return found


def luminance(colour: str) -> float:
    """Of WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_what_is_marked_can_be_read_and_told_apart() -> None:
    seen = rules(STYLE)
    tones = [seen[f'[data-compliance="{tone}"]'] for tone in ("gap", "review", "involved")]
    grounds = [tone["background-color"].removesuffix("!important") for tone in tones]
    assert grounds == ["#FFC7CE", "#FFEB9C", "#DDEBF7"]
    for tone, ground in zip(tones, grounds, strict=True):
        assert contrast(tone["color"], ground) >= 7
        assert contrast(tone["outline"].split()[-1], ground) >= 3
    assert [tone["outline"].split()[1] for tone in tones] == ["solid", "dashed", "dotted"]  # without colours too
    for selector in (".compliance-box", ".compliance-box li"):
        assert contrast(seen[selector]["color"], seen[selector]["background"]) >= 7
    for name in ("gap", "review"):
        badge = seen[f"a.compliance-{name}[data-compliance-note]"]
        assert contrast(badge["color"], badge["background"]) >= 4.5
    assert contrast(seen[".compliance-box a"]["color"], "#fff") >= 4.5
    assert seen[".compliance-box"]["box-sizing"] == seen[".compliance-box *"]["box-sizing"] == "border-box"
    assert seen[".compliance-box li:target"]["position"] == "fixed"
    assert seen["a[data-compliance-note]"]["display"] == "inline-block"
