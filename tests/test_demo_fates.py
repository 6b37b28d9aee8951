"""What each fate of a unit comes to: the files, the report that counts, and what the truth says of them."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from engine.demo.defects import DEFECTS
from engine.demo.documents import Documents
from engine.demo.fates import HandedIn, Registry, fate_of
from engine.demo.figures import Figures, figures
from engine.demo.report import Days, days_in_time, days_late, report_json
from engine.demo.units import Unit, Work
from engine.demo.words import words
from engine.rulebook import Form, Rulebook

BUREAU = Unit(
    "990101-01", "甲乙县市场监督管理局", "甲乙县市场局", "甲乙县工商局", "县市场局", "department", "county",
    "丙省/丁市/甲乙县", "990101", "", "甲乙县", "我局", "甲乙县市场监督管理局办公室",
    "丙省/丁市/甲乙县", Work(60, 9, 9),
)  # fmt: skip
OTHER = replace(BUREAU, code="990102-01", name="戊己县市场监督管理局", place="戊己县")
TITLE = "甲乙县市场监督管理局2024年政府信息公开工作年度报告"
FILE = f"{BUREAU.folder}/{TITLE}.json"
SEEDS = ["a", "b", "c", "d"]


@pytest.fixture
def form(book: Rulebook) -> Form:
    found = book.form(2024)
    assert found is not None
    return found


class Office:
    """Hands in reports of units, all with the same figures."""

    def __init__(self, book: Rulebook, form: Form, seed: str) -> None:
        self._made_with = book, form, seed
        self.registry = Registry(book, form, 2024, Documents(form, mixed=False), seed)
        self.figures: Figures = figures(BUREAU.work, Random(seed))

    def again(self) -> Office:
        """One where nobody has handed in anything yet."""
        return Office(*self._made_with)

    def hand_in(self, fate: str, unit: Unit = BUREAU) -> HandedIn:
        return self.registry.hand_in(unit, fate, self.figures)


@pytest.fixture(params=SEEDS)
def office(request: pytest.FixtureRequest, book: Rulebook, form: Form) -> Office:
    return Office(book, form, request.param)


def contents(handed: HandedIn) -> list[dict[str, Any]]:
    return [json.loads(content) for _, content in handed.files]


def names(handed: HandedIn) -> list[str]:
    return [name for name, _ in handed.files]


def alone(handed: HandedIn) -> dict[str, Any]:
    """The one report that was handed in, which counts."""
    (content,) = contents(handed)
    assert content == handed.counts
    assert handed.files[0][1].endswith(b"}\n")
    return content


def test_a_right_report_says_who_and_when_and_what(office: Office, form: Form) -> None:
    handed = office.hand_in("right")
    value = alone(handed)
    assert (handed.fate, names(handed), handed.truth) == ("right", [FILE], {"submitted": True})
    assert {key: value[key] for key in ("schema", "unit", "year", "title", "tables")} == {
        "schema": "disclosure-report/1",
        "unit": {
            "name": BUREAU.name, "code": BUREAU.code, "kind": "department", "level": "county",
            "region": BUREAU.region,
        },
        "year": 2024,
        "title": TITLE,
        "tables": office.figures.tables(),
    }  # fmt: skip
    assert "2025-01-06" <= value["published_on"] <= "2025-01-31"
    assert "2025-01-04" <= value["submitted_on"] < value["published_on"]
    sections = value["sections"]
    assert list(sections) == ["preface", *form.sections]
    assert {key: section["heading"] for key, section in sections.items()} == {
        "preface": "", **{key: label.text.zh for key, label in form.sections.items()},
    }  # fmt: skip
    assert {key for key, section in sections.items() if not section["text"]} == {"proactive", "requests", "disputes"}
    assert office.hand_in("right").files == handed.files  # of the same unit the same


def test_who_hands_in_nothing(office: Office) -> None:
    for fate in ("missing", "not_expected"):
        handed = office.hand_in(fate)
        assert (handed.fate, handed.files, handed.counts, handed.truth) == (fate, [], None, {"submitted": False})


def test_a_wrong_sum_is_told(office: Office) -> None:
    handed = office.hand_in("sum_wrong")
    assert (handed.fate, alone(handed)["year"], handed.truth) == ("sum_wrong", 2024, {"submitted": True})


@pytest.mark.parametrize(
    ("kind", "due", "rule", "may"),
    [
        ("government", dt.date(2025, 3, 31), "government-published-late", []),
        ("department", dt.date(2025, 1, 31), "department-published-late", ["department-submitted-late"]),
        ("organisation", dt.date(2025, 1, 31), "organisation-published-late", []),
        ("township", dt.date(2025, 1, 31), "township-published-after-january", []),
    ],
)
def test_a_late_report(kind: Any, due: dt.date, rule: str, may: list[str], office: Office, book: Rulebook) -> None:
    assert rule in {each.name for each in book.rules}
    handed = office.hand_in("late", replace(BUREAU, kind=kind))
    value = alone(handed)
    days = {key: value[key] for key in ("submitted_on", "published_on")}
    defect = {"kind": "late", "rules": [rule], "may": may}
    assert handed.truth == {"submitted": True, "late": days, "defects": [defect]}
    assert handed.fate == "late"
    published, submitted = (dt.date.fromisoformat(days[key]) for key in ("published_on", "submitted_on"))
    assert 8 <= (published - due).days < 45
    assert 0 <= (published - submitted).days < 30


def test_a_file_that_nothing_can_read(book: Rulebook, form: Form) -> None:
    empty = 0
    for seed in range(30):
        handed = Office(book, form, str(seed)).hand_in("unreadable")
        ((name, content),) = handed.files
        assert (handed.fate, name, handed.counts) == ("unreadable", FILE, None)
        assert handed.truth == {"submitted": False, "unreadable": FILE}
        with pytest.raises(ValueError, match=r"."):
            json.loads(content)
        empty += not content
    assert 1 <= empty <= 14  # a fifth


def words_of(report: dict[str, Any], *sections: str) -> str:
    return "".join(report["sections"][key]["text"] for key in sections)


def grams(text: str) -> set[str]:
    return {text[at : at + 5] for at in range(len(text) - 4)}


def shared(one: str, other: str) -> float:
    return len(grams(one) & grams(other)) / len(grams(one))


def test_copies(office: Office) -> None:
    before = alone(office.hand_in("right", OTHER))
    apart = alone(office.hand_in("right"))
    assert shared(words_of(apart, "overview", "problems"), words_of(before, "overview", "problems")) < 0.3

    def copied(fate: str) -> HandedIn:
        fresh = office.again()
        fresh.hand_in("right", OTHER)
        return fresh.hand_in(fate)

    whole = copied("copied")
    assert (whole.fate, whole.truth) == (
        "copied", {"submitted": True, "copied_from": OTHER.code, "copied": "whole"},
    )  # fmt: skip
    report = alone(whole)
    assert report["unit"]["name"] == BUREAU.name
    assert OTHER.name not in words_of(report, "preface", "overview", "problems", "other")
    assert shared(words_of(report, "overview", "problems"), words_of(before, "overview", "problems")) > 0.5
    borrowed = copied("borrowed")
    assert (borrowed.fate, borrowed.truth) == ("borrowed", {"submitted": True})
    assert shared(words_of(alone(borrowed), "overview"), words_of(before, "overview")) < 0.5
    section = copied("copied_section")
    if section.fate == "right":  # what there is to be copied is too short
        assert section.truth == {"submitted": True}
        return
    assert (section.fate, section.truth) == (
        "copied_section", {"submitted": True, "copied_from": OTHER.code, "copied": "problems"},
    )  # fmt: skip
    assert shared(words_of(alone(section), "problems"), words_of(before, "problems")) > 0.5
    assert shared(words_of(alone(section), "overview"), words_of(before, "overview")) < 0.3


def test_there_must_be_somebody_to_copy_from(office: Office) -> None:
    for fate in ("copied", "copied_section", "borrowed", "another_units_file"):
        fresh = office.again()
        fresh.hand_in("right", replace(OTHER, kind="township"))  # of another kind
        assert fresh.hand_in(fate, replace(BUREAU, kind="organisation")).fate == "right"


def test_the_same_file_twice(office: Office) -> None:
    handed = office.hand_in("same_file_twice")
    again = f"{BUREAU.folder}/{TITLE}（副本）.json"
    assert (handed.fate, names(handed)) == ("same_file_twice", [FILE, again])
    assert handed.truth == {"submitted": True, "same_file": [FILE, again]}
    assert handed.files[0][1] == handed.files[1][1]
    assert contents(handed) == [handed.counts] * 2


def test_a_later_version(office: Office) -> None:
    handed = office.hand_in("later_version")
    later = f"{BUREAU.folder}/{TITLE}（更正）.json"
    assert names(handed) == [FILE, later]
    assert handed.truth == {"submitted": True, "versions": [FILE, later], "counts": later}
    first, second = contents(handed)
    assert handed.counts == second
    days = [dt.date.fromisoformat(each["submitted_on"]) for each in (first, second)]
    assert 1 <= (days[1] - days[0]).days <= 5
    assert first["sections"]["problems"] != second["sections"]["problems"]
    assert first["tables"] == second["tables"]


def test_versions_of_which_nobody_can_tell_which_counts(office: Office) -> None:
    handed = office.hand_in("doubtful_versions")
    later = f"{BUREAU.folder}/{TITLE}（第二份）.json"
    assert (handed.fate, names(handed), handed.counts) == ("doubtful_versions", [FILE, later], None)
    assert handed.truth == {"submitted": True, "versions": [FILE, later]}
    first, second = contents(handed)
    assert first["submitted_on"] == second["submitted_on"]
    assert first["published_on"] == second["published_on"]
    assert first["sections"]["problems"] != second["sections"]["problems"]


def test_another_units_file(office: Office) -> None:
    theirs = office.hand_in("right", OTHER).files[0][1]
    handed = office.hand_in("another_units_file")
    name = f"{BUREAU.folder}/{TITLE}（报送）.json"
    assert (handed.fate, handed.files, handed.counts) == ("another_units_file", [(name, theirs)], None)
    assert handed.truth == {"submitted": False, "file_of": OTHER.code, "same_file": [name]}


@pytest.mark.parametrize(("fate", "name"), [("short_name", BUREAU.short), ("former_name", BUREAU.former)])
def test_an_alias_of_the_roster(fate: str, name: str, office: Office) -> None:
    handed = office.hand_in(fate)
    value = alone(handed)
    assert handed.truth == {"submitted": True, "written_as": name, "match": "sure"}
    assert names(handed) == [f"{BUREAU.folder}/{name}2024年政府信息公开工作年度报告.json"]
    assert (value["unit"]["name"], value["unit"]["region"]) == (name, BUREAU.region)
    assert value["unit"].get("code", BUREAU.code) == BUREAU.code
    assert BUREAU.name not in words_of(value, "preface", "overview")
    assert office.hand_in(fate, replace(BUREAU, short="", former="")).fate == "right"


def test_an_alias_comes_with_the_code_or_without(book: Rulebook, form: Form) -> None:
    told = Counter(
        "code" in contents(Office(book, form, str(seed)).hand_in("short_name"))[0]["unit"] for seed in range(30)
    )
    assert 5 <= told[True] <= 25


def test_names_that_nobody_can_be_sure_of(office: Office) -> None:
    shared_name = office.hand_in("shared_name")
    assert shared_name.truth == {"submitted": True, "written_as": "县市场局", "match": "doubtful"}
    assert shared_name.counts is None
    assert contents(shared_name)[0]["unit"] == {"name": "县市场局", "kind": "department", "level": "county"}
    slip = office.hand_in("slip")
    written = slip.truth["written_as"]
    assert slip.truth == {"submitted": True, "written_as": written, "match": "doubtful"}
    slips = [BUREAU.name.replace(right, wrong, 1) for right, wrong in words("units")["slips"] if right in BUREAU.name]
    assert written in slips
    assert slip.counts is None
    unit = contents(slip)[0]["unit"]
    assert (unit["name"], unit["region"], "code" in unit) == (written, BUREAU.region, False)
    assert office.hand_in("slip", replace(BUREAU, name="XX")).fate == "right"


def test_defects(book: Rulebook, form: Form) -> None:
    known = {defect.name: defect for defect in DEFECTS}
    narrative = {rule.name for rule in book.rules if rule.category == "narrative"}
    seen = set()
    for seed in range(40):
        office = Office(book, form, str(seed))
        handed = office.hand_in("defective")
        value = alone(handed)
        (told,) = handed.truth["defects"]
        defect = known[told["kind"]]
        also = defect.also | (narrative if "table" in defect.name else set())
        assert handed.truth["submitted"]
        assert handed.fate == "defective"
        assert set(told) == {"kind", "rules", "may"}
        assert told["rules"] == sorted(defect.finds)
        assert told["may"] == sorted(also - defect.finds)
        assert {"2024", "random"} & set(defect.bases)
        assert defect.least == 100
        assert value != Office(book, form, str(seed)).hand_in("right").counts
        seen.add(defect.name)
    assert len(seen) > 10


def test_last_years_report(office: Office) -> None:
    handed = office.registry.last_year(BUREAU, "wrong_year", office.figures)
    (value,) = contents(handed)
    assert (handed.fate, names(handed), handed.counts) == ("wrong_year", [FILE.replace("2024", "2023")], None)
    assert handed.truth == {"submitted": False, "year": 2023}
    assert (value["year"], value["title"]) == (2023, TITLE.replace("2024", "2023"))
    assert "2024-01-06" <= value["published_on"] <= "2024-01-31"
    assert "2024年" not in words_of(value, "preface", "overview", "problems", "other")


# How often what becomes of units


def test_shares_of_fates() -> None:
    plan = words("plan")
    count = 20_000
    found = Counter(fate_of(BUREAU, Random(at)) for at in range(count))
    for fate, share in plan["fates"].items():
        assert abs(found[fate] - count * share / 1000) < 5 * (count * share / 1000) ** 0.5
    assert found.keys() == {*plan["fates"], "right"}
    steady = Counter(fate_of(replace(BUREAU, steady=True), Random(at)) for at in range(2000))
    assert steady.keys().isdisjoint(plan["unsteady"])
    assert steady.keys() == found.keys() - set(plan["unsteady"])
    including = Counter(fate_of(replace(BUREAU, includes="all"), Random(at)) for at in range(4000))
    right = including["right"] + including["sum_wrong"]
    assert 0.2 < including["sum_wrong"] / right < 0.3


@pytest.mark.parametrize(("kind", "last"), [("government", (3, 31)), ("department", (1, 31)), ("township", (1, 31))])
def test_days_in_time_and_late(kind: Any, last: tuple[int, int], book: Rulebook) -> None:
    unit, due = replace(BUREAU, kind=kind), dt.date(2025, *last)
    in_time = [days_in_time(unit, 2024, book.calendar, Random(seed)) for seed in range(600)]
    assert min(days.published for days in in_time) == dt.date(2025, 1, 6)
    assert max(days.published for days in in_time) == due
    assert min(days.submitted for days in in_time) == dt.date(2025, 1, 4)
    early = [(days.published - days.submitted).days for days in in_time if days.published > dt.date(2025, 1, 12)]
    assert set(early) == {2, 3, 4, 5, 6, 7}
    late = [days_late(unit, 2024, book.calendar, Random(seed)) for seed in range(900)]
    assert {(days.published - due).days for days in late} == set(range(8, 45))
    assert {(days.published - days.submitted).days for days in late} == set(range(30))


def test_a_report_as_json(form: Form) -> None:
    made = figures(BUREAU.work, Random(1))
    value = report_json(
        BUREAU, 2024, {"preface": "p", "overview": "o"}, made, Days(dt.date(2025, 1, 5), dt.date(2025, 1, 9)), form
    )
    assert (value["submitted_on"], value["published_on"]) == ("2025-01-05", "2025-01-09")
    assert [section["text"] for section in value["sections"].values()] == ["p", "o", "", "", "", "", ""]
