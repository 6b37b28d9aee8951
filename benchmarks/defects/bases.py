"""Clean reports to be spoilt: those of cases/everything-right, and the same with random sound tables."""

from __future__ import annotations

import copy
import datetime as dt
from functools import cache
from random import Random
from typing import Any

from benchmarks.defects.words import OTHER_WORDS
from benchmarks.workload import reports
from engine.cases import ROOT
from engine.demo.defects.kind import Draft
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
        "after 2023": _after_2023,
        "after 2019": _after_2019,
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
    # What the text says of fees holds, and no more lawsuits follow reviews than there are reviews.
    overdue, remaining = (made.requests[row] for row in ("other.overdue_fee", "other.remaining"))
    for column in overdue:
        remaining[column] += overdue[column]
        overdue[column] = 0
    overdue["natural_person"] = overdue["total"] = min(remaining["natural_person"], random.randrange(9))
    for column in ("natural_person", "total"):
        remaining[column] -= overdue[column]
    for column in ("upheld", "total"):
        made.disputes["review"][column] += 60
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


def _after_2023(random: Random) -> Draft:
    """With the report on the year before: other figures of the same size, other words, and what carries over fits."""
    made = _of_2024(random)
    made.previous = _year_before(made.report, 2023, random)
    table = made.previous["tables"]["proactive"]
    for row in ("regulations", "normative_documents"):
        now = made.proactive[row]
        table[row] = {"made": 1, "repealed": 0, "in_force": now["in_force"] - now["made"] + now["repealed"]}
    table["fees"]["amount_10k_yuan"] = 88215.4
    return made


def _after_2019(random: Random) -> Draft:
    made = _of_2020(random)
    made.previous = _year_before(made.report, 2019, random)
    table = made.previous["tables"]["proactive"]
    for row, line in table.items():
        line.update(dict.fromkeys(line.keys() & {"made", "published", "total_public"}, 0))
        line.update({"previous": made.proactive[row]["previous"], "change": 0} if "previous" in line else {})
    return made


def _year_before(report: dict[str, Any], year: int, random: Random) -> dict[str, Any]:
    found = copy.deepcopy(report)
    set_year(found, year)
    for key, text in OTHER_WORDS.items():
        found["sections"][key]["text"] = text
    requests = found["tables"]["requests"]
    rows = [row for row in requests if row not in ("new_received", "carried_over", "total", "carried_forward")]
    columns = [column for column in requests["total"] if column != "total"]
    for row in rows:
        for column in columns:
            requests[row][column] += random.randrange(3) if requests[row][column] else 0
    requests["carried_forward"] = dict(report["tables"]["requests"]["carried_over"])
    requests["carried_over"] = dict.fromkeys(requests["total"], 0)
    for column in columns:
        requests["total"][column] = sum(requests[row][column] for row in rows)
        requests["new_received"][column] = requests["total"][column] + requests["carried_forward"][column]
    for line in requests.values():
        line["total"] = sum(line[column] for column in columns)
    for line in found["tables"]["disputes"].values():
        line["other"] += 1
        line["total"] += 1
    for line in found["tables"]["proactive"].values():
        if "decisions" in line:
            line["decisions"] = line["decisions"] * random.randrange(90, 100) // 100
    return found


@cache
def _report(name: str) -> dict[str, Any]:
    found: dict[str, Any] = loads((ROOT / "reports" / f"{name}.json").read_text("utf-8"))
    return found


@cache
def _tables() -> list[dict[str, Any]]:
    form: Form | None = load_rulebook().form(2024)
    assert form is not None
    return reports(form, 50, 0)
