"""A superior's figures against the sum of its subordinates', where the roster says that it includes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from engine.cells import CellReader
from engine.report import Report
from engine.rulebook import Form, Rulebook

CellKey = tuple[str, str, str]  # table, row, column
Number = int | Decimal


class Member(Protocol):
    """A unit as the roster has it; ``includes``: ``all``, ``more`` or nothing."""

    @property
    def code(self) -> str: ...  # noqa: D102

    @property
    def superior(self) -> str: ...  # noqa: D102

    @property
    def includes(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Difference:
    """``own`` is the superior's figure, ``total`` the sum of those ``under`` it, ``parts`` theirs that are not zero.

    ``exact``: they should be equal; else its own should not be smaller.
    """

    code: str
    cell: CellKey
    own: Number
    total: Number
    exact: bool
    under: tuple[str, ...]
    parts: Mapping[str, Number]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """A superior that is not compared: of these, itself perhaps among them, there is no report that counts."""

    code: str
    missing: tuple[str, ...]


class SummedCells:
    """Takes the cells that are summed out of reports, and compares them when all are there."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._reader = CellReader(book.cell_words)
        self._figures: dict[str, tuple[Number | None, ...]] = {}
        self._shared: dict[tuple[Number | None, ...], tuple[Number | None, ...]] = {}

    def add(self, code: str, report: Report) -> None:
        """The report of a unit that counts."""
        form = self._book.form(report.year)
        cells: Sequence[CellKey] = self._book.summed
        found = tuple(self._number(report, form, cell) if form else None for cell in cells)
        self._figures[code] = self._shared.setdefault(found, found)  # most are the same zeros

    def compare(self, members: Iterable[Member]) -> Iterator[Difference | Incomplete]:
        """What the superiors among ``members`` say otherwise than those under them, by code."""
        under: dict[str, list[str]] = defaultdict(list)
        includes: dict[str, str] = {}
        for member in members:
            if member.superior:
                under[member.superior].append(member.code)
            if member.includes in ("all", "more"):
                includes[member.code] = member.includes
        for code in sorted(includes):
            if under[code]:
                yield from self._compare(code, sorted(under[code]), includes[code])

    def _compare(self, code: str, under: Sequence[str], includes: str) -> Iterator[Difference | Incomplete]:
        missing = tuple(one for one in (code, *under) if one not in self._figures)
        if missing:
            yield Incomplete(code, missing)
            return
        for at, cell in enumerate(self._book.summed):
            own = self._figures[code][at]
            parts = {one: self._figures[one][at] for one in under}
            known = {one: part for one, part in parts.items() if part is not None}
            if own is None or len(known) < len(parts):
                continue  # a figure that could not be read, or a blank: nobody can tell
            total = sum((Decimal(part) for part in known.values()), Decimal(0))
            if own < total or (own > total and includes == "all"):
                shown: Number = int(total) if total == total.to_integral_value() else total
                exact = includes == "all"
                yield Difference(
                    code, cell, own, shown, exact, tuple(under), {one: part for one, part in known.items() if part}
                )

    def _number(self, report: Report, form: Form, cell: CellKey) -> Number | None:
        table, row, column = cell
        columns = form.tables[table].columns if table in form.tables else {}
        if column not in columns:
            return None
        found = self._reader.read(report.table(table).get(row, {}).get(column), columns[column].unit)
        return found.number if found.state == "number" and found.number is not None and found.number >= 0 else None
