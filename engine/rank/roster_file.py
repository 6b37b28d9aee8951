"""Reads a roster of units, and says with line and column whatever in it cannot be used."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from engine.catalogue import one_line, say
from engine.errors import Unusable
from engine.likeness.words import flat
from engine.rank.roster import Includes, Roster, RosterUnit, roster_of
from engine.rank.roster_rows import Misplaced, Row, rows_of
from engine.rank.words import RosterWords
from engine.rulebook import Lang

_LONGEST = {"code": 50, "name": 200, "region": 200, "superior": 50}  # as in report.json
_MOST_UNITS = 300_000
_MOST_PROBLEMS = 100
_SCIENTIFIC = re.compile(r"\d([.]\d+)?[eE]\+\d+", re.ASCII)  # what Excel makes of a long code


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line and column of a roster, both from 1; ``key`` and ``values`` make a text."""

    line: int
    column: int
    key: str
    values: Mapping[str, Any]

    def text(self, lang: Lang) -> str:
        """Place and fault, on one line."""
        return one_line(f"{self.line}:{self.column}: {say(self.key, lang, **self.values)}")


class BadRoster(Exception):
    """A roster that cannot be used, with everything that is wrong in it, in its order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].text("en"))
        self.problems = tuple(problems)


def read_roster(content: bytes, words: RosterWords, file: str = "") -> Roster:
    """The roster in a file: CSV (UTF-8, UTF-16 or GB 18030; with comma, semicolon or tab) or a workbook.

    Raises:
        BadRoster: it cannot be used.
    """
    problems: list[Problem] = []
    try:
        rows = rows_of(content, lambda fields: sum(_head(field, words) is not None for field in fields))
        units = _Reader(words, problems).units(rows)
    except Misplaced as error:
        raise BadRoster([*problems, Problem(error.line, error.column, error.key, error.values)]) from None
    except Unusable as error:
        key = error.key if error.key.startswith("roster.") else "roster.no_table"
        raise BadRoster([Problem(1, 1, key, error.values)]) from None
    if problems:
        raise BadRoster(sorted(problems, key=lambda found: (found.line, found.column))[:_MOST_PROBLEMS])
    return roster_of(units, file, hashlib.sha256(content).hexdigest())


def _head(field: str, words: RosterWords) -> str | None:
    return words.columns.get(flat(field).flat.lower())


class _Reader:
    """Reads rows one after the other and gathers what is wrong."""

    def __init__(self, words: RosterWords, problems: list[Problem]) -> None:
        self.words, self.problems = words, problems
        self.columns: dict[str, int] = {}  # in which column of the file, from 1, each head stands

    def units(self, rows: Iterator[Row]) -> dict[str, RosterUnit]:
        """The units by code, everything about them checked."""
        head = next(rows, None)
        if head is None:
            raise Unusable("roster.no_head")
        self._read_head(head)
        units: dict[str, RosterUnit] = {}
        if self.problems:  # of columns: nothing below them can be told
            return units
        for row in rows:
            unit = self._unit(row)
            if unit is None:
                continue
            if unit.code in units:
                self._fault(row.line, "code", "roster.code_twice", code=unit.code, line=units[unit.code].line)
            units.setdefault(unit.code, unit)
            if len(units) > _MOST_UNITS:
                raise Misplaced(row.line, 1, "roster.too_many", most=_MOST_UNITS)
        if not units and not self.problems:
            raise Unusable("roster.empty")
        self._check_superiors(units)
        return units

    def _read_head(self, head: Row) -> None:
        for place, field in enumerate(head.fields, head.first):
            name = _head(field, self.words)
            if name is None and field.strip():
                known = ", ".join(dict.fromkeys(self.words.columns.values()))
                self._problem(head.line, place, "roster.unknown_column", name=field.strip()[:50], known=known)
            elif name in self.columns:
                self._problem(head.line, place, "roster.column_twice", name=name)
            elif name is not None:
                self.columns[name] = place
        for needed in ("code", "name"):
            if needed not in self.columns:
                self._problem(head.line, 1, "roster.no_column", name=needed)

    def _unit(self, row: Row) -> RosterUnit | None:
        """The unit of a row; ``None`` if it cannot be told which it is."""
        last = max(self.columns.values())
        for place, field in enumerate(row.fields, row.first):
            if place > last and field.strip():
                self._problem(row.line, place, "roster.too_many_fields", columns=last)
                return None
        told = {name: self._field(row, place) for name, place in self.columns.items()}
        for name in ("code", "name"):
            if not told[name]:
                self._fault(row.line, name, "roster.nothing", name=name)
        for name, most in _LONGEST.items():
            if len(told.get(name, "")) > most:
                self._fault(row.line, name, "roster.too_long", name=name, most=most)
        for name in ("code", "superior"):
            if _SCIENTIFIC.fullmatch(told.get(name, "")):
                self._fault(row.line, name, "roster.scientific", value=told[name])
        meant = {name: self._meaning(row.line, name, told.get(name, "")) for name in self.words.values}
        if not told["code"] or not told["name"]:
            return None
        return RosterUnit(
            code=told["code"],
            name=told["name"],
            aliases=self._aliases(told.get("aliases", "")),
            kind=meant["kind"],
            level=meant["level"],
            region=_path(told.get("region", "")),
            superior=told.get("superior", ""),
            expected=meant["expected"] != "no",
            includes=cast(Includes, meant["includes"] if meant["includes"] != "no" else ""),
            line=row.line,
        )

    def _field(self, row: Row, place: int) -> str:
        index = place - row.first
        return " ".join(row.fields[index].split()) if 0 <= index < len(row.fields) else ""

    def _meaning(self, line: int, name: str, value: str) -> str:
        """What the value of a column means that knows a few; empty if it says nothing."""
        meanings = self.words.values[name]
        word = flat(value).flat.lower()
        if word and word not in meanings:
            known = ", ".join(dict.fromkeys(meanings.values()))
            self._fault(line, name, "roster.unknown_value", name=name, value=value[:50], known=known)
        return meanings.get(word, "")

    def _aliases(self, text: str) -> tuple[str, ...]:
        parts = re.split(f"[{re.escape(self.words.separators)}]", text)
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def _check_superiors(self, units: Mapping[str, RosterUnit]) -> None:
        """Every superior is there, and none is, over others, its own."""
        sound: set[str] = set()
        for unit in units.values():
            if unit.superior and unit.superior not in units:
                self._fault(unit.line, "superior", "roster.no_superior", code=unit.superior)
        for unit in units.values():
            way: dict[str, None] = {}
            at = unit.code
            while at in units and at not in sound and at not in way:
                way[at] = None
                at = units[at].superior
            if at in way:
                codes = list(way)
                circle = [*codes[codes.index(at) :], at]
                shown = " → ".join([*circle[:6], *(["…"] if len(circle) > 6 else [])])
                self._fault(units[at].line, "superior", "roster.circle", codes=shown)
            sound.update(way)

    def _fault(self, line: int, name: str, key: str, /, **values: object) -> None:
        self._problem(line, self.columns.get(name, 1), key, **values)

    def _problem(self, line: int, column: int, key: str, /, **values: object) -> None:
        self.problems.append(Problem(line, column, key, values))
        if len(self.problems) > _MOST_PROBLEMS:
            raise Misplaced(line, column, "roster.and_more")


def _path(text: str) -> str:
    """A region as ``a/b/c``, whatever slash or space was written."""
    parts = text.replace("\N{FULLWIDTH SOLIDUS}", "/").split("/")
    return "/".join(part.strip() for part in parts if part.strip())
