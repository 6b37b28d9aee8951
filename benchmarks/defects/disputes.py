"""Defects of table four, reviews and lawsuits."""

from __future__ import annotations

from random import Random

from benchmarks.defects.kind import Draft, Kinds
from benchmarks.defects.requests import changed

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


@KINDS.kind("table four: all blank", "table-blank")
def all_blank(draft: Draft, random: Random) -> bool:
    mark = random.choice(("", "/", "-"))
    for line in draft.disputes.values():
        line.update(dict.fromkeys(line, mark))
    return True


@KINDS.kind("table four is missing", "table-missing")
def missing_table(draft: Draft, random: Random) -> bool:
    del draft.report["tables"]["disputes"]
    return True
