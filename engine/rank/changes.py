"""What changed since last year's standings: scores, places, and gaps mended and new."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

from engine.rank.names import Names
from engine.rank.standings import Change, Note, Standings, UnitStanding
from engine.scoring import unpadded


def changed(standings: Standings, before: Standings, names: Names) -> Standings:
    """The standings with each unit's change; a unit is the same by its code, else by a name that only one has."""
    by_code = {unit.code: unit for unit in before.units}
    called = Counter(names.key(unit.name) for unit in before.units)
    by_name = {key: unit for unit in before.units if called[key := names.key(unit.name)] == 1}
    codes = {unit.code for unit in standings.units}
    units = []
    for unit in standings.units:
        old = by_code.get(unit.code)
        if old is None:
            named = by_name.get(names.key(unit.name))
            old = named if named is not None and named.code not in codes else None
        units.append(
            unit if old is None or not old.file or not unit.file else replace(unit, change=_change(unit, old))
        )
    notes = standings.notes
    if {book.digest for book in standings.rulebooks} != {book.digest for book in before.rulebooks}:
        notes = (*notes, Note("rank.rules_changed", {"year": before.year or "—"}))
    return replace(standings, units=tuple(units), notes=notes, previous_year=before.year)


def _change(unit: UnitStanding, old: UnitStanding) -> Change:
    now, then = {gap.rule for gap in unit.gaps}, {gap.rule for gap in old.gaps}
    comparable = (unit.level, unit.kind) == (old.level, old.kind)
    return Change(
        score_before=old.score,
        score_change=_less(unit.score, old.score),
        place_before=old.place,
        place_change=old.place - unit.place if comparable and unit.place and old.place else None,
        mended=tuple(sorted(then - now - set(unit.undecided))),  # what was not assessed is not mended
        new=tuple(sorted(now - then - set(old.undecided))),
    )


def _less(now: Decimal | None, then: Decimal | None) -> Decimal | None:
    return unpadded(now - then) if now is not None and then is not None else None
