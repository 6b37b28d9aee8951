"""Writes a synthetic province: the roster, the reports, and the truth beside them."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import IO, Any

from engine.demo.documents import Documents
from engine.demo.fates import HandedIn, Registry, fate_of
from engine.demo.figures import Figures, figures, sums_of, year_before
from engine.demo.units import Area, Unit, Work, in_order, provinces
from engine.rulebook import Form, Rulebook

ROSTER, TRUTH, SCHEMA = "units.csv", "truth.json", "compliance-demo-truth/1"
COLUMNS = ("code", "name", "aliases", "kind", "level", "region", "superior", "expected", "includes")
_OWN = Work(6, 0, 0)  # what a government has of its own beside those that it includes


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made."""

    units: int
    year: int
    seed: str
    mixed: bool = False
    previous: bool = False


@dataclass(slots=True)
class Made:
    """What was made: how many units, files, and units of each fate."""

    units: int = 0
    files: int = 0
    fates: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Year:
    """The figures of one unit in the year and in the one before; ``cells`` as handed in, if a report counts."""

    unit: Unit
    now: Figures
    last: Callable[[], Figures]  # made only where it is needed
    cells: Mapping[tuple[str, str, str], Any] | None = None


def write_province(order: Order, book: Rulebook, form: Form, out: Path, done: Callable[[int], None]) -> Made:
    """Writes it into ``out``, which is empty; ``done`` is told how many units there are so far.

    Raises:
        OSError: something cannot be written.
    """
    with (
        open(out / ROSTER, "w", encoding="utf-8-sig", newline="") as roster,
        open(out / TRUTH, "w", encoding="utf-8", newline="\n") as truth,
    ):
        writer = csv.writer(roster, lineterminator="\n")
        writer.writerow(COLUMNS)
        for province in provinces(order.units, order.seed):
            for unit in in_order(province):
                writer.writerow(_row(unit, fate_of(unit, _chance(order, unit))))
        return _Province(order, book, form, out, truth, done).write()


def _chance(order: Order, unit: Unit) -> Random:
    return Random(f"{order.seed}/{unit.code}/fate")


def _row(unit: Unit, fate: str) -> tuple[str, ...]:
    expected = "no" if fate == "not_expected" else "yes"
    aliases = ";".join(unit.aliases)
    return (
        unit.code, unit.name, aliases, unit.kind, unit.level, unit.region, unit.superior, expected, unit.includes,
    )  # fmt: skip


class _Province:
    """One run: what is being written, and where."""

    def __init__(
        self, order: Order, book: Rulebook, form: Form, out: Path, truth: IO[str], done: Callable[[int], None]
    ) -> None:
        self._order, self._out, self._truth, self._done = order, out, truth, done
        self._summed = book.summed
        self._registry = Registry(book, form, order.year, Documents(form, order.mixed), order.seed)
        self._folders: set[str] = set()
        self._made = Made()

    def write(self) -> Made:
        order = self._order
        head = {"schema": SCHEMA, "seed": order.seed, "year": order.year, "units": order.units}
        self._truth.write(json.dumps(head)[:-1] + ', "reports": [')
        for province in provinces(order.units, order.seed):
            self._area(province)
        self._truth.write("\n]}\n")
        return self._made

    def _area(self, area: Area) -> _Year:
        """The reports of an area, the government's last: it may be the sum of all others."""
        members = [self._member(unit) for unit in area.members]
        members += [self._area(inner) for inner in area.areas]
        return self._government(area.government, members)

    def _member(self, unit: Unit) -> _Year:
        random = Random(f"{self._order.seed}/{unit.code}/figures")
        now = figures(unit.work, random)
        return self._handed_in(_Year(unit, now, self._last(unit, now)), None)

    def _government(self, unit: Unit, members: list[_Year]) -> _Year:
        random = Random(f"{self._order.seed}/{unit.code}/figures")
        own = figures(_OWN if unit.includes == "more" else unit.work, random)
        last = self._last(unit, own)
        if not unit.includes or not members:
            return self._handed_in(_Year(unit, own, last), None)
        now = _with_others(unit, own, [item.now for item in members])
        year = _Year(unit, now, lambda: _with_others(unit, last(), [item.last() for item in members]))
        return self._handed_in(year, members)

    def _last(self, unit: Unit, now: Figures) -> Callable[[], Figures]:
        return lambda: year_before(now, unit.work, Random(f"{self._order.seed}/{unit.code}/before"))

    def _handed_in(self, year: _Year, members: list[_Year] | None) -> _Year:
        """Writes what a unit hands in, and the truth of it."""
        unit, order = year.unit, self._order
        fate = fate_of(unit, _chance(order, unit))
        shown = year.now
        if fate == "sum_wrong" and members is not None:
            shown = _wrong_sum(year.now, unit.includes)
        if fate == "wrong_year":
            handed = self._registry.last_year(unit, fate, year.last())
        else:
            handed = self._registry.hand_in(unit, "right" if fate == "sum_wrong" and members is None else fate, shown)
        self._files(order.year, handed)
        if order.previous and fate != "not_expected":
            self._files(order.year - 1, self._registry.last_year(unit, fate, year.last()))
        if handed.counts is not None:
            year.cells = _cells(handed.counts, self._summed)
        self._tell(year, handed, members)
        return year

    def _files(self, year: int, handed: HandedIn) -> None:
        for name, content in handed.files:
            path = f"{self._out}/{year}/{name}"
            folder = path.rpartition("/")[0]
            if folder not in self._folders:
                Path(folder).mkdir(parents=True, exist_ok=True)
                self._folders.add(folder)
            with open(path, "wb") as file:
                file.write(content)
            self._made.files += 1

    def _tell(self, year: _Year, handed: HandedIn, members: list[_Year] | None) -> None:
        files = [f"{self._order.year}/{name}" for name, _ in handed.files]
        told = {
            "code": year.unit.code,
            "name": year.unit.name,
            "expected": handed.fate != "not_expected",
            "fate": handed.fate,
            "files": files,
            **{key: _with_folder(key, value, self._order.year) for key, value in handed.truth.items()},
        }
        if members is not None:
            told["sums"] = _compared(year, members)
        self._truth.write((",\n" if self._made.units else "\n") + json.dumps(told, ensure_ascii=False))
        self._made.units += 1
        self._made.fates[handed.fate] += 1
        self._done(self._made.units)


def _with_others(unit: Unit, own: Figures, others: list[Figures]) -> Figures:
    """The figures of a government that includes others; documents are its own."""
    found = sums_of(others)
    found.documents, found.regulations = own.documents, own.regulations
    if unit.includes == "more":
        found.add(own)
    return found


def _with_folder(key: str, value: Any, year: int) -> Any:
    """Names of files as they stand in the folder of the whole."""
    if key in ("unreadable", "counts"):
        return f"{year}/{value}"
    return [f"{year}/{name}" for name in value] if key in ("same_file", "versions") else value


def _cells(
    report: Mapping[str, Any], summed: tuple[tuple[str, str, str], ...]
) -> dict[tuple[str, str, str], int | float | str | None]:
    tables = report["tables"]
    return {cell: tables.get(cell[0], {}).get(cell[1], {}).get(cell[2]) for cell in summed}


def _compared(year: _Year, members: list[_Year]) -> dict[str, Any]:
    """Whether the government's figures can be compared with the others', and which are not what they add up to."""
    if year.cells is None or any(member.cells is None for member in members):
        return {"complete": False, "different": []}
    different = []
    for cell, value in year.cells.items():
        parts = [member.cells[cell] for member in members if member.cells is not None]
        if not _number(value) or not all(map(_number, parts)):
            continue
        # Amounts have two decimals.
        own, total = round(float(value) * 100), sum(round(float(part) * 100) for part in parts)
        if own < total or (own > total and year.unit.includes == "all"):
            different.append("/".join(cell))
    return {"complete": True, "different": different}


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and value >= 0


def _wrong_sum(right: Figures, includes: str) -> Figures:
    """Figures that are not the sum of the others', although every sum in the report itself holds."""
    found = sums_of([right])
    found.documents, found.regulations = right.documents, right.regulations
    if includes == "all":
        for row in ("new_received", "granted", "total"):
            found.requests[row]["natural_person"] += 3
    else:
        found.licences, found.penalties = found.licences // 3, found.penalties // 3
    return found
