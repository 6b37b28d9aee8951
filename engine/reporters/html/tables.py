"""The official tables as cells of a web page: merged heads, what belongs to which head, marks, and sums told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from engine.catalogue import say
from engine.reading import CellKey
from engine.reporters.official import Mark, OfficialCell, OfficialTable
from engine.reporters.sums import ToldSum
from engine.rulebook import Lang

Tag = Literal["th", "td"]
Scope = Literal["", "col", "colgroup", "row", "rowgroup"]
_SAID = ("blank", "unreadable", "absent")  # states that are said in words, as nothing stands in the cell
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Tip:
    """The sums that a cell is told with. ``note`` is the letter of the note under the table, if one is broken."""

    id: str
    sums: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell of the page. ``state`` in words where nothing stands in it; ``fix``: what it should likely say.

    ``name``: of a figure its table, row and column, with ``/`` between them.
    """

    tag: Tag
    id: str
    name: str
    rows: int
    columns: int
    scope: Scope
    headers: str
    words: str
    state: str
    role: str
    marks: tuple[Mark, ...]
    fix: int | None
    tip: Tip | None


@dataclass(frozen=True, slots=True)
class Note:
    """A note under the table: a broken sum."""

    letter: str
    cell: str
    words: str


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table of the page: the rows of its head, and those of its bodies; ``marks`` are about all of it."""

    key: str
    id: str
    caption: str
    given: bool
    head: tuple[tuple[CellShown, ...], ...]
    bodies: tuple[tuple[tuple[CellShown, ...], ...], ...]
    marks: tuple[Mark, ...]
    notes: tuple[Note, ...]


def table_shown(table: OfficialTable, caption: str, prefix: str, sums: Sequence[ToldSum], lang: Lang) -> TableShown:
    """A table with everything that is said of its cells; ``prefix`` keeps the ids of several reports apart."""
    drawn = _Drawing(table, prefix, sums, lang)
    key, heads = table.layout.key, table.layout.heads
    rows = {
        row: tuple(drawn.cell(cell) for cell in found)
        for row, found in groupby(table.cells, lambda cell: cell.place.row)
    }
    head = tuple(cells for row, cells in rows.items() if row < heads)
    return TableShown(
        key=key,
        id=cell_id(prefix, (key, "", "")),
        caption=caption,
        given=table.given,
        head=head,
        bodies=tuple(_bodies({row: cells for row, cells in rows.items() if row >= heads})),
        marks=table.marks,
        notes=tuple(drawn.notes()),
    )


def _bodies(rows: Mapping[int, tuple[CellShown, ...]]) -> list[tuple[tuple[CellShown, ...], ...]]:
    """The rows in groups; a head across the whole table begins one."""
    found: list[list[tuple[CellShown, ...]]] = []
    for cells in rows.values():
        if not found or (len(cells) == 1 and cells[0].role == "head"):
            found.append([])
        found[-1].append(cells)
    return [tuple(group) for group in found]


def cell_id(prefix: str, key: CellKey) -> str:
    """The id of a cell on the page, or of a table, or of the label of a row."""
    return "-".join((prefix, *(part for part in key if part)))


class _Drawing:
    """One table on its way to the page."""

    def __init__(self, table: OfficialTable, prefix: str, sums: Sequence[ToldSum], lang: Lang) -> None:
        self._table, self._prefix, self._sums, self._lang = table.layout, prefix, sums, lang
        self._heads = [cell for cell in table.cells if cell.place.role != "figure"]
        self._ids = {
            id(head): cell_id(prefix, head.key) if _of_row(head) else f"{prefix}-{self._table.key}-h{index}"
            for index, head in enumerate(self._heads)
        }
        self._broken = [item for item in sums if item.table == self._table.key and item.status == "broken"]
        homes = {item.home for item in self._broken}
        noted = [cell.key for cell in table.cells if cell.key in homes]
        self._letters = {key: _letters(index) for index, key in enumerate(noted)}

    def notes(self) -> list[Note]:
        """The broken sums of the table."""
        return [
            Note(letter, cell_id(self._prefix, key), item.words)
            for key, letter in self._letters.items()
            for item in self._broken
            if item.home == key
        ]

    def cell(self, cell: OfficialCell) -> CellShown:
        """The cell as the page has it."""
        return self._figure(cell) if cell.place.role == "figure" else self._head(cell)

    def _figure(self, cell: OfficialCell) -> CellShown:
        heads = [*self._row_heads(cell), *self._column_heads(cell)]
        return CellShown(
            tag="td",
            id=cell_id(self._prefix, cell.key),
            name="/".join(cell.key),
            rows=cell.place.rows,
            columns=cell.place.columns,
            scope="",
            headers=" ".join(self._ids[id(head)] for head in heads),
            words=cell.words,
            state=say(f"official.{cell.state}", self._lang) if cell.state in _SAID else "",
            role="figure" if cell.state == "number" else "text",
            marks=cell.marks,
            fix=cell.fix,
            tip=self._tip(cell.key),
        )

    def _head(self, cell: OfficialCell) -> CellShown:
        """A head or a label; the corner of table three only holds a note."""
        place = cell.place
        note = place.role == "head" and place.rows == self._table.heads > 1
        return CellShown(
            tag="td" if note else "th",
            id=self._ids[id(cell)],
            name="",
            rows=place.rows,
            columns=place.columns,
            scope="" if note else _scope(cell, self._table.heads),
            headers="",
            words=cell.words,
            state="",
            role="note" if note else "leaf" if _of_row(cell) else place.role,
            marks=cell.marks if _of_row(cell) else (),
            fix=None,
            tip=None,
        )

    def _row_heads(self, cell: OfficialCell) -> list[OfficialCell]:
        """The labels beside a figure, from left to right."""
        row = cell.place.row
        labels = (head for head in self._heads if head.place.role == "label")
        return [head for head in labels if head.place.row <= row < head.place.row + head.place.rows]

    def _column_heads(self, cell: OfficialCell) -> list[OfficialCell]:
        """The heads over a figure that stand one on the other, the lowest last."""
        column, found = cell.place.column, list[OfficialCell]()
        over = [
            head
            for head in self._heads
            if head.place.role == "head"
            and head.place.column <= column < head.place.column + head.place.columns
            and head.place.row < cell.place.row
        ]
        for head in sorted(over, key=lambda head: -head.place.row):
            if not found or head.place.row + head.place.rows == found[-1].place.row:
                found.append(head)
        return found[::-1]

    def _tip(self, key: CellKey) -> Tip | None:
        words = tuple(item.words for item in self._sums if item.home == key)
        return Tip(f"{cell_id(self._prefix, key)}-sum", words, self._letters.get(key, "")) if words else None


def _of_row(head: OfficialCell) -> bool:
    """Whether a head is the label of a row of the form."""
    return head.key[1] != ""


def _scope(cell: OfficialCell, heads: int) -> Scope:
    place = cell.place
    if place.role == "label":
        return "rowgroup" if place.rows > 1 else "row"
    if heads == 0 and place.column == 0 and place.columns > 1:
        return "rowgroup"
    return "colgroup" if place.columns > 1 else "col"


def _letters(index: int) -> str:
    """Letters for notes: a to z, then aa, ab and so on."""
    tens, ones = divmod(index, len(_LETTERS))
    return (_letters(tens - 1) if tens else "") + _LETTERS[ones]
