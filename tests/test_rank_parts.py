"""What ranking is made of: who a report tells it is of, letters, the roster that reports make, standings as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from engine.batch.result import Result
from engine.errors import Unusable
from engine.given import Given
from engine.json_text import dumps
from engine.loading.roster_words import roster_words
from engine.rank.across import across_of, with_checks
from engine.rank.assign import year_of
from engine.rank.cards import Results, card_of
from engine.rank.names import Names, within
from engine.rank.notices import file_names, letters, scored_of
from engine.rank.ranking import Asked, Ranker
from engine.rank.roster_file import read_roster
from engine.rank.show.unit_sheet import sheet_name
from engine.rank.standings import AcrossNote, Standings, UnitStanding
from engine.rank.summary import Summary, seen_in
from engine.rank.told import Told, told_by
from engine.rank.wire import pieces, standings_of
from engine.readers import read_bytes
from engine.reporters.json_card import card_value
from engine.rulebook import Rulebook
from engine.score import Engine
from tests.said import word_lines
from tests.small_province import ranked, result
from tests.test_cli import ROOT

BASE = json.loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def standings(book: Rulebook) -> Standings:
    return ranked(book)


@pytest.fixture(scope="module")
def names(book: Rulebook) -> Names:
    return Names(book.leftovers)


def unit(code: str, name: str, **more: Any) -> UnitStanding:
    return UnitStanding(code, name, "department", "county", "", "", True, "ranked", **more)


def test_what_a_roster_tells_of_names(names: Names) -> None:
    head = "code,name,aliases,kind,level\n"
    rows = "1,甲局,甲委；甲办,department,county\n2,甲委,,department,county\n3,甲办,,department,prefecture\n4,丁,,,\n"
    told = told_by(read_roster((head + rows).encode(), roster_words()), names)
    assert told.of("甲局") == Told("department", "county")
    assert told.of(" 甲 委 ") == Told("department", "county")  # two units, but both are alike
    assert told.of("甲办") == Told()  # two units, and they differ
    assert told.of("丁") == told.of("戊") == Told()
    assert told.over(Given(), "甲局") == Given(kind="department", level="county")
    assert told.over(Given(kind="township", year=2024), "甲局") == Given(kind="township", level="county", year=2024)
    assert told.over(Given(level="province"), "丁") == Given(level="province")
    assert told.over(Given(), "丁") == Given()


def test_names_are_compared_without_what_means_nothing(names: Names) -> None:
    assert names.key("（ＡＢ） 县人民政府-Ｃ") == "ab县政府c"
    assert names.key("甲" * 300) == "甲" * 200
    assert names.without_office("甲县政府办公室政务公开办") == "甲县政府"
    assert names.without_office("办公室") == "办公室"  # nothing else would be left
    assert names.without_office("甲局") == "甲局"
    assert names.loose("甲县人民政府") == "甲县政府"
    assert names.loose("人民") == "人民"


def test_the_longest_names_in_the_name_of_a_file() -> None:
    keys = {"甲县财政局": ["2"], "县财政局": ["3"], "乙县教育局": ["1", "2"], "财政": ["4"], "财政厅": ["5"]}
    assert within("上报甲县财政局与乙县教育局2024", keys) == ("1", "2")
    assert within("丙县财政局", keys) == ("3",)
    assert within("财政", keys) == ()  # two characters say nothing
    assert within("财政厅", keys) == ("5",)
    assert within("", keys) == ()


def test_names_of_letters_and_sheets() -> None:
    units = [unit(str(n), f"第{n}局", file="f") for n in range(1, 12)]
    units[2] = unit('a/b:c*"', " <甲>|乙?\\丙\t局. ", file="f")
    units[3] = unit("同名", "同名", file="f")
    units[4] = unit("5" * 60, "长" * 60, file="f")
    units[5] = unit("6", "没有报告")
    found = file_names(Standings(**{**_EMPTY, "units": tuple(units)}))
    assert list(found.values()) == [
        "01 1 第1局.docx", "02 2 第2局.docx", "03 a b c 甲 乙 丙 局.docx", "04 同名.docx",
        f"05 {'5' * 50} {'长' * 50}.docx", "06 7 第7局.docx", "07 8 第8局.docx", "08 9 第9局.docx",
        "09 10 第10局.docx", "10 11 第11局.docx",
    ]  # fmt: skip
    assert "6" not in found
    assert sheet_name(3, units[2]) == "3  <甲>|乙  丙 局."
    assert sheet_name(12, unit("1", "[甲]:乙*?/'丙\x01")) == "12  甲  乙    丙"
    assert sheet_name(7, unit("1", "长" * 40)) == "7 " + "长" * 29


_EMPTY: dict[str, Any] = {
    "year": 2024, "full": None, "roster": None, "rulebooks": (), "grades": {}, "categories": (), "rules": (),
    "total": None, "groups": (), "regions": (), "gaps": (), "units": (), "documents": (), "notes": (),
}  # fmt: skip


@pytest.fixture(scope="module")
def two(engine: Engine) -> list[Result]:
    """Two reports with one and the same text, the second with a wrong sum; and one that cannot be read."""
    found = [Result("坏.docx", "0", "unusable", "损坏")]
    for number, name in enumerate(("甲县人民政府", "乙县人民政府"), 1):
        report: dict[str, Any] = json.loads(json.dumps(BASE))
        report["unit"] = {"name": name, "kind": "government", "level": "county"}
        report["tables"]["requests"]["new_received"]["natural_person"] += number - 1
        content = json.dumps(report, ensure_ascii=False).encode()
        reading = read_bytes(content, f"{number}.json", engine.book)
        card = engine.score(reading)
        found.append(
            Result(
                f"{number}.json", reading.source.sha256, "scored", year=2024, unit=name, kind="government",
                score=card.score, card=dumps(card_value(card)), report=content.decode(),
            )
        )  # fmt: skip
    return found


def test_letters_say_what_was_found_when_it_was_scored(engine: Engine, two: list[Result]) -> None:
    standings = Ranker(engine.book, roster_words()).rank(two)
    sent = dict(letters(standings, Results(lambda: reversed(two)), engine, "zh"))
    assert list(sent) == ["2 乙县人民政府.docx", "1 甲县人民政府.docx"]  # in the order of the results
    texts = {name: "\n".join(word_lines(content)) for name, content in sent.items()}
    assert "相差1" in texts["2 乙县人民政府.docx"]
    assert "乙县人民政府" in texts["2 乙县人民政府.docx"]
    assert "相差1" not in texts["1 甲县人民政府.docx"]
    scored = scored_of(two[2], engine)
    assert scored.card == card_of(two[2].card)
    assert (scored.reading.source.file, scored.reading.source.format) == ("2.json", "json")
    assert scored.reading.source.sha256 == two[2].sha256
    assert (scored.reading.report.unit.name, scored.reading.report.year) == ("乙县人民政府", 2024)
    assert scored.tools.form.id == "2021"


def test_results_of_units_that_are_asked_for(two: list[Result]) -> None:
    first = unit("1", "甲", file="1.json", sha256=two[1].sha256)
    other = unit("2", "乙", file="2.json", sha256="another")  # it was scored again since
    broken = unit("3", "丙", file="坏.docx", sha256="0")
    none = unit("4", "丁")
    results = Results(lambda: two)
    assert list(results.of([first, other, broken, none])) == [(first, two[1])]
    ((of, card),) = results.cards([none, first])
    assert (of, card.report["unit"]["name"]) == (first, "甲县人民政府")

    def never() -> Iterable[Result]:
        raise AssertionError

    assert list(Results(never).of([none])) == []


def test_texts_that_are_alike_are_told_of_both(engine: Engine, two: list[Result]) -> None:
    standings = Ranker(engine.book, roster_words()).rank(two)
    found = with_checks(standings, Results(lambda: two), engine.book, (), "zh", 1)
    alike = [note for note in found.across if note.check == "likeness"]
    assert {note.code for note in alike} | {other for note in alike for other in note.others} == {
        "甲县人民政府", "乙县人民政府",
    }  # fmt: skip
    assert list(found.across) == sorted(
        found.across, key=lambda note: (note.check, note.code, note.others, note.text)
    )
    assert across_of(found, "甲县人民政府") == [note for note in found.across if note.code == "甲县人民政府"]
    assert across_of(found, "丙") == []
    assert replace(found, across=()) == standings


def summary(file: str, year: int | None, state: Any = "scored", **more: Any) -> Summary:
    return Summary(file, "0", state, year=year, **more)


def test_the_year_that_most_reports_are_on() -> None:
    assert year_of([], 10) is None
    ten = [summary(str(n), 2023) for n in range(9)]
    assert year_of([*ten, summary("x", 2024)], 10) == 2024  # a tenth of ten
    assert year_of([*ten, summary("y", 2023), summary("x", 2024)], 10) == 2023
    assert year_of([summary("x", 2024), summary("z", 2025, "unusable"), summary("z", 2026, "failed")], 10) == 2024
    assert year_of([summary("x", None), summary("y", 2022)], 10) == 2022
    assert year_of([summary("x", None)], 10) is None


def test_a_roster_made_of_reports(book: Rulebook) -> None:
    """The same unit by its code, else by name and region; one that says neither cannot be told apart."""
    sent = [
        result("a.json", "柳河镇人民政府", "90", "", "30 60", "", "pass"),
        result("b.json", "柳河镇人民政府", "80", "", "20 60", "", "pass"),
        result("c.json", "石桥乡政府", "70", "", "10 60", "", "pass", code="33"),
        result("d.json", "石桥乡人民政府", "60", "", "0 60", "", "pass"),
        result("e.json", "未载明单位名称", "50", "", "0 50", "", "pass"),
        result("f.json", "未载明单位名称", "40", "", "0 40", "", "pass", code="44"),
        result("g.json", "南山镇人民政府", "30", "", "0 30", "", "pass", year=2023),
        Result("h.doc", "", "unusable", "损坏", year=2024, unit="北山镇人民政府"),
    ]
    sent[1] = replace(sent[1], region="省/乙县")
    sent = [replace(one, kind="", level="") for one in sent]
    found = Ranker(book, roster_words()).rank(sent)
    assert found.roster is None
    told = [(unit.code, unit.name, unit.region, unit.kind, unit.level, unit.file) for unit in found.units]
    assert sorted(told) == [
        ("33", "石桥乡政府", "", "", "", ""),
        ("44", "44", "", "", "", "f.json"),
        ("柳河镇人民政府", "柳河镇人民政府", "", "township", "township", ""),  # may be the other
        ("柳河镇人民政府 省/乙县", "柳河镇人民政府", "省/乙县", "township", "township", "b.json"),
    ]
    assert [f"{note.file} {note.status}" for note in found.documents] == [
        *(
            "a.json doubtful",
            "c.json several",
            "d.json several",
            "e.json unmatched",
            "g.json other_year",
            "h.doc unusable",
        ),
    ]


def test_marks_by_the_name_of_their_category(book: Rulebook) -> None:
    """Not every rulebook has the same categories, nor in the same order; only reports that count tell them."""
    first = result("a.json", "甲县人民政府", "90", "", "30 60", "", "pass")
    second = result("b.json", "乙县人民政府", "80", "", "20 60", "", "pass", digest="d2")
    stray = result("c.json", "甲县人民政府", "90", "", "30 60", "", "pass", year=2023, digest="d3")
    card = json.loads(second.card)
    one, other = card["categories"]
    card["categories"] = [{**other, "label": "别称"}, {"id": "years", "label": "跨年", "score": 5, "full": 10}, one]
    second = replace(second, card=json.dumps(card))
    found = Ranker(book, roster_words()).rank([stray, second, first])
    assert [(label.id, label.label, label.full) for label in found.categories] == [
        ("identities", "别称", Decimal(60)), ("years", "跨年", Decimal(10)), ("structure", "要素完整", Decimal(40)),
    ]  # fmt: skip
    assert {unit.name: unit.categories for unit in found.units} == {
        "甲县人民政府": (Decimal(60), None, Decimal(30)), "乙县人民政府": (Decimal(60), Decimal(5), Decimal(20)),
    }  # fmt: skip
    assert [(rules.digest[:2], rules.reports) for rules in found.rulebooks] == [("d1", 1), ("d2", 1)]
    assert found.notes[0].values == {"count": 2}
    assert seen_in([]).full is None


def test_standings_as_json_whole(standings: Standings) -> None:
    """One unit and two documents with each key; of all else, that it comes back."""
    text = "".join(pieces(standings))
    assert standings_of(text) == standings
    value = json.loads(text, parse_float=Decimal)
    assert (value["schema"], value["year"], value["previous_year"]) == ("compliance-standings/1", 2024, 2023)
    second = next(unit for unit in value["units"] if unit["code"] == "12")
    assert second == {
        "code": "12", "name": "甲市教育局", "kind": "department", "level": "prefecture", "region": "云岭省/甲市",
        "superior": "10", "expected": True, "status": "ranked", "score": 92, "bounds": [92, 92], "grade": "good",
        "place": 2, "places": [2, 3], "behind": Decimal("4.5"), "timeliness": "late", "submitted_on": "2025-01-12",
        "published_on": "2025-05-05", "categories": [36, 56],
        "gaps": [
            {"rule": "label", "severity": "warning", "findings": 1, "points": 4},
            {"rule": "sum", "severity": "error", "findings": 2, "points": 4},
        ],
        "reviews": 0, "undecided": [], "file": "12.json", "sha256": "sha of 12.json", "matched_by": "name",
        "note": "code", "perhaps": [], "elsewhere": [],
        "change": {
            "score_before": 95, "score_change": -3, "place_before": 1, "place_change": -1, "mended": ["tone"],
            "new": ["label", "sum"],
        },
    }  # fmt: skip
    last = next(unit for unit in value["units"] if unit["code"] == "31")
    assert last["undecided"] == ["label", "tone"]
    documents = {note["file"]: note for note in value["documents"]}
    nothing = {"why": "", "code": "", "year": 2024, "candidates": [], "instead": ""}
    assert documents["near.json"] == {
        **nothing, "file": "near.json", "sha256": "sha of near.json", "status": "doubtful", "why": "near",
        "unit": "甲市卫生局局", "candidates": ["19"],
    }  # fmt: skip
    assert documents["crash.pdf"] == {
        **nothing, "file": "crash.pdf", "sha256": "", "status": "failed", "why": "内存超限", "unit": "", "year": None,
    }  # fmt: skip
    assert {file: (note["why"], note["candidates"], note["instead"]) for file, note in documents.items()} == {
        "13-批注.docx": ("", ["13"], "13.docx"), "15a.json": ("", ["15"], ""), "15b.json": ("", ["15"], ""),
        "16.json": ("", ["16"], ""), "copy.json": ("", ["11"], "11.json"), "crash.pdf": ("内存超限", [], ""),
        "near.json": ("near", ["19"], ""), "old-12.json": ("", ["12"], "12.json"), "x.json": ("none", [], ""),
        "上报/甲市审计局2024年报.doc": ("文件损坏", ["18"], ""),
    }  # fmt: skip
    assert value["roster"]["units"] == 14
    assert value["roster"]["expected"] == 13
    assert value["across"][1] == {"check": "sum", "code": "10", "others": [], "text": "下级合计比本级多 3 件"}
    assert AcrossNote(**value["across"][1]).check == "sum"


@pytest.mark.parametrize(
    ("change", "key", "values"),
    [
        ({"schema": "compliance-standings/2"}, "rank.no_standings", {"schema": "compliance-standings/1"}),
        ({"schema": None}, "rank.no_standings", {"schema": "compliance-standings/1"}),
        ({"year": "soon"}, "rank.broken_standings", {"path": "year"}),
        ({"across": [{"check": "sum"}]}, "rank.broken_standings", {"path": "across.0.code"}),
    ],
)
def test_what_is_no_standings(standings: Standings, change: dict[str, Any], key: str, values: dict[str, str]) -> None:
    value = json.loads("".join(pieces(standings)))
    with pytest.raises(Unusable) as error:
        standings_of(json.dumps(value | change))
    assert (error.value.key, error.value.values) == (key, values)
    with pytest.raises(Unusable):
        standings_of("[1]")


@pytest.mark.parametrize("card", ["[]", "1", '{"schema": "compliance-scorecard/2"}', "{}"])
def test_a_result_whose_scorecard_is_none(book: Rulebook, card: str) -> None:
    with pytest.raises(ValueError, match=r"^odd[.]json$"):
        Ranker(book, roster_words()).rank([Result("odd.json", "", "scored", card=card)], Asked())
