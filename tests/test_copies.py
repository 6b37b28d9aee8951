"""Two published copies of one report: what differs is counted and told, and nothing else."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.beside import Beside
from engine.facts import Fact
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.rulebook import Text
from engine.score import Engine
from tests.strategies import cells_of, consistent_reports

NOTHING = ["", "/", "-", "—", "无", "\u3000", 0]


def copy_fact(engine: Engine, this: dict[str, Any], other: dict[str, Any] | None) -> Fact:
    reading = read_bytes(dumps(this).encode(), "this.json", engine.book)
    beside = read_bytes(dumps(other).encode(), "a/b/other.json", engine.book) if other else None
    return next(fact for fact in engine.facts(reading, beside=Beside(copy=beside)) if fact.kind == "copy")


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_every_figure_that_differs_is_told(data: st.DataObject, engine: Engine) -> None:
    this = data.draw(consistent_reports(engine.book))
    other = copy.deepcopy(this)
    cells = sorted(cells_of(this, "requests", "disputes"))
    changed = data.draw(st.lists(st.sampled_from(cells), max_size=25, unique=True))
    lost = data.draw(st.lists(st.sampled_from(cells), max_size=5, unique=True))
    for table, row, column in cells:
        if other["tables"][table][row][column] == 0:
            other["tables"][table][row][column] = data.draw(st.sampled_from(NOTHING))
    for table, row, column in changed:
        other["tables"][table][row][column] = this["tables"][table][row][column] + 1
    for table, row, column in lost:
        other["tables"][table][row][column] = None
    fact = copy_fact(engine, this, other)
    expected = sorted(set(changed) - set(lost))
    # A table of which no figure is left is not filled in, and not compared.
    assert sorted(fact.cells) == [cell for cell in expected if any_figure(this, other, cell[0])]
    assert fact.fields["figures"] == fact.fields["differences"] == len(fact.cells)
    assert fact.fields["sections"] == 0
    told = fact.context["told"]
    assert isinstance(told, Text)
    assert told.en.count(" | ") == min(20, len(fact.cells))
    assert told.en.endswith("…") == (len(fact.cells) > 20)


def any_figure(this: dict[str, Any], other: dict[str, Any], table: str) -> bool:
    """Whether a number stands in the table of both copies."""
    rows = [report["tables"][table].values() for report in (this, other)]
    return all(any(isinstance(cell, int) for row in lines for cell in row.values()) for lines in rows)


def test_words_are_compared_without_layout_and_punctuation(engine: Engine) -> None:
    this: dict[str, Any] = {
        "schema": "disclosure-report/1",
        "unit": {"name": "某市人民政府"},
        "year": 2024,
        "sections": {
            "overview": {"heading": "一、总体情况", "text": "全年办结3件，无逾期。"},
            "problems": {"heading": "五", "text": "人手不足。"},
            "other": {"text": ""},
        },
    }
    other = copy.deepcopy(this)
    other["sections"]["overview"]["text"] = " 全年办结３件 ,\n无逾期 . "
    other["sections"]["problems"]["text"] = "人手不够。"
    other["sections"]["other"]["text"] = "没有其他事项。"
    fact = copy_fact(engine, this, other)
    assert (fact.fields["figures"], fact.fields["sections"], fact.fields["cells"]) == (0, 1, 0)
    assert fact.context["told"].zh == "五、存在的主要问题及改进情况"
    assert fact.context["file"] == "other.json"


def test_another_year_and_no_copy(engine: Engine) -> None:
    this: dict[str, Any] = {
        "schema": "disclosure-report/1",
        "unit": {"name": "某市人民政府"},
        "year": 2024,
        "tables": {"disputes": {"review": {"upheld": 1, "total": 1}}},
    }
    fact = copy_fact(engine, this, {**this, "year": 2022, "tables": {"disputes": {"review": {"upheld": 2}}}})
    assert (fact.fields["years_apart"], fact.fields["differences"], fact.fields["cells"]) == (2, 0, 0)
    assert set(copy_fact(engine, this, None).fields.values()) == {0}
    assert copy_fact(engine, this, this).fields.keys() == copy_fact(engine, this, None).fields.keys()


def test_a_copy_that_is_a_scan_is_said_to_be_one(engine: Engine) -> None:
    content = b'{"schema": "disclosure-report/1", "unit": {"name": "x"}, "year": 2024}'
    reading = read_bytes(content, "x.json", engine.book)
    card = engine.score(reading, lang="en", beside=Beside(copy=replace(reading, doubtful=True)))
    assert any(notice.startswith("parts of the other copy are pictures") for notice in card.notices)
