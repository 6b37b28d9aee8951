"""Finds the report in a document: title, sections and the three tables, whatever the format."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from engine.errors import Unusable
from engine.labels import bare, plain
from engine.readers.article.headings import Heading, Headings, find_headings, heading_words
from engine.readers.article.page_marks import without_page_marks
from engine.readers.article.prose import Paragraphs
from engine.readers.article.title import (
    Title,
    article_end,
    dated_on,
    find_title,
    other_titles,
    published_on,
    year_of_period,
    years_in,
)
from engine.readers.document import Document, Grid, Line, Part
from engine.readers.grids.peel import peeled, rows_as_lines, titles_of
from engine.readers.grids.tables import Found, GridTables
from engine.readers.lines.tables import TableReader
from engine.readers.table import TableFound
from engine.reading import Notice, Place, Reading, Source
from engine.report import Report, Section, Unit
from engine.rulebook import Form, Rulebook

_LONGEST_HEADING = 500
_TRACE = 5  # letters of a label that, among lines, show that the row may be there
_BEFORE = 2  # lines before a table that may say of which year it is
_LONGEST_CAPTION = 40


def understand(document: Document, source: Source, book: Rulebook, year: int | None = None) -> Reading:
    """The report that a document holds; ``year`` where the caller knows it better than the document.

    Raises:
        Unusable: it has neither a heading nor a table of a report, or does not tell the year.
    """
    known = heading_words(book.forms[-1])
    parts = [
        piece
        for part in without_page_marks(document.parts, book.text_words)
        for piece in peeled(part, lambda text: bare(text) in known)
    ]
    grids = [part for part in parts if isinstance(part, Grid)]
    ends = tuple(book.text_words.sentence_ends)
    years = _years(parts, ends)
    forms = list(reversed(book.forms))
    reader = GridTables(grids, _breaks(parts, frozenset(known), ends), years, book)
    found = {key: reader.read(key, forms) for key in forms[0].tables}
    lines, before = _lines(parts, {index for items in found.values() for item in items for index in item.grids})
    headings = find_headings(lines, forms[0], book.text_words)
    if not headings.chosen and not any(found.values()):
        raise Unusable("document.not_a_report")
    if source.format == "html" and headings.chosen:
        lines = lines[: article_end(lines, headings.chosen[-1].stop, book.text_words)]
    front = lines[: headings.chosen[0].start] if headings.chosen else lines
    title = find_title(front, document.declared.get("title", ""), book.text_words)
    year = year or (title.year if title else year_of_period(front, book.text_words))
    if year is None:
        raise Unusable("document.blank_form" if _blank(found) else "document.no_year")
    own = book.form(year) or forms[0]
    if own is not forms[0]:
        forms = [own, *(form for form in forms if form is not own)]
        found = {key: reader.read(key, forms) for key in own.tables}
    article = _Article(document, lines, headings, title, year, forms, found, before, years, book)
    return article.reading(source)


def _breaks(parts: Sequence[Part], headings: frozenset[str], ends: tuple[str, ...]) -> list[bool]:
    """For each grid, whether a heading or a sentence stands between it and the grid before."""
    breaks, between = [], True
    for part in parts:
        if isinstance(part, Grid):
            breaks.append(between)
            between = False
        else:
            text = part.text.rstrip()
            colon = unicodedata.normalize("NFKC", text[-1:]) == ":"  # a field to fill in, and no sentence
            between |= bare(text) in headings or (text.endswith(ends) and not colon)
    return breaks


def _years(parts: Sequence[Part], ends: tuple[str, ...]) -> list[frozenset[int]]:
    """For each grid, the years that its caption names: short lines before it, or alone in its first rows."""
    years: list[frozenset[int]] = []
    lines: list[str] = []
    for part in parts:
        if isinstance(part, Line):
            lines.append(part.text.strip())
            continue
        captions = [*lines[-_BEFORE:], *titles_of(part)]
        short = (text for text in captions if len(text) <= _LONGEST_CAPTION and not text.endswith(ends))
        years.append(frozenset(year for text in short for year in years_in(text)))
        lines = []
    return years


def _lines(parts: Sequence[Part], official: set[int]) -> tuple[list[Line], dict[int, int]]:
    """All lines, the rows of unofficial grids among them; and how many stand before each official grid."""
    lines: list[Line] = []
    before: dict[int, int] = {}
    index = 0
    for part in parts:
        if isinstance(part, Line):
            lines.append(part)
            continue
        if index in official:
            before[index] = len(lines)
        else:
            lines += rows_as_lines(part)
        index += 1
    return lines, before


def _blank(found: Mapping[str, Sequence[Found]]) -> bool:
    """Whether all tables are there and nothing stands in any cell."""
    tables = [items[0].table for items in found.values() if items]
    cells = [cell for table in tables for line in table.rows.values() for cell in line.values()]
    return len(tables) == len(found) and all(isinstance(cell, str) and not cell.strip() for cell in cells)


@dataclass(frozen=True, slots=True)
class _Article:
    """The lines of a document with their headings, and the tables found in its grids.

    ``forms``: that of the report's year first. ``before``: by grid, how many lines stand before it;
    ``years``: those that its caption names.
    """

    document: Document
    lines: Sequence[Line]
    headings: Headings
    title: Title | None
    year: int
    forms: Sequence[Form]
    found: Mapping[str, Sequence[Found]]
    before: Mapping[int, int]
    years: Sequence[frozenset[int]]
    book: Rulebook

    def reading(self, source: Source) -> Reading:
        """The reading of the document."""
        owns = {key: self._own(key) for key in self.forms[0].tables}
        tables = {key: self._table(key, own) for key, own in owns.items()}
        of_other_year = [key for key, own in owns.items() if own is not None and self._of_other_year(own)]
        published = self._published()
        labels = {(key, row): words for key, table in tables.items() for row, words in table.labels.items()}
        chosen = self.headings.chosen
        return Reading(
            report=self._report(tables, published),
            source=source,
            cells={(key, *at): place for key, table in tables.items() for at, place in table.places.items()},
            sections={item.key: self._place(item) for item in chosen},
            order=tuple(item.key for item in chosen) if chosen else None,
            labels=None if self.document.recognised else labels,
            notes={key: bool(table.note) for key, table in tables.items() if self._tells(table.note)},
            unsure={(key, *at): why for key, table in tables.items() for at, why in table.unsure.items()},
            doubtful=self._doubtful(tables) or bool(of_other_year),
            in_pictures=self._in_pictures(tables),
            dated_on=self._dated(),
            other_titles=self._other_titles(),
            notices=(*self.document.notices, *self._notices(tables, owns, of_other_year, published)),
        )

    def _doubtful(self, tables: Mapping[str, TableFound]) -> bool:
        """Whether something was recognised in pictures, or may stand where nothing could be read."""
        picture_of_table = self.document.pictures and not all(table.rows for table in tables.values())
        return self.document.recognised or self.document.unread or picture_of_table

    def _in_pictures(self, tables: Mapping[str, TableFound]) -> Literal["", "words", "tables"]:
        """What of the report is given as pictures only."""
        if self.document.recognised:
            return "words"
        return "tables" if self.document.pictures and not any(table.rows for table in tables.values()) else ""

    def _tells(self, note: bool | None) -> bool:
        """Whether it is known if a note stands there; in a picture it may not have been recognised."""
        return bool(note) if self.document.recognised else note is not None

    def _notices(
        self,
        tables: Mapping[str, TableFound],
        owns: Mapping[str, Found | None],
        of_other_year: Sequence[str],
        published: Sequence[dt.date],
    ) -> list[Notice]:
        notices = []
        for key, table in tables.items():
            title = self.forms[0].tables[key].title
            unread = sum(cell is None for line in table.rows.values() for cell in line.values())
            if table.rows and not table.readable:
                notices.append(Notice("notice.table_unreadable", {"table": title}))
            elif unread:
                notices.append(Notice("notice.cells_unreadable", {"table": title, "count": unread}))
            if key in of_other_year:
                notices.append(Notice("notice.table_other_year", {"table": title}))
            if self._several(key, owns[key]):
                notices.append(Notice("notice.table_twice", {"table": title}))
        if len(published) > 1:
            notices.append(Notice("notice.published_several", {"dates": ", ".join(map(str, published))}))
        return notices

    def _table(self, key: str, own: Found | None) -> TableFound:
        """A table: in a grid; else in the lines of its section, else wherever it stands."""
        reader = TableReader(key, self.forms, self.book)
        body = self._body(self.forms[0].tables[key].section)
        if own is not None:
            return self._with_lines(own.table, reader, body, key)
        table = reader.read(body, own=True) if body is not None else TableFound()
        if table.rows:
            return table
        start = self.headings.chosen[0].stop if self.headings.chosen else 0
        return replace(reader.read(self.lines[start:], own=False), prose=table.prose)

    def _with_lines(
        self, table: TableFound, reader: TableReader, body: Sequence[Line] | None, key: str
    ) -> TableFound:
        """A table of a grid with what the lines around it say of it: its note, and rows that the grid lacks."""
        lines = body or ()
        beyond = [line for line in self.lines if line.number == 0]  # rows of grids that are no official table
        words = plain("".join(line.text for line in [*lines, *beyond]))
        form = self.forms[0].tables[key]
        rows = {row: dict(line) for row, line in table.rows.items()}
        places, labels = dict(table.places), dict(table.labels)
        missing = {row: columns for row, columns in form.lines().items() if row not in rows}
        beside = reader.read(lines, own=False) if missing else TableFound()
        pieces = {bare(piece) for line in [*lines, *beyond] for piece in line.text.split()}
        # Another table of the kind, of no other year, may hold what this one lacks.
        others = {row for item in self.found[key] if not self._of_other_year(item) for row in item.table.rows}
        for row, columns in missing.items():
            label = bare(form.rows[row].text.zh)
            if any(cell is not None for cell in beside.rows.get(row, {}).values()):
                rows[row] = dict(beside.rows[row])
                places |= {at: place for at, place in beside.places.items() if at[0] == row}
                labels |= {row: beside.labels[row]} if row in beside.labels else {}
            elif row in others or label in pieces or (len(label) >= _TRACE and label in words):
                rows[row] = dict.fromkeys(columns)
        note = table.note
        if note is False and form.note is not None and plain(form.note.zh) in words:
            note = True
        return replace(table, rows=rows, places=places, labels=labels, note=note, prose=reader.prose(lines))

    def _own(self, key: str) -> Found | None:
        """The report's own table: of its year by the caption, at least of no other, in its section, the fullest."""
        section = self.forms[0].tables[key].section

        def rank(item: Found) -> tuple[bool, bool, bool, int]:
            named = self.year in self.years[item.grids[0]]
            return not self._of_other_year(item), self._section_of(item) == section, named, item.cells

        return max(self.found[key], key=rank, default=None)

    def _several(self, key: str, own: Found | None) -> bool:
        """Whether another table could be meant just as well, and says something else."""
        section = self.forms[0].tables[key].section
        return own is not None and any(
            other is not own
            and other.cells * 2 >= own.cells
            and not self._of_other_year(other)
            and self._section_of(other) == section
            and other.table.rows != own.table.rows
            for other in self.found[key]
        )

    def _of_other_year(self, item: Found) -> bool:
        years = self.years[item.grids[0]]
        return bool(years) and self.year not in years

    def _section_of(self, item: Found) -> str | None:
        at = self.before[item.grids[0]]
        return next((heading.key for heading in reversed(self.headings.chosen) if heading.stop <= at), None)

    def _body(self, section: str) -> Sequence[Line] | None:
        """The lines of a section, ``None`` if it has no heading."""
        chosen = self.headings.chosen
        index = next((index for index, item in enumerate(chosen) if item.key == section), None)
        if index is None:
            return None
        stop = chosen[index + 1].start if index + 1 < len(chosen) else len(self.lines)
        sheet = self.lines[chosen[index].start].sheet  # nothing runs on from one sheet to the next
        return [line for line in self.lines[chosen[index].stop : stop] if line.sheet == sheet]

    def _place(self, heading: Heading) -> Place:
        line = self.lines[heading.start]
        return Place(line.page, line.number or None, heading.words, sheet=line.sheet)

    def _published(self) -> list[dt.date]:
        """The days of publication that the document names; the earliest is believed."""
        front = self.headings.chosen[0].start if self.headings.chosen else len(self.lines)
        if self.document.recognised:
            return []  # a date must not rest on figures that may be misread
        return published_on(self.lines, front, self.document.declared, self.book.text_words)

    def _other_titles(self) -> int:
        front = self.headings.chosen[0].start if self.headings.chosen else len(self.lines)
        return other_titles(self.lines[:front], self.title, self.book.text_words)

    def _dated(self) -> dt.date | None:
        """The day of writing that the document names."""
        if self.document.recognised:
            return None
        chosen = self.headings.chosen
        head, end = (chosen[0].start, chosen[-1].stop) if chosen else (len(self.lines), len(self.lines))
        return dated_on(self.lines, head, end, self.book.text_words)

    def _report(self, tables: Mapping[str, TableFound], published: Sequence[dt.date]) -> Report:
        try:
            given: dict[str, Any] = {
                "unit": Unit(name=(self.title and self.title.unit) or self.book.text_words.unnamed),
                "year": self.year,
                "title": self.title.text if self.title else None,
                "published_on": next(iter(published), None),
                "sections": self._sections(tables),
                "tables": {key: table.rows for key, table in tables.items() if table.rows},
            }
            return Report.model_validate(given)
        except ValueError:
            # Only lengths are left to be refused: everything else is made to fit.
            raise Unusable("text.too_long") from None

    def _sections(self, tables: Mapping[str, TableFound]) -> dict[str, Section]:
        form, chosen = self.forms[0], self.headings.chosen
        if not chosen:
            return {}
        of_tables = {form.tables[key].section: table for key, table in tables.items()}
        prose: dict[str, Sequence[Line]] = {
            item.key: of_tables[item.key].prose if item.key in of_tables else self._body(item.key) or ()
            for item in chosen
        }
        front = self._front()
        paragraphs = Paragraphs(
            [*front, *(line for lines in prose.values() for line in lines)],
            form,
            self.book.text_words,
            wrapped=self.document.wrapped,
        )
        sections = {"preface": Section(text=paragraphs.join(front))}
        for item in chosen:
            text = "\n".join(part for part in (item.rest.strip(), paragraphs.join(prose[item.key])) if part)
            sections[item.key] = Section(heading=item.words[:_LONGEST_HEADING], text=text)
        return sections

    def _front(self) -> list[Line]:
        """The lines between the title and the first heading."""
        start = self.title.stop if self.title else 0
        front = range(start, self.headings.chosen[0].start)
        return [self.lines[index] for index in front if index not in self.headings.contents]
