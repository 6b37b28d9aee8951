"""Reads the official tables in the text of a report. What is not sure is not read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.labels import bare
from engine.readers.document import Line
from engine.readers.lines.blocks import read_blocks
from engine.readers.lines.figures import Cells, Stream, cell_of
from engine.readers.lines.layout import Layout, TableWords, note_stands
from engine.readers.lines.rows import Group
from engine.readers.lines.uniform import read_uniform
from engine.readers.lines.words import numbering_breaks
from engine.readers.table import TableFound
from engine.reading import Place
from engine.report import Cell
from engine.rulebook import Form, Rulebook

_TRACES = 3  # so many labels show that a table stands there
_PROSE = 10  # letters of a line that is not part of a table
_LONGEST_QUOTE = 200


class TableReader:
    """Reads one official table by the words of ``forms``; the one of the report's year comes first."""

    def __init__(self, key: str, forms: Sequence[Form], book: Rulebook) -> None:
        self._words = TableWords.of(key, forms, book)
        self._title = bare(forms[0].tables[key].title.zh)
        self._cells = Cells(book.cell_words)
        self._breaks = numbering_breaks(forms[0])
        self._ends = tuple(book.text_words.sentence_ends)

    def read(self, lines: Sequence[Line], *, own: bool) -> TableFound:
        """The table in ``lines``; ``own`` if they are those of its section, so that any figures are its own."""
        stream = self._cells.stream(lines, self._breaks)
        several = len(self._words.forms[0].blocks) > 1
        layout = (read_blocks if several else read_uniform)(stream, self._words)
        found = any(row.found for row in layout.rows.values())
        traces = self._words.traces(stream) >= _TRACES or (own and self._words.figures(stream))
        if not found and not traces:
            return TableFound(prose=lines)
        rows, places, labels = self._cells_of(layout, stream)
        table = TableFound(rows, places, labels, prose=self._prose(layout, stream))
        return replace(table, note=note_stands(stream, layout.start, self._words)) if table.readable else table

    def prose(self, lines: Sequence[Line]) -> list[Line]:
        """Of the lines around a table, those that say more than its words."""
        return self._prose(Layout(), self._cells.stream(lines, self._breaks))

    def _cells_of(
        self, layout: Layout, stream: Stream
    ) -> tuple[dict[str, dict[str, Cell]], dict[tuple[str, str], Place], dict[str, str]]:
        rows: dict[str, dict[str, Cell]] = {}
        places: dict[tuple[str, str], Place] = {}
        labels: dict[str, str] = {}
        for name, row in layout.rows.items():
            cells: Sequence[str | None] = row.cells or [None] * len(row.columns)
            units = [self._words.forms[0].columns[column].unit for column in row.columns]
            rows[name] = {
                column: None if cell is None else cell_of(cell, unit)
                for column, cell, unit in zip(row.columns, cells, units, strict=True)
            }
            if row.found is not None:
                place = _place(row.found.group, stream)
                places.update(((name, column), place) for column in row.columns)
                if row.found.words:
                    labels[name] = row.found.words
        return rows, places, labels

    def _prose(self, layout: Layout, stream: Stream) -> list[Line]:
        """The lines before and after the table that say more than its words."""
        found = [row.found for row in layout.rows.values() if row.found is not None]
        at = {item.group.line for item in found} | {stream.fragments[i].line for item in found for i in item.used}
        table = range(min(at), max(at) + 1) if at else range(0)
        other: dict[int, int] = {}
        for fragment in stream.fragments:
            if fragment.line not in table and not self._words.in_table(fragment):
                other[fragment.line] = other.get(fragment.line, 0) + len(fragment.plain)
        lines = stream.lines
        long = {index for index, letters in other.items() if letters >= _PROSE}
        texts = {i: lines[i].text.strip() for i in other}
        ended = {i for i, text in texts.items() if text.endswith(self._ends)}
        captions = {i for i, text in texts.items() if bare(text).startswith(self._title)} - ended
        kept = (long | ended) - captions
        return [lines[i] for i in other if i in kept]


def _place(group: Group, stream: Stream) -> Place:
    line = stream.lines[group.line]
    several = len(group.run.pieces) > 1
    quote = " ".join(group.run.cells) if several else " ".join(line.text.split())
    return Place(page=line.page, line=line.number or None, quote=quote[:_LONGEST_QUOTE], sheet=line.sheet)
