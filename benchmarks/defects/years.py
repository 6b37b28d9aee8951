"""Reports that do not fit the report of the year before, or another copy."""

from __future__ import annotations

import copy
import datetime as dt
from random import Random
from typing import Any

from engine.demo.defects.kind import Draft, Kinds
from engine.demo.defects.requests import APPLICANTS, ORGANISATIONS, changed

KINDS = Kinds("after 2023")
BOTH = ("after 2023", "after 2019")


def before(draft: Draft) -> dict[str, dict[str, dict[str, Any]]]:
    """The tables of last year's report."""
    assert draft.previous is not None
    found: dict[str, dict[str, dict[str, Any]]] = draft.previous["tables"]
    return found


@KINDS.kind(
    "carried over is not what was carried forward", "carried-over-mismatch", bases=("after 2023", "after 2019")
)
def carried_over(draft: Draft, random: Random) -> bool:
    column, line = random.choice(APPLICANTS), before(draft)["requests"]["carried_forward"]
    value = changed(line[column], random)
    line["total"] += value - line[column]
    line[column] = value
    return True


@KINDS.kind("carried over under another kind of applicant", "carried-over-columns-mismatch")
def carried_over_elsewhere(draft: Draft, random: Random) -> bool:
    line, moved = before(draft)["requests"]["carried_forward"], random.randrange(1, 30)
    line["natural_person"] -= moved
    line[random.choice(ORGANISATIONS)] += moved
    return True


@KINDS.kind(
    "all tables are last year's",
    "tables-repeated",
    "carried-over-mismatch in-force-unbalanced public-total-too-small items-previous-mismatch",
    BOTH,
)
def same_tables(draft: Draft, random: Random) -> bool:
    draft.report["tables"] = copy.deepcopy(before(draft))
    return True


@KINDS.kind(
    "table three is last year's",
    "requests-table-repeated",
    "carried-over-mismatch carried-over-columns-mismatch",
    BOTH,
)
def same_requests(draft: Draft, random: Random) -> bool:
    draft.report["tables"]["requests"] = copy.deepcopy(before(draft)["requests"])
    return True


@KINDS.kind("documents in force do not follow from last year's", "in-force-unbalanced")
def in_force(draft: Draft, random: Random) -> bool:
    before(draft)["proactive"]["normative_documents"]["in_force"] += random.choice((-1, 1)) * random.randrange(25, 80)
    return True


@KINDS.kind("fees in yuan", "fees-unit-suspicious")
def fees_in_yuan(draft: Draft, random: Random) -> bool:
    fees = draft.proactive["fees"]
    fees["amount_10k_yuan"] = int(fees["amount_10k_yuan"] * 10_000) + random.randrange(10_000)
    return True


@KINDS.kind("decisions many times last year's", "figure-jumped")
def jumped(draft: Draft, random: Random) -> bool:
    draft.proactive[random.choice(("licences", "penalties"))]["decisions"] *= random.randrange(3, 30)
    return True


@KINDS.kind("items of last year are not last year's", "items-previous-mismatch", bases=("after 2019",))
def items_of_last_year(draft: Draft, random: Random) -> bool:
    row = random.choice(("licences", "other_services", "penalties", "coercive_measures", "fees"))
    before(draft)["proactive"][row]["change"] = random.choice((-1, 1)) * random.randrange(1, 300)
    return True


@KINDS.kind("fewer documents public than last year", "public-total-too-small", bases=("after 2019",))
def fewer_public(draft: Draft, random: Random) -> bool:
    before(draft)["proactive"]["normative_documents"]["total_public"] = random.randrange(1, 90)
    return True


@KINDS.kind("another copy has another figure", "copies-differ", bases=("2024", "2020"))
def other_figure(draft: Draft, random: Random) -> bool:
    draft.copy = copy.deepcopy(draft.report)
    line = random.choice([*draft.copy["tables"]["requests"].values(), *draft.copy["tables"]["disputes"].values()])
    column = random.choice(list(line))
    line[column] = changed(line[column], random)
    return True


@KINDS.kind("another copy has other words", "copies-differ", bases=("2024", "2020"))
def other_words(draft: Draft, random: Random) -> bool:
    draft.copy = copy.deepcopy(draft.report)
    section = draft.copy["sections"][random.choice(("overview", "problems", "other"))]
    kept = section["text"].split("。")
    kept[random.randrange(len(kept) - 1)] = "这一句后来改写过，与原来的意思不同"
    section["text"] = "。".join(kept)
    return True


@KINDS.kind("another copy was published on another day", "copies-dated-apart", bases=("2024",))
def other_day(draft: Draft, random: Random) -> bool:
    draft.copy = copy.deepcopy(draft.report)
    day = draft.given["published_on"] + dt.timedelta(random.choice((-1, 1)) * random.randrange(1, 25))
    draft.copy["published_on"] = day.isoformat()
    return True
