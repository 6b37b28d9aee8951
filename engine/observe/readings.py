"""Measures the reading itself: what was read, and which cells could not be read for sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.facts import Fact, Value
from engine.reading import CellKey, Reading
from engine.rulebook import Form

if TYPE_CHECKING:
    from engine.observe import Interest


class ReadingObserver:
    """Measures how surely reports of one form were read."""

    def __init__(self, form: Form, interest: Interest) -> None:
        self._form, self._interest = form, interest

    def observe(self, reading: Reading) -> list[Fact]:
        """A fact by table and reason, with the cells, and one for the document."""
        found: dict[tuple[str, str], list[CellKey]] = {}
        for cell, unsure in reading.unsure.items():
            found.setdefault((cell[0], unsure.why), []).append(cell)
        facts = [self._fact(table, why, cells, reading) for (table, why), cells in sorted(found.items())]
        carrier: dict[str, Value] = {"format": reading.source.format, "in_pictures": reading.in_pictures}
        facts.append(Fact("carrier", "carrier", carrier))
        return [fact for fact in facts if self._interest.matches(fact.kind, fact.fields)]

    def _fact(self, table: str, why: str, cells: list[CellKey], reading: Reading) -> Fact:
        fields: dict[str, Value] = {"table": table, "why": why, "cells": len(cells)}
        seen = (reading.unsure[cell].text for cell in cells)
        context = {"title": self._form.tables[table].title, "seen": " | ".join(seen)}
        return Fact("reading", f"reading/{table}/{why}", fields, context, tuple(cells))
