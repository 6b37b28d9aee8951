"""Plain Python, the checks hard-coded: the limit of a loop over reports."""

from __future__ import annotations

from benchmarks.contest.checks import Contestant, Solve, leaves_of
from benchmarks.workload import plain_loop
from engine.rulebook import Form


def _prepare(form: Form) -> Solve:
    leaves = leaves_of(form)
    return lambda reports: [sorted(plain_loop(report, leaves)) for report in reports]


CONTESTANTS = (Contestant("plain Python, hard-coded", _prepare, ()),)
