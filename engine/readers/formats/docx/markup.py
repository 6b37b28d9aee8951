"""The markup of Word files: names, properties, and what merely wraps other content."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

PARAGRAPH, TABLE, ROW, CELL, RUN = (W + name for name in ("p", "tbl", "tr", "tc", "r"))

# What people see the content of as if it stood there by itself: content controls, links, insertions, simple fields.
_WRAPPERS = {
    W + name
    for name in (
        *("sdt", "sdtContent", "customXml", "smartTag", "hyperlink"),
        *("ins", "moveTo", "fldSimple", "dir", "bdo", "subDoc"),
    )
}
_OFF = {"0", "false", "off"}


def inside(parent: etree._Element) -> Iterator[etree._Element]:
    """What stands in ``parent``, in order, with wrappers opened; of alternatives only the first."""
    stack: list[Iterator[etree._Element]] = [iter(parent)]
    while stack:
        for child in stack[-1]:
            if child.tag in _WRAPPERS:
                stack.append(iter(child))
                break
            if child.tag == _MC + "AlternateContent":
                stack.append(iter(_alternative(child)))
                break
            yield child
        else:
            stack.pop()


def _alternative(element: etree._Element) -> list[etree._Element]:
    """The same content is there twice, for new and for old programs."""
    choice = next((child for child in element if child.tag == _MC + "Choice" and len(child)), None)
    chosen = element.find(_MC + "Fallback") if choice is None else choice
    return [] if chosen is None else list(chosen)


def value(parent: etree._Element | None, path: str) -> str | None:
    """``w:val`` of the element that ``path`` (names parted by /) leads to; ``None`` if there is no such element."""
    found = child(parent, path)
    return None if found is None else found.get(W + "val", "")


def child(parent: etree._Element | None, path: str) -> etree._Element | None:
    """The first element that ``path`` (names parted by /) leads to."""
    for name in path.split("/"):
        parent = None if parent is None else parent.find(W + name)
    return parent


def switched(parent: etree._Element | None, path: str) -> bool | None:
    """Whether a property is on; ``None`` if it is not said."""
    found = value(parent, path)
    return None if found is None else found not in _OFF


def whole(text: str | None, default: int, most: int) -> int:
    """The number that ``text`` says, at most ``most``; ``default`` if it says none that is not negative."""
    if text is None or not (text.isascii() and text.isdigit()):
        return default
    return min(int(text[:18]), most)
