"""From bytes to text: the encodings that Chinese offices use, told by the bytes themselves."""

from __future__ import annotations

import re

from engine.errors import Unusable

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_GB = re.compile(r"gb|936|euc-?cn", re.IGNORECASE)  # gb2312, GBK, x-gbk, GB18030, cp936, windows-936, EUC-CN
_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LOST = "\ufffd"
_SAMPLE = 100_000


def decode(content: bytes, declared: str | None = None) -> str:
    """The text in UTF-8, UTF-16 or GB 18030 (which holds GBK and GB 2312), without its byte order mark.

    ``declared``: the encoding that the document says it has; it decides only where the bytes are
    well formed in both. A text that is well formed in neither comes with U+FFFD for what is broken,
    in the encoding that does it the least damage.

    Raises:
        Unusable: the bytes are no text.
    """
    if content.startswith(_UTF16_MARKS):
        text = _strictly(content, "utf-16")
    else:
        content = content.removeprefix(_UTF8_MARK)
        text = _unmarked_utf16(content) if b"\0" in content else None
        text = _utf8_or_gb(content, declared) if text is None else text
    if text is None or not _is_text(text):
        raise Unusable("file.binary")
    return text


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without its mark, if plainly so: well formed, and nearly all of it characters of every day."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strictly(content, encoding)
        if text and _is_text(text) and _rare(text[:_SAMPLE]) * 10 <= len(text[:_SAMPLE]):
            return text
    return None


def _utf8_or_gb(content: bytes, declared: str | None) -> str | None:
    declares_gb = bool(declared and _GB.search(declared))
    strict = _strictly(content, "utf-8")
    if strict is not None and (not declares_gb or strict.isascii()):
        return strict
    utf8, gb = content.decode("utf-8", "replace"), content.decode("gb18030", "replace")
    by_utf8, by_gb = _damage(utf8), _damage(gb)
    text = gb if by_gb < by_utf8 or (by_gb == by_utf8 and declares_gb) else utf8
    return None if text.count(_LOST) * 10 > len(text) else text


def _damage(text: str) -> int:
    """How little ``text`` looks like Chinese: UTF-8 taken for GBK is well formed for long, but of rare characters."""
    return _rare(text) + 2 * text.count(_LOST)


def _rare(text: str) -> int:
    """How many characters are not of GB 2312, which holds ASCII and all but the rarest of modern Chinese."""
    return len(text) - len(text.encode("gb2312", "ignore").decode("gb2312"))


def _is_text(text: str) -> bool:
    sample = text[:_SAMPLE]
    return "\0" not in sample and len(_ODD.findall(sample)) <= len(sample) // 100
