"""This year against last year: measured as an independent adding-up says, whatever the forms and the gaps."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.beside import Beside
from engine.facts import Fact
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Rulebook
from engine.score import Engine
from engine.scorecard import Scorecard
from tests.strategies import APPLICANTS, consistent_reports

COLUMNS = (*APPLICANTS, "total")
RULES = {
    "carried-over-mismatch",
    "carried-over-columns-mismatch",
    "in-force-unbalanced",
    "items-previous-mismatch",
    "public-total-too-small",
    "figure-jumped",
    "tables-repeated",
    "requests-table-repeated",
    "fees-unit-suspicious",
}
QUICK = settings(max_examples=60, deadline=None)
Tables = dict[str, dict[str, dict[str, Any]]]


def reading_of(report: dict[str, Any], book: Rulebook) -> Reading:
    return read_bytes(dumps(report).encode(), "report.json", book)


def facts_of(engine: Engine, this: dict[str, Any], before: dict[str, Any], kind: str) -> dict[str, Fact]:
    beside = Beside(previous=reading_of(before, engine.book))
    return {fact.id: fact for fact in engine.facts(reading_of(this, engine.book), beside=beside) if fact.kind == kind}


def scored(engine: Engine, this: dict[str, Any], before: dict[str, Any] | None) -> Scorecard:
    beside = Beside(previous=reading_of(before, engine.book) if before else None)
    return engine.score(reading_of(this, engine.book), beside=beside)


def found(card: Scorecard) -> list[str]:
    return sorted(finding.rule for finding in card.findings if finding.rule in RULES)


def statuses(card: Scorecard) -> dict[str, str]:
    return {rule.name: rule.status for rule in card.rules if rule.name in RULES}


@st.composite
def two_years(draw: st.DrawFn, book: Rulebook) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two consistent reports of one unit on consecutive years, otherwise unrelated."""
    year = draw(st.integers(2020, 2023))
    return draw(consistent_reports(book, year=year)), draw(consistent_reports(book, year=year - 1))


def expected(this: Tables, before: Tables, forms: tuple[bool, bool]) -> Iterator[tuple[str, Any, Any, Any]]:
    """By hand: id of the fact, this year's figure, last year's, and what this year's should be."""
    for column in COLUMNS:
        last = before["requests"]["carried_forward"][column]
        yield f"requests-carried/{column}", this["requests"]["carried_over"][column], last, last
    for row in ("new_received", "total"):
        last = before["requests"][row]["total"]
        yield f"requests-size/{row}", this["requests"][row]["total"], last, last
    if forms[0] != forms[1]:
        return
    ours, theirs = this["proactive"], before["proactive"]
    for row in ("licences", "penalties"):
        yield f"decisions-size/{row}", ours[row]["decisions"], theirs[row]["decisions"], theirs[row]["decisions"]
    if forms[0]:  # on the form of 2019
        for row in ("licences", "other_services", "penalties", "coercive_measures", "fees"):
            last = theirs[row]["previous"] + int(theirs[row]["change"])
            yield f"items-previous/{row}", ours[row]["previous"], last, last
        for row in ("regulations", "normative_documents"):
            last = theirs[row]["total_public"]
            yield f"normative-public/{row}", ours[row]["total_public"], last, last + ours[row]["published"]
        return
    for row in ("regulations", "normative_documents"):
        last = theirs[row]["in_force"]
        yield (
            f"normative-in-force/{row}",
            ours[row]["in_force"],
            last,
            last + ours[row]["made"] - ours[row]["repealed"],
        )
    last = theirs["fees"]["amount_10k_yuan"]
    yield "fees-amount/fees", ours["fees"]["amount_10k_yuan"], last, last


@given(data=st.data())
@QUICK
def test_every_comparison_is_measured_exactly(data: st.DataObject, engine: Engine) -> None:
    this, before = data.draw(two_years(engine.book))
    facts = facts_of(engine, this, before, "carry")
    by_hand = list(expected(this["tables"], before["tables"], (this["year"] <= 2020, before["year"] <= 2020)))
    assert sorted(facts) == sorted(f"carry/{name}" for name, *_ in by_hand)
    for name, now, last, due in by_hand:
        fields, context = facts[f"carry/{name}"].fields, facts[f"carry/{name}"].context
        assert (fields["known"], fields["this"], fields["before"], fields["expected"]) == (1, now, last, due)
        assert (fields["difference"], fields["gap"]) == (now - due, abs(now - due))
        # Thresholds in whole percent must come out as they do with fractions.
        share = Fraction(100 * abs(now - due), max(abs(last), 1))
        assert all((int(fields["percent"]) > limit) == (share > limit) for limit in (0, 19, 20, 21, 80, 100, 1000))
        low, high = sorted((abs(now), abs(due)))
        assert fields["times"] == (high // low if low else 0)
        assert (context["now"], context["then"], context["due"]) == (now, last, due)
        assert eval(str(context["sum"])) == due


def carried(this: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """A report of last year from which this one carries over: only what must agree is changed."""
    made = copy.deepcopy(before)
    made["tables"]["requests"]["carried_forward"] = dict(this["tables"]["requests"]["carried_over"])
    for row in ("new_received", "total"):
        made["tables"]["requests"][row]["total"] = this["tables"]["requests"][row]["total"]
    ours, theirs = this["tables"]["proactive"], made["tables"]["proactive"]
    if this["year"] <= 2020:
        for row in ("licences", "other_services", "penalties", "coercive_measures", "fees"):
            theirs[row]["previous"], theirs[row]["change"] = 0, ours[row]["previous"]
        for row in ("regulations", "normative_documents"):
            theirs[row]["total_public"] = 0
            ours[row]["total_public"] = ours[row]["published"]
    elif before["year"] > 2020:
        for row in ("regulations", "normative_documents"):
            line = ours[row]
            line["repealed"] = min(line["repealed"], line["made"])
            theirs[row]["in_force"] = line["in_force"] + line["repealed"] - line["made"]
        theirs["fees"] = dict(ours["fees"])
    if (this["year"] <= 2020) == (before["year"] <= 2020):
        for row in ("licences", "penalties"):
            theirs[row]["decisions"] = ours[row]["decisions"]
    return made


@given(data=st.data())
@QUICK
def test_a_report_that_carries_over_is_accused_of_nothing(data: st.DataObject, engine: Engine) -> None:
    this, before = data.draw(two_years(engine.book))
    before = carried(this, before)
    before["tables"]["requests"]["granted"]["natural_person"] += 1  # two years are never quite the same
    card = scored(engine, this, before)
    assert found(card) == []
    assert set(statuses(card).values()) <= {"pass", "not_applicable"}


@given(data=st.data())
@QUICK
def test_what_does_not_carry_over_is_found_once(data: st.DataObject, engine: Engine) -> None:
    this, before = data.draw(two_years(engine.book))
    before = carried(this, before)
    before["tables"]["requests"]["granted"]["natural_person"] += 1
    forward = before["tables"]["requests"]["carried_forward"]
    column = data.draw(st.sampled_from(APPLICANTS))
    by = data.draw(st.integers(1, 5))
    forward[column] += by
    if data.draw(st.booleans(), label="with the total"):
        forward["total"] += by
        assert found(scored(engine, this, before)) == ["carried-over-mismatch"]
    else:
        assert found(scored(engine, this, before)) == ["carried-over-columns-mismatch"]


@given(data=st.data())
@QUICK
def test_what_cannot_be_read_is_never_compared(data: st.DataObject, engine: Engine) -> None:
    """Making figures of either year unreadable adds no finding, and the rules that lose evidence say so."""
    this, before = data.draw(two_years(engine.book))
    complete = found(scored(engine, this, before))
    for report in data.draw(st.sampled_from([(this,), (before,), (this, before)])):
        for table in data.draw(st.lists(st.sampled_from(["proactive", "requests", "disputes"]), unique=True)):
            for row in data.draw(st.lists(st.sampled_from(sorted(report["tables"][table])), max_size=4, unique=True)):
                report["tables"][table][row] = dict.fromkeys(report["tables"][table][row])
    left = found(scored(engine, this, before))
    lost = set(complete) - set(left)
    # Where the whole cannot be told any more, its parts are.
    parts = {"carried-over-mismatch": "carried-over-columns-mismatch", "tables-repeated": "requests-table-repeated"}
    assert set(left) - set(complete) <= {parts[rule] for rule in lost & parts.keys()}
    assert all(statuses(scored(engine, this, before))[rule] == "not_assessable" for rule in lost)


@given(data=st.data())
@QUICK
def test_lawsuits_never_jump(data: st.DataObject, engine: Engine) -> None:
    this, before = data.draw(two_years(engine.book))
    before = carried(this, before)
    for row in before["tables"]["disputes"].values():
        for column in row:
            row[column] = data.draw(st.integers(0, 10**6))
    assert "figure-jumped" not in found(scored(engine, this, before))


@given(data=st.data())
@QUICK
def test_repeats_count_cells(data: st.DataObject, engine: Engine) -> None:
    this, before = data.draw(two_years(engine.book))
    same_form = (this["year"] <= 2020) == (before["year"] <= 2020)
    if data.draw(st.booleans(), label="copied"):
        for table in ("requests", "disputes", *(["proactive"] if same_form else [])):
            for row, line in before["tables"][table].items():
                line.update({c: v for c, v in this["tables"][table].get(row, {}).items() if c in line})
    facts = facts_of(engine, this, before, "repeat")
    tables = ["proactive", "requests", "disputes"] if same_form else ["requests", "disputes"]
    assert sorted(facts) == sorted(["repeat/all", *(f"repeat/{table}" for table in tables)])
    cells = equal = nonzero = 0
    for table in tables:
        ours, theirs = this["tables"][table], before["tables"][table]
        # An amount with its unit is compared by its value: the strategy writes it in one way only.
        pairs = [(ours[r][c], theirs[r][c]) for r in ours for c in ours[r] if r in theirs and c in theirs[r]]
        values = [(plain(a), plain(b)) for a, b in pairs]
        fields = facts[f"repeat/{table}"].fields
        assert (fields["cells"], fields["compared"]) == (len(pairs), len(pairs))
        assert fields["equal"] == sum(a == b for a, b in values)
        assert fields["nonzero"] == sum(a != 0 for a, _ in values)
        assert fields["outcome"] == ("same" if all(a == b for a, b in values) else "other")
        cells, equal, nonzero = cells + len(pairs), equal + int(fields["equal"]), nonzero + int(fields["nonzero"])
    fields = facts["repeat/all"].fields
    assert (fields["table"], fields["tables"]) == ("", len(tables))
    assert (fields["cells"], fields["equal"], fields["nonzero"]) == (cells, equal, nonzero)


def plain(cell: Any) -> Decimal:
    text = str(cell).removesuffix("万元")
    return Decimal(text) * (10_000 if text != str(cell) else 1)


def huaian(**changes: Any) -> dict[str, Any]:
    from engine.json_text import loads
    from engine.loading import default_root

    report: dict[str, Any] = loads((default_root().parent / "cases/reports/huaian-2024.json").read_text("utf-8"))
    return {**report, **changes}


def city(**changes: Any) -> dict[str, Any]:
    from engine.json_text import loads
    from engine.loading import default_root

    report: dict[str, Any] = loads((default_root().parent / "cases/reports/city-2023.json").read_text("utf-8"))
    return {**report, **changes}


@pytest.mark.parametrize("years", [-1, 0, 2, 40])
def test_another_year_is_not_compared(years: int, engine: Engine) -> None:
    before = city(year=2024 - years)
    assert not facts_of(engine, huaian(), before, "carry")
    assert not facts_of(engine, huaian(), before, "repeat")
    card = scored(engine, huaian(), before)
    assert found(card) == []
    assert set(statuses(card).values()) == {"not_assessable", "not_applicable"}


def test_the_year_before_the_first_form_is_not_compared(engine: Engine) -> None:
    facts = facts_of(engine, huaian(year=2019), city(year=2018), "carry")
    assert not facts


def test_amounts_are_compared_exactly_and_shown_as_written(engine: Engine) -> None:
    this, before = huaian(), city()
    this["tables"]["proactive"]["fees"]["amount_10k_yuan"] = Decimal("0.30")
    before["tables"]["proactive"]["fees"]["amount_10k_yuan"] = "1000.5元"
    fact = facts_of(engine, this, before, "carry")["carry/fees-amount/fees"]
    assert (fact.context["now"], fact.context["then"], fact.context["apart"]) == ("0.3", "0.10005", "0.19995")
    assert (fact.fields["this"], fact.fields["before"], fact.fields["times"]) == (0, 0, 2)
    assert fact.fields["percent"] == 20  # of 1, as last year's is less: 19.995 %, rounded up


@pytest.mark.parametrize("cell", ["约34", "1.5", "-3", None, "三十四"])
def test_what_is_no_count_is_not_known(cell: str | None, engine: Engine) -> None:
    before = city()
    before["tables"]["requests"]["carried_forward"]["total"] = cell
    fact = facts_of(engine, huaian(), before, "carry")["carry/requests-carried/total"]
    assert fact.fields["known"] == 0
    assert not any(fact.fields[name] for name in ("this", "before", "expected", "difference", "gap", "percent"))
    assert statuses(scored(engine, huaian(), before))["carried-over-mismatch"] == "not_assessable"


def test_the_largest_figures_stay_within_64_bits(engine: Engine) -> None:
    this, before = huaian(), city()
    this["tables"]["proactive"]["fees"]["amount_10k_yuan"] = 10**15
    before["tables"]["proactive"]["fees"]["amount_10k_yuan"] = Decimal("0.000001")
    this["tables"]["proactive"]["normative_documents"] = {"made": 10**15, "repealed": 0, "in_force": 10**15}
    before["tables"]["proactive"]["normative_documents"] = {"made": 0, "repealed": 0, "in_force": 10**15}
    for fact in facts_of(engine, this, before, "carry").values():
        assert all(abs(value) < 2**62 for value in fact.fields.values() if isinstance(value, int))
    assert "fees-unit-suspicious" in found(scored(engine, this, before))


def test_the_scorecard_names_the_report_that_it_was_compared_with(engine: Engine) -> None:
    before = replace(reading_of(city(), engine.book), doubtful=True)
    before = replace(before, source=replace(before.source, file="/some/where/2023年报.pdf"))
    card = engine.score(reading_of(huaian(), engine.book), lang="en", beside=Beside(previous=before))
    told = [notice for notice in card.notices if "last year" in notice]
    assert told[0] == "compared with last year's report 2023年报.pdf (2023)"
    assert told[1].startswith("the unit of last year's report is 某市人民政府")
    assert told[2].startswith("parts of last year's report are pictures")
    alone = engine.score(reading_of(huaian(), engine.book), lang="en")
    assert any("last year's report is not known" in notice and "2023" in notice for notice in alone.notices)
    first = engine.score(reading_of(huaian(year=2019), engine.book), lang="en")
    assert not any("last year" in notice for notice in first.notices)
