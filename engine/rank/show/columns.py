"""The columns of the list of units, the same in CSV files, workbooks and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine.rank.show.words import Words
from engine.rank.standings import Standings, UnitStanding

Value = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its head, how wide it is (in characters), and its value of a unit."""

    key: str
    head: str
    width: int
    of: Callable[[UnitStanding], Value]


def unit_columns(standings: Standings, words: Words) -> list[Column]:
    """The columns, in order; those of last year only where there is one to compare with."""

    def column(key: str, width: int, of: Callable[[UnitStanding], Value]) -> Column:
        return Column(key, words(f"head.{key}"), width, of)

    columns = [
        column("level", 8, lambda unit: words.level(unit.level)),
        column("kind", 12, lambda unit: words.kind(unit.kind)),
        column("place", 7, lambda unit: unit.place),
        column("unit", 34, lambda unit: unit.name),
        column("code", 14, lambda unit: unit.code),
        column("region", 26, lambda unit: unit.region),
        column("status", 12, words.short),
        column("score", 9, lambda unit: unit.score),
        column("grade", 8, lambda unit: words.grade(unit) if unit.grade else None),
        column("places", 10, lambda unit: words.places(unit) or None),
        column("behind", 10, lambda unit: unit.behind),
        column("time", 10, lambda unit: words.timeliness(unit) if unit.file else None),
        column("submitted_on", 12, lambda unit: unit.submitted_on or None),
        column("published_on", 12, lambda unit: unit.published_on or None),
        column("gaps", 7, lambda unit: sum(gap.findings for gap in unit.gaps) if unit.file else None),
        column("errors", 10, lambda unit: unit.errors if unit.file else None),
        column("reviews", 7, lambda unit: unit.reviews if unit.file else None),
    ]
    columns += [_marks_of(index, label.label) for index, label in enumerate(standings.categories)]
    if standings.previous_year is not None:
        columns += [
            column("score_before", 10, lambda unit: unit.change.score_before if unit.change else None),
            column("place_before", 10, lambda unit: unit.change.place_before if unit.change else None),
            column("score_change", 10, lambda unit: unit.change.score_change if unit.change else None),
            column("place_change", 10, lambda unit: unit.change.place_change if unit.change else None),
            column("mended", 30, lambda unit: _rules(unit.change.mended, words) if unit.change else None),
            column("new", 30, lambda unit: _rules(unit.change.new, words) if unit.change else None),
        ]
    columns += [
        column("matched_by", 14, lambda unit: words(f"by.{unit.matched_by}") if unit.matched_by else None),
        column("file", 30, lambda unit: unit.file or None),
        column("why", 50, lambda unit: words.remark(unit) or None),
    ]
    return columns


def _marks_of(index: int, label: str) -> Column:
    def marks(unit: UnitStanding) -> Value:
        return unit.categories[index] if index < len(unit.categories) else None

    return Column(f"category.{index}", label, 10, marks)


def _rules(names: Sequence[str], words: Words) -> str | None:
    return words("semicolon").join(words.rule(name) for name in names) or None
