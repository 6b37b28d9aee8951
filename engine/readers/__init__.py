"""From a document to a reading. The reader is chosen by content, not by the file's name."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from engine.errors import Unusable
from engine.limits import DEFAULT, MEGABYTE, Limits
from engine.readers.sniff import holds_tables, sniff
from engine.reading import Reading, Source
from engine.rulebook import Rulebook

__all__ = ["Limits", "content_of", "read_bytes", "read_file", "within"]

_START = 4096  # bytes in which a web page shows that it is one
# The module under formats/ that reads a kind of document, in a process of its own.
_MODULES = {
    "docx": "docx", "xlsx": "xlsx", "pdf": "pdf", "html": "html", "marked": "marked", "image": "scan",
    "doc": "office", "rtf": "office", "odt": "office", "xls": "office", "ods": "office",
}  # fmt: skip


def read_file(path: str | Path, book: Rulebook, limits: Limits = DEFAULT, year: int | None = None) -> Reading:
    """The report in a file; ``-`` is standard input; ``year`` where the caller knows it.

    Raises:
        Unusable: the file cannot be opened, is too large, or holds no report.
    """
    return read_bytes(content_of(path, limits), str(path), book, limits, year)


def read_bytes(
    content: bytes, name: str, book: Rulebook, limits: Limits = DEFAULT, year: int | None = None
) -> Reading:
    """The report in the bytes of a document called ``name``; ``year`` where the caller knows it.

    Raises:
        Unusable: they hold no report.
    """
    if not content.strip(b" \t\r\n\f\v\xef\xbb\xbf\0"):
        raise Unusable("file.empty")
    name = name.encode("utf-8", "replace").decode()  # a name need not be UTF-8; what is written must be
    format = sniff(content, limits)
    if format == "text":
        return _read_text(content, name, book, limits, year)
    if format not in _MODULES:
        raise Unusable("file.ofd" if format == "ofd" else "file.binary")
    return _understood(format, content, name, book, limits, year)


def _read_text(content: bytes, name: str, book: Rulebook, limits: Limits, year: int | None) -> Reading:
    """JSON, a web page or plain text."""
    from engine.readers.decode import decode

    if _may_be_html(content):
        from engine.readers.formats.html import is_html, is_mhtml

        if is_html(content) or is_mhtml(content):
            return _understood("html", content, name, book, limits, year)
    if holds_tables(content):
        return _understood("marked", content, name, book, limits, year)
    text = decode(content)
    if not text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise Unusable("file.empty")
    if text.lstrip()[:1] in ("{", "["):
        from engine.readers.json_report import read_json

        return read_json(text, _source(content, name, "json"), limits)
    from engine.readers.formats.text import read_text
    from engine.readers.understand import understand

    return replace(understand(read_text(text, limits), _source(content, name, "text"), book, year), text=text)


def _may_be_html(content: bytes) -> bool:
    """Whether it is worth asking, which takes a library."""
    start = content[:_START].lower()
    return b"<" in start or b"mime-version" in start or b"\0" in start


def _understood(format: str, content: bytes, name: str, book: Rulebook, limits: Limits, year: int | None) -> Reading:
    from engine.readers.contained import read_contained
    from engine.readers.understand import understand

    document = read_contained(_MODULES[format], content, limits)
    return understand(document, _source(content, name, format), book, year)


def _source(content: bytes, name: str, format: str) -> Source:
    return Source(name, format, hashlib.sha256(content).hexdigest())


def content_of(path: str | Path, limits: Limits = DEFAULT) -> bytes:
    """The bytes of a regular file of bounded size; ``-`` is standard input.

    Raises:
        Unusable: the file cannot be opened, or is too large.
    """
    try:
        if str(path) == "-":
            if sys.stdin is None:  # closed before the start
                raise Unusable("file.empty")
            return within(sys.stdin.buffer, limits)
        if not stat.S_ISREG(os.stat(path).st_mode):
            # A folder, a pipe or a device may never end.
            raise Unusable("file.folder" if os.path.isdir(path) else "file.special")
        with open(path, "rb") as stream:
            return within(stream, limits)
    except FileNotFoundError:
        raise Unusable("file.missing") from None
    except (OSError, ValueError) as error:
        raise Unusable("file.unreadable", why=getattr(error, "strerror", None) or str(error)) from None


def within(stream: BinaryIO, limits: Limits) -> bytes:
    """What is in a stream, if it is no larger than a file may be.

    Raises:
        Unusable: it is larger.
    """
    most = limits.size * MEGABYTE
    content = stream.read(most + 1)
    if len(content) > most:
        raise Unusable("limit.size", most=limits.size)
    return content
