"""The workload of the measurements: many sound reports of form 2021, some with one wrong cell."""

from __future__ import annotations

import random
from typing import Any

from engine.rulebook import Form

ORGANISATIONS = ("commercial", "research", "public_welfare", "legal_service", "other_org")
APPLICANTS = ("natural_person", *ORGANISATIONS)
OUTER = ("new_received", "carried_over", "total", "carried_forward")
DISPUTES = ("review", "direct", "after_review")
RESULTS = ("upheld", "corrected", "other", "pending")
SECTIONS = ("overview", "proactive", "requests", "disputes", "problems", "other")


def reports(form: Form, count: int, wrong: float = 0.3) -> list[dict[str, Any]]:
    """``count`` parsed report.json of 2024, a share of them with one wrong cell; always the same ones."""
    return [report for report, _ in reports_and_truth(form, count, wrong)]


def reports_and_truth(
    form: Form, count: int, wrong: float = 0.3
) -> list[tuple[dict[str, Any], dict[str, str] | None]]:
    """The same, each with the row and the column of its wrong cell, or ``None``."""
    source = random.Random(20240101)
    return [_report(form, source, source.random() < wrong) for _ in range(count)]


def _report(form: Form, source: random.Random, wrong: bool) -> tuple[dict[str, Any], dict[str, str] | None]:
    leaves = [row for row in form.tables["requests"].blocks[0].rows if row not in OUTER]
    rows = {row: {column: source.choice((0, 0, 0, 1, 5, 40)) for column in APPLICANTS} for row in leaves}
    total = {column: sum(rows[row][column] for row in leaves) for column in APPLICANTS}
    forward = {column: source.randrange(4) for column in APPLICANTS}
    over = {column: min(source.randrange(4), total[column] + forward[column]) for column in APPLICANTS}
    new = {column: total[column] + forward[column] - over[column] for column in APPLICANTS}
    table = {"new_received": new, "carried_over": over, **rows, "total": total, "carried_forward": forward}
    for line in table.values():
        line["total"] = sum(line.values())
    disputes = {row: {column: source.randrange(9) for column in RESULTS} for row in DISPUTES}
    for line in disputes.values():
        line["total"] = sum(line.values())
    truth = None
    if wrong:
        row = source.choice(list(table))
        column = source.choice(list(table[row]))
        table[row][column] += 1 + source.randrange(9)
        truth = {"row": row, "column": column}
    report = {
        "schema": "disclosure-report/1",
        "unit": {"name": "某市人民政府", "kind": "government", "level": "prefecture"},
        "year": 2024,
        "published_on": "2025-03-20",
        "sections": {
            key: {"heading": form.sections[key].text.zh, "text": "问题与改进情况已说明，收费0元。" * 5}
            for key in SECTIONS
        },
        "tables": {
            "proactive": {
                "regulations": {"made": 0, "repealed": 0, "in_force": 1},
                "normative_documents": {"made": 2, "repealed": 0, "in_force": 9},
                "licences": {"decisions": 5},
                "penalties": {"decisions": 6},
                "coercive_measures": {"decisions": 0},
                "fees": {"amount_10k_yuan": 12},
            },
            "requests": table,
            "disputes": disputes,
        },
    }
    return report, truth


def plain_loop(report: dict[str, Any], leaves: list[str]) -> list[str]:
    """The 49 checks hard-coded: 42 sums, six sections, one date. The limit of plain Python."""
    failed = []
    table = report["tables"]["requests"]
    new, over, total, forward = (table[row] for row in OUTER)
    for column in (*APPLICANTS, "total"):
        if new[column] + over[column] != total[column] + forward[column]:
            failed.append("balance " + column)
        if total[column] != sum([table[row][column] for row in leaves]):
            failed.append("total " + column)
    for row, line in table.items():
        if line["total"] != (
            line["natural_person"]
            + line["commercial"]
            + line["research"]
            + line["public_welfare"]
            + line["legal_service"]
            + line["other_org"]
        ):
            failed.append("row " + row)
    for row, line in report["tables"]["disputes"].items():
        if line["total"] != line["upheld"] + line["corrected"] + line["other"] + line["pending"]:
            failed.append("dispute " + row)
    failed += ["section " + key for key in SECTIONS if not report["sections"].get(key, {}).get("heading")]
    if report["published_on"] > "2025-03-31":
        failed.append("late")
    return failed
