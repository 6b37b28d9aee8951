"""Changes an XML part by writing into its bytes: all that is not touched stays as it was, to the last blank.

Parsing and writing anew would keep the meaning and lose the spelling: quotes, blanks, declarations,
references. Here elements are known from a tree, and found again in the bytes by their order.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from engine.errors import Unusable

_TAG = re.compile(rb"""<(?:"[^"]*"|'[^']*'|[^'">])*>""")
_NAME = re.compile(rb"<([^\s/>]+)")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF8 = "utf-8"

__all__ = ["Edits", "escape", "quoteattr"]


@dataclass(slots=True)
class _Span:
    """Where an element stands in the bytes; ``inner`` and ``close`` are the end of its start tag and its end tag."""

    start: int
    inner: int
    close: int = 0
    end: int = 0
    empty: bool = False


@dataclass(slots=True)
class _Changes:
    """What is to be written before, into (first and last) and after an element, and into its start tag."""

    before: str = ""
    first: str = ""
    last: str = ""
    after: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    gone: bool = False


class Edits:
    """What is to be written into a part, by the elements of its tree (as :meth:`Package.xml` yields it)."""

    def __init__(self) -> None:
        self._changes: dict[etree._Element, _Changes] = {}

    def before(self, element: etree._Element, text: str) -> None:
        """Write before an element, behind what was to be written there already."""
        self._of(element).before += text

    def after(self, element: etree._Element, text: str) -> None:
        """Write behind an element, and behind what was to be written there already."""
        self._of(element).after += text

    def first_in(self, element: etree._Element, text: str) -> None:
        """Write into an element before all that it holds."""
        self._of(element).first += text

    def last_in(self, element: etree._Element, text: str) -> None:
        """Write into an element behind all that it holds."""
        self._of(element).last += text

    def set(self, element: etree._Element, name: str, value: str) -> None:
        """Give an element an attribute, in place of the one that it has."""
        self._of(element).attributes[name] = value

    def remove(self, element: etree._Element) -> None:
        """Leave an element out."""
        self._of(element).gone = True

    def _of(self, element: etree._Element) -> _Changes:
        return self._changes.setdefault(element, _Changes())

    def applied(self, content: bytes) -> bytes:
        """The part with everything written into it.

        Raises:
            Unusable: its encoding is none that office programs write.
        """
        if not self._changes:
            return content
        plain, encoding = _as_utf8(content)
        root = next(iter(self._changes)).getroottree().getroot()
        spans = _spans(plain, self._indexes(root))
        return _from_utf8(_spliced(plain, self._splices(plain, spans)), encoding)

    def _indexes(self, root: etree._Element) -> dict[int, etree._Element]:
        """The elements that change, by their rank in the document."""
        return {rank: item for rank, item in enumerate(root.iter(etree.Element)) if item in self._changes}

    def _splices(self, content: bytes, spans: Mapping[etree._Element, _Span]) -> Iterable[tuple[int, int, str]]:
        """From where to where in the bytes what is written, in the order of the bytes."""
        found: list[tuple[int, int, int, str]] = []
        for element, changes in self._changes.items():
            span = spans[element]
            start_tag = content[span.start : span.inner]
            found.append((span.start, 2, span.start, changes.before))
            found.append((span.end, 1, span.end, changes.after))
            if changes.gone:
                found.append((span.start, 3, span.end, ""))
                continue
            inner = changes.first + changes.last
            written = start_tag.decode(_UTF8)
            for key, value in changes.attributes.items():
                written = _with_attribute(written, key, value)
            if span.empty and inner:
                written = f"{written.rstrip('>').rstrip('/')}>{inner}</{_name(start_tag)}>"
            elif inner:
                found.append((span.inner, 1, span.inner, changes.first))
                found.append((span.close, 2, span.close, changes.last))
            found.append((span.start, 3, span.inner, written))
        return [(start, end, text) for start, _, end, text in sorted(found, key=lambda item: item[:2])]


def _name(start_tag: bytes) -> str:
    found = _NAME.match(start_tag)
    assert found is not None
    return found[1].decode(_UTF8)


def _with_attribute(start_tag: str, name: str, value: str) -> str:
    """The start tag with the attribute, in place of the one that it has."""
    written = f" {name}={quoteattr(value)}"
    pattern = re.compile(rf"\s+{re.escape(name)}\s*=\s*(?:\"[^\"]*\"|'[^']*')")
    if pattern.search(start_tag):
        return pattern.sub(lambda _: written, start_tag, count=1)
    found = re.match(r"<[^\s/>]+", start_tag)
    assert found is not None
    return start_tag[: found.end()] + written + start_tag[found.end() :]


def _spans(content: bytes, wanted: Mapping[int, etree._Element]) -> dict[etree._Element, _Span]:
    """Where the elements of those ranks stand."""
    spans: dict[etree._Element, _Span] = {}
    open_spans: list[_Span | None] = []
    rank = 0
    parser = expat.ParserCreate(_UTF8)

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal rank
        element, span = wanted.get(rank), None
        rank += 1
        if element is not None:
            start = parser.CurrentByteIndex
            tag = _TAG.match(content, start)
            assert tag is not None
            span = spans[element] = _Span(start, tag.end(), empty=tag[0].endswith(b"/>"))
        open_spans.append(span)

    def finish(name: str) -> None:
        span = open_spans.pop()
        if span is None:
            return
        if span.empty:
            span.close = span.end = span.inner
        else:
            span.close = parser.CurrentByteIndex
            span.end = content.index(b">", span.close) + 1

    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise Unusable("package.broken") from None
    return spans


def _spliced(content: bytes, splices: Iterable[tuple[int, int, str]]) -> bytes:
    pieces, at = [], 0
    for start, end, text in splices:
        pieces += [content[at:start], text.encode(_UTF8)]
        at = max(at, end)
    return b"".join([*pieces, content[at:]])


def _as_utf8(content: bytes) -> tuple[bytes, str]:
    """The bytes as UTF-8, and the encoding that they have."""
    if content.startswith(_UTF16):
        return content.decode("utf-16").encode(_UTF8), "utf-16-le" if content[:2] == _UTF16[0] else "utf-16-be"
    try:
        content.decode(_UTF8)
    except UnicodeDecodeError:
        raise Unusable("mark.encoding") from None
    return content, _UTF8


def _from_utf8(content: bytes, encoding: str) -> bytes:
    if encoding == _UTF8:
        return content
    mark = _UTF16[0] if encoding == "utf-16-le" else _UTF16[1]
    return mark + content.decode(_UTF8).encode(encoding)
