"""Rosters of units, as CSV or as a workbook: units, or every fault with its line and column."""

from __future__ import annotations

from functools import lru_cache
from random import Random

from engine.loading.roster_words import roster_words
from engine.rank.roster_file import BadRoster, read_roster
from engine.rank.words import RosterWords
from fuzz.mutators.package import mutate_package
from fuzz.mutators.plain import mutate_text

MOST = 32_768


@lru_cache(maxsize=1)
def _words() -> RosterWords:
    return roster_words()


@lru_cache(maxsize=1)
def _columns() -> tuple[str, ...]:
    return (*_words().columns, ",", ";", "\t", '"', '""', "\n")


def check(content: bytes) -> None:
    """Units whose superiors are among them, or what is wrong, in order."""
    try:
        units = read_roster(content, _words(), "a.csv").units
    except BadRoster as error:
        places = [(problem.line, problem.column) for problem in error.problems]
        assert all(line >= 1 and column >= 1 for line, column in places)
        for problem in error.problems:
            for lang in ("zh", "en"):
                said = problem.text(lang)
                assert said.isprintable(), said
        return
    for code, unit in units.items():
        assert code == unit.code
        assert unit.name
        assert not unit.superior or unit.superior in units
        way = [code]
        while units[way[-1]].superior:
            way.append(units[way[-1]].superior)
            assert len(way) <= len(units), "a unit over itself"


def mutate(content: bytes, chance: Random) -> bytes:
    """Another table."""
    return mutate_package(content, chance) if content.startswith(b"PK") else mutate_text(content, chance, _columns())
