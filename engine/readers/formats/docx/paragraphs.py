"""The text of a paragraph as people see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.readers.formats.docx.markup import PARAGRAPH, RUN, W, child, inside, switched, value
from engine.readers.formats.docx.styles import Styles
from engine.readers.formats.marks import set_apart
from engine.readers.formats.package import visible

_TEXT, _FIELD, _RUBY, _BOX = W + "t", W + "fldChar", W + "ruby", W + "txbxContent"
_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_FRAMES = {W + "drawing", W + "pict", W + "object"}
_PRIVATE = range(0xE000, 0xF900)  # what a sign means there only its font knows
# Inside of frames, by the names that differ between the two drawing markups.
_PICTURES, _OBJECTS = {"blip", "imagedata"}, {"OLEObject", "chart", "relIds"}


@dataclass(slots=True)
class Paragraph:
    """``boxes``: text boxes anchored here. ``pictures`` and ``objects`` (charts, embedded tables) cannot be read."""

    text: str = ""
    boxes: list[etree._Element] = field(default_factory=list)
    pictures: int = 0
    objects: int = 0


def read_paragraph(element: etree._Element, styles: Styles) -> Paragraph:
    """The paragraph without deleted and hidden text; of fields only their results."""
    found, texts = Paragraph(), list[tuple[str, bool]]()
    hidden = bool(styles.hides(styles.of_paragraph(element)))
    results: list[bool] = []  # for each open field whether its result has begun
    for item in _content(element, hidden, styles):
        if item.tag == _FIELD:
            _turn(results, item.get(W + "fldCharType", ""))
        elif item.tag in _FRAMES:
            _look_into(item, found)
        elif all(results):
            texts.append((_SIGNS.get(str(item.tag)) or _characters(item), _is_marked(item)))
    found.text = visible(set_apart(texts))
    return found


def _content(paragraph: etree._Element, hidden: bool, styles: Styles) -> Iterator[etree._Element]:
    """The texts, signs, fields and frames of visible runs, in order."""
    stack = [inside(paragraph)]
    while stack:
        for item in stack[-1]:
            if item.tag == RUN:
                if not _is_hidden(item, hidden, styles):
                    stack.append(inside(item))
                    break
            elif item.tag == _RUBY:
                base = child(item, "rubyBase")
                if base is not None:
                    stack.append(inside(base))
                    break
            elif item.tag in (_TEXT, _FIELD, W + "sym") or item.tag in _SIGNS or item.tag in _FRAMES:
                yield item
        else:
            stack.pop()


def _is_hidden(run: etree._Element, paragraph_hidden: bool, styles: Styles) -> bool:
    properties = run.find(W + "rPr")
    if properties is None:
        return paragraph_hidden
    said = switched(properties, "vanish")
    if said is None:
        said = styles.hides(value(properties, "rStyle") or "")
    return paragraph_hidden if said is None else said


def _is_marked(item: etree._Element) -> bool:
    """Whether its run is raised, lowered or struck out."""
    run = item.getparent()
    properties = run[0] if run is not None else None  # if there are any, they come first
    if properties is None or properties.tag != W + "rPr":
        return False
    raised = value(properties, "vertAlign") in ("superscript", "subscript")
    return raised or bool(switched(properties, "strike")) or bool(switched(properties, "dstrike"))


def _turn(results: list[bool], turn: str) -> None:
    if turn == "begin":
        results.append(False)
    elif results and turn == "separate":
        results[-1] = True
    elif results and turn == "end":
        results.pop()


def _characters(element: etree._Element) -> str:
    if element.tag == _TEXT:
        return element.text or ""
    try:
        code = int(element.get(W + "char", ""), 16)
        return "" if code in _PRIVATE or code < 0x20 or 0xD800 <= code < 0xE000 else chr(code)
    except (ValueError, OverflowError):
        return ""


def _look_into(frame: etree._Element, found: Paragraph) -> None:
    """Text boxes, pictures and objects of a drawing; boxes within boxes are left to whoever reads the box."""
    names: set[str] = set()
    stack = [inside(frame)]
    while stack:
        for item in stack[-1]:
            if item.tag == _BOX:
                found.boxes.append(item)
            elif item.tag != PARAGRAPH:
                names.add(str(item.tag).rpartition("}")[2])
                stack.append(inside(item))
                break
        else:
            stack.pop()
    if names & _OBJECTS:
        found.objects += 1
    elif names & _PICTURES:
        found.pictures += 1
