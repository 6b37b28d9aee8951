"""What the parser reports of a page, element by element, put into lines and grids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from engine.limits import DEFAULT, Limits
from engine.readers.formats.html.declared import Declared
from engine.readers.formats.html.elements import (
    TABLE_KINDS,
    Kind,
    Mode,
    is_drawn,
    is_flat,
    kind_of,
    span_of,
    style_of,
)
from engine.readers.formats.html.flow import Flow
from engine.readers.formats.html.table import Table

_MARKED = ("sup", "sub", "s", "strike", "del")  # their digits are not those of a figure
_DEEPEST_TABLES = 200  # tables within tables; deeper ones are read as flat text
_ARTICLE = frozenset({"article", "main"})
_NOT_AROUND = _ARTICLE | {"table", "h1"}  # what a landmark holds if it is more than navigation


class _Open(NamedTuple):
    """An open element."""

    kind: Kind
    tag: str
    mode: Mode


class Page:
    """A target of the parser: it is told of starts, ends and text, in the order of the page.

    ``flow``: the page's lines and grids. ``around``: which of them (from, to) are navigation and the like.
    ``shows_others``: other pages are shown in this one; ``is_frameset``: it consists of them.
    """

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.flow = Flow()
        self._limits = limits
        self.around: list[tuple[int, int]] = []
        self.shows_others = self.is_frameset = False
        self.declared = Declared()
        self.has_pictures = False
        self._open = [_Open(Kind.INLINE, "", Mode())]
        self._unseen = 0  # open elements, from the outermost one whose content is not shown
        self._flows = [self.flow]
        self._tables: list[Table] = []
        self._flattened = 0  # open tables that are read as flat text
        self._seen_tables = self._seen_cells = 0
        self._characters = self._wrapped_characters = 0
        self._articles = 0
        self._landmark: int | None = None  # where the open one starts, unless it holds more than navigation

    def is_wrapped(self) -> bool:
        """Whether most of the text stands in lines set by hand."""
        return self._wrapped_characters * 2 > self._characters

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element begins."""
        if tag == "table":
            self._seen_tables += 1
        self.has_pictures |= tag == "img"
        self._limits.refuse("nesting", len(self._open) + self._unseen)
        if self._unseen:
            self._unseen += 1
            return
        style = style_of(attrib) if attrib else {}
        kind = self._kind(tag, attrib, style)
        if kind is Kind.UNSEEN:
            self._unseen = 1
            self.shows_others |= _shows_other(tag, attrib, style)
            return
        if tag == "meta":
            self.declared.add(attrib)
        elif tag == "frameset":
            self.is_frameset = True
        elif tag in _NOT_AROUND:
            self._articles += tag in _ARTICLE
            self._landmark = None
        if kind is not Kind.INLINE:
            self._begin(kind, tag, attrib)
        elif tag in _MARKED:
            self._flows[-1].add(" ")
        self._open.append(_Open(kind, tag, self._open[-1].mode.within(tag, style)))

    def end(self, tag: str) -> None:
        """The element opened last ends; the parser sees to it that each one does."""
        if self._unseen:
            self._unseen -= 1
            return
        opened = self._open.pop()
        self._articles -= opened.tag in _ARTICLE
        if opened.kind is not Kind.INLINE:
            self._finish(opened.kind)
        elif opened.tag in _MARKED and not opened.mode.hidden:
            self._flows[-1].add(" ")

    def data(self, text: str) -> None:
        """Text in the element opened last."""
        if self._unseen:
            return
        opened = self._open[-1]
        if opened.tag == "title":
            self.declared.add_title(text)
        elif not opened.mode.hidden:
            characters = len(text.strip())
            self._characters += characters
            self._wrapped_characters += characters * opened.mode.wraps
            self._limits.refuse("text", self._characters)
            self._limits.refuse("cells", len(self._flows[-1].items))
            self._flows[-1].add(text, opened.mode.keeps_lines)

    def close(self) -> None:
        """The page ends."""
        self.flow.end_line()

    def _kind(self, tag: str, attrib: Mapping[str, str], style: Mapping[str, str]) -> Kind:
        """The kind of an element in its place: a row without a table is none, nor a landmark in an article."""
        kind = kind_of(tag, attrib, style)
        if kind is Kind.LANDMARK:
            return Kind.BLOCK if self._articles or self._tables or self._landmark is not None else kind
        if kind is Kind.TABLE:
            return Kind.FLATTENED if len(self._tables) >= _DEEPEST_TABLES else kind
        if kind in TABLE_KINDS:
            fits = self._tables and not self._flattened and self._tables[-1].drawn == is_drawn(tag)
            return kind if fits else Kind.BLOCK
        return kind

    def _begin(self, kind: Kind, tag: str, attrib: Mapping[str, str]) -> None:
        if kind is Kind.CELL:
            self._begin_cell(attrib)
        elif kind is Kind.ROW:
            self._leave_cell()
            self._tables[-1].open_row(is_flat(attrib))
        elif kind is Kind.SECTION:
            self._leave_cell()
            self._tables[-1].open_section(tag)
        else:
            self._flows[-1].end_line()
            if kind is Kind.TABLE:
                self._seen_tables += not is_drawn(tag)
                self._tables.append(Table(self._seen_tables, is_drawn(tag), self._flows[-1]))
            elif kind is Kind.FLATTENED:
                self._flattened += 1
            elif kind is Kind.LANDMARK:
                self._landmark = len(self.flow.items)

    def _finish(self, kind: Kind) -> None:
        if kind is Kind.TABLE:
            self._leave_table()
        elif kind in TABLE_KINDS:
            self._leave_cell()
            if kind is Kind.ROW:
                self._tables[-1].close_row()
            elif kind is Kind.SECTION:
                self._tables[-1].close_section()
        elif kind is not Kind.BREAK:
            self._flows[-1].end_line()
            self._flattened -= kind is Kind.FLATTENED
            if kind is Kind.LANDMARK and self._landmark is not None:
                self.around.append((self._landmark, len(self.flow.items)))
                self._landmark = None

    def _begin_cell(self, attrib: Mapping[str, str]) -> None:
        self._leave_cell()  # the end of the one before may be missing
        self._seen_cells += 1
        self._limits.refuse("cells", self._seen_cells)
        cell = self._tables[-1].open_cell(span_of(attrib, "rowspan"), span_of(attrib, "colspan") or 1)
        self._flows.append(cell.flow)

    def _leave_cell(self) -> None:
        table = self._tables[-1]
        if table.cell is not None:
            self._flows.pop().end_line()
            table.cell = None

    def _leave_table(self) -> None:
        self._leave_cell()
        table = self._tables.pop()
        table.outer.end_line()
        table.outer.items.extend(table.items())
        if self._tables and self._tables[-1].cell is not None and not table.is_trifle():
            self._tables[-1].cell.holds_table = True


def _shows_other(tag: str, attrib: Mapping[str, str], style: Mapping[str, str]) -> bool:
    """Whether an element shows another page, or a document, that is large enough to be seen."""
    if "hidden" in attrib or style.get("display") == "none" or "0" in (attrib.get("width"), attrib.get("height")):
        return False
    if tag in ("iframe", "frame"):
        return attrib.get("src", "").strip().lower().split(":")[0] not in ("", "about", "javascript")
    return tag in ("embed", "object") and "pdf" in "".join(attrib.values()).lower()
