"""Breaks text into lines of a terminal: wide characters take two columns.

Lines are broken between characters of Chinese text and between words of English text. Control
characters never reach the terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalogue import one_line
from engine.reporters.width import columns_of, width_of

_OPENING = "（《“‘【〔(["
_CLOSING = "，。；：、！？）》”’】〕)],.;:!?%"


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """The text in lines of at most ``width`` columns; punctuation stays with the word that it closes."""
    lines: list[str] = []
    line, used = first, width_of(first)
    room = width - max(used, width_of(rest))
    for word in (part for piece in _words(one_line(text)) for part in _cut(piece, room)):
        size = width_of(word)
        if used + width_of(word.rstrip()) > width and line.strip() and line not in (first, rest):
            lines.append(line)
            line, used = rest, width_of(rest)
            word = word.lstrip()
            size = width_of(word)
        line, used = line + word, used + size
    return [*lines, line]


def _cut(word: str, room: int) -> Iterator[str]:
    """The word itself, or its parts if it is wider than any line; a combining mark stays with its character."""
    part, used = "", 0
    for character in word:
        size = columns_of(character)
        if used + size > room and part:
            yield part
            part, used = "", 0
        part, used = part + character, used + size
    yield part


def _words(text: str) -> Iterator[str]:
    """Pieces that must not be broken: a wide character, or a run of narrow ones, with its punctuation."""
    piece = ""
    for index, character in enumerate(text):
        piece += character
        following = text[index + 1] if index + 1 < len(text) else ""
        if not following or _may_break(character, following):
            yield piece
            piece = ""
    if piece:
        yield piece


def _may_break(left: str, right: str) -> bool:
    if right in _CLOSING or left in _OPENING or columns_of(right) == 0:
        return False
    if left == " ":
        return right != " "
    return right != " " and (columns_of(left) == 2 or columns_of(right) == 2)
