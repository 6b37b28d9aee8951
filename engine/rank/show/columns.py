"""The columns of the list of units, the same in CSV files, workbooks and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from engine.rank.show.words import Words
from engine.rank.standings import Standings, UnitStanding

Value = str | int | Decimal | None
Kind = Literal["text", "count", "marks"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its head, what it holds, how wide it is (in characters), and its value of a unit."""

    key: str
    head: str
    kind: Kind
    width: int
    of: Callable[[UnitStanding], Value]


def unit_columns(standings: Standings, words: Words) -> list[Column]:
    """The columns, in order; those of last year only where there is one to compare with."""

    def column(key: str, kind: Kind, width: int, of: Callable[[UnitStanding], Value]) -> Column:
        return Column(key, words(f"head.{key}"), kind, width, of)

    columns = [
        column("level", "text", 8, lambda unit: words.level(unit.level)),
        column("kind", "text", 12, lambda unit: words.kind(unit.kind)),
        column("place", "count", 7, lambda unit: unit.place),
        column("unit", "text", 34, lambda unit: unit.name),
        column("code", "text", 14, lambda unit: unit.code),
        column("region", "text", 26, lambda unit: unit.region),
        column("status", "text", 12, words.short),
        column("score", "marks", 9, lambda unit: unit.score),
        column("grade", "text", 8, lambda unit: words.grade(unit) if unit.grade else None),
        column("places", "text", 10, lambda unit: words.places(unit) or None),
        column("behind", "marks", 10, lambda unit: unit.behind),
        column("time", "text", 10, lambda unit: words.timeliness(unit) if unit.file else None),
        column("submitted_on", "text", 12, lambda unit: unit.submitted_on or None),
        column("published_on", "text", 12, lambda unit: unit.published_on or None),
        column("gaps", "count", 7, lambda unit: sum(gap.findings for gap in unit.gaps) if unit.file else None),
        column("errors", "count", 10, lambda unit: unit.errors if unit.file else None),
        column("reviews", "count", 7, lambda unit: unit.reviews if unit.file else None),
    ]
    columns += [_marks_of(index, label.label) for index, label in enumerate(standings.categories)]
    if standings.previous_year is not None:
        columns += [
            column("score_before", "marks", 10, lambda unit: unit.change.score_before if unit.change else None),
            column("place_before", "count", 10, lambda unit: unit.change.place_before if unit.change else None),
            column("score_change", "marks", 10, lambda unit: unit.change.score_change if unit.change else None),
            column("place_change", "count", 10, lambda unit: unit.change.place_change if unit.change else None),
            column("mended", "text", 30, lambda unit: _rules(unit.change.mended, words) if unit.change else None),
            column("new", "text", 30, lambda unit: _rules(unit.change.new, words) if unit.change else None),
        ]
    columns += [
        column("matched_by", "text", 14, lambda unit: words(f"by.{unit.matched_by}") if unit.matched_by else None),
        column("file", "text", 30, lambda unit: unit.file or None),
        column("why", "text", 50, lambda unit: words.remark(unit) or None),
    ]
    return columns


def _marks_of(index: int, label: str) -> Column:
    def marks(unit: UnitStanding) -> Value:
        return unit.categories[index] if index < len(unit.categories) else None

    return Column(f"category.{index}", label, "marks", 10, marks)


def _rules(names: Sequence[str], words: Words) -> str | None:
    return words("semicolon").join(words.rule(name) for name in names) or None
