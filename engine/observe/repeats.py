"""Measures how far the tables of a report are those of the year before, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from engine.facts import Fact, Value
from engine.observe.figures import Figures
from engine.rulebook import TableForm, Text, joined

_Pairs = Sequence[tuple[Decimal | None, Decimal | None]]


def repeats(
    tables: Sequence[TableForm], this: Mapping[str, Figures], that: Mapping[str, Figures], year: int
) -> Iterator[Fact]:
    """A fact for each of the tables that are comparable, and one for all of them; ``year`` is last year."""
    every: list[tuple[Decimal | None, Decimal | None]] = []
    for table in tables:
        theirs = that[table.key]
        pairs = [(value, theirs[at]) for at, value in this[table.key].items() if at in theirs]
        yield _repeat(table.key, 1, pairs, table.title, year)
        every += pairs
    if tables:
        yield _repeat("", len(tables), every, joined([table.title for table in tables]), year)


def _repeat(table: str, tables: int, pairs: _Pairs, title: Text, year: int) -> Fact:
    known = [(ours, theirs) for ours, theirs in pairs if ours is not None and theirs is not None]
    equal = sum(ours == theirs for ours, theirs in known)
    complete = len(known) == len(pairs)
    fields: dict[str, Value] = {
        "table": table,
        "tables": tables,
        "cells": len(pairs),
        "compared": len(known),
        "equal": equal,
        "nonzero": sum(ours != 0 for ours, _ in known),
        "outcome": "other" if equal < len(known) else "same" if complete else "unknown",
    }
    return Fact("repeat", f"repeat/{table or 'all'}", fields, {"title": title, "year_before": year})
