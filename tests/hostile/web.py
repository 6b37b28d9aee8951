"""Hostile web pages, texts and pictures, and bytes of no sense."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Mapping
from functools import partial

from tests.hostile.made_of import LAUGHS, MEGABYTE, truncated


def _html(inside: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{inside}</body></html>".encode()


def _html_big() -> bytes:
    return _html("<p>全年主动公开政府信息。</p>\n" * (50 * MEGABYTE // 41))


def _html_nested_tables() -> bytes:
    return _html("<table><tr><td>" * 100_000 + "1" + "</td></tr></table>" * 100_000)


def _html_nested_blocks() -> bytes:
    return _html("<div><span>" * 100_000 + "一、总体情况")


def _html_spans() -> bytes:
    cell = '<td rowspan="1000000000" colspan="1000000000">1</td>'
    return _html(f"<table><tr>{cell}{cell}</tr><tr><td rowspan=-5 colspan=1e9>2</td></tr></table>")


def _html_overlapping_spans() -> bytes:
    """Spans that HTML allows, over each other: a thousand rows of a thousand columns each time."""
    row = "<tr>" + '<td rowspan="65534" colspan="1000">1</td>' * 10 + "</tr>"
    return _html(f"<table>{row * 200}</table>")


def _html_many_cells() -> bytes:
    return _html("<table>" + ("<tr>" + "<td>1" * 100) * 10_000 + "</table>")


def _html_control_characters() -> bytes:
    mess = bytes(range(32)) + b"&#0;&#1;&#xD800;&#x110000;&#99999999999;" + "\u202e\u0000\ufffe\ud7ff".encode()
    return b"<html><body><h2>" + mess + "一、总体情况".encode() + mess + b"</h2>" + mess * 1000 + b"</body></html>"


def _html_attributes() -> bytes:
    return _html(
        "<p " + " ".join(f'a{n}="{n}"' for n in range(200_000)) + ">甲</p>" + f'<p title="{"x" * 5_000_000}">'
    )


def _html_false_encodings() -> bytes:
    return b'<meta charset="utf-7"><meta charset="no-such"><meta charset="idna"><p>+ADw-script+AD4-' + bytes(
        range(256)
    )


def _html_entities() -> bytes:
    return f"{LAUGHS}<html><body><p>&l9;</p></body></html>".encode()


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(MEGABYTE))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def _text_lines() -> bytes:
    return b"1\t2\t3\n" * 2_000_000


def _text_one_line() -> bytes:
    return "一、总体情况".encode() * 1_000_000


def _markdown_pipes() -> bytes:
    return b"|" * 1_000_000 + b"\n|" + b"---|" * 250_000 + b"\n" + b"|" * 1_000_000


_MAGIC: Mapping[str, bytes] = {
    "nothing": b"",
    "zip": b"PK\x03\x04",
    "empty-zip": b"PK\x05\x06",
    "pdf": b"%PDF-1.7\n",
    "old-office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpeg": b"\xff\xd8\xff\xe0",
    "tiff": b"II*\x00",
    "bmp": b"BM",
    "gif": b"GIF89a",
    "webp": b"RIFF\x00\x00\x01\x00WEBP",
    "html": b"<!DOCTYPE html>",
    "xml": b'<?xml version="1.0"?>',
    "rtf": b"{\\rtf1",
    "ofd": b"PK\x03\x04\x14\x00\x00\x00",
    "json": b"{",
    "utf8-mark": b"\xef\xbb\xbf",
    "utf16-mark": b"\xff\xfe",
    "utf32-mark": b"\xff\xfe\x00\x00",
    "gzip": b"\x1f\x8b\x08",
}


def _random_after(magic: bytes) -> bytes:
    return magic + random.Random(7).randbytes(20_000)


WEB: Mapping[str, Callable[[], bytes]] = {
    "html-big": _html_big,
    "html-nested-tables": _html_nested_tables,
    "html-nested-blocks": _html_nested_blocks,
    "html-spans": _html_spans,
    "html-overlapping-spans": _html_overlapping_spans,
    "html-many-cells": _html_many_cells,
    "html-control-characters": _html_control_characters,
    "html-attributes": _html_attributes,
    "html-false-encodings": _html_false_encodings,
    "html-entities": _html_entities,
    "png-enormous": partial(_png, 100_000, 100_000),
    "png-truncated": partial(truncated, partial(_png, 1000, 1000)),
    "text-many-lines": _text_lines,
    "text-one-line": _text_one_line,
    "markdown-pipes": _markdown_pipes,
    **{f"random-{name}": partial(_random_after, magic) for name, magic in _MAGIC.items()},
}
