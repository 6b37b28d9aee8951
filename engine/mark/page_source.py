"""Where in the source of a web page its lines and cells stand.

The page is parsed as its reader does, with a comment before each piece of text and behind each start
tag that says where in the source it is; comments change nothing of what a page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.errors import Unusable
from engine.limits import Limits
from engine.mark.passages import Seen
from engine.readers.decode import decode
from engine.readers.document import Grid
from engine.readers.formats.html.flow import Flow
from engine.readers.formats.html.page import Page
from engine.readers.formats.html.read import items_of, parse
from engine.readers.formats.html.spans import Cell, place

_SIGN = "compliance-at:"
_TAG, _TEXT = "tag ", "text "
_MARKUP = re.compile(
    r"<!--.*?-->|<[!?][^>]*>|</[a-zA-Z][^>]*>"
    r"""|<(?P<tag>[a-zA-Z][^\s/>]*)(?:[^'">]|"[^"]*"|'[^']*')*+>""",
    re.DOTALL,
)
_SIGNED = re.compile(rf"{_SIGN}(?P<kind>{_TAG}|{_TEXT})(?P<at>[0-9]{{1,9}})")
_RAW = frozenset(["iframe", "noembed", "noframes", "plaintext", "script", "style", "textarea", "title", "xmp"])
_IMPLIED = frozenset(["html", "body", "p"])  # begin by themselves between a sign of ours and a text before all tags
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
_MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@dataclass(frozen=True, slots=True)
class Source:
    """A page as text that turns back into exactly its bytes."""

    text: str
    encoding: str
    mark: bytes

    def encoded(self, text: str) -> bytes:
        """Another text in the same encoding."""
        return self.mark + text.encode(self.encoding, "surrogateescape")


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """Where the start tag of a cell begins and ends, and the pieces of text in it, all as offsets in the source."""

    start: int
    inner: int
    texts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """``lines`` with the pieces of text that each consists of; ``ends``: by its offset, where a piece ends."""

    lines: tuple[tuple[Seen, tuple[int, ...]], ...]
    cells: Mapping[tuple[int, int, int], PlacedCell]
    ends: Mapping[int, int]


def source_of(content: bytes, declared: str | None) -> Source:
    """The page as its reader decodes it.

    Raises:
        Unusable: it is no text.
    """
    text = decode(content, declared)
    for encoding in _ENCODINGS:
        mark = _MARKS.get(encoding, b"")
        mark = mark if mark and content.startswith(mark) else b""
        bare = content[len(mark) :]
        if bare.decode(encoding, "replace") == text:
            exact = bare.decode(encoding, "surrogateescape")
            if exact.encode(encoding, "surrogateescape") == bare:
                return Source(exact, encoding, mark)
    raise Unusable("mark.html_broken")


def places_of(source: str, limits: Limits) -> Places:
    """Where lines and cells of the page stand.

    Raises:
        Unusable: as its reader.
    """
    pieces = list(_pieces(source))
    page = _Traced({piece.at: piece.start for piece in pieces if piece.start is not None}, limits)
    parse(_signed(source, pieces), page)
    ends = {piece.at: piece.end for piece in pieces if piece.start is None}
    lines: list[tuple[Seen, tuple[int, ...]]] = []
    texts = page.texts()
    for item in items_of(page):
        if not isinstance(item, Grid):
            lines.append((Seen(len(lines) + 1, item), tuple(texts.get(id(item), ()))))
    return Places(tuple(lines), page.placed, ends)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text from ``at`` to ``end``; or the place ``at`` behind a start tag that begins at ``start``."""

    at: int
    end: int
    start: int | None = None


def _pieces(source: str) -> Iterator[_Piece]:
    at = begun = 0
    while begun < len(source):
        opening = source.find("<", at)
        found = _MARKUP.match(source, opening) if opening >= 0 else None
        if opening >= 0 and found is None:
            at = opening + 1  # a sign of its own
            continue
        stop = opening if opening >= 0 else len(source)
        if source[begun:stop].strip():
            yield _Piece(begun, stop)
        if found is None:
            return
        at = begun = found.end()
        tag = (found["tag"] or "").lower()
        if tag in _RAW:
            closing = re.compile(f"</{re.escape(tag)}", re.IGNORECASE).search(source, at)
            at = begun = closing.start() if closing else len(source)
        elif tag:
            yield _Piece(at, at, opening)


def _signed(source: str, pieces: list[_Piece]) -> str:
    written, last = [], 0
    for piece in pieces:
        kind = _TEXT if piece.start is None else _TAG
        written += [source[last : piece.at], f"<!--{_SIGN}{kind}{piece.at}-->"]
        last = piece.at
    return "".join([*written, source[last:]])


class _Traced(Page):
    """A page that remembers from where in the source its lines and cells come."""

    def __init__(self, tags: Mapping[int, int], limits: Limits) -> None:
        super().__init__(limits)
        self.placed: dict[tuple[int, int, int], PlacedCell] = {}
        self._tags = tags
        self._at: int | None = None
        self._begun: Cell | None = None  # whose place in the source is not known yet
        self._cells: dict[int, tuple[Cell, int]] = {}
        self._texts: list[tuple[Flow, int, int]] = []
        self._of_flow: dict[int, list[int]] = {}  # by identity; the flows are kept in what stands above

    def comment(self, text: str) -> None:
        """A sign of ours, or a comment of the page."""
        found = _SIGNED.fullmatch(text)
        if found is None:
            return
        at = int(found["at"])
        if found["kind"] == _TEXT:
            self._at = at
        elif self._begun is not None and at in self._tags:
            self._cells[id(self._begun)] = (self._begun, at)
            self._begun = None

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """An element begins."""
        before = self._tables[-1].cell if self._tables else None
        super().start(tag, attrib)
        now = self._tables[-1].cell if self._tables else None
        self._begun = now if now is not before and now is not None and not self._unseen else None
        if tag not in _IMPLIED:
            self._at = None

    def end(self, tag: str) -> None:
        """The element opened last ends."""
        super().end(tag)
        self._at = None

    def data(self, text: str) -> None:
        """Text in the element opened last."""
        if not self._unseen and self._at is not None and text.strip():
            flow = self._flows[-1]
            self._texts.append((flow, len(flow.items), self._at))
            self._of_flow.setdefault(id(flow), []).append(self._at)
        super().data(text)

    def texts(self) -> dict[int, list[int]]:
        """By identity of a line, the pieces of text in it."""
        found: dict[int, list[int]] = {}
        for flow, index, at in self._texts:
            if index < len(flow.items):
                pieces = found.setdefault(id(flow.items[index]), [])
                if at not in pieces:
                    pieces.append(at)
        return found

    def _leave_table(self) -> None:
        self._leave_cell()
        table = self._tables[-1]
        sections = table.sections()
        if not any(cell.holds_table for rows in sections for row in rows for cell in row.cells):
            for each in place([[row.cells for row in rows] for rows in sections]):
                self._place((table.number, each.row + 1, each.column + 1), each.cell)
        super()._leave_table()

    def _place(self, key: tuple[int, int, int], cell: Cell) -> None:
        known = self._cells.get(id(cell))
        if known is not None:
            texts = tuple(dict.fromkeys(self._of_flow.get(id(cell.flow), ())))
            self.placed.setdefault(key, PlacedCell(self._tags[known[1]], known[1], texts))
