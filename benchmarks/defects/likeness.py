"""Text copied from last year or from another unit, and what was left in it."""

from __future__ import annotations

import copy
import re
from random import Random
from typing import Any

from benchmarks.defects.bases import DEPARTMENT, GOVERNMENT, TOWNSHIP, set_unit, set_year
from benchmarks.defects.words import GENERALITIES, MORE, OTHER_PROBLEMS, OTHER_WORDS
from engine.demo.defects.kind import Draft, Kinds
from engine.demo.defects.texts import insert

KINDS = Kinds("2024")
UNITS = ("江东市人民政府", "云岭市人民政府", "海门区人民政府", "东川县人民政府")


def other_report(draft: Draft, random: Random) -> dict[str, Any]:
    """A report of another unit in the same words, without tables."""
    found = copy.deepcopy(draft.report)
    set_unit(found, random.choice(UNITS), "government", "prefecture")
    found.pop("tables")
    return found


def last_report(draft: Draft) -> dict[str, Any]:
    """The unit's report on the year before in the same words, without tables."""
    found = copy.deepcopy(draft.report)
    set_year(found, draft.report["year"] - 1)
    found.pop("tables")
    return found


def digits_changed(text: str, random: Random) -> str:
    """The text with other figures in it."""
    return re.sub(r"\d+(?=[个场次家])", lambda found: str(int(found[0]) + random.randrange(9)), text)


@KINDS.kind("the text is last year's, with other figures", "copied-from-last-year problems-repeated")
def last_years_text(draft: Draft, random: Random) -> bool:
    draft.previous = last_report(draft)
    for section in draft.previous["sections"].values():
        section["text"] = digits_changed(section["text"], random)
    return True


@KINDS.kind("section one is last year's", "section-copied-from-last-year")
def last_years_section(draft: Draft, random: Random) -> bool:
    draft.previous = last_report(draft)
    draft.previous["sections"]["problems"]["text"] = OTHER_WORDS["problems"]
    draft.sections["problems"]["text"] = OTHER_PROBLEMS
    return True


@KINDS.kind("the problems are last year's", "problems-repeated")
def last_years_problems(draft: Draft, random: Random) -> bool:
    draft.previous = last_report(draft)
    draft.previous["sections"]["overview"]["text"] = OTHER_WORDS["overview"]
    problems, _, _ = draft.sections["problems"]["text"].partition("（二）")
    _, _, measures = OTHER_WORDS["problems"].partition("（二）")
    draft.previous["sections"]["problems"]["text"] = f"{problems}（二）{measures}"
    return True


@KINDS.kind("the text is another unit's", "copied-from-peer")
def another_units_text(draft: Draft, random: Random) -> bool:
    draft.peers = [other_report(draft, random)]
    for section in draft.peers[0]["sections"].values():
        section["text"] = digits_changed(section["text"], random)
    return True


@KINDS.kind("section five is another unit's", "section-copied-from-peer")
def another_units_section(draft: Draft, random: Random) -> bool:
    draft.sections["problems"]["text"] = OTHER_PROBLEMS
    draft.sections["overview"]["text"] += MORE
    draft.peers = [other_report(draft, random)]
    draft.peers[0]["sections"]["overview"]["text"] = OTHER_WORDS["overview"]
    return True


@KINDS.kind("another unit's name left", "other-unit-named")
def another_unit_named(draft: Draft, random: Random) -> bool:
    section, unit = draft.sections["preface"], random.choice(UNITS)
    section["text"] = random.choice(
        (
            section["text"].replace("本报告根据", f"本报告由{unit}根据"),
            section["text"].replace("请与市政府办公室联系", f"请与{unit}联系"),
        )
    )
    return unit in section["text"]


@KINDS.kind("another kind of unit left", "other-kind-of-unit", "self-name-of-other-unit", ("2024", "department"))
def another_kind(draft: Draft, random: Random) -> bool:
    kinds = {GOVERNMENT: ("我局", "我镇", "我街道"), DEPARTMENT: ("我镇", "我街道"), TOWNSHIP: ("我局",)}
    itself = random.choice(kinds[draft.report["unit"]["name"]])
    insert(draft, random, f"{itself}将按期核对各栏目。", "overview", "problems", "other")
    return True


@KINDS.kind("nothing but generalities", "generalities-only", "overview-aspect-thin")
def generalities(draft: Draft, random: Random) -> bool:
    draft.sections["overview"]["text"] = GENERALITIES
    return True
