"""Defects of table three, requests: what stands in cells instead of figures; the others are the demo's."""

from __future__ import annotations

from random import Random
from typing import Any

from engine.demo.defects.kind import Draft, Kinds
from engine.demo.defects.requests import APPLICANTS, BALANCE, ROW, TOTAL, outcomes

KINDS = Kinds("2024", "2020", "random")


@KINDS.kind("table three: total of a row blank", "total-blank cells-blank", f"{TOTAL} {BALANCE}")
def blank_row_total(draft: Draft, random: Random) -> bool:
    line = draft.requests[random.choice(list(draft.requests))]
    before = line["total"]
    line["total"] = random.choice(("", "/", "-", "—", "无"))
    return bool(before)


@KINDS.kind("table three: a figure left blank", f"{ROW} {TOTAL} cells-blank")
def blank_figure(draft: Draft, random: Random) -> bool:
    line, column = draft.requests[random.choice(outcomes(draft))], random.choice(APPLICANTS)
    before = line[column]
    line[column] = random.choice(("", "/", "-"))
    return bool(before)


@KINDS.kind("table three: a mark for zero", "cells-blank")
def mark_for_zero(draft: Draft, random: Random) -> bool:
    line, column = draft.requests[random.choice(outcomes(draft))], random.choice((*APPLICANTS, "total"))
    before = line[column]
    line[column] = random.choice(("", "/", "-", "—", "无"))
    return bool(before == 0)


def _odd(draft: Draft, random: Random, value: Any) -> bool:
    draft.requests[random.choice(list(draft.requests))][random.choice((*APPLICANTS, "total"))] = value
    return True


@KINDS.kind("table three: a negative count", "count-not-whole", f"{ROW} {TOTAL} {BALANCE}")
def negative(draft: Draft, random: Random) -> bool:
    return _odd(draft, random, f"-{random.randrange(1, 99)}")


@KINDS.kind("table three: a count with decimals", "count-not-whole", f"{ROW} {TOTAL} {BALANCE}")
def with_decimals(draft: Draft, random: Random) -> bool:
    return _odd(draft, random, f"{random.randrange(99)}.{random.randrange(1, 9)}")


@KINDS.kind("table three: words for a count", "count-not-whole", f"{ROW} {TOTAL} {BALANCE}")
def words_for_count(draft: Draft, random: Random) -> bool:
    return _odd(draft, random, random.choice(("若干", "约3", "见附件", "3件左右", "不详")))


@KINDS.kind("table three: all blank", "table-blank")
def all_blank(draft: Draft, random: Random) -> bool:
    mark = random.choice(("", "/", "-"))
    for line in draft.requests.values():
        line.update(dict.fromkeys(line, mark))
    return True
