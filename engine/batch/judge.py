"""Scores one document of a run, whatever it is: there is always a row for it."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from engine.batch.beside import Surroundings
from engine.batch.inputs import Document
from engine.batch.of_scored import result_of
from engine.batch.places import content_at
from engine.batch.result import Result, State
from engine.batch.settings import Settings
from engine.batch.table import Row
from engine.beside import Beside
from engine.errors import Unusable, bounded
from engine.limits import Limits
from engine.readers import read_bytes
from engine.reading import Reading, Source
from engine.report import Report, Unit
from engine.score import Engine

# What may be the fault of the machine, not of the document.
_EXHAUSTED = {"file.too_slow", "file.too_much_memory", "file.reader_died"}
_BY_CHANCE = {"notice.previous_search_ended"}


class Judge:
    """Scores documents by the settings of a run. Make one per process; not for several threads at once."""

    def __init__(self, settings: Settings, digest: str, engine: Engine | None = None) -> None:
        """``digest``: that of the settings. ``engine``: of their rulebook, if there is one already."""
        self._settings, self._digest = settings, digest
        self._engine, self._surroundings = engine or Engine(settings.book), Surroundings(settings)

    def warm(self) -> None:
        """Makes the engine ready, so that the first document takes no longer than the others."""
        year = max(form.years.first or 0 for form in self._settings.book.forms)
        empty = Report(unit=Unit(name="-"), year=year)
        self._engine.score(Reading(empty, Source("-", "json", "")))

    def row(self, document: Document) -> Row:
        """What becomes of a document."""
        sha256 = ""
        state: State = "failed"
        try:
            with bounded():
                content = content_at(document.path, self._settings.limits)
                sha256 = hashlib.sha256(content).hexdigest()
                return self._scored(document, content, sha256)
        except Unusable as fault:
            error = fault
            state = "failed" if error.key in _EXHAUSTED else "unusable"
        except Exception as fault:  # a fault of the engine costs one document, and is told
            error = Unusable("batch.engine_failed", why=type(fault).__name__)
        row = without_card(document, sha256, state, error, self._settings)
        return replace(row, scored_by=self._digest) if state == "unusable" and sha256 else row

    def _scored(self, document: Document, content: bytes, sha256: str) -> Row:
        settings = self._settings
        reading = read_bytes(content, document.file, settings.book, settings.limits, settings.given.year)
        reading, previous = self._with_previous(document, reading)
        given = settings.given
        if settings.told is not None:
            unit = reading.report.unit
            given = settings.told.over(given, given.unit or unit.name, unit.region or "")
        scored = self._engine.scored(reading, given, settings.lang, Beside(previous), settings.decisions)
        result = result_of(self._engine, scored, document.file, sha256)
        if any(notice.key in _BY_CHANCE for notice in reading.notices):
            return Row(result)
        return Row(result, self._digest, self._surroundings.digest(document, sha256, result.unit, result.year))

    def _with_previous(self, document: Document, reading: Reading) -> tuple[Reading, Reading | None]:
        search = self._surroundings.searched(document)
        if search is None:
            return reading, None
        previous, notices = search.previous(document.path, self._settings.given.over(reading.report))
        return replace(reading, notices=(*reading.notices, *notices)) if notices else reading, previous


def without_card(document: Document, sha256: str, state: State, error: Unusable, settings: Settings) -> Row:
    """The row of a document that has no scorecard, and why."""
    return Row(Result(document.file, sha256, state, error.line(settings.lang)))


def sha256_at(path: str, limits: Limits) -> str:
    """The SHA-256 of a document; empty if it cannot be read."""
    try:
        return hashlib.sha256(content_at(path, limits)).hexdigest()
    except Unusable:
        return ""
