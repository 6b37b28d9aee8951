"""What a decision does to findings, marks, bounds and rules; what is said of decisions that do not hold."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from engine.cases import ROOT, all_cases
from engine.decisions import NO_DECISIONS, Decision, Decisions, Subject, Verdict, unused
from engine.given import Given
from engine.json_text import dumps, loads
from engine.loading import load_rulebook
from engine.loading.decision_files import parse_decisions
from engine.readers import read_bytes
from engine.reading import Reading
from engine.reporters import REPORTERS, Layout, reporter
from engine.reporters.json_card import dump
from engine.reporters.skeleton import skeleton
from engine.reporters.terminal import show as on_terminal
from engine.score import Engine
from engine.scorecard import Finding, Scorecard
from tests.strategies import cells_of, consistent_reports

BOOK = load_rulebook(cache=False)
ENGINE = Engine(BOOK)
DAY = dt.date(2026, 3, 1)
PLACE = "decisions.yaml:2"
PUBLISHED = Given(published_on=dt.date(2025, 3, 20))
SLOW = settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def reading_of(report: dict[str, Any]) -> Reading:
    return read_bytes(dumps(report).encode(), "report.json", BOOK)


def huaian() -> dict[str, Any]:
    report: dict[str, Any] = loads((ROOT / "reports" / "huaian-2024.json").read_text("utf-8"))
    return report


def decision(card: Scorecard, finding: Finding, verdict: Verdict, **changes: Any) -> Decision:
    subject = Subject(card.report["source"]["sha256"], card.report["unit"]["name"], card.report["year"])
    made = Decision(
        subject,
        finding.fingerprint,
        finding.rule,
        verdict,
        "与原件核对过",
        "张三",
        None,
        DAY,
        None,
        "decisions.yaml:2",
    )
    return replace(made, **changes)


def under(reading: Reading, card: Scorecard, verdict: Verdict, *findings: Finding) -> Scorecard:
    taken = tuple(decision(card, finding, verdict) for finding in findings)
    return ENGINE.score(reading, PUBLISHED, decisions=Decisions(taken, DAY))


def statuses(card: Scorecard) -> dict[str, str]:
    return {rule.name: rule.status for rule in card.rules}


def marks(card: Scorecard, category: str) -> tuple[Decimal, Decimal]:
    found = next(item for item in card.categories if item.id == category)
    return found.numerator, found.denominator


@pytest.fixture(scope="module")
def wrong() -> Reading:
    """A blank total, one wrong cell that breaks its row and its column, and a seventh section to review."""
    report = huaian()
    report["tables"]["disputes"]["review"]["total"] = ""
    report["tables"]["requests"]["granted"]["natural_person"] = 1298
    report["sections"]["other"]["text"] += "\n七、重点领域信息公开情况\n略。"
    return reading_of(report)


@pytest.fixture(scope="module")
def card(wrong: Reading) -> Scorecard:
    card = ENGINE.score(wrong, PUBLISHED)
    assert [(f.rule, f.status) for f in card.findings] == [
        ("section-extra", "review"),
        ("requests-row-total", "gap"),
        ("requests-total", "gap"),
        ("total-blank", "gap"),
        ("cells-blank", "gap"),
    ]
    return card


def of(card: Scorecard, rule: str) -> Finding:
    return next(finding for finding in card.findings if finding.rule == rule)


def test_nothing_decided_changes_nothing(wrong: Reading, card: Scorecard) -> None:
    assert dump([ENGINE.score(wrong, PUBLISHED, decisions=Decisions((), DAY))]) == dump([card])
    assert all(finding.decision is None and finding.open for finding in card.findings)


def test_a_dismissed_review_leaves_the_bounds_and_is_still_shown(wrong: Reading, card: Scorecard) -> None:
    after = under(wrong, card, "dismiss", of(card, "section-extra"))
    assert card.bounds is not None
    assert after.bounds is not None
    assert after.score == card.score
    assert after.bounds[0] > card.bounds[0]
    assert after.bounds[1] == card.bounds[1]
    finding = of(after, "section-extra")
    assert finding.status == "review"
    assert finding.deducted == 0
    assert not finding.open
    assert finding.decision is not None
    assert (finding.decision.decision, finding.decision.reason) == ("dismiss", "与原件核对过")
    result = next(rule for rule in after.rules if rule.name == "section-extra")
    assert (result.status, bool(result.reason)) == ("pass", True)


def test_a_confirmed_review_is_a_gap_and_costs_what_the_rule_says(wrong: Reading, card: Scorecard) -> None:
    after = under(wrong, card, "confirm", of(card, "section-extra"))
    finding, each = of(after, "section-extra"), BOOK.rule("section-extra").deduct.each
    assert (finding.status, finding.deducted, finding.open) == ("gap", each, True)
    assert statuses(after)["section-extra"] == "gap"
    assert marks(card, "structure")[0] - marks(after, "structure")[0] == each


def test_a_waived_gap_costs_nothing_and_neither_does_what_it_explains(wrong: Reading, card: Scorecard) -> None:
    before = of(card, "requests-row-total")
    after = under(wrong, card, "waive", before)
    finding = of(after, "requests-row-total")
    assert finding.status == "gap"
    assert finding.deducted == 0
    assert not finding.open
    assert of(after, "requests-total").deducted == 0
    assert statuses(after)["requests-row-total"] == "waived"
    assert statuses(after)["requests-total"] == "gap"
    assert marks(after, "identities")[0] - marks(card, "identities")[0] == before.deducted


def test_marks_lost_to_a_waived_finding_are_not_lost() -> None:
    report = huaian()
    del report["tables"]["requests"]
    reading = reading_of(report)
    before = ENGINE.score(reading, PUBLISHED)
    lost = {rule.name for rule in before.rules if rule.lost}
    assert lost == {"requests-balance", "requests-total", "requests-row-total"}
    after = under(reading, before, "waive", *before.findings)
    assert after.score == 100
    for rule in after.rules:
        if rule.name in lost:
            assert rule.status == "not_assessable"
            assert rule.lost == 0
            assert rule.because_of == before.findings[0].fingerprint
    assert after.findings[0].deducted == 0


def test_a_missing_table_that_a_person_confirmed_in_a_scan_loses_the_marks_of_its_sums() -> None:
    report = huaian()
    del report["tables"]["requests"]
    sure = ENGINE.score(reading_of(report), PUBLISHED)
    scan = replace(reading_of(report), doubtful=True)
    before = ENGINE.score(scan, PUBLISHED)
    after = under(scan, before, "confirm", *before.findings)
    assert [rule.lost for rule in after.rules] == [rule.lost for rule in sure.rules]
    assert (after.score, after.findings[0].deducted) == (sure.score, sure.findings[0].deducted)


def test_a_veto_goes_with_the_waived_gap(wrong: Reading) -> None:
    rules = tuple(replace(r, veto=Decimal(10)) if r.name == "total-blank" else r for r in BOOK.rules)
    engine = Engine(replace(BOOK, rules=rules))
    before = engine.score(wrong, PUBLISHED)
    taken = (decision(before, of(before, "total-blank"), "waive"),)
    assert before.score == 10
    assert (engine.score(wrong, PUBLISHED, decisions=Decisions(taken, DAY)).score or 0) > 10


# What is changed in a decision to dismiss the review, and words of the notice; nothing is applied.
LAPSED: list[tuple[dict[str, Any], str]] = [
    ({"subject": Subject("0" * 64, "淮安市人民政府", 2024)}, "另一份文件"),
    ({"finding": "0" * 16}, "已经变了"),
    ({"finding": "0" * 16, "rule": "wrong-form"}, "没有找到"),
    ({"rule": "wrong-form"}, "写的规则是“wrong-form”"),
    ({"verdict": "waive"}, "不能免除"),
    ({"decided_on": dt.date(2026, 3, 2)}, "自 2026-03-02 起"),
    ({"decided_on": dt.date(2026, 1, 1), "expires_on": dt.date(2026, 2, 28)}, "2026-02-28 到期"),
]


@pytest.mark.parametrize(("changes", "words"), LAPSED, ids=[words for _, words in LAPSED])
def test_a_decision_that_does_not_hold_is_reported(
    wrong: Reading, card: Scorecard, changes: dict[str, Any], words: str
) -> None:
    taken = replace(decision(card, of(card, "section-extra"), "dismiss"), **changes)
    after = ENGINE.score(wrong, PUBLISHED, decisions=Decisions((taken,), DAY))
    assert (after.findings, after.rules, after.score) == (card.findings, card.rules, card.score)
    (notice,) = set(after.notices) - set(card.notices)
    assert notice.startswith("decisions.yaml:2：")
    assert words in notice


@pytest.mark.parametrize(("verdict", "words"), [("confirm", "不需要确认"), ("dismiss", "不能撤销")])
def test_a_gap_is_neither_confirmed_nor_dismissed(
    wrong: Reading, card: Scorecard, verdict: Verdict, words: str
) -> None:
    after = under(wrong, card, verdict, of(card, "total-blank"))
    assert after.score == card.score
    assert any(words in notice for notice in after.notices)


def test_a_decision_holds_on_its_last_day_and_not_after(wrong: Reading, card: Scorecard) -> None:
    taken = (decision(card, of(card, "section-extra"), "dismiss", expires_on=DAY),)
    today, tomorrow = (
        ENGINE.score(wrong, PUBLISHED, decisions=Decisions(taken, DAY + dt.timedelta(days))) for days in (0, 1)
    )
    assert not of(today, "section-extra").open
    assert of(tomorrow, "section-extra").open


def test_a_decision_lapses_when_the_document_changes(card: Scorecard) -> None:
    report = huaian()
    report["tables"]["disputes"]["review"]["total"] = ""
    later = reading_of(report)
    before = ENGINE.score(later, PUBLISHED)
    taken = (decision(card, of(card, "total-blank"), "waive"),)
    after = ENGINE.score(later, PUBLISHED, decisions=Decisions(taken, DAY))
    assert of(after, "total-blank").fingerprint == of(card, "total-blank").fingerprint
    assert after.score == before.score
    assert any("另一份文件" in notice for notice in after.notices)


def test_decisions_on_other_reports_are_passed_over_here_and_named_where_nobody_asks(
    wrong: Reading, card: Scorecard
) -> None:
    other = Subject("0" * 64, "龙港市人民政府", 2024)
    decisions = Decisions((decision(card, of(card, "section-extra"), "dismiss", subject=other),), DAY, (other,))
    assert dump([ENGINE.score(wrong, PUBLISHED, decisions=decisions)]) == dump([card])
    mine = Subject(wrong.source.sha256, "淮安市人民政府", 2024)
    assert [item.subject for item in unused(decisions, [mine])] == [other]
    assert list(unused(decisions, [mine, other])) == []


def test_units_without_a_name_are_not_taken_for_each_other() -> None:
    report = huaian() | {"unit": {"name": BOOK.text_words.unnamed, "kind": "government"}}
    before = ENGINE.score(reading_of(report), PUBLISHED)
    other = Subject("0" * 64, BOOK.text_words.unnamed, 2024)
    finding = ENGINE.score(reading_of(huaian() | {"tables": {}}), PUBLISHED).findings[0]
    decisions = Decisions((decision(before, finding, "waive", subject=other),), DAY)
    assert ENGINE.score(reading_of(report), PUBLISHED, decisions=decisions).notices == before.notices


def test_the_terminal_shows_finding_and_decision(wrong: Reading, card: Scorecard) -> None:
    taken = (
        decision(card, of(card, "section-extra"), "dismiss"),
        decision(card, of(card, "total-blank"), "waive", approver="李四", expires_on=dt.date(2026, 12, 31)),
    )
    after = ENGINE.score(wrong, PUBLISHED, decisions=Decisions(taken, DAY))
    text = on_terminal([after], "zh", 100)
    assert "问题 3 处" in text
    assert "经人工处理、不再计入的 2 处" in text
    assert "撤销，不是问题：与原件核对过（张三，2026-03-01）" in text
    assert "免除扣分：与原件核对过（张三作出，李四批准，2026-03-01），有效期至 2026-12-31" in text
    for finding in card.findings:
        assert finding.title in text
    english = on_terminal([ENGINE.score(wrong, PUBLISHED, "en", decisions=Decisions(taken, DAY))], "en", 100)
    assert "waived: 与原件核对过 (张三, approved by 李四, 2026-03-01), until 2026-12-31" in english


def test_every_reporter_shows_the_decision(wrong: Reading, card: Scorecard) -> None:
    taken = tuple(decision(card, f, "dismiss" if f.status == "review" else "waive") for f in card.findings)
    before = ENGINE.scored(wrong, PUBLISHED)
    after = ENGINE.scored(wrong, PUBLISHED, decisions=Decisions(taken, DAY))
    shown = {name: reporter(name)([after], Layout("zh")) for name in REPORTERS}
    for name, text in shown.items():
        earlier = reporter(name)([before], Layout("zh"))
        if isinstance(text, str) and isinstance(earlier, str):
            assert "与原件核对过" not in earlier, name
            assert text.count("与原件核对过") >= len(card.findings), name
    results = json.loads(shown["sarif"])["runs"][0]["results"]
    assert all(result["suppressions"][0]["justification"] for result in results)
    assert 'failures="0"' in str(shown["junit"])


def test_the_skeleton_is_passed_over_until_it_is_filled_in(wrong: Reading, card: Scorecard) -> None:
    text = skeleton([card], "zh")
    empty = parse_decisions([("a.yaml", text)], DAY, BOOK.refused_reasons)
    assert (empty.taken, len(empty.unfilled)) == ((), 4)  # requests-total follows from another finding
    after = ENGINE.score(wrong, PUBLISHED, decisions=empty)
    assert after.score == card.score
    assert any("4 项没有填写" in notice for notice in after.notices)
    filled = (
        text.replace("decision:  # confirm", "decision: dismiss  # confirm")
        .replace("decision:  # waive", "decision: waive  # waive")
        .replace("reason:", "reason: 与原件逐格核对过")
        .replace("author:", "author: 张三")
        .replace("approver:", "approver: 李四")
        .replace("decided_on:", "decided_on: 2026-03-01")
        .replace("expires_on:", "expires_on: 2026-12-31")
    )
    decisions = parse_decisions([("a.yaml", filled)], DAY, BOOK.refused_reasons)
    decided = ENGINE.score(wrong, PUBLISHED, decisions=decisions)
    assert decided.score == 100
    assert [f.rule for f in decided.findings if f.open] == ["requests-total"]
    assert skeleton([decided], "en").endswith("decisions: []\n")


@given(st.text(min_size=1, max_size=40).filter(str.strip), st.sampled_from(["zh", "en"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_skeleton_of_any_name_can_be_read(card: Scorecard, name: str, lang: Any) -> None:
    assume(max(name) < "\ud800" or min(c for c in name if c >= "\ud800") > "\udfff")
    titled = replace(card.findings[0], title=name, message=name)
    odd = replace(card, report=card.report | {"unit": {"name": name}}, findings=(titled, *card.findings[1:]))
    read = parse_decisions([("a.yaml", skeleton([odd], lang))], DAY, BOOK.refused_reasons)
    assert {subject.unit for subject in read.unfilled} == {name}
    assert len(read.unfilled) == 4


@st.composite
def faulty(draw: st.DrawFn) -> Reading:
    """Some wrong, blank and missing cells, perhaps a missing table or a late date; perhaps a scan."""
    report = draw(consistent_reports(BOOK))
    for table, row, column in draw(st.lists(st.sampled_from(cells_of(report, "requests", "disputes")), max_size=6)):
        report["tables"][table][row][column] = draw(st.sampled_from([0, 7, 999, "", "/", "x", "-3"]))
    if draw(st.integers(0, 4)) == 0:
        del report["tables"][draw(st.sampled_from(["requests", "disputes"]))]
    report["sections"]["other"]["text"] += draw(st.sampled_from(["", "\n七、重点领域信息公开情况\n略。"]))
    return replace(reading_of(report), doubtful=draw(st.booleans()))


def lost_of(card: Scorecard) -> Decimal:
    return sum((item.denominator - item.numerator for item in card.categories), Decimal(0))


@given(faulty(), st.data())
@SLOW
def test_dismissals_and_waivers_never_cost_and_confirmations_never_pay(reading: Reading, data: st.DataObject) -> None:
    before = ENGINE.score(reading)
    assume(before.score is not None)
    assert before.score is not None
    chosen = [finding for finding in before.findings if data.draw(st.booleans())]
    for verdict, status in (("dismiss", "review"), ("confirm", "review"), ("waive", "gap")):
        taken = tuple(decision(before, f, verdict) for f in chosen if f.status == status)  # type: ignore[arg-type]
        decisions = Decisions(taken, DAY)
        after = ENGINE.score(reading, decisions=decisions)
        assert after.score is not None
        assert after.bounds is not None
        assert after.score <= before.score if verdict == "confirm" else after.score >= before.score
        assert after.bounds[0] <= after.score <= after.bounds[1]
        costs = sum((finding.deducted for finding in after.findings), Decimal(0))
        assert abs(costs - lost_of(after)) <= Decimal("0.01") * (len(after.findings) + len(after.categories))
        assert all(finding.deducted == 0 for finding in after.findings if not finding.open)
        assert [f.fingerprint for f in after.findings] == [f.fingerprint for f in before.findings]
        assert dump([after]) == dump([ENGINE.score(reading, decisions=decisions)])


def test_all_reviews_dismissed_and_all_gaps_waived_is_full_marks_in_every_case() -> None:
    for case in all_cases():
        reading = case.reading(BOOK)
        before = ENGINE.score(reading, case.knows(), beside=case.beside(BOOK))
        taken = tuple(decision(before, f, "dismiss" if f.status == "review" else "waive") for f in before.findings)
        after = ENGINE.score(reading, case.knows(), beside=case.beside(BOOK), decisions=Decisions(taken, DAY))
        assert after.score in (None, 100), case.id
        assert not any(finding.open for finding in after.findings)
        assert "gap" not in statuses(after).values()
        assert json.loads(dump([after]))["notices"] == list(before.notices)


def test_the_same_decisions_in_another_order_give_the_same_bytes(wrong: Reading, card: Scorecard) -> None:
    taken = tuple(decision(card, f, "dismiss" if f.status == "review" else "waive") for f in card.findings)
    one, other = (ENGINE.score(wrong, PUBLISHED, decisions=Decisions(order, DAY)) for order in (taken, taken[::-1]))
    assert dump([one]) == dump([other])
    assert NO_DECISIONS.about(Subject("", "", 0)) == []
