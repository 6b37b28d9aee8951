"""What was read of a document, for a person to compare with it, and what was not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.catalogue import one_line, say
from engine.findings import place_of
from engine.labels import letters
from engine.reading import Place, Reading
from engine.report import Cell
from engine.reporters.parts import PARAGRAPHS, Say, texts, where_words
from engine.rulebook import Form, Lang


def unread(reading: Reading, form: Form, lang: Lang) -> Iterator[str]:
    """A line for everything that could not be read: sections, tables and cells, and what the reader noticed."""
    for notice in reading.notices:
        yield say(notice.key, lang, **notice.values)
    for key, label in form.sections.items():
        if reading.order is not None and key not in reading.order:
            yield say("reading.section", lang, heading=label.text.of(lang))
    for key, table in form.tables.items():
        rows = reading.report.table(key)
        if not rows:
            yield say("reading.table", lang, table=table.title.of(lang))
        for row, line in rows.items():
            for column, cell in line.items():
                if cell is None:
                    yield _unread_cell(reading, form, (key, row, column), lang)


def explained(reading: Reading, form: Form, lang: Lang) -> str:
    """Each table as understood beside what stands in the document, and the sections."""
    text = texts(lang)
    lines = [f"{reading.report.unit.name} · {text('year', year=reading.report.year)}", ""]
    for key, table in form.tables.items():
        heading = form.sections[table.section].text.of(lang)
        lines.append(say("reading.of", lang, title=table.title.of(lang), heading=heading))
        for row, line in reading.report.table(key).items():
            lines += _row(reading, form, key, row, line, lang)
        lines.append("")
    lines.append(say("reading.sections", lang))
    for key, section in reading.report.sections.items():
        label = form.sections.get(key)
        heading = section.heading or (label.text.of(lang) if label else key)
        where = _where(reading.sections.get(key), reading, text)
        count = letters(section.text)
        lines.append("  " + say("reading.characters", lang, heading=one_line(heading), count=count, where=where))
    return "\n".join(lines) + "\n"


def _row(
    reading: Reading, form: Form, table: str, row: str, line: dict[str, Cell] | Any, lang: Lang
) -> Iterator[str]:
    text = texts(lang)
    yield "  " + form.row_words(table, row).of(lang)
    columns = form.tables[table].columns
    figures = [
        f"{columns[column].text.of(lang) if column in columns else column} {_shown(cell, lang)}"
        for column, cell in line.items()
    ]
    yield f"    {say('reading.read', lang)}  " + "  ".join(figures)
    places = [place for column in line if (place := reading.cells.get((table, row, column))) is not None]
    if places and places[0].quote:
        yield f"    {say('reading.source', lang)}  {one_line(places[0].quote)}{_where(places[0], reading, text)}"


def _shown(cell: Cell, lang: Lang) -> str:
    if cell is None:
        return say("reading.unread", lang)
    return one_line(str(cell)) or say("reading.empty", lang)


def _unread_cell(reading: Reading, form: Form, cell: tuple[str, str, str], lang: Lang) -> str:
    text = texts(lang)
    unsure = reading.unsure.get(cell)
    where = _where(reading.cells.get(cell), reading, text)
    key = f"reading.{unsure.why}" if unsure else "reading.cell"
    label = form.cell_words(*cell).of(lang)
    return say(key, lang, label=label, where=where, text=one_line(unsure.text) if unsure else "")


def _where(place: Place | None, reading: Reading, text: Say) -> str:
    return where_words(place_of(place), text, reading.source.format in PARAGRAPHS)
