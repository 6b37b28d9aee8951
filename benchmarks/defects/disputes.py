"""Defects of table four, reviews and lawsuits: what stands in cells instead of figures; the others are the demo's."""

from __future__ import annotations

from random import Random

from engine.demo.defects.disputes import RESULTS, SUM
from engine.demo.defects.kind import Draft, Kinds

KINDS = Kinds("2024", "2020", "random")


@KINDS.kind("table four: a total blank", "total-blank cells-blank")
def blank_total(draft: Draft, random: Random) -> bool:
    line = draft.disputes[random.choice(list(draft.disputes))]
    before = line["total"]
    line["total"] = random.choice(("", "/", "—"))
    return bool(before)


@KINDS.kind("table four: a figure left blank", f"{SUM} cells-blank")
def blank_figure(draft: Draft, random: Random) -> bool:
    line, column = draft.disputes[random.choice(list(draft.disputes))], random.choice(RESULTS)
    before = line[column]
    line[column] = ""
    return bool(before)


@KINDS.kind("table four: a count that is none", "count-not-whole", SUM)
def no_count(draft: Draft, random: Random) -> bool:
    line, column = draft.disputes[random.choice(list(draft.disputes))], random.choice((*RESULTS, "total"))
    line[column] = random.choice(("-1", "-12", "0.5", "2.4", "未知", "约10"))
    return True


@KINDS.kind("table four: all blank", "table-blank")
def all_blank(draft: Draft, random: Random) -> bool:
    mark = random.choice(("", "/", "-"))
    for line in draft.disputes.values():
        line.update(dict.fromkeys(line, mark))
    return True
