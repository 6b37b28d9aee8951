"""Word files (.docx, and the .docm, .dotx and .wps files that are the same inside).

The markup is read as it is, part by part, rather than through a document model: a model stops at a
missing picture, knows no macros, templates and ISO namespaces, and has neither automatic numbers
nor text boxes, content controls and tracked changes, all of which stand in real reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.readers.document import Document, Grid, GridCell, Line, Part
from engine.readers.formats.docx.markup import PARAGRAPH, TABLE, W, inside
from engine.readers.formats.docx.numbering import Numbering
from engine.readers.formats.docx.paragraphs import Paragraph, read_paragraph
from engine.readers.formats.docx.styles import Styles
from engine.readers.formats.docx.tables import MOST_COLUMNS, TableCell, cells_of, is_layout
from engine.readers.formats.package import Package, open_package
from engine.reading import Notice


def read(content: bytes, limits: Limits = DEFAULT) -> Document:
    """The body of a Word file: a line for each line of a paragraph, a grid for each table.

    A line's number is that of its paragraph among those that are not empty. Headers, footers,
    notes, comments, deleted and hidden text are left out.

    Raises:
        Unusable: no Word file, damaged, encrypted, or far longer than a report.
    """
    package = open_package(content, limits)
    name = main_part(package)
    reader = _read(package, name, package.xml(name), limits)
    notices = reader.notices()
    return Document(tuple(reader.parts), pictures=bool(notices), declared=package.declared(), notices=notices)


def main_part(package: Package) -> str:
    """The name of the part that holds the text."""
    return package.related("", "officeDocument") or "word/document.xml"


def elements(package: Package, root: etree._Element | None, limits: Limits = DEFAULT) -> Elements:
    """Where in the main part, whose tree is ``root``, the paragraphs and cells stand that :func:`read` tells of.

    Raises:
        Unusable: as :func:`read`.
    """
    return _read(package, main_part(package), root, limits).elements


def _read(package: Package, name: str, root: etree._Element | None, limits: Limits) -> _Reader:
    body = None if root is None else root.find(W + "body")
    if body is None:
        raise Unusable("package.broken")
    styles = Styles(_part(package, name, "styles"))
    reader = _Reader(styles, Numbering(_part(package, name, "numbering"), styles), limits)
    reader.read(body)
    return reader


@dataclass(slots=True)
class Elements:
    """The markup of paragraphs, in the order of their numbers, with their text; of cells by table, row and column."""

    paragraphs: list[tuple[etree._Element, str]] = field(default_factory=list)
    cells: dict[tuple[int, int, int], etree._Element] = field(default_factory=dict)


def _part(package: Package, document: str, kind: str) -> etree._Element | None:
    """A part beside the document; one that is damaged is not needed to read the words."""
    name = package.related(document, kind)
    try:
        return package.xml(name) if name else None
    except Unusable as error:
        if error.key == "package.broken":
            return None
        raise


class _Reader:
    """Walks through the body once, in reading order."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits) -> None:
        self.parts: list[Part] = []
        self.elements = Elements()
        self._styles, self._numbering, self._limits = styles, numbering, limits
        self._read = self._characters = self._paragraphs = self._grids = self._pictures = self._objects = 0

    def read(self, body: etree._Element) -> None:
        stack = [inside(body)]
        while stack:
            for block in stack[-1]:
                if block.tag == PARAGRAPH:
                    boxes = self._paragraph(block)
                    if boxes:
                        stack.append(_contents(boxes))
                        break
                elif block.tag == TABLE:
                    stack.append(iter(self._table(block)))
                    break
                elif block.tag == W + "altChunk":
                    self._objects += 1
            else:
                stack.pop()

    def notices(self) -> tuple[Notice, ...]:
        """What is in the file and was not read."""
        counts = (("docx.pictures", self._pictures), ("docx.objects", self._objects))
        return tuple(Notice(key, {"count": count}) for key, count in counts if count)

    def _paragraph(self, element: etree._Element) -> list[etree._Element]:
        """Adds the lines of a paragraph; the text boxes that are anchored in it come after them."""
        label, found = self._see(element)
        if found.text.strip():
            self._paragraphs += 1
            self.elements.paragraphs.append((element, found.text))
            lines = (label + found.text).split("\n")
            self._count(len(lines) - 1)
            self.parts += [Line(self._paragraphs, None, line.rstrip()) for line in lines if line.strip()]
        return found.boxes

    def _see(self, element: etree._Element) -> tuple[str, Paragraph]:
        """The automatic number of a paragraph, and the paragraph."""
        self._count(1)
        found = read_paragraph(element, self._styles)
        self._characters += len(found.text)
        self._limits.refuse("text", self._characters)
        self._pictures += found.pictures
        self._objects += found.objects
        return self._numbering.label(element), found

    def _table(self, element: etree._Element) -> Iterable[etree._Element]:
        """Adds a grid; what is left to read is the tables in its cells, or all of them if they are mere layout."""
        cells = cells_of(element)
        self._count(len(cells))
        if not cells:
            return ()
        if is_layout(cells):
            return _contents(cell.element for cell in cells)
        if max(cell.column for cell in cells) >= MOST_COLUMNS * 2:
            raise Unusable("text.too_long")
        nested: list[etree._Element] = []
        self._grids += 1
        number = self._grids
        self.elements.cells |= {(number, cell.row + 1, cell.column + 1): cell.element for cell in cells}
        self.parts.append(Grid(number, tuple(self._cell(cell, nested) for cell in cells)))
        return nested

    def _cell(self, cell: TableCell, nested: list[etree._Element]) -> GridCell:
        lines: list[str] = []
        stack = [inside(cell.element)]
        while stack:
            for block in stack[-1]:
                if block.tag == PARAGRAPH:
                    label, found = self._see(block)
                    lines.append(label + found.text)
                    stack.append(_contents(found.boxes))
                    break
                if block.tag == TABLE:
                    nested.append(block)
            else:
                stack.pop()
        return GridCell(cell.row, cell.column, "\n".join(lines).strip(), cell.rows, cell.columns)

    def _count(self, parts: int) -> None:
        self._read += parts
        self._limits.refuse("cells", self._read)


def _contents(elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
    return chain.from_iterable(inside(element) for element in elements)
