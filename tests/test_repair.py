"""What to correct: the smallest sets of wrong cells, against brute force, and the slips that are recognised."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.json_text import dumps, loads
from engine.observe.sums import sums_of
from engine.readers import read_bytes
from engine.repair import Mender
from engine.repair.problem import Cell, Equation, Problem
from engine.repair.slips import kind, moved
from engine.repair.solve import Bounds, solve
from engine.rulebook import Rulebook
from engine.score import Engine
from tests.test_cli import GOOD, ROOT, run

SIZE = 3  # rows and columns of a small table, totals besides
ENOUGH = Bounds(sets=50, doubt=0, nodes=10_000)


def cell(row: int, column: int) -> Cell:
    return ("t", str(row), str(column))


def grid(figures: Mapping[Cell, int], weight: int = 10) -> Problem:
    """A table whose last row and last column are totals."""
    equations = []
    for line in range(SIZE + 1):
        row = {cell(line, part): 1 for part in range(SIZE)} | {cell(line, SIZE): -1}
        column = {cell(part, line): 1 for part in range(SIZE)} | {cell(SIZE, line): -1}
        equations += [Equation(f"row{line}", row), Equation(f"column{line}", column)]
    return Problem(figures, dict.fromkeys(figures, weight), tuple(equations))


def sound(parts: list[int]) -> dict[Cell, int]:
    figures = {cell(*divmod(place, SIZE)): figure for place, figure in enumerate(parts)}
    for line in range(SIZE):
        figures[cell(line, SIZE)] = sum(figures[cell(line, part)] for part in range(SIZE))
    for line in range(SIZE + 1):
        figures[cell(SIZE, line)] = sum(figures[cell(part, line)] for part in range(SIZE))
    return figures


def holds(problem: Problem, changes: Mapping[Cell, int]) -> bool:
    """Whether all sums hold and no figure is negative once these cells are changed; figured out anew each time."""
    figures = {at: figure + changes.get(at, 0) for at, figure in problem.values.items()}
    sums = [sum(sign * figures[at] for at, sign in equation.signs.items()) for equation in problem.equations]
    return not any(sums) and min(figures.values()) >= 0


def smallest_by_force(problem: Problem, most: int) -> int:
    """How many cells must change at least, trying every set and every change up to ``most``."""
    for count in range(1, 3):
        for cells in itertools.combinations(sorted(problem.values), count):
            for changes in itertools.product(range(-most, most + 1), repeat=count):
                if all(changes) and holds(problem, dict(zip(cells, changes, strict=True))):
                    return count
    return 3


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(st.integers(0, 9), min_size=9, max_size=9),
    wrong=st.dictionaries(st.integers(0, 15), st.integers(1, 4), min_size=1, max_size=3),
)
def test_no_set_is_smaller_and_every_set_mends(parts: list[int], wrong: dict[int, int]) -> None:
    figures = sound(parts)
    for place, more in wrong.items():
        figures[cell(*divmod(place, SIZE + 1))] += more
    problem = grid(figures)
    for part in problem.parts():
        found = solve(part, ENOUGH)
        assert found.complete
        assert all(holds(part, changes) for changes in found.sets)
        (size,) = {len(changes) for changes in found.sets}
        assert min(size, 3) == smallest_by_force(part, 12)
        assert size <= len(wrong)


@given(
    parts=st.lists(st.integers(0, 3), min_size=9, max_size=9),
    wrong=st.dictionaries(st.integers(0, 15), st.integers(1, 2), max_size=2),
    changes=st.dictionaries(st.integers(0, 15), st.integers(-3, 3), max_size=3),
)
def test_what_is_said_to_mend_does(parts: list[int], wrong: dict[int, int], changes: dict[int, int]) -> None:
    figures = sound(parts)
    for place, more in wrong.items():
        figures[cell(*divmod(place, SIZE + 1))] += more
    problem = grid(figures)
    back = {cell(*divmod(place, SIZE + 1)): -more for place, more in wrong.items()}
    assert problem.mended_by(back)
    some = {cell(*divmod(place, SIZE + 1)): change for place, change in changes.items()}
    assert problem.mended_by(some) == holds(problem, some)


def test_a_wrong_cell_is_the_only_answer() -> None:
    figures = sound([1, 2, 3, 4, 5, 6, 7, 8, 9])
    figures[cell(1, 1)] += 4
    assert solve(grid(figures), ENOUGH).sets == ({cell(1, 1): -4},)


def test_a_row_alone_has_as_many_answers_as_cells() -> None:
    row = Equation("row", {cell(0, 0): 1, cell(0, 1): 1, cell(0, 2): -1})
    figures = {cell(0, 0): 5, cell(0, 1): 1, cell(0, 2): 4}
    found = solve(Problem(figures, dict.fromkeys(figures, 10), (row,)), ENOUGH)
    # 1 − 2 would be negative: no count is.
    assert sorted(map(dict, found.sets), key=str) == [{cell(0, 0): -2}, {cell(0, 2): 2}]


def test_weights_decide_and_doubt_keeps_what_is_hardly_dearer() -> None:
    row = Equation("row", {cell(0, 0): 1, cell(0, 1): -1})
    figures = {cell(0, 0): 5, cell(0, 1): 4}
    problem = Problem(figures, {cell(0, 0): 12, cell(0, 1): 10}, (row,))
    assert solve(problem, Bounds(9, 0, 99)).sets == ({cell(0, 1): 1},)
    assert solve(problem, Bounds(9, 2, 99)).sets == ({cell(0, 1): 1}, {cell(0, 0): -1})


def test_when_the_search_ends_early_it_says_so() -> None:
    figures = sound([1, 2, 3, 4, 5, 6, 7, 8, 9])
    figures[cell(0, 0)] += 1
    figures[cell(1, 1)] += 1
    assert not solve(grid(figures), Bounds(1, 0, 10_000)).complete
    assert solve(grid(figures), ENOUGH).complete


@pytest.mark.parametrize(
    ("old", "new", "slip"),
    [
        (63, 36, "transposed"),
        (1234, 1324, "transposed"),
        (1324, 1243, None),
        (50, 500, "tenfold"),
        (4500, 45, "tenfold"),
        (0, 10, None),
        (113, 118, "digit"),
        (13, 118, None),
        (3, 8, None),
        (7, 7, None),
    ],
)
def test_slips_are_named(old: int, new: int, slip: str | None) -> None:
    assert kind(old, new) == slip


def test_a_row_moved_by_one_place_is_recognised() -> None:
    truth = sound([10, 20, 30, 4, 5, 6, 7, 8, 9])
    line = [cell(0, column) for column in range(SIZE)]
    figures = truth | dict(zip(line, (30, 10, 20), strict=True))
    lines = [[cell(row, column) for column in range(SIZE + 1)] for row in range(SIZE + 1)]
    (found,) = moved(grid(figures), lines)
    assert {place: figures[place] + change for place, change in found.items()} == {p: truth[p] for p in line}


def test_the_solver_prints_nothing(book: Rulebook) -> None:
    """Some versions of the solver do, in the middle of the scorecard."""
    report = json.loads((ROOT / GOOD).read_text("utf-8"))
    for row, column in (("granted", "natural_person"), ("granted", "commercial"), ("total", "natural_person")):
        report["tables"]["requests"][row][column] += 7
    result = run("score", "-", "--format", "json", stdin=json.dumps(report).encode())
    (card,) = [json.loads(result.stdout)]
    assert result.stderr == b""
    assert {len(repair["cells"]) for repair in card["repairs"]} == {3}


def test_blank_and_unreadable_cells(book: Rulebook) -> None:
    """A blank total is filled in; a figure that could not be read is found if the sums tell it."""
    form = book.form(2024)
    assert form is not None
    report = loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))
    table = report["tables"]["requests"]
    table["total"]["legal_service"] = ""  # 61, as its row and its column say
    table["granted"]["natural_person"] = None  # 1288
    reading = read_bytes(dumps(report).encode(), "r.json", book)
    mends = Mender(book.repair_words, book.cell_words).mends(form, sums_of(form), reading.report, ())
    (way,) = mends.ways
    assert way.unique
    assert [(c.cell[1:], c.old, c.new) for c in way.changes] == [
        (("granted", "natural_person"), None, 1288),
        (("total", "legal_service"), None, 61),
    ]


def test_a_figure_that_the_text_confirms_is_not_suspected(book: Rulebook, reference: Engine) -> None:
    """The total of disputes upheld may be wrong, or any part of it: unless the text says the total too."""
    report = loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))
    report["tables"]["disputes"]["review"]["upheld"] += 1
    several = reference.score(read_bytes(dumps(report).encode(), "r.json", book)).repairs
    assert {cell["column"] for way in several for cell in way["cells"]} == {
        "total",
        "upheld",
        "corrected",
        "other",
        "pending",
    }
    report["sections"]["overview"]["text"] += "因政府信息公开被申请行政复议351件。"
    fewer = reference.score(read_bytes(dumps(report).encode(), "r.json", book)).repairs
    assert "total" not in {cell["column"] for way in fewer for cell in way["cells"]}
