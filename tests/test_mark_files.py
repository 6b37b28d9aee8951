"""Which documents can be marked, what their marked copies are called, and what is told of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pytest

import engine.mark
from engine.errors import Unusable
from engine.limits import DEFAULT
from engine.mark import Marked, mark, suffix_of
from engine.mark.colours import FILLS, parts
from engine.mark.name import marked_name, originals
from engine.readers import read_bytes
from engine.reading import Notice, Place
from engine.scored import Scored
from tests.marked import ENGINE, docx_comments, word
from tests.marked import mark as marked_as
from tests.packages import p, saved
from tests.texts import BOOK

WORDS = ["江口县财政局2024年政府信息公开工作年度报告", "一、总体情况", "公开十二条。"]
FILE = word("".join(map(p, WORDS)))
REPORT = ENGINE.scored(read_bytes(FILE, "年报.docx", BOOK))


@pytest.mark.parametrize(
    ("format", "suffix"),
    [
        *(("docx", "docx"), ("doc", "docx"), ("rtf", "docx"), ("odt", "docx"), ("xlsx", "xlsx"), ("xls", "xlsx")),
        *(("ods", "xlsx"), ("pdf", "pdf"), ("html", "html")),
    ],
)
def test_how_the_name_of_a_marked_file_ends(format: str, suffix: str) -> None:
    assert suffix_of(format) == suffix


@pytest.mark.parametrize(
    ("format", "key"),
    [("json", "mark.report_json"), ("image", "mark.picture"), ("text", "mark.plain"), ("markdown", "mark.plain")],
)
def test_what_has_no_place_for_comments(format: str, key: str) -> None:
    with pytest.raises(Unusable) as refused:
        suffix_of(format)
    assert refused.value.key == key


def test_what_a_marked_copy_is_called() -> None:
    assert marked_name("年报", "docx", "zh") == "年报-批注.docx"
    assert marked_name("a.b", "pdf", "en") == "a.b-marked.pdf"


@pytest.mark.parametrize(
    ("files", "copies"),
    [
        (["年报.docx", "年报-批注.docx"], {"年报-批注.docx": "年报.docx"}),
        (["a.doc", "a-marked.DOCX", "a-批注.docx"], {"a-marked.DOCX": "a.doc", "a-批注.docx": "a.doc"}),
        (["x/a.html", "y/a-marked.html"], {}),  # in another folder
        (["x/a.html", "x/a-marked.html"], {"x/a-marked.html": "x/a.html"}),
        (["a-marked.docx"], {}),  # whose original is not there
        (["a.txt", "a-marked.txt"], {}),  # no format that is marked
        (["a.ods", "a-marked.xlsx", "b.pdf", "b-批注.pdf"], {"a-marked.xlsx": "a.ods", "b-批注.pdf": "b.pdf"}),
        (["a.pdf", "a.docx", "a-marked.pdf"], {"a-marked.pdf": "a.docx"}),  # of several the first by name
        (["a.pdf", "amarked.pdf", "a-marked-2.pdf"], {}),
        (["-marked.pdf", "a.pdf"], {}),
    ],
)
def test_whose_copy_a_file_is(files: list[str], copies: dict[str, str]) -> None:
    for given in (files, files[::-1]):
        found = originals(given)
        assert found == copies
        assert list(found) == sorted(copies)


def test_colours_in_numbers() -> None:
    assert {tone: parts(colour) for tone, colour in FILLS.items()} == {
        "gap": (255, 199, 206),
        "review": (255, 235, 156),
        "involved": (221, 235, 247),
    }
    assert parts("0180FE") == (1, 128, 254)


# The whole way, with the marker in this process


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes | None], list[Any]]:
    """Marks in this process, or yields what is given in its place; tells what it was asked."""

    def prepared(result: bytes | None) -> list[Any]:
        asked: list[Any] = []

        def marked(module: str, content: bytes, marks: Any, limits: Any) -> bytes:
            asked.append(module)
            if result is not None:
                return result
            return marked_as(module, content, marks)

        monkeypatch.setattr(engine.mark, "marked_contained", marked)
        return asked

    return prepared


def test_a_marked_file_with_nothing_to_tell(here: Callable[[bytes | None], list[Any]]) -> None:
    asked = here(None)
    found = mark(FILE, REPORT, BOOK, "zh", DEFAULT)
    assert asked == ["docx"]
    assert found.notices == ()
    assert any(text.startswith("年报自检") for text in docx_comments(found.content))


@pytest.mark.parametrize(
    "other",
    [
        [*WORDS[:2], "公开十三条。"],
        [WORDS[0], "前面多一段", *WORDS[1:]],  # the same words at other places
        [*WORDS, "二、主动公开政府信息情况"],
    ],
)
def test_what_reads_otherwise_is_not_given_out(here: Callable[[bytes | None], list[Any]], other: list[str]) -> None:
    here(word("".join(map(p, other))))
    with pytest.raises(Unusable) as refused:
        mark(FILE, REPORT, BOOK, "zh", DEFAULT)
    assert refused.value.key == "mark.changed"


@pytest.mark.parametrize("kept", ["sections", "cells", "order"])
def test_places_are_compared_too(here: Callable[[bytes | None], list[Any]], kept: str) -> None:
    here(None)
    changed: Any = {"sections": {}, "cells": {("requests", "granted", "total"): Place(line=1)}, "order": ()}[kept]
    reading: Any = replace(REPORT.reading, **{kept: changed})
    with pytest.raises(Unusable) as refused:
        mark(FILE, replace(REPORT, reading=reading), BOOK, "zh", DEFAULT)
    assert refused.value.key == "mark.changed"


def test_words_in_pictures_are_not_recognised_again(here: Callable[[bytes | None], list[Any]]) -> None:
    here(b"anything")
    reading = replace(REPORT.reading, in_pictures="words")
    assert mark(FILE, replace(REPORT, reading=reading), BOOK, "zh", DEFAULT) == Marked(b"anything")


def of_format(format: str) -> Scored:
    """The report as if it had been read from another format; in pictures, so that it is not read again."""
    source = replace(REPORT.reading.source, format=format)
    return replace(REPORT, reading=replace(REPORT.reading, source=source, in_pictures="words"))


MHTML = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
MHTML += b"Content-Type: text/html\n\n<p>a</p>\n--b--\n"


@pytest.mark.parametrize(
    ("format", "module", "content", "notices"),
    [
        ("docx", "docx", b"word/document.xml", []),
        ("docx", "docx", b"x_xmlsignatures/y", [Notice("mark.signed")]),
        ("xlsx", "xlsx", b"x_xmlsignatures/y", [Notice("mark.signed")]),
        ("pdf", "pdf", b"x/ByteRange[0]", [Notice("mark.signed")]),
        ("pdf", "pdf", b"x_xmlsignatures/y", []),
        ("docx", "docx", b"/ByteRange", []),
        ("html", "html", b"<p>_xmlsignatures/ /ByteRange</p>", []),
        ("html", "html", MHTML, [Notice("mark.saved_page")]),
        ("doc", "office", b"_xmlsignatures/", [Notice("mark.converted", {"suffix": ".docx", "format": "doc"})]),
        ("rtf", "office", b"", [Notice("mark.converted", {"suffix": ".docx", "format": "rtf"})]),
        ("odt", "office", b"", [Notice("mark.converted", {"suffix": ".docx", "format": "odt"})]),
        ("xls", "office", b"", [Notice("mark.converted", {"suffix": ".xlsx", "format": "xls"})]),
        ("ods", "office", b"", [Notice("mark.converted", {"suffix": ".xlsx", "format": "ods"})]),
    ],
)
def test_what_is_told_of_a_marked_file(
    here: Callable[[bytes | None], list[Any]], format: str, module: str, content: bytes, notices: list[Notice]
) -> None:
    asked = here(b"marked")
    assert mark(content, of_format(format), BOOK, "zh", DEFAULT) == Marked(b"marked", tuple(notices))
    assert asked == [module]


def test_files_that_office_converted_are_marked_as_what_they_became(monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.mark import office
    from tests.marked import marks_of, xlsx_comments
    from tests.test_mark_cells import two_sheets

    document = docx.Document()
    document.add_paragraph("题目")
    for into, content, comments in (
        ("docx", saved(document), docx_comments),
        ("xlsx", two_sheets(), xlsx_comments),
    ):
        monkeypatch.setattr(office, "converted", lambda _, into=into, content=content: (into, content))
        found = office.mark(b"old", marks_of({}))
        assert comments(found) == {"摘要": "题目"}
        assert found == office.mark(b"old", marks_of({}))
