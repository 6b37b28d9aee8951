"""What the result of a document depends on beside the document and the settings of the run."""

from __future__ import annotations

import hashlib

from engine.batch.inputs import Document
from engine.batch.places import content_at, is_address
from engine.batch.settings import Settings
from engine.decisions import Subject
from engine.errors import Unusable
from engine.previous import Search


class Surroundings:
    """What lies beside documents: reports of last year in their folders, what a roster tells, and decisions."""

    def __init__(self, settings: Settings) -> None:
        self._decisions, self._unnamed = settings.decisions, settings.book.text_words.unnamed
        self._told, self._given, self.limits = settings.told, settings.given, settings.limits
        self.search = Search(settings.book, settings.limits) if settings.previous else None

    def searched(self, document: Document) -> Search | None:
        """Looks for last year's report of a document; not at an address, where listing a folder may be dear."""
        return None if is_address(document.path) else self.search

    def digest(self, document: Document, sha256: str, unit: str, year: int | None) -> str:
        """Changes with what is beside a document: the files that may be last year's report, what the roster
        tells of its unit, and decisions on it.

        Empty where there is nothing.
        """
        if year is None:
            return ""
        lines = []
        search = self.searched(document)
        if search is not None:
            for path in search.candidates(document.path, unit, year):
                lines.append(f"{path.name}\0{_sha256(str(path))}")
        decided = self._decided(Subject(sha256, unit if unit != self._unnamed else "", year))
        told = self._told_of(unit)
        if lines or told or decided:
            text = "\n".join([*lines, told, decided])
            return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]
        return ""

    def _told_of(self, unit: str) -> str:
        """What the roster tells of a unit that the user has not said; empty if that is nothing."""
        given = self._told.over(self._given, unit) if self._told is not None else self._given
        return repr((given.kind, given.level, given.region)) if given != self._given else ""

    def _decided(self, subject: Subject) -> str:
        """What was decided on a document, and the day for which it is asked; empty if nothing was."""
        about = self._decisions.about(subject)
        unfilled = [item for item in self._decisions.unfilled if item.same(subject)]
        return repr((about, unfilled, self._decisions.as_of)) if about or unfilled else ""


def _sha256(path: str) -> str:
    try:
        return hashlib.sha256(content_at(path)).hexdigest()
    except Unusable as error:
        return error.key
