"""The three official tables as matrices of cells, as REGULATION 3.2 to 3.4 lays them out."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

from engine.loading import load_rulebook
from engine.rulebook import Block, Form
from tests.render import words
from tests.render.figures import Value, printed
from tests.render.matrix import Cell, Kind, Matrix, lowered, matrix
from tests.render.style import Style

Rows = Mapping[str, Mapping[str, Value]]

FORMS: Sequence[Form] = load_rulebook().forms
_ORDERS: Mapping[str, Callable[[list[str]], list[str]]] = {
    "official": lambda columns: columns,
    "people_last": lambda columns: sorted(columns, key=("natural_person", "total").count),
    "total_first": lambda columns: sorted(columns, key=lambda c: (c != "total", c == "natural_person")),
}


def form_of(table: str, rows: Rows, year: int) -> Form | None:
    """The form that has all these cells, by preference that of the year."""
    for form in sorted(FORMS, key=lambda form: year not in form.years):
        known = {(row, column) for _, row, column in form.tables[table].cells()}
        if all((row, column) in known for row, line in rows.items() for column in line):
            return form
    return None


def drawn(table: str, rows: Rows, form: Form, style: Style) -> list[Matrix]:
    """The table, in one matrix or several."""
    blocks = form.tables[table].blocks
    if table == "proactive":
        return _proactive(rows, form, style)
    if table == "requests":
        return [_requests(rows, blocks[0], style)]
    return [_disputes_rows(rows, blocks[0], style) if style.disputes == "rows" else _disputes(rows, blocks[0], style)]


def label(text: str, style: Style, kind: Kind = "label") -> str:
    """The official words as the style prints them."""
    if style.numbering != ".":
        text = re.sub(r"^(\d)\.", lambda found: _number(found[1], style.numbering), text)
    if style.narrow_brackets:
        text = text.replace("（", "(").replace("）", ")")
    if style.spaced and len(text) <= 4:
        text = " ".join(text)
    if kind == "head" and style.breaks != "none" and 4 <= len(text) <= 8:
        text = f"{text[: len(text) // 2]}\n{text[len(text) // 2 :]}"
    elif style.breaks == "all":
        text = "\n".join(text[start : start + 9] for start in range(0, len(text), 9))
    return text


def _number(digit: str, mark: str) -> str:
    return f"{chr(ord('０') + int(digit))}{mark}" if mark == "．" else f"{digit}{mark}"


def _columns(rows: Rows, block: Block) -> list[str]:
    """The columns of the block that any of its rows has."""
    return [column for column in block.columns if any(column in rows.get(row, {}) for row in block.rows)]


def _line(
    row: int, at: int, figures: Mapping[str, Value], columns: Sequence[str], style: Style, spans: Sequence[int] = ()
) -> list[Cell]:
    """The figures of a row; what the row lacks of the columns is blank."""
    cells, place = [], at
    for turn, column in enumerate(columns):
        span = spans[turn] if spans else 1
        text = printed(figures.get(column, ""), style, row + turn)
        cells.append(Cell(row, place, text, columns=span, kind="figure"))
        place += span
    return cells


# Table two


def _proactive(rows: Rows, form: Form, style: Style) -> list[Matrix]:
    blocks = [block for block in form.tables["proactive"].blocks if _columns(rows, block)]
    counts = [len(_columns(rows, block)) for block in blocks]
    if style.blocks == "each":
        return [
            matrix(_block(rows, block, form, style, count), 2) for block, count in zip(blocks, counts, strict=True)
        ]
    width = max(counts) if style.blocks == "ragged" else math.lcm(*counts)
    cells: list[Cell] = []
    for block in blocks:
        height = max((cell.row + cell.rows for cell in cells), default=0)
        cells += lowered(_block(rows, block, form, style, width), height)
    return [matrix(cells, 2)]


def _block(rows: Rows, block: Block, form: Form, style: Style, width: int) -> list[Cell]:
    """The block with its two head rows, its figures over ``width`` columns."""
    columns = _columns(rows, block)
    ragged = style.blocks == "ragged"
    span = 1 if ragged else width // len(columns)
    names, labels = words.PROACTIVE_COLUMNS[form.id], words.PROACTIVE_ROWS[form.id]
    cells = [
        Cell(0, 0, label(words.BLOCKS[block.key], style), columns=width + 1, kind="head"),
        Cell(1, 0, label(words.CONTENT, style), kind="head"),
    ]
    cells += [
        Cell(1, 1 + turn * span, label(names[column], style, "head"), columns=span, kind="head")
        for turn, column in enumerate(columns)
    ]
    present = [row for row in block.rows if rows.get(row)]
    for place, row in enumerate(present, 2):
        cells.append(Cell(place, 0, label(labels[row], style)))
        cells += _line(place, 1, rows[row], columns, style, [span] * len(columns))
    if ragged:
        cells += [
            Cell(place, column, "", kind="beside")
            for place in range(1, len(present) + 2)
            for column in range(1 + len(columns), 1 + width)
        ]
    return cells


# Table three


def _requests(rows: Rows, block: Block, style: Style) -> Matrix:
    columns = _ORDERS[style.columns](_columns(rows, block))
    head = _applicants(columns, style)
    top = 3 if any(cell.row == 2 for cell in head) else 2
    present = [row for row in block.rows if rows.get(row)]
    labels, places = _labels(present, style, top, len(columns))
    cells = [*head, Cell(0, 0, _corner(style), top, style.label_columns, "head"), *labels]
    for row, place in places.items():
        cells += _line(place, style.label_columns, rows[row], columns, style)
    return matrix(cells, top)


def _corner(style: Style) -> str:
    return label(words.NOTE, style) if style.note else ""


def _applicants(columns: Sequence[str], style: Style) -> list[Cell]:
    """The head over the figures: who applied."""
    first = style.label_columns
    inside = [column for column in columns if column not in words.OUTSIDE_ORGANISATIONS]
    cells = [Cell(0, first, label(words.APPLICANTS, style), columns=len(columns), kind="head")]
    for place, column in enumerate(columns, first):
        outside = column not in inside
        text = label(words.APPLICANT_COLUMNS[column], style, "head")
        cells.append(Cell(1 if outside else 2, place, text, 2 if outside and inside else 1, kind="head"))
    if inside:
        start = first + columns.index(inside[0])
        cells.append(Cell(1, start, label(words.ORGANISATIONS, style), columns=len(inside), kind="head"))
    return cells


def _labels(rows: Sequence[str], style: Style, top: int, figures: int) -> tuple[list[Cell], dict[str, int]]:
    """The labels of the rows, and in which row of the matrix each stands."""
    wide = style.label_columns
    cells: list[Cell] = []
    places: dict[str, int] = {}
    place, outcome, group = top, -1, ""
    for row in rows:
        inside = row not in words.OUTSIDE_OUTCOME
        if inside and outcome < 0:
            outcome = place
            if wide < 3:
                cells.append(Cell(place, 0, label(words.OUTCOME, style), columns=wide + figures))
                place += 1
        before, group = group, row.split(".")[0] if "." in row else ""
        if group and group != before and wide == 1:
            cells.append(Cell(place, 0, label(words.GROUPS[group], style), columns=1 + figures))
            place += 1
        elif group and group != before:
            size = sum(other.startswith(f"{group}.") for other in rows)
            cells.append(Cell(place, wide - 2, label(words.GROUPS[group], style), size))
        at = wide - 1 if group else 1 if inside and wide == 3 else 0
        cells.append(Cell(place, at, label(words.REQUEST_ROWS[row], style), columns=wide - at))
        places[row] = place
        place += 1
    if outcome >= 0 and wide == 3:
        size = sum(row not in words.OUTSIDE_OUTCOME for row in rows)
        cells.append(Cell(outcome, 0, label(words.OUTCOME, style), size))
    return cells, places


# Table four


def _disputes(rows: Rows, block: Block, style: Style) -> Matrix:
    """One row of figures under all results."""
    cells: list[Cell] = []
    place, lawsuits = 0, [row for row in block.rows if row != "review" and rows.get(row)]
    top = 3 if lawsuits else 2
    official = style.disputes == "official"
    for row in block.rows:
        columns = [column for column in block.columns if column in rows.get(row, {})]
        if not columns:
            continue
        review = row == "review"
        # In the form the results of a review stand over two rows; others merge the words above instead.
        above = (1 if official else top - 1) if review else 1
        first = above if review else 2
        cells.append(Cell(0 if review else 1, place, label(words.DISPUTES[row], style), above, len(columns), "head"))
        for turn, column in enumerate(columns):
            text = label(words.RESULTS[column], style, "head")
            cells.append(Cell(first, place + turn, text, top - first, kind="head"))
        cells += _line(top, place, rows[row], columns, style)
        place += len(columns)
    if lawsuits:
        size = sum(len(rows[row]) for row in lawsuits)
        cells.append(Cell(0, place - size, label(words.LITIGATION, style), columns=size, kind="head"))
    return matrix(cells, top)


def _disputes_rows(rows: Rows, block: Block, style: Style) -> Matrix:
    """Three labelled rows of five figures."""
    columns = _columns(rows, block)
    present = [row for row in block.rows if rows.get(row)]
    cells = [Cell(0, 0, "类别", columns=2, kind="head")]
    cells += [Cell(0, 2 + i, label(words.RESULTS[c], style, "head"), kind="head") for i, c in enumerate(columns)]
    for place, row in enumerate(present, 1):
        review = row == "review"
        at = 0 if review else 1
        cells.append(Cell(place, at, label(words.DISPUTES[row], style), columns=2 - at))
        cells += _line(place, 2, rows[row], columns, style)
    lawsuits = [place for place, row in enumerate(present, 1) if row != "review"]
    if lawsuits:
        cells.append(Cell(lawsuits[0], 0, label(words.LITIGATION, style), len(lawsuits)))
    return matrix(cells, 1)
