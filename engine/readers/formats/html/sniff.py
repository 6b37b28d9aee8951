"""Whether content is a web page, and which encoding it says it has."""

from __future__ import annotations

import re

_NEAR = 16_384  # bytes or characters from the start that are looked at
_BEFORE = re.compile(r"(?:[\s\ufeff\u200b]|<!--.*?-->|<\?[^>]*>)*", re.DOTALL)
_BEGINS = re.compile(
    r"<(?:!doctype\s+html|(?:html|head|body|title|meta|base|link|script|style|frameset|iframe|article|main|section"
    r"|header|nav|div|table|thead|tbody|tr|td|p|span|font|center|h[1-6]|ul|ol|dl|pre|blockquote|form|a|b|i|u|em"
    r"|strong|br|img|ucapcontent)(?=[\s/>]))",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"""<(?:meta[^>]{0,300}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)


def is_html(content: bytes | str) -> bool:
    """Whether it begins as a web page, or a piece of one, does: marks in the midst of a text do not count."""
    start = content[:_NEAR]
    if isinstance(start, bytes):
        start = start.decode(_sixteen_bits(start) or "utf-8", "replace")
    before = _BEFORE.match(start)
    return bool(before and _BEGINS.match(start, before.end()))


def declared_charset(content: bytes) -> str | None:
    """The encoding as the page's ``meta`` or XML declaration names it."""
    found = _CHARSET.search(content[:_NEAR])
    return found[1].decode("ascii", "replace") if found else None


def _sixteen_bits(start: bytes) -> str | None:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    zeros = start[:2].find(b"\0")  # of "<", a blank or a line end, the upper byte is zero
    return None if zeros < 0 else ("utf-16-be", "utf-16-le")[zeros]
