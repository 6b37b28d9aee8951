"""Joins the lines that an extractor broke back into paragraphs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from engine.labels import CLOSE, OPEN
from engine.readers.article.page_marks import page_number
from engine.readers.document import Line
from engine.rulebook import Form, TextWords

_WIDE = 0x2E80  # from here on characters are two columns wide
_SLACK = 8  # columns that a full line may lack: the marks that do not begin a line
_LONG = 48  # columns
_FEW = 5  # fewer lines do not show a usual width


class Paragraphs:
    """Joins lines, by the marks of a form and a rulebook.

    If a document is ``wrapped``, the usual width of all its ``lines`` of prose tells which are full.
    """

    def __init__(self, lines: Sequence[Line], form: Form, words: TextWords, *, wrapped: bool) -> None:
        numerals = "|".join(map(re.escape, form.numerals))
        marks = re.escape("".join(form.heading_marks))
        lettered = rf"{OPEN}(?:{numerals}){CLOSE}|(?:{numerals})[{marks}]"
        self._item = re.compile(rf"{lettered}|{OPEN}?\d{{1,2}}(?:[{marks}]|{CLOSE})(?!\d)")
        self._ends = tuple(words.sentence_ends)
        self._full = _full_width([line.text.strip() for line in lines], self._ends) if wrapped else None
        self._wrapped = wrapped

    def join(self, lines: Sequence[Line]) -> str:
        """The text of the lines: a paragraph a line."""
        paragraphs: list[list[str]] = []
        apart, full = True, False
        for line in lines:
            text = line.text.strip()
            if page_number(text) is not None:
                continue
            apart, was_apart = line.number == 0, apart  # a row of a table stands by itself
            goes_on, full = full and line.flush, line.full
            if not apart and not was_apart and (goes_on or not self._begins(text, paragraphs[-1])):
                paragraphs[-1] += [_between(paragraphs[-1][-1][-1:], text[:1]), text]
            else:
                paragraphs.append([text])
        return "\n".join("".join(parts) for parts in paragraphs)

    def _begins(self, text: str, paragraph: Sequence[str]) -> bool:
        """Whether a line begins a paragraph, after the lines of the paragraph before."""
        last = paragraph[-1]
        if not self._wrapped:
            return True
        ended = last.endswith(self._ends)
        if self._full is None:  # too few lines to know when one is full, but a long one without a mark goes on
            return ended or _width(last) < _LONG or self._item.match(text) is not None
        short = _width(last) < self._full
        if ended:
            return short or self._item.match(text) is not None
        # A heading within the section is an item of one short line without a sentence or a mark at its end.
        heading = len(paragraph) == 1 and self._item.match(last) and not any(end in last for end in self._ends)
        return bool(short and heading and not unicodedata.category(last[-1]).startswith("P"))


def _full_width(texts: Sequence[str], ends: tuple[str, ...]) -> int | None:
    """From which width on a line is full, ``None`` if lines are not broken by width."""
    widths = sorted(map(_width, texts))
    widths = [width for width in widths if width * 2 >= widths[-1]]  # the others end paragraphs
    if len(widths) < _FEW:
        return None
    usual, most = widths[len(widths) // 2], widths[len(widths) * 19 // 20]
    full = usual - _SLACK
    cut = sum(_width(text) >= full and not text.endswith(ends) for text in texts)
    # Lines that are all whole sentences were not broken, although they be of one length.
    return full if most <= usual + _SLACK and cut > 1 else None


def _width(text: str) -> int:
    return sum(2 if ord(character) >= _WIDE else 1 for character in text)


def _between(left: str, right: str) -> str:
    """Latin words are set apart by a space; Chinese ones, and a number broken in two, are not."""
    return " " if (left + right).isascii() and left.isalpha() and right.isalpha() else ""
