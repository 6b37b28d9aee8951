"""Reads scans: pages that are pictures. Needs the extra ``ocr``, and says so where it is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.readers.document import Document, Grid, Line, Part
from engine.reading import Notice

if TYPE_CHECKING:
    from PIL.Image import Image

    from engine.readers.formats.scan.picture import Picture

_NEEDED = ("PIL.Image", "cv2", "onnxruntime", "rapidocr")


def read(content: bytes, limits: Limits = DEFAULT) -> Document:
    """The document in a picture file: PNG, JPEG, BMP or TIFF; a TIFF may have several pages.

    Raises:
        Unusable: it is broken or too large, or the recogniser is not installed.
    """
    _check()
    from engine.readers.formats.scan.picture import pictures_in

    parts, notices = _read(pictures_in(content, limits), 1)
    return Document(parts, wrapped=True, recognised=True, notices=notices)


def read_pages(
    images: Iterable[Image], first_number: int = 1, limits: Limits = DEFAULT
) -> tuple[tuple[Part, ...], tuple[Notice, ...]]:
    """What stands on pages that are pictures, as a reader of another format draws them; ``dpi`` in their ``info``.

    The pages are numbered from ``first_number``, lines and tables each from 1.

    Raises:
        Unusable: a page is too large or holds too much, or the recogniser is not installed.
    """
    _check()
    from engine.readers.formats.scan.picture import picture_of

    return _read((picture_of(image, limits) for image in images), first_number)


def _check() -> None:
    try:
        for name in _NEEDED:
            import_module(name)
    except ImportError:
        raise Unusable("ocr.not_installed") from None


def _read(pictures: Iterable[Picture], first_number: int) -> tuple[tuple[Part, ...], tuple[Notice, ...]]:
    from engine.readers.formats.scan.page import read_page

    parts: list[Part] = []
    notices = []
    for number, picture in enumerate(pictures, first_number):
        page = read_page(picture, number)
        parts += page.parts
        if page.unread:
            notices.append(Notice("notice.lines_illegible", {"page": number, "count": page.unread}))
    return tuple(_numbered(parts)), tuple(notices)


def _numbered(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts with their numbers: lines and tables are counted apart."""
    lines = grids = 0
    for part in parts:
        if isinstance(part, Grid):
            grids += 1
            yield replace(part, number=grids)
        elif isinstance(part, Line):
            lines += 1
            yield replace(part, number=lines)
