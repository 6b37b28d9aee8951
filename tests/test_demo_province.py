"""What is written of a synthetic province: the roster, the truth, and the files, compared with each other in full."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from engine.demo.province import Made, Order, write_province
from engine.demo.units import in_order, provinces
from engine.demo.words import words
from engine.rulebook import Rulebook

SEED = "tests"
COLUMNS = ["code", "name", "aliases", "kind", "level", "region", "superior", "expected", "includes"]


class Written:
    """A province of so many units."""

    def __init__(
        self, book: Rulebook, folder: Path, units: int = 260, previous: bool = False, seed: str = SEED
    ) -> None:
        form = book.form(2024)
        assert form is not None
        self.told: list[int] = []
        self.folder = folder
        order = Order(units, 2024, seed, previous=previous)
        self.made: Made = write_province(order, book, form, folder, self.told.append)
        self.units = [unit for area in provinces(units, seed) for unit in in_order(area)]
        self.truth: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))
        self.entries: dict[str, dict[str, Any]] = {entry["code"]: entry for entry in self.truth["reports"]}

    def report(self, file: str) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.folder / file).read_text("utf-8"))
        return report

    def files(self) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.json")} - {"truth.json"}


@pytest.fixture
def written(book: Rulebook, tmp_path: Path) -> Written:
    return Written(book, tmp_path)


def test_the_head_and_the_counts(written: Written) -> None:
    assert {key: value for key, value in written.truth.items() if key != "reports"} == {
        "schema": "compliance-demo-truth/1", "seed": SEED, "year": 2024, "units": 260,
    }  # fmt: skip
    assert written.told == list(range(1, 261))
    files = [file for entry in written.entries.values() for file in entry["files"]]
    assert set(files) == written.files()
    assert (written.made.units, written.made.files) == (260, len(files))
    assert written.made.fates == Counter(entry["fate"] for entry in written.entries.values())
    lines = (written.folder / "truth.json").read_text("utf-8").splitlines()
    assert len(lines) == 260 + 2  # a line for each
    assert all(isinstance(json.loads(line.rstrip(",")), dict) for line in lines[1:-1])


def test_the_roster(written: Written) -> None:
    with open(written.folder / "units.csv", encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == COLUMNS
    assert rows == [
        [
            unit.code, unit.name, ";".join(unit.aliases), unit.kind, unit.level, unit.region, unit.superior,
            "no" if written.entries[unit.code]["fate"] == "not_expected" else "yes", unit.includes,
        ]
        for unit in written.units
    ]  # fmt: skip
    assert b"\r" not in (written.folder / "units.csv").read_bytes()


def test_who_reports_to_a_government_comes_before_it(written: Written) -> None:
    places = {code: at for at, code in enumerate(written.entries)}
    assert places.keys() == {unit.code for unit in written.units}
    assert all(places[unit.code] < places[unit.superior] for unit in written.units if unit.superior)


def test_files_of_the_truth(written: Written) -> None:
    fates = set()
    for unit in written.units:
        entry = written.entries[unit.code]
        assert list(entry)[:5] == ["code", "name", "expected", "fate", "files"]
        assert (entry["name"], entry["expected"]) == (unit.name, entry["fate"] != "not_expected")
        assert all(file.startswith(f"2024/{unit.folder}/") for file in entry["files"])
        for key in ("unreadable", "counts"):
            assert entry.get(key, entry["files"][0] if entry["files"] else None) in [*entry["files"], None]
        for key in ("same_file", "versions"):
            assert entry.get(key, entry["files"]) == entry["files"]
        if entry["fate"] == "right":
            report = written.report(entry["files"][0])
            assert (report["unit"]["code"], report["year"]) == (unit.code, 2024)
        if entry["fate"] == "wrong_year":
            assert written.report(entry["files"][0])["year"] == entry["year"] == 2023
        fates.add(entry["fate"])
    assert fates <= {*words("plan")["fates"], "right", "sum_wrong"}
    assert len(fates) > 8


def test_sums_of_those_under_a_government(book: Rulebook, tmp_path: Path) -> None:
    """By adding up the files of two provinces, so that there is one of each sort."""
    seen = set()
    for seed in (SEED, "e"):
        (tmp_path / seed).mkdir()
        seen |= sums_seen(Written(book, tmp_path / seed, seed=seed))
    assert {"incomplete", "right all", "sum_wrong all", "sum_wrong more"} <= seen


def sums_seen(written: Written) -> set[str]:
    """The fates of the governments that include others, of which the sums were compared."""
    seen = set()
    for unit in written.units:
        entry = written.entries[unit.code]
        under = [each.code for each in written.units if each.superior == unit.code]
        assert ("sums" in entry) == bool(unit.includes and under)
        if "sums" not in entry:
            continue
        counting = {code: counts(written.entries[code]) for code in (unit.code, *under)}
        assert entry["sums"]["complete"] == all(counting.values())
        if not entry["sums"]["complete"]:
            assert entry["sums"]["different"] == []
            seen.add("incomplete")
            continue
        own = figures(written.report(str(counting[unit.code])))
        parts = [figures(written.report(str(counting[code]))) for code in under]
        different = []
        for name in own:
            value, others = own[name], [part[name] for part in parts]
            if value is not None and None not in others:
                total = sum(other or 0 for other in others)
                different += [name] if value < total or (value > total and unit.includes == "all") else []
        told = [name for name in entry["sums"]["different"] if name in own]
        assert sorted(told) == sorted(different)
        seen.add(f"{entry['fate']} {unit.includes}")
    return seen


def counts(entry: dict[str, Any]) -> str | None:
    """The file that counts for a unit, if one surely does."""
    if not entry.get("submitted") or entry.get("match") == "doubtful" or entry["fate"] == "doubtful_versions":
        return None
    return str(entry.get("counts") or entry["files"][0])


def figures(report: dict[str, Any]) -> dict[str, int | None]:
    """The figures that are summed and whole, where they can be read."""
    places = [
        *(("requests", row, "total") for row in ("new_received", "carried_over", "total", "carried_forward")),
        *(("disputes", row, "total") for row in ("review", "direct", "after_review")),
        *(("proactive", row, "decisions") for row in ("licences", "penalties", "coercive_measures")),
    ]
    found = {place: report["tables"].get(place[0], {}).get(place[1], {}).get(place[2]) for place in places}
    return {"/".join(place): value if isinstance(value, int) else None for place, value in found.items()}


def test_last_years_reports(book: Rulebook, tmp_path: Path) -> None:
    written = Written(book, tmp_path, 30, previous=True)
    now = {file for entry in written.entries.values() for file in entry["files"]}
    before = written.files() - now
    expected = [unit for unit in written.units if written.entries[unit.code]["expected"]]
    title = "{}2023年政府信息公开工作年度报告.json"
    assert before == {f"2023/{unit.folder}/{title.format(unit.name)}" for unit in expected}
    assert written.made.files == len(now) + len(before)
    assert {written.report(file)["year"] for file in before} == {2023}
