"""Figures and statements in prose that do not agree with the tables."""

from __future__ import annotations

from random import Random

from engine.demo.defects.kind import Draft, Kinds
from engine.demo.defects.requests import changed
from engine.demo.defects.texts import insert

KINDS = Kinds("2024", "2020", "random")


def other(draft: Draft, random: Random, value: int) -> int:
    """A figure that no cell has, nor any reasonable sum, with or without what was carried or disclosed in part."""
    lines = [line for table in draft.report["tables"].values() for line in table.values()]
    cells = {cell for line in lines for cell in line.values() if isinstance(cell, int)}
    table = draft.requests
    for column in table["total"]:
        for one in ("new_received", "total"):
            for carried in ("carried_over", "carried_forward"):
                cells.add(table[one][column] + table[carried][column])
                cells.add(table[one][column] - table[carried][column])
        cells.add(table["granted"][column] + table["partially_granted"][column])
    found = value
    while found in cells or found == 0:
        found = changed(value, random)
    return found


def tell(draft: Draft, random: Random, sentence: str) -> bool:
    """Puts a sentence somewhere into section one."""
    insert(draft, random, sentence, "overview")
    return True


@KINDS.kind("requests received told otherwise", "received-told-otherwise")
def received(draft: Draft, random: Random) -> bool:
    figure = other(draft, random, draft.requests["new_received"]["total"])
    said = ("全年共收到政府信息公开申请{}件。", "受理政府信息公开申请{}件。", "新收政府信息公开申请{}件。")
    return tell(draft, random, random.choice(said).format(figure))


@KINDS.kind("requests carried over told otherwise", "carried-over-told-otherwise")
def carried_over(draft: Draft, random: Random) -> bool:
    received, figure = draft.requests["new_received"]["total"], other(draft, random, 30)
    return tell(draft, random, f"收到政府信息公开申请{received}件，上年结转{figure}件。")


@KINDS.kind("requests carried forward told otherwise", "carried-forward-told-otherwise")
def carried_forward(draft: Draft, random: Random) -> bool:
    received, figure = draft.requests["new_received"]["total"], other(draft, random, 60)
    return tell(draft, random, f"收到政府信息公开申请{received}件，结转下年度继续办理{figure}件。")


@KINDS.kind("requests settled told otherwise", "settled-told-otherwise")
def settled(draft: Draft, random: Random) -> bool:
    figure = other(draft, random, draft.requests["total"]["total"])
    return tell(draft, random, f"全年答复政府信息公开申请{figure}件。")


@KINDS.kind("an outcome told otherwise", "outcomes-told-otherwise")
def outcome(draft: Draft, random: Random) -> bool:
    row, words = random.choice((("granted", "予以公开"), ("partially_granted", "部分公开")))
    total, figure = draft.requests["total"]["total"], other(draft, random, draft.requests[row]["total"])
    return tell(draft, random, f"答复政府信息公开申请{total}件，其中{words}{figure}件。") and figure < total


@KINDS.kind("a kind of applicant told otherwise", "applicants-told-otherwise")
def applicant(draft: Draft, random: Random) -> bool:
    line = draft.requests["new_received"]
    figure = other(draft, random, line["natural_person"])
    said = f"收到政府信息公开申请{line['total']}件，其中自然人申请{figure}件。"
    return tell(draft, random, said) and figure < line["total"]


@KINDS.kind("a share told wrong", "share-told-wrong")
def share(draft: Draft, random: Random) -> bool:
    total, granted = draft.requests["total"]["total"], draft.requests["granted"]["total"]
    wrong = 100 * granted / total + random.choice((-1, 1)) * random.randrange(9, 20)
    said = f"答复政府信息公开申请{total}件，其中予以公开{granted}件，占{wrong:.1f}%。"
    return tell(draft, random, said) and 0 < wrong < 100


@KINDS.kind("no requests, where the table has some", "requests-denied-but-received")
def no_requests(draft: Draft, random: Random) -> bool:
    said = ("全年未收到政府信息公开申请。", "本年度没有收到政府信息公开申请。")
    return tell(draft, random, random.choice(said))


@KINDS.kind("no reviews or lawsuits, where the table has some", "dispute-or-carry-denied")
def no_disputes(draft: Draft, random: Random) -> bool:
    what = random.choice(("行政复议", "行政复议、行政诉讼"))
    return tell(draft, random, f"全年未发生因政府信息公开引发的{what}案件。")


@KINDS.kind("reviews told otherwise", "reviews-told-otherwise")
def reviews(draft: Draft, random: Random) -> bool:
    return tell(draft, random, f"政府信息公开行政复议{other(draft, random, draft.disputes['review']['total'])}件。")


@KINDS.kind("lawsuits told otherwise", "lawsuits-told-otherwise")
def lawsuits(draft: Draft, random: Random) -> bool:
    both = draft.disputes["direct"]["total"] + draft.disputes["after_review"]["total"]
    figure = other(draft, random, both)
    return tell(draft, random, f"政府信息公开行政诉讼{figure}件。") and figure != both


@KINDS.kind("documents told otherwise", "documents-told-otherwise", bases=("2024",))
def documents(draft: Draft, random: Random) -> bool:
    figure = other(draft, random, draft.proactive["normative_documents"]["made"])
    return tell(draft, random, f"全年制发行政规范性文件{figure}件。")


@KINDS.kind("decisions told otherwise", "decisions-told-otherwise", bases=("2024", "2020"))
def decisions(draft: Draft, random: Random) -> bool:
    figure = draft.proactive["licences"]["decisions"] + random.choice((-1, 1)) * random.randrange(10, 9999)
    return tell(draft, random, f"全年作出行政许可决定{figure}件。")


@KINDS.kind("fees told twice", "fees-told-twice", "fees-exceed-notices fees-exceed-table-two", ("2024",))
def fees(draft: Draft, random: Random) -> bool:
    return tell(draft, random, f"全年收取信息处理费{random.randrange(200, 390)}0元。")


@KINDS.kind("all answered, and some carried forward", "all-answered-but-carried-forward", bases=("2024",))
def all_answered(draft: Draft, random: Random) -> bool:
    return tell(draft, random, "依申请公开答复率达100%。")


@KINDS.kind("results of reviews told otherwise", "dispute-results-told-otherwise")
def results(draft: Draft, random: Random) -> bool:
    line = draft.disputes["review"]
    key, words = random.choice((("upheld", "结果维持"), ("corrected", "结果纠正")))
    figure = other(draft, random, line[key])
    return (
        tell(draft, random, f"政府信息公开行政复议{line['total']}件，其中{words}{figure}件。")
        and figure < line["total"]
    )


@KINDS.kind("outcomes told that do not add up", "sums-told-wrong", "outcomes-told-otherwise", ("2024",))
def told_sum(draft: Draft, random: Random) -> bool:
    parts = {"予以公开": 1362, "部分公开": 454, "不予公开": 178, "无法提供": 781, "不予处理": 88, "其他处理": 187}
    parts[random.choice(list(parts))] += random.randrange(3, 200)
    told = "、".join(f"{words}{figure}件" for words, figure in parts.items())
    return tell(draft, random, f"答复政府信息公开申请3050件，其中{told}。")


@KINDS.kind("requests told, and table three all zero", "requests-told-table-zero", bases=("2020",))
def told_but_zero(draft: Draft, random: Random) -> bool:
    for line in draft.requests.values():
        line.update(dict.fromkeys(line, 0))
    return tell(draft, random, f"全年收到政府信息公开申请{random.randrange(1, 400)}件。")


@KINDS.kind("reviews told, and table four all zero", "disputes-told-table-zero")
def reviews_but_zero(draft: Draft, random: Random) -> bool:
    for line in draft.disputes.values():
        line.update(dict.fromkeys(line, 0))
    return tell(draft, random, f"因政府信息公开被申请行政复议{random.randrange(1, 90)}件。")


@KINDS.kind("a figure of another scope", "told-of-another-scope", bases=("2024", "2020"))
def other_scope(draft: Draft, random: Random) -> bool:
    figure = other(draft, random, draft.proactive["normative_documents"]["made"])
    return tell(draft, random, f"市本级层面共制发、公开规范性文件{figure}件。")
