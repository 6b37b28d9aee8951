"""The words of one official table in all forms, to compare the cells of a grid with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.labels import bare, nearest
from engine.rulebook import Form, Label, TableForm

_ALIKE = 3  # an altered label keeps two letters of three


@dataclass(frozen=True, slots=True)
class TableWords:
    """Rows and columns by their words, letters only; the form of the report's year comes first.

    ``cells``: every (row, column) that some form has. ``head``: so many labels of columns make
    a row of a grid a head.
    """

    forms: Sequence[TableForm]
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    cells: frozenset[tuple[str, str]]
    head: int

    @staticmethod
    def of(key: str, forms: Sequence[Form]) -> TableWords:
        """The words of table ``key``."""
        tables = [form.tables[key] for form in forms]
        return TableWords(
            forms=tables,
            rows=_by_words(label for table in tables for label in table.rows.items()),
            columns=_by_words(label for table in tables for label in table.columns.items()),
            cells=frozenset((row, column) for table in tables for _, row, column in table.cells()),
            head=min(2, *(len(block.columns) for table in tables for block in table.blocks)),
        )

    def row(self, text: str) -> str | None:
        """The row that a label names exactly."""
        return self.rows.get(bare(text))

    def column(self, text: str) -> str | None:
        """The column that a label names exactly."""
        return self.columns.get(bare(text))

    def nearest_row(self, text: str) -> str | None:
        """The only row whose label is much like the words, if there is one."""
        return nearest(bare(text), self.rows, _ALIKE)

    def nearest_column(self, text: str) -> str | None:
        """The only column whose label is much like the words, if there is one."""
        return nearest(bare(text), self.columns, _ALIKE)


def _by_words(labels: Iterable[tuple[str, Label]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, label in labels:
        for words in label.words:
            found.setdefault(bare(words), key)
    return found
