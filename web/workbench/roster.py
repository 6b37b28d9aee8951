"""The roster in the database: brought in from a file, never emptied."""

from __future__ import annotations

import json

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.rank.roster import Roster, RosterUnit, roster_of
from web.workbench import audit
from web.workbench.tables import Unit


def bring_in(session: Session, by: str, roster: Roster) -> None:
    """Takes over a roster: its units are added or changed; those that it does not have are no longer listed."""
    session.execute(update(Unit).values(listed=False))
    for row in roster.units.values():
        session.merge(
            Unit(
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
        )
    audit.note(session, by, "roster", roster.file, {"units": len(roster.units), "sha256": roster.sha256})


def roster_in(session: Session) -> Roster:
    """The units that are listed."""
    rows = session.scalars(select(Unit).where(Unit.listed))
    return roster_of({row.code: _row(row) for row in rows})


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
