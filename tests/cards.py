"""Scored reports made by hand, of which every word and figure can be told before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from engine.reading import Reading, Source
from engine.report import Report, Section, Unit
from engine.rulebook import Lang
from engine.scorecard import (
    CategoryScore,
    Citation,
    DecisionTaken,
    Finding,
    GradeGiven,
    Location,
    Repair,
    RepairCell,
    RulebookUsed,
    RuleResult,
    Spot,
)
from engine.scored import Scored
from tests.marked import ENGINE

TITLE = "江口县财政局2024年年度报告"
REPORT = Report(
    unit=Unit(name="江口县财政局"), year=2024, title=TITLE, sections={"preface": Section(text="按规定编制。")}
)
READING = Reading(REPORT, Source("a.docx", "docx", "0"))
EMPTY = ENGINE.scored(READING)


def cell(row: int, column: int, label: str = "", page: int | None = None, box: Any = None) -> Location:
    return Location("requests", "requests", "granted", "total", label, page, at=Spot(1, row, column, box))


def finding(number: int, status: Literal["gap", "review"] = "gap", *places: Location, **fields: Any) -> Finding:
    """A finding that says where it is one of several, of which each word is known."""
    values: dict[str, Any] = {
        "rule": f"rule-{number}",
        "status": status,
        "severity": "error",
        "category": "identities",
        "title": f"题{number}",
        "message": f"事{number}。",
        "remedy": f"法{number}。",
        "basis": (Citation("令", f"第{number}条"),),
        "locations": places,
        "observed": None,
        "expected": None,
        "deducted": Decimal("1.5"),
        "because_of": None,
        "fingerprint": f"f{number}",
    }
    return Finding(**{**values, **fields})


def scored(*findings: Finding, repairs: Sequence[Repair] = (), reading: Reading = READING, **card: Any) -> Scored:
    """The report with these findings; nothing else is said of it but what ``card`` tells."""
    given = {
        "score": Decimal("76.68"),
        "full": Decimal(100),
        "grade": GradeGiven("fair", "合格"),
        "rules": (),
        **card,
    }
    made = replace(EMPTY.card, findings=findings, repairs=tuple(repairs), **given)
    return replace(EMPTY, reading=reading, card=made)


def change(column: str, label: str, old: int | None, new: int, slip: Any = None) -> RepairCell:
    return {
        "table": "requests",
        "row": "granted",
        "column": column,
        "label": label,
        "from": old,
        "to": new,
        "slip": slip,
    }


def repair(*cells: RepairCell, unique: bool, of: str = "f1") -> Repair:
    return {"cells": list(cells), "settles": [], "findings": [of], "unique": unique}


def full(lang: Lang = "zh", **card: Any) -> Scored:
    """A card with one of everything: a gap with its repair and one that it explains, something to review with two
    ways to mend it, what was dismissed, rules of every outcome, bounds, overlays and notices.
    """
    clause = Citation("国务院令第711号", "第五十条")
    line = Location("overview", label="一、总体情况", line=3, quote="公开十条")
    first = finding(
        1, "gap", cell(5, 9, "表三 / 总计", 2), line, title="合计|不符", basis=(clause, Citation("某函", "附表"))
    )
    explained = finding(2, "gap", cell(6, 9, "表三 / 他格"), severity="warning", because_of="f1", deducted=Decimal(0))
    review = finding(
        3, "review", deducted=Decimal(0), basis=(clause,), category="structure", observed=7, expected="八"
    )
    taken = DecisionTaken("dismiss", "查过", "张三", None, "2025-03-01", None)
    settled = finding(4, "gap", cell(7, 1, "表三 / 旧格"), deducted=Decimal(0), decision=taken)
    outcomes = (
        RuleResult("rule-1", "gap"),
        RuleResult("rule-2", "gap"),
        RuleResult("rule-3", "review"),
        RuleResult("rule-4", "pass"),
        RuleResult("late", "not_assessable", "不知日期"),
        RuleResult("later", "not_assessable", "不知日期"),
        RuleResult("broken", "error", "规则坏了"),
        RuleResult("other", "not_applicable"),
        RuleResult("let-off", "waived", "已免"),
        RuleResult("fine", "pass"),
    )
    given: dict[str, Any] = {
        "report": {
            "unit": {"name": "甲局"},
            "year": 2024,
            "title": "甲局年报",
            "submitted_on": None,
            "published_on": None,
            "source": {"file": "夹/年报 1.docx", "format": "docx", "sha256": "ab12"},
        },
        "rulebook": RulebookUsed("national", "1.0", "2021", ("省", "市"), "dd"),
        "score": Decimal("76.5"),
        "bounds": (Decimal(60), Decimal("90.5")),
        "categories": (
            CategoryScore("structure", "结构", Decimal("17.5"), Decimal(20), Decimal(35), Decimal(40)),
            CategoryScore("identities", "勾稽", None, Decimal(30), Decimal(0), Decimal(0)),
        ),
        "rules": outcomes,
        "notices": ("说一", "说|二"),
    }
    made = scored(first, explained, review, settled, repairs=REPAIRS, **{**given, **card})
    return made if lang == "zh" else replace(made, card=replace(made.card, grade=GradeGiven("fair", "fair")))


REPAIRS = (
    repair(change("total", "表三 / 总计", 12, 21, "transposed"), unique=True),
    repair(change("other", "甲格", 1, 2), change("total", "乙格", None, 3), unique=False, of="f3"),
    repair(change("other", "甲格", 1, 10, "tenfold"), unique=False, of="f3"),
)
# What is said of the latter two together.
WAYS = (
    "有 2 种改法都能使勾稽关系成立，请对照台账确定其一："
    "“甲格”由 1 改为 2，同时“乙格”由 空白 改为 3；或“甲格”由 1 改为 10（可能多写或少写了 0）"
)


def bare(**card: Any) -> Scored:
    """Nothing found, nothing more to tell."""
    given = {"bounds": None, "categories": (), "notices": (), "report": full().card.report}
    return scored(**{**given, **card})
