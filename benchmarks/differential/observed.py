"""Facts as the engine measures them, in reports with figures that nobody would write."""

from __future__ import annotations

import copy
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from engine.beside import Beside
from engine.cases import ROOT
from engine.facts import VOCABULARY, Fact
from engine.given import Given
from engine.json_text import dumps, loads
from engine.loading import load_rulebook
from engine.readers import read_bytes
from engine.reading import Reading
from engine.report import LARGEST_COUNT
from engine.score import Engine

_ODD_CELLS = (
    None, "", "/", "-", "—", "无", "１２", "1,234", "1e5", "0x10", "NaN", "-3", "+4", "1.5", "9" * 200,
    "-" + "9" * 19,
    "9" * 18 + "万元", "9" * 30 + "亿元", "0.0000001万元", "十二", "九" * 30, "若干", "\x00", "\u202e12", "12\ud800",
    0, 1, 10**15 - 1, LARGEST_COUNT, 2**31, 2**32,
)  # fmt: skip
_MONEY = (Decimal("0.1"), Decimal("99999999999999.99"), Decimal("1E-30"), Decimal("1.50"))
_TOLD = (
    "受理申请{}件。", "新收政府信息公开申请{}件，予以公开{}件。", "下发收费通知{}件，收取信息处理费{}元。",
    "公开占比{}%。", "一是解读{}条。", "{}年度", "第{}、",
)  # fmt: skip
_FIGURES = (
    "0",
    "9" * 19,
    "9" * 40,
    "1.2万",
    "九千九百亿",
    "九" * 25,
    "18446744073709551617",
    "9223372036854775808",
    "0." + "3" * 40,
)
_DATES = ("0001-01-01", "9999-12-31", "2025-03-31", "2024-02-29")


def observed(random: Random) -> list[Fact]:
    """Every fact of a random report."""
    return _engine().facts(odd_reading(random), Given(), odd_beside(random))


def odd_beside(random: Random) -> Beside:
    """What may be laid beside a random report."""
    return Beside(odd_reading(random) if random.random() < 0.4 else None, None, ())


def odd_reading(random: Random) -> Reading:
    """A random report as it is read."""
    content = dumps(_report(random)).encode("utf-8", "surrogatepass")
    return read_bytes(content, "report.json", _engine().book)


def outside_of_contract(facts: list[Fact]) -> list[str]:
    """What breaks the contract of facts: a field too many or too few, another type, a number beyond 64 bits."""
    found = []
    for fact in facts:
        types = {name: type_ for name, (type_, _) in VOCABULARY[fact.kind].items()}
        if fact.fields.keys() != types.keys():
            found.append(f"{fact.id}: {sorted(fact.fields.keys() ^ types.keys())}")
        for name, value in fact.fields.items():
            if type(value).__name__ != types.get(name) or (type(value) is int and not -(2**63) <= value < 2**63):
                found.append(f"{fact.id}: {name} is {value!r}")
    return found


def _report(random: Random) -> dict[str, Any]:
    report = copy.deepcopy(random.choice(_bases()))
    for _ in range(random.choice((0, 1, 3, 10))):
        table = random.choice(sorted(report["tables"]))
        rows = report["tables"][table]
        if not rows:
            continue
        line = rows[random.choice(sorted(rows))]
        if line:
            column = random.choice(sorted(line))
            line[column] = random.choice(_MONEY if column == "amount_10k_yuan" else _ODD_CELLS)
    for _ in range(random.choice((0, 1, 3))):
        section = report["sections"].get(random.choice(sorted(report["sections"])))
        figure = random.choice(_FIGURES)
        section["text"] = random.choice(_TOLD).replace("{}", figure) + section.get("text", "")
    if random.random() < 0.3:
        report["published_on"] = random.choice(_DATES)
    if random.random() < 0.2:
        report["year"] = random.choice((2019, 2020, 2021, 2024, 2099))
    return report


@cache
def _engine() -> Engine:
    return Engine(load_rulebook())


@cache
def _bases() -> list[dict[str, Any]]:
    """Whole reports of cases/ that have all their parts."""
    found = [loads(path.read_text("utf-8")) for path in sorted(ROOT.glob("*/*.json"))]
    return [report for report in found if report.get("tables") and report.get("sections")]
