"""Contents that are missing or thin, and what is said of fees."""

from __future__ import annotations

import re
from random import Random

from engine.demo.defects.kind import Draft, Kinds
from engine.demo.defects.texts import replace_in

KINDS = Kinds("2024")
BOTH = ("2024", "2020")
OF_GOVERNMENT = "government-appraisal-missing government-review-missing government-accountability-missing"


def aspects(draft: Draft) -> list[str]:
    """The five parts of section one."""
    return re.split(r"(?=（[一二三四五]）)", draft.sections["overview"]["text"])[1:]


@KINDS.kind("an aspect of section one is missing", "overview-aspect-missing", OF_GOVERNMENT, least=15)
def missing_aspect(draft: Draft, random: Random) -> bool:
    parts = aspects(draft)
    del parts[random.randrange(5)]
    draft.sections["overview"]["text"] = "".join(parts)
    return True


@KINDS.kind(
    "an aspect of section one is missing, without headings", "overview-aspect-not-found", OF_GOVERNMENT, least=5
)
def missing_aspect_without_headings(draft: Draft, random: Random) -> bool:
    parts = [part.partition("。")[2] for part in aspects(draft)]
    del parts[random.randrange(5)]
    draft.sections["overview"]["text"] = "".join(parts)
    return True


@KINDS.kind("an aspect of section one says nothing", "overview-aspect-thin", OF_GOVERNMENT, least=15)
def thin_aspect(draft: Draft, random: Random) -> bool:
    parts = aspects(draft)
    at = random.randrange(5)
    heading = parts[at][: parts[at].index("。") + 1]
    parts[at] = heading + random.choice(("无。", "各项工作正常开展。", "按照上级要求认真做好相关工作。", "略。"))
    draft.sections["overview"]["text"] = "".join(parts)
    return True


@KINDS.kind("no word on appraisal", "government-appraisal-missing", bases=BOTH)
def no_appraisal(draft: Draft, random: Random) -> bool:
    said = r"将政府信息公开纳入年度工作考核(，考核结果已通报)?；"
    section = draft.sections["overview"]
    section["text"], count = re.subn(said, "", section["text"])
    return count == 1


@KINDS.kind("no word on review by the public", "government-review-missing", bases=BOTH)
def no_review(draft: Draft, random: Random) -> bool:
    return replace_in(draft, "overview", "组织社会评议，意见逐条整改；", "")


@KINDS.kind("no word on accountability", "government-accountability-missing", bases=("2020",))
def no_accountability(draft: Draft, random: Random) -> bool:
    return replace_in(draft, "overview", "没有发生需要责任追究的情形。", "")


@KINDS.kind("no problem is stated", "problems-not-stated", "problems-too-short measures-fewer-than-problems", BOTH)
def no_problem(draft: Draft, random: Random) -> bool:
    section = draft.sections["problems"]
    section["text"] = "（一）改进情况。" + section["text"].partition("（二）改进情况。")[2]
    return True


@KINDS.kind("no improvement is stated", "improvements-not-stated", "problems-too-short", BOTH)
def no_improvement(draft: Draft, random: Random) -> bool:
    section = draft.sections["problems"]
    section["text"] = section["text"].partition("（二）")[0]
    return True


@KINDS.kind("section five is too short", "problems-too-short", bases=BOTH)
def too_short(draft: Draft, random: Random) -> bool:
    problem = random.choice(("公开意识不够强", "解读质量不高", "栏目更新不及时"))
    measure = random.choice(("将加强业务培训", "已经指定专人负责，按月检查"))
    draft.sections["problems"]["text"] = f"存在的主要问题：{problem}。改进措施：{measure}。"
    return True


@KINDS.kind("fewer measures than problems", "measures-fewer-than-problems", bases=BOTH)
def fewer_measures(draft: Draft, random: Random) -> bool:
    draft.sections["problems"]["text"] = (
        "（一）存在的主要问题。一是政策解读的质量不高，照搬文件原文；二是基层工作人员更换较多，业务不熟；三是栏目更新不够及时。"
        "（二）改进情况。一是开发可读可视的解读产品，建立会审制度；二是组织业务培训，新任人员先培训后上岗。"
    )
    return True


@KINDS.kind("a preface without basis, period or contact", "preface-incomplete", bases=BOTH)
def incomplete_preface(draft: Draft, random: Random) -> bool:
    sentences = draft.sections["preface"]["text"].split("。")[:-1]
    del sentences[random.randrange(len(sentences))]
    draft.sections["preface"]["text"] = "。".join(sentences) + "。"
    return True


@KINDS.kind("a fee that is no multiple of ten", "fee-not-in-tens")
def not_in_tens(draft: Draft, random: Random) -> bool:
    return replace_in(draft, "other", "3940元", f"{random.randrange(300, 440)}{random.randrange(1, 10)}元")


@KINDS.kind("more fees collected than asked for", "fees-exceed-notices")
def more_than_asked(draft: Draft, random: Random) -> bool:
    return replace_in(draft, "other", "3940元", f"{random.randrange(451, 900)}0元")


@KINDS.kind("one of the three figures on fees is missing", "fee-figure-missing")
def fee_figure(draft: Draft, random: Random) -> bool:
    left_out = random.choice(("发出收费通知18件，", "通知收取信息处理费总金额4500元，"))
    section = draft.sections["other"]
    section["text"] = section["text"].replace(left_out, "").replace("实际收取", "实际收取信息处理费")
    return True


@KINDS.kind("fees without notices", "fees-without-notices", "notices-fewer-than-overdue")
def without_notices(draft: Draft, random: Random) -> bool:
    return replace_in(draft, "other", "收费通知18件", "收费通知0件")


@KINDS.kind("fewer notices than fees overdue", "notices-fewer-than-overdue")
def few_notices(draft: Draft, random: Random) -> bool:
    return replace_in(draft, "other", "收费通知18件", f"收费通知{random.randrange(1, 6)}件")  # six were overdue


@KINDS.kind("more fees than in table two", "fees-exceed-table-two")
def more_than_in_table(draft: Draft, random: Random) -> bool:
    draft.proactive["fees"]["amount_10k_yuan"] = random.randrange(1, 35) / 100  # collected: 3940 yuan
    return True


@KINDS.kind("processing fees before there were any", "fees-before-2021", bases=("2020",))
def early_fees(draft: Draft, random: Random) -> bool:
    draft.sections["other"]["text"] = f"本年度收取信息处理费{random.randrange(1, 90)}0元。"
    return True


@KINDS.kind("more lawsuits after review than reviews", "co-defendant-cases", bases=BOTH)
def co_defendant(draft: Draft, random: Random) -> bool:
    line, more = draft.disputes["after_review"], draft.disputes["review"]["total"] + random.randrange(6, 60)
    line["upheld"] += more
    line["total"] += more
    return True
