"""Finds the cheapest sets of cells whose change makes every sum hold (Fellegi and Holt, 1976).

A mixed-integer program, solved by HiGHS: for each cell a binary variable says whether it changes,
two more by how much it moves up and down. After a solution, a cut excludes its set of cells and the program
is solved again, until nothing as cheap is left: only then is a set the only one. What the solver
says in floating point is rounded and checked exactly before it is believed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from engine.repair.problem import Cell, Problem
from engine.values import dataclass

if TYPE_CHECKING:
    import highspy

Changes = Mapping[Cell, int]


@dataclass(frozen=True, slots=True)
class Bounds:
    """``sets``: most sets that are listed; ``doubt``: how much more than the cheapest a set may cost and still
    be thought possible; ``nodes``: of the search tree, after which the search says that it stopped.
    """

    sets: int
    doubt: int
    nodes: int


@dataclass(frozen=True, slots=True)
class Solved:
    """The cheapest ``sets`` of changes, and others hardly dearer; all of them if ``complete``."""

    sets: tuple[Changes, ...]
    complete: bool


def solve(problem: Problem, bounds: Bounds) -> Solved:
    """The cheapest sets of changes of one part of a problem, the cheapest first."""

    def rank(changes: Changes) -> tuple[int, list[tuple[Cell, int]]]:
        return problem.cost(changes), sorted(changes.items())

    single = sorted(_single(problem), key=rank)
    least_pair = 2 * min(problem.weights[cell] for cell in problem.values)
    if single and problem.cost(single[0]) + bounds.doubt < least_pair:  # then no set of several cells is in doubt
        near = [changes for changes in single if problem.cost(changes) <= problem.cost(single[0]) + bounds.doubt]
        return Solved(tuple(near[: bounds.sets]), len(near) <= bounds.sets)
    found = _Program(problem, bounds).solve()
    return Solved(tuple(sorted(found.sets, key=rank)), found.complete)


def _single(problem: Problem) -> list[Changes]:
    """The changes of one cell alone that make every sum hold."""
    broken = problem.broken()
    first = next(e for e in problem.equations if e.id in broken)
    return [
        {cell: -sign * broken[first.id]}
        for cell, sign in first.signs.items()
        if problem.mended_by({cell: -sign * broken[first.id]})
    ]


class _Program:
    """The mixed-integer program of one problem: up, down and changed for each cell, in this order."""

    def __init__(self, problem: Problem, bounds: Bounds) -> None:
        self._problem, self._bounds = problem, bounds
        self._cells = sorted(problem.values)
        self._changed = {cell: 2 * len(self._cells) + index for index, cell in enumerate(self._cells)}
        self._broken = problem.broken()
        # In a cheapest set no figure moves by more than all sums are off together.
        self._most = sum(map(abs, self._broken.values()))

    def solve(self) -> Solved:
        """The cheapest sets, one after the other, until one is too dear or none is left."""
        import highspy

        solver = self._solver()
        found: list[dict[Cell, int]] = []
        left = self._bounds.nodes
        while len(found) < self._bounds.sets and left > 0:
            solver.setOptionValue("mip_max_nodes", left)
            solver.run()
            left -= max(1, solver.getInfo().mip_node_count)
            status = solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                return Solved(tuple(found), True)
            changes = self._changes(list(solver.getSolution().col_value))
            if status != highspy.HighsModelStatus.kOptimal or changes is None:
                break
            if not found:  # what is much dearer is not looked for
                prices = {index: self._problem.weights[cell] for cell, index in self._changed.items()}
                self._row(solver, -highspy.kHighsInf, prices, self._problem.cost(changes) + self._bounds.doubt)
            found.append(changes)
            self._row(solver, -highspy.kHighsInf, {self._changed[cell]: 1 for cell in changes}, len(changes) - 1)
        return Solved(tuple(found), False)

    def _solver(self) -> highspy.Highs:
        """The program as it stands before any set is excluded."""
        import highspy

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("random_seed", 0)):
            solver.setOptionValue(option, value)
        problem, count, endless = self._problem, len(self._cells), highspy.kHighsInf
        down = [min(self._most, problem.values[cell]) for cell in self._cells]
        for most in (*[self._most] * count, *down, *[1] * count):
            solver.addVar(0, most)
        for cell, index in self._changed.items():
            solver.changeColCost(index, problem.weights[cell])
            solver.changeColIntegrality(index, highspy.HighsVarType.kInteger)
        for index in range(count):  # a cell moves only if it is said to change
            self._row(solver, -endless, {index: 1, 2 * count + index: -self._most}, 0)
            self._row(solver, -endless, {count + index: 1, 2 * count + index: -down[index]}, 0)
        place = {cell: index for index, cell in enumerate(self._cells)}
        for equation in problem.equations:
            up = {place[cell]: sign for cell, sign in equation.signs.items()}
            moves = up | {count + index: -sign for index, sign in up.items()}
            wanted = -problem.residuals[equation.id]
            self._row(solver, wanted, moves, wanted)
            if equation.id in self._broken:  # implied, but said outright it is solved sooner
                self._row(solver, 1, {self._changed[cell]: 1 for cell in equation.signs}, endless)
        return solver

    @staticmethod
    def _row(solver: highspy.Highs, low: float, terms: Mapping[int, int], high: float) -> None:
        solver.addRow(low, high, len(terms), list(terms), list(terms.values()))

    def _changes(self, solution: Sequence[float]) -> dict[Cell, int] | None:
        """The changes that a solution says, exactly; ``None`` if rounding does not mend every sum."""
        count = len(self._cells)
        if len(solution) != 3 * count:
            return None
        moved = {cell: round(solution[i]) - round(solution[count + i]) for i, cell in enumerate(self._cells)}
        changes = {cell: change for cell, change in moved.items() if change}
        return changes if self._problem.mended_by(changes) else None
