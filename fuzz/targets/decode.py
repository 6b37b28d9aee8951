"""What a document is, and in which encoding: told of any bytes, and never losing a character unsaid."""

from __future__ import annotations

from random import Random

from engine.errors import Unusable
from engine.readers.decode import decode
from engine.readers.formats.html import is_html, is_mhtml
from engine.readers.sniff import holds_tables, sniff
from fuzz.checks import said_in_one_line
from fuzz.mutators.plain import mutate_bytes

_KINDS = {"pdf", "image", "docx", "xlsx", "odt", "ods", "ofd", "zip", "doc", "xls", "rtf", "text"}
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")


def check(content: bytes) -> None:
    """A kind that is known; a text that is these bytes in some encoding, or has U+FFFD where it is not."""
    try:
        assert sniff(content) in _KINDS
        is_html(content)
        is_mhtml(content)
        holds_tables(content)
    except Unusable as error:
        said_in_one_line(error)
    for declared in (None, "gb2312", "utf-8", "x-no-such"):
        _text(content, declared)


def _text(content: bytes, declared: str | None) -> None:
    try:
        text = decode(content, declared)
    except Unusable as error:
        said_in_one_line(error)
        return
    if "\ufffd" in text:
        return
    marks = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
    bare = next((content[len(mark) :] for mark in marks if content.startswith(mark)), content)
    assert any(bare == text.encode(encoding, "surrogatepass") for encoding in _ENCODINGS) or text == content.decode(
        "gb18030", "replace"
    ), "characters lost"


def mutate(content: bytes, chance: Random) -> bytes:
    """Other bytes."""
    return mutate_bytes(content, chance)
