"""Writes comments into a Word file, and shades cells; every other part of the file stays as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.mark.colours import FILLS
from engine.mark.notes import Anchor, Marks, Note
from engine.mark.package_edits import HEAD, PackageEdits
from engine.mark.passages import Seen, holding, passage
from engine.mark.xml_edits import Edits, escape, quoteattr
from engine.readers.formats.docx import Elements, elements, main_part
from engine.readers.formats.docx.markup import PARAGRAPH, W, inside

_BOX = W + "txbxContent"
_URI = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT_URI = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
# What may stand in the properties of a cell behind its shading (ECMA-376, part 1, 17.4.69);
# not that it was deleted, for such a cell is not read.
_BEHIND_SHADING = frozenset(
    W + name
    for name in (
        *("noWrap", "tcMar", "textDirection", "tcFitText", "vAlign", "hideMark", "headers"),
        *("cellIns", "cellMerge", "tcPrChange"),
    )
)
_SMALL = '<{w}rPr><{w}sz {w}val="16"/></{w}rPr>'  # as small as Word's own, so that no row grows
_INITIALS = 3


def mark(content: bytes, marks: Marks, limits: Limits = DEFAULT) -> bytes:
    """The Word file with the marks in it.

    Raises:
        Unusable: as its reader.
    """
    package = PackageEdits(content, limits)
    name = main_part(package.package)
    root = package.root(name)
    found = elements(package.package, root, limits)
    marker = _Marker(package, name, found)
    for shade in marks.shades:
        cell = found.cells.get(shade.anchor.cell) if shade.anchor.cell else None
        if cell is not None:
            marker.shade(cell, FILLS[shade.tone])
    for note in marks.notes:
        marker.comment(note, marks.author)
    marker.finish()
    return package.written()


class _Marker:
    """Writes into the main part and the part of comments."""

    def __init__(self, package: PackageEdits, name: str, found: Elements) -> None:
        self._package, self._name, self._found = package, name, found
        self._edits: Edits = package.edits(name)
        self._lines = [Seen(number, text) for number, (_, text) in enumerate(found.paragraphs, 1)]
        self._strict = package.strict(name)
        self._part = package.package.related(name, "comments")
        self._comments = package.root(self._part) if self._part else None
        known = () if self._comments is None else self._comments.iter(W + "comment")
        self._next = 1 + max((_number(comment.get(W + "id", "")) for comment in known), default=-1)
        self._written: list[str] = []

    def shade(self, cell: etree._Element, colour: str) -> None:
        """Give a cell a background, in place of the one that it has."""
        w, declared = self._prefix(cell)
        shading = f'<{w}shd{declared} {w}val="clear" {w}color="auto" {w}fill="{colour}"/>'
        properties = cell.find(W + "tcPr")
        if properties is None:
            self._edits.first_in(cell, f"<{w}tcPr{declared}>{shading}</{w}tcPr>")
            return
        old = properties.find(W + "shd")
        behind = next((item for item in properties if item.tag in _BEHIND_SHADING), None)
        if old is not None:
            self._edits.before(old, shading)
            self._edits.remove(old)
        elif behind is not None:
            self._edits.before(behind, shading)
        else:
            self._edits.last_in(properties, shading)

    def comment(self, note: Note, author: str) -> None:
        """Write a comment at its place."""
        at = self._place(note.anchor)
        if at is None:
            return
        paragraph, first, last = at
        identity, self._next = self._next, self._next + 1
        w, declared = self._prefix(paragraph)
        start = f'<{w}commentRangeStart{declared} {w}id="{identity}"/>'
        end = f'<{w}commentRangeEnd{declared} {w}id="{identity}"/>'
        sign = f'<{w}r{declared}>{_SMALL.format(w=w)}<{w}commentReference {w}id="{identity}"/></{w}r>'
        if first is not None and last is not None:
            self._edits.before(first, start)
            self._edits.after(last, end + sign)
        else:
            properties = paragraph.find(W + "pPr")
            if properties is None:
                self._edits.first_in(paragraph, start)
            else:
                self._edits.after(properties, start)
            self._edits.last_in(paragraph, end + sign)
        self._written.append(self._words(note, author, identity))

    def finish(self) -> None:
        """Write the comments themselves."""
        if not self._written:
            return
        if self._comments is not None:
            self._package.edits(self._part).last_in(self._comments, "".join(self._written))
            return
        name = self._package.free_name("word/comments{}.xml")
        uri = _STRICT_URI if self._strict else _URI
        text = f'{HEAD}<w:comments xmlns:w="{uri}">{"".join(self._written)}</w:comments>'
        self._package.put(name, text.encode())
        self._package.declare(name, _TYPE)
        self._package.relate(self._name, "comments", name, self._strict)

    def _place(self, anchor: Anchor) -> tuple[etree._Element, etree._Element | None, etree._Element | None] | None:
        """The paragraph, and from which to which of its children the comment reaches if not over all of it."""
        cell = self._found.cells.get(anchor.cell) if anchor.cell else None
        within = None if cell is None else next((item for item in inside(cell) if item.tag == PARAGRAPH), None)
        if within is not None:
            return _outside_of_boxes(within), None, None
        span = passage(anchor, self._lines)
        if span is None:
            every = next(iter(self._found.cells.values()), None)
            found = None if every is None else next(every.iter(PARAGRAPH), None)
            return None if found is None else (_outside_of_boxes(found), None, None)
        paragraph = self._found.paragraphs[span[0]][0]
        host = _outside_of_boxes(paragraph)
        first, last = _range(paragraph, anchor.quote) if host is paragraph and span[0] == span[1] else (None, None)
        return host, first, last

    def _words(self, note: Note, author: str, identity: int) -> str:
        uri = _STRICT_URI if self._strict else _URI
        w, declared = ("w:", "")
        if self._comments is not None:
            w, declared = self._prefix(self._comments) if self._comments.prefix else ("w:", f' xmlns:w="{uri}"')
        signed = f"{w}author={quoteattr(author)} {w}initials={quoteattr(author[:_INITIALS])}"
        paragraphs = "".join(_paragraph(label, text, w) for label, text in note.paragraphs)
        return f'<{w}comment{declared} {w}id="{identity}" {signed}>{paragraphs}</{w}comment>'

    def _prefix(self, element: etree._Element) -> tuple[str, str]:
        """The prefix of Word's markup at an element, and what must be declared for it."""
        if element.prefix:
            return f"{element.prefix}:", ""
        return "w:", f' xmlns:w="{_STRICT_URI if self._strict else _URI}"'


def _paragraph(label: str, text: str, w: str) -> str:
    """A paragraph of a comment, in type of its own: the document's own may be large and indented."""
    size = f'<{w}sz {w}val="18"/>'
    runs = [(label, f"<{w}b/>")] if label else []
    runs.append((f"　{text}" if label else text, ""))
    written = "".join(
        f'<{w}r><{w}rPr>{bold}{size}</{w}rPr><{w}t xml:space="preserve">{escape(words)}</{w}t></{w}r>'
        for words, bold in runs
    )
    shape = f'<{w}spacing {w}before="0" {w}after="0"/><{w}ind {w}left="0" {w}firstLine="0"/><{w}jc {w}val="left"/>'
    return f"<{w}p><{w}pPr>{shape}</{w}pPr>{written}</{w}p>"


def _range(paragraph: etree._Element, quote: str | None) -> tuple[etree._Element | None, etree._Element | None]:
    """The first and the last child of the paragraph that hold the words."""
    children = [child for child in paragraph if child.tag != W + "pPr"]
    found = holding(quote, [_text(child) for child in children]) if quote else None
    return (children[found[0]], children[found[1]]) if found else (None, None)


def _text(element: etree._Element) -> str:
    return "".join(text.text or "" for text in _texts(element))


def _texts(element: etree._Element) -> Iterator[etree._Element]:
    return element.iter(W + "t")


def _outside_of_boxes(paragraph: etree._Element) -> etree._Element:
    """The paragraph, or that in which its text box is anchored: Word has no comments in text boxes."""
    boxes: Sequence[etree._Element] = [item for item in paragraph.iterancestors() if item.tag == _BOX]
    if not boxes:
        return paragraph
    host = next((item for item in boxes[-1].iterancestors() if item.tag == PARAGRAPH), None)
    if host is None:
        raise Unusable("package.broken")
    return host


def _number(text: str) -> int:
    """The id of a comment; ids that are no number take none away."""
    return int(text[:9]) if text.isascii() and text.isdigit() else -1
