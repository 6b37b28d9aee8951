"""What the styles of a Word file say of hidden text and of numbering."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine.readers.formats.docx.markup import W, child, switched, value

_DEEPEST = 50  # styles that a style may be based on; Word allows far fewer


class Styles:
    """The styles by their id; each inherits what it does not say."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = [] if root is None else root.findall(W + "style")
        self._styles = {style.get(W + "styleId", ""): style for style in styles}
        self._default = next((s.get(W + "styleId", "") for s in styles if _is_default(s)), "")
        self._hidden: dict[str, bool | None] = {}
        self._numbering: dict[str, tuple[str, str | None, str]] = {}

    def of_paragraph(self, paragraph: etree._Element) -> str:
        """The id of a paragraph's style."""
        return value(paragraph, "pPr/pStyle") or self._default

    def hides(self, style: str) -> bool | None:
        """Whether the style hides text; ``None`` if it does not say."""
        if style not in self._hidden:
            said = (switched(element, "rPr/vanish") for element in self._line(style))
            self._hidden[style] = next((hides for hides in said if hides is not None), None)
        return self._hidden[style]

    def numbering(self, style: str) -> tuple[str, str | None, str]:
        """The list and the level that the style sets, and the style that says so; the list is "" if it sets none."""
        if style not in self._numbering:
            self._numbering[style] = self._find_numbering(style)
        return self._numbering[style]

    def _find_numbering(self, style: str) -> tuple[str, str | None, str]:
        level = None
        for element in self._line(style):
            properties = child(element, "pPr/numPr")
            level = level or value(properties, "ilvl")
            number = value(properties, "numId")
            if number:
                return number, level, element.get(W + "styleId", "")
        return "", level, ""

    def _line(self, style: str) -> Iterator[etree._Element]:
        """The style and those that it is based on."""
        for _ in range(_DEEPEST):
            element = self._styles.get(style)
            if element is None:
                return
            yield element
            style = value(element, "basedOn") or ""


def _is_default(style: etree._Element) -> bool:
    return style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true", "on")
