"""What stands in a ruled cell: its lines of text, cut out one by one, without the rules around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from engine.readers.formats.scan.picture import Box, Gray

# In pixels at 200 dots an inch.
_INSET = 3  # of a cell's inside from the middle of its border
_RULE = 5  # how wide a rule is wiped out
_BORDER = 12  # from the middle of a border, rules are wiped out: not farther, where they are dashes and strokes
_SPECK = 7  # pixels of a stain that is no character: a decimal point has nine
_EM = 20  # a character's height, if a cell's own are not higher
_BESIDE = 3  # rows without ink that part two lines

# Ink is what differs from the paper by this share of the page's darkest print, and by so many shades of gray.
_INK_SHARE, _LEAST_INK = 0.33, 25
# What is paler is no ink, unless a cell holds nothing else: shades of gray, and pixels in one stroke.
_PALE, _PALE_STROKE = 16, 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A straight page ready to be cut: without rules, and where its ink is (255), and what may be ink."""

    page: Gray
    ink: Gray
    pale: Gray


def sheet_of(page: Gray, ink: Gray, lines: Gray, cells: Iterable[Box]) -> Sheet:
    """``page`` with ``ink`` on it and the ``lines`` wiped out that are borders of ``cells``."""
    borders = np.zeros_like(page)
    for left, top, right, bottom in cells:
        cv2.rectangle(borders, (left, top), (right, bottom), 255, 2 * _BORDER)
    rules = cv2.dilate(cv2.bitwise_and(lines, borders), np.ones((_RULE, _RULE), np.uint8)) > 0
    paper = cv2.medianBlur(cv2.dilate(page, np.ones((9, 9), np.uint8)), 31)
    depth = cv2.subtract(paper, cv2.GaussianBlur(page, (3, 3), 0))
    inked = (ink > 0) & ~rules
    dark = depth[inked]
    least = max(_LEAST_INK, _INK_SHARE * float(np.percentile(dark, 90))) if dark.size else _LEAST_INK
    sure = strokes((depth >= least) & ~rules, _SPECK)
    return Sheet(np.where(rules, paper, page), sure, strokes((depth >= _PALE) & inked, _PALE_STROKE))


def strokes(ink: npt.NDArray[Any], least: int) -> Gray:
    """The ink without strokes of fewer pixels than ``least``."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= least
    large[0] = False
    return np.where(large[labels], np.uint8(255), np.uint8(0))


def lines_in(ink: Gray, cell: Box) -> list[Box]:
    """The lines of text in a cell, from the top down: tightly around their ink. None if it is blank."""
    left, top, right, bottom = cell[0] + _INSET, cell[1] + _INSET, cell[2] - _INSET, cell[3] - _INSET
    ink = ink[top:bottom, left:right]
    if ink.size == 0 or not ink.any():
        return []
    boxes = []
    for start, end in _rows(np.any(ink, axis=1)):
        columns = np.flatnonzero(ink[start:end].any(axis=0))
        boxes.append((left + int(columns[0]), top + start, left + int(columns[-1]) + 1, top + end))
    return boxes


def cut(page: Gray, box: Box, around: float) -> Gray:
    """The picture of a line with a margin of ``around`` times its height, on paper of its own shade."""
    left, top, right, bottom = box
    margin = max(2, round((bottom - top) * around))
    height, width = page.shape
    piece = page[max(0, top - 2) : min(height, bottom + 2), max(0, left - 2) : min(width, right + 2)]
    paper = int(np.percentile(piece, 90))
    return cv2.copyMakeBorder(piece, *(margin - 2,) * 4, cv2.BORDER_CONSTANT, value=paper)


def _rows(inked: npt.NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Runs of rows with ink, strokes of one character (two, three) taken together."""
    rows = np.flatnonzero(inked)
    runs = [(int(run[0]), int(run[-1]) + 1) for run in np.split(rows, np.flatnonzero(np.diff(rows) > _BESIDE) + 1)]
    em = max(_EM, *(end - start for start, end in runs)) if len(runs) > 1 else _EM
    start, end = runs[0]
    for run_start, run_end in runs[1:]:
        if run_end - start <= 1.15 * em:
            end = run_end
        else:
            yield start, end
            start, end = run_start, run_end
    yield start, end
