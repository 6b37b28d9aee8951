"""Looks for last year's report beside a report: in its folder, by the year in the file's name.

A file that is found must prove itself: it is read like any other, within limits, and taken only if
it is the report of the same unit on the year before. The search is bounded: in a folder with many
files of last year only those are opened whose name differs by the year alone, or tells the unit.
"""

from __future__ import annotations

import os
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import field, replace
from pathlib import Path

from engine.beside import same_unit
from engine.documents import is_document
from engine.errors import Unusable
from engine.limits import Limits
from engine.readers import read_file
from engine.reading import Notice, Reading
from engine.report import Report
from engine.rulebook import Rulebook
from engine.values import dataclass

_MOST = 20  # files that are opened
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Named:
    """The files of a folder that name one year. ``squeezed``: their names without white space, a line each."""

    names: list[str]
    squeezed: str
    by_stem: dict[str, list[str]]  # without the year

    def telling(self, unit: str) -> set[str]:
        """The files whose names tell the unit. The names are searched as one text: a folder may hold a nation's."""
        found: set[str] = set()
        line = start = 0
        while unit and (at := self.squeezed.find(unit, start)) >= 0:
            line += self.squeezed.count("\n", start, at)
            found.add(self.names[line])
            start = self.squeezed.find("\n", at)
        return found


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for last year's reports; keeps what stands in the folders, so make one for all files of a run."""

    book: Rulebook
    limits: Limits
    folders: dict[Path, dict[str, _Named]] = field(default_factory=dict)

    def previous(self, file: str, report: Report) -> tuple[Reading | None, tuple[Notice, ...]]:
        """Last year's report beside ``file``, if there is one, and what is to be said of the search.

        All files together may take as long as one report may.
        """
        ends = time.monotonic() + self.limits.time
        for candidate in self.candidates(file, report.unit.name, report.year):
            left = int(ends - time.monotonic())
            if left < 1:
                return None, (Notice("notice.previous_search_ended", {"seconds": self.limits.time}),)
            found = self._read(candidate, left)
            if found and found.report.year == report.year - 1 and same_unit(found.report.unit, report.unit):
                return found, ()
        return None, ()

    def _read(self, file: Path, seconds: int) -> Reading | None:
        try:
            return read_file(file, self.book, replace(self.limits, time=seconds))
        except Unusable:  # it need not be a report
            return None

    def candidates(self, file: str, unit: str, year: int) -> list[Path]:
        """The files to be opened for the report of a unit on a year in ``file``, the likeliest first."""
        if file == "-" or unit == self.book.text_words.unnamed or self.book.form(year - 1) is None:
            return []
        path, before = Path(file), str(year - 1)
        in_folder = self._in_folder(path.parent).get(before)
        if in_folder is None:
            return []
        same = set(in_folder.by_stem.get(_without(path.stem, str(year)), ()))
        telling = in_folder.telling("".join(unit.split()))
        likely = same | telling
        others = set(in_folder.names) if len(in_folder.names) <= _MOST else set()

        def rank(name: str) -> tuple[int, bool, str]:
            order = 0 if name in same else 1 if name in telling else 2
            return order, Path(name).suffix.lower() != path.suffix.lower(), name

        return [path.parent / name for name in sorted((likely | others) - {path.name}, key=rank)[:_MOST]]

    def _in_folder(self, folder: Path) -> dict[str, _Named]:
        """The documents in a folder by the years in their names; none if it cannot be looked into."""
        if folder not in self.folders:
            self.folders[folder] = _by_year(_documents(folder))
        return self.folders[folder]


def _by_year(names: Iterable[str]) -> dict[str, _Named]:
    years: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        for year in sorted(set(_YEAR.findall(name))):
            years[year].append(name)
    return {year: _named(year, found) for year, found in years.items()}


def _named(year: str, names: list[str]) -> _Named:
    by_stem: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_stem[_without(Path(name).stem, year)].append(name)
    return _Named(names, "".join("".join(name.split()) + "\n" for name in names), dict(by_stem))


def _without(stem: str, year: str) -> str:
    """A name with a mark where the year stands."""
    return re.sub(rf"(?<!\d){year}(?!\d)", "\0", stem, flags=re.ASCII)


def _documents(folder: Path) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if is_document(entry.name) and entry.is_file():
                    yield entry.name
    except OSError:
        return
