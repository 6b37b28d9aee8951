"""Somebody's own document back, with what was found in it written at its place.

What was there stays as it was: what the marked file reads as is compared with what the original does.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Unusable
from engine.mark.compose import compose
from engine.mark.notes import to_wire
from engine.readers import Limits, read_bytes
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
    new = marked_contained(module, content, to_wire(compose(report, lang)), limits)
    if reading.in_pictures != "words":  # to recognise pictures twice takes too long
        again = read_bytes(new, f"marked.{suffix}", book, limits, reading.report.year)
        if not _same(reading, again):
            raise Unusable("mark.changed")
    converted = module == "office"
    values = {"suffix": f".{suffix}", "format": reading.source.format}
    return Marked(new, (Notice("mark.converted", values),) if converted else ())


def _same(before: Reading, after: Reading) -> bool:
    """Whether both found the same, at the same places; what a user knew better counts for neither."""
    words = (after.report.sections, after.report.tables, after.cells, after.sections, after.order)
    return words == (before.report.sections, before.report.tables, before.cells, before.sections, before.order)
