"""A synthetic province, scored and compared with its truth: ``python -m benchmarks.province [UNITS] [mixed] [SEED]``.

Printed is how fast the reports were written and scored, what was found of each kind that was put in, and everything
that was missed or found without cause. Exit status 1 if there is any of that.
"""

from __future__ import annotations

import csv
import json
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.crosscheck.run import CrossChecker
from engine.demo.province import ROSTER, TRUTH, Order, write_province
from engine.errors import Unusable
from engine.given import Given
from engine.loading import load_rulebook
from engine.readers import read_file
from engine.rulebook import Rulebook
from engine.score import Engine

YEAR = 2024
_OF_OTHERS = ("wrong_year", "another_units_file")


@dataclass(frozen=True)
class Member:
    """A unit of the roster."""

    code: str
    superior: str
    includes: str


@dataclass
class Outcome:
    """``found``: by kind of defect or check, how many were found; ``wrong``: what was missed or is without cause."""

    found: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    scored: int = 0


def check(folder: Path, book: Rulebook) -> Outcome:
    """Scores every file, and compares what is found with the truth."""
    outcome = Outcome()
    entries = json.loads((folder / TRUTH).read_text("utf-8"))["reports"]
    with open(folder / ROSTER, encoding="utf-8-sig", newline="") as file:
        roster = {row["code"]: row for row in csv.DictReader(file)}
    engine = Engine(book)
    with tempfile.TemporaryDirectory() as held, CrossChecker(book, Path(held)) as checker:
        for entry in entries:
            for file_name in entry["files"]:
                _check_file(folder, file_name, entry, roster[entry["code"]], engine, checker, outcome)
        members = [Member(row["code"], row["superior"], row["includes"]) for row in roster.values()]
        _check_across(list(checker.findings(members)), {entry["code"]: entry for entry in entries}, outcome)
    return outcome


def _check_file(
    folder: Path,
    name: str,
    entry: dict[str, Any],
    row: dict[str, str],
    engine: Engine,
    checker: CrossChecker,
    outcome: Outcome,
) -> None:
    try:
        reading = read_file(str(folder / name), engine.book)
    except Unusable:
        outcome.found["unreadable"] += 1
        if "unreadable" not in entry:
            outcome.wrong.append(f"{name}: could not be read")
        return
    if entry["fate"] in _OF_OTHERS:
        return
    kind: Any = row["kind"]
    found = {match.rule.name for match in engine.findings(reading, Given(kind=kind))}
    outcome.scored += 1
    defects = entry.get("defects", [])
    must = {rule for defect in defects for rule in defect["rules"]}
    may = {rule for defect in defects for rule in defect["may"]}
    outcome.found.update(defect["kind"] for defect in defects if set(defect["rules"]) <= found)
    outcome.wrong += [f"{name}: {rule} missed" for rule in sorted(must - found)]
    outcome.wrong += [f"{name}: {rule} found without cause" for rule in sorted(found - must - may)]
    if name == counting(entry):
        checker.add(entry["code"], reading.report)


def counting(entry: dict[str, Any]) -> str | None:
    """The file that counts for the unit, if one surely does."""
    sure = entry["submitted"] and entry.get("match", "sure") == "sure" and entry["fate"] != "doubtful_versions"
    return entry.get("counts") or entry["files"][0] if sure else None


def _check_across(found: list[Any], entries: dict[str, dict[str, Any]], outcome: Outcome) -> None:
    copies = {frozenset((code, entry["copied_from"])) for code, entry in entries.items() if "copied_from" in entry}
    alike = {frozenset((item.code, *item.others)) for item in found if item.check == "likeness"}
    differ: Counter[str] = Counter(item.code for item in found if item.check == "sum")
    sums = {code: len(entry["sums"]["different"]) for code, entry in entries.items() if entry.get("sums")}
    wanted: Counter[str] = Counter({code: count for code, count in sums.items() if count})
    outcome.found["copied texts"] = len(copies & alike)
    outcome.found["superiors that are not the sum"] = len(differ)
    outcome.wrong += [f"{' and '.join(sorted(pair))}: copied, but not found" for pair in copies - alike]
    outcome.wrong += [f"{' and '.join(sorted(pair))}: alike without cause" for pair in alike - copies]
    outcome.wrong += [f"{code}: sums differ otherwise" for code in differ | wanted if differ[code] != wanted[code]]
    outcome.wrong += [f"{item.code}: table repeated" for item in found if item.check == "repeated"]


def main() -> int:
    """Writes a province, scores it, prints what came of it; the exit status."""
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    order = Order(units, YEAR, sys.argv[-1] if len(sys.argv) > 2 else "1", "mixed" in sys.argv)
    book = load_rulebook()
    form = book.form(YEAR)
    assert form is not None
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        made = write_province(order, book, form, Path(folder), lambda done: None)
        written = time.process_time()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        outcome = check(Path(folder), book)
        done = time.process_time()
    for kind, count in sorted(outcome.found.items()):
        print(f"{count:5d}  {kind}")
    for problem in sorted(outcome.wrong):
        print(f"!! {problem}")
    print(f"{made.files} files of {units} units: {made.files / (written - start):.0f} a second written, {memory} MB")
    print(f"{outcome.scored} scored and compared, {outcome.scored / (done - written):.0f} a second (processor time)")
    return int(bool(outcome.wrong))


if __name__ == "__main__":
    sys.exit(main())
