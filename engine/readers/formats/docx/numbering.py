"""Automatic numbers: not in the text of a Word file, but before the eyes of everyone who reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml import etree

from engine.readers.formats.docx.markup import W, child, switched, value, whole
from engine.readers.formats.docx.numerals import numeral
from engine.readers.formats.docx.styles import Styles

_MOST = 1_000_000  # a number in a list
_LONGEST = 50  # the text around it
_PLACE = re.compile("%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    """A level of a list. ``restart``: the level (from 1) that begins it anew, 0 for none, ``None`` for any above."""

    start: int
    style: str
    text: str
    restart: int | None
    plain: bool  # all numbers in it are written in digits
    paragraph_style: str


@dataclass(frozen=True, slots=True)
class _List:
    """Levels from 0, and where some start when the list is first used. Lists with the same ``counter`` count on."""

    counter: str
    levels: Mapping[int, _Level]
    starts: Mapping[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through a document: ask for each paragraph once, in order."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract = {_id(e, "abstractNumId"): e for e in _all(root, "abstractNum")}
        self._numbers = {_id(e, "numId"): e for e in _all(root, "num")}
        self._levels: dict[str, dict[int, _Level]] = {}  # of abstract lists
        self._lists: dict[str, _List | None] = {}
        self._begun: set[str] = set()
        self._counts: dict[str, dict[int, int]] = {}

    def label(self, paragraph: etree._Element) -> str:
        """What stands before the paragraph's own text, such as "1."; "" if nothing."""
        number, level = self._place(paragraph)
        listed = self._list(number) if number else None
        if listed is None or level not in listed.levels or _mark_is_gone(paragraph):
            return ""
        counts = self._counts.setdefault(listed.counter, {})
        if number not in self._begun:
            self._begun.add(number)
            for restarted in listed.starts:
                counts.pop(restarted, None)
        _count(counts, listed, level)
        return _written(counts, listed, level)

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        """The list and the level (from 0) of a paragraph; the list is "" or "0" if it is in none."""
        properties = child(paragraph, "pPr/numPr")
        number, level = value(properties, "numId"), value(properties, "ilvl")
        if number is None:
            number, styled, style = self._styles.numbering(self._styles.of_paragraph(paragraph))
            level = level or styled or self._level_of_style(number, style)
        return number, whole(level, 0, 8)

    def _level_of_style(self, number: str, style: str) -> str:
        listed = self._list(number) if number else None
        levels = listed.levels.items() if listed else ()
        return next((str(index) for index, level in levels if level.paragraph_style == style), "0")

    def _list(self, number: str) -> _List | None:
        if number not in self._lists:
            self._lists[number] = self._make(number)
        return self._lists[number]

    def _make(self, number: str) -> _List | None:
        element = self._numbers.get(number)
        key = value(element, "abstractNumId") or ""
        abstract = self._abstract.get(key)
        linked = value(abstract, "numStyleLink")
        if linked:  # the levels stand in the list of another style
            other = self._numbers.get(self._styles.numbering(linked)[0])
            key = value(other, "abstractNumId") or ""
            abstract = self._abstract.get(key)
        if element is None or abstract is None:
            return None
        if key not in self._levels:
            self._levels[key] = {_index(level): _level(level) for level in abstract.iterfind(W + "lvl")}
        levels = dict(self._levels[key])
        starts = {}
        for override in element.iterfind(W + "lvlOverride"):
            index, inner = _index(override), child(override, "lvl")
            if inner is not None:
                levels[index] = _level(inner)
            start = value(override, "startOverride")
            if start is not None and index in levels:
                starts[index] = whole(start, 1, _MOST)
                levels[index] = replace(levels[index], start=starts[index])
        return _List(key, levels, starts)


def _count(counts: dict[int, int], listed: _List, level: int) -> None:
    """One more at this level; the levels above it have begun, those below begin anew."""
    for above in range(level):
        if above in listed.levels:
            counts.setdefault(above, listed.levels[above].start)
    counts[level] = counts[level] + 1 if level in counts else listed.levels[level].start
    for below in [index for index in counts if index > level]:
        restart = listed.levels[below].restart if below in listed.levels else None
        if restart is None or level < restart:
            del counts[below]


def _written(counts: Mapping[int, int], listed: _List, level: int) -> str:
    form = listed.levels[level]
    if form.style == "bullet" or (form.style != "none" and numeral(1, form.style) is None):
        return ""

    def number(match: re.Match[str]) -> str:
        index = int(match[1]) - 1
        if index not in listed.levels or index not in counts:
            return ""
        return numeral(counts[index], "decimal" if form.plain else listed.levels[index].style) or ""

    text = _PLACE.sub(number, form.text)
    # A mark parts the number from the text, or a gap does.
    return text + " " if text[-1:].isalnum() else text


def _level(element: etree._Element) -> _Level:
    restart = value(element, "lvlRestart")
    styles = [found.get(W + "val", "") for found in element.iter(W + "numFmt")]  # newer programs say it twice
    return _Level(
        start=whole(value(element, "start"), 0, _MOST),
        style=next((style for style in reversed(styles) if style != "custom"), "decimal"),
        text=(value(element, "lvlText") or "")[:_LONGEST],
        restart=None if restart is None else whole(restart, 0, 9),
        plain=bool(switched(element, "isLgl")),
        paragraph_style=value(element, "pStyle") or "",
    )


def _mark_is_gone(paragraph: etree._Element) -> bool:
    """A paragraph whose mark is deleted or hidden is not counted."""
    mark = child(paragraph, "pPr/rPr")
    if mark is None:
        return False
    moved = child(mark, "del") is not None or child(mark, "moveFrom") is not None
    return moved or bool(switched(mark, "vanish"))


def _all(root: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if root is None else root.findall(W + name)


def _id(element: etree._Element, name: str) -> str:
    return element.get(W + name, "")


def _index(element: etree._Element) -> int:
    return whole(element.get(W + "ilvl"), 0, 8)
