"""What a reading of one official table yields, from lines or from grids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.readers.document import Line
from engine.reading import Place, Unsure
from engine.report import Cell

CellAt = tuple[str, str]  # row, column


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
