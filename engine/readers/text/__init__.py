"""Reads the text of a report as an extractor leaves it: lines broken anywhere, tables without their lines.

Honest first: a figure that cannot be attributed to its cell for sure is not read (``None``). Sums
never decide what a figure is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from engine.errors import Unusable
from engine.readers.text.headings import Heading, Headings, find_headings
from engine.readers.text.lines import Line, lines_of
from engine.readers.text.prose import Paragraphs
from engine.readers.text.tables import TableReader, TableText
from engine.readers.text.title import Title, find_title, published_on, year_of_period
from engine.reading import Notice, Place, Reading, Source
from engine.report import Report, Section, Unit
from engine.rulebook import Form, Rulebook

_LONGEST_HEADING = 500


def read_text(text: str, source: Source, book: Rulebook) -> Reading:
    """The report that a text holds.

    Raises:
        Unusable: the text is too long, has no heading of a report, or does not tell the year.
    """
    lines = lines_of(text, book.text_words)
    headings = find_headings(lines, book.forms[-1], book.text_words)
    if not headings.chosen:
        raise Unusable("text.not_a_report")
    front = lines[: headings.chosen[0].start]
    title = find_title(front, book.text_words)
    year = title.year if title else year_of_period(front, book.text_words)
    if year is None:
        raise Unusable("text.no_year")
    return _Document(lines, headings, title, year, book).reading(source)


@dataclass(frozen=True, slots=True)
class _Document:
    lines: Sequence[Line]
    headings: Headings
    title: Title | None
    year: int
    book: Rulebook

    def reading(self, source: Source) -> Reading:
        """The reading of the document."""
        forms = self._forms()
        tables = {key: self._table(key, forms) for key in forms[0].tables}
        notices = [
            Notice("notice.table_unreadable", {"table": forms[0].tables[key].title})
            for key, table in tables.items()
            if table.rows and not table.readable
        ]
        if self.title is None or self.title.unit is None:
            notices.append(Notice("notice.unit_unknown"))
        chosen = self.headings.chosen
        return Reading(
            report=self._report(forms[0], tables),
            source=source,
            cells={(key, *at): place for key, table in tables.items() for at, place in table.places.items()},
            sections={item.key: self._place(item) for item in chosen},
            order=tuple(item.key for item in chosen),
            labels={(key, row): words for key, table in tables.items() for row, words in table.labels.items()},
            notes={key: table.note for key, table in tables.items() if table.note is not None},
            notices=tuple(notices),
        )

    def _forms(self) -> list[Form]:
        """All forms, that of the report's year first."""
        own = self.book.form(self.year) or self.book.forms[-1]
        return [own, *(form for form in self.book.forms if form is not own)]

    def _table(self, key: str, forms: Sequence[Form]) -> TableText:
        """A table: in its section, else wherever it stands."""
        reader = TableReader(key, forms, self.book)
        section = forms[0].tables[key].section
        own = next((item for item in self.headings.chosen if item.key == section), None)
        table = reader.read(self._body(own), own=True) if own is not None else TableText()
        if table.rows:
            return table
        elsewhere = reader.read(self.lines[self.headings.chosen[0].stop :], own=False)
        return TableText(elsewhere.rows, elsewhere.places, elsewhere.labels, elsewhere.note, table.prose)

    def _body(self, heading: Heading) -> Sequence[Line]:
        chosen = self.headings.chosen
        following = chosen.index(heading) + 1
        stop = chosen[following].start if following < len(chosen) else len(self.lines)
        return self.lines[heading.stop : stop]

    def _place(self, heading: Heading) -> Place:
        line = self.lines[heading.start]
        return Place(line.page, line.number, heading.words)

    def _report(self, form: Form, tables: Mapping[str, TableText]) -> Report:
        unit = (self.title and self.title.unit) or self.book.text_words.unnamed
        front = self.headings.chosen[0].start
        try:
            given: dict[str, Any] = {
                "unit": Unit(name=unit),
                "year": self.year,
                "title": self.title and self.title.text,
                "published_on": published_on(self.lines, front, self.book.text_words),
                "sections": self._sections(form, tables),
                "tables": {key: table.rows for key, table in tables.items() if table.rows},
            }
            return Report.model_validate(given)
        except ValidationError:
            # Only lengths are left to be refused: everything else is made to fit.
            raise Unusable("text.too_long") from None

    def _sections(self, form: Form, tables: Mapping[str, TableText]) -> dict[str, Section]:
        of_tables = {form.tables[key].section: table for key, table in tables.items()}
        prose = {
            item.key: of_tables[item.key].prose if item.key in of_tables else self._body(item)
            for item in self.headings.chosen
        }
        front = self._front()
        lines = [*front, *(line for lines in prose.values() for line in lines)]
        paragraphs = Paragraphs(lines, form, self.book.text_words)
        sections = {"preface": Section(text=paragraphs.join(front))}
        for item in self.headings.chosen:
            text = "\n".join(part for part in (item.rest.strip(), paragraphs.join(prose[item.key])) if part)
            sections[item.key] = Section(heading=item.words[:_LONGEST_HEADING], text=text)
        return sections

    def _front(self) -> list[Line]:
        """The lines between the title and the first heading."""
        start = self.title.stop if self.title else 0
        front = range(start, self.headings.chosen[0].start)
        return [self.lines[index] for index in front if index not in self.headings.contents]
