"""Where in a document the comment on a place of the report belongs."""

from __future__ import annotations

from collections.abc import Sequence

from engine.mark.notes import Anchor
from engine.reading import Place, Reading
from engine.rulebook import Form
from engine.scorecard import Location


class Anchors:
    """The anchors of one report."""

    def __init__(self, reading: Reading, form: Form) -> None:
        self._reading, self._form = reading, form
        placed = [place for place in reading.sections.values() if place.line is not None]
        self._headings = sorted(((place.sheet, _order(place)) for place in placed), key=lambda item: item[1])
        first = reading.sections.get(reading.order[0]) if reading.order else None
        self._front = _order(first) if first is not None and first.line is not None else None

    def title(self) -> Anchor:
        """The title; the document's first words where it is not found."""
        return Anchor(stop=self._front, quote=self._reading.report.title)

    def of(self, location: Location) -> Anchor:
        """The anchor of a place; of what is missing, where it should stand."""
        if location.at is not None:
            cell = (location.at.table, location.at.row, location.at.column)
            return Anchor(location.page, sheet=location.sheet, cell=cell, box=location.at.box)
        if location.line is not None:
            return self._line(location)
        if location.table and location.row:
            return self._missing_row(location.table, location.row)
        if location.section and location.section in self._form.sections:
            return self._missing_section(location.section)
        if location.section is None:
            return Anchor(stop=self._front, quote=location.quote or self._reading.report.title)
        return self._preface(location.quote)

    def _line(self, location: Location) -> Anchor:
        """A line; words of a section, which is known by its heading, are looked for up to the next one."""
        heading = self._reading.sections.get(location.section or "")
        quote = None if location.row or (heading and heading.quote == location.quote) else location.quote
        here = Place(location.page, location.line, sheet=location.sheet)
        stop = self._next_heading(here) if quote else None
        return Anchor(location.page, location.line, location.sheet, stop=stop, quote=quote)

    def _preface(self, quote: str | None) -> Anchor:
        """Words before the first section, else where such words begin, else the title."""
        preface = self._reading.report.sections.get("preface")
        begins = next((line for line in preface.text.split("\n") if line.strip()), None) if preface else None
        return Anchor(stop=self._front, quote=quote or begins) if quote or begins else self.title()

    def _missing_row(self, table: str, row: str) -> Anchor:
        """The row before it, in the order of the form, that the document has."""
        rows = list(self._form.tables[table].lines())
        before = rows[: rows.index(row)] if row in rows else rows
        for other in [*reversed(before), *rows]:
            place = next((place for key, place in self._reading.cells.items() if key[:2] == (table, other)), None)
            if place is not None:
                return _at(place)
        section = self._form.tables[table].section
        heading = self._reading.sections.get(section)
        return _at(heading) if heading is not None else self._missing_section(section)

    def _missing_section(self, section: str) -> Anchor:
        """The end of the section before it."""
        sections = list(self._form.sections)
        placed = [key for key in sections[: sections.index(section)] if key in self._reading.sections]
        before = self._reading.sections[placed[-1]] if placed else None
        if before is None or before.line is None:
            return self.title()
        stop = self._next_heading(before)
        return Anchor(before.page, before.line, before.sheet, stop=stop, last=stop is not None)

    def _next_heading(self, place: Place) -> tuple[int, int] | None:
        """Where the next section on the same sheet begins."""
        later = (at for sheet, at in self._headings if sheet == place.sheet and at > _order(place))
        return next(later, None)


def _order(place: Place) -> tuple[int, int]:
    return place.page or 0, place.line or 0


def _at(place: Place) -> Anchor:
    if place.grid is None or place.row is None or place.column is None:
        return Anchor(place.page, place.line, place.sheet)
    return Anchor(place.page, sheet=place.sheet, cell=(place.grid, place.row, place.column), box=place.box)


def first_cells(anchors: Sequence[Anchor]) -> list[Anchor]:
    """Of the anchors those that are cells, each once."""
    return list(dict.fromkeys(anchor for anchor in anchors if anchor.cell is not None))
