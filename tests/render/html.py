"""Draws a report as a web page: clean, from a content management system, from Word, as tag soup."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from tests.render import words
from tests.render.layout import Block, Paragraph, Table, blocks_of, title_of
from tests.render.matrix import Cell, Matrix
from tests.render.style import Style


@dataclass(frozen=True, slots=True)
class Variant:
    """``encoding`` is the true one and ``declared`` what the page says (nothing: it says none).

    ``dress``: how the page is written. ``meta``: the day of publication stands in a ``meta`` element
    instead of a line. ``hidden_cells``: the places under a merged cell are there, but not displayed.
    """

    style: Style = field(default_factory=Style)
    dress: str = "clean"
    encoding: str = "utf-8"
    declared: str = "utf-8"
    meta: bool = False
    hidden_cells: bool = False


VARIANTS: Mapping[str, Variant] = {
    "clean": Variant(Style(published=True), meta=True),
    "cms": Variant(Style(published=True, breaks="heads", channels=True), "cms"),
    "gbk": Variant(Style(published=True, figures="padded", disputes="wide"), "cms", "gb18030", "gbk"),
    "gbk-as-utf8": Variant(Style(blocks="each", numbering="、"), "clean", "gb18030", "utf-8"),
    "utf8-as-gb2312": Variant(Style(disputes="rows", narrow_brackets=True), "clean", "utf-8", "gb2312"),
    "word": Variant(Style(breaks="heads", figures="mixed", title_lines=2), "word", "gb18030", "gb2312"),
    "soup": Variant(Style(columns="people_last", figures="wide", spaced=True), "soup", declared=""),
    "repeated": Variant(Style(spans="repeated", blocks="each", disputes="rows", headings="part"), "bold"),
    "blank": Variant(Style(spans="blank", blocks="ragged", rows_beside=True, headings="bare"), "bold"),
    "cut": Variant(Style(cut="repeated", figures="thousands", captions=True, last_year=True), "sections"),
    "cut-bare": Variant(Style(cut="bare", label_columns=2, contents=True, headings="variant"), "cms"),
    "hidden-cells": Variant(
        Style(heading_in_table=True, numbering="．", columns="total_first"), "in-table", hidden_cells=True
    ),
    "one-label": Variant(Style(label_columns=1, blocks="each", breaks="all", note=False), "in-table"),
}


def render(report: Mapping[str, Any], variant: str) -> bytes:
    """The report as the bytes of a web page."""
    chosen = VARIANTS[variant]
    blocks = blocks_of(report, chosen.style)
    meta = f'<meta charset="{chosen.declared}">' if chosen.declared else ""
    if chosen.meta:
        blocks = [block for block in blocks if not (isinstance(block, Paragraph) and block.role == "info")]
        if report.get("published_on"):
            meta += f'<meta name="PubDate" content="{report["published_on"]}">'
    page = _PAGES[chosen.dress](report, blocks, meta, chosen)
    return page.encode(chosen.encoding, "xmlcharrefreplace")


def _page(report: Mapping[str, Any], meta: str, body: str) -> str:
    head = f"<head>{meta}<title>{escape(title_of(report))}</title></head>"
    return f'<!DOCTYPE html>\n<html lang="zh-CN">{head}\n<body>\n{body}\n</body></html>'


# Clean


def _clean(report: Mapping[str, Any], blocks: Sequence[Block], meta: str, chosen: Variant) -> str:
    tags = {"title": "h1", "unit": "h1", "heading": "h2"}
    parts = []
    for block in blocks:
        if isinstance(block, Table):
            parts.append(table_of(block.matrix, hidden_cells=chosen.hidden_cells))
        else:
            tag = tags.get(block.role, "p")
            parts.append(f"<{tag}>{escape(block.text)}</{tag}>")
    return _page(report, meta, "\n".join(parts))


def table_of(matrix: Matrix, *, hidden_cells: bool = False, head: str = "td", attributes: str = ' border="1"') -> str:
    """The table with its spans; ``head`` is the element of cells of the head."""
    rows = []
    for row, line in enumerate(matrix.owners()):
        cells = []
        for column, cell in enumerate(line):
            if (cell.row, cell.column) == (row, column):
                cells.append(_cell(cell, head if cell.kind == "head" else "td"))
            elif hidden_cells:
                cells.append('<td style="display:none"></td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table{attributes}>\n" + "\n".join(rows) + "\n</table>"


def _spans(cell: Cell) -> str:
    rows = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    return rows + (f' colspan="{cell.columns}"' if cell.columns > 1 else "")


def _cell(cell: Cell, tag: str) -> str:
    return f"<{tag}{_spans(cell)}>{escape(cell.text).replace(chr(10), '<br>')}</{tag}>"


# Paragraphs in bold for headings, breaks for paragraphs


def _bold(report: Mapping[str, Any], blocks: Sequence[Block], meta: str, chosen: Variant) -> str:
    parts = ["<div>"]
    for block in blocks:
        if isinstance(block, Table):
            parts.append(f"</div>\n{table_of(block.matrix)}\n<div>")
        elif block.role in ("title", "unit", "heading"):
            parts.append(f"<strong>{escape(block.text)}</strong><br>")
        else:
            parts.append(f"&emsp;&emsp;{escape(block.text)}<br />")
    return _page(report, meta, "\n".join([*parts, "</div>"]))


# Sections, captions and heads as HTML means them


def _sections(report: Mapping[str, Any], blocks: Sequence[Block], meta: str, chosen: Variant) -> str:
    parts: list[str] = ["<header>"]
    caption = ""
    for block in blocks:
        if isinstance(block, Table):
            parts.append(_grouped_table(block.matrix, caption))
            caption = ""
        elif block.role == "caption":
            caption = f"<caption>{escape(block.text)}</caption>"
        elif block.role == "heading":
            parts.append(f"</section>\n<section><h3><span>{escape(block.text)}</span></h3>")
        else:
            parts.append(f"<p>{escape(block.text)}</p>")
    body = "\n".join(parts).replace("</section>", "</header>", 1)
    return _page(report, meta, f"<main><article>{body}</section></article></main>")


def _grouped_table(matrix: Matrix, caption: str) -> str:
    rows = table_of(matrix, head="th", attributes="").split("\n")
    head, body = rows[1 : 1 + matrix.head], rows[1 + matrix.head : -1]
    start = f"<thead>{''.join(head)}</thead>" if head else ""
    return f"<table>{caption}<colgroup><col><col></colgroup>{start}<tbody>{''.join(body)}</tbody></table>"


# A content management system


def _cms(report: Mapping[str, Any], blocks: Sequence[Block], meta: str, chosen: Variant) -> str:
    unit, year = escape(report["unit"]["name"]), report["year"]
    others = "".join(
        f'<li><a href="./t{other}.html" title="{unit}{other}{words.REPORT}">{unit}{other}{words.REPORT}</a></li>'
        for other in range(year - 1, year - 5, -1)
    )
    info = "".join(escape(block.text) for block in blocks if isinstance(block, Paragraph) and block.role == "info")
    content = "\n".join(
        _dirty(block) for block in blocks if not (isinstance(block, Paragraph) and block.role == "info")
    )
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "">
<html><head>{meta}<title>{escape(title_of(report))}_{unit}门户网站</title>
<meta name="ColumnName" content="政府信息公开年报"><meta name="ContentSource" content="{unit}">
<style>.nav li:before{{content:"一、总体情况"}}</style>
<script>var menu=["一、总体情况","二、主动公开政府信息情况","三、收到和处理政府信息公开申请情况"];
document.write("<table><tr><td>行政许可</td><td>987654</td></tr></table>");</script></head>
<body><noscript>您的浏览器不支持脚本，本年新收0件</noscript>
<table width="1000" cellspacing="0"><tr><td><a href="/">首页</a></td><td>政务公开</td><td>政务服务</td></tr></table>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; 政府信息公开 &gt; 政府信息公开年报</div>
<table class="layout"><tbody><tr><td width="200" valign="top"><ul class="nav">{others}</ul></td>
<td valign="top"><table><tr><td>
<div style="display:none"><p>一、总体情况</p>{_HIDDEN}</div>
<div class="info"><span>来源：{unit}</span>　<span>{info}</span>
<span>浏览次数：1024</span>　字体：【大 中 小】</div>
<!-- 二、主动公开政府信息情况 <table><tr><td>规章</td><td>77</td></tr></table> -->
<div id="zoom">
{content}
</div>
<p>【打印本页】　【关闭窗口】</p></td></tr></table></td></tr></tbody></table>
<table class="foot"><tr><td>主办：{unit}　网站标识码：3300000001　备案号：ICP备05000001号</td></tr>
<tr><td><select><option>友情链接</option><option>中国政府网</option></select></td></tr></table>
</body></html>"""


_HIDDEN = "<table><tr><td>行政许可</td><td>555555</td></tr><tr><td>行政处罚</td><td>666666</td></tr></table>"


def _dirty(block: Block) -> str:
    if isinstance(block, Table):
        rows = []
        for row, line in enumerate(block.matrix.owners()):
            own = [cell for column, cell in enumerate(line) if (cell.row, cell.column) == (row, column)]
            rows.append(f'<tr style="height:20pt">{"".join(map(_dirty_cell, own))}</tr>')
        body = f"<tbody>{''.join(rows)}</tbody>"
        table = f'<table border="1" cellspacing="0" style="border-collapse:collapse">{body}</table>'
        return f'<div align="center">{table}</div><p>&nbsp;</p>'
    centre = ' align="center"' if block.role in ("title", "unit") else ""
    return f'<p{centre} style="text-indent:2em;line-height:28pt">{_fonts(block.text)}</p>'


def _dirty_cell(cell: Cell) -> str:
    inside = "".join(f'<p style="text-align:center">{_fonts(line)}</p>' for line in cell.text.split("\n"))
    return f'<td{_spans(cell)} width="80" valign="center">{inside}</td>'


def _fonts(text: str) -> str:
    """The text in pieces, each in its font, as editors leave it."""
    if not text.strip():
        return "<span>&nbsp;</span>"
    pieces = [text[start : start + 5] for start in range(0, len(text), 5)]
    inside = "".join(f'<span style="font-family:仿宋;mso-spacerun:yes">{escape(piece)}</span>' for piece in pieces)
    return f'<font face="仿宋_GB2312">{inside}</font><o:p></o:p>'


# Saved as a web page by Word


def _word(report: Mapping[str, Any], blocks: Sequence[Block], meta: str, chosen: Variant) -> str:
    body = "\n\n".join(_word_table(b.matrix) if isinstance(b, Table) else _word_paragraph(b.text) for b in blocks)
    return f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word">
<head>
<meta http-equiv=Content-Type content="text/html; charset={chosen.declared}">
<meta name=ProgId content=Word.Document><meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{margin:0cm; font-family:宋体;}} @page WordSection1 {{size:595.3pt 841.9pt;}} --></style>
</head>
<body lang=ZH-CN style='tab-interval:21.0pt'>
<div class=WordSection1>
{body}
</div></body></html>"""


def _word_paragraph(text: str, style: str = "text-indent:32.0pt") -> str:
    inside = escape(text) if text.strip() else "&nbsp;"
    return f"<p class=MsoNormal style='{style}'><span style='font-size:16.0pt'>{inside}<o:p></o:p></span></p>"


def _word_table(matrix: Matrix) -> str:
    rows = []
    for row, line in enumerate(matrix.owners()):
        cells = "".join(
            f"<td width=60{_spans(cell)} style='border:solid windowtext 1.0pt'>"
            + "".join(_word_paragraph(text, "text-align:center") for text in cell.text.split("\n"))
            + "</td>"
            for column, cell in enumerate(line)
            if (cell.row, cell.column) == (row, column)
        )
        rows.append(f" <tr style='mso-yfti-irow:{row}'>{cells}</tr>")
    widths = "".join("<td width=60 style='border:none'></td>" for _ in range(matrix.width))
    rows.append(f" <![if !supportMisalignedColumns]><tr height=0>{widths}</tr><![endif]>")
    return "<table class=MsoNormalTable border=1 cellspacing=0>\n" + "\n".join(rows) + "\n</table>"


# Tag soup


def _soup(report: Mapping[str, Any], blocks: Sequence[Block], meta: str, chosen: Variant) -> str:
    parts = [f"<HTML><HEAD><TITLE>{escape(title_of(report))}</TITLE><BODY BGCOLOR=#FFFFFF>"]
    for block in blocks:
        if isinstance(block, Table):
            parts.append("<TABLE BORDER=1>")
            for row, line in enumerate(block.matrix.owners()):
                own = [cell for column, cell in enumerate(line) if (cell.row, cell.column) == (row, column)]
                parts.append("<TR>" + "".join(map(_soup_cell, own)))
            parts.append("</TABLE>")
        elif block.role in ("title", "unit"):
            parts.append(f"<CENTER><FONT SIZE=5>{escape(block.text)}</CENTER></FONT>")
        else:
            parts.append(f"<P><FONT FACE=宋体>&nbsp;&nbsp;{escape(block.text)}</B>")
    return "\n".join(parts)


def _soup_cell(cell: Cell) -> str:
    spans = _spans(cell).replace('"', "").upper()
    text = "".join(f"&#{ord(c)};" for c in cell.text) if cell.kind == "figure" else escape(cell.text)
    return f"<TD{spans}><P ALIGN=center>{text.replace(chr(10), '<BR>')}"


# The whole page in a table without lines


def _in_table(report: Mapping[str, Any], blocks: Sequence[Block], meta: str, chosen: Variant) -> str:
    rows = []
    for block in blocks:
        inside = (
            table_of(block.matrix, hidden_cells=chosen.hidden_cells)
            if isinstance(block, Table)
            else f"<b>{escape(block.text)}</b>"
            if block.role in ("title", "heading")
            else escape(block.text)
        )
        rows.append(f"<tr><td>{inside}</td></tr>")
    return _page(report, meta, f'<table width="100%" border="0">{"".join(rows)}</table>')


_PAGES: Mapping[str, Callable[[Mapping[str, Any], Sequence[Block], str, Variant], str]] = {
    "clean": _clean,
    "bold": _bold,
    "sections": _sections,
    "cms": _cms,
    "word": _word,
    "soup": _soup,
    "in-table": _in_table,
}
