"""Compares what is told with the cells: the sums of the tables that a figure may restate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from engine.cells import ABSENT, CellReader
from engine.numerals import Quantity
from engine.report import Report
from engine.restatements import Restatement, Term
from engine.rulebook import CellKind, Form, Text, joined
from engine.values import dataclass

State = Literal["agrees", "within", "differs", "unreadable", "bare"]
_YUAN_PER_AMOUNT = 10_000  # amounts are stated in 10,000 yuan
_MOST_TERMS = 10  # of a sum, that are spelled out


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a sum, added or taken away."""

    at: tuple[str, str, str]
    unit: CellKind
    sign: int
    name: Text


Reading = tuple[Slot, ...]
Sums = tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """What a sum comes to; ``slack``: one unit of the last digit of an amount in it."""

    reading: Reading
    value: Decimal
    slack: Decimal
    values: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """How a figure stands to the cells, and the sums that it may mean; ``bare``: no cell is for it."""

    state: State
    readings: tuple[Reading, ...] = ()

    @property
    def cells(self) -> tuple[tuple[str, str, str], ...]:
        """The cells of the usual sum."""
        return tuple(slot.at for slot in self.readings[0]) if self.readings else ()


_BARE = Compared("bare")


class Comparer:
    """Compares with the tables of one form."""

    def __init__(self, form: Form, cells: CellReader) -> None:
        self._form, self._cells = form, cells
        self._known: dict[Sums, tuple[Reading, ...]] = {}
        self._tables: dict[str, str] = {}
        self._zero: tuple[Report | None, dict[str, bool]] = (None, {})

    def readings(self, terms: Sums) -> tuple[Reading, ...]:
        """The sums that the form has every term of."""
        if terms not in self._known:
            self._known[terms] = tuple(found for item in terms if (found := self._reading(item)))
        return self._known[terms]

    def table(self, restatement: Restatement) -> str:
        """The table that it restates; empty if none."""
        if restatement.name not in self._tables:
            readings = self.readings(restatement.readings)
            self._tables[restatement.name] = readings[0][0].at[0] if readings else ""
        return self._tables[restatement.name]

    def tallies(self, restatement: Restatement, report: Report) -> list[Tally]:
        """What the sums come to that can be read."""
        return self.sums(restatement.readings, report)

    def sums(self, terms: Sums, report: Report) -> list[Tally]:
        """What sums of terms come to, those that can be read."""
        return [found for reading in self.readings(terms) if (found := self._tally(reading, report))]

    def compare(
        self, restatement: Restatement, quantity: Quantity | None, report: Report, extent: str = "none"
    ) -> Compared:
        """A figure, or a denial, against every sum that it may mean; a part may be less, and a wider whole more."""
        readings = self.readings(restatement.readings)
        if not readings:
            return _BARE
        unknown, fits = False, False
        for reading in readings:
            tally = self._tally(reading, report)
            if tally is None:
                unknown = True
            elif _agree(quantity, tally):
                return Compared("agrees", readings)
            else:
                fits = fits or _fits(quantity, tally, extent)
        if fits:
            return Compared("within", readings)
        unknown = unknown or _blank(readings[0], report, self._cells)
        return Compared("unreadable" if unknown else "differs", readings)

    def says(self, compared: Compared, report: Report) -> Text:
        """What the tables say, in words: each sum that the figure may mean."""
        tallies = [self._tally(reading, report) for reading in compared.readings]
        first: dict[Decimal, Tally] = {}  # a sum that comes to the same says nothing more
        for tally in tallies:
            if tally is not None:
                first.setdefault(tally.value, tally)
        return _together([self._says(tally) for tally in first.values()])

    def is_zero(self, restatement: Restatement, report: Report) -> bool:
        """Whether every cell of the table that it restates says zero, and at least one in figures."""
        table = self.table(restatement)
        if self._zero[0] is not report:  # asked for figure after figure of one report
            self._zero = (report, {})
        known = self._zero[1]
        if table not in known:
            known[table] = self._table_is_zero(table, report)
        return known[table]

    def _table_is_zero(self, table: str, report: Report) -> bool:
        if not table:
            return False
        columns, rows = self._form.tables[table].columns, report.table(table)
        found = [
            self._cells.read(rows[row][column], columns[column].unit) if column in rows.get(row, {}) else ABSENT
            for _, row, column in self._form.tables[table].cells()
        ]
        return all(cell.count == 0 for cell in found) and any(cell.state == "number" for cell in found)

    def _reading(self, terms: tuple[Term, ...]) -> Reading:
        """The cells of a sum; none if the form lacks those of a term."""
        found = [self._slots(term) for term in terms]
        return tuple(slot for slots in found for slot in slots) if all(found) else ()

    def _slots(self, term: Term) -> list[Slot]:
        table = self._form.tables[term.table]
        return [
            Slot((table.key, row, column), table.columns[column].unit, term.sign, self._name(table.key, row, column))
            for _, row, column in table.cells()
            if term.covers(table.key, row, column)
        ]

    def _name(self, table: str, row: str, column: str) -> Text:
        form = self._form.tables[table]
        words = form.rows[row].brief
        return words if table == "requests" and column == "total" else joined([words, form.columns[column].brief])

    def _tally(self, reading: Reading, report: Report) -> Tally | None:
        """The sum, blanks taken as zero; ``None`` if a cell of it is absent or is no figure."""
        values, slack = [], Decimal(0)
        for slot in reading:
            table, row, column = slot.at
            cell = self._cells.read(report.table(table).get(row, {}).get(column), slot.unit)
            if cell.state in ("blank", "dash"):
                values.append(Decimal(0))
                continue
            if cell.number is None or (slot.unit == "money" and not cell.with_unit):
                return None
            value = Decimal(cell.number)
            if slot.unit == "amount":
                slack = max(slack, _step(cell.number) * _YUAN_PER_AMOUNT)
                value *= _YUAN_PER_AMOUNT
            values.append(value)
        total = sum((slot.sign * value for slot, value in zip(reading, values, strict=True)), Decimal(0))
        return Tally(reading, total, slack, tuple(values))

    def _says(self, tally: Tally) -> Text:
        table = self._form.tables[tally.reading[0].at[0]].title
        shown = [
            (slot, _in_cell(slot, value))
            for slot, value in zip(tally.reading, tally.values, strict=True)
            if value or len(tally.reading) <= 2
        ]
        zh, en = (_spelled([(slot.sign, slot.name.of(lang), value) for slot, value in shown]) for lang in LANGUAGES)
        if len(shown) != 1:
            sum_ = f" = {_in_cell(tally.reading[0], tally.value)}"
            zh, en = zh + sum_, en + sum_
        return Text(f"{table.zh} {zh}", f"{table.en}: {en}")


LANGUAGES: tuple[Literal["zh"], Literal["en"]] = ("zh", "en")


def _agree(quantity: Quantity | None, tally: Tally) -> bool:
    if quantity is None:
        return tally.value == 0
    value = tally.value
    if value in quantity.meant or value in quantity.others:
        return True
    if tally.slack:
        return abs(value - quantity.value) < quantity.step + tally.slack
    scaled = not quantity.exact and quantity.step > 1
    return scaled and quantity.value <= value < quantity.value + quantity.step  # cut off rather than rounded


def _fits(quantity: Quantity | None, tally: Tally, extent: str) -> bool:
    """Whether what is told may be of a member of the unit, or of more than the unit, and the table of the unit."""
    value = quantity.value if quantity else Decimal(0)
    return (extent == "member" and value <= tally.value) or (extent == "wider" and value >= tally.value)


def _blank(reading: Reading, report: Report, cells: CellReader) -> bool:
    """Whether nothing but blanks stands in the cells of a sum."""
    states = {
        cells.read(report.table(slot.at[0]).get(slot.at[1], {}).get(slot.at[2]), slot.unit).state for slot in reading
    }
    return states <= {"blank", "dash"}


def _step(number: int | Decimal) -> Decimal:
    exponent = number.as_tuple().exponent if isinstance(number, Decimal) else 0
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


def _in_cell(slot: Slot, value: Decimal) -> str:
    return f"{(value / _YUAN_PER_AMOUNT if slot.unit == 'amount' else value).normalize():f}"


def _spelled(terms: Sequence[tuple[int, str, str]]) -> str:
    if not terms:
        return "0"
    if len(terms) > _MOST_TERMS:
        return "…"
    words = ""
    for sign, name, value in terms:
        join = (" − " if sign < 0 else " + ") if words else ("−" if sign < 0 else "")
        words += f"{join}{name} {value}"
    return words


def _together(texts: Sequence[Text]) -> Text:
    seen: Mapping[Text, None] = dict.fromkeys(texts)
    return Text("；".join(text.zh for text in seen), "; ".join(text.en for text in seen))
