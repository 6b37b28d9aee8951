"""The official tables of a report as they are printed, with its figures and what was found in each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.catalogue import say
from engine.cells import ABSENT
from engine.reading import CellKey
from engine.report import Cell
from engine.reporters.parts import Part, PartKey, suggested
from engine.rulebook import Lang
from engine.scorecard import Finding, Repair
from engine.scored import Scored
from engine.template.layout import LayoutCell, TableLayout, layouts

MarkKind = Literal["gap", "review", "settled"]
KIND_OF: Mapping[PartKey, MarkKind] = {"gaps": "gap", "reviews": "review", "settled": "settled"}
Tone = Literal["gap", "review", "near"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding that names a place: its number on the page and what it is.

    ``meant``: something is wrong here; else only a figure that is part of it.
    """

    number: int
    kind: MarkKind
    meant: bool = True


@dataclass(frozen=True, slots=True)
class OfficialCell:
    """A cell of the printed form, and the findings that name it; of a label those of its row, or of its column.

    ``key``: table, row and column; of a label one of the latter is empty, of other heads both are. Of a figure
    ``value`` is what stands there, as found, ``state`` that of :class:`engine.cells.CellReading`, and ``fix`` what it
    should say by the only likely repair; of heads and labels ``value`` is their words, and ``state`` empty.
    """

    place: LayoutCell
    key: CellKey
    value: Cell
    state: str
    marks: tuple[Mark, ...]
    fix: int | None

    @property
    def words(self) -> str:
        """What stands in the cell; nothing if that is unknown."""
        return "" if self.value is None else str(self.value)

    @property
    def tone(self) -> Tone | None:
        """How to draw it: something is wrong here, or to be reviewed, or it is another place of a finding."""
        here = {mark.kind for mark in self.marks if mark.meant}
        if here:
            return "gap" if "gap" in here else "review"
        return "near" if self.marks else None


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """A printed table. ``given``: the report has any of it; ``outside``: how many figures have no place in the form.

    ``marks``: of findings about all of it; ``findings``: all that have a place in it, by their numbers.
    """

    layout: TableLayout
    cells: tuple[OfficialCell, ...]
    given: bool
    outside: int
    marks: tuple[Mark, ...]
    findings: Mapping[int, Finding]

    def remarks(self, form: str, lang: Lang) -> list[str]:
        """What is to be said of its figures as a whole; ``form`` is the name of the form."""
        outside = [say("letter.outside", lang, count=self.outside, form=form)] if self.outside else []
        return outside if any(map(_is_given, self.cells)) else [say("letter.no_table", lang), *outside]


def official_tables(report: Scored, parts: Sequence[Part], lang: Lang) -> list[OfficialTable]:
    """The tables of the form that governs the report, in its order; the findings of ``parts`` are marked."""
    marks, fixes = _marks(parts, report.card.repairs), _fixes(report.card.repairs)
    drawn = layouts(report.tools.form, say("official.item", lang), lang)
    return [_table(report, layout, parts, marks, fixes) for layout in drawn.values()]


def _table(
    report: Scored,
    layout: TableLayout,
    parts: Sequence[Part],
    marks: Mapping[CellKey, tuple[Mark, ...]],
    fixes: Mapping[CellKey, int],
) -> OfficialTable:
    rows = report.reading.report.table(layout.key)
    cells = []
    for place in layout.cells:
        key = (layout.key, *place.key)
        value, state = _figure(report, key) if place.role == "figure" else (place.text, "")
        named = marks.get(key, ()) if any(place.key) else ()
        cells.append(OfficialCell(place, key, value, state, named, fixes.get(key)))
    outside = sum(map(len, rows.values())) - sum(map(_is_given, cells))
    findings = {
        number: finding
        for part in parts
        for number, finding in part.findings
        if any(location.table == layout.key for location in finding.locations)
    }
    whole = marks.get((layout.key, "", ""), ())
    return OfficialTable(layout, tuple(cells), bool(rows), outside, whole, findings)


def _is_given(cell: OfficialCell) -> bool:
    """Whether it is for a figure, and the report has it."""
    return cell.state not in ("", ABSENT.state)


def _figure(report: Scored, key: CellKey) -> tuple[Cell, str]:
    """What stands in a cell, and its state."""
    table, row, column = key
    return report.reading.report.table(table).get(row, {}).get(column), report.read(key).state


def _marks(parts: Sequence[Part], repairs: Sequence[Repair]) -> dict[CellKey, tuple[Mark, ...]]:
    """The findings that name each cell; those of a row, column or table under the empty key of the others."""
    found: dict[CellKey, dict[int, Mark]] = {}
    for part in parts:
        for number, finding in part.findings:
            alone = bool(suggested(finding, repairs))  # then the first place is the one that is wrong
            for index, place in enumerate(finding.locations):
                if place.table:
                    meant = finding.because_of is None and (index == 0 or not alone)
                    marks = found.setdefault((place.table, place.row or "", place.column or ""), {})
                    marks.setdefault(number, Mark(number, KIND_OF[part.key], meant))
    return {key: tuple(marks.values()) for key, marks in found.items()}


def _fixes(repairs: Sequence[Repair]) -> dict[CellKey, int]:
    """What cells should say by the only likely repair of the sums that they are in."""
    return {
        (cell["table"], cell["row"], cell["column"]): cell["to"]
        for repair in repairs
        if repair["unique"]
        for cell in repair["cells"]
    }
