"""Whose report it is: by the code, else by the name; what is not certain is told, never guessed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from engine.rank.names import Names, NearNames, within
from engine.rank.roster import Roster, RosterUnit
from engine.rank.summary import Summary
from engine.rank.words import RosterWords

By = Literal["code", "name", "alias", "place", "office", "submission"]
Doubt = Literal["none", "several", "code_of_another", "another_region", "unknown_code", "near", "file"]
_TOKEN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Match:
    """``unit``: the code of the unit that it surely is of, and ``by`` what; empty if that is not sure.

    ``doubt``: why not, and the ``candidates`` (codes). ``note``: ``name`` or ``code`` where that of the
    report is not that of the roster although its unit is sure.
    """

    unit: str = ""
    by: By | None = None
    doubt: Doubt = "none"
    candidates: tuple[str, ...] = ()
    note: Literal["", "name", "code"] = ""


class Matcher:
    """Tells whose a report is, by one roster."""

    def __init__(self, roster: Roster, names: Names, words: RosterWords, unnamed: str) -> None:
        """``unnamed`` stands for the name in a report that names no unit."""
        self._roster, self._names, self._words = roster, names, words
        self._unnamed = names.key(unnamed)
        self._called: dict[str, dict[str, By]] = defaultdict(dict)  # key → codes, and by what
        self._placed: dict[str, list[str]] = defaultdict(list)  # without the places above → codes
        self._offices: dict[str, list[str]] = defaultdict(list)  # without the office → codes
        self._places: set[str] = set()
        for unit in roster.units.values():
            self._add(unit)
        self._near: NearNames | None = None

    def _add(self, unit: RosterUnit) -> None:
        parts = self._parts(self._roster.region(unit.code))
        self._places.update(parts)
        key = self._names.key(unit.name)
        for alias in unit.aliases:
            self._called[self._names.key(alias)].setdefault(unit.code, "alias")
        self._called[key][unit.code] = "name"
        for name in sorted({key, *(self._names.key(alias) for alias in unit.aliases)}):
            self._placed[_below(name, parts)].append(unit.code)
        core = self._names.without_office(key)
        if core != key:
            self._offices[core].append(unit.code)

    def match(self, report: Summary) -> Match:
        """Whose report it is."""
        key = self._names.key(report.unit)
        if key == self._unnamed:
            key = ""
        by, named = self._by_name(key)
        parts = self._parts(report.region)
        if len(named) > 1:  # the place tells apart those of the same name
            told = [code for code in named if parts and self._agrees(parts, code, closely=True)]
            named = told if len(told) == 1 else named
        if report.code and report.code in self._roster.units:
            return self._by_code(report.code, named)
        if len(named) > 1:
            return Match(doubt="several", candidates=tuple(sorted(named)))
        if not named:
            return self._likely(key, report)
        code = named[0]
        if parts and not self._agrees(parts, code):
            return Match(doubt="another_region", candidates=(code,))
        if report.code and by not in ("name", "alias"):
            return Match(doubt="unknown_code", candidates=(code,))
        return Match(code, by, note="code" if report.code else "")

    def likely_from_file(self, file: str) -> tuple[str, ...]:
        """The units that the name of a file tells; for reports that tell none."""
        stem = PurePosixPath(file).stem
        codes = sorted({token for token in _TOKEN.findall(stem) if token in self._roster.units})
        if codes:
            return tuple(codes[: self._words.candidates])
        return within(self._names.key(stem), self._called)[: self._words.candidates]

    def _by_code(self, code: str, named: Sequence[str]) -> Match:
        if named and code not in named:
            return Match(doubt="code_of_another", candidates=tuple(sorted({code, *named})))
        return Match(code, "code", note="" if named else "name")

    def _by_name(self, key: str) -> tuple[By | None, list[str]]:
        """The units of that name, and what tells; of several ways the surest that tells of any."""
        called = self._called.get(key, {})
        if called:
            return ("name" if "name" in called.values() else "alias"), sorted(called)
        placed = self._by_place(key)
        if placed:
            return "place", placed
        core = self._names.without_office(key)
        offices = {*self._called.get(core, ()), *self._by_place(core)} if core != key else set()
        offices.update(self._offices.get(key, ()))
        return ("office" if offices else None), sorted(offices)

    def _by_place(self, key: str) -> list[str]:
        """The units that are called so below a place above them: with it before their name, or without it."""
        before: list[str] = []
        while key:
            held = [code for code in self._placed.get(key, ()) if self._lies_in(code, key, before)]
            if held:
                return sorted(set(held))
            place = next((key[:end] for end in range(len(key) - 1, 1, -1) if key[:end] in self._places), None)
            if place is None:
                return []
            before.append(place)
            key = key[len(place) :]
        return []

    def _lies_in(self, code: str, key: str, before: Sequence[str]) -> bool:
        """Whether the places before a name are above the unit; its own must be among them or in the name."""
        parts = self._parts(self._roster.region(code))
        own = not before or key.startswith(parts[-1:]) or before[-1] in parts[-1:]
        return own and all(place in parts for place in before)

    def _agrees(self, parts: Sequence[str], code: str, closely: bool = False) -> bool:
        """Whether a report's region may be that of the unit: one may say less than the other.

        ``closely``: the report must name the smallest place that the roster names.
        """
        mine = self._parts(self._roster.region(code))
        if closely:
            return bool(mine) and mine[-1] in parts and (set(parts) <= set(mine) or set(mine) <= set(parts))
        return not mine or set(parts) <= set(mine) or set(mine) <= set(parts)

    def _likely(self, key: str, report: Summary) -> Match:
        """No unit is called so: those that may be meant."""
        if key:
            if self._near is None:
                self._near = NearNames(_codes(self._called, self._names))
            near = self._near.near(self._names.loose(key), self._words)
            if near:
                return Match(doubt="near", candidates=near)
        told = self.likely_from_file(report.file)
        return Match(doubt="file", candidates=told) if told else Match()

    def _parts(self, region: str) -> tuple[str, ...]:
        return tuple(self._names.key(part) for part in region.split("/") if part.strip())


def _below(key: str, parts: Sequence[str]) -> str:
    """A name without the places above its own, as far as it begins with them."""
    for place in parts[:-1]:
        if key.startswith(place) and len(key) > len(place):
            key = key[len(place) :]
    return key


def _codes(called: Mapping[str, Mapping[str, By]], names: Names) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, codes in called.items():
        found[names.loose(key)] += sorted(codes)
    return found
