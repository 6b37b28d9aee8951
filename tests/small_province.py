"""A small province with one of each: fourteen units, some twenty documents, simple enough to be ranked by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from engine.batch.result import Result
from engine.json_text import dumps
from engine.loading.roster_words import roster_words
from engine.rank.ranking import Asked, Ranker
from engine.rank.roster_file import read_roster
from engine.rank.standings import AcrossNote, Standings, UnitStanding
from engine.rulebook import Rulebook
from engine.scorecard import (
    Citation,
    DecisionTaken,
    Finding,
    GradeGiven,
    Location,
    RulebookUsed,
    Scorecard,
)

ROSTER = """code,name,aliases,kind,level,region,superior,expected
10,甲市人民政府,,government,prefecture,云岭省/甲市,,
11,甲市财政局,,department,prefecture,,10,
12,甲市教育局,,department,prefecture,,10,
13,甲市民政局,,department,prefecture,,10,
14,甲市水利局,,department,prefecture,,10,
15,甲市林业局,,department,prefecture,,10,
16,甲市体育局,,department,prefecture,,10,
17,甲市统计局,,department,prefecture,,10,no
18,甲市审计局,,department,prefecture,,10,
19,甲市卫生局,甲市卫健局,department,prefecture,,10,
20,青川县人民政府,,government,county,云岭省/甲市/青川县,10,
21,青川县财政局,,department,county,,20,
30,白石县人民政府,,government,county,云岭省/甲市/白石县,10,
31,白石县财政局,,department,county,,30,
"""
_RULES = {"sum": ("勾稽不平", "error", "identities"), "label": ("要素缺失", "warning", "structure")}
_RULES["tone"] = ("措辞含混", "info", "structure")
_LATE = "department-published-late"
_ON_TIME, _LATE_IS, _PERHAPS, _WAIVED, _UNKNOWN = "pass", "gap", "review", "waived", "not_assessable"


def number(text: str) -> int | Decimal | None:
    """A number as JSON has it."""
    return None if text == "-" else int(text) if text.isdigit() else Decimal(text)


def result(
    file: str, unit: str, score: str, bounds: str, marks: str, gaps: str, late: str, grade: str = "good",
    code: str = "", submitted: str = "", published: str = "", reviews: int = 0, year: int = 2024,
    undecided: tuple[str, ...] = (), digest: str = "d1", content: str = "",
) -> Result:  # fmt: skip
    """A scored document; ``gaps``: rule and marks of each, such as ``sum 2.5, sum 1.5``; ``marks`` by category."""
    found: list[dict[str, Any]] = []
    for gap in filter(None, gaps.split(", ")):
        rule, points = gap.split()
        title, severity, category = _RULES[rule]
        found.append({"rule": rule, "status": "gap", "severity": severity, "category": category, "title": title})
        found[-1] |= {"deducted": number(points), "decision": None}
    found += [{**found[0], "status": "review", "deducted": 0} for _ in range(reviews)]
    structure, identities = map(number, marks.split())
    labels = {"good": "良好", "fair": "合格"}
    card = {
        "schema": "compliance-scorecard/1",
        "rulebook": {"id": "national", "version": "7", "form": "2021", "overlays": [], "digest": digest * 10},
        "score": number(score),
        "full": 100,
        "bounds": [number(bound) for bound in bounds.split()] if bounds else None,
        "grade": {"id": grade, "label": labels[grade]} if grade else None,
        "categories": [
            {"id": "structure", "label": "要素完整", "score": structure, "full": 40},
            {"id": "identities", "label": "表格勾稽", "score": identities, "full": 60},
        ],
        "findings": found,
        "rules": [{"name": _LATE, "status": late}, *({"name": name, "status": _UNKNOWN} for name in undecided)],
    }
    return Result(
        file, f"sha of {file}", "scored", "", year, unit, code, "department", "", "", submitted, published,
        Decimal(score) if score != "-" else None, card=dumps(card), report=dumps([content or file]),
    )  # fmt: skip


def documents() -> Iterable[Result]:
    """Of each way that a document can take one."""
    yield result(
        "10.json", "甲市人民政府", "100", "100 100", "40 60", "", _ON_TIME, code="10", published="2025-01-31"
    )
    yield result(
        "11.json", "甲市财政局", "96.5", "93 98", "40 56.5", "tone 0, sum 3.5", _ON_TIME, reviews=2,
        submitted="2025-01-10", published="2025-01-20", content="same",
    )  # fmt: skip
    yield result(
        "12.json", "甲市教育局", "92", "92 92", "36 56", "sum 2.5, label 4, sum 1.5", _LATE_IS, code="99",
        submitted="2025-01-12", published="2025-05-05",
    )  # fmt: skip
    yield result("13.docx", "甲市民政局办公室", "92", "89 97", "32 60", "label 8", _PERHAPS)
    yield result("14.json", "甲市水利局", "-", "", "- -", "", _UNKNOWN, grade="")
    yield result("15a.json", "甲市林业局", "80", "80 80", "20 60", "label 20", _ON_TIME)
    yield result("15b.json", "甲市林业局", "90", "90 90", "30 60", "label 10", _ON_TIME)
    yield result("16.json", "甲市体育局", "90", "90 90", "30 60", "label 10", _ON_TIME, year=2023)
    yield Result("上报/甲市审计局2024年报.doc", "sha of 18", "unusable", "文件损坏")
    yield result("19.json", "甲市卫健局", "40.5", "40.5 40.5", "10 30.5",
                 "label 10, label 10, label 10" + ", sum 2.95" * 10, _ON_TIME, "fair")  # fmt: skip
    yield result("20.json", "青川县人民政府", "88", "", "28 60", "label 12", _UNKNOWN)
    yield result("21.json", "青川县财政局", "75.25", "75.25 75.25", "35.5 39.75", "sum 20.25, label 4.5", _WAIVED)
    yield result("31.json", "白石县财政局", "60", "60 60", "- 36", "sum 8, sum 8, sum 8", _LATE_IS, "fair",
                 undecided=("tone", "label"))  # fmt: skip
    yield result("copy.json", "甲市财政局", "96.5", "93 98", "40 56.5", "sum 3.5", _ON_TIME, content="same")
    yield result("old-12.json", "甲市教育局", "50", "50 50", "0 50", "label 40", _ON_TIME, submitted="2025-01-02")
    yield result("13-批注.docx", "甲市民政局", "92", "89 97", "32 60", "label 8", _PERHAPS)
    yield result("near.json", "甲市卫生局局", "50", "50 50", "0 50", "label 40", _ON_TIME, digest="d9")
    yield result("x.json", "南海乡卫生院", "50", "50 50", "0 50", "label 40", _ON_TIME)
    yield Result("crash.pdf", "", "failed", "内存超限")


def last_year() -> Iterable[Result]:
    """Three of the departments, judged by other rules."""
    known: dict[str, Any] = {"year": 2023, "digest": "d0"}
    yield result("a.json", "甲市财政局", "90", "90 90", "30 60", "label 10", _ON_TIME, **known)
    yield result("b.json", "甲市教育局", "95", "95 95", "35 60", "tone 5", _ON_TIME, **known)
    yield result("c.json", "甲市民政局", "92", "92 92", "32 60", "label 8", _ON_TIME, **known)


def ranked(book: Rulebook) -> Standings:
    """The standings, against last year's, with what was found across reports."""
    words = roster_words()
    ranker, asked = Ranker(book, words), Asked(read_roster(ROSTER.encode(), words, "units.csv"))
    found = ranker.against(ranker.rank(documents(), asked), ranker.rank(last_year(), asked))
    across = (
        AcrossNote("likeness", "12", ("13", "19", "77"), "三份报告的第四部分几乎相同"),
        AcrossNote("sum", "10", (), "下级合计比本级多 3 件"),
    )
    return replace(found, across=across)


def cards(units: Iterable[UnitStanding]) -> Iterator[tuple[UnitStanding, Scorecard]]:
    """The scorecard of the second unit of two that are asked for: two gaps, a review, and what was waived."""
    for unit in units:
        if unit.code == "12":
            yield unit, _CARD


def _finding(rule: str, status: Literal["gap", "review"], places: int, **more: Any) -> Finding:
    title, _, category = _RULES[rule]
    locations = (*(Location(label=f"第 {place} 处") for place in range(1, places)), Location())
    basis = (Citation("条例", "第五十条"), Citation("格式", "表三"))
    return Finding(
        rule, status, "error", category, title, f"{title}：相差 1", "改好", basis, locations, None, None,
        more.pop("deducted", Decimal(0)), None, more.pop("print_", f"{rule} {status}"), **more,
    )  # fmt: skip


_WAIVED_BY = DecisionTaken("waive", "机构改革", "李", "王", "2025-03-01", None)
_CARD = Scorecard(
    {"unit": {"name": "甲市教育局"}, "year": 2024, "title": "", "source": {"file": "12.json", "format": "json"}},
    RulebookUsed("national", "7", "2021", (), "d1" * 10),
    Decimal(92),
    Decimal(100),
    (Decimal(92), Decimal(92)),
    GradeGiven("good", "良好"),
    (),
    (
        _finding("sum", "gap", 9, deducted=Decimal("2.5")),
        _finding("label", "gap", 2, deducted=Decimal(4)),
        _finding("tone", "review", 1),
        _finding("label", "gap", 2, decision=_WAIVED_BY, print_="waived"),
    ),
    (),
    (),
    (),
)
