"""The official tables of a report as they are printed, with its figures and what was found in each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.catalogue import one_line, say
from engine.report import Cell
from engine.reporters.parts import Part, parts_of, suggested
from engine.rulebook import Lang
from engine.scorecard import Finding, Repair
from engine.scored import Scored
from engine.template.layout import TableLayout, layouts

Key = tuple[str, str]  # row and column of the form; one is empty for a whole line, both for the whole table
Tone = Literal["gap", "review", "near"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding, by its number on the page, at one of its places.

    ``meant``: something is wrong here; else only a figure that is part of it.
    """

    number: int
    finding: Finding
    meant: bool


@dataclass(frozen=True, slots=True)
class MarkedTable:
    """A table of the form with the figures of a report.

    ``figures`` are kept as found: a cell that is not among them is absent from the report, ``None`` could not be
    read. ``outside``: how many figures of the report have no place in this form.
    """

    layout: TableLayout
    figures: Mapping[Key, Cell]
    marks: Mapping[Key, Sequence[Mark]]
    outside: int

    def tone(self, key: Key) -> Tone | None:
        """How to draw a cell: something is wrong here, or to be reviewed, or it is another place of a finding."""
        here = {mark.finding.status for mark in self.marks.get(key, ()) if mark.meant}
        if here:
            return "gap" if "gap" in here else "review"
        return "near" if key in self.marks else None

    def findings(self) -> list[tuple[int, Finding]]:
        """The findings that have a place in the table, by their numbers."""
        found = {mark.number: mark.finding for marks in self.marks.values() for mark in marks}
        return sorted(found.items(), key=lambda item: item[0])


def marked_tables(scored: Scored, lang: Lang) -> list[MarkedTable]:
    """The tables of the report's form in their order; what persons settled is not marked."""
    marks = _marks(parts_of(scored.card), scored.card.repairs)
    form, report = scored.tools.form, scored.reading.report
    tables = []
    for key, layout in layouts(form, say("official.item", lang), lang).items():
        rows = report.table(key)
        found = {(row, column): cell for row, cells in rows.items() for column, cell in cells.items()}
        figures = {cell.key: found[cell.key] for cell in layout.cells if cell.role == "figure" and cell.key in found}
        tables.append(MarkedTable(layout, figures, marks.get(key, {}), len(found) - len(figures)))
    return tables


def figure_words(cell: Cell) -> str:
    """A figure that was read, on one line."""
    return one_line(str(cell))


def _marks(parts: Sequence[Part], repairs: Sequence[Repair]) -> dict[str, dict[Key, list[Mark]]]:
    found: dict[str, dict[Key, list[Mark]]] = {}
    for part in parts:
        for number, finding in part.findings if part.key != "settled" else ():
            alone = bool(suggested(finding, repairs))  # then the first place is the one that is wrong
            for index, place in enumerate(finding.locations):
                if place.table is None:
                    continue
                marks = found.setdefault(place.table, {}).setdefault((place.row or "", place.column or ""), [])
                if all(mark.number != number for mark in marks):
                    marks.append(Mark(number, finding, finding.because_of is None and (index == 0 or not alone)))
    return found
