"""Web pages: what a person sees becomes lines, whatever the markup."""

from __future__ import annotations

import pytest

from engine.errors import Unusable
from engine.readers.document import Line
from engine.readers.formats.html import read
from tests.pages import DRAWN, SIMPLE, lines, outline, page


class TestText:
    @pytest.mark.parametrize(
        ("body", "expected"),
        [
            ("<p>一</p><p>二</p>", ["一", "二"]),
            ("<p>一<p>二", ["一", "二"]),
            ("<div>一<div>二</div>三</div>", ["一", "二", "三"]),
            ("一、<b>总体</b><font color=red><span>情</span>况</font>", ["一、总体情况"]),
            ("<h2><span>二、</span><span>主动\n公开</span></h2>", ["二、主动公开"]),
            ("一<br>二<br/>三<BR>", ["一", "二", "三"]),
            ("<p>&nbsp;&nbsp;　　全年&nbsp;12　件　</p>", ["全年\xa012　件"]),
            ("<p>&nbsp;</p><p>　</p><p> </p>一", ["一"]),
            ("<p>two\n  words\t here </p>", ["two words here"]),
            ("<p>政府\r\n信息，\n公开 12\n件</p>", ["政府信息，公开 12 件"]),
            ("<p>信\u200b息\ufeff公\u00ad开\u2060</p>", ["信息公开"]),
            ("<p>共１２件</p>", ["共１２件"]),
            ("<p>ab&#1;c&#xFFFE;d&#xD800;e</p>", ["abcd\ufffde"]),
            ("<p>a\u2028b</p>", ["a b"]),
            ("<p>&lt;b&gt; &amp; &#19968; &hellip; &nosuch; &</p>", ["<b> & 一 … &nosuch; &"]),
            ("<ul><li>一<li>二</ul><dl><dt>三<dd>四</dl>", ["一", "二", "三", "四"]),
            ("<p>x<o:p></o:p>y</p><ucapcontent><p>一</p></ucapcontent>", ["xy", "一"]),
            ("<!--<$[CONTENT]>begin-->一<!--<$[CONTENT]>end-->", ["一"]),
            ("<p>前<!-- c --!>后</p>", ["前后"]),
            ("<span style='display:block'>一</span><span style='DISPLAY: Block'>二</span>", ["一", "二"]),
            ("<div style='display:inline'>一</div><div style='display:inline-block'>二</div>", ["一二"]),
            ("无标签", ["无标签"]),
            ("<p>一</body></html><p>二", ["一", "二"]),
            ("<p>一<", ["一<"]),
            ("<p>一<td>二<tr>三", ["一", "二", "三"]),
            ("", []),
            ("   \n", []),
            ("<!-- -->", []),
            ("<html></html>", []),
        ],
    )
    def test_lines(self, body: str, expected: list[str]) -> None:
        assert lines(body) == expected

    @pytest.mark.parametrize(
        "unseen",
        [
            "<script>document.write('<p>x</p>')</script>",
            "<style>p {color: red}</style>",
            "<noscript>x</noscript>",
            "<template><p>x</p></template>",
            "<svg><text>x</text><title>y</title></svg>",
            "<!-- x -->",
            "<!--[if gte mso 9]><xml>x</xml><![endif]-->",
            "<div hidden>x<div>y</div></div>",
            "<div style='display:none'>x<p>y</p></div>",
            "<div STYLE='COLOR: red; DISPLAY : NONE !important'>x</div>",
            "<span style='visibility:hidden'>x</span>",
            "<select><option>x<option selected>y</select>",
            "<input type=text value=x><textarea>x</textarea><button>x</button>",
            "<img src=x alt=y title=z>",
            "<iframe src=about:blank>x</iframe>",
            "<object><p>x</p></object>",
        ],
    )
    def test_what_is_not_seen(self, unseen: str) -> None:
        assert lines(f"<p>一{unseen}</p><p>二</p>") == ["一", "二"]

    @pytest.mark.parametrize(
        "seen",
        [
            "<p aria-hidden=true>x</p>",
            "<p style='mso-display:none'>x</p>",
            "<p style='display:block;mso-hide:none'>x</p>",
            "<div style='visibility:hidden'><p style='visibility:visible'>x</p></div>",
            "<p style='font-family:\"display:none\"'>x</p>",
        ],
    )
    def test_what_is_seen(self, seen: str) -> None:
        assert lines(f"一{seen}二") == ["一", "x", "二"]

    def test_numbers_count_lines_and_there_are_no_pages(self) -> None:
        parts = page(f"<p>一<p>&nbsp;<p>二{SIMPLE}<p>三").parts
        assert [(part.number, part.page) for part in parts] == [(1, None), (2, None), (1, None), (3, None)]

    def test_preformatted_text_keeps_its_lines_and_blanks(self) -> None:
        read_as = page("<pre>一、总体情况\r\n\r\n    全年  公开 \n\t12</pre>")
        assert [part.text for part in read_as.parts if isinstance(part, Line)] == [
            "一、总体情况",
            "    全年  公开",
            "\t12",
        ]
        assert read_as.wrapped

    def test_a_page_with_little_preformatted_text_is_not_wrapped(self) -> None:
        assert not page(f"<p>{'字' * 50}</p><pre>少\n量</pre>").wrapped

    def test_paragraphs_in_a_style_that_keeps_line_ends(self) -> None:
        """They are line ends of the author, and long lines wrap on the screen."""
        read_as = page(
            "<div style='white-space: pre-wrap'>一\n二<span style='white-space:normal'>三\n四</span></div>"
        )
        assert [part.text for part in read_as.parts if isinstance(part, Line)] == ["一", "二三四"]
        assert not read_as.wrapped

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le"])
    @pytest.mark.parametrize(
        "declaration",
        [
            "",
            "<meta charset=gb2312>",
            '<META CHARSET="UTF-8" />',
            '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"/>',
            "<meta content='text/html;charset = GBK' http-equiv=content-type>",
            "<meta charset=no-such>",
        ],
    )
    def test_the_bytes_decide_the_encoding(self, declaration: str, encoding: str) -> None:
        text = f"<html><head>{declaration}<title>年报</title></head><body>政府信息公开工作年度报告</body></html>"
        document = read(text.encode(encoding))
        assert document.parts == (Line(1, None, "政府信息公开工作年度报告"),)
        assert document.declared == {"title": "年报"}

    def test_xhtml_with_its_declaration(self) -> None:
        text = (
            '<?xml version="1.0" encoding="gb2312"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd">'
            '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>一</p><br /><p>二</p></body></html>'
        )
        assert [part.text for part in read(text.encode("gbk")).parts if isinstance(part, Line)] == ["一", "二"]

    def test_a_declaration_decides_between_two_good_readings(self) -> None:
        content = "<p>魔肖</p>".encode("gbk")
        assert read(b"<meta charset=gb2312>" + content).parts == (Line(1, None, "魔肖"),)
        assert read(b"<meta charset=utf-8>" + content).parts == (Line(1, None, "ħ\u0424"),)

    def test_binary(self) -> None:
        with pytest.raises(Unusable) as caught:
            read(b"<html>\0\1\2\3")
        assert caught.value.key == "file.binary"


class TestDeclared:
    def test_named_metas_and_title(self) -> None:
        document = page(
            "<head><title> 年度\n报告 </title><meta name=PubDate content='2024-01-31 10:00'>"
            "<META NAME='SiteName' CONTENT='某县人民政府'><meta name=columnname content=''>"
            "<meta http-equiv=refresh content=5><meta charset=utf-8><meta name=x>"
            "<meta name=pubdate content=2020-01-01></head><body><meta name=ContentSource content=办公室>一"
        )
        assert document.declared == {
            "title": "年度 报告",
            "pubdate": "2024-01-31 10:00",
            "sitename": "某县人民政府",
            "contentsource": "办公室",
        }

    def test_the_title_element_goes_before_a_meta(self) -> None:
        assert page("<meta name=title content=甲><title>乙</title>").declared == {"title": "乙"}
        assert page("<meta name=title content=甲><title></title>").declared == {"title": "甲"}

    def test_limits(self) -> None:
        metas = "".join(f"<meta name=n{i} content={'x' * 600}>" for i in range(300))
        declared = page(f"<title>{'题' * 600}</title>{metas}").declared
        assert len(declared) == 201
        assert {len(value) for value in declared.values()} == {500}


class TestLandmarks:
    def test_they_are_left_out_around_an_article(self) -> None:
        assert lines(
            "<header>站名<nav>首页</nav></header><nav><ul><li><a href=/>首页</a></ul></nav><aside>相关</aside>"
            "<main><p>一、总体情况</main><footer>版权</footer>"
        ) == ["一、总体情况"]

    def test_they_stay_within_an_article(self) -> None:
        assert lines(
            "<article><header>年报</header>一、总体情况<footer>办公室</footer></article><footer>版权</footer>"
        ) == [
            "年报",
            "一、总体情况",
            "办公室",
        ]

    @pytest.mark.parametrize("inner", ["<main>一、总体情况</main>", "<article>一、总体情况</article>"])
    def test_an_article_in_a_header(self, inner: str) -> None:
        assert lines(f"<header>年报{inner}</header><footer>（一）版权</footer>") == ["年报", "一、总体情况"]

    def test_the_title_of_the_page_in_a_header(self) -> None:
        assert lines("<header><h1>2024年年报</h1></header><p>一、总体情况") == ["2024年年报", "一、总体情况"]

    def test_a_table_in_a_header(self) -> None:
        assert outline(f"<header>表{SIMPLE}</header>一、总体情况") == ["表", DRAWN, "一、总体情况"]

    @pytest.mark.parametrize("heading", ["一、总体情况", "（一）总体情况", "三．总体", " 十二、 总体"])
    def test_everything_stays_if_no_heading_would(self, heading: str) -> None:
        assert lines(f"<nav>首页</nav><header><p>{heading}</header><p>正文") == ["首页", heading.strip(), "正文"]

    @pytest.mark.parametrize("text", ["1. 总体情况", "一共12件", "一", "2024年", "一、" + "字" * 70])
    def test_what_is_no_heading(self, text: str) -> None:
        assert lines(f"<nav>首页</nav><p>{text}") == ["首页", text]

    def test_an_unclosed_header(self) -> None:
        assert lines("<header>站名<p>一、总体情况<p>正文") == ["站名", "一、总体情况", "正文"]


class TestFrames:
    @pytest.mark.parametrize(
        ("body", "told"),
        [
            ("<frameset><frame src=a.htm><noframes>x</noframes></frameset>", True),
            ("<p>年报</p><iframe src='/report.html'></iframe>", True),
            ("<p>年报</p><embed src='/report.PDF'>", True),
            ("<p>年报</p><object data='/report.pdf'></object>", True),
            ("<p>年报</p><embed src='/banner.swf'>", False),
            (f"{SIMPLE}<iframe src='/counter.html'></iframe>", False),
            (
                "<p>年报</p><iframe></iframe><iframe src=about:blank></iframe><iframe src='javascript:x()'></iframe>",
                False,
            ),
            (
                "<p>年报</p><iframe src=/x width=0 height=0></iframe><iframe src=/x style='display:none'></iframe>",
                False,
            ),
        ],
    )
    def test_notice(self, body: str, told: bool) -> None:
        assert [notice.key for notice in page(body).notices] == (["html.frames"] if told else [])
