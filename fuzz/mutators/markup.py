"""Changes of XML and HTML as trees: elements moved, repeated, nested, renamed; attributes and texts replaced."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from random import Random

from lxml import etree, html

from fuzz.mutators.plain import mutate_bytes, mutate_text, spoiled

_VALUES = (
    "", "0", "1", "2", "-1", "3", "65535", "999999999999", "x", "A1", "B2:C3", "A1:XFD1048576", "s", "str",
    "inlineStr", "b", "e", "n", "d",
    "1e999", "-1e5", "\u00b2", "\u0663", "NaN", "true", "off", "restart", "continue", "100%", "\u7532",
)  # fmt: skip
_AT_LENGTH = 0.03  # of the changes make a document long or deep
_SMALL = 30  # elements in one that is repeated
_MOST = 20_000  # elements beyond which nothing is added


def mutate_xml(content: bytes, chance: Random, words: tuple[str, ...] = ()) -> bytes:
    """Another XML; where it is none, other bytes."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return mutate_bytes(content, chance)
    _change(root, chance, words)
    return etree.tostring(root)


def mutate_html(content: bytes, chance: Random, words: tuple[str, ...] = ()) -> bytes:
    """Another page: its tree changed, or its text."""
    if chance.random() < 0.3:
        return mutate_text(content, chance, words)
    try:
        root = html.document_fromstring(content.decode("utf-8", "replace"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return mutate_bytes(content, chance)
    _change(root, chance, words)
    return etree.tostring(root, method="html", encoding="utf-8")


def _change(root: etree._Element, chance: Random, words: tuple[str, ...]) -> None:
    if chance.random() < _AT_LENGTH:
        _repeat(chance.choice([element for element in root.iter() if isinstance(element.tag, str)]), chance)
        return
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        element = chance.choice(elements)
        way = chance.randrange(9)
        if way == 0:
            _remove(element)
        elif way == 1:
            _attribute(element, chance.choice(elements), chance)
        elif way in (2, 3):
            _text(element, chance, words)
        elif way == 4:
            element.tag = chance.choice(elements).tag
        elif len(elements) < _MOST:
            _graft(element, chance.choice(elements), chance, beside=way < 8)


def _repeat(element: etree._Element, chance: Random) -> None:
    """Many of the element beside each other, or in each other."""
    parent = element.getparent()
    if parent is None or sum(1 for _ in element.iter()) > _SMALL:
        return
    beside, at = chance.random() < 0.7, parent.index(element)
    for _ in range(chance.choice((20, 200, 1000))):
        grown = copy.deepcopy(element)
        if not beside:
            del grown[:]
        parent.insert(at, grown)
        parent, at = (parent, at) if beside else (grown, 0)
    if not beside:
        parent.insert(0, element)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _attribute(element: etree._Element, other: etree._Element, chance: Random) -> None:
    """An attribute replaced, taken away, or taken from another element."""
    own, foreign = list(element.attrib), list(other.attrib)
    name = chance.choice(own) if own and chance.random() < 0.7 else chance.choice(foreign) if foreign else None
    if name is None:
        return
    if chance.random() < 0.2:
        element.attrib.pop(name, "")
    else:
        element.set(name, chance.choice((*_VALUES, *other.attrib.values())))


def _text(element: etree._Element, chance: Random, words: tuple[str, ...]) -> None:
    text = spoiled(element.text or "", chance, words)
    element.text = "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def _graft(element: etree._Element, other: etree._Element, chance: Random, beside: bool) -> None:
    """A copy of ``other`` put beside the element, or into it."""
    grown = copy.deepcopy(other)
    parent = element.getparent()
    if beside and parent is not None:
        parent.insert(parent.index(element) + chance.randrange(2), grown)
    elif not beside:
        element.insert(chance.randrange(len(element) + 1), grown)


def words_of(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels in an order that is the same everywhere."""
    return tuple(sorted(set(labels)))
