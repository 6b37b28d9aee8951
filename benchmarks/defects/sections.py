"""Defects of sections, headings, labels and notes."""

from __future__ import annotations

import re
from random import Random

from engine.demo.defects.kind import Draft, Kinds

KINDS = Kinds("2024", "2020")
NUMERALS = "一二三四五六七八九"
PROSE = ("overview", "problems", "other")
LEFT = ("（文字描述主动公开情况）", "受理XX件申请。", "××市各部门均已公开。", "（此处填写数字）", "召开XXX次会议。")
LABEL = re.compile(r"^((?:[一二三四]、|（[一二七]）|\d\.)\S+?)(?= \d+( \d+){6}$)", re.MULTILINE)
HEADING = re.compile(r"^[一二三四五六]、(?=总体|主动|收到|政府信息公开行政|存在|其他)", re.MULTILINE)


@KINDS.kind("a section too many", "section-extra")
def extra_section(draft: Draft, random: Random) -> bool:
    heading = random.choice(("七、重点领域信息公开情况", "七、附件", "七、下一步工作打算"))
    draft.sections[random.choice(("problems", "other"))]["text"] += f"\n{heading}\n各项工作均按要求落实到位。"
    return True


@KINDS.kind("a heading with the wrong number", "section-misnumbered")
def wrong_number(draft: Draft, random: Random) -> bool:
    section = draft.sections[random.choice([key for key in draft.sections if key != "preface"])]
    number = random.choice([numeral for numeral in NUMERALS[:6] if numeral != section["heading"][0]])
    section["heading"] = number + section["heading"][1:]
    return True


@KINDS.kind("sections in another order", "section-out-of-order", bases=("text",))
def other_order(draft: Draft, random: Random) -> bool:
    starts = [found.start() for found in HEADING.finditer(draft.text)]
    head, parts = draft.text[: starts[0]], [draft.text[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
    one, other = sorted(random.sample(range(len(parts)), 2))
    parts[one], parts[other] = parts[other].rstrip("\n") + "\n\n", parts[one]
    draft.text = head + "".join(parts)
    return True


@KINDS.kind("words of a row altered", "row-label-altered", bases=("text",))
def altered_label(draft: Draft, random: Random) -> bool:
    label = random.choice([found for found in LABEL.finditer(draft.text) if len(found[1]) > 7])
    at = random.choice([at for at in range(label.start(1) + 4, label.end(1)) if draft.text[at].isalpha()])
    draft.text = draft.text[:at] + random.choice(("", "等", "某", "和")) + draft.text[at + 1 :]
    return True


@KINDS.kind("the note of table three left out", "requests-note-missing", bases=("text",))
def missing_note(draft: Draft, random: Random) -> bool:
    before = draft.text
    draft.text = re.sub(r"（本列数据的勾稽关系为：[^）]*）\n", "", draft.text)
    return draft.text != before


@KINDS.kind("a statistics period that is not the year", "period-not-whole-year")
def other_period(draft: Draft, random: Random) -> bool:
    year, section = draft.report["year"], draft.sections["preface"]
    first, last = f"{year}年1月1日", f"{year}年12月31日"
    wrong = random.choice(
        (
            (f"{year - 1}年{random.randrange(1, 13)}月1日", last),
            (f"{year}年{random.randrange(2, 13)}月1日", last),
            (first, f"{year}年{random.randrange(1, 12)}月28日"),
        )
    )
    section["text"] = section["text"].replace(first, wrong[0]).replace(last, wrong[1])
    return wrong[0] in section["text"]
