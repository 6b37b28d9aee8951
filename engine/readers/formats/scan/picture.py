"""A picture file as pages in gray, with limits that hold before anything is decoded."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from engine.errors import Unusable
from engine.limits import MILLION, Limits

_TOGETHER = 20  # times the pixels of one page that all pages may have
_FORMATS = ("PNG", "JPEG", "TIFF", "BMP")

Gray: TypeAlias = npt.NDArray[Any]  # uint8, by row and column
Box: TypeAlias = tuple[int, int, int, int]  # left, top, right, bottom in pixels

# Resolutions that scanners write. Cameras and drawing programs write others, which mean nothing.
_BELIEVED = (90.0, 700.0)
_USUAL = 200.0  # dots an inch
_A4 = 11.69  # inches, its longer side
_A4_SHAPES = (1.25, 1.6)  # a little more and less than its sides are to each other


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: its shades of gray (0 is black) and its dots an inch."""

    gray: Gray
    dpi: float


def pictures_in(content: bytes, limits: Limits) -> Iterator[Picture]:
    """The pages of a picture file, one after another.

    Raises:
        Unusable: it is broken, is no picture that can be read, or is too large.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what is odd in the file
        yield from _pictures(content, limits)


def picture_of(image: Image.Image, limits: Limits) -> Picture:
    """A picture that Pillow has opened or something has drawn.

    Raises:
        Unusable: it is too large.
    """
    limits.refuse("pixels", -(-image.width * image.height // MILLION))
    turned = ImageOps.exif_transpose(image)
    return Picture(np.asarray(_gray(turned), dtype=np.uint8), _dpi(image, turned))


def _pictures(content: bytes, limits: Limits) -> Iterator[Picture]:
    pixels, page = 0, 0
    while True:
        try:
            with Image.open(io.BytesIO(content), formats=_FORMATS) as image:
                image.seek(page)
                pixels += image.width * image.height
                limits.refuse("pages", page + 1)
                limits.refuse("pixels", -(-pixels // (_TOGETHER * MILLION)))
                picture = picture_of(image, limits)
        except (Unusable, MemoryError):
            raise
        except Image.DecompressionBombError:
            raise Unusable("image.too_large") from None
        except EOFError:
            if page:
                return
            raise Unusable("image.broken") from None
        except Exception:  # Pillow's decoders have no exception of their own for all that may be broken
            raise Unusable("image.broken") from None
        yield picture
        page += 1


def _gray(image: Image.Image) -> Image.Image:
    """In 256 shades; what is transparent is white."""
    if image.mode.startswith(("I", "F")):  # more than 256 shades
        deep = np.nan_to_num(np.asarray(image, dtype=np.float32))
        least, most = float(deep.min()), float(deep.max())
        scale = 255 / 65535 if least >= 0 and 255 < most <= 65535 else 255 / max(most - least, 1.0)
        return Image.fromarray(np.clip((deep - min(least, 0)) * scale, 0, 255).astype(np.uint8))
    if image.mode == "P" and "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in ("RGBA", "LA", "PA"):
        opaque = image.getchannel("A")
        return Image.composite(image.convert("L"), Image.new("L", image.size, 255), opaque)
    return image.convert("L")


def _dpi(image: Image.Image, turned: Image.Image) -> float:
    """As the file says, if a scanner may have written it; else as if the page were A4, if it has its shape."""
    said = image.info.get("dpi")
    if isinstance(said, tuple) and len(said) == 2:
        across, down = (float(value or 0) for value in said)
        if _BELIEVED[0] <= across <= _BELIEVED[1] and abs(across - down) <= 1:
            return across
    longer, shorter = max(turned.size), min(turned.size)
    if _A4_SHAPES[0] <= longer / shorter <= _A4_SHAPES[1] and longer >= _BELIEVED[0] * _A4:
        return longer / _A4
    return _USUAL
