"""Writes comments into a web page: marked places, each with a link to its note at the end; no script is needed.

The source stays as it is; what is written into it bears an attribute by which the reader of web
pages knows that it is no part of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.mark.notes import Anchor, Marks, Note, Tone
from engine.mark.page_source import PlacedCell, Places, places_of, source_of
from engine.mark.page_style import STYLE
from engine.mark.passages import passage, squeezed
from engine.readers.formats.html.elements import NOTE
from engine.readers.formats.html.mhtml import html_part, is_mhtml
from engine.readers.formats.html.sniff import declared_charset

_TONE = "data-compliance"
_BODY = re.compile(r"""<body(?=[\s>/])(?:[^'">]|"[^"]*"|'[^']*')*+>""", re.IGNORECASE)
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_NAME = re.compile(r"<[^\s/>]+")
_REFERENCE = re.compile(r"&#?\w+;?")
_UTF8_MARK = b"\xef\xbb\xbf"
_LONGEST_QUOTE = 300  # characters that are looked for within a piece of text


def mark(content: bytes, marks: Marks, limits: Limits = DEFAULT) -> bytes:
    """The page with the marks in it; of an MHTML file the page within.

    Raises:
        Unusable: as its reader; or no place can be found in its source.
    """
    declared = None
    saved = is_mhtml(content)
    if saved:
        content, declared = html_part(content)
    source = source_of(content, declared_charset(content) or declared)
    written = _Writer(source.text, marks, limits).written()
    if saved:  # whose encoding stood outside of the page
        return _UTF8_MARK + written.encode("utf-8", "replace")
    return source.encoded(written)


class _Writer:
    """Collects what is written where."""

    def __init__(self, source: str, marks: Marks, limits: Limits) -> None:
        self._source, self._marks = source, marks
        self._places: Places = places_of(source, limits)
        self._name = "compliance"
        while f'"{self._name}-' in source:  # marked before
            self._name += "-"
        self._splices: list[tuple[int, int, str]] = []  # where, rank there, what

    def written(self) -> str:
        """The source with everything in it."""
        for shade in self._marks.shades:
            cell = self._places.cells.get(shade.anchor.cell) if shade.anchor.cell else None
            if cell is not None:
                self._tint(cell, shade.tone)
        summary, *notes = self._marks.notes
        for number, note in enumerate(notes, 1):
            self._refer(number, note)
        body, end = self._edges()
        self._splices.append((body, 3, self._summary(summary, notes)))
        self._splices.append((end, 4, self._notes(notes)))
        pieces, last = [], 0
        for at, _, text in sorted(self._splices, key=lambda item: item[:2]):
            pieces += [self._source[last:at], text]
            last = at
        return "".join([*pieces, self._source[last:]])

    def _edges(self) -> tuple[int, int]:
        """Where the body begins and ends; a piece of a page has neither."""
        ends = [found.start() for found in _END.finditer(self._source)]
        end = ends[-2] if len(ends) > 1 and not self._source[ends[-2] : ends[-1]].partition(">")[2].strip() else None
        end = end if end is not None else ends[-1] if ends else len(self._source)
        body = _BODY.search(self._source)
        return (body.end() if body is not None and body.end() <= end else end), end

    def _tint(self, cell: PlacedCell, tone: Tone) -> None:
        name = _NAME.match(self._source, cell.start)
        if name is None:
            raise Unusable("mark.html_broken")
        self._splices.append((name.end(), 0, f' {_TONE}="{tone}"'))

    def _refer(self, number: int, note: Note) -> None:
        """Mark the place of a note, with a link to it."""
        tone = note.tone or "review"
        link = (
            f'<a {NOTE} class="compliance-{tone}" id="{self._name}-place-{number}"'
            f' href="#{self._name}-note-{number}" title="{escape(_short(note))}"'
            f' aria-label="{escape(_short(note))}">{escape(note.name)}</a>'
        )
        cell = self._places.cells.get(note.anchor.cell) if note.anchor.cell else None
        if cell is not None:
            at = self._places.ends[cell.texts[-1]] if cell.texts else cell.inner
            self._splices.append((at, 2, link))
            return
        spans = list(self._spans(note.anchor))
        for start, end in spans:
            self._splices.append((start, 2, f'<mark {_TONE}="{tone}">'))
            self._splices.append((end, 1, "</mark>"))
        if not spans:
            self._splices.append((self._edges()[0], 5, link))
        else:
            self._splices.append((spans[-1][1], 2, link))

    def _spans(self, anchor: Anchor) -> Iterator[tuple[int, int]]:
        """The pieces of text that an anchor means."""
        lines = self._places.lines
        found = passage(anchor, [line for line, _ in lines])
        if found is None:
            return
        pieces = [at for _, texts in lines[found[0] : found[1] + 1] for at in texts]
        if len(pieces) == 1 and anchor.quote:
            yield self._within(pieces[0], anchor.quote)
            return
        for at in pieces:
            yield at, self._places.ends[at]

    def _within(self, at: int, quote: str) -> tuple[int, int]:
        """The words within a piece of text; all of it where they are spelled otherwise, or would cut a reference."""
        wanted, end = squeezed(quote)[:_LONGEST_QUOTE], self._places.ends[at]
        pattern = re.compile(r"\s*+".join(map(re.escape, wanted)))
        found = pattern.search(self._source, at, end) if len(wanted) == len(squeezed(quote)) else None
        whole = [reference.span() for reference in _REFERENCE.finditer(self._source, at, end)]
        if found is None or any(first < edge < last for first, last in whole for edge in found.span()):
            return at, end
        return found.span()

    def _summary(self, summary: Note, notes: list[Note]) -> str:
        words = self._marks.words
        links = "".join(
            f'<li><a href="#{self._name}-place-{number}">{escape(_short(note))}</a></li>'
            for number, note in enumerate(notes, 1)
        )
        listed = f'<nav aria-label="{escape(words["notes"])}"><ul>{links}</ul></nav>' if links else ""
        inner = _paragraphs(summary, words)
        return (
            f'<section {NOTE} lang="{words["lang"]}" class="compliance-box" aria-label="{escape(words["summary"])}">'
            f"<style>{STYLE}</style>{inner}{listed}</section>"
        )

    def _notes(self, notes: list[Note]) -> str:
        words = self._marks.words
        items = "".join(
            f'<li id="{self._name}-note-{number}" class="compliance-{note.tone}">'
            f"{_paragraphs(note, words)}"
            f'<p><a href="#{self._name}-place-{number}">{escape(words["back"])}</a></p></li>'
            for number, note in enumerate(notes, 1)
        )
        if not items:
            return ""
        return (
            f'<section {NOTE} lang="{words["lang"]}" class="compliance-box" aria-label="{escape(words["notes"])}">'
            f"<h2>{escape(words['notes'])}</h2><ul>{items}</ul></section>"
        )


def _paragraphs(note: Note, words: Mapping[str, str]) -> str:
    return "".join(
        f"<p><b>{escape(label)}{escape(words['colon'])}</b>{escape(text)}</p>" if label else f"<p>{escape(text)}</p>"
        for label, text in note.paragraphs
    )


def _short(note: Note) -> str:
    """What a note begins with."""
    label, text = note.paragraphs[0]
    return f"{label} {text}"
