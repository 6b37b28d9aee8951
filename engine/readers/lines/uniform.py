"""Reads a table whose rows all have the same columns: a row is so many figures in succession."""

from __future__ import annotations

from collections.abc import Sequence

from engine.readers.lines.figures import Piece, Run, Stream, row_of
from engine.readers.lines.layout import Layout, Row, TableWords, columns_of_head, columns_stand, live_runs
from engine.readers.lines.rows import Found, Group, RowsFound, match_rows, settle_rows
from engine.readers.lines.words import everything, tile
from engine.readers.table import likeliest_form
from engine.rulebook import TableForm

_ONE_LINE = 20  # the most figures that one line of a page holds


def read_uniform(stream: Stream, words: TableWords) -> Layout:
    """The rows of the table."""
    columns = words.forms[0].blocks[0].columns
    rows = words.forms[0].blocks[0].rows
    runs = live_runs(stream, words)
    if len(rows) * len(columns) <= _ONE_LINE:
        flat = _side_by_side(stream, runs, words, words.forms[0])
        if flat is not None:
            return flat
    groups = _groups(stream, runs, len(columns))
    matched = match_rows(stream, groups, words.labels)
    form = likeliest_form(words.forms, (row for row, _ in matched.values()))
    found = settle_rows(stream, groups, words.labels, matched, form.blocks[0].rows)
    head = min((index for item in found.found.values() for index in item.used), default=0)
    order = columns_of_head(stream, head, form.blocks[0], form)
    if not found.found or not order or not columns_stand(stream, head, form, columns):
        found = RowsFound({}, frozenset())
    return Layout(_rows(found, words, form, order or columns), head)


def _rows(found: RowsFound, words: TableWords, form: TableForm, columns: tuple[str, ...]) -> dict[str, Row]:
    rows = form.blocks[0].rows
    others = {row for other in words.forms if other != form for row in other.blocks[0].rows}
    own, foreign = found.found.keys() - others, found.found.keys() - set(rows)
    # Where rows of two forms seem to stand, a group label was taken for a row.
    confused = bool(own and foreign)
    read = {}
    for row in words.labels.rows:
        item = found.found.get(row)
        if item is not None and not (confused and row in foreign):
            read[row] = Row(columns, item.group.cells, item)
        elif row in rows and (confused or row not in found.missing):
            read[row] = Row(columns, None)
    return read


def _groups(stream: Stream, runs: Sequence[Run], width: int) -> list[Group]:
    groups: list[Group] = []
    start = 0
    for index, run in enumerate(runs):
        stop = runs[index + 1].at if index + 1 < len(runs) else len(stream.fragments)
        units = _units(run, width, stream.fields)
        for turn, (piece, cells, countable) in enumerate(units):
            group = Group(
                before=range(start if turn == 0 else run.at, run.at),
                after=range(run.at, stop if turn + 1 == len(units) else run.at),
                run=run if len(units) == 1 else Run(run.at, (piece,)),
                cells=cells,
                line=piece.line,
                worded=piece.worded,
                solid=cells is not None or len(units) > 1,
                countable=countable,
            )
            groups.append(group)
        start = run.at
    return groups


def _units(run: Run, width: int, fields: int) -> list[tuple[Piece, tuple[str, ...] | None, bool]]:
    """The rows that a run may be: where it begins, its cells if sure, and whether it is one row at all."""
    cells = row_of(run, width, fields)
    first, total = run.pieces[0], len(run.cells)
    if cells is not None:
        return [(first, cells, True)]
    if any(len(piece.cells) == width for piece in run.pieces):
        # Whole rows line by line; a line of another length may be a part of the figures beside it.
        around = [None, *run.pieces, None]
        return [
            (piece, _whole(piece, (before, after), width), len(piece.cells) <= width)
            for before, piece, after in zip(around, run.pieces, around[2:], strict=False)
        ]
    if total > width and total % width == 0 and all(run.cells):
        # Rows run together: perhaps column by column.
        return [(first, None, True)] * (total // width)
    return [(first, None, total <= width)]


def _whole(piece: Piece, beside: Sequence[Piece | None], width: int) -> tuple[str, ...] | None:
    """The cells of a line if they are a row, and no part of them can stand on the lines beside it."""
    if len(piece.cells) != width or not all(piece.cells):
        return None
    alone = not piece.crowded and all(other is None or len(other.cells) == width for other in beside)
    return piece.cells if alone or piece.closed else None


def _side_by_side(stream: Stream, runs: Sequence[Run], words: TableWords, form: TableForm) -> Layout | None:
    """The table if its rows stand side by side, their labels above all figures in one line."""
    block = form.blocks[0]
    width, rows = len(block.columns), block.rows
    whole = [run for run in runs if len(run.cells) >= width]
    if len(whole) != 1 or row_of(whole[0], width * len(rows), stream.fields) is None:
        return None
    run = whole[0]
    starts = [_start(stream, run.at, words.labels.rows[row]) for row in rows]
    if -1 in starts or sorted(set(starts)) != starts or not columns_stand(stream, run.at, form, block.columns):
        return None
    cells = row_of(run, width * len(rows), stream.fields) or ()
    piece = run.pieces[0]
    found = {}
    for index, row in enumerate(rows):
        own = cells[index * width : (index + 1) * width]
        group = Group(range(run.at), range(0), run, own, piece.line, worded=False, solid=True)
        labels = [f.text for f in stream.fragments[: run.at] if f.bare in words.labels.rows[row]]
        found[row] = Row(block.columns, own, Found(group, (), labels[0] if labels else ""))
    return Layout(found, run.at)


def _start(stream: Stream, stop: int, labels: Sequence[str]) -> int:
    """After how many letters one of the labels begins, -1 if none is there."""
    fragments = stream.fragments[:stop]
    text = "".join(fragment.plain for fragment in fragments)
    for label in labels:
        if label in text:
            return text.index(label)
    for label in labels:
        used = tile(fragments, range(len(fragments)), range(0), label, everything)
        if used is not None:
            return sum(len(fragment.plain) for fragment in fragments[: used[0]])
    return -1
