"""Styles of cells with another background, and else as they were."""

from __future__ import annotations

from lxml import etree

from engine.mark.package_edits import PackageEdits
from engine.mark.xml_edits import Edits
from engine.readers.formats.xlsx.values import S

URI = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_URI = "http://purl.oclc.org/ooxml/spreadsheetml/main"


class Fills:
    """Adds to the styles of a workbook; ``name`` is its main part."""

    def __init__(self, package: PackageEdits, name: str) -> None:
        self._package = package
        self._part = package.package.related(name, "styles")
        root = package.root(self._part) if self._part else None
        self._fills = None if root is None else root.find(S + "fills")
        self._formats = None if root is None else root.find(S + "cellXfs")
        self._known = [] if self._formats is None else self._formats.findall(S + "xf")
        self._colours: list[str] = []
        self._styles: dict[tuple[int, str], int] = {}
        self._written: list[str] = []

    def style(self, style: str, colour: str) -> int | None:
        """The number of a style that is as ``style`` but for its background; ``None`` if none can be made."""
        if self._fills is None or not (style.isascii() and style.isdigit()) or int(style[:9]) >= len(self._known):
            return None
        key = (int(style[:9]), colour)
        if key not in self._styles:
            if colour not in self._colours:
                self._colours.append(colour)
            fill = len(self._fills.findall(S + "fill")) + self._colours.index(colour)
            self._styles[key] = len(self._known) + len(self._written)
            self._written.append(self._with_fill(self._known[key[0]], fill))
        return self._styles[key]

    def _with_fill(self, style: etree._Element, fill: int) -> str:
        """The markup of a style with another background."""
        copy = etree.fromstring(etree.tostring(style, with_tail=False))
        copy.set("fillId", str(fill))
        copy.set("applyFill", "1")
        written = etree.tostring(copy, encoding="unicode")
        return written.replace(URI, STRICT_URI) if self._package.strict(self._part) else written

    def finish(self) -> None:
        """Write the styles that were asked for."""
        if not self._written or self._fills is None or self._formats is None:
            return
        edits: Edits = self._package.edits(self._part)
        prefix = f"{self._fills.prefix}:" if self._fills.prefix else ""
        fills = "".join(_fill(colour, prefix) for colour in self._colours)
        edits.last_in(self._fills, fills)
        edits.last_in(self._formats, "".join(self._written))
        for element, more in ((self._fills, len(self._colours)), (self._formats, len(self._written))):
            if element.get("count", "").isdigit():
                edits.set(element, "count", str(int(element.get("count", "0")) + more))


def _fill(colour: str, prefix: str) -> str:
    inner = f'<{prefix}fgColor rgb="FF{colour}"/><{prefix}bgColor indexed="64"/>'
    return f'<{prefix}fill><{prefix}patternFill patternType="solid">{inner}</{prefix}patternFill></{prefix}fill>'
