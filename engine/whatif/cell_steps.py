"""Steps of a mend that put figures into cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from engine.reading import CellKey
from engine.report import LARGEST_COUNT, Cell
from engine.scorecard import Edit
from engine.whatif import draft
from engine.whatif.figures import agreed, filled, least_part
from engine.whatif.ground import CannotMend, Changed, Ground

_FIGURE = re.compile(r"(?<!\d)\d{1,15}(?:\.\d{1,6})?(?!\d)", re.ASCII)
_Figures = Mapping[CellKey, tuple[Cell, bool]]  # what is to stand there, and whether that is sure


def cells(ground: Ground) -> Changed:
    """``cells``: what is to stand in the cells of the finding, by the choice of the step."""
    choices = {"repaired": _repaired, "bound": _bound, "zero": _zero, "figure": _figure}
    return _with(ground, choices[ground.step.to](ground))


def write(ground: Ground) -> Changed:
    """``write``: words, in every cell of the finding."""
    return _with(ground, dict.fromkeys(ground.fact.cells, (ground.words(ground.step.to), False)))


def figures(ground: Ground) -> Changed:
    """``figures``: figures in the cells named, as far as the form has them."""
    known = ground.counts()
    wanted: dict[CellKey, tuple[Cell, bool]] = {}
    for figure in ground.step.figures:
        cell, words = (figure.table, figure.row, figure.column), ground.words(figure.words)
        if cell in known:
            wanted[cell] = int(words) if words.isdigit() and words.isascii() else words, False
    return _with(ground, wanted)


def _repaired(ground: Ground) -> _Figures:
    """The changes of the likeliest repair that make the sum hold."""
    identity = ground.fact.id
    ways = (way for way in ground.setting.repairs().ways if identity in way.identities)
    way = next((way for way in ways if all(change.new <= LARGEST_COUNT for change in way.changes)), None)
    if way is None:
        raise CannotMend
    changes = least_part(way.changes, identity, ground.counts(), ground.setting.sums)
    return {change.cell: (change.new, way.unique) for change in changes}


def _bound(ground: Ground) -> _Figures:
    """The last cell of the greater side, raised until the bound holds."""
    counts = ground.counts()
    item = next((item for item in ground.setting.sums if item.id == ground.fact.id), None)
    off = item.off(counts) if item is not None else None
    if item is None or not off or off < 0:
        raise CannotMend
    cell = [cell for cell, sign in item.signs.items() if sign < 0][-1]
    return {cell: ((counts[cell] or 0) + off, False)}


def _zero(ground: Ground) -> _Figures:
    """Nought in blank cells, but in a blank total the sum of its parts."""
    found = filled(ground.counts(), ground.fact.cells, ground.setting.sums, leaves=False)
    return {cell: (value, False) for cell, value in found.items()}


def _figure(ground: Ground) -> _Figures:
    """A figure where something else stands."""
    return {cell: _figure_of(cell, ground) for cell in ground.fact.cells}


def _figure_of(cell: CellKey, ground: Ground) -> tuple[Cell, bool]:
    """What the sums make of a cell; else the figure in its words; else nothing."""
    told = agreed(ground.counts(), cell, ground.setting.sums)
    if told is not None:
        return told, True
    unit, words = ground.form.tables[cell[0]].columns[cell[2]].unit, str(ground.cell(cell))
    found = _FIGURE.search(words)
    if found is None:
        return 0, False
    if unit == "money":
        ends = [word for word in ground.setting.book.cell_words.money_units if word in words]
        return found.group() + max(ends, key=len, default=""), False
    return (Decimal(found.group()) if unit == "amount" else int(found.group().partition(".")[0])), False


def _with(ground: Ground, wanted: _Figures) -> Changed:
    """The report with these figures, of which some may stand there already."""
    new = {cell: value for cell, value in wanted.items() if ground.cell(cell) != value[0]}
    if not new or any(isinstance(value, int) and value > LARGEST_COUNT for value, _ in new.values()):
        raise CannotMend
    shown = ground.shown()
    edits = tuple(
        Edit(shown.cell(cell), _text(ground.cell(cell)), str(value), 1, sure) for cell, (value, sure) in new.items()
    )
    return Changed(draft.with_cells(ground.reading, {cell: value for cell, (value, _) in new.items()}), edits)


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
