"""What an element does to the text: its kind by its tag, its role and its style."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import NamedTuple

# What `compliance mark` writes into a page bears this attribute: comments on the report are no part of it.
NOTE = "data-compliance-note"


class Kind(Enum):
    """How an element is laid out."""

    INLINE = auto()
    BLOCK = auto()
    BREAK = auto()
    TABLE = auto()
    SECTION = auto()
    ROW = auto()
    CELL = auto()
    LANDMARK = auto()  # around the article, as a rule
    FLATTENED = auto()  # a table within too many tables
    UNSEEN = auto()


class Mode(NamedTuple):
    """How text stands in an element, and in those within it.

    ``keeps_lines``: line ends in the source are line ends on the page. ``wraps``: they are set by hand,
    so that they may stand within a paragraph. ``hidden``: it takes its place, but is not seen.
    """

    keeps_lines: bool = False
    wraps: bool = False
    hidden: bool = False

    def within(self, tag: str, style: Mapping[str, str]) -> Mode:
        """The mode in an element that stands in one with this mode."""
        if tag not in _PREFORMATTED and not style:
            return self
        space = style.get("white-space") or ("pre" if tag in _PREFORMATTED else None)
        keeps_lines = self.keeps_lines if space is None else space.startswith("pre")
        wraps = self.wraps if space is None else space == "pre"
        visibility = style.get("visibility")
        return Mode(keeps_lines, wraps, self.hidden if visibility is None else visibility == "hidden")


def _kinds(**tags: str) -> dict[str, Kind]:
    return {tag: Kind[kind] for kind, words in tags.items() for tag in words.split()}


_BY_TAG = _kinds(
    BLOCK="address article blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " form frameset h1 h2 h3 h4 h5 h6 hgroup hr html legend li listing main menu ol optgroup p plaintext pre search"
    " section summary ul xmp",
    BREAK="br",
    TABLE="table",
    SECTION="thead tbody tfoot",
    ROW="tr",
    CELL="td th",
    LANDMARK="nav footer aside header",
    UNSEEN="applet audio button canvas datalist embed frame iframe math noframes noscript object option"
    " script select style svg template textarea video",
)
_BY_ROLE = _kinds(
    TABLE="table grid treegrid", SECTION="rowgroup", ROW="row", CELL="cell gridcell columnheader rowheader"
)
_BY_DISPLAY = _kinds(
    INLINE="inline inline-block contents",
    BLOCK="block flex grid list-item",
    TABLE="table inline-table",
    SECTION="table-row-group table-header-group table-footer-group",
    ROW="table-row",
    CELL="table-cell",
)
TABLE_KINDS = frozenset({Kind.TABLE, Kind.SECTION, Kind.ROW, Kind.CELL})
_TABLE_TAGS = frozenset(tag for tag, kind in _BY_TAG.items() if kind in TABLE_KINDS)
_NUMBER = re.compile(r"\s*\+?0*(\d{1,9})", re.ASCII)
_NO_HEIGHT = re.compile(r"\s*0(?:\.0*)?\s*(?:px|pt|cm|%)?\s*", re.ASCII)
_NO_HEIGHT_STYLE = re.compile(r"(?:^|;)\s*height\s*:\s*0(?:\.0*)?(?:px|pt|cm)?\s*(?:;|$)")
_PREFORMATTED = frozenset({"pre", "listing", "plaintext", "xmp"})
_STYLE = re.compile(r"(?:^|;)\s*(display|visibility|white-space)\s*:\s*([a-z-]+)")


def kind_of(tag: str, attrib: Mapping[str, str], style: Mapping[str, str]) -> Kind:
    """How an element is laid out; an element of a table is one whatever its role and style."""
    kind = _BY_TAG.get(tag, Kind.INLINE)
    if "hidden" in attrib or NOTE in attrib or style.get("display") == "none":
        return Kind.UNSEEN
    if kind is Kind.UNSEEN or tag in _TABLE_TAGS:
        return kind
    if "role" in attrib:
        kind = _BY_ROLE.get(attrib["role"].strip().lower(), kind)
    return _BY_DISPLAY.get(style["display"], kind) if "display" in style else kind


def is_drawn(tag: str) -> bool:
    """Whether it is an element of HTML's own tables, and not made one by role or style."""
    return tag in _TABLE_TAGS


def style_of(attrib: Mapping[str, str]) -> dict[str, str]:
    """Of an element's own style, what bears on whether and how its text is laid out."""
    style = attrib.get("style")
    return dict(_STYLE.findall(style.lower())) if style else {}


def is_flat(attrib: Mapping[str, str]) -> bool:
    """Whether a row has no height."""
    style = attrib.get("style")
    return bool(_NO_HEIGHT.fullmatch(attrib.get("height", "")) or (style and _NO_HEIGHT_STYLE.search(style.lower())))


def span_of(attrib: Mapping[str, str], name: str) -> int:
    """The number of rows or columns that a cell asks for; 1 if it says nothing that can be understood."""
    number = _NUMBER.match(attrib.get(name) or attrib.get(f"aria-{name}", ""))
    return int(number[1]) if number else 1
