"""What the process does that opens strangers' files: it reads them, or marks them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from engine.limits import Limits
from engine.readers.document import Document

if TYPE_CHECKING:
    from engine.mark.notes import Marks


def read(format: str, content: bytes, limits: Limits) -> Document:
    """The document, by the module of its format."""
    document: Document = import_module(f"engine.readers.formats.{format}").read(content, limits)
    return document


def mark(format: str, content: bytes, marks: Marks, limits: Limits) -> bytes:
    """The file with the marks in it, by the module of its format."""
    marked: bytes = import_module(f"engine.mark.{format}").mark(content, marks, limits)
    return marked
