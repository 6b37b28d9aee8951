"""Rosters: what Excel, WPS and hand-written files hold, and what cannot be used, with line and column."""

from __future__ import annotations

import hashlib
import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.loading.roster_words import roster_words
from engine.rank.roster import Roster, RosterUnit
from engine.rank.roster_file import BadRoster, read_roster

WORDS = roster_words()
HEAD = "code,name,aliases,kind,level,region,superior,expected,includes\n"
TWO = (
    HEAD + "01,云岭省人民政府,云岭省政府；云岭省府|云岭,government,province,云岭省,,yes,all\n"
    '0101,"云岭省财政局",,department,province,云岭省,01,no,\n'
)


def read(text: str, encoding: str = "utf-8") -> Roster:
    return read_roster(text.encode(encoding), WORDS)


def faults(text: str | bytes, lang: str = "en") -> list[str]:
    with pytest.raises(BadRoster) as error:
        read_roster(text.encode() if isinstance(text, str) else text, WORDS)
    return [problem.text("zh" if lang == "zh" else "en") for problem in error.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, ending: str) -> None:
    text = TWO.replace("；云岭省府|云岭", "、云岭").replace(",", delimiter).replace("\n", ending)
    units = read(text, encoding).units
    assert list(units) == ["01", "0101"]
    first, second = units.values()
    assert (first.name, first.aliases) == ("云岭省人民政府", ("云岭省政府", "云岭"))
    assert (first.kind, first.level, first.region, first.superior) == ("government", "province", "云岭省", "")
    assert (first.expected, first.includes, first.line) == (True, "all", 2)
    assert (second.expected, second.includes, second.superior, second.line) == (False, "", "01", 3)


def test_aliases_between_any_separator() -> None:
    assert read(TWO).units["01"].aliases == ("云岭省政府", "云岭省府", "云岭")


def test_chinese_heads_and_words() -> None:
    text = "单位名称,单位代码,单位类别,层级,地区,上级代码,是否应报\n甲县柳河镇人民政府,7,乡镇,乡级,甲县／柳河镇,,否\n"
    (unit,) = read(text, "gbk").units.values()
    assert (unit.code, unit.kind, unit.level, unit.region, unit.expected) == (
        "7", "township", "township", "甲县/柳河镇", False,
    )  # fmt: skip


def test_a_title_above_the_head_and_blank_rows_are_passed_over() -> None:
    text = "2024年度应报单位名册,\n\ncode,name\n,\n1,甲\n\n2,乙\n"
    assert [(u.code, u.line) for u in read(text).units.values()] == [("1", 5), ("2", 7)]


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_workbook_with_numbers_for_codes() -> None:
    rows: list[list[object]] = [
        ["名册"],
        ["代码", "名称", "应报"],
        [330383, "龙港市人民政府", "是"],
        [],
        ["01", "某局", None],
    ]
    units = read_roster(workbook(rows), WORDS).units
    assert {code: unit.name for code, unit in units.items()} == {"330383": "龙港市人民政府", "01": "某局"}


def test_a_workbook_names_its_cells() -> None:
    rows: list[list[object]] = [["code", "name", "level"], ["1", "甲", "village"]]
    assert faults(workbook(rows)) == [
        "2:3: level cannot be 'village'; known are province, prefecture, county, township"
    ]


def test_a_workbook_without_anything() -> None:
    assert faults(workbook([])) == ["1:1: the roster has no unit"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: no head"),
        ("code,name\n", "1:1: the roster has no unit"),
        ("code,level\n1,county\n", "1:1: there is no column name"),
        ("code,name,colour\n1,甲,red\n", "1:3: unknown column 'colour'"),
        ("code,name,name\n1,甲,乙\n", "1:3: column name stands twice"),
        ("code,name\n1,甲\n1,乙\n", "3:1: code 1 stands in line 2 already"),
        ("code,name\n1,\n", "2:2: name must not be empty"),
        ("name,code\n甲,\n", "2:2: code must not be empty"),
        ("code,name,kind\n1,甲,省直\n", "2:3: kind cannot be '省直'"),
        ("code,name,expected\n1,甲,perhaps\n", "2:3: expected cannot be 'perhaps'"),
        ("code,name,superior\n1,甲,2\n", "2:3: superior 2 is not on the roster"),
        ("code,name,superior\n1,甲,1\n", "2:3: superiors go in a circle: 1 → 1"),
        ("code,name,superior\n1,甲,2\n2,乙,1\n", "2:3: superiors go in a circle: 1 → 2 → 1"),
        ("code,name\n1,甲,乙\n", "2:3: this row has more cells than the head (2)"),
        ("code,name\n3.30383E+05,甲\n", "2:1: '3.30383E+05' looks like a code that Excel made a number of"),
        (f"code,name\n{'9' * 51},甲\n", "2:1: code has more than 50 characters"),
        ('code,name\n1,"甲\n2,乙\n', "2:1: from this line on a quotation mark is not closed"),
        (f"code,name\n1,{'甲' * 20_000}\n", "2:1: from this line on"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_place(text: str, expected: str) -> None:
    (fault,) = faults(text)
    assert fault.startswith(expected)


KINDS = "government, department, township, organisation"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: no head: the first row names the columns, at least code and name"),
        (
            "code,name,colour\n1,甲,red\n",
            "1:3: unknown column 'colour'; known are code, name, aliases, kind, level, region, superior, expected, "
            "includes",
        ),
        ("name,code\n甲,1\n乙,1\n", "3:2: code 1 stands in line 2 already"),
        ("name,kind,code\n甲,省直,1\n", f"2:2: kind cannot be '省直'; known are {KINDS}"),
        ("code,name,expected\n1,甲,perhaps\n", "2:3: expected cannot be 'perhaps'; known are yes, no"),
        ("code,name,includes\n1,甲,some\n", "2:3: includes cannot be 'some'; known are all, more, no"),
        (
            "name,code\n甲,3.3E+05\n",
            "2:2: '3.3E+05' looks like a code that Excel made a number of; format the column as text and enter it "
            "again",
        ),
        ("code,superior,name\n1,3E+5,甲\n", "2:2: '3E+5' looks like a code that Excel made a number of; format"),
        (
            "code,name\n1,甲,乙\n",
            "2:3: this row has more cells than the head (2); a comma in a name needs quotation marks",
        ),
        (f"code,name\n1,{'甲' * 201}\n", "2:2: name has more than 200 characters"),
        (f"code,name,region\n1,甲,{'甲' * 201}\n", "2:3: region has more than 200 characters"),
        (f"code,name,superior\n1,甲,{'1' * 51}\n", "2:3: superior has more than 50 characters"),
        ("name,code,superior\n甲,1,2\n", "2:3: superior 2 is not on the roster"),
        (
            "superior,code,name\n2,1,甲\n3,2,乙\n4,3,丙\n5,4,丁\n6,5,戊\n7,6,己\n1,7,庚\n",
            "2:1: superiors go in a circle: 1 → 2 → 3 → 4 → 5 → 6 → …",
        ),
    ],
)
def test_faults_in_whole_lines(text: str, expected: str) -> None:
    fault = faults(text)[0]
    assert fault.startswith(expected) if expected.endswith("; format") else fault == expected


@pytest.mark.parametrize("text", [f"code,name,region\n{'1' * 50},{'甲' * 200},{'省' * 200}\n"])
def test_what_is_just_short_enough(text: str) -> None:
    (unit,) = read(text).units.values()
    assert (len(unit.code), len(unit.name), len(unit.region)) == (50, 200, 200)


def test_units_whole() -> None:
    """What no column says is not known; a report is due, and tables include nobody else's."""
    text = "name,code,includes,expected,aliases,region\n 乙  局,2,no,, 甲 ;乙；；甲,/a／ b //c/\n丙,1,more,y\n"
    roster = read_roster(text.encode(), WORDS, "r.csv")
    assert list(roster.units.values()) == [
        RosterUnit("1", "丙", includes="more", line=3),
        RosterUnit("2", "乙 局", ("甲", "乙"), region="a/b/c", line=2),
    ]
    assert (roster.file, roster.sha256) == ("r.csv", hashlib.sha256(text.encode()).hexdigest())
    assert roster.region("9") == ""


def test_every_fault_at_once_in_both_languages() -> None:
    text = "code,name,level\n1,,县\n1,乙,村\n"
    assert [line.split(": ")[0] for line in faults(text)] == ["2:2", "3:3"]
    assert faults(text, "zh")[1] == "3:3: level 不能是“村”；可用的有 province, prefecture, county, township"


def test_bytes_that_are_no_text() -> None:
    assert faults(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert faults(b"PK\x03\x04 no workbook") == [
        "1:1: neither a CSV file nor an .xlsx workbook; save the roster as one of them"
    ]
    assert faults("code,name\n1,甲县\n".encode() * 20 + b"\xff\xfe\n")[0].startswith("41:1: the characters")


def test_thousands_of_faults_are_not_all_listed() -> None:
    found = faults("code,name,level\n" + "".join(f"{n},甲,村\n" for n in range(5_000)))
    assert 100 <= len(found) <= 102


def test_a_region_comes_from_the_nearest_superior_that_has_one() -> None:
    text = "code,name,region,superior\n1,甲市,省/甲市,\n2,甲市某局,,1\n3,某局二级单位,,2\n4,独立单位,,\n"
    roster = read(text)
    assert [roster.region(code) for code in "1234"] == ["省/甲市", "省/甲市", "省/甲市", ""]


def test_a_long_chain_of_superiors_is_no_circle_and_takes_no_time() -> None:
    text = "code,name,superior\n0,甲,\n" + "".join(f"{n},甲,{n - 1}\n" for n in range(1, 20_000))
    assert len(read(text).units) == 20_000


def keys(content: bytes) -> set[str]:
    """The faults of a roster, none if it can be used."""
    try:
        read_roster(content, WORDS)
    except BadRoster as error:
        return {problem.key for problem in error.problems}
    return set()


@given(st.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_any_bytes_are_a_roster_or_refused(content: bytes) -> None:
    assert all(key.startswith("roster.") for key in keys(content))


LOST = "\ufffd"  # stands for what could not be decoded, and is refused
letters = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters=LOST)
cell = st.text(letters, min_size=1, max_size=12)


@given(st.lists(st.tuples(cell, cell), min_size=1, max_size=8, unique_by=lambda row: " ".join(row[0].split())))
@settings(max_examples=50, deadline=None)
def test_what_is_written_is_read(rows: list[tuple[str, str]]) -> None:
    quoted = [['"' + value.replace('"', '""') + '"' for value in row] for row in rows]
    text = "code,name\n" + "".join(f"{code},{name}\n" for code, name in quoted)
    meant = {" ".join(code.split()): " ".join(name.split()) for code, name in rows}
    if all(code and name for code, name in meant.items()) and len(meant) == len(rows):
        found = keys(text.encode())
        assert found <= {"roster.scientific"}  # the one thing that no code may look like
        if not found:
            assert {unit.code: unit.name for unit in read(text).units.values()} == meant


def test_a_name_that_could_not_be_decoded_is_refused() -> None:
    assert keys(f"code,name\n1,甲{LOST}\n".encode()) == {"roster.broken_text"}


def test_the_words_are_plain_values() -> None:
    assert json.dumps(dict(WORDS.columns))
    assert WORDS.columns["单位代码"] == "code"
    assert WORDS.values["level"]["县级"] == "county"
