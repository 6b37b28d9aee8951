"""What mending would gain: every promise is kept by a report that was mended and scored anew."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.beside import NOTHING_BESIDE
from engine.cases import ROOT, Case, all_cases
from engine.decisions import NO_DECISIONS, Decision, Decisions, Subject
from engine.given import Given
from engine.json_text import dumps, loads
from engine.loading import RulebookError, load_rulebook, read_files
from engine.loading.build import build
from engine.readers import read_bytes
from engine.reading import Reading
from engine.reporters.json_card import card_value
from engine.score import Engine
from engine.scorecard import Edit, Finding, Scorecard, WhatIf
from engine.scoring import shown
from engine.whatif import gaps_of, what_if
from engine.whatif.trial import Subject as Tried
from engine.whatif.trial import Trial
from tests.strategies import cells_of
from tests.test_cli import run

BOOK = load_rulebook(cache=False)
IN_TIME = Given(published_on=dt.date(2025, 3, 20))
CERTAIN = {rule.name for rule in BOOK.rules if rule.certainty == "gap"}
CASES = [
    case
    for case in all_cases()
    if case.rule in CERTAIN | {"everything-wrong"}
    and case.expectation in ("fail", "wrong")
    and not (case.overlays or case.decisions)
]
ONE_EACH = [case for case in CASES if case.path.name.startswith("fail-a")]


def sound(name: str) -> dict[str, Any]:
    report: dict[str, Any] = loads((ROOT / "reports" / f"{name}.json").read_text("utf-8"))
    return report


def huaian() -> dict[str, Any]:
    return sound("huaian-2024")


def reading_of(report: dict[str, Any]) -> Reading:
    return read_bytes(dumps(report).encode(), "report.json", BOOK)


def gains(engine: Engine, report: dict[str, Any], given: Given = IN_TIME) -> WhatIf:
    found = what_if(engine, reading_of(report), given)
    assert found is not None
    return found


def after(report: dict[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    """The report with the figures of edits written into it, by nothing of the engine."""
    mended = copy.deepcopy(report)
    for edit in edits:
        place = edit.place
        assert edit.after is not None
        assert edit.cells == 1
        mended["tables"][place.table][place.row][place.column] = int(edit.after)
    return mended


def broken(*cells: tuple[str, str, str, Any]) -> dict[str, Any]:
    """A sound report with these cells (table, row, column, what stands there)."""
    report = huaian()
    for table, row, column, value in cells:
        report["tables"][table][row][column] = value
    return report


SLIPS = (
    ("requests", "carried_forward", "natural_person", 104),  # 103: breaks its row and its column
    ("disputes", "review", "total", 9),
    ("proactive", "penalties", "decisions", "约12"),
)


# -- the great test ----------------------------------------------------------------------------------------------


def trial_of(case: Case, engine: Engine) -> Trial:
    trial = Trial(engine, Tried(case.reading(BOOK), case.knows(), case.beside(BOOK), NO_DECISIONS, "zh"))
    trial.gaps = gaps_of(trial)
    return trial


def rules_found(findings: Iterable[Finding]) -> Counter[str]:
    return Counter(finding.rule for finding in findings)


@pytest.mark.parametrize("case", ONE_EACH, ids=lambda case: case.id)
def test_a_gap_is_gone_when_it_is_mended_and_the_score_is_the_one_promised(case: Case, engine: Engine) -> None:
    """Scored anew by the engine as users have it, from the report as it was mended."""
    before = engine.score(case.reading(BOOK), case.knows(), beside=case.beside(BOOK))
    told = what_if(engine, case.reading(BOOK), case.knows(), beside=case.beside(BOOK))
    assert told is not None
    by_print = {finding.fingerprint: finding for finding in before.findings}
    settled = {by_print[one].rule for mend in told.mends for one in mend.settles}
    assert case.rule in settled | {gap.rule for gap in told.past}
    trial = trial_of(case, engine)
    place = {trial.base.found.judged.prints[gap.matches[0].id]: index for index, gap in enumerate(trial.gaps)}
    for mend in told.mends:
        assert (mend.alone.by, mend.brings) == ("mended report", ())
        mended = trial.mended([place[mend.finding]]).reading
        card = engine.score(mended, Given(period=case.knows().period), beside=case.beside(BOOK))
        assert card.score == mend.alone.score
        gone = rules_found(by_print[one] for one in mend.settles)
        left = rules_found(card.findings)
        assert {rule: left[rule] + count for rule, count in gone.items()} == {
            rule: rules_found(before.findings)[rule] for rule in gone
        }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_report_with_every_gap_mended_has_full_marks(case: Case, engine: Engine) -> None:
    """Where nothing is found, nothing is deducted: whatever the engine says of a score, this one is known."""
    told = what_if(engine, case.reading(BOOK), case.knows(), beside=case.beside(BOOK))
    assert told is not None
    if told.past:
        assert told.everything is None or (told.everything.score or 0) < 100
    elif told.mends:
        assert told.everything is not None
        assert (told.everything.score, told.everything.by) == (Decimal(100), "mended report")
        assert told.mends[-1].so_far == told.everything


def test_every_rule_that_accuses_says_how_it_is_mended() -> None:
    assert [rule.name for rule in BOOK.rules if rule.certainty == "gap" and not rule.mend] == []


# -- promises, by hand -------------------------------------------------------------------------------------------


def test_what_is_promised_of_figures_comes_true(engine: Engine) -> None:
    report = broken(*SLIPS)
    told = gains(engine, report)
    assert {mend.rule for mend in told.mends} == {"requests-balance", "disputes-row-total", "count-not-whole"}
    sofar = copy.deepcopy(report)
    for mend in told.mends:
        alone = engine.score(reading_of(after(report, mend.edits)), IN_TIME)
        assert alone.score == mend.alone.score
        assert mend.finding not in {finding.fingerprint for finding in alone.findings}
        sofar = after(sofar, mend.edits)
        assert engine.score(reading_of(sofar), IN_TIME).score == mend.so_far.score
    wrong = {edit.place.row: (edit.before, edit.after, edit.sure) for mend in told.mends for edit in mend.edits}
    assert wrong == {
        "carried_forward": ("104", "103", True),
        "review": ("9", "351", True),
        "penalties": ("约12", "12", False),
    }
    assert [mend.alone.gain for mend in told.mends] == sorted((m.alone.gain for m in told.mends), reverse=True)


def test_a_gap_with_those_that_it_explains_is_one(engine: Engine) -> None:
    report = broken(SLIPS[0])
    card = engine.score(reading_of(report), IN_TIME)
    (mend,) = gains(engine, report).mends
    assert set(mend.settles) == {finding.fingerprint for finding in card.findings if finding.status == "gap"}
    assert len(mend.settles) == 2
    assert mend.settles[0] == mend.finding
    assert mend.alone.score == 100


def test_what_is_past_is_said_to_be_past(engine: Engine) -> None:
    report = broken(SLIPS[0])
    late = Given(published_on=dt.date(2025, 4, 9))
    told = gains(engine, report, late)
    (past,) = told.past
    assert past.rule == "government-published-late"
    assert past.finding not in {mend.finding for mend in told.mends}
    assert past.alone.score == engine.score(reading_of(report), Given(published_on=dt.date(2025, 3, 31))).score
    excellent = told.ways[-1]
    assert excellent.grade.id == "excellent"
    assert excellent.findings is None
    assert told.everything is not None
    assert told.everything.score == engine.score(reading_of(huaian()), late).score


def test_gaps_under_a_cap_regain_nothing_alone_and_their_marks_together(engine: Engine) -> None:
    """Three broken rows cost 3 each, 6 at most."""
    rows = ("review", "direct", "after_review")
    report = broken(*(("disputes", row, "total", 500 + place) for place, row in enumerate(rows)))
    told = gains(engine, report)
    assert [mend.alone.gain for mend in told.mends] == [0, 0, 0]
    (group,) = told.together
    assert set(group.findings) == {mend.finding for mend in told.mends}
    assert group.then.score == 100
    steps = [mend.so_far.gain for mend in told.mends]
    assert steps[0] == 0
    assert steps[1] > 0
    assert steps[2] == group.then.gain == 2 * steps[1]


def test_the_shortest_way_to_a_grade(engine: Engine) -> None:
    report = broken(*SLIPS, ("disputes", "direct", "total", 77), ("proactive", "licences", "decisions", "-3"))
    report["tables"]["requests"].pop("granted")
    told = gains(engine, report)
    now = engine.score(reading_of(report), IN_TIME)
    assert now.score is not None
    trial = Trial(engine, Tried(reading_of(report), IN_TIME, NOTHING_BESIDE, NO_DECISIONS, "zh"))
    trial.gaps = gaps_of(trial)
    sizes = {
        chosen: shown(trial.mended(chosen).total or Fraction(0))
        for size in range(1, len(trial.gaps) + 1)
        for chosen in combinations(range(len(trial.gaps)), size)
    }
    grades = [grade for grade in BOOK.grades if grade.at_least > now.score]
    assert [way.grade.id for way in told.ways] == [grade.id for grade in reversed(grades)]
    for way in told.ways:
        fewest = min(len(chosen) for chosen, score in sizes.items() if score >= way.at_least)
        assert way.shortest
        assert way.findings is not None
        assert len(way.findings) == fewest
        assert way.then is not None
        assert way.then.score is not None
        assert way.then.score >= way.at_least


def test_a_mend_that_brings_new_gaps_says_so(engine: Engine) -> None:
    """No figure can be guessed from the words; the one taken for trial breaks the sums of its row and column."""
    report = broken(("requests", "granted", "natural_person", "很多"), ("requests", "granted", "total", "不少"))
    told = gains(engine, report)
    assert all(mend.brings or mend.alone.score is not None for mend in told.mends)
    for mend in told.mends:
        card = engine.score(reading_of(after(report, mend.edits)), IN_TIME)
        assert card.score == mend.alone.score
        assert bool(mend.brings) == bool({f.rule for f in card.findings if f.status == "gap"} - {"count-not-whole"})


def test_nothing_to_mend(engine: Engine) -> None:
    told = gains(engine, huaian())
    assert told == WhatIf((), (), None, (), (), 0)


def test_words_moved_by_a_mend_are_the_same_words(engine: Engine) -> None:
    report = huaian()
    report["sections"]["other"]["text"] += "全年更新网站信息____条，开展业务培训＿＿次，发出____件。"
    before = engine.score(reading_of(report), IN_TIME)
    blanks = [finding for finding in before.findings if finding.rule == "blank-not-filled"]
    told = gains(engine, report)
    assert [len(mend.settles) for mend in told.mends if mend.rule == "blank-not-filled"] == [1] * len(blanks)
    assert not any(mend.brings for mend in told.mends)
    assert told.everything is not None
    assert told.everything.score == 100


# -- decisions ---------------------------------------------------------------------------------------------------


def decided(card: Scorecard, finding: Finding, verdict: Any) -> Decision:
    subject = Subject(card.report["source"]["sha256"], card.report["unit"]["name"], card.report["year"])
    expires = dt.date(2027, 1, 1) if verdict == "waive" else None
    approver = "李四" if verdict == "waive" else None
    return Decision(
        subject, finding.fingerprint, finding.rule, verdict, "与原件核对过", "张三", approver,
        dt.date(2026, 3, 1), expires, "x:1",
    )  # fmt: skip


def test_what_was_waived_is_not_to_be_mended_and_stays_waived(engine: Engine) -> None:
    report = huaian()
    report["sections"]["other"]["text"] += "全年更新网站信息____条，开展业务培训＿＿次。"
    report["tables"]["disputes"]["review"]["total"] = 9
    reading = reading_of(report)
    before = engine.score(reading, IN_TIME)
    blanks = [finding for finding in before.findings if finding.rule == "blank-not-filled"]
    waived = Decisions((decided(before, blanks[-1], "waive"),), dt.date(2026, 3, 1))
    told = what_if(engine, reading, IN_TIME, decisions=waived)
    assert told is not None
    assert blanks[-1].fingerprint not in {mend.finding for mend in told.mends}
    assert [mend.rule for mend in told.mends] == ["disputes-row-total", "blank-not-filled"]
    assert told.everything is not None
    assert told.everything.score == 100


def test_what_only_a_person_can_mend_counts_as_if_it_were_not_there(engine: Engine) -> None:
    case = next(case for case in all_cases() if case.id.startswith("fees-without-notices/fail-a"))
    reading, known = case.reading(BOOK), case.knows()
    before = engine.score(reading, known)
    (finding,) = (finding for finding in before.findings if finding.rule == case.rule)
    confirmed = Decisions((decided(before, finding, "confirm"),), dt.date(2026, 3, 1))
    dismissed = Decisions((decided(before, finding, "dismiss"),), dt.date(2026, 3, 1))
    told = what_if(engine, reading, known, decisions=confirmed)
    assert told is not None
    (mend,) = told.mends
    assert (mend.rule, mend.alone.by, mend.edits) == (case.rule, "as if mended", ())
    assert mend.alone.score == engine.score(reading, known, decisions=dismissed).score
    assert mend.alone.score != engine.score(reading, known, decisions=confirmed).score


# -- random tables -----------------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_promises_on_random_wrong_tables(engine: Engine, data: st.DataObject) -> None:
    report = sound(data.draw(st.sampled_from(["huaian-2024", "longgang-2020"])))
    cells = data.draw(st.lists(st.sampled_from(cells_of(report, "requests", "disputes")), min_size=1, max_size=4))
    for table, row, column in cells:
        report["tables"][table][row][column] = data.draw(st.integers(0, 900) | st.sampled_from(["", "/", "约3"]))
    reading = reading_of(report)
    told = what_if(engine, reading)
    assert told is not None
    assert told == what_if(engine, reading)
    gaps = len(told.mends)
    assert told.rescored <= 4 * 4 * gaps + 300  # each may take a few rounds
    now = engine.score(reading).score
    for mend in told.mends:
        if mend.alone.by == "as if mended" or not all(edit.cells == 1 for edit in mend.edits):
            continue
        card = engine.score(reading_of(after(report, mend.edits)))
        assert card.score == mend.alone.score
        assert mend.finding not in {finding.fingerprint for finding in card.findings}
        assert now is not None
        assert mend.alone.score is not None
        assert mend.alone.gain == mend.alone.score - now


@st.composite
def torn(draw: st.DrawFn) -> dict[str, Any]:
    """A report of which parts are missing, blank or in other words."""
    report = sound(draw(st.sampled_from(["huaian-2024", "longgang-2020"])))
    tables, sections = report["tables"], report["sections"]
    for what in draw(st.lists(st.sampled_from(["row", "column", "table", "section", "text", "words"]), max_size=5)):
        table = draw(st.sampled_from(sorted(tables)))
        section = draw(st.sampled_from(sorted(sections)))
        if what == "row" and len(tables[table]) > 1:
            del tables[table][draw(st.sampled_from(sorted(tables[table])))]
        elif what == "column":
            column = draw(st.sampled_from(sorted({column for row in tables[table].values() for column in row})))
            for row in tables[table].values():
                row.pop(column, None)
        elif what == "table" and len(tables) > 1:
            del tables[table]
        elif what == "section" and len(sections) > 1:
            del sections[section]
        elif what == "text":
            sections[section]["text"] = draw(st.sampled_from(["", "……"]))
        else:
            sections[section]["text"] += draw(st.sampled_from(["XX件。", "收到申请____件。", "（文字描述）"]))
    if draw(st.booleans()):
        report["year"] = draw(st.sampled_from([2020, 2024]))  # on the form of other years
    return report


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(torn())
def test_promises_on_reports_of_which_parts_are_missing(engine: Engine, report: dict[str, Any]) -> None:
    trial = Trial(engine, Tried(reading_of(report), Given(), NOTHING_BESIDE, NO_DECISIONS, "zh"))
    trial.gaps = gaps_of(trial)
    told = what_if(engine, reading_of(report))
    assert told is not None
    by_print = {trial.base.found.judged.prints[gap.matches[0].id]: i for i, gap in enumerate(trial.gaps)}
    for mend in told.mends:
        assert mend.alone.by == "mended report"
        mended = trial.mended([by_print[mend.finding]]).reading
        again = reading_of(mended.report.dump())  # it is a report as any other: written to a file, read and scored
        assert engine.score(again).score == mend.alone.score
    if told.everything is not None:
        everything = trial.mended([by_print[mend.finding] for mend in told.mends]).reading
        card = engine.score(reading_of(everything.report.dump()))
        assert card.score == told.everything.score
        assert card.score == 100 or told.left


# -- how it is told ----------------------------------------------------------------------------------------------


def test_the_json_has_it_only_where_asked_for(tmp_path: Any) -> None:
    file = tmp_path / "report.json"
    file.write_text(dumps(broken(*SLIPS)), encoding="utf-8")
    plain = run("score", str(file), "--format", "json", "--published-on", "2025-03-20")
    asked = run("score", str(file), "--format", "json", "--published-on", "2025-03-20", "--what-if")
    again = run(
        "score", str(file), "--format", "json", "--published-on", "2025-03-20", "--what-if",
        env={"PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert asked.stdout == again.stdout
    without, with_ = json.loads(plain.stdout), json.loads(asked.stdout)
    schema = json.loads((ROOT.parent / "schema" / "compliance-scorecard-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(with_)
    told = with_.pop("what_if")
    assert with_ == without
    assert [mend["alone"]["by"] for mend in told["mends"]] == ["mended report"] * 3


def terminal(*arguments: str) -> str:
    return run("score", *arguments, "--published-on", "2025-04-09", env={"COLUMNS": "100"}).stdout.decode()


def test_the_terminal_says_which_first_and_how_to_the_next_grade(tmp_path: Any) -> None:
    file = tmp_path / "report.json"
    file.write_text(dumps(broken(*SLIPS)), encoding="utf-8")
    shown = {lang: " ".join(terminal(str(file), "--what-if", "--lang", lang).split()) for lang in ("zh", "en")}
    assert "改正以后能得多少分" in shown["zh"]
    assert "时间已经过去，改不了了" in shown["zh"]
    assert "104 改为 103" in shown["zh"]
    assert "约12 改为 12（例）" in shown["zh"]
    assert "104 becomes 103" in shown["en"]


def test_a_scorecard_without_it_is_what_it_was(engine: Engine) -> None:
    card = engine.score(reading_of(broken(*SLIPS)), IN_TIME)
    assert "what_if" not in card_value(card)
    assert "what_if" in card_value(replace(card, what_if=gains(engine, broken(*SLIPS))))


# -- what a rule may say -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("mend: {cells: repaired, add: row}", "one key"),
        ("mend: {cells: doubled}", "Input should be"),
        ("mend: {append: '{nonsense}'}", "{nonsense} is not known here"),
        ("mend: {figures: {requests: {nonsense: {total: '1'}}}}", "no form has the cell requests/nonsense/total"),
        ("mend: {replace: {words: a, section: nonsense}}", "unknown section 'nonsense'"),
        ("mend: {replace: {words: a, part: '['}}", "no regular expression"),
    ],
)
def test_a_mend_that_cannot_be_is_refused(said: str, why: str) -> None:
    texts = {name: content.decode() for name, content in read_files(ROOT.parent / "rules").items()}
    file = "identities/requests-balance.yaml"
    texts[file] = texts[file].replace("mend: {cells: repaired}", said)
    with pytest.raises(RulebookError, match=r"identities/requests-balance\.yaml:") as caught:
        build(texts, "")
    assert why in str(caught.value)
