"""Tables that are, cell by cell, those of another unit's report: handed in for both, or copied with the figures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from engine.cells import CellReader
from engine.report import Report
from engine.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Repeated:
    """Units whose ``table`` is the same in every cell; ``nonzero`` cells of it are not zero."""

    table: str
    codes: tuple[str, ...]
    nonzero: int


class RepeatedTables:
    """Keeps a digest of each table that says enough, and tells which are the same."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._reader = CellReader(book.cell_words)
        self._seen: dict[tuple[str, bytes], tuple[int, list[str]]] = {}

    def add(self, code: str, report: Report) -> None:
        """The report of a unit."""
        form = self._book.form(report.year)
        for table, least in self._book.repeated.items():
            if form is None or table not in form.tables:
                continue
            rows, known = report.table(table), form.tables[table]
            figures = [
                self._reader.read(rows.get(row, {}).get(column), known.columns[column].unit).count
                for _, row, column in known.cells()
            ]
            nonzero = sum(bool(figure) for figure in figures)
            if nonzero >= least and None not in figures:
                digest = hashlib.sha256(f"{form.id} {figures}".encode()).digest()
                self._seen.setdefault((table, digest), (nonzero, []))[1].append(code)

    def find(self) -> Iterator[Repeated]:
        """The tables that several units have, by the first of the units."""
        found = [
            Repeated(table, tuple(sorted(codes)), nonzero)
            for (table, _), (nonzero, codes) in self._seen.items()
            if len(codes) > 1
        ]
        yield from sorted(found, key=lambda item: (item.codes, item.table))
