"""Who is asking, and what they may do. Everything that is refused here is refused everywhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from web.workbench.tables import Role, Unit

_Query = TypeVar("_Query", bound=Select[Any])

# What a token may be allowed; each also needs what the account itself may do.
SCOPES = ("score", "read", "submit", "decide", "manage")

# What each role may do, on the units that it sees.
_MAY: dict[Role, frozenset[str]] = {
    "submitter": frozenset({"score", "read", "submit", "object"}),
    "reviewer": frozenset({"score", "read", "submit", "review", "decide"}),
    "administrator": frozenset({"score", "read", "submit", "review", "decide", "manage"}),
}
# The scope without which a token does not do it.
_SCOPE = {"review": "read", "object": "submit"}


@dataclass(frozen=True, slots=True)
class Person:
    """An account that is asking. ``scopes``: those of the ``token`` with which it does; ``None`` in a browser.

    ``must_change``: it may do nothing before it has changed the password that it was given.
    """

    id: int
    name: str
    role: Role
    unit: str | None
    region: str
    scopes: Collection[str] | None = None
    token: int | None = None
    must_change: bool = False

    def may(self, act: str) -> bool:
        """Whether it may do this at all."""
        allowed = self.scopes is None or _SCOPE.get(act, act) in self.scopes
        return allowed and act in _MAY[self.role]

    def sees(self, unit: Unit) -> bool:
        """Whether a unit is its own, or in its region."""
        if self.role == "submitter":
            return unit.code == self.unit
        return not self.region or unit.region == self.region or unit.region.startswith(f"{self.region}/")

    def only_seen(self, query: _Query, code: InstrumentedAttribute[str]) -> _Query:
        """A query that asks for units or joins them, bounded to those that the person sees."""
        if self.role == "submitter":
            return query.where(code == self.unit)
        if not self.region:
            return query.where(true())
        return query.where(within(self.region))


def within(region: str) -> ColumnElement[bool]:
    """Whether a unit of a query is in a region."""
    return or_(Unit.region == region, Unit.region.startswith(f"{region}/", autoescape=True))
