"""What is known of one official table when its text is read, and what a reading of it yields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.labels import bare, plain
from engine.readers.lines.figures import Run, Stream
from engine.readers.lines.rows import Found, RowLabels
from engine.readers.lines.words import Filler, Fragment, nothing, tile
from engine.readers.table import in_part
from engine.rulebook import Block, Form, Label, Rulebook, TableForm

_FIGURES = 3  # fewer figures at the end of a line may be those of a sentence


@dataclass(frozen=True, slots=True)
class TableWords:
    """The words of a table in all forms; the form that governs the report's year comes first."""

    forms: Sequence[TableForm]
    labels: RowLabels
    columns: frozenset[str]

    @staticmethod
    def of(key: str, forms: Sequence[Form], book: Rulebook) -> TableWords:
        """The words of table ``key``."""
        tables = [form.tables[key] for form in forms]
        columns = [words for table in tables for label in table.columns.values() for words in label.words]
        beside = [text.zh for form in forms for text in (*form.groups.values(), *form.blocks.values())]
        beside += [table.note.zh for table in tables if table.note is not None]
        beside += [*columns, *forms[0].sections[tables[0].section].words, *book.text_words.table_words]
        rows = {row: letters_of(table.rows[row] for table in tables) for row in tables[0].rows}
        filler = Filler(beside)
        # Group labels stand beside the rows of a block only where a table is one block.
        between = filler if len(tables[0].blocks) == 1 else nothing
        numbered = frozenset(plain(table.rows[row].text.zh) for table in tables for row in rows)
        return TableWords(tables, RowLabels(rows, numbered, filler, between), frozenset(map(bare, columns)))

    def all_columns(self, row: str, form: TableForm) -> tuple[str, ...]:
        """The columns of a row, in ``form`` or else in a form that has the row."""
        return next((table.lines()[row] for table in (form, *self.forms) if row in table.lines()), ())

    def in_table(self, fragment: Fragment) -> bool:
        """Whether the words are such as stand in the table."""
        if self.labels.filler(fragment):
            return True
        texts = (fragment.plain, fragment.bare)
        return any(text and text in label for forms in self.labels.rows.values() for label in forms for text in texts)

    def traces(self, stream: Stream) -> int:
        """How many labels of rows and columns stand in the text, whole and by themselves."""
        rows = {label for forms in self.labels.rows.values() for label in forms}
        return len({f.bare for f in stream.fragments if f.bare in rows or f.bare in self.columns})

    def figures(self, stream: Stream) -> bool:
        """Whether some line has as many figures as a row."""
        width = max(len(block.columns) for block in self.forms[0].blocks)
        return any(len(piece.cells) >= max(width, _FIGURES) for run in stream.runs for piece in run.pieces)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as read: ``cells`` by column, ``None`` for all if they could not be read."""

    columns: tuple[str, ...]
    cells: tuple[str, ...] | None
    found: Found | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """The rows of a table as read; empty if there is no table. ``start``: the fragments of its head."""

    rows: Mapping[str, Row] = field(default_factory=dict)
    start: int = 0


def letters_of(labels: Iterable[Label]) -> tuple[str, ...]:
    """All accepted words of a label in several forms, letters only, the longest first."""
    found = {bare(words) for label in labels for words in label.words}
    return tuple(sorted(found, key=lambda words: (-len(words), words)))


def live_runs(stream: Stream, words: TableWords) -> list[Run]:
    """Runs with figures, and rows of blanks only; delimited lines without either are heads and titles."""
    labels = {label for forms in words.labels.rows.values() for label in forms}
    live = []
    for run in stream.runs:
        last = stream.fragments[run.at - 1] if run.at else None
        blank_row = last is not None and last.line == run.pieces[0].line and last.bare in labels
        if any(run.cells) or blank_row:
            live.append(run)
    return live


def columns_stand(stream: Stream, head: int, form: TableForm, columns: Iterable[str]) -> bool:
    """Whether the head, of ``head`` fragments, has two in three of the letters of every column's label.

    The words of a head are too broken to be compared more closely.
    """
    letters = {letter for fragment in stream.fragments[:head] for letter in fragment.plain}
    labels = [set(bare(form.columns[column].text.zh)) for column in columns]
    return all(len(label & letters) * 3 >= len(label) * 2 for label in labels)


def columns_of_head(stream: Stream, head: int, block: Block, form: TableForm) -> tuple[str, ...]:
    """The columns as they stand in the head, of ``head`` fragments; nothing if their order cannot be told.

    Labels of one line stand in the order of their figures; a head of several lines says less, and
    is in the order of the form unless some line is in another.
    """
    ranks = {bare(text): rank for rank, column in enumerate(block.columns) for text in form.columns[column].words}
    lines: dict[int, list[int]] = {}
    for fragment in stream.fragments[:head]:
        if fragment.bare in ranks:
            lines.setdefault(fragment.line, []).append(ranks[fragment.bare])
    for order in lines.values():
        if order != sorted(order) and len(set(order)) == len(order):
            return tuple(block.columns[rank] for rank in order) if len(order) == len(block.columns) else ()
    return block.columns


def note_stands(stream: Stream, head: int, words: TableWords) -> bool | None:
    """Whether the official note stands in the head; ``None`` if only a part of it was made out."""
    note = words.forms[0].note
    if note is None:
        return None
    if tile(stream.fragments, range(head), range(0), bare(note.zh), words.labels.filler) is not None:
        return True
    text = plain(note.zh)
    return None if in_part(text, (f.plain for f in stream.fragments[:head])) else False
