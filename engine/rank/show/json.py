"""The standings for programs."""

from __future__ import annotations

from collections.abc import Iterable

from engine.rank.show import View
from engine.rank.standings import Standings
from engine.rank.wire import pieces


def render(standings: Standings, view: View) -> Iterable[str]:
    """The text, ending in a line feed."""
    return pieces(standings)
