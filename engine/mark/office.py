"""Old and foreign office files: what LibreOffice makes of them is marked."""

from __future__ import annotations

from engine.limits import DEFAULT, Limits
from engine.mark import docx, xlsx
from engine.mark.notes import Marks
from engine.readers.formats.office import converted
from engine.template.archive import timeless


def mark(content: bytes, marks: Marks, limits: Limits = DEFAULT) -> bytes:
    """A Word file or workbook with what the file holds, and the marks in it.

    Raises:
        Unusable: LibreOffice is not installed or cannot open the file; or as the reader of what it makes.
    """
    into, found = converted(content)
    plain = timeless(found)
    return xlsx.mark(plain, marks, limits) if into == "xlsx" else docx.mark(plain, marks, limits)
