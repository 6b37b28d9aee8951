"""The official tables as they are printed: where findings about whole rows, columns and tables are marked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.cases import ROOT
from engine.readers import read_bytes
from engine.reporters.official import OfficialTable, official_tables
from engine.reporters.parts import parts_of
from engine.score import Engine

GOOD = (ROOT / "reports/huaian-2024.json").read_text("utf-8")
Change = Callable[[dict[str, Any]], object]


def tables(engine: Engine, change: Change) -> dict[str, OfficialTable]:
    report = json.loads(GOOD)
    change(report["tables"])
    scored = engine.scored(read_bytes(json.dumps(report).encode(), "年报.json", engine.book))
    return {table.layout.key: table for table in official_tables(scored, parts_of(scored.card), "zh")}


def marked(table: OfficialTable) -> dict[tuple[str, str], str | None]:
    """The labels and cells with a mark, by row and column, with how they are drawn."""
    return {cell.key[1:]: cell.tone for cell in table.cells if cell.marks}


def without_column(table: dict[str, Any], column: str) -> None:
    for row in table.values():
        del row[column]


@pytest.mark.parametrize(
    ("change", "table", "expected"),
    [
        (lambda tables: tables["requests"].pop("granted"), "requests", {("granted", ""): "gap"}),
        (lambda tables: without_column(tables["requests"], "research"), "requests", {("", "research"): "gap"}),
        (lambda tables: without_column(tables["disputes"], "pending"), "disputes", {("", "pending"): "gap"}),
    ],
    ids=["row", "column", "column-of-table-four"],
)
def test_what_is_missing_is_marked_at_its_label(
    change: Change, table: str, expected: dict[tuple[str, str], str | None], reference: Engine
) -> None:
    found = tables(reference, change)
    assert marked(found[table]) == expected
    assert not found[table].marks  # it is not about all of the table
    assert [key for key, other in found.items() if key != table and (other.marks or marked(other))] == []


def test_a_table_that_is_missing_is_marked_as_a_whole(reference: Engine) -> None:
    found = tables(reference, lambda tables: tables.pop("disputes"))["disputes"]
    assert [mark.kind for mark in found.marks] == ["gap"]
    assert (marked(found), found.given) == ({}, False)
    assert set(found.findings) == {mark.number for mark in found.marks}


def test_a_right_table_has_no_mark(reference: Engine) -> None:
    for table in tables(reference, lambda tables: None).values():
        assert (marked(table), table.marks, table.given, table.outside) == ({}, (), True, 0)
