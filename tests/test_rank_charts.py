"""Charts of standings: what is drawn of few and of odd marks, in whole units of the drawing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.rank.show.html.charts import Bar, Chart, category_chart, distribution, unit_chart
from engine.rank.show.words import Words
from engine.rank.standings import Figures, Standings, UnitStanding
from engine.rank.summary import CategoryLabel
from engine.rulebook import Rulebook
from tests.small_province import ranked

HUNDRED = Decimal(100)


@pytest.fixture(scope="module")
def standings(book: Rulebook) -> Standings:
    return ranked(book)


@pytest.fixture(scope="module")
def words(standings: Standings) -> Words:
    return Words(standings, "en")


def units(*scores: str) -> list[UnitStanding]:
    marks = [None if score == "-" else Decimal(score) for score in scores]
    return [UnitStanding(str(n), "", "", "", "", "", True, "ranked", score=mark) for n, mark in enumerate(marks)]


def test_full_marks_stand_with_those_just_below(words: Words) -> None:
    chart = distribution("all", units("100", "99.99", "95", "94.99", "-"), HUNDRED, words)
    bars = (Bar("90–95", "1", 0, 40), Bar("95–100", "3", 28, 120))  # a third of 120, and all of it
    assert chart == Chart("all", bars, 56, 120, "90–95: 1; 95–100: 3")


def test_steps_of_a_twentieth_of_other_full_marks(words: Words) -> None:
    chart = distribution("all", units("9", "9", "9", "8.5", "0"), Decimal(10), words)
    assert chart is not None
    assert [(bar.label, bar.value, bar.at, bar.length) for bar in chart.bars if bar.value != "0"] == [
        ("0–0.5", "1", 0, 40), ("8.5–9", "1", 17 * 28, 40), ("9–9.5", "3", 18 * 28, 120),
    ]  # fmt: skip
    assert (len(chart.bars), chart.width) == (20, 560)
    assert chart.words == "0–0.5: 1; 8.5–9: 1; 9–9.5: 3"


def test_of_few_units_or_without_full_marks_nothing_is_drawn(words: Words, standings: Standings) -> None:
    assert distribution("all", units("1", "2", "3", "-"), HUNDRED, words) is None
    assert distribution("all", units("1", "2", "3", "4"), HUNDRED, words) is not None
    assert distribution("all", units("1", "2", "3", "4"), None, words) is None
    assert distribution("all", units("0", "0", "0", "0"), Decimal(0), words) is None
    figures = [group.figures for group in standings.groups]
    assert [figure.scored for figure in figures] == [1, 4, 1, 2]
    drawn = [category_chart("all", figure, standings.categories, words) for figure in figures]
    assert [chart is None for chart in drawn] == [True, False, True, True]


def test_marks_beyond_what_can_be_had(words: Words) -> None:
    categories = [
        CategoryLabel(name, name, Decimal(full)) for name, full in (("a", 10), ("b", 0), ("c", 30), ("d", 7))
    ]
    marks = [Decimal(12), Decimal(1), None, Decimal(2)]
    chart = unit_chart("U", marks, [None, None, Decimal("10.01"), Decimal(8)], categories, words)
    assert chart.bars == (
        Bar("a", "12 / 10", 0, 200, 200, None),
        Bar("b", "1 / 0", 28, 0, 200, None),
        Bar("c", "—", 56, 0, 200, 66),  # 200 × 10.01 / 30 = 66.7
        Bar("d", "2 / 7", 84, 57, 200, 200),  # 200 × 2 / 7 = 57.1
    )
    assert (chart.width, chart.height, chart.of_unit) == (410, 112, True)
    assert chart.words == "a 12 / 10; b 1 / 0; c —; d 2 / 7"
    alone = unit_chart("U", marks, None, categories, words)
    assert [bar.mean for bar in alone.bars] == [None] * 4


def test_means_of_a_group(words: Words) -> None:
    nothing = dict.fromkeys(("mean", "highest", "lowest", "submission_rate", "on_time_rate", "error_rate"))
    counts = dict.fromkeys(
        ("units", "expected", "submitted", "missing", "doubtful", "on_time", "late", "perhaps_late", "with_errors"), 0
    )
    figures = Figures(**nothing, **counts, scored=4, categories=(Decimal("7.50"), None))  # type: ignore[arg-type]
    categories = [CategoryLabel(name, name, Decimal(20)) for name in ("a", "b")]
    chart = category_chart("G", figures, categories, words)
    bars = (Bar("a", "7.50 / 20", 0, 75, 200), Bar("b", "—", 28, 0, 200))
    assert chart == Chart("G", bars, 410, 56, "a 7.50 / 20; b —")
