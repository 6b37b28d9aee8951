"""Defects of table four, reviews and lawsuits: figures, rows and columns."""

from __future__ import annotations

from random import Random

from engine.demo.defects.kind import Draft, Kinds
from engine.demo.defects.requests import changed

KINDS = Kinds("2024", "2020", "random")
RESULTS = ("upheld", "corrected", "other", "pending")
SUM = "disputes-row-total"


@KINDS.kind("table four: a figure", SUM, "co-defendant-cases")
def wrong_figure(draft: Draft, random: Random) -> bool:
    line, column = draft.disputes[random.choice(list(draft.disputes))], random.choice((*RESULTS, "total"))
    line[column] = changed(line[column], random)
    return True


@KINDS.kind("table four: two figures of different groups exchanged", SUM, "co-defendant-cases")
def exchanged(draft: Draft, random: Random) -> bool:
    one, other = (draft.disputes[row] for row in random.sample(list(draft.disputes), 2))
    column = random.choice((*RESULTS, "total"))
    one[column], other[column] = other[column], one[column]
    return bool(one[column] != other[column])


@KINDS.kind("table four: a group is missing", "disputes-row-missing")
def missing_group(draft: Draft, random: Random) -> bool:
    del draft.disputes[random.choice(list(draft.disputes))]
    return True


@KINDS.kind("table four: a result is missing in every group", "disputes-column-missing")
def missing_result(draft: Draft, random: Random) -> bool:
    column = random.choice((*RESULTS, "total"))
    for line in draft.disputes.values():
        del line[column]
    return True


@KINDS.kind("table four is missing", "table-missing")
def missing_table(draft: Draft, random: Random) -> bool:
    del draft.report["tables"]["disputes"]
    return True
