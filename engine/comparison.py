"""What of a report is compared with the report of the year before: declared in ``rules/years.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from engine.values import dataclass


@dataclass(frozen=True, slots=True)
class Comparison:
    """Figures of this year against last year's, stated for each row or column of a table.

    What is expected of the ``this`` cells of this report, added up, is the ``before`` cells of last
    year's, plus the ``added`` and less the ``taken`` cells of this one. All are columns if stated
    for each row, and so on; ``lines`` are those that it is stated for. ``forms`` are the forms of
    this report that it is stated for; unless it goes ``across`` forms, last year's must be the same.
    """

    name: str
    table: str
    each: Literal["row", "column"]
    lines: tuple[str, ...]
    this: tuple[str, ...]
    before: tuple[str, ...]
    added: tuple[str, ...]
    taken: tuple[str, ...]
    forms: tuple[str, ...]
    across: bool

    def holds_for(self, form: str, before: str) -> bool:
        """Whether a report on ``form`` is compared with one on ``before``."""
        return form in self.forms and (self.across or form == before)

    def cells(self, line: str, terms: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The (row, column) of terms in a line."""
        return tuple((term, line) if self.each == "column" else (line, term) for term in terms)


@dataclass(frozen=True, slots=True)
class Comparisons:
    """``repeats``: for each table that is compared cell by cell with last year's, whether across forms too."""

    items: tuple[Comparison, ...] = ()
    repeats: Mapping[str, bool] = field(default_factory=dict)
