"""Measures the three tables: which rows, columns and cells there are, and what stands in them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from itertools import chain
from typing import TYPE_CHECKING, Any

from engine.cells import ABSENT, CellReader, CellReading
from engine.facts import Fact, Value
from engine.report import Cell, Report
from engine.rulebook import CellKind, Form, TableForm
from engine.values import dataclass

if TYPE_CHECKING:
    from engine.observe import Interest

Rows = Mapping[str, Mapping[str, Cell]]
CellAt = tuple[str, str]  # row, column


@dataclass(slots=True)
class TablesSeen:
    """The facts, and the figures that sums are taken over.

    ``counts`` has, by table, a number for every cell of the form, in its order; ``odd`` has the
    cells that hold no plain count (their number is 0).
    """

    facts: list[Fact] = field(default_factory=list)
    counts: dict[str, list[int]] = field(default_factory=dict)
    odd: dict[str, dict[CellAt, CellReading]] = field(default_factory=dict)
    own: int = 0
    foreign: int = 0
    tables: int = 0


Pick = Callable[[Any], tuple[Any, ...]]


def picker(keys: Sequence[Any]) -> Pick:
    """A function that takes the items at ``keys`` out of a mapping or a list, as a tuple."""
    if len(keys) == 1:
        (key,) = keys
        return lambda holder: (holder[key],)
    return operator.itemgetter(*keys)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A cell that the form expects."""

    block: str
    row: str
    column: str
    unit: CellKind
    quiet: bool  # nobody wants to hear of a plain count here


@dataclass(frozen=True, slots=True)
class _Line:
    """A row that the form expects: its cells, and those of interest even when they hold a plain count."""

    slots: tuple[_Slot, ...]
    pick: Pick
    loud: tuple[tuple[int, _Slot], ...]


class TableObserver:
    """Measures the tables of one form; knows the other forms' rows and columns as foreign."""

    def __init__(self, form: Form, others: Sequence[Form], cells: CellReader, interest: Interest) -> None:
        self._tables = [_OneTable(table, [o.tables[table.key] for o in others], form, cells, interest)
                        for table in form.tables.values()]  # fmt: skip

    def observe(self, report: Report) -> TablesSeen:
        """All facts about tables, and their figures."""
        seen = TablesSeen()
        for table in self._tables:
            table.observe(report.table(table.key), seen)
        return seen


class _OneTable:
    def __init__(
        self, table: TableForm, others: Sequence[TableForm], form: Form, cells: CellReader, interest: Interest
    ) -> None:
        self.key = table.key
        self._table, self._form, self._cells, self._interest = table, form, cells, interest
        self._rows = {row: block.key for block in table.blocks for row in block.rows}
        by_row: dict[str, list[_Slot]] = {}
        for block, row, column in table.cells():
            unit = table.columns[column].unit
            quiet = not interest.could_match(
                "cell", table=table.key, block=block, row=row, column=column, unit=unit,
                state="number", whole=1, negative=0, valid=1, with_unit=0,
            )  # fmt: skip
            by_row.setdefault(row, []).append(_Slot(block, row, column, unit, quiet))
        self._lines = {
            row: _Line(
                tuple(slots),
                picker([slot.column for slot in slots]),
                tuple((i, slot) for i, slot in enumerate(slots) if not slot.quiet),
            )
            for row, slots in by_row.items()
        }
        self._picks = [(row, line.pick) for row, line in self._lines.items()]
        self._loud = any(line.loud for line in self._lines.values())
        ours, theirs = _columns_by_row([table]), _columns_by_row(others)
        self._columns = {row: frozenset(columns) for row, columns in ours.items()}
        # What only one form has: whole rows, and columns of rows that both have.
        self._own = [(row, "") for row in ours if row not in theirs]
        self._own += [(r, c) for r in ours if r in theirs for c in ours[r] if c not in theirs[r]]
        self._foreign_columns = {row: columns - ours.get(row, set()) for row, columns in theirs.items()}
        self._quiet_row = not interest.could_match("row", table=table.key, expected=1, given=1)
        self._quiet_column = not interest.could_match("column", table=table.key, expected=1, given=1)
        self._quiet = (
            self._quiet_row
            and self._quiet_column
            and not interest.could_match("block", table=table.key, given=1)
            and not interest.could_match(
                "table", table=table.key, given=1, blanks=0, unreadable=0, readable=1, empty=0
            )
        )

    def observe(self, rows: Rows, seen: TablesSeen) -> None:
        given = any(rows.values())
        seen.tables += given
        odd = seen.odd[self.key] = {}
        counts = seen.counts[self.key] = self._cells_of(rows, odd, seen)
        if self._quiet and not odd and len(rows) == len(self._lines) and sum(map(len, rows.values())) == len(counts):
            seen.own += len(self._own)  # the whole form and nothing else: there is nothing to tell
            return
        seen.own += sum(row in rows and (not column or column in rows[row]) for row, column in self._own)
        foreign = self._foreign_in(rows)
        seen.foreign += len(foreign)
        self._rows_of(rows, seen)
        self._columns_of(rows, seen)
        self._foreign_of(foreign, seen)
        self._table_of(rows, given, odd, seen)

    def _cells_of(self, rows: Rows, odd: dict[CellAt, CellReading], seen: TablesSeen) -> list[int]:
        """The count of every cell; what is no plain count goes to ``odd``."""
        counts = [] if self._loud else self._plain_counts(rows)
        if counts:
            return counts
        for row, line in self._lines.items():
            given = rows.get(row, {})
            try:
                cells = line.pick(given)
            except KeyError:
                cells = tuple(given.get(slot.column, ABSENT) for slot in line.slots)
            for cell in cells:
                if type(cell) is not int or cell < 0:
                    counts += self._odd_line(line, cells, row in rows, odd, seen)
                    break
            else:
                counts += cells
                for index, slot in line.loud:
                    self._fact_of(slot, cells[index], CellReading("number", cells[index]), seen)
        return counts

    def _plain_counts(self, rows: Rows) -> list[int]:
        """The counts, if every cell of the form is there and holds a plain one; else nothing."""
        try:
            counts: list[Any] = [*chain.from_iterable([pick(rows[row]) for row, pick in self._picks])]
        except KeyError:
            return []
        return counts if set(map(type, counts)) == {int} and min(counts) >= 0 else []

    def _odd_line(
        self,
        line: _Line,
        cells: Sequence[Any],
        row_given: bool,
        odd: dict[CellAt, CellReading],
        seen: TablesSeen,
    ) -> list[int]:
        """A row in which not every cell is a plain count."""
        counts = []
        for slot, cell in zip(line.slots, cells, strict=True):
            reading = ABSENT if cell is ABSENT else self._cells.read(cell, slot.unit)
            count = reading.count if reading.state == "number" else None
            if count is None:
                odd[slot.row, slot.column] = reading
            counts.append(count or 0)
            plain = type(cell) is int and cell >= 0
            if row_given and not (plain and slot.quiet):
                self._fact_of(slot, None if cell is ABSENT else cell, reading, seen)
        return counts

    def _fact_of(self, slot: _Slot, cell: Cell, reading: CellReading, seen: TablesSeen) -> None:
        number = reading.number
        fields: dict[str, Value] = {
            "table": self.key,
            "block": slot.block,
            "row": slot.row,
            "column": slot.column,
            "unit": slot.unit,
            "state": reading.state,
            "whole": int(reading.whole),
            "negative": int(number is not None and number < 0),
            "valid": int(_is_valid(slot.unit, reading)),
            "zero": int(number == 0),
            "value": number if isinstance(number, int) else 0,
            "with_unit": int(reading.with_unit),
        }
        context = {
            "label": self._form.cell_words(self.key, slot.row, slot.column),
            "text": "" if cell is None else str(cell),
        }
        at = (self.key, slot.row, slot.column)
        self._emit(Fact("cell", "cell/" + "/".join(at), fields, context, (at,)), seen)

    def _rows_of(self, rows: Rows, seen: TablesSeen) -> None:
        for block in self._table.blocks:
            blocks_rows = [row for row in block.rows if rows.get(row)]
            if block.key:
                fields: dict[str, Value] = {
                    "table": self.key,
                    "block": block.key,
                    "given": int(bool(blocks_rows)),
                }
                context = {"title": self._table.title, "label": self._form.blocks[block.key]}
                self._emit(Fact("block", f"block/{self.key}/{block.key}", fields, context), seen)
            if self._quiet_row and len(blocks_rows) == len(block.rows):
                continue
            for row in block.rows:
                self._row_fact(row, block.key, 1, int(bool(rows.get(row))), seen)

    def _row_fact(self, row: str, block: str, expected: int, given: int, seen: TablesSeen) -> None:
        fields: dict[str, Value] = {
            "table": self.key, "block": block, "row": row, "expected": expected, "given": given,
        }  # fmt: skip
        context = {"title": self._table.title, "label": self._form.row_words(self.key, row)}
        self._emit(Fact("row", f"row/{self.key}/{row}", fields, context, ((self.key, row, ""),)), seen)

    def _columns_of(self, rows: Rows, seen: TablesSeen) -> None:
        for block in self._table.blocks:
            lines = [rows[row] for row in block.rows if rows.get(row)]
            for column in block.columns:
                given = int(any(column in line for line in lines))
                if not (given and self._quiet_column):
                    self._column_fact(column, block.key, 1, given, seen)

    def _column_fact(self, column: str, block: str, expected: int, given: int, seen: TablesSeen) -> None:
        fields: dict[str, Value] = {
            "table": self.key, "block": block, "column": column, "expected": expected, "given": given,
        }  # fmt: skip
        label = self._table.columns[column].text
        context = {
            "title": self._table.title,
            "label": label,
            "block_label": self._form.blocks.get(block, label),
        }
        identity = f"column/{self.key}/{block}/{column}/{expected}"
        self._emit(Fact("column", identity, fields, context, ((self.key, "", column),)), seen)

    def _foreign_in(self, rows: Rows) -> list[CellAt]:
        """Rows, as (row, ""), and columns of expected rows that only another form has."""
        found: list[CellAt] = []
        for row, line in rows.items():
            columns = self._columns.get(row)
            if columns is None:
                found.append((row, ""))
            elif not line.keys() <= columns:
                found += [(row, column) for column in line if column in self._foreign_columns.get(row, ())]
        return sorted(found)

    def _foreign_of(self, foreign: list[CellAt], seen: TablesSeen) -> None:
        for row in [row for row, column in foreign if not column]:
            self._row_fact(row, "", 0, 1, seen)
        for block, column in sorted({(self._rows[row], column) for row, column in foreign if column}):
            self._column_fact(column, block, 0, 1, seen)

    def _table_of(self, rows: Rows, given: bool, odd: dict[CellAt, CellReading], seen: TablesSeen) -> None:
        there = [at for at, reading in odd.items() if reading is not ABSENT]
        blanks = [at for at in there if odd[at].state in ("blank", "dash")]
        unreadable = sum(odd[at].state == "unreadable" for at in there)
        given_cells = len(seen.counts[self.key]) - sum(reading is ABSENT for reading in odd.values())
        fields: dict[str, Value] = {
            "section": self._table.section,
            "table": self.key,
            "given": int(given),
            "cells": given_cells,
            "blanks": len(blanks),
            "unreadable": unreadable,
            "readable": int(given_cells > unreadable),
            "empty": int(given and len(blanks) == given_cells),
        }
        context = {"title": self._table.title, "heading": self._form.sections[self._table.section].text}
        cells = tuple((self.key, *at) for at in blanks)
        self._emit(Fact("table", f"table/{self.key}", fields, context, cells), seen)

    def _emit(self, fact: Fact, seen: TablesSeen) -> None:
        if self._interest.matches(fact.kind, fact.fields):
            seen.facts.append(fact)


def _is_valid(unit: CellKind, reading: CellReading) -> bool:
    """Whether the number is one that the unit asks for."""
    number = reading.number
    if number is None:
        return False
    if unit == "signed":
        return reading.whole
    return number >= 0 and (reading.whole or unit != "count")


def _columns_by_row(tables: Sequence[TableForm]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for table in tables:
        for _, row, column in table.cells():
            found.setdefault(row, set()).add(column)
    return found
