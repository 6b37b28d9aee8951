"""Whose report it is: told surely, or listed with those that may be meant."""

from __future__ import annotations

import pytest

from engine.loading.roster_words import roster_words
from engine.rank.matching import Match, Matcher
from engine.rank.names import Names, NearNames
from engine.rank.roster import Roster, RosterUnit, roster_of
from engine.rank.summary import Summary
from engine.rank.words import RosterWords
from engine.rulebook import Rulebook

PLACE, WHITE = "云岭省/松原市/青川县", "云岭省/松原市/白石县"
# fmt: off
UNITS = [
    RosterUnit("99", "云岭省人民政府", ("云岭省人民政府办公厅",), "government", "province", "云岭省"),
    RosterUnit("9901", "松原市人民政府", (), "government", "prefecture", "云岭省/松原市", "99"),
    RosterUnit("9901-cz", "松原市财政局", ("松原市财政国资局",), "department", "", "云岭省/松原市", "9901"),
    RosterUnit("9901-jy", "松原市教育局", (), "department", "", "云岭省/松原市", "9901"),
    RosterUnit("990121", "青川县人民政府", ("原青川特区管委会",), "government", "county", PLACE, "9901"),
    RosterUnit("990121-1", "青川县柳河镇人民政府", ("柳河镇",), "township", "", f"{PLACE}/柳河镇", "990121"),
    RosterUnit("990122", "白石县人民政府", (), "government", "county", "云岭省/松原市/白石县", "9901"),
    RosterUnit("990122-1", "白石县柳河镇人民政府", ("柳河镇",), "township", "", f"{WHITE}/柳河镇", "990122"),
    RosterUnit("990122-2", "白石县石桥乡人民政府", (), "township", "", "云岭省/松原市/白石县/石桥乡", "990122"),
    RosterUnit("990122-3", "财政局", (), "department", "", "云岭省/松原市/白石县", "990122"),
    RosterUnit("990122-4", "白石县人民政府办公室", (), "department", "", "云岭省/松原市/白石县", "990122"),
]
# fmt: on
ROSTER = roster_of({unit.code: unit for unit in UNITS})


@pytest.fixture(scope="module")
def matcher(book: Rulebook) -> Matcher:
    return Matcher(ROSTER, Names(book.leftovers), roster_words(), book.text_words.unnamed)


def report(unit: str = "", code: str = "", region: str = "", file: str = "a.docx") -> Summary:
    return Summary(file, "00", "scored", year=2024, unit=unit, code=code, region=region)


def sure(code: str, by: str, note: str = "") -> tuple[str, str | None, str]:
    return code, by, note


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (report("松原市财政局"), sure("9901-cz", "name")),
        (report("松原市财政局", "9901-cz"), sure("9901-cz", "code")),
        (report("松原市财政局", "12370000"), sure("9901-cz", "name", "code")),
        (report("旧名称某局", "9901-cz"), sure("9901-cz", "code", "name")),
        (report("　松原市 财政局\n"), sure("9901-cz", "name")),
        (report("松原市（财政局）"), sure("9901-cz", "name")),
        (report("松原市财政国资局"), sure("9901-cz", "alias")),
        (report("原青川特区管委会"), sure("990121", "alias")),
        (report("青川县政府"), sure("990121", "name")),
        (report("松原市青川县人民政府"), sure("990121", "place")),
        (report("云岭省松原市青川县政府"), sure("990121", "place")),
        (report("云岭省青川县人民政府"), sure("990121", "place")),
        (report("青川县人民政府办公室"), sure("990121", "office")),
        (report("青川县人民政府办公室政务公开办"), sure("990121", "office")),
        (report("云岭省人民政府办公厅"), sure("99", "alias")),
        (report("白石县人民政府办公室"), sure("990122-4", "name")),  # a unit of its own
        (report("白石县人民政府"), sure("990122", "name")),
        (report("石桥乡人民政府"), sure("990122-2", "place")),
        (report("柳河镇人民政府", region="云岭省/松原市/白石县/柳河镇"), sure("990122-1", "place")),
        (report("柳河镇", region=f"{PLACE}/柳河镇"), sure("990121-1", "alias")),
        (report("白石县财政局"), sure("990122-3", "place")),
        (report("松原市白石县财政局"), sure("990122-3", "place")),
    ],
)  # fmt: skip
def test_sure(matcher: Matcher, given: Summary, expected: tuple[str, str, str]) -> None:
    found = matcher.match(given)
    assert (found.unit, found.by, found.note) == expected
    assert (found.doubt, found.candidates) == ("none", ())


@pytest.mark.parametrize(
    ("given", "doubt", "candidates"),
    [
        (report("柳河镇人民政府"), "several", ("990121-1", "990122-1")),
        (report("柳河镇"), "several", ("990121-1", "990122-1")),
        (report("柳河镇人民政府", region="云岭省/松原市"), "several", ("990121-1", "990122-1")),
        (report("青川县人民政府", region="云岭省/南阳市/青川县"), "another_region", ("990121",)),
        (report("青川县人民政府", "990122"), "code_of_another", ("990121", "990122")),
        (report("石桥乡人民政府", "4403"), "unknown_code", ("990122-2",)),
        (report("松原市财正局"), "near", ("9901-cz",)),
        (report("松原市财政局局"), "near", ("9901-cz",)),
        (report("青川县人民政俯"), "near", ("990121",)),
        (report("未载明单位名称", file="2024/青川县人民政府2024年年报.docx"), "file", ("990121",)),
        (report("未载明单位名称", file="990121-1 年报.docx"), "file", ("990121-1",)),
        (report("未载明单位名称", file="柳河镇2024.docx"), "file", ("990121-1", "990122-1")),
        (report("未载明单位名称", file="年报.docx"), "none", ()),
        (report("南海市水利局"), "none", ()),
        (report("", file="报告.docx"), "none", ()),
    ],
)
def test_not_sure_is_listed_and_never_guessed(
    matcher: Matcher, given: Summary, doubt: str, candidates: tuple[str, ...]
) -> None:
    found = matcher.match(given)
    assert found == Match(doubt=found.doubt, candidates=found.candidates)
    assert found.doubt == doubt
    assert found.candidates[: len(candidates)] == candidates
    assert bool(found.candidates) == bool(candidates)


def test_the_higher_bureau_is_not_taken_for_the_lower_one(book: Rulebook) -> None:
    """With the city's bureau not on the roster, its report is not given to the county's."""
    units = {unit.code: unit for unit in UNITS if unit.code != "9901-cz"}
    matcher = Matcher(roster_of(units), Names(book.leftovers), roster_words(), book.text_words.unnamed)
    assert matcher.match(report("松原市财政局")).unit == ""
    assert matcher.match(report("云岭省松原市财政局")).unit == ""


def test_an_office_that_is_on_the_roster_for_its_unit(book: Rulebook) -> None:
    """Only then: whose office is not on the roster, and who is there itself, is nobody else."""
    units = {"5": RosterUnit("5", "黑水县人民政府办公室"), "6": RosterUnit("6", "赤水县人民政府")}
    matcher = Matcher(roster_of(units), Names(book.leftovers), roster_words(), book.text_words.unnamed)
    found = [matcher.match(report(name)) for name in ("黑水县人民政府", "赤水县政府办公室", "白水镇政府")]
    assert [(match.unit, match.by) for match in found] == [("5", "office"), ("6", "office"), ("", None)]


def test_an_empty_roster(book: Rulebook) -> None:
    matcher = Matcher(Roster({}), Names(book.leftovers), roster_words(), book.text_words.unnamed)
    assert matcher.match(report("松原市财政局", "1")) == Match()


def test_many_names_near_one_another_take_no_time(book: Rulebook) -> None:
    units = {str(n): RosterUnit(str(n), f"青川县第{n}号街道办事处") for n in range(20_000)}
    matcher = Matcher(roster_of(units), Names(book.leftovers), roster_words(), book.text_words.unnamed)
    found = [matcher.match(report(f"青川县第{n}号街道办事厅")) for n in range(0, 60)]
    assert all(match.unit == "" for match in found)
    assert found[7].candidates[0] == "7"


def test_absurdly_long_names(matcher: Matcher) -> None:
    assert matcher.match(report("青川县" * 60, file="柳" * 5_000)).unit == ""


def test_of_many_that_the_name_of_a_file_tells_three_are_listed(matcher: Matcher) -> None:
    assert matcher.likely_from_file("x/9901-cz 990122 99 9901.pdf") == ("99", "9901", "9901-cz")
    assert matcher.likely_from_file("9901/年报.pdf") == ()  # a folder is no name
    assert matcher.likely_from_file("19901.pdf") == ()  # part of another number
    assert matcher.likely_from_file("白石县人民政府和青川县人民政府和松原市人民政府.pdf") == (
        "9901",
        "990121",
        "990122",
    )


def near_words(near: int, margin: int, candidates: int) -> RosterWords:
    return RosterWords({}, {}, "", near, margin, candidates, 10)


NEAR = NearNames({"abcdefgh": ["1"], "abcdefxy": ["3", "2"], "abcdewxy": ["4"], "abcdefgz": ["5"], "q": ["6"]})


@pytest.mark.parametrize(
    ("key", "words", "expected"),
    [
        ("abcdefgh", near_words(75, 25, 9), ("1", "5", "3", "2")),  # 100, 87 and 75 percent of the letters
        ("abcdefgh", near_words(76, 25, 9), ("1", "5")),
        ("abcdefgh", near_words(75, 24, 9), ("1", "5")),
        ("abcdefgh", near_words(75, 13, 9), ("1", "5")),
        ("abcdefgh", near_words(75, 12, 9), ("1",)),
        ("abcdefgh", near_words(62, 38, 9), ("1", "5", "3", "2", "4")),
        ("abcdefgh", near_words(75, 25, 3), ("1", "5", "3")),
        ("abcdefgh", near_words(101, 0, 9), ()),
        ("abcdefghijklm", near_words(75, 0, 9), ("1",)),  # 8 of 13 and 8: 76 percent
        ("abcdefghijklm", near_words(77, 0, 9), ()),
        ("q", near_words(100, 0, 9), ("6",)),
        ("zz", near_words(0, 0, 9), ()),
        ("", near_words(75, 0, 9), ()),
    ],
)
def test_how_near_a_name_must_be(key: str, words: RosterWords, expected: tuple[str, ...]) -> None:
    assert NEAR.near(key, words) == expected


def test_a_name_that_shares_its_pairs_with_very_many_is_compared_with_a_few() -> None:
    many = NearNames({f"ab{n:05}": [str(n)] for n in range(6_000)} | {"xyab": ["x"]})
    assert many.near("xyab", near_words(75, 0, 3)) == ("x",)
    assert len(many.near("ab", near_words(10, 100, 99))) == 30
