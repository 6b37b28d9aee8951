"""Comments written into somebody's own file: the marked file opens, and reads as the original does."""

from __future__ import annotations

from importlib import import_module
from random import Random

from engine.errors import Unusable
from engine.mark.compose import compose
from engine.readers.formats.html import is_html
from engine.readers.sniff import sniff
from engine.readers.understand import understand
from engine.reading import Reading, Source
from fuzz.checks import book, hides_no_mistake, known_words, said_in_one_line, scored
from fuzz.mutators.markup import mutate_html
from fuzz.mutators.package import mutate_package
from fuzz.mutators.pdf import mutate_pdf
from fuzz.targets.pdf import without_recognition

_FORMATS = ("docx", "xlsx", "pdf", "html")


def check(content: bytes) -> None:
    """A marked file that says what the original says, or a refusal."""
    try:
        format = _format(content)
        if format not in _FORMATS:
            return
        before = _read(format, content)
    except (Unusable, RecursionError):
        return  # the target of the format looks at these
    report = scored(before)
    if report is None:
        return
    try:
        marked = import_module(f"engine.mark.{format}").mark(content, compose(report, "zh"))
    except Unusable as error:
        said_in_one_line(error)
        return
    try:
        after = _read(format, marked)
    except Unusable as error:
        hides_no_mistake(error)
        raise AssertionError(f"the marked file cannot be read: {error}") from error
    assert after.report.tables == before.report.tables, "the marked file has other figures"
    assert after.report.sections == before.report.sections, "the marked file has other words"


def _format(content: bytes) -> str:
    found = sniff(content)
    return "html" if found == "text" and is_html(content) else found


def _read(format: str, content: bytes) -> Reading:
    read = without_recognition if format == "pdf" else import_module(f"engine.readers.formats.{format}").read
    return understand(read(content), Source(f"a.{format}", format, "0" * 64), book())


def mutate(content: bytes, chance: Random) -> bytes:
    """Another document of the same kind."""
    if content.startswith(b"PK"):
        return mutate_package(content, chance, known_words())
    return mutate_pdf(content, chance) if content.startswith(b"%PDF") else mutate_html(content, chance, known_words())
