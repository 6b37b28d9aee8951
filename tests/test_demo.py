"""The synthetic province: the same for the same seed, as its truth says, and nothing wrong but what was put in."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from cli import main
from engine.crosscheck.run import CrossChecker
from engine.demo.documents import Documents
from engine.demo.figures import Figures, figures, sums_of, year_before
from engine.demo.grammar import Grammar
from engine.demo.province import Made, Order, write_province
from engine.demo.units import Work, in_order, provinces
from engine.demo.words import words
from engine.errors import Unusable
from engine.given import Given
from engine.readers import read_bytes, read_file
from engine.rulebook import Form, Rulebook
from engine.score import Engine

UNITS, YEAR = 260, 2024


@pytest.fixture(scope="module")
def form(book: Rulebook) -> Form:
    found = book.form(YEAR)
    assert found is not None
    return found


def make(book: Rulebook, form: Form, folder: Path, order: Order) -> Made:
    folder.mkdir(parents=True)
    return write_province(order, book, form, folder, lambda done: None)


@pytest.fixture(scope="module")
def province(book: Rulebook, form: Form, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "province"
    make(book, form, folder, Order(UNITS, YEAR, "tests", previous=True))
    return folder


def truth_of(folder: Path) -> dict[str, dict[str, Any]]:
    found = json.loads((folder / "truth.json").read_text("utf-8"))
    assert (found["schema"], found["year"]) == ("compliance-demo-truth/1", YEAR)
    return {entry["code"]: entry for entry in found["reports"]}


def roster_of(folder: Path) -> dict[str, dict[str, str]]:
    with open(folder / "units.csv", encoding="utf-8-sig", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(str(path.relative_to(folder)).encode())
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()


def counting(entry: dict[str, Any]) -> str | None:
    """The file that counts for the unit, if one surely does."""
    sure = entry.get("submitted") and entry.get("match", "sure") == "sure" and entry["fate"] != "doubtful_versions"
    return entry.get("counts") or entry["files"][0] if sure else None


def test_the_same_seed_gives_the_same_bytes(book: Rulebook, form: Form, tmp_path: Path) -> None:
    for name, seed in (("one", "a"), ("again", "a"), ("other", "b")):
        make(book, form, tmp_path / name, Order(40, YEAR, seed, previous=True))
    assert digest(tmp_path / "one") == digest(tmp_path / "again") != digest(tmp_path / "other")


@pytest.mark.parametrize("count", [1, 2, 3, 7, 50, 333, 5000, 20_000])
def test_as_many_units_as_asked_for_all_different(count: int) -> None:
    units = [unit for area in provinces(count, "x") for unit in in_order(area)]
    assert len({unit.code for unit in units}) == len({unit.name for unit in units}) == len(units) == count
    known = {""}
    for unit in units:
        assert unit.superior in known  # the superior stands before
        known.add(unit.code)
    assert {unit.region.count("/") for unit in units if unit.kind == "township"} <= {3}


def test_roster_truth_and_files_agree(province: Path) -> None:
    roster, truth = roster_of(province), truth_of(province)
    assert roster.keys() == truth.keys()
    assert len(roster) == UNITS
    named = {file for entry in truth.values() for file in entry["files"]}
    there = {path.relative_to(province).as_posix() for path in (province / str(YEAR)).rglob("*") if path.is_file()}
    assert named == there
    for code, row in roster.items():
        assert row["expected"] == ("yes" if truth[code]["expected"] else "no")
        assert bool(truth[code]["files"]) == (truth[code]["fate"] not in ("missing", "not_expected"))
        assert row["superior"] in {"", *roster}


def test_every_defect_is_found_and_nothing_else(province: Path, book: Rulebook, engine: Engine) -> None:
    roster, fates = roster_of(province), set()
    for code, entry in truth_of(province).items():
        fates.add(entry["fate"])
        for file in entry["files"]:
            if "unreadable" in entry:
                with pytest.raises(Unusable):
                    read_file(str(province / file), book)
                continue
            reading = read_file(str(province / file), book)
            if entry["fate"] in ("wrong_year", "another_units_file"):
                assert (reading.report.year, reading.report.unit.code) != (YEAR, code)
                continue
            given_kind: Any = roster[code]["kind"]
            found = {match.rule.name for match in engine.findings(reading, Given(kind=given_kind))}
            defects = entry.get("defects", [])
            must = {rule for defect in defects for rule in defect["rules"]}
            may = {rule for defect in defects for rule in defect["may"]}
            assert must <= found <= must | may, (code, entry["fate"])
            assert must or not defects
    assert {"right", "late", "missing", "copied", "defective"} <= fates


def test_last_years_reports_are_right_and_carried_over(province: Path, book: Rulebook, engine: Engine) -> None:
    truth = truth_of(province)
    before = {}
    for path in sorted((province / str(YEAR - 1)).rglob("*.json")):
        reading = read_file(str(path), book)
        assert reading.report.unit.code is not None
        before[reading.report.unit.code] = reading
        if len(before) % 4 == 0:
            assert not engine.findings(reading)
    assert before.keys() == {code for code, entry in truth.items() if entry["expected"]}
    for code, entry in truth.items():
        if entry["fate"] == "right":
            now = read_file(str(province / entry["files"][0]), book).report
            carried = now.table("requests")["carried_over"]
            assert carried == before[code].report.table("requests")["carried_forward"]


def test_sums_and_copies_are_found_as_the_truth_says(province: Path, book: Rulebook, tmp_path: Path) -> None:
    roster, truth = roster_of(province), truth_of(province)
    members = [Member(row["code"], row["superior"], row["includes"]) for row in roster.values()]
    with CrossChecker(book, tmp_path) as checker:
        for code, entry in truth.items():
            file = counting(entry)
            if file is not None:
                checker.add(code, read_file(str(province / file), book).report)
        found = list(checker.findings(members))
    different: dict[str, set[str]] = {}
    for item in found:
        if item.check == "sum":
            different.setdefault(item.code, set()).add(item.values["cell"].en)
    complete = {code for code, entry in truth.items() if entry.get("sums", {}).get("complete")}
    assert {item.code for item in found if item.check == "incomplete"} == {
        code for code, entry in truth.items() if "sums" in entry and not entry["sums"]["complete"]
    }
    wanted = {code: truth[code]["sums"]["different"] for code in complete if truth[code]["sums"]["different"]}
    assert {code: len(cells) for code, cells in different.items()} == {code: len(c) for code, c in wanted.items()}
    copies = {frozenset((code, entry["copied_from"])) for code, entry in truth.items() if "copied_from" in entry}
    assert copies
    assert {frozenset((item.code, *item.others)) for item in found if item.check == "likeness"} == copies
    assert not [item for item in found if item.check == "repeated"]


class Member:
    def __init__(self, code: str, superior: str, includes: str) -> None:
        self.code, self.superior, self.includes = code, superior, includes


def test_superiors_that_include_others_are_their_sums(province: Path) -> None:
    """Counted from the files alone."""
    roster, truth = roster_of(province), truth_of(province)
    checked = 0
    for code, entry in truth.items():
        if not entry.get("sums", {}).get("complete") or roster[code]["includes"] != "all":
            continue
        own = cells(province / entry["files"][0])
        under = [
            cells(province / str(counting(truth[one]))) for one, row in roster.items() if row["superior"] == code
        ]
        different = {
            name
            for name, figure in own.items()
            if figure is not None
            and None not in (parts := [other[name] for other in under])
            and figure != sum(part or 0 for part in parts)
        }
        assert {name.replace("/", " ") for name in entry["sums"]["different"]} == different
        checked += 1
    assert checked


def cells(path: Path) -> dict[str, int | None]:
    """The figures that are summed, amounts in hundredths; ``None`` where there is none."""
    tables = json.loads(path.read_text("utf-8"))["tables"]
    places = [
        *(("requests", row, "total") for row in ("new_received", "carried_over", "total", "carried_forward")),
        *(("disputes", row, "total") for row in ("review", "direct", "after_review")),
        *(("proactive", row, "decisions") for row in ("licences", "penalties", "coercive_measures")),
        ("proactive", "fees", "amount_10k_yuan"),
    ]
    found = {place: tables.get(place[0], {}).get(place[1], {}).get(place[2]) for place in places}
    return {
        " ".join(place): round(100 * figure) if isinstance(figure, (int, float)) and figure >= 0 else None
        for place, figure in found.items()
    }


def sums_hold(found: Figures) -> None:
    tables = found.tables()
    requests = tables["requests"]
    outcomes = [row for row in requests if "." in row or row in ("granted", "partially_granted")]
    assert len(outcomes) == 21
    for column in requests["total"]:
        assert requests["total"][column] == sum(requests[row][column] for row in outcomes)
        received = requests["new_received"][column] + requests["carried_over"][column]
        assert received == requests["total"][column] + requests["carried_forward"][column]
    lines = [line for table in ("requests", "disputes") for line in tables[table].values()]
    assert all(line["total"] == sum(v for key, v in line.items() if key != "total") for line in lines)
    assert all(value >= 0 for line in lines for value in line.values())
    for row in ("regulations", "normative_documents"):
        line = tables["proactive"][row]
        assert min(line.values()) >= 0
        assert line["made"] <= line["in_force"] + line["repealed"]
    assert 0 <= found.collected <= found.asked
    assert found.asked % 10 == found.collected % 10 == 0
    assert found.collected <= found.fees * 100
    assert found.told()["notices"] >= requests["other.overdue_fee"]["total"]


@settings(max_examples=40, deadline=None)
@given(st.builds(Work, *[st.integers(0, 200)] * 5), st.integers(0, 10**6), st.integers(0, 10**6))
def test_all_sums_hold(work: Work, one: int, other: int) -> None:
    now, more = figures(work, Random(one)), figures(work, Random(other))
    before = year_before(now, work, Random(other))
    for found in (now, before, sums_of([now, more])):
        sums_hold(found)
    assert before.requests["carried_forward"] == now.requests["carried_over"]
    assert before.documents["in_force"] == (
        now.documents["in_force"] - now.documents["made"] + now.documents["repealed"]
    )


def test_patterns_are_filled() -> None:
    grammar = Grammar({"colour": ["red", "blue"]})
    for seed in range(30):
        said = grammar.fill("{colour}, {colour}: {3-5} of {unit}.", {"unit": "ours"}, Random(seed))
        first, second, number = said[:-9].replace(",", "").replace(":", "").split()
        assert {first, second} <= {"red", "blue"}
        assert 3 <= int(number) <= 5
        assert said.endswith(" of ours.")
    with pytest.raises(KeyError):
        grammar.fill("{nobody}", {}, Random(0))


def test_every_list_is_used_and_every_slot_is_known() -> None:
    prose = words("prose")
    given_names = {
        "we", "unit", "year", "contact", "place", "street", "postcode", "phone", "mail", "new", "people", "over",
        "settled", "forward", "granted", "partly", "reviews", "lawsuits", "notices", "asked", "collected",
    }  # fmt: skip
    import re

    slots = set(re.findall(r"\{([a-z_]+)\}", json.dumps(prose, ensure_ascii=False)))
    assert slots <= given_names | prose["lists"].keys()
    assert prose["lists"].keys() <= slots


@pytest.mark.parametrize("format", ["docx", "html", "pdf", "xlsx"])
def test_documents_say_what_the_report_says(format: Any, province: Path, book: Rulebook, form: Form) -> None:
    entry = next(entry for entry in truth_of(province).values() if entry["fate"] == "right")
    report = json.loads((province / entry["files"][0]).read_text("utf-8"))
    documents = Documents(form, mixed=True)
    content = documents.write(report, format)
    assert content == documents.write(report, format)
    reading = read_bytes(content, f"x.{format}", book)
    expected = read_file(str(province / entry["files"][0]), book).report
    assert reading.report.unit.name == expected.unit.name
    assert (reading.report.year, reading.report.title) == (YEAR, expected.title)
    for table in ("proactive", "requests", "disputes"):
        assert reading.report.table(table) == expected.table(table)
    for key in ("preface", "overview", "problems", "other"):
        mine, theirs = reading.report.section(key), expected.section(key)
        assert mine is not None
        assert theirs is not None
        assert "".join(mine.text.split()) == "".join(theirs.text.split())
    assert reading.report.published_on == (expected.published_on if format == "html" else None)
    with pytest.raises(Unusable):
        read_bytes(documents.broken(content, format), f"x.{format}", book)


def test_the_command(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(main, ["demo", "--units", "3", "--out", str(out), "--lang", "en"])
    assert (done.exit_code, done.stdout.splitlines()[0]) == (
        0,
        f"{out}: 3 units, 3 files. Roster units.csv, truth truth.json, reports under 2024/.",
    )
    again = CliRunner().invoke(main, ["demo", "--units", "3", "--out", str(out), "--lang", "en"])
    assert (again.exit_code, again.stderr) == (2, f"{out}: the folder is not empty: choose another\n")
    other = CliRunner().invoke(main, ["demo", "--year", "2021", "--previous", "--out", str(tmp_path / "x")])
    assert other.exit_code == 2
    assert not (tmp_path / "x").exists()
