"""Clean reports to be spoilt: those of cases/everything-right, and the same with random sound tables."""

from __future__ import annotations

import copy
import datetime as dt
from functools import cache
from random import Random
from typing import Any

from benchmarks.defects.kind import Draft
from benchmarks.workload import reports
from engine.cases import ROOT
from engine.json_text import loads
from engine.loading import load_rulebook
from engine.rulebook import Form

GOVERNMENT = "某市人民政府"
DEPARTMENT = "某市财政局"
TOWNSHIP = "某某镇人民政府"
ORGANISATION = "某某研究院"


def draft(base: str, random: Random) -> Draft:
    """A fresh copy of a clean report."""
    return {
        "2024": _of_2024,
        "2020": _of_2020,
        "random": _with_random_tables,
        "text": _as_text,
        "department": _of_department,
        "township": _of_township,
        "organisation": _of_organisation,
    }[base](random)


def set_year(report: dict[str, Any], year: int) -> None:
    """Makes it the report on another year, wherever that is said."""
    old = f"{report['year']}年"
    report["year"] = year
    report["title"] = report["title"].replace(old, f"{year}年")
    for section in report["sections"].values():
        section["text"] = section["text"].replace(old, f"{year}年")


def set_unit(report: dict[str, Any], name: str, kind: str, level: str) -> None:
    """Makes it the report of another unit."""
    report["title"] = report["title"].replace(report["unit"]["name"], name)
    report["unit"] = {"name": name, "kind": kind, "level": level}


def _of_2024(random: Random) -> Draft:
    report = copy.deepcopy(_report("huaian-2024"))
    set_unit(report, GOVERNMENT, "government", "prefecture")
    return Draft(report, given={"published_on": dt.date(2025, 2, 25)})


def _of_2020(random: Random) -> Draft:
    report = copy.deepcopy(_report("longgang-2020"))
    set_unit(report, GOVERNMENT, "government", "county")
    return Draft(report, given={"published_on": dt.date(2021, 3, 25)})


def _with_random_tables(random: Random) -> Draft:
    made = _of_2024(random)
    tables = copy.deepcopy(random.choice(_tables())["tables"])
    made.report["tables"]["requests"] = tables["requests"]
    made.report["tables"]["disputes"] = tables["disputes"]
    return made


def _as_text(random: Random) -> Draft:
    text = (ROOT / "reports" / "huaian-2024.txt").read_text("utf-8")
    return Draft({}, text.replace("淮安市人民政府", GOVERNMENT), {"published_on": dt.date(2025, 2, 25)})


def _of_department(random: Random) -> Draft:
    made = _of_2024(random)
    set_unit(made.report, DEPARTMENT, "department", "county")
    made.proactive["regulations"] = {"made": 0, "repealed": 0, "in_force": 0}
    return Draft(made.report, given={"published_on": dt.date(2025, 1, 20), "submitted_on": dt.date(2025, 1, 15)})


def _of_township(random: Random) -> Draft:
    made = _of_department(random)
    set_unit(made.report, TOWNSHIP, "township", "township")
    return Draft(made.report, given={"published_on": dt.date(2025, 1, 20)})


def _of_organisation(random: Random) -> Draft:
    made = _of_department(random)
    set_unit(made.report, ORGANISATION, "organisation", "county")
    return Draft(made.report, given={"published_on": dt.date(2025, 1, 20)})


@cache
def _report(name: str) -> dict[str, Any]:
    found: dict[str, Any] = loads((ROOT / "reports" / f"{name}.json").read_text("utf-8"))
    return found


@cache
def _tables() -> list[dict[str, Any]]:
    form: Form | None = load_rulebook().form(2024)
    assert form is not None
    return reports(form, 50, 0)
