"""Measures everything and writes it down: ``python -m benchmarks`` (some minutes), ``--full`` for more of all.

Ratios come from alternating rounds, so that a busy machine disturbs all sides alike. The figures go
to ``benchmarks/results.json``, and from there with their chart into docs/performance.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.contest.run import contest
from benchmarks.machine import machine
from benchmarks.page import write_page
from benchmarks.whole import cold_start, memory, whole_way
from engine.loading import load_rulebook

_RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    """Measures, prints, and writes the results and the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="more reports and rounds; a quarter of an hour")
    parser.add_argument("--no-page", action="store_true", help="print only")
    asked = parser.parse_args()
    found = measure(asked.full)
    print(json.dumps(found, ensure_ascii=False, indent=2))
    if not asked.no_page:
        _RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        write_page(found)


def measure(full: bool) -> dict[str, Any]:
    """Every figure, as plain values."""
    form = load_rulebook().form(2024)
    assert form is not None
    reports, rounds, many = (2000, 15, 100_000) if full else (500, 7, 5_000)
    _say("contest")
    timed, absent = contest(form, reports, rounds)
    _say("whole way")
    stages = whole_way(rounds)
    _say("memory")
    early, late = memory(many)
    _say("cold start")
    milliseconds, ratio, least, most = cold_start(2 * rounds + 1)
    return {
        "machine": machine(),
        "contest": {"reports": reports, "rounds": rounds, "checks": 49, "timed": [asdict(item) for item in timed]},
        "absent": [asdict(item) for item in absent],
        "whole_way": [asdict(stage) for stage in stages],
        "memory": {"reports": many, "after_1000_mb": early, "at_the_end_mb": late},
        "cold_start": {"milliseconds": milliseconds, "times_the_bare_import": ratio, "least": least, "most": most},
    }


def _say(what: str) -> None:
    print(what, file=sys.stderr)


if __name__ == "__main__":
    main()
