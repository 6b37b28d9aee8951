"""Reads a table of several blocks, each with a head and columns of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.readers.lines.figures import Stream, row_of
from engine.readers.lines.layout import Layout, Row, TableWords, letters_of, live_runs
from engine.readers.lines.rows import Found, Group, match_rows, settle_rows
from engine.readers.lines.words import tile
from engine.rulebook import Block, TableForm

_LONGEST_HEAD = 60  # fragments

Columns = tuple[str, ...]


def read_blocks(stream: Stream, words: TableWords) -> Layout:
    """The rows of the table, each under the columns that the head of its block shows."""
    groups = _groups(stream, words)
    matched = match_rows(stream, groups, words.labels)
    heads = _heads(stream, dict(matched.values()), words)
    form = max(words.forms, key=lambda form: sum(_belongs(row, columns, form) for row, columns in heads.items()))
    expected = list(form.lines())
    settled = settle_rows(stream, groups, words.labels, matched, expected)
    heads = _heads(stream, {**dict(matched.values()), **settled.found}, words)
    rows = {}
    for row in words.labels.rows:
        item = settled.found.get(row)
        columns = heads.get(row)
        if item is not None and columns:
            rows[row] = Row(columns, row_of(item.group.run, len(columns), len(columns) + 1), item)
        elif item is not None or row in expected:
            rows[row] = Row(words.all_columns(row, form), None)
    if all(row.cells is not None for row in rows.values() if row.found is not None):
        rows = {row: value for row, value in rows.items() if row not in settled.missing}
    head = min((index for item in settled.found.values() for index in item.used), default=0)
    return Layout(rows, head)


def _groups(stream: Stream, words: TableWords) -> list[Group]:
    runs = live_runs(stream, words)
    groups = []
    start = 0
    for index, run in enumerate(runs):
        stop = runs[index + 1].at if index + 1 < len(runs) else len(stream.fragments)
        piece = run.pieces[0]
        groups.append(
            Group(range(start, run.at), range(run.at, stop), run, run.cells, piece.line, piece.worded, solid=False)
        )
        start = run.at
    return groups


def _belongs(row: str, columns: Columns, form: TableForm) -> bool:
    return any(row in block.rows and set(columns) == set(block.columns) for block in form.blocks)


def _heads(stream: Stream, found: Mapping[str, Found], words: TableWords) -> dict[str, Columns]:
    """By row, the columns of the last head before it, where that is the head of a block with such a row."""
    heads: dict[str, Columns] = {}
    start = 0
    current: Columns = ()
    for row, item in sorted(found.items(), key=lambda pair: pair[1].group.before.stop):
        head = range(start, min(item.used))[-_LONGEST_HEAD:]
        blocks = [block for form in words.forms for block in form.blocks if row in block.rows]
        shown = [columns for block in blocks if (columns := _columns(stream, head, block, words))]
        if shown:
            current = max(shown, key=len)
        elif any(stream.fragments[index].bare in words.columns for index in head):
            current = ()  # another head, which is not understood
        if any(set(current) == set(block.columns) for block in blocks):
            heads[row] = current
        start = item.group.before.stop
    return heads


def _columns(stream: Stream, head: range, block: Block, words: TableWords) -> Columns:
    """The columns of the block in the order of the document, if all of them stand in the head."""
    whole: list[tuple[int, str]] = []
    for column in block.columns:
        labels = letters_of(form.columns[column] for form in words.forms)
        places = [(index, column) for index in head if stream.fragments[index].bare in labels]
        if not places and not _broken(stream, head, labels, words):
            return ()
        whole += places
    order = [column for _, column in sorted(whole)]
    first, last = tuple(dict.fromkeys(order)), tuple(dict.fromkeys(reversed(order)))[::-1]
    if first != last:
        return ()  # a head that stands twice, in two ways
    # Labels broken over lines interleave: their order is that of the form.
    return first if len(first) == len(block.columns) else block.columns


def _broken(stream: Stream, head: range, labels: Sequence[str], words: TableWords) -> bool:
    """Whether one of the labels stands in the head, broken over lines."""
    stops = range(head.stop, head.start, -1)
    return any(
        tile(stream.fragments, range(head.start, stop), range(0), label, words.labels.filler) is not None
        for label in labels
        for stop in stops
    )
