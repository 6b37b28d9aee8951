"""polars: all reports at once as columns; the limit for pure sums, with no rule, no fact and no explanation."""

from __future__ import annotations

from benchmarks.contest.checks import COLUMNS, DEADLINE, Contestant, Report, Solve, leaves_of
from benchmarks.workload import APPLICANTS, DISPUTES, OUTER, RESULTS, SECTIONS
from engine.rulebook import Form


def _prepare(form: Form) -> Solve:
    import polars as pl

    rows = form.tables["requests"].blocks[0].rows
    leaves = leaves_of(form)
    new, over, total, forward = OUTER

    def added(names: list[str]) -> pl.Expr:
        return pl.sum_horizontal([pl.col(name) for name in names])

    checks = [
        *(
            (
                (pl.col(f"{new}|{c}") + pl.col(f"{over}|{c}")) != (pl.col(f"{total}|{c}") + pl.col(f"{forward}|{c}"))
            ).alias(f"balance {c}")
            for c in COLUMNS
        ),
        *((pl.col(f"{total}|{c}") != added([f"{leaf}|{c}" for leaf in leaves])).alias(f"total {c}") for c in COLUMNS),
        *((pl.col(f"{row}|total") != added([f"{row}|{c}" for c in APPLICANTS])).alias(f"row {row}") for row in rows),
        *(
            (pl.col(f"{row}|total") != added([f"{row}|{c}" for c in RESULTS])).alias(f"dispute {row}")
            for row in DISPUTES
        ),
        *((pl.col(f"section {key}") == "").alias(f"section {key}") for key in SECTIONS),
        (pl.col("published_on") > DEADLINE).alias("late"),
    ]

    def columns(reports: list[Report]) -> dict[str, list[object]]:
        found: dict[str, list[object]] = {}
        for key, lines, names in (("requests", rows, COLUMNS), ("disputes", DISPUTES, (*RESULTS, "total"))):
            for row in lines:
                cells = [report["tables"][key][row] for report in reports]
                for name in names:
                    found[f"{row}|{name}"] = [line[name] for line in cells]
        for key in SECTIONS:
            found[f"section {key}"] = [report["sections"].get(key, {}).get("heading") or "" for report in reports]
        found["published_on"] = [report["published_on"] for report in reports]
        return found

    def solve(reports: list[Report]) -> list[list[str]]:
        frame = pl.DataFrame(columns(reports)).select(checks)
        failing: list[list[str]] = [[] for _ in reports]
        for name in sorted(frame.columns):
            for number in frame[name].arg_true():
                failing[number].append(name)
        return failing

    return solve


CONTESTANTS = (Contestant("polars, all reports at once", _prepare, ("polars",), "columns of all reports; no rules"),)
