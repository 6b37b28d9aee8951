"""Somebody's own document back, with what was found in it written at its place.

What was there stays as it was: what the marked file reads as is compared with what the original does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.errors import Unusable
from engine.limits import Limits
from engine.mark.compose import compose
from engine.readers import read_bytes
from engine.readers.contained import marked_contained
from engine.reading import Notice, Reading
from engine.rulebook import Lang, Rulebook
from engine.scored import Scored

__all__ = ["Marked", "mark", "suffix_of"]

# By the format that was read: the module that marks it, and how the marked file's name ends.
_FORMATS = {
    "docx": ("docx", "docx"), "doc": ("office", "docx"), "rtf": ("office", "docx"), "odt": ("office", "docx"),
    "xlsx": ("xlsx", "xlsx"), "xls": ("office", "xlsx"), "ods": ("office", "xlsx"),
    "pdf": ("pdf", "pdf"), "html": ("html", "html"),
}  # fmt: skip
# What a signed file holds: the names of parts, which a package does not compress, and an entry of a PDF file.
_SIGNED = {"docx": (b"_xmlsignatures/",), "xlsx": (b"_xmlsignatures/",), "pdf": (b"/ByteRange",)}
_REFUSED = {"json": "mark.report_json", "image": "mark.picture"}  # others are plain text


@dataclass(frozen=True, slots=True)
class Marked:
    """The marked file, and what its user should know of it."""

    content: bytes
    notices: tuple[Notice, ...] = ()


def suffix_of(format: str) -> str:
    """How the name of the marked file ends, for a document read as ``format``.

    Raises:
        Unusable: such a document has no place for comments.
    """
    if format not in _FORMATS:
        raise Unusable(_REFUSED.get(format, "mark.plain"))
    return _FORMATS[format][1]


def mark(content: bytes, report: Scored, book: Rulebook, lang: Lang, limits: Limits) -> Marked:
    """The document of a report that was scored, with its findings in it.

    Raises:
        Unusable: it cannot be marked, or would not read the same afterwards.
    """
    reading = report.reading
    suffix = suffix_of(reading.source.format)
    module = _FORMATS[reading.source.format][0]
    new = marked_contained(module, content, compose(report, lang), limits)
    if reading.in_pictures != "words":  # to recognise pictures twice takes too long
        again = read_bytes(new, f"marked.{suffix}", book, limits, reading.report.year)
        if not _same(reading, again):
            raise Unusable("mark.changed")
    return Marked(new, tuple(_notices(content, reading.source.format, suffix)))


def _notices(content: bytes, format: str, suffix: str) -> Iterator[Notice]:
    """What is otherwise in the marked file than in the original, beside the marks."""
    from engine.readers.formats.html.mhtml import is_mhtml

    if _FORMATS[format][0] == "office":
        yield Notice("mark.converted", {"suffix": f".{suffix}", "format": format})
    elif any(sign in content for sign in _SIGNED.get(format, ())):
        yield Notice("mark.signed")
    elif format == "html" and is_mhtml(content):
        yield Notice("mark.saved_page")


def _same(before: Reading, after: Reading) -> bool:
    """Whether both found the same, at the same places; what a user knew better counts for neither."""
    words = (after.report.sections, after.report.tables, after.cells, after.sections, after.order)
    return words == (before.report.sections, before.report.tables, before.cells, before.sections, before.order)
