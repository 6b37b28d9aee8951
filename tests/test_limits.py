"""Every limit at its edge, in every reader that it concerns: so many pass, one more is refused in one line."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from engine.batch.settings import Settings
from engine.catalogue import say
from engine.errors import Unusable
from engine.limits import DEFAULT, MEGABYTE, NAMES, Limits, bounds
from engine.previous import Search
from engine.processes import Pool
from engine.readers import content_of, read_bytes, within
from engine.readers.document import Document
from engine.readers.formats import office
from engine.readers.formats.text import read_text
from engine.reading import Reading
from engine.rulebook import Rulebook
from tests.packages import book as workbook
from tests.packages import p, tbl, tc, tr, word, zipped
from tests.test_cli import GOOD, ROOT, one_line, run
from tests.texts import BOOK

REPORT = (ROOT / GOOD).read_bytes()


def drawn(*pages: int) -> bytes:
    """A PDF file; of each page how many lines of three letters it has."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for lines in pages:
        for line in range(lines):
            canvas.drawString(100, 700 - 40 * line, "abc")
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def scanned(pages: int) -> bytes:
    stream = io.BytesIO()
    first, *others = [Image.new("1", (8, 8), 1)] * pages
    first.save(stream, "TIFF", save_all=True, append_images=others)
    return stream.getvalue()


def sheets(count: int) -> bytes:
    listed = "".join(f'<sheet name="s{number}"/>' for number in range(count))
    names = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return zipped({"xl/workbook.xml": f'<workbook xmlns="{names}"><sheets>{listed}</sheets></workbook>'})


def page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


def keys_of(value: Any) -> int:
    if isinstance(value, dict):
        return len(value) + sum(map(keys_of, value.values()))
    return sum(map(keys_of, value)) if isinstance(value, list) else 0


def padded(most: int) -> bytes:
    """A Word file that is so many bytes when unpacked."""
    plain = word(p("一"))
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, "word/media/a.bin": bytes(most - sum(map(len, parts.values())))})


def members(content: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return len(archive.namelist())


Read = Callable[[bytes, Limits], object]


def reader(format: str) -> Read:
    def read(content: bytes, limits: Limits) -> Document:
        found: Document = import_module(f"engine.readers.formats.{format}").read(content, limits)
        return found

    return read


def text(content: bytes, limits: Limits) -> Document:
    return read_text(content.decode(), limits)


def any_kind(content: bytes, limits: Limits) -> Reading:
    return read_bytes(content, "x", BOOK, limits)


TABLE = "<table border=1><tr><td>1<td>2<tr><td>3<td>4</table>"
MEMBERS = word(p("一"))
# What is read, by which reader, and how much of what it holds, counted by hand.
EDGES: dict[str, tuple[Read, bytes, str, int]] = {
    "pdf-pages": (reader("pdf"), drawn(1, 0, 2), "pages", 3),
    "xlsx-sheets": (reader("xlsx"), sheets(4), "pages", 4),
    "pdf-lines": (reader("pdf"), drawn(2, 3), "cells", 5),
    "docx-paragraphs": (reader("docx"), word(p("一") + p("二") + p("三")), "cells", 3),
    "docx-lines": (reader("docx"), word("<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>"), "cells", 2),
    "docx-table": (reader("docx"), word(tbl(tr(tc(p("1")), tc(p("2"))), tr(tc(p("3")), tc(p("4"))))), "cells", 8),
    "html-lines": (reader("html"), page("<p>一<p>二<p>三"), "cells", 3),
    "html-table": (reader("html"), page(TABLE), "cells", 4),
    "xlsx-cells": (reader("xlsx"), workbook("<row><c><v>1</v></c><c/></row><row><c/></row>"), "cells", 3),
    "xlsx-merged": (
        reader("xlsx"),
        workbook('<row r="1"><c r="A1"><v>1</v></c></row>', rest='<mergeCells><mergeCell ref="A1:C2"/></mergeCells>'),
        "cells",
        6,
    ),
    "text-lines": (text, "一\n二\n三".encode(), "cells", 3),
    "text-table": (text, b"a\tb\tc\nd\te\tf", "cells", 6),
    "marked-table": (reader("marked"), f"一\n\n{TABLE}\n".encode(), "cells", 5),
    "json-keys": (any_kind, REPORT, "cells", keys_of(json.loads(REPORT))),
    "pdf-text": (reader("pdf"), drawn(2, 3), "text", 15),
    "docx-text": (reader("docx"), word(p("一二") + tbl(tr(tc(p("三四五")), tc(p("六"))))), "text", 6),
    "html-text": (reader("html"), page("<p>一二<p>三<b>四五</b>"), "text", 5),
    "xlsx-text": (reader("xlsx"), workbook('<row><c t="str"><v>abc</v></c><c><v>12</v></c></row>'), "text", 5),
    "text-text": (text, "一二\n三".encode(), "text", 4),
    "marked-text": (reader("marked"), f"一二\n{TABLE}".encode(), "text", 6),
    "json-text": (any_kind, REPORT, "text", len(REPORT.decode())),
    "html-nesting": (reader("html"), page("<div>" * 10 + "x"), "nesting", 12),  # in html and body
    "html-nesting-hidden": (reader("html"), page("<div hidden>" + "<b>" * 9 + "x"), "nesting", 12),
    "json-nesting": (any_kind, REPORT, "nesting", 4),  # report, tables, requests, new_received
    "docx-members": (reader("docx"), MEMBERS, "members", members(MEMBERS)),
    "docx-unpacked": (reader("docx"), padded(2 * MEGABYTE), "unpacked", 2),
    "docx-unpacked-more": (reader("docx"), padded(2 * MEGABYTE + 1), "unpacked", 3),
}


def refusal(read: Read, content: bytes, limits: Limits) -> tuple[str, Mapping[str, Any]]:
    with pytest.raises(Unusable) as error:
        read(content, limits)
    return error.value.key, error.value.values


@pytest.mark.parametrize("name", EDGES)
def test_so_many_and_one_more(name: str) -> None:
    read, content, limit, held = EDGES[name]
    assert read(content, replace(DEFAULT, **{limit: held})) == read(content, DEFAULT)
    assert refusal(read, content, replace(DEFAULT, **{limit: held - 1})) == (f"limit.{limit}", {"most": held - 1})


def test_pages_and_pixels_of_a_scan() -> None:
    pytest.importorskip("cv2")
    from engine.readers.formats.scan.picture import picture_of, pictures_in

    assert len(list(pictures_in(scanned(3), Limits(pages=3)))) == 3
    assert refusal(lambda *given: list(pictures_in(*given)), scanned(3), Limits(pages=2))[0] == "limit.pages"
    assert picture_of(Image.new("L", (1000, 1000)), Limits(pixels=1)).gray.shape == (1000, 1000)
    with pytest.raises(Unusable) as error:
        picture_of(Image.new("L", (1000, 1001)), Limits(pixels=1))
    assert (error.value.key, error.value.values) == ("limit.pixels", {"most": 1})


@pytest.mark.parametrize(("limit", "held"), [("cells", 2), ("text", 2)])
def test_what_another_program_converts_has_the_same_limits(
    monkeypatch: pytest.MonkeyPatch, limit: str, held: int
) -> None:
    monkeypatch.setattr(office, "_program", lambda: "soffice")
    monkeypatch.setattr(office, "_converted", lambda *_: word(p("一") + p("二")))
    read, content = reader("office"), b"{\\rtf1 a}"
    assert read(content, replace(DEFAULT, **{limit: held}))
    assert refusal(read, content, replace(DEFAULT, **{limit: held - 1}))[0] == f"limit.{limit}"


def test_size(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(bytes(MEGABYTE))
    (tmp_path / "b").write_bytes(bytes(MEGABYTE + 1))
    assert len(content_of(tmp_path / "a", Limits(size=1))) == MEGABYTE
    assert len(content_of(tmp_path / "b", Limits(size=2))) == MEGABYTE + 1
    with pytest.raises(Unusable) as error:
        content_of(tmp_path / "b", Limits(size=1))
    assert (error.value.key, error.value.values) == ("limit.size", {"most": 1})
    with pytest.raises(Unusable, match="larger than 1 MB"):
        within(io.BytesIO(bytes(MEGABYTE + 1)), Limits(size=1))


def take(megabytes: int) -> int:
    """A task that needs so much memory."""
    return len(bytearray(megabytes * MEGABYTE))


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
def test_memory() -> None:
    """So much beyond what the process has at its start, within a few in a hundred."""
    pool = Pool(__name__, 1, 20, 200)
    try:
        assert pool.run("take", 195) == 195 * MEGABYTE
        with pytest.raises(Unusable) as error:
            pool.run("take", 205)
        assert error.value.key == "file.too_much_memory"
        assert pool.run("take", 195) == 195 * MEGABYTE
    finally:
        pool.close()


def test_the_search_for_last_year_has_the_same_limits(tmp_path: Path, book: Rulebook) -> None:
    this = tmp_path / "2021.json"
    this.write_bytes(REPORT.replace(b'"year": 2020', b'"year": 2021'))
    (tmp_path / "2020.json").write_bytes(REPORT)
    report = read_bytes(this.read_bytes(), "2021.json", book).report
    assert Search(book, DEFAULT).previous(str(this), report)[0] is not None
    assert Search(book, Limits(cells=10)).previous(str(this), report)[0] is None


def test_results_of_a_batch_depend_on_what_a_document_may_hold(book: Rulebook) -> None:
    usual = Settings(book).digest()
    assert Settings(book, limits=Limits(time=9, memory=999)).digest() == usual
    assert Settings(book, limits=Limits(pages=9)).digest() != usual


# On the command line


def test_a_limit_is_set_by_option_and_by_environment(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(drawn(1, 1))
    line = "a.pdf: more than 1 pages or sheets (--limit pages=N allows more)"
    for options, variables in ((["--limit", "pages=1"], {}), ([], {"COMPLIANCE_LIMIT": "text=9 pages=1"})):
        result = run("read", "a.pdf", "--lang", "en", *options, cwd=tmp_path, env=variables)
        assert (result.returncode, one_line(result)) == (2, line)
    result = run(
        "read", "a.pdf", "--lang", "en", "--limit", "pages=2", cwd=tmp_path, env={"COMPLIANCE_LIMIT": "pages=1"}
    )
    assert "pages or sheets" not in one_line(result)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("pages", "pages is no limit: write NAME=N"),
        ("pages=", "pages= is no limit"),
        ("pages=-1", "pages=-1 is no limit"),
        ("pages=1.5", "pages=1.5 is no limit"),
        ("pages=\u0663", "is no limit"),
        ("page=3", "page=3 is no limit"),
        ("pages=0", "pages must be between 1 and 1000000000"),
        ("memory=127", "memory must be between 128 and 1000000"),
        ("time=" + "9" * 5000, "time must be between 1 and 1000000"),
    ],
)
def test_what_is_no_limit_is_refused(said: str, why: str) -> None:
    result = run("score", GOOD, "--limit", said, env={"LANG": "en_US.UTF-8"})
    assert result.returncode == 2
    assert why in " ".join(result.stderr.decode().split())


def test_the_batch_has_the_limits_too(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(REPORT)
    command = [
        sys.executable,
        str(ROOT / "cli.py"),
        "rank",
        str(tmp_path / "in"),
        "--limit",
        "cells=9",
        "--workers",
        "1",
    ]
    result = subprocess.run([*command, "--lang", "en"], capture_output=True, cwd=tmp_path, timeout=60, check=False)
    assert "--limit cells=N allows more" in (result.stdout + result.stderr).decode()


def test_the_pages_have_the_limits_too() -> None:
    pytest.importorskip("fastapi")
    from starlette.testclient import TestClient

    from web.app import Settings as Pages
    from web.app import create_app

    app = create_app(Pages(processes=1, limits=Limits(cells=9, size=1)))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        few = client.post("/check", files={"file": ("a.json", REPORT)}, data={"lang": "en"})
        assert "more than 9 cells, lines and paragraphs" in few.text
        assert client.post("/check", files={"file": ("a.json", bytes(6 * MEGABYTE))}).status_code == 413


# What is said of them


def test_every_limit_has_its_line() -> None:
    for name in set(NAMES) - {"time", "memory"}:
        for lang in ("zh", "en"):
            assert f"--limit {name}=N" in say(f"limit.{name}", lang, most=7)
            assert "7" in say(f"limit.{name}", lang, most=7)
    for key, name in (("file.too_slow", "time"), ("batch.too_slow", "time"), ("file.too_much_memory", "memory")):
        assert f"--limit {name}=N" in say(key, "zh", seconds=7)


def test_the_document_and_the_help_name_every_limit_with_its_default() -> None:
    told = re.findall(r"^\| `(\w+)` \| ([\d,]+)\D", (ROOT / "docs" / "limits.md").read_text("utf-8"), re.MULTILINE)
    assert {name: int(count.replace(",", "")) for name, count in told} == {
        field.name: getattr(DEFAULT, field.name) for field in fields(Limits)
    }
    for lang in ("zh", "en"):
        said = say("help.option.limits", lang)
        assert [name for name in NAMES if not re.search(rf"\b{name}\b", said)] == []
    assert all(least <= getattr(DEFAULT, name) <= most for name in NAMES for least, most in [bounds(name)])
