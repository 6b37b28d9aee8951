"""Measuring as a whole: which observers are asked, and sums over plain counts as a written-out function."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.beside import Beside
from engine.cells import CellReader
from engine.facts import VOCABULARY, Value
from engine.observe import Everything, Observer, _steps, _Subject
from engine.observe.dates import first_working_day
from engine.observe.equations import Equation, telling
from engine.observe.narrative import NarrativeObserver
from engine.readers import read_file
from engine.reading import Reading
from engine.rulebook import Calendar, Rulebook
from tests.test_cli import ROOT

TABLES = {"report", "cell", "row", "column", "block", "table", "identity"}  # are always measured
PLACES = st.lists(st.integers(0, 5), min_size=1, max_size=4).map(tuple)
EQUATIONS = st.builds(Equation, PLACES, PLACES, st.sampled_from(["eq", "lte"]), st.booleans())


class Nothing:
    """Is interested in the facts of some kinds only."""

    def __init__(self, *kinds: str) -> None:
        self._kinds = kinds

    def could_match(self, kind: str, **_: Value) -> bool:
        return kind in self._kinds

    def matches(self, kind: str, _: object) -> bool:
        return kind in self._kinds


def readings(book: Rulebook) -> list[Reading]:
    return [read_file(path, book) for path in sorted((ROOT / "cases/reports").iterdir()) if path.suffix != ".pdf"]


def subject(reading: Reading, beside: Beside) -> _Subject:
    report = reading.report
    return _Subject(reading, report, "government", dt.date(report.year + 1, 3, 1), None, None, beside)


def test_an_observer_makes_facts_of_the_kinds_that_it_is_asked_for(book: Rulebook) -> None:
    made: dict[str, set[str]] = {}
    for reading in readings(book):
        form, cells = book.form(reading.report.year), CellReader(book.cell_words)
        assert form is not None
        before = replace(reading, report=reading.report.model_copy(update={"year": reading.report.year - 1}))
        beside = Beside(previous=before, copy=reading, peers=(before,))
        narrative = NarrativeObserver(book, form, cells, Everything())
        for kinds, step in _steps(book, form, cells, Everything(), narrative):
            found = {fact.kind for fact in step(subject(reading, beside))}
            assert found <= set(kinds), kinds
            made.setdefault(kinds[0], set()).update(kinds)
    assert set.union(*made.values()) == VOCABULARY.keys() - TABLES - {"finding"}


def test_who_is_not_interested_gets_nothing_and_who_is_the_same_as_all(book: Rulebook) -> None:
    for reading in readings(book):
        form = book.form(reading.report.year)
        assert form is not None
        given = ("government", "county", dt.date(2025, 3, 1), None)
        every = Observer(book, form, Everything()).observe(reading, *given)
        assert Observer(book, form, Nothing()).observe(reading, *given) == []
        for kind in sorted({fact.kind for fact in every}):
            alone = Observer(book, form, Nothing(kind)).observe(reading, *given)
            assert alone == [fact for fact in every if fact.kind == kind]


@given(st.lists(EQUATIONS, max_size=6), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_equations_written_out_tell_what_adding_up_tells(equations: list[Equation], counts: list[int]) -> None:
    expected = []
    for index, equation in enumerate(equations):
        one, other = 0, 0
        for at in equation.left:
            one += counts[at]
        for at in equation.right:
            other += counts[at]
        holds = one == other if equation.relation == "eq" else not one > other
        if not (equation.quiet and holds):
            expected.append(index)
    assert telling(tuple(equations), 6)(counts) == expected


def test_a_table_without_cells_has_nothing_to_tell() -> None:
    assert telling((), 0)([]) == []


DAYS_OFF = frozenset(dt.date(2025, 1, day) for day in range(28, 32)) | {dt.date(2025, 2, day) for day in range(1, 5)}
WORKED = frozenset({dt.date(2025, 1, 26), dt.date(2025, 2, 8)})  # a Sunday and a Saturday, worked instead


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2025, 1, 24), (2025, 1, 24)),  # a Friday
        ((2025, 1, 25), (2025, 1, 26)),  # a Saturday, and the Sunday behind it is worked
        ((2025, 1, 26), (2025, 1, 26)),
        ((2025, 1, 28), (2025, 2, 5)),  # the holiday, and the weekend in it
        ((2025, 2, 8), (2025, 2, 8)),
        ((2025, 2, 9), (2025, 2, 10)),
        ((2025, 2, 15), (2025, 2, 17)),
    ],
)
def test_the_first_working_day(day: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    calendar = Calendar((), DAYS_OFF, WORKED)
    assert first_working_day(dt.date(*day), calendar) == dt.date(*expected)
