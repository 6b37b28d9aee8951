"""PDF files, changed in their objects and streams. What ends the process is pdfium's: why readers are contained."""

from __future__ import annotations

from random import Random
from unittest.mock import patch

from engine.readers.document import Document, Part
from engine.readers.formats import pdf
from engine.reading import Notice
from fuzz.checks import whole_way
from fuzz.mutators.pdf import mutate_pdf


def check(content: bytes) -> None:
    """A report or a refusal; pages that are pictures are not recognised here, which would take seconds each."""
    whole_way(without_recognition, "pdf", content)


def without_recognition(content: bytes) -> Document:
    """The document, its pictures passed over."""
    with patch.object(pdf, "read_pages", _unread):
        return pdf.read(content)


def _unread(pictures: object, first_number: int = 1) -> tuple[tuple[Part, ...], tuple[Notice, ...]]:
    return (), ()


def mutate(content: bytes, chance: Random) -> bytes:
    """Another file."""
    return mutate_pdf(content, chance)
