"""What is changed when a gap is mended for trial: the place, the words or figure before, and those after."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from engine.beside import NOTHING_BESIDE
from engine.cases import ROOT, load_case
from engine.decisions import NO_DECISIONS
from engine.given import Given
from engine.readers import read_bytes
from engine.score import Engine
from engine.scorecard import Edit, GapMend, GradeGiven, PastGap, Supposed, WayToGrade, WhatIf
from engine.whatif import gaps_of, what_if
from engine.whatif.trial import Subject, Trial

Told = tuple[str, str | None, str | None, int, bool]  # place, before, after, cells, and whether it is sure
EDITS: list[tuple[str, str, Told]] = [
    ("amount-unreadable", "fail-a-about", ("proactive/fees/amount_10k_yuan", "约20万", "20", 1, False)),
    ("blank-not-filled", "fail-a-underscores", ("other", "更新网站信息____条", "更新网站信息0条", 0, False)),
    ("cells-blank", "fail-a-dashes", ("requests/not_processed.publication/research", "无", "0", 1, False)),
    ("count-not-whole", "fail-a-fraction", ("requests/granted/research", "1.5", "0", 1, True)),
    ("disputes-column-missing", "fail-a-no_pending", ("disputes//pending", None, "0", 3, False)),
    ("disputes-row-total", "fail-a-review", ("disputes/review/total", "352", "351", 1, False)),
    ("in-force-too-few", "fail-a-twenty_issued", ("proactive/normative_documents/in_force", "5", "20", 1, False)),
    (
        "overview-aspect-missing",
        "fail-a-no_platform",
        (
            "overview", None,
            "（政府信息公开平台建设）本年度政府信息公开平台建设工作按规定开展，具体做法和成效如下。", 0, False,
        ),
    ),
    ("placeholder-left", "fail-a-template", ("problems", "（文字描述）", None, 0, True)),
    ("proactive-block-missing", "fail-a-no_item_eight", ("proactive//", None, "0", 1, False)),
    ("proactive-column-missing", "fail-a-no_in_force", ("proactive//in_force", None, "规章 1", 2, False)),
    ("proactive-column-obsolete", "fail-a-previous_year", ("proactive//previous", "12", None, 1, True)),
    ("procurement-unit-missing", "fail-a-bare", ("proactive/procurement/amount", "8040", "8040万元", 1, False)),
    (
        "requests-balance",
        "fail-a-carried_forward",
        ("requests/carried_forward/natural_person", "104", "103", 1, True),
    ),
    (
        "requests-note-missing",
        "fail-a-removed",
        ("requests//", None, "本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和", 0, True),
    ),
    (
        "row-obsolete",
        "../requests-other-rows/fail-a-not_split",
        ("requests/other/", "181, 5, 0, 1, 187", None, 7, True),
    ),
    (
        "row-label-altered",
        "fail-a-two_kinds",
        ("requests/denied.internal_affairs/", "5.属于两类内部事务信息", "5.属于三类内部事务信息", 0, True),
    ),
    (
        "section-misnumbered",
        "fail-a-three_for_two",
        ("proactive", "三、主动公开政府信息情况", "二、主动公开政府信息情况", 0, True),
    ),
    ("section-missing", "fail-a-no_section_six", ("other", None, "六、其他需要报告的事项", 0, True)),
    ("table-missing", "fail-a-no_table_four", ("disputes//", None, "0", 15, False)),
    (
        "title-not-annual-report",
        "fail-a-summary",
        ("", "某市人民政府2024年政府信息公开工作总结", "某市人民政府2024年政府信息公开工作年度报告", 0, True),
    ),
    ("total-blank", "fail-a-row", ("requests/granted/total", "", "1362", 1, True)),
]  # fmt: skip


def shown(edit: Edit) -> Told:
    place = edit.place
    where = (place.table, place.row or "", place.column or "") if place.table else (place.section or "",)
    return "/".join(where), edit.before, edit.after, edit.cells, edit.sure


@pytest.mark.parametrize(("rule", "case", "told"), EDITS, ids=[rule for rule, _, _ in EDITS])
def test_what_is_changed(rule: str, case: str, told: Told, reference: Engine) -> None:
    found = load_case(ROOT / rule / f"{case}.yaml")
    subject = Subject(found.reading(reference.book), found.knows(), NOTHING_BESIDE, NO_DECISIONS, "zh")
    trial = Trial(reference, subject)
    trial.gaps = gaps_of(trial)
    index = next(at for at, gap in enumerate(trial.gaps) if gap.matches[0].rule.name == rule)
    outcome = trial.mended([index])
    assert shown(outcome.edits[index][0]) == told
    assert outcome.supposed == frozenset()


FULL_MARKS = GradeGiven("excellent", "优秀")


def test_all_that_is_told_of_one_gap(reference: Engine) -> None:
    """A row that does not add up is explained by the balance that does not hold: mending one settles both."""
    reading = load_case(ROOT / "requests-balance/fail-a-carried_forward.yaml").reading(reference.book)
    card = reference.score(reading)
    assert card.score is not None
    prints = {finding.rule: finding.fingerprint for finding in card.findings}
    mended = Supposed(Decimal(100), 100 - card.score, FULL_MARKS, "mended report")
    told = what_if(reference, reading)
    assert told is not None
    (mend,) = told.mends
    assert replace(mend, edits=()) == GapMend(
        finding=prints["requests-balance"],
        rule="requests-balance",
        title="申请收支不平衡",
        gaps=1,
        edits=(),
        settles=(prints["requests-balance"], prints["requests-row-total"]),
        brings=(),
        alone=mended,
        so_far=mended,
    )
    assert replace(told, mends=()) == WhatIf((), (), mended, (), (), 1)


def test_all_that_is_told_of_a_day_that_is_past(reference: Engine) -> None:
    reading = read_bytes((ROOT / "reports/huaian-2024.json").read_bytes(), "report.json", reference.book)
    late, in_time = (Given(published_on=dt.date(2025, month, 9)) for month in (5, 3))
    card, right = reference.score(reading, late), reference.score(reading, in_time)
    assert card.score is not None
    assert right.score is not None
    finding = next(finding for finding in card.findings if finding.status == "gap")
    told = what_if(reference, reading, late)
    assert told is not None
    assert right.grade is not None
    better = Supposed(
        right.score, right.score - card.score, GradeGiven(right.grade.id, right.grade.label), "mended report"
    )
    title = reference.book.rule(finding.rule).title.zh
    assert told.past == (PastGap(finding.fingerprint, finding.rule, title, better),)
    assert (told.mends, told.together, told.everything, told.left) == ((), (), None, ())
    higher = [grade for grade in reversed(reference.book.grades) if grade.at_least > card.score]
    assert told.ways == tuple(
        WayToGrade(GradeGiven(grade.id, grade.label.zh), grade.at_least, None, None, True) for grade in higher
    )
    assert higher
