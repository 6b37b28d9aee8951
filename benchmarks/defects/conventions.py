"""Titles, documents cited, blanks, personal data and other matters of wording."""

from __future__ import annotations

from random import Random

from benchmarks.defects.bases import set_unit
from engine.demo.defects.kind import Draft, Kinds
from engine.demo.defects.texts import BOTH, PROSE, insert, replace_in

KINDS = Kinds("2024")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # of the digits of an identity number


@KINDS.kind("a blank of spaces not filled in", "blank-suspected", bases=BOTH)
def blank_of_spaces(draft: Draft, random: Random) -> bool:
    space = random.choice((" " * random.randrange(2, 6), "\u3000" * random.randrange(1, 4)))
    insert(draft, random, random.choice((f"全年更新网站信息{space}条。", f"召开会议{space}次。")), *PROSE)
    return True


@KINDS.kind("an identity number", "identity-number-shown", bases=BOTH)
def identity_number(draft: Draft, random: Random) -> bool:
    place, month, day = (
        random.choice(("110105", "320803", "330383")),
        random.randrange(1, 13),
        random.randrange(1, 29),
    )
    digits = f"{place}{random.randrange(1950, 2005)}{month:02}{day:02}{random.randrange(1, 999):03}"
    check = "10X98765432"[sum(int(d) * weight for d, weight in zip(digits, _WEIGHTS, strict=True)) % 11]
    insert(draft, random, f"申请人的证件号码为{digits}{check}。", *PROSE)
    return True


@KINDS.kind("the old regulation as basis", "old-regulation-as-basis", "outdated-document-cited", BOTH)
def old_regulation(draft: Draft, random: Random) -> bool:
    return replace_in(draft, "preface", "国务院令第711号", random.choice(("国务院令第492号", "国务院第492号令")))


@KINDS.kind("the trial form as basis", "trial-form-as-basis")
def trial_form(draft: Draft, random: Random) -> bool:
    title = "《中华人民共和国政府信息公开工作年度报告格式（试行）》"
    return replace_in(draft, "preface", "国办公开办函〔2021〕30号文件规定的格式", f"{title}的要求")


@KINDS.kind("a bureau's words in a government's report", "self-name-of-other-unit", "other-kind-of-unit", BOTH)
def other_self(draft: Draft, random: Random) -> bool:
    itself = random.choice(("我局", "我委", "我镇", "我乡"))
    insert(draft, random, f"{itself}将继续做好公开工作。", *PROSE)
    return True


@KINDS.kind("the title of another document", "title-of-other-document", bases=BOTH)
def title_of_other(draft: Draft, random: Random) -> bool:
    called = random.choice(("政府网站工作年度报表", "法治政府建设情况报告", "政务公开工作要点"))
    draft.report["title"] = f"{draft.report['unit']['name']}{draft.report['year']}年{called}"
    return True


@KINDS.kind("a title in other words", "title-in-other-words", bases=BOTH)
def other_words(draft: Draft, random: Random) -> bool:
    called = random.choice(("度政府信息公开工作报告", "政务公开年度报告"))
    draft.report["title"] = f"{draft.report['unit']['name']}{draft.report['year']}年{called}"
    return True


@KINDS.kind("the statistics period of another year", "title-year-differs", bases=BOTH)
def other_period(draft: Draft, random: Random) -> bool:
    year = draft.report["year"] - random.randrange(1, 4)
    return replace_in(draft, "preface", f"{draft.report['year']}年", f"{year}年")


@KINDS.kind("figures half in characters", "figures-written-unevenly", bases=BOTH)
def uneven(draft: Draft, random: Random) -> bool:
    thousands, hundreds = random.randrange(1, 10), random.randrange(1, 10)
    insert(draft, random, f"印制宣传手册支出{thousands}千{hundreds}百40元。", *PROSE)
    return True


@KINDS.kind("decisions of a unit without powers", "enforcement-without-power", bases=("department",))
def no_power(draft: Draft, random: Random) -> bool:
    name = random.choice(("某市人民政府研究室", "某市档案馆", "中共某市委党校"))
    set_unit(draft.report, name, "department", "county")
    for row in ("licences", "penalties", "coercive_measures"):
        draft.proactive[row]["decisions"] = 0
    draft.proactive[random.choice(("licences", "penalties", "coercive_measures"))]["decisions"] = random.randrange(
        1, 99
    )
    return True


def _sign(draft: Draft, year: int, month: int, day: int) -> bool:
    draft.text = draft.text.rstrip("\n") + f"\n\n某市人民政府\n{year}年{month}月{day}日\n"
    return True


@KINDS.kind("written after it was published", "dated-after-publication", bases=("text",))
def written_late(draft: Draft, random: Random) -> bool:
    return _sign(draft, 2025, 3, random.randrange(1, 29))  # published on 25 February 2025


@KINDS.kind("written before the year was over", "dated-before-year-end", bases=("text",))
def written_early(draft: Draft, random: Random) -> bool:
    return _sign(draft, 2024, random.randrange(1, 13), random.randrange(1, 29))
