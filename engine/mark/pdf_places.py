"""From boxes on a page as people see it to the space in which a PDF file describes it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.readers.document import Box

Rectangle = tuple[float, float, float, float]  # left, bottom, right, top in the space of the page


@dataclass(frozen=True, slots=True)
class PageSpace:
    """``media`` and ``crop``: the page as described and what is shown of it; ``rotation``: 0, 90, 180 or 270."""

    media: Rectangle
    crop: Rectangle
    rotation: int

    def rectangle(self, box: Box, *, shown: bool = False) -> Rectangle:
        """The place of a box as the reader of text measures it; ``shown``: as that of pictures does."""
        point = self._in_picture if shown else self._in_text
        (x1, y1), (x2, y2) = point(box[0], box[1]), point(box[2], box[3])
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def _in_picture(self, right: float, down: float) -> tuple[float, float]:
        """A point measured from the upper left corner of what is shown."""
        left, bottom, far, top = self.crop
        return {
            90: (left + down, bottom + right),
            180: (far - right, bottom + down),
            270: (far - down, top - right),
        }.get(self.rotation, (left + right, top - down))

    def _in_text(self, right: float, down: float) -> tuple[float, float]:
        """A point as pdfplumber measures it: it does not begin at the corner where a page's axes are not there."""
        left, bottom, far, top = self.media
        return {
            90: (2 * left + down, right),
            180: (far + left - right, 2 * bottom + down),
            270: (far - left - down, top + bottom - right),
        }.get(self.rotation, (right, top - bottom - down))
