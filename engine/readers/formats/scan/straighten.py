"""A page of a scan made straight: gray, upright to a fraction of a degree, at about :data:`DPI` dots an inch."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from engine.readers.formats.scan.picture import Box, Gray, Picture

DPI = 200  # what the sizes in this package are measured in
_WITHIN = (160.0, 260.0)  # resolutions that are left as they are: resampling costs sharpness
_LARGEST = 2.5  # times that a page is enlarged at most
_MOST_PIXELS = 12_000_000  # of a page that is worked on: A3 has eight million at 200 dots an inch
_LONGEST = 20_000  # pixels of a side: OpenCV turns none of more than 32,767
_STEEPEST = 3.0  # degrees; a page that lies worse was not scanned but thrown
_COARSE, _FINE = 0.25, 0.05  # degrees
_SMALL, _LEAST = 800, 32  # pixels of the longer and the shorter side on which the angle is measured
_WHITE = 255


@dataclass(frozen=True, slots=True)
class Straight:
    """A straight page, its dots an inch, and the degrees by which the scanned one was turned to become it."""

    page: Gray
    dpi: float
    angle: float

    def points(self, box: Box) -> Box:
        """Where a box of pixels stands on the page as scanned, in points."""
        height, width = self.page.shape
        corners = np.array([(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])], np.float32)[None]
        back = cv2.transform(corners, cv2.getRotationMatrix2D((width / 2, height / 2), -self.angle, 1.0))[0]
        # The middle is where it was; its extent is that of the straight box, lest neighbours overlap.
        middle, half = back.mean(axis=0), ((box[2] - box[0]) / 2, (box[3] - box[1]) / 2)
        scale = 72 / self.dpi
        left, top = ((middle - half) * scale).round().astype(int).tolist()
        right, bottom = ((middle + half) * scale).round().astype(int).tolist()
        return left, top, right, bottom


def straightened(picture: Picture) -> Straight:
    """The picture at about :data:`DPI`, turned so that its lines of text and its rules run level."""
    page, dpi = _resampled(picture)
    angle = _angle(page)
    if abs(angle) < _FINE / 2:
        return Straight(page, dpi, 0.0)
    return Straight(_turned(page, angle, _WHITE), dpi, angle)


def _resampled(picture: Picture) -> tuple[Gray, float]:
    page, dpi = picture.gray, picture.dpi
    scale = 1.0 if _WITHIN[0] <= dpi <= _WITHIN[1] else min(DPI / dpi, _LARGEST)
    scale = min(scale, (_MOST_PIXELS / page.size) ** 0.5, _LONGEST / max(page.shape))
    if scale == 1.0:
        return page, dpi
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    height, width = (max(1, round(side * scale)) for side in page.shape)
    return cv2.resize(page, (width, height), interpolation=way), dpi * scale


def _angle(page: Gray) -> float:
    """Degrees by which the page must be turned: those at which its rows are the most unlike each other."""
    scale = min(1.0, _SMALL / max(page.shape))
    height, width = (round(side * scale) for side in page.shape)
    if min(height, width) < _LEAST:
        return 0.0
    small = cv2.resize(page, (width, height), interpolation=cv2.INTER_AREA)
    ink = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((15, 15), np.uint8))
    best = _steepest(ink, np.arange(-_STEEPEST, _STEEPEST + _COARSE / 2, _COARSE))
    return _steepest(ink, np.arange(best - _COARSE, best + _COARSE + _FINE / 2, _FINE))


def _steepest(ink: Gray, angles: npt.NDArray[np.float64]) -> float:
    sharpness = [_sharpness(_turned(ink, float(angle), 0)) for angle in angles]
    # Of equals the middle one, so that a blank page is left alone.
    best = [angle for angle, sharp in zip(angles, sharpness, strict=True) if sharp >= max(sharpness) - 1e-9]
    return float(best[len(best) // 2])


def _sharpness(ink: Gray) -> float:
    rows = ink.sum(axis=1, dtype=np.float64)
    return float(np.square(np.diff(rows)).sum())


def _turned(page: Gray, angle: float, background: int) -> Gray:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=background)
