"""Scored reports made by hand, of which every word and figure can be told before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from engine.reading import Reading, Source
from engine.report import Report, Section, Unit
from engine.scorecard import (
    Citation,
    Finding,
    GradeGiven,
    Location,
    Repair,
    RepairCell,
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
