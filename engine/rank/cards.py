"""The whole scorecards of units, from the results that ranking went through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.batch.result import Result
from engine.json_text import loads
from engine.rank.standings import UnitStanding
from engine.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Results:
    """Results that can be gone through again and again."""

    again: Callable[[], Iterable[Result]]

    def of(self, units: Iterable[UnitStanding]) -> Iterator[tuple[UnitStanding, Result]]:
        """The results of the reports of units, in the order of the results; those without one are left out."""
        wanted = {(unit.file, unit.sha256): unit for unit in units if unit.file}
        if not wanted:
            return
        for result in self.again():
            unit = wanted.get((result.file, result.sha256))
            if unit is not None and result.state == "scored":
                yield unit, result

    def cards(self, units: Iterable[UnitStanding]) -> Iterator[tuple[UnitStanding, Scorecard]]:
        """The scorecards of units, in the order of the results."""
        for unit, result in self.of(units):
            yield unit, card_of(result.card)


def card_of(text: str) -> Scorecard:
    """The scorecard that a JSON text says.

    Raises:
        ValueError: it says none.
    """
    value: dict[str, Any] = loads(text)
    value.pop("schema", None)
    card: Scorecard = _adapter().validate_python(value)
    return card


@lru_cache(maxsize=1)
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Scorecard)
