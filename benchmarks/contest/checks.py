"""The work: 42 sums, six sections and a date; what must be found, known from how the reports were made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.workload import APPLICANTS, DISPUTES, ORGANISATIONS, OUTER, RESULTS, SECTIONS
from engine.rulebook import Form

Report = dict[str, Any]
Solve = Callable[[list[Any]], list[list[str]]]  # for each report the names of the failing checks, sorted

DEADLINE = "2025-03-31"
COLUMNS = (*APPLICANTS, "total")


@dataclass(frozen=True, slots=True)
class Contestant:
    """Who takes part: what it is given, and how to solve the work.

    ``prepare`` is not timed, nor is ``parse``, which makes of report.json's values what is solved;
    adding up, and making facts, is. ``packages``: whose versions are named.
    """

    name: str
    prepare: Callable[[Form], Solve]
    packages: tuple[str, ...] = ()
    note: str = ""
    parse: Callable[[Report], Any] = lambda report: report


def leaves_of(form: Form) -> list[str]:
    """The rows of table three that its total adds up."""
    return [row for row in form.tables["requests"].blocks[0].rows if row not in OUTER]


def names_of(form: Form) -> list[str]:
    """All 49 checks."""
    rows = form.tables["requests"].blocks[0].rows
    return [
        *(f"{kind} {column}" for column in COLUMNS for kind in ("balance", "total")),
        *(f"row {row}" for row in rows),
        *(f"dispute {row}" for row in DISPUTES),
        *(f"section {key}" for key in SECTIONS),
        "late",
    ]


def expected(wrong: Mapping[str, str] | None) -> list[str]:
    """What must be found, from the truth: the row and column of the one wrong cell, if there is one.

    Nothing is added up here: a cell that alone was changed breaks exactly the sums that it is part of.
    """
    if wrong is None:
        return []
    row, column = wrong["row"], wrong["column"]
    broken = [f"row {row}"]
    if row in OUTER:
        broken.append(f"balance {column}")
    if row == "total" or row not in OUTER:
        broken.append(f"total {column}")
    return sorted(broken)


def differences(report: Report, leaves: list[str]) -> dict[str, int]:
    """Left side less right side of each sum; 1 for a section that is missing and for a late report, else 0.

    For the engines that compare and do not add up.
    """
    found: dict[str, int] = {}
    table = report["tables"]["requests"]
    new, over, total, forward = (table[row] for row in OUTER)
    lines = [table[row] for row in leaves]
    for column in COLUMNS:
        found["balance " + column] = new[column] + over[column] - total[column] - forward[column]
        found["total " + column] = total[column] - sum([line[column] for line in lines])
    for row, line in table.items():
        found["row " + row] = line["total"] - line["natural_person"] - sum([line[key] for key in ORGANISATIONS])
    for row, line in report["tables"]["disputes"].items():
        found["dispute " + row] = line["total"] - sum([line[key] for key in RESULTS])
    for key in SECTIONS:
        found["section " + key] = 0 if report["sections"].get(key, {}).get("heading") else 1
    found["late"] = 1 if report["published_on"] > DEADLINE else 0
    return found
