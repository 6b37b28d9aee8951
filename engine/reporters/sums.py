"""The sums of the form told term by term, with the figures that stand in a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from engine.catalogue import say
from engine.cells import ABSENT, CellReading
from engine.localise import Cell
from engine.observe.sums import Sum
from engine.reading import CellKey
from engine.rulebook import Lang
from engine.scored import Scored

SumStatus = Literal["holds", "broken", "unknown"]
_NOTHING = ("blank", "dash")
_FEW = 2  # terms that are all said, also those that are nought


@dataclass(frozen=True, slots=True)
class ToldSum:
    """A sum of a report. ``home``: the cell that it is told at, a total or a balance; ``cells``: all of its terms.

    ``unknown``: a term is no figure, so that nothing can be said. ``words``: one sentence, with every
    figure that is not nought.
    """

    id: str
    table: str
    home: CellKey
    cells: frozenset[CellKey]
    status: SumStatus
    words: str


def told_sums(report: Scored, lang: Lang) -> tuple[ToldSum, ...]:
    """Every sum of the form that the report has cells of, in the order of the form."""
    told = (_told(item, _read(item, report), lang) for item in report.tools.sums.values())
    return tuple(item for item in told if item is not None)


def _read(item: Sum, report: Scored) -> list[CellReading]:
    """What the terms say, of the left side first."""
    return [report.read((item.identity.table, *at)) for at in (*item.left, *item.right)]


def _told(item: Sum, read: Sequence[CellReading], lang: Lang) -> ToldSum | None:
    """The sum with its figures; ``None`` if the report has none of its cells."""
    if all(cell is ABSENT for cell in read):
        return None
    table, split = item.identity.table, len(item.left)
    names = [label.brief.of(lang) for label in item.names]
    counts = [cell.count for cell in read]
    known = [count for count in counts if count is not None]
    left, right = sum(count or 0 for count in counts[:split]), sum(count or 0 for count in counts[split:])
    holds = left == right if item.identity.relation == "eq" else left <= right
    status: SumStatus = "unknown" if len(known) < len(counts) else "holds" if holds else "broken"
    unread = [name for name, count in zip(names, counts, strict=True) if count is None]
    words = say(
        f"sum.{item.identity.relation}_{status}",
        lang,
        line=item.label,
        left=_side(names[:split], read[:split], lang),
        right=_side(names[split:], read[split:], lang),
        gap=abs(left - right),
        unread=say("table.comma", lang).join(unread),
    )
    cells = frozenset[CellKey]((table, *at) for at in (*item.left, *item.right))
    return ToldSum(item.id, table, _home(item), cells, status, words)


def _home(item: Sum) -> Cell:
    """The total if one cell is the sum of others; else the balance, which is last."""
    return (item.identity.table, *(item.left[0] if len(item.left) == 1 else item.right[-1]))


def _side(names: Sequence[str], read: Sequence[CellReading], lang: Lang) -> str:
    """One side with its sum; terms that are nought are only counted."""
    if len(read) == 1:
        return _term(names[0], read[0], lang)
    few = len(read) <= _FEW
    said = [_term(name, cell, lang) for name, cell in zip(names, read, strict=True) if few or cell.count != 0]
    rest = [cell for cell in read if not few and cell.count == 0]
    if not said:
        return say("sum.all_nothing", lang, count=len(rest))
    words = " + ".join(said)
    if len(said) > 1 and all(cell.count is not None for cell in read):
        words += f" = {sum(cell.count or 0 for cell in read)}"
    if rest:
        blank = any(cell.state in _NOTHING for cell in rest)
        words += say("sum.rest_blank" if blank else "sum.rest", lang, count=len(rest))
    return words


def _term(name: str, cell: CellReading, lang: Lang) -> str:
    if cell.state in _NOTHING:
        return f"{name} {say('sum.blank', lang)}"
    return f"{name} {say('sum.unread', lang) if cell.number is None else cell.number}"
