"""Puts the rows of grids together to instances of one official table, and settles which row is which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from engine.readers.grids.heads import Head
from engine.readers.grids.matrix import Matrix
from engine.readers.grids.rows import RowReader, RowSeen
from engine.readers.grids.words import TableWords


@dataclass(slots=True)
class Instance:
    """One table, perhaps over several grids: its rows in the order of the document."""

    rows: list[RowSeen] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        """The official rows that were found."""
        return {seen.row for seen in self.rows if seen.row is not None}

    @property
    def last(self) -> int:
        """Index of its last grid so far."""
        return self.rows[-1].grid

    @property
    def grids(self) -> list[int]:
        """Indexes of its grids, and of those that hold its heads."""
        return sorted({seen.grid for seen in self.rows} | {seen.head.grid for seen in self.rows})


def find_instances(
    matrices: Sequence[Matrix],
    read_rows: RowReader,
    words: TableWords,
    breaks: Sequence[bool],
    years: Sequence[frozenset[int]],
) -> list[Instance]:
    """Every instance of the table.

    By grid, ``breaks``: whether words that end a table stand before it; ``years``: those that its
    caption names.
    """
    instances: list[Instance] = []
    head: Head | None = None
    last = -2
    for index, matrix in enumerate(matrices):
        if breaks[index] or last != index - 1:
            head = None
        found = read_rows.read(index, matrix, head)
        known = [seen for seen in found.rows if seen.row is not None]
        if known or found.headed:
            last, head = index, found.head
        for under_one_head in _by_head(found.rows):
            if not instances or _apart(instances[-1], under_one_head, index, years, breaks[index]):
                instances.append(Instance())
            instances[-1].rows += under_one_head
    return [_settled(instance, words) for instance in instances if any(s.under for s in instance.rows)]


def _apart(
    instance: Instance, rows: Sequence[RowSeen], grid: int, years: Sequence[frozenset[int]], broken: bool
) -> bool:
    """Whether rows of a grid are of another table: some come again, or it is of other years."""
    differ = grid != instance.last and years[grid] != years[instance.rows[0].grid]
    return (differ and (broken or bool(years[grid]))) or any(_begins(instance, seen) for seen in rows)


def _by_head(rows: Sequence[RowSeen]) -> Iterator[list[RowSeen]]:
    """The rows of a grid under each of its heads, if any of them is known."""
    for _, same in groupby(rows, key=lambda seen: id(seen.head)):
        under_one_head = list(same)
        if any(seen.row is not None and seen.under for seen in under_one_head):
            yield under_one_head


def _begins(instance: Instance, seen: RowSeen) -> bool:
    """Whether the row begins another table: it comes again, under another head."""
    again = [other for other in instance.rows if other.row == seen.row and seen.row is not None]
    return any(other.head is not seen.head for other in again)


def _settled(instance: Instance, words: TableWords) -> Instance:
    return Instance(_altered(_joined(instance.rows, words), words))


def _joined(rows: Sequence[RowSeen], words: TableWords) -> list[RowSeen]:
    """The rows, those that a page break cut in two made whole, or unread where that is not sure."""
    whole: list[RowSeen] = []
    for seen in rows:
        above = whole[-1] if whole and whole[-1].grid == seen.grid - 1 else None
        joined = _one(above, seen, words) if above is not None else None
        if joined is not None:
            whole[-1] = joined
        elif above is not None and (_nameless(above) or _nameless(seen)):
            # Figures without a label beside the cut may be of the row that it cuts.
            whole[-1] = replace(above, under=None)
            whole.append(replace(seen, under=None))
        else:
            whole.append(seen)
    return whole


def _one(above: RowSeen, below: RowSeen, words: TableWords) -> RowSeen | None:
    """The row that the words on both sides of a break name together, or one with nothing but blanks below."""
    if below.row is not None or above.under is None or below.under is None:
        return None
    if not below.words:
        return above if below.blank and above.row is not None else None
    row = words.row(above.words + below.words)
    if row is None or not (above.blank or below.blank):
        return None
    return replace(above, words=above.words + below.words, row=row, under=below.under if above.blank else above.under)


def _nameless(seen: RowSeen) -> bool:
    return not seen.words and not seen.flat and not seen.blank


def _altered(rows: Sequence[RowSeen], words: TableWords) -> list[RowSeen]:
    """The rows, with those named whose label is much like that of a row that belongs just there."""
    order = {row: rank for rank, row in enumerate(dict.fromkeys(words.rows.values()))}
    known = {seen.row for seen in rows}
    guesses = [words.nearest_row(seen.words) if seen.row is None and seen.words else None for seen in rows]
    settled = []
    for index, (seen, guess) in enumerate(zip(rows, guesses, strict=True)):
        fits = guess is not None and guess not in known and guesses.count(guess) == 1
        if fits and guess is not None and _in_order(order[guess], rows, index, order) and seen.under is not None:
            under = {c: cells for c, cells in seen.under.items() if (guess, c) in words.cells}
            settled.append(replace(seen, row=guess, under=under))
        else:
            settled.append(seen)
    return settled


def _in_order(rank: int, rows: Sequence[RowSeen], index: int, order: Mapping[str, int]) -> bool:
    """Whether the known rows around have lower ranks before and higher ones after."""
    before = [order[seen.row] for seen in rows[:index] if seen.row is not None]
    after = [order[seen.row] for seen in rows[index + 1 :] if seen.row is not None]
    return (not before or before[-1] < rank) and (not after or rank < after[0])
