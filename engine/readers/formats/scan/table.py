"""The text of a ruled table's cells, and whether it is sure: a wrong figure must never look like a right one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from engine.readers.formats.scan.cells import Sheet, cut, lines_in
from engine.readers.formats.scan.picture import Box, Gray
from engine.readers.formats.scan.recognise import Text, read_pieces

# Of margins and shapes of the picture that were tried, these read figures best: a narrow nought is no letter.
_MARGIN = 0.15
_NARROWED = 0.8
_SURE = 0.9  # of the least sure character of a narrowed figure; one in a thousand right ones is below
_SURE_WORDS = 0.5  # in a label, whose words are known
_NOUGHTS = str.maketrans("Oo\u3007\u25cb\u3002", "00000")
_FIGURE = re.compile(r"[-+0-9.,/%\s\u2014\u2013\uff0d\uff0f]*[0-9][-+0-9.,/%\s\u2014\u2013\uff0d\uff0f]*")
_COUNTED = re.compile(_FIGURE.pattern + r"[\u4e00-\u9fff]{1,2}")  # with its unit
_LONGEST = 16  # characters that a figure may have

# Marks that stand for no figure have shapes, and too little of them for the recogniser. In pixels.
_FLAT, _LONG_DASH = 8, 17  # a dash is no higher; from this width on it is a long one
_FULL = 0.6  # share of ink in a dash's outline
_STROKES = frozenset("1|lI")  # what a slash is taken for
_SLANT = 0.2  # across by down: a one leans less, even in italics; a slash more


@dataclass(frozen=True, slots=True)
class CellText:
    """The text of a cell, lines parted by line feeds, and whether it is not sure."""

    text: str
    doubtful: bool


def read_cells(sheet: Sheet, cells: Sequence[Box]) -> list[CellText]:
    """The text of each cell.

    Raises:
        Unusable: the recogniser is not installed.
    """
    found = [_found(sheet, cell) for cell in cells]
    read = iter(_read_lines(sheet, [box for boxes, _ in found for box in boxes]))
    texts = []
    for cell, (boxes, pale) in zip(cells, found, strict=True):
        lines = [next(read) for _ in boxes]
        dash = _dash(sheet.ink, boxes[0]) if len(boxes) == 1 else ""
        if dash:
            texts.append(CellText(dash, not _in_the_middle(boxes[0], cell)))
        else:
            text = "\n".join(line.text for line in lines if line.text)
            texts.append(CellText(text, pale or any(line.doubtful for line in lines)))
    return texts


def _found(sheet: Sheet, cell: Box) -> tuple[list[Box], bool]:
    """The lines in a cell, and whether they are so pale that they may be none."""
    boxes = lines_in(sheet.ink, cell)
    if boxes:
        return boxes, False
    boxes = lines_in(sheet.pale, cell)
    return boxes, bool(boxes)


def _read_lines(sheet: Sheet, boxes: Sequence[Box]) -> list[CellText]:
    """Each line read; what looks like a figure twice, in two ways."""
    pieces = [cut(sheet.page, box, _MARGIN) for box in boxes]
    once = read_pieces(pieces)
    figures = [i for i, text in enumerate(once) if _may_be_figure(text.text)]
    again = dict(zip(figures, read_pieces([_narrowed(pieces[i]) for i in figures]), strict=True))
    return [
        _figure(text, again[i], sheet.ink, boxes[i]) if i in again else CellText(text.text, text.sure < _SURE_WORDS)
        for i, text in enumerate(once)
    ]


def _may_be_figure(text: str) -> bool:
    """Also a single character, which may be a figure that was taken for a letter."""
    words = sum("\u4e00" <= c <= "\u9fff" for c in text)
    return len(text) <= 1 or (len(text) <= _LONGEST and words <= 2 and (words == 0 or any(map(str.isdigit, text))))


def _figure(once: Text, narrowed: Text, ink: Gray, box: Box) -> CellText:
    """What is doubtful unless both readings agree and the shape of the ink does not speak against it."""
    text = narrowed.text
    if text in _STROKES or once.text in _STROKES:
        slant = _slant(ink, box)
        if abs(slant) > _SLANT:
            return CellText("/" if slant > 0 else "\\", True)
    if text and not text.translate(_NOUGHTS).strip("0"):
        return CellText(text.translate(_NOUGHTS), text.strip("0") != "" or narrowed.sure < _SURE)
    if not _FIGURE.fullmatch(text) and _FIGURE.fullmatch(once.text):
        return CellText(once.text, True)
    agreed = _plain(once.text) == _plain(text) and narrowed.sure >= _SURE
    return CellText(text, not agreed or not (_FIGURE.fullmatch(text) or _COUNTED.fullmatch(text)))


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text).translate(_NOUGHTS)


def _dash(ink: Gray, box: Box) -> str:
    """A dash, if the ink is nothing else."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if height > _FLAT or width < 2 * height or float(ink[top:bottom, left:right].mean()) < 255 * _FULL:
        return ""
    return "\u2014" if width >= _LONG_DASH else "-"


def _in_the_middle(box: Box, cell: Box) -> bool:
    """Whether a mark stands where a figure would, and not where a rule left a rest."""
    middle, quarter = (box[1] + box[3]) / 2, (cell[3] - cell[1]) / 4
    return cell[1] + quarter < middle < cell[3] - quarter


def _slant(ink: Gray, box: Box) -> float:
    """By how much a stroke leans to the right: pixels across for each pixel up."""
    left, top, right, bottom = box
    ys, xs = np.nonzero(ink[top:bottom, left:right])
    if ys.size < 2 or np.ptp(ys) == 0:
        return 0.0
    return -float(np.polyfit(ys, xs, 1)[0])


def _narrowed(piece: Gray) -> Gray:
    height, width = piece.shape
    return cv2.resize(piece, (max(1, round(width * _NARROWED)), height), interpolation=cv2.INTER_AREA)
