"""What is told across reports, in words and in full; which tables are compared; what likeness rules want to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.crosscheck.likeness import Floor, floors
from engine.crosscheck.prints import Printer
from engine.crosscheck.repeats import Repeated, RepeatedTables
from engine.crosscheck.run import CrossFinding
from engine.overlays import Off
from engine.patterns import parse
from engine.report import Report
from engine.rulebook import Rulebook, Text
from tests.test_crosscheck import Member, findings, letters, report, requests, with_figures, written

NAMES = {"x": "X", "y": "Y"}


def test_a_section_that_is_alike(book: Rulebook, tmp_path: Path) -> None:
    same = letters(0, 200)
    reports = {code: written(code, same, letters(code, 300)) for code in ("x", "y")}
    found = findings(book, tmp_path, reports, ())
    words = Text("一、总体情况", "1. Overview")
    passages = {"percent": 100, "passages": same[:79] + "…", "section": words}
    assert found == [
        CrossFinding("likeness", "x", ("y",), "across.likeness_section", passages),
        CrossFinding("likeness", "y", ("x",), "across.likeness_section", passages),
    ]
    assert found[0].text("en", NAMES) == (
        "100% of the section 1. Overview (runs of five characters) also stands in that of Y. "
        f"Passages in common: {same[:79]}…"
    )
    assert found[0].text("zh", {}) == (
        f"“一、总体情况”有100%的文字（逐五字比对）也出现在y报告的同一部分。相同段落：{same[:79]}…"
    )


def test_passages_are_told_one_after_the_other(book: Rulebook, tmp_path: Path) -> None:
    """A third of x stands nowhere else; the two thirds in y stand there the other way round."""
    one, two = letters(1, 80), letters(2, 81)
    reports = {"x": written("x", one + letters("x", 70) + two), "y": written("y", two + letters("y", 50) + one)}
    found = {item.code: item for item in findings(book, tmp_path, reports, ())}
    # 231 letters have 227 runs of five, of which 77 and 76 are in common; y has 211 letters
    assert {code: item.values["percent"] for code, item in found.items()} == {
        "x": 100 * (77 + 76) // 227,
        "y": 100 * (77 + 76) // 207,
    }
    assert str(found["x"].values["passages"]).startswith(f"{two[:79]}… | {one}")
    assert found["x"].key == "across.likeness"


@pytest.mark.parametrize(("under", "shown"), [(12, 12), (13, 12)])
def test_of_many_units_some_are_named(under: int, shown: int, book: Rulebook, tmp_path: Path) -> None:
    codes = [f"u{at:02}" for at in range(under)]
    members = [Member("top", "", "more"), *(Member(code, "top") for code in codes), Member("zero", "top")]
    reports: dict[str, Report] = {code: with_figures(code, 2, 0) for code in codes}
    reports |= {"top": with_figures("top", 3, 0), "zero": with_figures("zero", 0, 0)}
    (found,) = findings(book, tmp_path, reports, members)
    parts = ", ".join([*(f"{code.upper()} 2" for code in codes[:shown]), *(["…"] if under > shown else [])])
    assert found.text("en", {code: code.upper() for code in codes}) == (
        f"Table 3 / 1. Requests received in the year / Total: 3 here, less than the {2 * under} of all {under + 1} "
        f"units under it, {2 * under - 3} apart. The roster says that they are included. "
        f"Those that are not zero: {parts}"
    )
    assert found.others == (*codes, "zero")


def test_years_that_no_form_governs_are_passed_over(book: Rulebook, tmp_path: Path) -> None:
    reports = {code: written(code, letters(0, 300)) for code in ("x", "y")}
    reports |= {code: with_figures(code, 9, 0) for code in ("top", "a")}
    before = {code: each.model_copy(update={"year": 2012}) for code, each in reports.items()}
    assert Printer(book).of(before["x"]) is None
    assert findings(book, tmp_path, before, [Member("top", "", "all"), Member("a", "top")]) == []


def repeated(book: Rulebook, tables: Mapping[str, Mapping[str, Any]], year: int = 2024) -> list[Repeated]:
    kept = RepeatedTables(book)
    for code, table in tables.items():
        kept.add(code, report(code, tables=table).model_copy(update={"year": year}))
    return list(kept.find())


def test_which_tables_are_the_same(book: Rulebook) -> None:
    table = requests(1, 24)
    blank = {"requests": {row: {c: v or "" for c, v in line.items()} for row, line in table["requests"].items()}}
    other = requests(2, 30)
    told = repeated(book, {"z": table, "m": other, "b": blank, "a": table, "n": other})
    assert told == [Repeated("requests", ("a", "b", "z"), 24), Repeated("requests", ("m", "n"), 30)]


def test_which_tables_are_not_compared(book: Rulebook) -> None:
    table = requests(1, 24)
    row = next(iter(table["requests"]))
    unread = {"requests": table["requests"] | {row: table["requests"][row] | {"total": "about 3"}}}
    absent = {"requests": {key: line for key, line in table["requests"].items() if key != row}}
    for odd in (unread, absent, {}):
        assert repeated(book, {"a": odd, "b": odd}) == []
    assert repeated(book, {"a": table}) == []
    assert repeated(book, {"a": table, "b": table}, year=2012) == []
    assert [item.codes for item in repeated(book, {"a": table, "b": table})] == [("a", "b")]


SIMILAR = {"with": "peer", "containment": {"gt": 40}, "characters": {"gte": 100}}


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        ([SIMILAR], {"whole": Floor(40, 100), "section": Floor(40, 100)}),
        ([SIMILAR | {"scope": "section"}], {"section": Floor(40, 100)}),
        ([SIMILAR | {"containment": {"gte": 40}}], {"whole": Floor(39, 100), "section": Floor(39, 100)}),
        ([SIMILAR | {"characters": {"gt": 100}}], {"whole": Floor(40, 101), "section": Floor(40, 101)}),
        ([{"with": "peer", "containment": {"gt": 40}}], {"whole": Floor(40, 0), "section": Floor(40, 0)}),
        ([SIMILAR | {"with": "previous"}], {}),
        ([{"with": "peer", "characters": {"gt": 100}}], {}),
        ([{"containment": {"gt": 40}}], {}),
        (
            [SIMILAR, SIMILAR | {"scope": "whole", "containment": {"gt": 30}, "characters": {"gte": 200}}],
            {"whole": Floor(30, 100), "section": Floor(40, 100)},
        ),
    ],
)
def test_from_how_much_on_likeness_is_told(
    patterns: list[dict[str, Any]], expected: dict[str, Floor], book: Rulebook
) -> None:
    rule = book.rule("copied-from-peer")
    rules = tuple(replace(rule, when=parse([{"similarity": asked}, {"report": {}}])) for asked in patterns)
    assert floors(replace(book, rules=rules)) == expected
    off = Off("local", Text("停用", "switched off"))
    assert floors(replace(book, rules=tuple(replace(each, off=off) for each in rules))) == {}
