"""The comments of a sheet: a part with their words, and one with the boxes in which a spreadsheet shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lxml import etree
from openpyxl.utils import get_column_letter

from engine.errors import Unusable
from engine.mark.notes import Marks, Note
from engine.mark.package_edits import HEAD, PackageEdits
from engine.mark.sheet_fills import STRICT_URI, URI
from engine.mark.xml_edits import escape, quoteattr
from engine.readers.formats.xlsx.values import S

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
# What stands in a sheet behind the drawing of its comments (ECMA-376, part 1, 18.3.1.99).
_BEHIND_DRAWING = frozenset(
    S + name
    for name in (
        *("legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts"),
        "extLst",
    )
)
_SHAPE_NUMBER = re.compile(rb"_x0000_s(\d{1,9})")
_FIRST_SHAPE = 1025
_LONGEST = 30_000  # characters; a cell's comment takes 32,767
_WIDTH, _LINE_HEIGHT, _LETTERS = 360, 13, 30  # points, points, Chinese characters to a line
_TALLEST = 400

_Place = tuple[int, int]  # row, column from 1


def write_comments(
    package: PackageEdits, sheet: str, root: etree._Element, notes: Mapping[_Place, Sequence[Note]], marks: Marks
) -> None:
    """Write the notes on the cells of the sheet in part ``sheet``, beside the comments that it has."""
    texts = {place: _text(notes[place], marks.words["colon"]) for place in sorted(notes)}
    part = package.package.related(sheet, "comments")
    known = package.root(part) if part else None
    if known is None:
        _new_part(package, sheet, texts, marks.author)
    else:
        _add_to(package, part, known, texts, marks.author)
    taken = set() if known is None else {item.get("ref", "") for item in known.iter(S + "comment")}
    boxes = {place: text for place, text in texts.items() if _address(place) not in taken}
    _draw(package, sheet, root, boxes)


def _text(notes: Sequence[Note], colon: str) -> list[tuple[str, bool]]:
    """Pieces of a comment, each with whether it is in bold type."""
    pieces: list[tuple[str, bool]] = []
    length = 0
    for note in notes:
        for label, text in note.paragraphs:
            start = "\n" if pieces else ""
            length += len(label) + len(text) + 2
            if length > _LONGEST:
                return pieces
            pieces += [(f"{start}{label}{colon}", True), (text, False)] if label else [(start + text, False)]
    return pieces


def _runs(pieces: Sequence[tuple[str, bool]], prefix: str) -> str:
    p = prefix
    return "".join(
        f'<{p}r><{p}rPr>{f"<{p}b/>" if bold else ""}<{p}sz val="9"/></{p}rPr>'
        f'<{p}t xml:space="preserve">{escape(text)}</{p}t></{p}r>'
        for text, bold in pieces
    )


def _new_part(
    package: PackageEdits, sheet: str, texts: Mapping[_Place, Sequence[tuple[str, bool]]], author: str
) -> None:
    strict = package.strict(sheet)
    name = package.free_name("xl/comments{}.xml")
    written = "".join(
        f'<comment ref="{_address(place)}" authorId="0"><text>{_runs(pieces, "")}</text></comment>'
        for place, pieces in texts.items()
    )
    authors = f"<authors><author>{escape(author)}</author></authors>"
    uri = STRICT_URI if strict else URI
    text = f'{HEAD}<comments xmlns="{uri}">{authors}<commentList>{written}</commentList></comments>'
    package.put(name, text.encode())
    package.declare(name, _COMMENTS_TYPE)
    package.relate(sheet, "comments", name, strict)


def _add_to(
    package: PackageEdits,
    part: str,
    root: etree._Element,
    texts: Mapping[_Place, Sequence[tuple[str, bool]]],
    author: str,
) -> None:
    """A cell has one comment: to one that is there the words are added."""
    authors, comments = root.find(S + "authors"), root.find(S + "commentList")
    if authors is None or comments is None:
        raise Unusable("package.broken")
    edits, prefix = package.edits(part), f"{root.prefix}:" if root.prefix else ""
    number = len(authors.findall(S + "author"))
    edits.last_in(authors, f"<{prefix}author>{escape(author)}</{prefix}author>")
    known = {item.get("ref", ""): item for item in comments.iter(S + "comment")}
    for place, pieces in texts.items():
        own = known.get(_address(place))
        text = None if own is None else own.find(S + "text")
        if text is None:
            written = f"<{prefix}text>{_runs(pieces, prefix)}</{prefix}text>"
            start = f'<{prefix}comment ref="{_address(place)}" authorId="{number}">'
            edits.last_in(comments, f"{start}{written}</{prefix}comment>")
            continue
        plain = text.find(S + "t")
        more = _runs([("\n", False), *pieces], prefix)
        if plain is not None:  # a text without runs becomes a run
            edits.before(plain, f"<{prefix}r>")
            edits.after(plain, f"</{prefix}r>{more}")
        else:
            edits.last_in(text, more)


def _draw(
    package: PackageEdits, sheet: str, root: etree._Element, texts: Mapping[_Place, Sequence[tuple[str, bool]]]
) -> None:
    """A box for each new comment, in the drawing of the sheet or in a new one."""
    if not texts:
        return
    old = root.find(S + "legacyDrawing")
    part = package.package.relations(sheet).get(_relation_of(old), ("", ""))[1] if old is not None else ""
    content = package.package.read(part) if part else b""
    numbers = [int(number) for number in _SHAPE_NUMBER.findall(content)]
    first = max([_FIRST_SHAPE - 1, *numbers]) + 1
    shapes = "".join(
        _shape(first + index, place, "".join(text for text, _ in pieces))
        for index, (place, pieces) in enumerate(texts.items())
    )
    if part:
        end = content.rfind(b"</")
        if end < 0:
            raise Unusable("package.broken")
        kind = b"" if _KIND_NAME in content else _KIND.encode()
        package.put(part, content[:end] + kind + shapes.encode() + content[end:])
        return
    strict = package.strict(sheet)
    name = package.free_name("xl/drawings/vmlDrawing{}.vml")
    package.put(name, f"<xml{_NAMESPACES}>{_KIND}{shapes}</xml>".encode())
    package.declare_extension("vml", _DRAWING_TYPE)
    identity = package.relate(sheet, "vmlDrawing", name, strict)
    prefix = f"{root.prefix}:" if root.prefix else ""
    uri = _STRICT_RELATIONS if strict else _RELATIONS
    written = f"<{prefix}legacyDrawing xmlns:r={quoteattr(uri)} r:id={quoteattr(identity)}/>"
    behind = next((item for item in root if item.tag in _BEHIND_DRAWING), None)
    if behind is None:
        package.edits(sheet).last_in(root, written)
    else:
        package.edits(sheet).before(behind, written)


def _relation_of(element: etree._Element) -> str:
    return next((str(value) for name, value in element.attrib.items() if str(name).endswith("}id")), "")


_NAMESPACES = (
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
# What boxes of comments are, by the name that Excel gives it.
_KIND_NAME = b'"_x0000_t202"'
_KIND = (
    f'<v:shapetype{_NAMESPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202"'
    ' path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)


def _shape(number: int, place: _Place, text: str) -> str:
    """A hidden box right of the cell, as tall as its words need."""
    row, column = place[0] - 1, place[1] - 1
    lines = sum(1 + len(line) // _LETTERS for line in text.split("\n"))
    height = min(_TALLEST, _LINE_HEIGHT * (lines + 1))
    anchor = f"{column + 1}, 12, {max(0, row - 1)}, 8, {column + 6}, 12, {max(0, row - 1) + 1 + height // 18}, 8"
    style = f"position:absolute;width:{_WIDTH}pt;height:{height}pt;z-index:1;visibility:hidden"
    return (
        f'<v:shape{_NAMESPACES} id="_x0000_s{number}" type="#_x0000_t202" style="{style}" fillcolor="#ffffe1"'
        ' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
        '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _address(place: _Place) -> str:
    return f"{get_column_letter(place[1])}{place[0]}"
