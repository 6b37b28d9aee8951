"""Looks for last year's report beside a report: in its folder, by the year in the file's name.

A file that is found must prove itself: it is read like any other, within limits, and taken only if
it is the report of the same unit on the year before. The search is bounded: in a folder with many
files of last year only those are opened whose name differs by the year alone, or tells the unit.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import field, replace
from pathlib import Path

from engine.beside import same_unit
from engine.errors import Unusable
from engine.readers import Limits, read_file
from engine.reading import Notice, Reading
from engine.report import Report
from engine.rulebook import Rulebook
from engine.values import dataclass

_MOST = 20  # files that are opened
_FORMATS = (
    ".json", ".docx", ".docm", ".doc", ".wps", ".rtf", ".odt", ".pdf", ".html", ".htm", ".mht", ".mhtml",
    ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".txt", ".md",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for last year's reports; keeps what stands in the folders, so make one for all files of a run."""

    book: Rulebook
    limits: Limits
    folders: dict[Path, list[str]] = field(default_factory=dict)

    def previous(self, file: str, report: Report) -> tuple[Reading | None, tuple[Notice, ...]]:
        """Last year's report beside ``file``, if there is one, and what is to be said of the search.

        All files together may take as long as one report may.
        """
        if file == "-" or report.unit.name == self.book.text_words.unnamed or self.book.form(report.year - 1) is None:
            return None, ()
        ends = time.monotonic() + self.limits.seconds
        for candidate in self._candidates(Path(file), report):
            left = int(ends - time.monotonic())
            if left < 1:
                return None, (Notice("notice.previous_search_ended", {"seconds": self.limits.seconds}),)
            found = self._read(candidate, left)
            if found and found.report.year == report.year - 1 and same_unit(found.report.unit, report.unit):
                return found, ()
        return None, ()

    def _read(self, file: Path, seconds: int) -> Reading | None:
        try:
            return read_file(file, self.book, replace(self.limits, seconds=seconds))
        except Unusable:  # it need not be a report
            return None

    def _candidates(self, file: Path, report: Report) -> list[Path]:
        """The files to be opened, the likeliest first."""
        year, before = str(report.year), str(report.year - 1)
        in_name = re.compile(rf"(?<!\d){before}(?!\d)", re.ASCII)
        unit = "".join(report.unit.name.split())
        named = [name for name in self._names(file.parent) if in_name.search(name) and name != file.name]
        stem = file.stem

        def rank(name: str) -> tuple[int, bool, str]:
            likely = Path(in_name.sub(year, name))
            order = 0 if likely.stem == stem else 1 if unit in "".join(name.split()) else 2
            return order, likely.suffix.lower() != file.suffix.lower(), name

        ranked = sorted(map(rank, named))
        if len(ranked) > _MOST:
            ranked = [item for item in ranked if item[0] < 2]
        return [file.parent / name for _, _, name in ranked[:_MOST]]

    def _names(self, folder: Path) -> list[str]:
        """The names of documents in a folder; none if it cannot be looked into."""
        if folder not in self.folders:
            self.folders[folder] = sorted(_documents(folder))
        return self.folders[folder]


def _documents(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.lower().endswith(_FORMATS) and entry.is_file():
                    yield entry.name
    except OSError:
        return
