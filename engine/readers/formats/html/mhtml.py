"""The web page in an MHTML file: a message of many parts, as browsers and office programs save pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser

from engine.errors import Unusable

_LONGEST_HEAD = 8192
_MOST_PARTS = 1000
_DEEPEST = 4  # parts within parts
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")
_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]*:|[ \t]")
_SAYS_SO = re.compile(rb"^(?:mime-version:|content-type:\s*multipart/)", re.IGNORECASE | re.MULTILINE)


def is_mhtml(content: bytes) -> bool:
    """Whether it begins with the headers of a MIME message."""
    head = _head(content)
    return _SAYS_SO.search(head) is not None and all(_HEADER.match(line) for line in head.splitlines())


def html_part(content: bytes) -> tuple[bytes, str | None]:
    """The first web page in an MHTML file, and the encoding that its part says it has.

    Raises:
        Unusable: there is none.
    """
    for head, body in _parts(_trimmed(content), _DEEPEST):
        if head.get_content_type() == "text/html":
            if str(head["content-transfer-encoding"]).strip().lower() == "base64":
                body = body.translate(None, b"\r\n")  # else each line becomes an object
            head.set_payload(body.decode("ascii", "surrogateescape"))
            page = head.get_payload(decode=True)  # its transfer encoding is undone
            return (page if isinstance(page, bytes) else b""), head.get_content_charset()
    raise Unusable("html.no_page")


def _parts(content: bytes, depth: int) -> Iterator[tuple[Message, bytes]]:
    """Headers and bodies of the parts that have none within; what is too deep is left out."""
    found = _BLANK_LINE.search(content, 0, _LONGEST_HEAD)
    end, start = found.span() if found else (min(len(content), _LONGEST_HEAD), len(content))
    head = BytesHeaderParser().parsebytes(content[:end] + b"\n\n")
    if head.get_content_maintype() != "multipart":
        yield head, content[start:]
        return
    boundary = head.get_boundary()
    if boundary and depth:
        mark = re.compile(rb"^--" + re.escape(boundary.encode("ascii", "replace")) + rb"[^\n]*\n", re.MULTILINE)
        for part in mark.split(content, _MOST_PARTS)[1:]:
            yield from _parts(part, depth - 1)


def _trimmed(content: bytes) -> bytes:
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()


def _head(content: bytes) -> bytes:
    return _BLANK_LINE.split(_trimmed(content[: 2 * _LONGEST_HEAD])[:_LONGEST_HEAD], 1)[0]
