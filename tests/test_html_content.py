"""Any content: web pages saved whole, what is none, and what would choke a browser."""

from __future__ import annotations

import base64
import quopri
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.readers.document import Document, Grid, Line
from engine.readers.formats.html import is_html, is_mhtml, read
from tests.pages import DRAWN, SIMPLE, lines, matrix, outcome

HEAD = "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
MULTIPART = f'{HEAD}Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----=_Part"\r\n\r\n\r\n'


def part(kind: str, body: bytes, coding: str) -> bytes:
    return (
        f"------=_Part\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {coding}\r\n\r\n".encode()
        + body
        + b"\r\n"
    )


class TestMhtml:
    @pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
    @pytest.mark.parametrize("coding", ["quoted-printable", "base64", "8bit", "BASE64"])
    def test_the_first_page(self, encoding: str, coding: str) -> None:
        text = f"<html><title>题</title><p>一、总体情况=3D</p>{SIMPLE}</html>".encode(encoding)
        encoded = {"q": quopri.encodestring(text), "b": base64.encodebytes(text), "8": text}[coding[0].lower()]
        content = (
            MULTIPART.encode()
            + part("image/png", b"iVBORw0KGgo=", "base64")
            + part(f'text/html; charset="{encoding}"', encoded, coding)
            + part("text/html", b"<p>other", "7bit")
            + b"------=_Part--\r\n"
        )
        assert is_mhtml(content)
        document = read(content)
        first, second = document.parts
        assert first == Line(1, None, "一、总体情况=3D")
        assert isinstance(second, Grid)
        assert matrix(second) == DRAWN
        assert document.declared == {"title": "题"}

    def test_a_part_in_a_part_and_a_message_of_one_part(self) -> None:
        inner = b"Content-Type: multipart/alternative; boundary=in\n\n--in\nContent-Type: text/html\n\n<p>x\n--in--\n"
        outer = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=out\n\n--out\n"
        assert read(outer + inner + b"--out--").parts == (Line(1, None, "x"),)
        assert read(b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>x").parts == (Line(1, None, "x"),)

    @pytest.mark.parametrize(
        "content",
        [
            MULTIPART.encode(),
            MULTIPART.encode() + part("image/png", b"iVBORw0KGgo=", "base64"),
            f"{HEAD}Content-Type: multipart/related\r\n\r\n<p>x".encode(),
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
            + b"--x\nContent-Type: multipart/related; boundary=x\n\n" * 10_000,
        ],
    )
    def test_without_a_page(self, content: bytes) -> None:
        with pytest.raises(Unusable) as caught:
            read(content)
        assert caught.value.key == "html.no_page"

    @pytest.mark.parametrize(
        "content",
        [
            b"<html>MIME-Version: 1.0",
            HEAD.encode() + b"a:\n" * 9000,
            b"MIME is a standard",
            b"",
            "年报\nMIME-Version: 1.0".encode(),
        ],
    )
    def test_what_is_none(self, content: bytes) -> None:
        assert not is_mhtml(content)


class TestSniffing:
    @pytest.mark.parametrize(
        "text",
        [
            "<!DOCTYPE html><p>",
            "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
            "\ufeff \r\n<HTML lang=zh>",
            "<!-- a < b --><!-- c -->\n<div\nclass=x>",
            '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="x">',
            "<?xml:namespace prefix = o />\n<p>",
            "<meta charset=gbk>",
            "<table><tr>",
            "<p>年报</p>",
            "<br/>年报",
            "<!--<$[CONTENT]>begin--><ucapcontent>",
        ],
    )
    def test_pages(self, text: str) -> None:
        assert is_html(text)
        for encoding in ("utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
            assert is_html(text.removeprefix("\ufeff").encode(encoding))

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2024年政府信息公开工作年度报告\n一、总体情况\n申请量<100件，<html>不是网页",
            "<2024年政府信息公开工作年度报告>",
            "<关于印发…的通知>",
            "<preface>年报",
            "< p >年报",
            "<!-- never closed <html>",
            '{"schema": "<html>"}',
            "a<b",
            '<?xml version="1.0"?><pkg:package>',
            "<!DOCTYPE report><report>",
        ],
    )
    def test_no_pages(self, text: str) -> None:
        assert not is_html(text)
        for encoding in ("utf-8", "gb18030", "utf-16"):
            assert not is_html(text.encode(encoding))


MANY = 100_000
# name: (content, the error's key, or None if there is none)
HOSTILE: dict[str, tuple[bytes, str | None]] = {
    "deep-tables": (b"<table>" * MANY, "limit.nesting"),
    "deep-cells": (b"<table><tr><td>x" * MANY, "limit.nesting"),
    "deep-hidden": (b"<div hidden>" + b"<b>" * MANY + b"</i>" * MANY, "limit.nesting"),
    "ends-of-nothing": (b"<b>" * 1900 + b"</i>" * MANY, None),
    "many-tags": (b"<b></b>" * 6 * MANY, "text.too_long"),
    "many-attributes": (b"<p " + b" ".join(b"a%d=1" % number for number in range(MANY)) + b">x", None),
    "many-cells": (b"<table><tr>" + b"<td>" * (2 * MANY + 1), "limit.cells"),
    "many-lines": (b"x<br>" * (2 * MANY + 1), "limit.cells"),
    "many-characters": (b"<p>" + b"x" * 5_000_001, "limit.text"),
    "many-blanks": (b"<p>x" + b" \n" * 1_000_000 + b"y", None),
    "empty-rows": (b"<table><tr><td>a<td>b</tr>" + b"<tr></tr>" * MANY + b"</table>", None),
    "tall-columns": (b"<table><tr>" + b"<td rowspan=0>x" * 5000 + b"<tr><td>y" * 5000, "text.too_long"),
    "wide-spans": (b"<table>" + b"<tr><td colspan=999999999 rowspan=999999999>x" * 3000, "text.too_long"),
    "entities": (b'<!DOCTYPE html [<!ENTITY a "AA"><!ENTITY b "&a;&a;">]><p>&b;</p>', None),
    "unclosed-comment": (b"<!--" * MANY, None),
    "unclosed-attribute": (b"<p title='" + b"x" * 1_000_000, None),
    "controls": (b"<p>" + b"\1" * 1000, "file.binary"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    content, key = HOSTILE[name]
    start = time.process_time()
    found = outcome(content)
    if isinstance(found, Document):
        assert key is None
        assert sum(len(part.cells) if isinstance(part, Grid) else 1 for part in found.parts) <= 10_000
    else:
        assert found == key
    assert time.process_time() - start < 8


def test_entities_are_not_expanded() -> None:
    body = '<!DOCTYPE html [<!ENTITY a "SECRET"><!ENTITY f SYSTEM "file:///etc/hostname">]><p>x&a;&f;y</p>'
    assert lines(body)[-1] == "x&a;&f;y"


SPANS = st.sampled_from(["", " rowspan=2", " rowspan=0", " colspan=3", " rowspan=3 colspan=2", " colspan=999999999"])
MARKUP = st.lists(
    st.sampled_from(["td", "td", "td", "th", "tr", "tr", "table", "tbody", "thead", "tfoot"]).flatmap(
        lambda tag: st.builds("<{}{}{}>".format, st.sampled_from(["", "", "/"]), st.just(tag), SPANS)
    )
    | st.sampled_from(
        [
            *[
                "<p>",
                "</p>",
                "<div>",
                "</div>",
                "<span>",
                "<b>",
                "</b>",
                "<br>",
                "<li>",
                "<pre>",
                "</pre>",
                "<header>",
            ],
            *[
                "</header>",
                "<nav>",
                "</nav>",
                "<article>",
                "</article>",
                "<caption>",
                "<colgroup>",
                "<col>",
                "<form>",
            ],
            *["<div hidden>", "<p style='display:none'>", "<td style='visibility:hidden'>", "<div role=table>"],
            *["<div role=row>", "<div role=cell>", "<script>", "</script>", "<!--", "-->", "<title>", "</title>"],
            *[
                "<select>",
                "</select>",
                "<option>",
                "</body>",
                "</html>",
                "<body>",
                "<html>",
                "<head>",
                "<iframe src=x>",
            ],
            *[
                "<svg>",
                "</svg>",
                "<textarea>",
                "<plaintext>",
                "<",
                ">",
                "&",
                "&nbsp;",
                "一、",
                "12",
                " ",
                "\n",
                "\0",
                "'",
            ],
        ]
    ),
    max_size=60,
).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(markup=MARKUP | st.text(max_size=40))
def test_any_markup(markup: str) -> None:
    content = markup.encode("utf-8", "replace")
    document = outcome(content)
    assert outcome(content) == document
    if isinstance(document, str):
        assert document == "file.binary"
        return
    tags = markup.count("<")
    numbers = [part.number for part in document.parts if isinstance(part, Line)]
    assert numbers == list(range(1, len(numbers) + 1))
    for part in document.parts:
        if isinstance(part, Line):
            assert part.text.strip()
            assert part.text == part.text.rstrip()
            assert "\n" not in part.text
        else:
            matrix(part)  # asserts that cells do not overlap
            assert [(cell.row, cell.column) for cell in part.cells] == sorted((c.row, c.column) for c in part.cells)
            assert all(min(cell.rows, cell.columns) >= 1 for cell in part.cells)
            assert all(cell.row + cell.rows <= tags for cell in part.cells)
            assert all(cell.column + cell.columns <= tags * 3 for cell in part.cells)


@settings(max_examples=300, deadline=None)
@given(content=st.binary(max_size=200) | st.binary(max_size=100).map(lambda rest: MULTIPART.encode() + rest))
def test_any_bytes(content: bytes) -> None:
    assert is_html(content) in (True, False)
    assert is_mhtml(content) in (True, False)
    found = outcome(content)
    assert outcome(content) == found
    assert isinstance(found, Document) or found in ("file.binary", "html.no_page")
