"""Standings against an oracle that counts by brute force: places, ranges, means, rates, regions, what is missing."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.batch.result import Result
from engine.loading.roster_words import roster_words
from engine.rank.ranking import Asked, Ranker
from engine.rank.roster import Roster, RosterUnit, roster_of
from engine.rank.show.words import Words
from engine.rank.standings import Standings, UnitStanding
from engine.rank.wire import pieces, standings_of
from engine.rulebook import Lang, Rulebook
from tests.test_cli import ROOT

LATE = "government-published-late"
CATEGORIES = ("structure", "identities")


@dataclass(frozen=True)
class Sent:
    """A report of the unit ``at``: marks and bounds in hundredths, days late (``None``: not known), gaps by rule."""

    at: int
    marks: int
    low: int
    high: int
    late: bool | None
    gaps: tuple[tuple[str, str, int], ...]  # rule, severity, points


def money(value: int) -> Decimal:
    return Decimal(value) / 100


def card(sent: Sent, unit: str) -> dict[str, Any]:
    status = {None: "not_assessable", True: "gap", False: "pass"}[sent.late]
    findings = [
        {"rule": rule, "status": "gap", "severity": severity, "category": "structure", "title": rule.upper(),
         "deducted": points, "decision": None}
        for rule, severity, points in sent.gaps
    ]  # fmt: skip
    return {
        "schema": "compliance-scorecard/1",
        "report": {"unit": {"name": unit}, "year": 2024, "source": {}},
        "rulebook": {"id": "national", "version": "1", "form": "2021", "overlays": [], "digest": "d"},
        "score": sent.marks,
        "full": 100,
        "bounds": [sent.low, sent.high],
        "grade": {"id": "good", "label": "良好"},
        "categories": [
            {"id": CATEGORIES[0], "label": "一", "score": sent.marks, "full": 20},
            {"id": CATEGORIES[1], "label": "二", "score": None, "full": 30},
        ],
        "findings": findings,
        "rules": [{"name": LATE, "status": status}],
    }


def written(value: Any) -> str:
    """JSON with hundredths as exact decimals."""
    text = json.dumps(value, ensure_ascii=False)
    for key in ("score", "deducted"):
        for number in {item for item in _numbers(value, key) if item is not None}:
            text = text.replace(f'"{key}": {number},', f'"{key}": {money(number)},')
            text = text.replace(f'"{key}": {number}}}', f'"{key}": {money(number)}}}')
    if value["bounds"]:
        low, high = value["bounds"]
        text = text.replace(f'"bounds": [{low}, {high}]', f'"bounds": [{money(low)}, {money(high)}]')
    return text


def _numbers(value: Any, key: str) -> list[Any]:
    if isinstance(value, dict):
        return [found for name, item in value.items() for found in ([item] if name == key else _numbers(item, key))]
    return [found for item in value for found in _numbers(item, key)] if isinstance(value, list) else []


def result(sent: Sent, unit: RosterUnit, file: str, **more: Any) -> Result:
    known: dict[str, Any] = {
        "year": 2024,
        "kind": unit.kind,
        "unit": unit.name,
        "code": unit.code,
        "score": money(sent.marks),
        **more,
    }
    return Result(file, "00", "scored", card=written(card(sent, unit.name)), report=json.dumps([file]), **known)


def half_up(value: Fraction, unit: str) -> Decimal:
    """An exact fraction, rounded half up."""
    scaled = value / Fraction(unit)
    return Decimal((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)) * Decimal(unit)


REGIONS = ("省", "省/甲市", "省/甲市/子县", "省/甲市/丑县", "省/乙市")
KINDS = (("government", "county"), ("department", "county"), ("township", "township"))
gap = st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.just("error"), st.integers(0, 300)) | st.tuples(
    st.sampled_from(["w1", "w2"]), st.just("warning"), st.integers(0, 300)
)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Roster, list[Sent]]:
    count = draw(st.integers(1, 14))
    units = {}
    for at in range(count):
        kind, level = draw(st.sampled_from(KINDS))
        region = draw(st.sampled_from(REGIONS))
        code = f"{at:03}"
        units[code] = RosterUnit(
            code, f"第{at}号单位", (), kind, level, region, "", draw(st.booleans() | st.just(True))
        )
    sent = []
    for at in range(count):
        if draw(st.integers(0, 3)):
            marks = draw(st.sampled_from([9000, 9000, 9050, 10000, 0]) | st.integers(0, 10_000))
            low, high = draw(st.integers(0, marks)), draw(st.integers(marks, 10_000))
            gaps = draw(st.lists(gap, max_size=4))
            sent.append(Sent(at, marks, low, high, draw(st.sampled_from([None, True, False])), tuple(gaps)))
    return roster_of(units), sent


@pytest.fixture(scope="module")
def ranker(book: Rulebook) -> Ranker:
    return Ranker(book, roster_words())


def ranked(ranker: Ranker, roster: Roster, sent: Sequence[Sent], seed: int = 0) -> Standings:
    units = list(roster.units.values())
    results = [result(one, units[one.at], f"{one.at}.json") for one in sent]
    random.Random(seed).shuffle(results)
    return ranker.rank(results, Asked(roster))


@given(worlds(), st.integers(0, 5))
@settings(max_examples=50, deadline=None)
def test_against_brute_force(ranker: Ranker, world: tuple[Roster, list[Sent]], seed: int) -> None:
    roster, sent = world
    found = ranked(ranker, roster, sent, seed)
    by_code = {unit.code: unit for unit in found.units}
    assert sorted(by_code) == sorted(roster.units)
    of = {f"{one.at:03}": one for one in sent}
    for code, row in roster.units.items():
        unit = by_code[code]
        assert unit.status == ("ranked" if code in of else "missing" if row.expected else "not_expected")
        rivals = [of[c] for c, r in roster.units.items() if c in of and (r.kind, r.level) == (row.kind, row.level)]
        if code in of:
            mine = of[code]
            assert unit.score == money(mine.marks)
            assert unit.place == 1 + sum(other.marks > mine.marks for other in rivals)
            others = [other for other in rivals if other is not mine]
            best = 1 + sum(other.low > mine.high for other in others)
            worst = 1 + sum(other.high > mine.low for other in others)
            assert unit.places == (best, worst)
            better = [other.marks - mine.marks for other in rivals if other.marks > mine.marks]
            assert unit.behind == (money(min(better)) if better else None)
            assert unit.timeliness == {None: "unknown", True: "late", False: "on_time"}[mine.late]
            assert sum(g.points for g in unit.gaps) == money(sum(points for _, _, points in mine.gaps))
    check_figures(found, roster, of)
    check_regions(found, roster, of)
    check_gaps(found, sent)


def check_figures(found: Standings, roster: Roster, of: dict[str, Sent]) -> None:
    figures = found.total
    owing = [code for code, row in roster.units.items() if row.expected]
    assert (figures.units, figures.expected) == (len(roster.units), len(owing))
    assert figures.submitted == sum(code in of for code in owing)
    assert figures.missing == len(owing) - figures.submitted
    assert figures.scored == len(of)
    late, on_time = sum(s.late is True for s in of.values()), sum(s.late is False for s in of.values())
    assert (figures.late, figures.on_time) == (late, on_time)
    marks = [one.marks for one in of.values()]
    assert figures.mean == (half_up(Fraction(sum(marks), 100 * len(marks)), "0.01") if marks else None)
    assert figures.submission_rate == (
        half_up(Fraction(100 * figures.submitted, len(owing)), "0.1") if owing else None
    )
    assert figures.on_time_rate == (
        half_up(Fraction(100 * on_time, on_time + late), "0.1") if on_time + late else None
    )
    errors = sum(any(severity == "error" for _, severity, _ in one.gaps) for one in of.values())
    assert figures.with_errors == errors
    assert figures.categories == ((figures.mean, None) if marks else (None,) * len(found.categories))


def check_regions(found: Standings, roster: Roster, of: dict[str, Sent]) -> None:
    means: dict[str, Fraction | None] = {}
    for region in REGIONS:
        under = [r for r in roster.units.values() if r.region == region or r.region.startswith(region + "/")]
        governments = [r for r in under if r.region == region and r.kind in ("government", "township")]
        own = governments[0].code if len(governments) == 1 else ""
        others = [r.code for r in under if r.code != own]
        standing = next((one for one in found.regions if one.region == region), None)
        assert (standing is not None) == bool(others)
        if standing is None:
            continue
        assert (standing.own, standing.depth) == (own, len(region.split("/")))
        assert standing.own_score == (money(of[own].marks) if own in of else None)
        marks = [of[code].marks for code in others if code in of]
        means[region] = Fraction(sum(marks), 100 * len(marks)) if marks else None
        assert standing.figures.mean == (half_up(Fraction(sum(marks), 100 * len(marks)), "0.01") if marks else None)
        assert standing.figures.units == len(others)
    for one in found.regions:
        same = [
            other.figures.mean
            for other in found.regions
            if other.depth == one.depth and other.figures.mean is not None
        ]
        mean = one.figures.mean
        assert one.place == (None if mean is None else 1 + sum(other > mean for other in same))


def check_gaps(found: Standings, sent: Sequence[Sent]) -> None:
    for rule in ("r1", "r2", "r3", "w1", "w2"):
        units = sum(any(name == rule for name, _, _ in one.gaps) for one in sent)
        points = sum(points for one in sent for name, _, points in one.gaps if name == rule)
        frequency = next((gap for gap in found.gaps if gap.rule == rule), None)
        assert (frequency is not None) == bool(units)
        if frequency is not None:
            assert (frequency.units, frequency.points) == (units, money(points))
    assert [gap.units for gap in found.gaps] == sorted((gap.units for gap in found.gaps), reverse=True)


@given(worlds())
@settings(max_examples=20, deadline=None)
def test_the_order_of_results_changes_nothing_and_json_goes_both_ways(
    ranker: Ranker, world: tuple[Roster, list[Sent]]
) -> None:
    roster, sent = world
    first, second = (ranked(ranker, roster, sent, seed) for seed in (1, 2))
    text = "".join(pieces(first))
    assert text == "".join(pieces(second))
    assert standings_of(text) == first
    schema = json.loads((ROOT / "schema/compliance-standings-1.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))


# By hand: what counts, and what is only listed.

A, B = (
    RosterUnit("1", "甲县人民政府", (), "government", "county"),
    RosterUnit("2", "乙县人民政府", (), "government", "county"),
)
TWO = roster_of({"1": A, "2": B})


def one(marks: int = 9000, gaps: tuple[tuple[str, str, int], ...] = ()) -> Sent:
    return Sent(0, marks, marks, marks, False, gaps)


def rank(ranker: Ranker, results: list[Result], roster: Roster | None = TWO, year: int | None = None) -> Standings:
    return ranker.rank(results, Asked(roster, year))


def unit(standings: Standings, code: str) -> UnitStanding:
    return next(unit for unit in standings.units if unit.code == code)


def told(standings: Standings) -> list[tuple[str, str, str]]:
    return [(note.file, note.status, note.instead) for note in standings.documents]


def test_the_later_version_counts_where_days_say_so(ranker: Ranker) -> None:
    found = rank(ranker, [
        result(one(8000), A, "a.json", submitted_on="2025-01-10"),
        result(one(9500), A, "b.json", submitted_on="2025-02-01"),
    ])  # fmt: skip
    assert unit(found, "1").score == 95
    assert told(found) == [("a.json", "superseded", "b.json")]


@pytest.mark.parametrize("days", [("", ""), ("2025-01-10", ""), ("2025-01-10", "2025-01-10")])
def test_several_versions_without_telling_days_are_doubtful(ranker: Ranker, days: tuple[str, str]) -> None:
    results = [result(one(8000 + n), A, f"{n}.json", submitted_on=day) for n, day in enumerate(days)]
    found = rank(ranker, results)
    first = unit(found, "1")
    assert (first.status, first.place, first.sent) == ("doubtful", None, True)
    assert [status for _, status, _ in told(found)] == ["several", "several"]
    assert (found.total.submitted, found.total.missing, found.total.doubtful) == (1, 1, 1)


def test_the_same_content_twice_counts_once(ranker: Ranker) -> None:
    first = result(one(), A, "a.docx")
    again = Result(**{name: getattr(first, name) for name in first.__dataclass_fields__} | {"file": "b.pdf"})
    found = rank(ranker, [again, first])
    assert unit(found, "1").file == "a.docx"
    assert told(found) == [("b.pdf", "copy", "a.docx")]


def test_a_marked_copy_is_no_second_report(ranker: Ranker) -> None:
    """The original was mended since it was marked; whatever the copies say, they are no submission."""
    found = rank(ranker, [
        result(one(8000), A, "in/甲县.docx", submitted_on="2025-01-10"),
        result(one(7000), A, "in/甲县-批注.docx", submitted_on="2025-02-10"),
        result(one(6000), A, "in/甲县-marked.pdf"),
        result(one(5000), A, "in/甲县-批注-批注.docx"),
    ])  # fmt: skip
    assert unit(found, "1").score == 80
    assert unit(found, "1").file == "in/甲县.docx"
    assert told(found) == [
        ("in/甲县-marked.pdf", "marked", "in/甲县.docx"),
        ("in/甲县-批注-批注.docx", "marked", "in/甲县-批注.docx"),
        ("in/甲县-批注.docx", "marked", "in/甲县.docx"),
    ]
    assert all("in/甲县.docx" in Words(found, lang).document(found.documents[0]) for lang in get_args(Lang))


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        (["a/甲县.docx", "b/甲县-批注.docx"], None),  # not beside it
        (["a/甲县.docx", "a/批注.docx"], None),
        (["a/甲县.docx", "a/甲县-批注.json"], None),  # no format that marked copies have
        (["a/甲县.docx", "a/甲县批注.docx"], None),
        (["a/乙县.docx", "a/甲县-批注.docx"], None),
        (["a/甲县-批注.docx"], "a/甲县-批注.docx"),  # nothing else is there
        (["a/甲县.doc", "a/甲县-批注.docx"], "a/甲县.doc"),
        (["a/甲县.mht", "a/甲县-批注.html"], "a/甲县.mht"),
    ],
)
def test_only_beside_its_original_a_name_tells_a_marked_copy(
    ranker: Ranker, files: list[str], counts: str | None
) -> None:
    found = rank(ranker, [result(one(8000 + n), A, file) for n, file in enumerate(files)])
    assert unit(found, "1").file == (counts or "")
    assert (unit(found, "1").status == "doubtful") == (counts is None)


def test_the_marked_copy_of_what_cannot_be_used_counts(ranker: Ranker) -> None:
    broken = Result("甲县.doc", "", "unusable", "损坏")
    found = rank(ranker, [broken, result(one(8000), A, "甲县-批注.docx")])
    assert unit(found, "1").file == "甲县-批注.docx"


def test_a_report_on_another_year_is_said_beside_the_missing_unit(ranker: Ranker) -> None:
    results = [result(one(), B, "b.json"), result(one(), A, "a.json", year=2023)]
    found = rank(ranker, results, year=2024)
    assert (unit(found, "1").status, unit(found, "1").elsewhere) == ("missing", ("a.json",))
    assert told(found) == [("a.json", "other_year", "")]


def test_one_report_on_a_later_year_does_not_move_all(ranker: Ranker) -> None:
    units = {str(n): RosterUnit(str(n), f"第{n}号单位") for n in range(20)}
    results = [result(one(), unit, f"{code}.json") for code, unit in units.items()]
    stray = result(one(), units["3"], "stray.json", year=2042)
    assert rank(ranker, [*results, stray], roster_of(units)).year == 2024
    half = [result(one(), unit, f"old/{code}.json", year=2023) for code, unit in units.items()]
    assert rank(ranker, [*results, *half], roster_of(units)).year == 2024


def test_a_file_that_cannot_be_read_keeps_its_unit_from_being_called_missing(ranker: Ranker) -> None:
    broken = Result("上报/甲县人民政府2024年报.doc", "", "unusable", "损坏")
    found = rank(ranker, [broken, result(one(), B, "b.json")])
    assert (unit(found, "1").status, unit(found, "1").perhaps) == ("doubtful", (broken.file,))
    assert found.total.missing == 0


def test_a_near_name_keeps_its_unit_from_being_called_missing(ranker: Ranker) -> None:
    wrong = RosterUnit("", "甲县人民攻府")
    found = rank(ranker, [result(one(), wrong, "a.json"), result(one(), B, "b.json")])
    assert unit(found, "1").status == "doubtful"


def test_an_office_with_its_own_report_does_not_displace_the_unit(ranker: Ranker) -> None:
    office = RosterUnit("", "甲县人民政府办公室")
    found = rank(ranker, [result(one(9000), A, "a.json"), result(one(7000), office, "office.json")])
    assert unit(found, "1").score == 90
    assert told(found) == [("office.json", "doubtful", "")]
    assert unit(found, "1").perhaps == ("office.json",)


def test_no_score_no_place(ranker: Ranker) -> None:
    empty = result(one(), A, "a.json")
    value = json.loads(empty.card) | {"score": None, "bounds": None, "grade": None}
    plain = Result("a.json", "00", "scored", year=2024, unit=A.name, card=json.dumps(value))
    found = rank(ranker, [plain, result(one(), B, "b.json")])
    assert (unit(found, "1").status, unit(found, "1").place) == ("unscored", None)
    assert unit(found, "2").place == 1


def test_decided_findings_are_no_gaps(ranker: Ranker) -> None:
    sent = result(one(gaps=(("r1", "error", 100), ("r2", "error", 100))), A, "a.json")
    value = json.loads(sent.card)
    value["findings"][0]["decision"] = {"decision": "waive"}
    value["findings"][1]["decision"] = {"decision": "confirm"}
    plain = Result("a.json", "00", "scored", year=2024, unit=A.name, card=json.dumps(value))
    assert [gap.rule for gap in unit(rank(ranker, [plain]), "1").gaps] == ["r2"]


def test_without_a_roster_nobody_is_missing(ranker: Ranker) -> None:
    found = rank(ranker, [result(one(), A, "a.json"), result(one(8000), B, "b.json")], None)
    assert (found.roster, found.total.missing) == (None, 0)
    assert [(unit.code, unit.place) for unit in found.units] == [("1", 1), ("2", 2)]


def test_nothing_at_all(ranker: Ranker) -> None:
    found = rank(ranker, [])
    assert [unit.status for unit in found.units] == ["missing", "missing"]
    assert (found.year, found.total.mean, found.total.on_time_rate) == (None, None, None)
    assert standings_of("".join(pieces(found))) == found


def test_changes_since_last_year(ranker: Ranker) -> None:
    before = rank(ranker, [
        result(one(9000, (("r1", "error", 100), ("w1", "warning", 50))), A, "a.json", year=2023),
        result(one(9500), B, "b.json", year=2023),
    ])  # fmt: skip
    now = rank(ranker, [
        result(one(9600, (("w1", "warning", 50), ("r2", "error", 10))), A, "a.json"), result(one(9500), B, "b.json"),
    ])  # fmt: skip
    change = unit(ranker.against(now, before), "1").change
    assert change is not None
    assert (change.score_before, change.score_change) == (Decimal(90), Decimal(6))
    assert (change.place_before, change.place_change) == (2, 1)
    assert (change.mended, change.new) == (("r1",), ("r2",))
    assert unit(ranker.against(now, before), "2").change is not None


def test_what_could_not_be_assessed_is_not_called_mended(ranker: Ranker) -> None:
    before = rank(ranker, [result(one(9000, (("r1", "error", 100),)), A, "a.json", year=2023)])
    sent = result(one(9600), A, "a.json")
    value = json.loads(sent.card)
    value["rules"].append({"name": "r1", "status": "not_assessable"})
    now = rank(ranker, [Result("a.json", "00", "scored", year=2024, unit=A.name, card=json.dumps(value))])
    change = unit(ranker.against(now, before), "1").change
    assert change is not None
    assert change.mended == ()
