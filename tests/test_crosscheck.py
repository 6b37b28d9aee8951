"""Checks across reports: what is alike, what superiors say otherwise than those under them, tables twice."""

from __future__ import annotations

import itertools
import math
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.result import Result
from engine.crosscheck import bands, pool
from engine.crosscheck.likeness import Alike, Floor, find_alike, floors
from engine.crosscheck.prints import Printer, unpacked
from engine.crosscheck.run import CrossChecker, CrossFinding, check_results
from engine.crosscheck.shelf import Shelf
from engine.crosscheck.sums import Difference, Incomplete, SummedCells
from engine.json_text import dumps
from engine.likeness.prose import prose_of
from engine.likeness.sketch import sketch
from engine.loading import RulebookError, default_root, load_rulebook, read_files
from engine.loading.build import build
from engine.processes import Pool
from engine.report import Report
from engine.rulebook import Rulebook

WILD = st.text("\u653f\u5e9c \u3000\u300a\u300b\uff0ca\uff11\u3002\n\uff08\u4e00\uff09\U0001f600", max_size=120)
FLOORS = {"whole": Floor(50, 150), "section": Floor(50, 150)}


@dataclass(frozen=True)
class Member:
    code: str
    superior: str = ""
    includes: str = ""


def letters(seed: object, count: int) -> str:
    chance = Random(f"{seed}")
    return "".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(count))


def report(unit: str, **more: Any) -> Report:
    return Report.model_validate({"schema": "disclosure-report/1", "unit": {"name": unit}, "year": 2024, **more})


def written(unit: str, overview: str, problems: str = "") -> Report:
    texts = {"overview": overview, "problems": problems}
    return report(unit, sections={key: {"heading": "", "text": text} for key, text in texts.items()})


Finder = Callable[[Sequence[tuple[str, Report]]], list[Alike]]


@pytest.fixture
def found_in(book: Rulebook, tmp_path: Path) -> Iterator[Finder]:
    printer = Printer(book)
    with Shelf(tmp_path) as shelf:

        def find(reports: Sequence[tuple[str, Report]]) -> list[Alike]:
            for unit, each in reports:
                taken = printer.of(each)
                assert taken is not None
                shelf.add(unit, taken)
            return list(find_alike(shelf, FLOORS))

        yield find


# Which may be alike


def sketches(texts: Sequence[str]) -> Any:
    found = [sketch([text[at : at + 5] for at in range(len(text) - 4)], 256) for text in texts]
    return numpy.frombuffer(b"".join(found), "<u4").reshape(len(texts), 256)


def met(texts: Sequence[str], share: float) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for portion in bands.pairs(sketches(texts), share):
        one, other = bands.split(portion)
        found |= set(zip(one.tolist(), other.tolist(), strict=True))
    return found


def test_texts_at_the_threshold_meet_and_unrelated_ones_seldom() -> None:
    pairs = 60
    texts = [letters(at, 600) for at in range(pairs)]
    texts += [
        letters(at, 600)[:300] + letters(f"other {at}", 300) for at in range(pairs)
    ]  # half of it: a third of all
    found = met(texts, 1 / 3)
    assert {(at, at + pairs) for at in range(pairs)} <= found
    assert len(found) < 3 * pairs
    assert all(one < other for one, other in found)


def test_a_crowd_of_the_same_texts_does_not_meet_each_with_each() -> None:
    count, tried = 400, 20
    same = sketches([letters(0, 400)] * count).T
    found = [bands.split(portion) for portion in bands._meetings(same, bands.Plan(4, tried))]
    assert {int(at) for pair in found for side in pair for at in side} == set(range(count))
    assert sum(len(one) for one, _ in found) < 4 * count * tried < math.comb(count, 2) * tried
    assert len({(int(one[0]), int(other[0])) for one, other in found}) > tried  # with another each time


def test_none_and_one_meet_nobody() -> None:
    assert met([letters(0, 300)], 1 / 3) == set()
    assert list(bands.pairs(numpy.zeros((0, 256), "<u4"), 1 / 3)) == []


# How alike they are


def test_what_is_found_is_what_comparing_all_with_all_finds(book: Rulebook, found_in: Finder) -> None:
    chance = Random(5)
    base = [letters(at, 400) for at in range(6)]
    texts = []
    for at in range(48):
        cut = chance.randrange(400)
        texts.append(base[at % 6][:cut] + letters(f"rest {at}", 500 - cut))
    reports = [(str(at), written(f"u{at}", text[:300], text[300:])) for at, text in enumerate(texts)]
    boilerplate = Printer(book)._boilerplate
    prose = [prose_of(each, ["overview", "problems", "other"], boilerplate) for _, each in reports]
    wanted = {}
    for one, other in itertools.permutations(range(len(reports)), 2):
        whole = prose[one][""].containment(prose[other][""])
        if whole > 50:
            wanted[one, other, ""] = whole
            continue
        for scope in ("overview", "problems"):
            percent = prose[one][scope].containment(prose[other][scope])
            if percent > 50 and prose[one][scope].words.count >= 150:
                wanted[one, other, scope] = percent
    found = {(item.one, item.other, item.scope): item.percent for item in found_in(reports)}
    assert found == wanted
    assert {scope for _, _, scope in wanted} >= {"", "overview"}


def test_passages_are_quoted_as_they_stand(found_in: Finder) -> None:
    same = letters(1, 200)
    mine = f"{letters(2, 50)}\uff0c{same[:100]}\uff0c{same[100:]}\u3002"
    found = found_in([("a", written("a", mine)), ("b", written("b", same + letters(3, 60)))])
    quoted = {item.one: item.passages[0] for item in found}
    assert quoted[0] == (same[:100] + "\uff0c" + same[100:])[:79] + "\u2026"
    assert quoted[1] == same[:79] + "\u2026"


def test_reports_of_one_unit_are_not_compared(found_in: Finder) -> None:
    text = letters(0, 400)
    found = found_in([("a", written("a", text)), ("a", written("a", text)), ("b", written("b", letters(1, 400)))])
    assert found == []


def test_short_texts_are_not_judged(found_in: Finder) -> None:
    text = letters(0, 149)
    assert found_in([("a", written("a", text)), ("b", written("b", text))]) == []


def test_of_a_crowd_everyone_is_told_to_be_like_some(found_in: Finder) -> None:
    text = letters(0, 300)
    found = found_in([(str(at), written(str(at), text)) for at in range(90)])
    assert {item.one for item in found} == set(range(90))
    assert {item.percent for item in found} == {100}
    assert len(found) <= 2 * 40 * 90 < 90 * 89


def test_boilerplate_is_no_likeness(found_in: Finder) -> None:
    same = "\u300a" + letters(0, 50) + "\u300b"  # a title: whoever quotes it
    reports = [(str(at), written(str(at), (same * 8) + letters(at, 200))) for at in range(3)]
    assert found_in(reports) == []


@cache
def _printer() -> Printer:
    return Printer(load_rulebook())


@settings(max_examples=30, deadline=None)
@given(st.lists(WILD, min_size=1, max_size=3))
def test_prints_keep_the_words(texts: list[str]) -> None:
    keys = ("overview", "problems", "other")
    sections = {key: {"heading": "", "text": text} for key, text in zip(keys, texts, strict=False)}
    made = report("a", sections=sections)
    printer = _printer()
    taken = printer.of(made)
    assert taken is not None
    wanted = prose_of(made, keys, printer._boilerplate)
    found = unpacked(taken.packed)
    assert {key: prose.words.letters for key, prose in found.items()} == {
        key: prose.words.letters for key, prose in wanted.items()
    }
    for key, mark in taken.marks.items():
        assert (mark.letters, mark.grams) == (wanted[key].words.count, len(wanted[key].grams))
        count = wanted[key].words.count
        quoted = [prose[key].words.quote(0, len(prose[key].words.letters)) for prose in (found, wanted)]
        assert not count or quoted[0] == quoted[1]


def test_floors_are_those_of_the_rules(book: Rulebook) -> None:
    assert floors(book) == {"whole": Floor(50, 150), "section": Floor(50, 150)}


# Sums


def with_figures(unit: str, received: object, fees: object) -> Report:
    tables = {
        "requests": {"new_received": {"total": received}},
        "proactive": {"fees": {"amount_10k_yuan": fees}},
    }
    return report(unit, tables=tables)


def compared(book: Rulebook, members: Sequence[Member], figures: dict[str, tuple[object, object]]) -> list[Any]:
    sums = SummedCells(book)
    for code, (received, fees) in figures.items():
        sums.add(code, with_figures(code, received, fees))
    return list(sums.compare(members))


UNDER = [Member("top", "", "all"), Member("a", "top"), Member("b", "top")]
RECEIVED, FEES = ("requests", "new_received", "total"), ("proactive", "fees", "amount_10k_yuan")


@pytest.mark.parametrize(
    ("includes", "own", "different"),
    [("all", 7, False), ("all", 8, True), ("all", 6, True), ("more", 8, False), ("more", 6, True), ("", 1, False)],
)
def test_a_superior_against_the_sum(book: Rulebook, includes: str, own: int, different: bool) -> None:
    members = [Member("top", "", includes), *UNDER[1:]]
    found = compared(book, members, {"top": (own, 0), "a": (3, 0), "b": (4, 0)})
    wanted = [Difference("top", RECEIVED, own, 7, includes == "all", ("a", "b"), {"a": 3, "b": 4})]
    assert found == (wanted if different else [])


def test_amounts_are_exact(book: Rulebook) -> None:
    cents = {"a": (0, Decimal("0.1")), "b": (0, Decimal("0.2"))}
    assert compared(book, UNDER, {"top": (0, Decimal("0.3")), **cents}) == []
    (found,) = compared(book, UNDER, {"top": (0, Decimal("0.31")), **cents})
    assert (found.cell, found.own, found.total) == (FEES, Decimal("0.31"), Decimal("0.3"))


@pytest.mark.parametrize("figure", ["", "-", "about 3", None, "-4"])
def test_what_cannot_be_read_is_not_compared(book: Rulebook, figure: object) -> None:
    for code in ("top", "a"):
        figures: dict[str, tuple[object, object]] = {"top": (9, 0), "a": (3, 0), "b": (4, 0), code: (figure, 0)}
        assert compared(book, UNDER, figures) == []


def test_a_figure_with_its_unit_counts(book: Rulebook) -> None:
    assert compared(book, UNDER, {"top": ("7\u4ef6", 0), "a": (3, 0), "b": ("4", 0)}) == []


def test_who_is_missing_is_told(book: Rulebook) -> None:
    assert compared(book, UNDER, {"top": (9, 0), "b": (1, 0)}) == [Incomplete("top", ("a",))]
    assert compared(book, UNDER, {}) == [Incomplete("top", ("top", "a", "b"))]
    assert compared(book, [Member("top", "", "all")], {"top": (9, 0)}) == []  # there is nobody to add up


def test_only_those_directly_under_it_are_added(book: Rulebook) -> None:
    members = [*UNDER, Member("c", "a")]
    assert compared(book, members, {"top": (7, 0), "a": (3, 0), "b": (4, 0), "c": (100, 0)}) == []


# All together


def findings(
    book: Rulebook, folder: Path, reports: dict[str, Report], members: Sequence[Member]
) -> list[CrossFinding]:
    with CrossChecker(book, folder) as checker:
        for code, each in reports.items():
            checker.add(code, each)
        return list(checker.findings(members))


def requests(seed: int, cells: int) -> dict[str, Any]:
    """Table three with so many cells that are not zero."""
    form = load_rulebook().form(2024)
    assert form is not None
    chance = Random(seed)
    places = [(row, column) for _, row, column in form.tables["requests"].cells()]
    chosen = set(chance.sample(range(len(places)), cells))
    table: dict[str, Any] = {}
    for at, (row, column) in enumerate(places):
        table.setdefault(row, {})[column] = chance.randrange(1, 9) if at in chosen else 0
    return {"requests": table}


def test_the_same_table_in_two_reports(book: Rulebook, tmp_path: Path) -> None:
    same, few = requests(1, 24), requests(1, 23)
    reports = {"a": same, "b": same, "c": requests(2, 24), "d": few, "e": few}
    found = findings(book, tmp_path, {code: report(code, tables=tables) for code, tables in reports.items()}, ())
    assert [(item.check, item.code, item.others) for item in found] == [
        ("repeated", "a", ("b",)),
        ("repeated", "b", ("a",)),
    ]
    assert found[0].text("en", {"b": "Bureau B"}) == (
        "Table 3 is the same in every cell as that of Bureau B; 24 cells are not zero."
    )


def test_findings_in_words(book: Rulebook, tmp_path: Path) -> None:
    text = letters(0, 300)
    reports = {"top": with_figures("top", 9, 0), "a": with_figures("a", 3, 0), "b": with_figures("b", 4, 0)}
    reports |= {"x": written("x", text), "y": written("y", text[:100], text[100:])}
    members = [*UNDER, Member("other", "", "more"), Member("z", "other")]
    found = findings(book, tmp_path, reports, members)
    names = {"a": "A", "b": "B", "x": "X", "y": "Y", "z": "Z"}
    said = [item.text("en", names) for item in found]
    assert [item.check for item in found] == ["incomplete", "sum", "likeness", "likeness"]
    assert said[0] == "Not compared with the sum of the units under it: 2 have no report that counts (other, Z)."
    assert said[1] == (
        "Table 3 / 1. Requests received in the year / Total: 9 here, 7 in all 2 units under it together, 2 apart. "
        "The roster says that this is their sum. Those that are not zero: A 3, B 4"
    )
    assert said[2].startswith("98% of the text (runs of five characters) also stands in the report of Y.")
    assert all(item.text("zh", names) for item in found)


def test_many_names_are_cut(book: Rulebook, tmp_path: Path) -> None:
    members = [Member("top", "", "all"), *(Member(f"u{at:02}", "top") for at in range(30))]
    (found,) = findings(book, tmp_path, {}, members)
    assert len(found.others) == 31
    assert found.text("en", {}).endswith("u09, u10, \u2026).")


@pytest.mark.parametrize("workers", [1, 2])
def test_results_of_a_batch(book: Rulebook, tmp_path: Path, workers: int) -> None:
    text = letters(0, 300)
    results = [Result(f"{at}.json", "", "scored", report=_json(written(str(at), text))) for at in range(3)]
    results.append(Result("lost.json", "", "unusable"))
    counted = {"0.json": "a", "2.json": "b", "lost.json": "c"}
    found = list(check_results(book, results, counted, (), tmp_path, workers))
    assert [(item.code, item.others, item.values["percent"]) for item in found] == [
        ("a", ("b",), 100),
        ("b", ("a",), 100),
    ]


def _json(made: Report) -> str:
    return dumps(made.dump())


def begin(book: Rulebook) -> None:
    """Of a process that dies of what it is given."""


def prints(texts: list[str]) -> None:
    os._exit(1)


def test_a_process_that_dies_costs_time_only(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    given_reports = [(str(at), _json(written(str(at), letters(at, 60)))) for at in range(3)]
    wanted = list(pool.taken(book, given_reports, 1))
    monkeypatch.setattr(pool, "Pool", lambda module, *rest: Pool(__name__, *rest))
    assert list(pool.taken(book, given_reports, 2)) == wanted


# What the rulebook says


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("rows: [nobody], columns: [total]", "crosscheck.yaml:2:5: no form has a cell requests / nobody / total"),
        ("rows: [total], columns: []", "crosscheck.yaml:2:38: summed.0.columns: Tuple should have at least 1 item"),
        ("rows: [total]", "crosscheck.yaml:2:5: summed.0.columns: Field required"),
    ],
)
def test_faults_have_their_place(said: str, fault: str) -> None:
    texts = {name: content.decode() for name, content in read_files(default_root()).items()}
    texts["crosscheck.yaml"] = f"summed:\n  - {{table: requests, {said}}}\n"
    with pytest.raises(RulebookError) as error:
        build(texts, "")
    assert str(error.value).startswith(fault)


def test_a_rulebook_without_the_file_sums_nothing(book: Rulebook) -> None:
    texts = {name: content.decode() for name, content in read_files(default_root()).items()}
    del texts["crosscheck.yaml"]
    found = build(texts, "")
    assert (found.summed, found.repeated) == ((), {})
    assert RECEIVED in book.summed
    assert not any(row in ("regulations", "normative_documents") for _, row, _ in book.summed)
