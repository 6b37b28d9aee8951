"""What a kind of defect is, and the draft that it spoils."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

Spoil = Callable[["Draft", Random], bool]  # spoils a draft at a random place; false if it cannot be spoilt there


@dataclass
class Draft:
    """A clean report, what the caller knows of it, and what is laid beside it; all of it may be changed.

    ``report`` is a report.json; where there is ``text``, the report is read from that instead.
    """

    report: dict[str, Any]
    text: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    previous: dict[str, Any] | None = None
    copy: dict[str, Any] | None = None
    peers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def requests(self) -> dict[str, dict[str, Any]]:
        """Table three."""
        found: dict[str, dict[str, Any]] = self.report["tables"]["requests"]
        return found

    @property
    def disputes(self) -> dict[str, dict[str, Any]]:
        """Table four."""
        found: dict[str, dict[str, Any]] = self.report["tables"]["disputes"]
        return found

    @property
    def proactive(self) -> dict[str, dict[str, Any]]:
        """Table two."""
        found: dict[str, dict[str, Any]] = self.report["tables"]["proactive"]
        return found

    @property
    def sections(self) -> dict[str, dict[str, str]]:
        """Headings and texts."""
        found: dict[str, dict[str, str]] = self.report["sections"]
        return found


@dataclass(frozen=True)
class Defect:
    """A kind of defect: ``finds`` are the rules that must find it, ``also`` those that it may break as well.

    ``least``: of a hundred, how many must be found; fewer than all where a rule says that it does not see some.
    """

    name: str
    bases: tuple[str, ...]
    finds: frozenset[str]
    also: frozenset[str]
    spoil: Spoil
    least: int = 100


class Kinds:
    """The kinds of one module, in their order."""

    def __init__(self, *bases: str) -> None:
        self.bases = bases
        self.made: list[Defect] = []

    def kind(
        self, name: str, finds: str, also: str = "", bases: tuple[str, ...] | None = None, least: int = 100
    ) -> Callable[[Spoil], Spoil]:
        """Makes a function the spoiler of a kind; rules are written with spaces between them."""

        def register(spoil: Spoil) -> Spoil:
            rules = frozenset(finds.split()), frozenset(also.split())
            self.made.append(Defect(name, bases or self.bases, *rules, spoil, least))
            return spoil

        return register
