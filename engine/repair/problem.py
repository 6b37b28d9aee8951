"""The question of error localisation: figures, the sums over them that must hold, and what each change costs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from engine.values import dataclass

Cell = tuple[str, str, str]  # table, row, column


@dataclass(frozen=True, slots=True)
class Equation:
    """A sum that must be zero: its cells with their sign."""

    id: str
    signs: Mapping[Cell, int]


@dataclass(frozen=True)
class Problem:
    """``values`` of all cells of the equations, whole and not negative; ``weights``: what changing a cell costs."""

    values: Mapping[Cell, int]
    weights: Mapping[Cell, int]
    equations: tuple[Equation, ...]

    @cached_property
    def residuals(self) -> Mapping[str, int]:
        """How far each equation is from holding, by id; zero if it does."""
        values = self.values
        return {each.id: sum([sign * values[cell] for cell, sign in each.signs.items()]) for each in self.equations}

    def broken(self) -> dict[str, int]:
        """The residuals of the equations that do not hold, by id."""
        return {key: value for key, value in self.residuals.items() if value}

    def cost(self, changes: Mapping[Cell, int]) -> int:
        """What changing these cells costs."""
        return sum(self.weights[cell] for cell in changes)

    def mended_by(self, changes: Mapping[Cell, int]) -> bool:
        """Whether every equation holds, and no cell is negative, once the cells are changed by so much."""
        if any(self.values[cell] + change < 0 for cell, change in changes.items()):
            return False
        residuals = self.residuals
        return all(
            residuals[each.id] + sum([each.signs.get(cell, 0) * change for cell, change in changes.items()]) == 0
            for each in self.equations
        )

    def parts(self) -> list[Problem]:
        """The problem split into equations that share no cell; parts in which all hold are left out."""
        groups: list[tuple[set[Cell], list[Equation]]] = []
        for equation in self.equations:
            cells, equations = set(equation.signs), [equation]
            apart = []
            for known, members in groups:
                if known & cells:
                    cells |= known
                    equations = members + equations
                else:
                    apart.append((known, members))
            groups = [*apart, (cells, equations)]
        found = [
            Problem({c: self.values[c] for c in self.values if c in cells}, self.weights, tuple(equations))
            for cells, equations in groups
        ]
        return sorted((part for part in found if part.broken()), key=lambda part: part.equations[0].id)
