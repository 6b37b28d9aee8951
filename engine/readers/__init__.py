"""From a document to a reading. The reader is chosen by content, not by the file's name."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from pathlib import Path
from typing import BinaryIO

from engine.errors import Unusable
from engine.readers.understand import Told
from engine.reading import Reading, Source
from engine.rulebook import Rulebook

__all__ = ["Told", "read_bytes", "read_file"]

MOST_BYTES = 32 * 1024 * 1024
_NOTHING_TOLD = Told()


def read_file(path: str | Path, book: Rulebook, told: Told = _NOTHING_TOLD) -> Reading:
    """The report in a file; ``-`` is standard input.

    Raises:
        Unusable: the file cannot be opened, is too large, or holds no report.
    """
    return read_bytes(_content(path), str(path), book, told)


def read_bytes(content: bytes, name: str, book: Rulebook, told: Told = _NOTHING_TOLD) -> Reading:
    """The report in the bytes of a document called ``name``.

    Raises:
        Unusable: they hold no report.
    """
    if not content.strip(b" \t\r\n\f\v\xef\xbb\xbf\0"):
        raise Unusable("file.empty")
    text = _decode(content)
    if not text.strip("\ufeff \t\r\n\f\v\u3000"):
        raise Unusable("file.empty")
    sha256 = hashlib.sha256(content).hexdigest()
    name = name.encode("utf-8", "replace").decode()  # a name need not be UTF-8; what is written must be
    if text.lstrip()[:1] in ("{", "["):
        from engine.readers.json_report import read_json

        return read_json(text, Source(name, "json", sha256))
    from engine.readers.formats.text import read_text
    from engine.readers.understand import understand

    return understand(read_text(text), Source(name, "text", sha256), book, told)


def _content(path: str | Path) -> bytes:
    try:
        if str(path) == "-":
            if sys.stdin is None:  # closed before the start
                raise Unusable("file.empty")
            return _limited(sys.stdin.buffer)
        if not stat.S_ISREG(os.stat(path).st_mode):
            # A folder, a pipe or a device may never end.
            raise Unusable("file.folder" if os.path.isdir(path) else "file.special")
        with open(path, "rb") as stream:
            return _limited(stream)
    except FileNotFoundError:
        raise Unusable("file.missing") from None
    except (OSError, ValueError) as error:
        raise Unusable("file.unreadable", why=getattr(error, "strerror", None) or str(error)) from None


def _limited(stream: BinaryIO) -> bytes:
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Unusable("file.too_large", most=MOST_BYTES // 1024 // 1024)
    return content


def _decode(content: bytes) -> str:
    """Text in UTF-8 or UTF-16 (with its mark), else in GB 18030, which Chinese offices use; never binary."""
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if utf16 else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise Unusable("file.binary")


def _is_text(text: str) -> bool:
    sample = text[:100_000]
    odd = sum(ord(c) < 32 and c not in "\t\n\r\f\v\x1b" for c in sample)
    return "\0" not in sample and odd <= len(sample) // 100
