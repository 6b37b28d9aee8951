"""Which figures follow from the sums: for cells that are blank, that are missing, or that hold no figure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.cells import ABSENT, CellReader
from engine.observe.sums import Sum
from engine.reading import CellKey
from engine.repair import Change
from engine.report import LARGEST_COUNT, Report
from engine.rulebook import CellWords, Form

Counts = dict[CellKey, int | None]
_MOST_TRIED = 8  # changes of one repair whose parts are tried by themselves


@dataclass(frozen=True, slots=True)
class Signed:
    """An identity as cells with their sign; ``total`` is its left side where that is one cell."""

    id: str
    signs: Mapping[CellKey, int]
    total: CellKey | None
    equal: bool

    @staticmethod
    def of(item: Sum) -> Signed:
        """A sum of the form."""
        left = [(item.identity.table, *at) for at in item.left]
        right = [(item.identity.table, *at) for at in item.right]
        signs = dict.fromkeys(left, 1) | dict.fromkeys(right, -1)
        return Signed(item.id, signs, left[0] if len(left) == 1 else None, item.identity.relation == "eq")

    def off(self, counts: Mapping[CellKey, int | None]) -> int | None:
        """Left side less right side; ``None`` if a cell has no count."""
        terms = [(sign, counts.get(cell)) for cell, sign in self.signs.items()]
        if any(count is None for _, count in terms):
            return None
        return sum(sign * (count or 0) for sign, count in terms)


def counts_of(report: Report, form: Form, words: CellWords) -> Counts:
    """The count of every cell of the form, nothing as zero; ``None`` where there is none."""
    cells, counts = CellReader(words), {}
    for table in form.tables.values():
        rows = report.table(table.key)
        for _, row, column in table.cells():
            line = rows.get(row, {})
            read = cells.read(line[column], table.columns[column].unit) if column in line else ABSENT
            counts[table.key, row, column] = read.count
    return counts


def filled(
    counts: Counts, unknown: Sequence[CellKey], sums: Sequence[Signed], *, leaves: bool = True
) -> dict[CellKey, int]:
    """Figures for cells that have none: what the sums make of them, and zero where they leave it open.

    ``leaves``: whether also parts are found from their totals; else they are zero, and only totals are found.
    """
    known = {cell: None if cell in unknown else count for cell, count in counts.items()}
    equal = [item for item in sums if item.equal and not item.signs.keys().isdisjoint(unknown)]
    totals = {item.total for item in equal}
    left = [cell for cell in unknown if cell not in totals] + [cell for cell in unknown if cell in totals]
    if not leaves:
        known |= {cell: 0 for cell in left if cell not in totals}
    while left:
        left = [cell for cell in left if known.get(cell) is None]
        found = _told(known, left, equal)
        if found is None and left:
            found = left[0], 0
        if found is not None:
            known[found[0]] = max(0, min(found[1], LARGEST_COUNT))
    figures = {cell: known[cell] or 0 for cell in unknown}
    for item in sums if leaves else ():  # what a bound asks for at least; the rest follows from that
        raised = [cell for cell, sign in item.signs.items() if sign < 0 and cell in figures]
        off = item.off({**counts, **figures}) if raised and not item.equal else None
        if off and off > 0:
            cell, least = raised[-1], min(figures[raised[-1]] + off, LARGEST_COUNT)
            rest = [other for other in unknown if other != cell]
            return {cell: least, **filled({**counts, cell: least}, rest, sums)}
    return figures


def _told(known: Counts, open_: Collection[CellKey], sums: Sequence[Signed]) -> tuple[CellKey, int] | None:
    """A cell that a sum tells by all its others; a total from its parts before a part from its total."""
    told = []
    for item in sums:
        missing = [cell for cell in item.signs if known.get(cell) is None]
        if len(missing) == 1 and missing[0] in open_:
            cell = missing[0]
            rest = sum(sign * (known[other] or 0) for other, sign in item.signs.items() if other != cell)
            if cell == item.total:
                return cell, -rest
            told.append((cell, -rest * item.signs[cell]))
    return told[0] if told else None


def agreed(counts: Counts, cell: CellKey, sums: Sequence[Signed]) -> int | None:
    """The figure that every sum makes of a cell; ``None`` if they leave it open or do not agree."""
    known = {**counts, cell: 0}
    found = {
        -off * item.signs[cell]
        for item in sums
        if item.equal and cell in item.signs and (off := item.off(known)) is not None
    }
    return found.pop() if len(found) == 1 and min(found) >= 0 else None


def least_part(changes: Sequence[Change], identity: str, counts: Counts, sums: Sequence[Signed]) -> Sequence[Change]:
    """The fewest changes of a repair that make one sum hold and break no other."""
    touched = [item for item in sums if item.equal and any(change.cell in item.signs for change in changes)]
    before = {item.id for item in touched if item.off(counts)}
    for size in range(1, len(changes)) if len(changes) <= _MOST_TRIED else ():
        for part in combinations(changes, size):
            after = {item.id for item in touched if item.off({**counts, **{c.cell: c.new for c in part}})}
            if identity not in after and after <= before:
                return part
    return changes
