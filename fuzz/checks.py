"""What is promised of everything that comes out, whatever went in; ``AssertionError`` where it does not hold."""

from __future__ import annotations

import json
import pickle
import re
import traceback
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from engine.errors import Unusable
from engine.given import Given
from engine.inference.program import Program
from engine.inference.reference import ReferenceInference
from engine.json_text import dumps, loads
from engine.loading import load_rulebook
from engine.plain import plain
from engine.readers.document import Document, Grid, Line
from engine.readers.json_report import report_of
from engine.readers.understand import understand
from engine.reading import Place, Reading, Source
from engine.reporters.json_card import dump
from engine.rulebook import Rulebook
from engine.score import Engine, NoForm
from engine.scorecard import Location
from engine.scored import Scored
from fuzz.limits import ROOT
from fuzz.truth import nothing_made_up

re._MAXCACHE = 50_000  # type: ignore[attr-defined]  # a rulebook has thousands of expressions, and is loaded over and over
_LONGEST_LINE = 400  # characters of what is said of an input that cannot be used
_FEW = 8  # of so many inputs, one is scored twice and held against the published schema


@lru_cache(maxsize=1)
def book() -> Rulebook:
    """The national rulebook."""
    return load_rulebook()


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine with the plain matcher, whose every step can be followed."""
    return Engine(book(), inference=ReferenceInference(Program(book().rules)))


@lru_cache(maxsize=1)
def known_words() -> tuple[str, ...]:
    """Labels and headings of the official forms: words that make readers look."""
    found = {"\u5e74", "\u65e0", "\u4ef6", "2024\u5e74", "\u4e07\u5143"}
    for form in book().forms:
        found |= {label.text.zh for label in form.sections.values()}
        for table in form.tables.values():
            found |= {table.title.zh, *(label.text.zh for label in (*table.rows.values(), *table.columns.values()))}
    return tuple(sorted(word for word in found if word))


def said_in_one_line(error: Unusable) -> None:
    """A refusal is one line in either language, and hides no mistake of ours."""
    for lang in ("zh", "en"):
        line = error.line(lang)
        assert line, "nothing is said"
        assert line.isprintable(), f"not printable: {line!r}"
        assert len(line) < _LONGEST_LINE, f"too long: {line!r}"
    hides_no_mistake(error)


_MISTAKES = (TypeError, AttributeError, IndexError, KeyError, AssertionError, UnboundLocalError, ZeroDivisionError)


def hides_no_mistake(error: BaseException) -> None:
    """What a reader took for damage of the file did not come from its own lines, but from a library."""
    cause = error.__context__
    if isinstance(cause, _MISTAKES):
        last = traceback.extract_tb(cause.__traceback__)[-1]
        own = last.filename.startswith(str(ROOT)) and ".venv" not in last.filename
        if own:
            raise cause


def document_of(read: Callable[[bytes], Document], content: bytes) -> Document | None:
    """The document that a reader makes, twice the same; ``None`` if it refuses as it should."""
    try:
        found = read(content)
    except Unusable as error:
        said_in_one_line(error)
        return None
    except RecursionError:  # the process that reads says so: engine.tasks
        return None
    well_formed(found)
    assert read(content) == found, "read again it is another document"
    return found


def well_formed(document: Document) -> None:
    """Cells do not overlap, are in order, and everything passes between processes unchanged."""
    assert plain(pickle.dumps(document)) == document, "changed on the way between processes"
    for part in document.parts:
        if isinstance(part, Line):
            assert part.number >= 0
            assert "\n" not in part.text, "a line of several lines"
            assert part.page is None or part.page >= 1
        else:
            _grid(part)


def _grid(grid: Grid) -> None:
    assert grid.number >= 1
    assert grid.first_row >= 1
    assert grid.first_column >= 1
    corners = [(cell.row, cell.column) for cell in grid.cells]
    assert corners == sorted(set(corners)), "cells out of order"
    area = sum(cell.rows * cell.columns for cell in grid.cells)
    assert area < 5_000_000, "a table without bound"
    taken: set[tuple[int, int]] = set()
    for cell in grid.cells:
        assert cell.row >= 0
        assert cell.column >= 0
        assert cell.rows >= 1
        assert cell.columns >= 1
        places = {
            (row, column)
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }
        assert not places & taken, "cells overlap"
        taken |= places


def reading_of(document: Document, format: str, content: bytes) -> Reading | None:
    """What is understood of a document; ``None`` if it is no report."""
    source = Source(f"a.{format}", format, "0" * 64)
    try:
        found = understand(document, source, book())
    except Unusable as error:
        said_in_one_line(error)
        return None
    consistent(found)
    nothing_made_up(found, document)
    for place in (*found.cells.values(), *found.sections.values()):
        _stands(place, document)
    return found


def consistent(reading: Reading) -> None:
    """The report is one that the schema allows, and what is said of it is about what it has."""
    dumped = reading.report.dump()
    assert report_of(loads(dumps(dumped))).dump() == dumped, "the report does not come back from JSON"
    tables = reading.report.tables
    for table, row, column in (*reading.cells, *reading.unsure):
        assert row in tables.get(table, {}), f"place of a row that is not there: {table}/{row}"
        assert not column or column in tables[table][row], (
            f"place of a cell that is not there: {table}/{row}/{column}"
        )
    for table, row, column in reading.unsure:
        assert tables[table][row][column] is None, "unsure of a cell that was read"
    if reading.order is not None:
        assert len(set(reading.order)) == len(reading.order), "a section twice"


def _stands(place: Place, document: Document) -> None:
    """The line is in the document; cells are looked for by :mod:`fuzz.truth`."""
    if place.line is not None and place.sheet is None:
        assert any(isinstance(part, Line) and part.number == place.line for part in document.parts), (
            f"no line {place}"
        )


def scored(reading: Reading, given: Given = Given(), twice: bool = False) -> Scored | None:  # noqa: B008
    """The scored report; ``None`` if no form governs its year. ``twice``: done again, and held against the schema."""
    try:
        found = engine().scored(reading, given)
    except NoForm:
        return None
    for finding in found.card.findings:
        for location in finding.locations:
            _exists(location, found)
    assert not [rule for rule in found.card.rules if rule.status == "error"], "a rule could not be run"
    text = dump([found.card])
    text.encode()
    if twice:
        _SCORECARD.check(json.loads(text))
        assert dump([Engine(book(), inference=engine()._inference).score(reading, given)]) == text, (
            "scored again it is another"
        )
    return found


def sampled(content: bytes) -> bool:
    """Whether this input is among the few of which dearer promises are checked."""
    return sum(content[-64:]) % _FEW == 0


def _exists(location: Location, report: Scored) -> None:
    """A place that a finding names is one of the form or of the report."""
    form, reading = report.tools.form, report.reading
    if location.section is not None:
        assert location.section in {*form.sections, "preface"}, f"no section {location.section}"
    if location.table is not None:
        rows, stands = form.tables[location.table].lines(), reading.report.table(location.table)
        assert location.row is None or location.row in rows or location.row in stands, f"no row {location.row}"
    if location.quote and reading.text is not None and location.line is not None:
        assert location.line <= reading.text.count("\n") + reading.text.count("\r") + 1, "a line beyond the end"


class _Schema:
    """A published schema, compiled when it is first asked for."""

    def __init__(self, name: str) -> None:
        self._file = ROOT / "schema" / name
        self._validator: Any = None

    def check(self, value: Any) -> None:
        if self._validator is None:
            from jsonschema import Draft202012Validator

            self._validator = Draft202012Validator(json.loads(self._file.read_text("utf-8")))
        fault = next(iter(self._validator.iter_errors(value)), None)
        assert fault is None, f"not as the schema says: {fault}"


_SCORECARD = _Schema("compliance-scorecard-1.json")


def whole_way(read: Callable[[bytes], Document], format: str, content: bytes) -> Scored | None:
    """A document read and understood, a part of them scored, with every promise on the way."""
    document = document_of(read, content)
    reading = reading_of(document, format, content) if document is not None else None
    if reading is None or not sampled(content):
        return None
    return scored(reading, twice=sampled(content[:-1]))
