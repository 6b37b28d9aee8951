"""Draft number n: a clean report with up to four defects of random kinds at random places; and drafts of cases."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from benchmarks.defects import DEFECTS
from benchmarks.defects.bases import draft
from engine.cases import Case, Made
from engine.demo.defects.kind import Draft

BASES = sorted({base for defect in DEFECTS for base in defect.bases})
_MOST = 4


def random_draft(number: int, bases: tuple[str, ...] = ()) -> Draft:
    """The draft of that number; ``bases`` are the clean reports that it may come from, else any."""
    random = Random(f"draft/{number}")
    base = random.choice(bases or BASES)
    made = draft(base, random)
    kinds = [defect for defect in DEFECTS if base in defect.bases]
    for defect in random.sample(kinds, min(len(kinds), random.randint(0, _MOST))):
        tried = copy.deepcopy(made)
        try:
            spoilt = defect.spoil(tried, random)
        except (KeyError, IndexError, TypeError, ValueError):
            continue  # an earlier defect took away what this one spoils
        if spoilt:
            made = tried
    return made


def draft_of(case: Case) -> Draft | None:
    """The draft that a case is; None if it is no report.json by the national rules, or other files lie beside it."""
    beside = [raw for raw in (case.previous, case.copy, *case.peers) if raw is not None]
    bases = [case.base, *(raw if isinstance(raw, str) else raw["base"] for raw in beside)]
    if case.overlays or not all(base.endswith(".json") for base in bases):
        return None
    previous, copied = (_laid(case, raw) for raw in (case.previous, case.copy))
    return Draft(
        case.made().report(), "", dict(case.given), previous, copied, [_laid(case, raw) for raw in case.peers]
    )


def _laid(case: Case, raw: Any) -> Any:
    """A report beside a case: a path, or a base with changes."""
    if raw is None:
        return None
    if isinstance(raw, str):
        return Made(case.folder, raw).report()
    return Made(
        case.folder, raw["base"], raw.get("set", {}), tuple(raw.get("remove", ())), raw.get("replace", {}), True
    ).report()
