"""The roster in the database: brought in from a file, never emptied."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from engine.rank.roster import Roster, RosterUnit, roster_of
from web.workbench import audit
from web.workbench.people import Person, within
from web.workbench.submissions import again
from web.workbench.tables import Submission, Unit

_JUDGED = {"kind", "level", "region"}  # what rules are told of a unit


@dataclass(frozen=True, slots=True)
class Change:
    """What a roster changes of a unit: it is ``added``, ``changed``, or ``left``: no longer listed.

    ``fields``: by name what stood there and what will.
    """

    code: str
    name: str
    what: Literal["added", "changed", "left"]
    fields: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which units a list shows: those whose name or code has ``words``, within ``region``, of a kind and level."""

    words: str = ""
    region: str = ""
    kind: str = ""
    level: str = ""
    listed: bool | None = None


def bring_in(session: Session, by: str, roster: Roster) -> list[Change]:
    """Takes over a roster: its units are added or changed; those that it does not have are no longer listed.

    What was handed in by units that the rules see with other eyes now is scored again.
    """
    kept = {unit.code: unit for unit in session.scalars(select(Unit))}
    found = _changes(kept, roster)
    for change in found:
        if change.what == "left":
            kept[change.code].listed = False
        else:
            session.merge(_unit(roster, roster.units[change.code]))
        if change.what == "changed" and _JUDGED & change.fields.keys():
            _again(session, change.code)
    told = {what: sum(change.what == what for change in found) for what in ("added", "changed", "left")}
    audit.note(session, by, "roster", roster.file, {"units": len(roster.units), "sha256": roster.sha256, **told})
    return found


def changes(session: Session, roster: Roster) -> list[Change]:
    """What :func:`bring_in` would change, in the order of codes."""
    return _changes({unit.code: unit for unit in session.scalars(select(Unit))}, roster)


def roster_in(session: Session) -> Roster:
    """The units that are listed."""
    rows = session.scalars(select(Unit).where(Unit.listed))
    return roster_of({row.code: _row(row) for row in rows})


def units(session: Session, person: Person, asked: Asked, most: int, start: int = 0) -> list[Unit]:
    """The units that a person sees, in the order of their codes."""
    query = _asked(person.only_seen(select(Unit), Unit.code), asked)
    return list(session.scalars(query.order_by(Unit.code).limit(most).offset(start)))


def _asked(query: Select[tuple[Unit]], asked: Asked) -> Select[tuple[Unit]]:
    if asked.words:
        query = query.where(
            or_(
                Unit.name.contains(asked.words, autoescape=True),
                Unit.aliases.contains(asked.words, autoescape=True),
                Unit.code.startswith(asked.words, autoescape=True),
            )
        )
    if asked.region:
        query = query.where(within(asked.region))
    if asked.kind:
        query = query.where(Unit.kind == asked.kind)
    if asked.level:
        query = query.where(Unit.level == asked.level)
    return query if asked.listed is None else query.where(Unit.listed == asked.listed)


def _changes(kept: Mapping[str, Unit], roster: Roster) -> list[Change]:
    found = []
    for code, row in roster.units.items():
        new = _fields(_unit(roster, row))
        if code not in kept:
            found.append(Change(code, row.name, "added", {}))
            continue
        old = _fields(kept[code])
        fields = {name: (old[name], new[name]) for name in new if old[name] != new[name]}
        if fields:
            found.append(Change(code, row.name, "changed", fields))
    gone = (unit for code, unit in kept.items() if unit.listed and code not in roster.units)
    found += [Change(unit.code, unit.name, "left", {}) for unit in gone]
    return sorted(found, key=lambda change: change.code)


def _fields(unit: Unit) -> dict[str, str]:
    """What of a unit can change, in the words of a roster."""
    return {
        "name": unit.name,
        "aliases": ";".join(json.loads(unit.aliases)),
        "kind": unit.kind,
        "level": unit.level,
        "region": unit.region,
        "superior": unit.superior,
        "expected": "yes" if unit.expected else "no",
        "includes": unit.includes,
        "listed": "yes" if unit.listed else "no",
    }


def _again(session: Session, unit: str) -> None:
    newest = select(func.max(Submission.id)).where(Submission.unit == unit).group_by(Submission.year)
    for number in session.scalars(newest):
        if number is not None:
            again(session, number)


def _unit(roster: Roster, row: RosterUnit) -> Unit:
    return Unit(
        code=row.code,
        name=row.name,
        aliases=json.dumps(row.aliases, ensure_ascii=False),
        kind=row.kind,
        level=row.level,
        region=roster.region(row.code),
        superior=row.superior,
        expected=row.expected,
        includes=row.includes,
        listed=True,
    )


def _row(unit: Unit) -> RosterUnit:
    return RosterUnit(
        code=unit.code,
        name=unit.name,
        aliases=tuple(json.loads(unit.aliases)),
        kind=unit.kind,
        level=unit.level,
        region=unit.region,
        superior=unit.superior,
        expected=unit.expected,
        includes=unit.includes,  # type: ignore[arg-type]
    )
