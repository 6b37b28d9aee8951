"""Writes comments into a workbook, and fills cells; every other part of the file stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.utils import get_column_letter

from engine.errors import Unusable
from engine.limits import DEFAULT, Limits
from engine.mark.colours import FILLS
from engine.mark.notes import Anchor, Marks, Note
from engine.mark.package_edits import PackageEdits
from engine.mark.passages import Seen, passage
from engine.mark.sheet_comments import write_comments
from engine.mark.sheet_fills import Fills
from engine.mark.xml_edits import Edits, quoteattr
from engine.readers.formats.xlsx import main_part, shown_sheets
from engine.readers.formats.xlsx.sheets import located
from engine.readers.formats.xlsx.values import S, Values

_Place = tuple[int, int]  # row, column from 1


def mark(content: bytes, marks: Marks, limits: Limits = DEFAULT) -> bytes:
    """The workbook with the marks in it.

    Raises:
        Unusable: as its reader.
    """
    package = PackageEdits(content, limits)
    name = main_part(package.package)
    workbook = package.root(name)
    if workbook is None:
        raise Unusable("package.broken")
    sheets = []
    for title, part, root in shown_sheets(package.package, name, workbook, limits):
        package.know(part, root)
        sheets.append(_Sheet(title, part, root, {(row, column): cell for row, column, cell in located(root)}))
    if not sheets:
        raise Unusable("package.broken")
    fills = Fills(package, name)
    for shade in marks.shades:
        sheet = _sheet_of(sheets, shade.anchor)
        if shade.anchor.cell is not None:
            sheet.fill(
                (shade.anchor.cell[1], shade.anchor.cell[2]), FILLS[shade.tone], fills, package.edits(sheet.part)
            )
    _place_notes(package, name, workbook, sheets, marks, limits)
    fills.finish()
    for sheet in sheets:
        sheet.finish(package.edits(sheet.part))
        if sheet.notes:
            write_comments(package, sheet.part, sheet.root, sheet.notes, marks)
    return package.written()


def _place_notes(
    package: PackageEdits,
    name: str,
    workbook: etree._Element,
    sheets: Sequence[_Sheet],
    marks: Marks,
    limits: Limits,
) -> None:
    """Gives each sheet its notes by their cells."""
    strings, styles = (package.root(package.package.related(name, kind)) for kind in ("sharedStrings", "styles"))
    values = Values(workbook, strings, styles, limits)
    lines, places = _lines(sheets, values)
    for note in marks.notes:
        sheet, cell = _sheet_of(sheets, note.anchor), note.anchor.cell
        if cell is not None:
            sheet.notes.setdefault((cell[1], cell[2]), []).append(note)
            continue
        span = passage(note.anchor, lines)
        sheet, place = places[span[0]] if span is not None else (sheets[0], (1, 1))
        sheet.notes.setdefault(place, []).append(note)


def _lines(sheets: Sequence[_Sheet], values: Values) -> tuple[list[Seen], list[tuple[_Sheet, _Place]]]:
    """The cells that say something, and where they stand."""
    lines: list[Seen] = []
    places: list[tuple[_Sheet, _Place]] = []
    for sheet in sheets:
        values.new_sheet()
        for (row, column), cell in sheet.cells.items():
            text = values.read(cell).text
            if text:
                lines.append(Seen(row, text, sheet=sheet.title))
                places.append((sheet, (row, column)))
    return lines, places


def _sheet_of(sheets: Sequence[_Sheet], anchor: Anchor) -> _Sheet:
    return next((sheet for sheet in sheets if sheet.title == anchor.sheet), sheets[0])


@dataclass(slots=True)
class _Sheet:
    """A sheet, its cells, the notes on them, and the cells that it needs and does not have yet, by style."""

    title: str
    part: str
    root: etree._Element
    cells: dict[_Place, etree._Element]
    notes: dict[_Place, list[Note]] = field(default_factory=dict)
    new: dict[_Place, int] = field(default_factory=dict)

    def fill(self, place: _Place, colour: str, fills: Fills, edits: Edits) -> None:
        """Give a cell a background."""
        cell = self.cells.get(place)
        style = fills.style("0" if cell is None else cell.get("s", "0"), colour)
        if style is None:
            return
        if cell is None:
            self.new[place] = style
        else:
            edits.set(cell, "s", str(style))

    def finish(self, edits: Edits) -> None:
        """Write the cells that were not there, each in its place."""
        data = self.root.find(S + "sheetData")
        if data is None:
            return
        prefix = f"{data.prefix}:" if data.prefix else ""
        rows = _rows(data)
        for row in sorted({place[0] for place in self.new}):
            wanted = sorted(place for place in self.new if place[0] == row)
            if row in rows:
                for place in wanted:
                    behind = next((cell for (r, c), cell in self.cells.items() if r == row and c > place[1]), None)
                    if behind is None:
                        edits.last_in(rows[row], self._cell(place, prefix))
                    else:
                        edits.before(behind, self._cell(place, prefix))
                continue
            written = f'<{prefix}row r="{row}">{"".join(self._cell(place, prefix) for place in wanted)}</{prefix}row>'
            below = next((rows[number] for number in sorted(rows) if number > row), None)
            if below is None:
                edits.last_in(data, written)
            else:
                edits.before(below, written)

    def _cell(self, place: _Place, prefix: str) -> str:
        return f'<{prefix}c r={quoteattr(address(place))} s="{self.new[place]}"/>'


def _rows(data: etree._Element) -> dict[int, etree._Element]:
    """The rows that are there; what the reader refused does not come so far."""
    rows: dict[int, etree._Element] = {}
    number = 0
    for row in data.iterfind(S + "row"):
        number = int(row.get("r", number + 1))
        rows.setdefault(number, row)
    return rows


def address(place: _Place) -> str:
    """A cell as a spreadsheet names it."""
    return f"{get_column_letter(place[1])}{place[0]}"
