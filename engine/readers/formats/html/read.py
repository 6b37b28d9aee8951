"""A web page as a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast
from unicodedata import category, numeric

from lxml import etree

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.readers.decode import decode
from engine.readers.document import Document, Grid, Line, Part
from engine.readers.formats.html.mhtml import html_part, is_mhtml
from engine.readers.formats.html.page import Page
from engine.readers.formats.html.sniff import declared_charset
from engine.reading import Notice

_MOST_TAGS = 1_000_000
_CHUNK = 32_768
_LONGEST_HEADING = 60


def read(content: bytes, limits: Limits = DEFAULT) -> Document:
    """The text and the tables of a web page, or of the first page in an MHTML file.

    Navigation around the article is left out, if that leaves any heading. ``declared`` holds the
    ``meta`` elements with a name, and ``title``. The notice ``html.frames`` says that other pages
    are shown in this one, which may be where the report is.

    Raises:
        Unusable: it is no text, holds no page, or is beyond all measure.
    """
    declared = None
    if is_mhtml(content):
        content, declared = html_part(content)
    page = Page(limits)
    parse(decode(content, declared_charset(content) or declared), page)
    parts = tuple(_numbered(items_of(page)))
    limits.refuse("cells", sum(len(part.cells) if isinstance(part, Grid) else 1 for part in parts))
    # A page that has tables itself only shows counters and banners in its frames.
    elsewhere = page.is_frameset or (page.shows_others and not any(isinstance(part, Grid) for part in parts))
    notices = (Notice("html.frames"),) if elsewhere else ()
    return Document(
        parts,
        wrapped=page.is_wrapped(),
        unread=elsewhere,
        pictures=page.has_pictures,
        declared=page.declared.values(),
        notices=notices,
    )


def items_of(page: Page) -> list[str | Grid]:
    """Lines and grids of the article, in order: lines are numbered as they follow each other."""
    items = _without(page.around, page.flow.items)
    return page.flow.items if page.around and not any(map(_is_heading, items)) else items


def parse(text: str, page: Page) -> None:
    """Tells the page of its elements as they come.

    No tree is built, so that neither depth nor number of attributes matters.

    Raises:
        Unusable: it has far too many elements, or is no page.
    """
    if text.count("<") > _MOST_TAGS:
        raise Unusable("text.too_long")
    target = cast(Any, page)  # the stubs ask for comments too, which nobody reads
    parser = etree.HTMLParser(encoding="utf-8", target=target, huge_tree=True, no_network=True)
    try:
        # In pieces, because the parser goes on to the end of what it is given even after an error.
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK].encode("utf-8", "replace"))
        if text:
            parser.close()
    except etree.LxmlError:
        raise Unusable("html.no_page") from None


def _without(around: list[tuple[int, int]], items: list[str | Grid]) -> list[str | Grid]:
    left, kept = 0, []
    for start, end in around:
        kept += items[left:start]
        left = end
    return kept + items[left:]


def _numbered(items: list[str | Grid]) -> Iterator[Part]:
    number = 0
    for item in items:
        if isinstance(item, Grid):
            yield item
        else:
            number += 1
            yield Line(number, None, item)


def _is_heading(item: str | Grid) -> bool:
    """Whether it is a short line with a Chinese number in front, maybe in brackets."""
    if isinstance(item, Grid) or len(item) > _LONGEST_HEADING:
        return False
    text = re.sub(r"\s", "", item)
    if text and category(text[0]) == "Ps":
        text = text[1:]
    rest = text.lstrip("".join(c for c in set(text[:3]) if numeric(c, None) is not None and not c.isdigit()))
    return rest != text and rest != "" and category(rest[0]).startswith("P")
