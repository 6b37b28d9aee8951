"""What a reading of one official table yields, from lines or from grids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.readers.document import Line
from engine.reading import Place, Unsure
from engine.report import Cell
from engine.rulebook import TableForm

CellAt = tuple[str, str]  # row, column


_PARTIAL = 4  # letters that show that some of a note is there


def likeliest_form(forms: Sequence[TableForm], rows: Iterable[str]) -> TableForm:
    """The form that most of ``rows`` belong to; the first if there is no telling."""
    found = list(rows)
    return max(forms, key=lambda form: sum(row in form.lines() for row in found))


def in_part(note: str, texts: Iterable[str]) -> bool:
    """Whether some of a note stands in the texts, letters only."""
    return any(text in note or note in text for text in texts if len(text) >= _PARTIAL)


@dataclass(frozen=True, slots=True)
class TableFound:
    """A table as read. ``rows`` is empty if there is none; ``note`` is ``None`` if that is not known.

    ``unsure``: of the cells that are ``None``, those of which something can be said. ``prose``:
    the lines around it that are not of the table.
    """

    rows: Mapping[str, Mapping[str, Cell]] = field(default_factory=dict)
    places: Mapping[CellAt, Place] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    note: bool | None = None
    unsure: Mapping[CellAt, Unsure] = field(default_factory=dict)
    prose: Sequence[Line] = ()

    @property
    def readable(self) -> bool:
        """Whether any cell could be read."""
        return any(cell is not None for row in self.rows.values() for cell in row.values())
