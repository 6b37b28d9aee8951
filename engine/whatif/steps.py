"""Carries out what a rule says of how its finding is mended, on the report as it was read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from engine.catalogue import say
from engine.findings import Wording
from engine.inference.program import Match
from engine.labels import letters
from engine.mend_steps import MendStep, Verb
from engine.reading import CellKey, Reading
from engine.repair import Mends
from engine.report import Cell
from engine.rulebook import Form, Lang, Rulebook, TableForm, Text
from engine.scorecard import Edit, Location
from engine.whatif import draft
from engine.whatif.figures import Signed, agreed, counts_of, filled, least_part

_MOST_TERMS = 8  # figures of an added line that are shown
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Changed:
    """The report after some steps, and what they changed."""

    reading: Reading
    edits: tuple[Edit, ...] = ()


class CannotMend(Exception):
    """A step finds nothing that it could change: only a person can mend this."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What carries out the steps for one finding; ``repairs`` are those of the report's broken sums."""

    book: Rulebook
    form: Form
    sums: Sequence[Signed]
    lang: Lang
    repairs: Callable[[], Mends]
    match: Match

    def mend(self, reading: Reading) -> Changed | None:
        """The report with the finding mended; ``None`` if its rule does not say how, or nothing can be changed."""
        if not self.match.rule.mend:
            return None
        changed = Changed(reading)
        for step in self.match.rule.mend:
            try:
                found = _Step(self, step, changed.reading).done()
            except CannotMend:
                return None
            changed = Changed(found.reading, (*changed.edits, *found.edits))
        return changed if changed.edits else None


class _Step:
    """One step on one report."""

    def __init__(self, hand: Hand, step: MendStep, reading: Reading) -> None:
        self._hand, self._step, self._reading = hand, step, reading
        self._form, self._fact = hand.form, hand.match.facts[0]
        self._words = Wording(hand.book, hand.form, reading, "zh")  # of the document
        self._shown = Wording(hand.book, hand.form, reading, hand.lang)  # of the reader
        self._counts = counts_of(reading.report, hand.form, hand.book.cell_words)

    def done(self) -> Changed:
        """The report after the step.

        Raises:
            CannotMend: it finds nothing to change.
        """
        step = self._step
        verbs: Mapping[Verb, Callable[[], Changed]] = {
            "cells": self._cells, "write": self._write, "figures": self._figures, "add": self._add,
            "drop": self._drop, "official": self._official, "text": self._text, "replace": self._replace,
            "append": self._append, "date": self._date, "past": self._date,
        }  # fmt: skip
        return verbs[step.verb]()

    # -- cells ---------------------------------------------------------------------------------------------------

    def _cells(self) -> Changed:
        if self._step.to == "repaired":
            return self._repaired()
        if self._step.to == "bound":
            return self._bound()
        if self._step.to == "zero":
            figures = filled(self._counts, self._fact.cells, self._hand.sums, leaves=False)
            return self._with({cell: (value, False) for cell, value in figures.items()})
        return self._with({cell: self._figure_of(cell) for cell in self._fact.cells})

    def _repaired(self) -> Changed:
        """The change of cells that makes the sum hold, of the likeliest repair."""
        way = next((way for way in self._hand.repairs().ways if self._fact.id in way.identities), None)
        if way is None:
            raise CannotMend
        changes = least_part(way.changes, self._fact.id, self._counts, self._hand.sums)
        return self._with({change.cell: (change.new, way.unique) for change in changes})

    def _bound(self) -> Changed:
        """The last cell of the greater side, raised until the bound holds."""
        item = next((item for item in self._hand.sums if item.id == self._fact.id), None)
        off = item.off(self._counts) if item is not None else None
        if item is None or not off or off < 0:
            raise CannotMend
        cell = [cell for cell, sign in item.signs.items() if sign < 0][-1]
        return self._with({cell: ((self._counts[cell] or 0) + off, False)})

    def _figure_of(self, cell: CellKey) -> tuple[Cell, bool]:
        """What the sums make of a cell; else the figure in its words; else nothing. And whether it is sure."""
        told = agreed(self._counts, cell, self._hand.sums)
        if told is not None:
            return told, True
        table, _, column = cell
        unit, words = self._form.tables[table].columns[column].unit, str(self._old(cell))
        found = _FIGURE.search(words)
        if found is None:
            return 0, False
        if unit == "money":
            ends = [word for word in self._hand.book.cell_words.money_units if word in words]
            return found.group() + max(ends, key=len, default=""), False
        return (Decimal(found.group()) if unit == "amount" else int(found.group().partition(".")[0])), False

    def _write(self) -> Changed:
        words = self._filled(self._step.to)
        return self._with(dict.fromkeys(self._fact.cells, (words, False)))

    def _figures(self) -> Changed:
        cells: dict[CellKey, tuple[Cell, bool]] = {}
        for figure in self._step.figures:
            if (figure.table, figure.row, figure.column) in self._counts:
                words = self._filled(figure.words)
                value = int(words) if words.isdigit() and words.isascii() else words
                cells[figure.table, figure.row, figure.column] = value, False
        return self._with(cells)

    def _with(self, cells: Mapping[CellKey, tuple[Cell, bool]]) -> Changed:
        """The report with these cells; whether each is sure."""
        new = {cell: value for cell, value in cells.items() if self._old(cell) != value[0]}
        if not new:
            raise CannotMend
        edits = tuple(
            Edit(self._shown.cell(cell), self._shown_cell(self._old(cell)), str(value), 1, sure)
            for cell, (value, sure) in new.items()
        )
        return Changed(draft.with_cells(self._reading, {cell: value for cell, (value, _) in new.items()}), edits)

    def _old(self, cell: CellKey) -> Cell:
        table, row, column = cell
        return self._reading.report.table(table).get(row, {}).get(column)

    def _shown_cell(self, cell: Cell) -> str:
        return "" if cell is None else str(cell)

    # -- rows, columns and tables --------------------------------------------------------------------------------

    def _add(self) -> Changed:
        if self._step.to == "section":
            return self._add_section()
        new = [cell for cell in self._counts if self._named(cell) and not self._given(cell) and self._crossed(cell)]
        if not new:
            raise CannotMend
        figures = filled(self._counts, new, self._hand.sums)
        reading = draft.with_cells(self._reading, figures)
        notes = reading.notes
        if notes is not None and self._step.to == "table":  # the form prints it
            reading = replace(reading, notes={**notes, **{table: True for table, _, _ in new}})
        edit = Edit(self._place(), None, self._line(figures), len(figures), False)
        return Changed(reading, (edit,))

    def _named(self, cell: CellKey) -> bool:
        """Whether a cell of the form belongs to what is to be added."""
        if self._step.to == "form":
            return True
        fields = self._fact.fields
        keys = {"row": ("table", "row"), "column": ("table", "block", "column"), "block": ("table", "block")}
        wanted = {key: fields[key] for key in keys.get(self._step.to, ("table",)) if key in fields}
        table, row, column = cell
        is_ = {"table": table, "row": row, "column": column, "block": self._block(table, row)}
        return all(is_[key] == value for key, value in wanted.items())

    def _crossed(self, cell: CellKey) -> bool:
        """Whether the row of an added column is there, or the column of an added row in the others of its block."""
        table, row, column = cell
        rows = self._reading.report.table(table)
        if self._step.to == "column":
            return bool(rows.get(row))
        if self._step.to != "row":
            return True
        block = next(block for block in self._form.tables[table].blocks if row in block.rows)
        others = [rows[other] for other in block.rows if other != row and rows.get(other)]
        return not others or any(column in line for line in others)

    def _block(self, table: str, row: str) -> str:
        return next((block.key for block in self._form.tables[table].blocks if row in block.rows), "")

    def _given(self, cell: CellKey) -> bool:
        table, row, column = cell
        return column in self._reading.report.table(table).get(row, {})

    def _drop(self) -> Changed:
        fields = self._fact.fields
        gone = []
        for key, table in self._form.tables.items():
            for row, line in self._reading.report.table(key).items():
                for column in line:
                    foreign = (key, row, column) not in self._counts
                    mine = key == fields.get("table") and (
                        row == fields.get("row")
                        if self._step.to == "row"
                        else column == fields.get("column") and _in_block(table, row, fields.get("block"))
                    )
                    if foreign and (mine or self._step.to == "foreign"):
                        gone.append((key, row, column))
        if not gone:
            raise CannotMend
        figures = {cell: self._old(cell) for cell in gone}
        edit = Edit(self._place(), ", ".join(sorted({str(v) for v in figures.values()})), None, len(gone), True)
        return Changed(draft.without_cells(self._reading, gone), (edit,))

    def _line(self, figures: Mapping[CellKey, int]) -> str:
        """Figures of what is added, those that are not zero by their names."""
        terms = [(cell, value) for cell, value in figures.items() if value]
        if not terms:
            return "0"
        shown = [f"{self._brief(cell)} {value}" for cell, value in terms[:_MOST_TERMS]]
        return ", ".join(shown) + (", …" if len(terms) > _MOST_TERMS else "")

    def _brief(self, cell: CellKey) -> str:
        table, row, column = cell
        label = (
            self._form.tables[table].columns[column] if self._step.to == "row" else self._form.tables[table].rows[row]
        )
        return label.brief.of(self._hand.lang)

    # -- words ---------------------------------------------------------------------------------------------------

    def _add_section(self) -> Changed:
        key = str(self._fact.fields["section"])
        heading = self._form.sections[key].text.zh
        reading = draft.with_section(self._reading, key, heading=heading)
        reading = draft.in_order(reading, key, list(self._form.sections))
        return Changed(reading, (Edit(self._place(), None, heading, 0, True),))

    def _text(self) -> Changed:
        """An example of text where the section has none."""
        key = self._section()
        section = self._reading.report.section(key)
        if key not in self._form.examples or (section is not None and letters(section.text)):
            return Changed(self._reading)
        text = self._form.examples[key]
        return Changed(
            draft.with_section(self._reading, key, text=text), (Edit(self._place(), None, text, 0, False),)
        )

    def _append(self) -> Changed:
        key, words = self._section(), self._filled(self._step.to)
        section = self._reading.report.section(key)
        if section is None:
            raise CannotMend
        reading = draft.with_section(self._reading, key, text=f"{section.text}\n{words}")
        return Changed(reading, (Edit(self._place(), None, words, 0, False),))

    def _replace(self) -> Changed:
        key, words, by = self._section(), self._filled(self._step.words), self._filled(self._step.to)
        if self._step.part:
            by = re.sub(self._step.part, lambda _: self._step.to, words)
        section = self._reading.report.section(key)
        text = draft.words_replaced(section.text, words, by) if section is not None else None
        if section is None or text is None or text == section.text:
            raise CannotMend
        edit = Edit(self._place(), words, by or None, 0, not self._step.part)
        return Changed(draft.with_section(self._reading, key, text=text), (edit,))

    def _official(self) -> Changed:
        official = {"heading": self._heading, "order": self._order, "title": self._title,
                    "label": self._label, "note": self._note}  # fmt: skip
        return official[self._step.to]()

    def _heading(self) -> Changed:
        key = self._section()
        section, words = self._reading.report.section(key), self._form.sections[key].text.zh
        if section is None or section.heading == words:
            raise CannotMend
        reading = draft.with_section(self._reading, key, heading=words)
        return Changed(reading, (Edit(self._place(), section.heading, words, 0, True),))

    def _order(self) -> Changed:
        key = self._section()
        reading = draft.in_order(self._reading, key, list(self._form.sections))
        if reading.order == self._reading.order:
            raise CannotMend
        moved = str(list(reading.order or ()).index(key) + 1), str(list(self._reading.order or ()).index(key) + 1)
        return Changed(reading, (Edit(self._place(), moved[1], moved[0], 0, True),))

    def _title(self) -> Changed:
        report = self._reading.report
        words = self._form.template.title.format(unit=report.unit.name, year=report.year)
        reading = draft.with_report(self._reading, title=words)
        return Changed(reading, (Edit(self._place(), report.title, words, 0, True),))

    def _label(self) -> Changed:
        table, row = str(self._fact.fields["table"]), str(self._fact.fields["row"])
        words = self._form.tables[table].rows[row].text.zh
        labels = dict(self._reading.labels or {})
        old, labels[table, row] = labels.get((table, row)), words
        return Changed(replace(self._reading, labels=labels), (Edit(self._place(), old, words, 0, True),))

    def _note(self) -> Changed:
        table = str(self._fact.fields["table"])
        note = self._form.tables[table].note
        reading = replace(self._reading, notes={**(self._reading.notes or {}), table: True})
        return Changed(reading, (Edit(self._place(), None, note.zh if note else None, 0, True),))

    # -- days ----------------------------------------------------------------------------------------------------

    def _date(self) -> Changed:
        event = str(self._fact.fields["event"])
        days = {"deadline": "due", "next-day": "year_end"}
        day = dt.date.fromisoformat(str(self._fact.context[days[self._step.to]]))
        day += dt.timedelta(days=self._step.to == "next-day")
        name = {"published": "published_on", "submitted": "submitted_on"}[event]
        old = getattr(self._reading.report, name)
        place = Location(label=say(f"whatif.{name}", self._hand.lang))
        edit = Edit(place, old.isoformat() if old else None, day.isoformat(), 0, False)
        return Changed(draft.with_report(self._reading, **{name: day}), (edit,))

    # -- what a finding says --------------------------------------------------------------------------------------

    def _section(self) -> str:
        return self._step.section or str(self._fact.fields.get("section", ""))

    def _filled(self, words: str) -> str:
        return self._words.fill(Text(words, words), self._hand.match.facts)

    def _place(self) -> Location:
        """Where the finding is."""
        places = self._shown.locations(self._hand.match.facts, None)
        return places[0] if places else Location()


def _in_block(table: TableForm, row: str, block: object) -> bool:
    return any(row in item.rows for item in table.blocks if item.key == block)
