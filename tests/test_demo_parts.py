"""The parts of the synthetic province: its units, figures, sentences, formats, and texts that others may copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from engine.demo.copies import Pool, Written
from engine.demo.documents import Documents, can_write_pdf
from engine.demo.figures import Figures, figures, nothing, sums_of, year_before
from engine.demo.grammar import Grammar, pick
from engine.demo.prose import Aspect, Problems, Prose, Writer
from engine.demo.units import Unit, Work, in_order, provinces
from engine.demo.web_page import write_page
from engine.demo.words import words
from engine.report import UnitKind
from engine.rulebook import Form, Rulebook
from tests.test_demo_fates import BUREAU, OTHER, Office


@pytest.fixture
def form(book: Rulebook) -> Form:
    found = book.form(2024)
    assert found is not None
    return found


class Drawn(Random):
    """Draws what is given, one after the other."""

    def __init__(self, *numbers: float) -> None:
        super().__init__(0)
        self._numbers: Iterator[float] = iter(numbers)

    def random(self) -> float:
        return next(self._numbers)


# Sentences


def test_a_pattern_is_filled_with_what_is_drawn() -> None:
    grammar = Grammar({"colour": ["red", "green", "blue"], "one": ["same"]})
    assert grammar.fill("{colour} and {colour}", {}, Drawn(0.0, 0.99)) == "red and blue"
    assert grammar.fill("{colour} and {colour}", {}, Drawn(0.0, 0.1, 0.2, 0.4)) == "red and green"  # not the same
    assert grammar.fill("{colour} and {colour}", {}, Drawn(0.0, *[0.1] * 4)) == "red and red"  # after four times
    assert grammar.fill("{one}, {one}", {}, Random(0)) == "same, same"
    assert grammar.fill("{3-5}", {}, Drawn(0.0)) == "3"
    assert grammar.fill("{3-5}", {}, Drawn(0.999)) == "5"
    assert grammar.fill("{3-5} of {unit}{3-5}.", {"unit": 7}, Drawn(0.5, 0.34)) == "4 of 74."
    assert grammar.fill("no slot", {}, Drawn()) == "no slot"
    assert [pick(["a", "b"], Drawn(at)) for at in (0.0, 0.49, 0.5, 0.99)] == ["a", "a", "b", "b"]


PROSE = Prose(
    tuple(
        Aspect(key, f"heading {key}", (f"{key} one of 戊己县.", f"{key} two by 戊己县市场监督管理局."))
        for key in ("proactive", "requests", "management", "platform", "supervision")
    ),
    (),
    Problems("problems", "measures", 1, ("first of 戊己县", "second"), ("mend first", "mend second")),
    ("works.",),
)


def test_what_is_written_is_put_together() -> None:
    found = nothing()
    texts = Writer().sections(BUREAU, 2024, replace(PROSE, governing=("judged.",)), found, Random(1))
    assert list(texts) == ["preface", "overview", "problems", "other"]
    assert texts["problems"] == (
        "（一）problems。1.first of 戊己县；2.second。\n（二）measures。1.mend first；2.mend second。"
    )
    lines = texts["overview"].split("\n")
    told = words("prose")["told"]
    assert lines[0] == "（一）heading proactive。proactive one of 戊己县.proactive two by 戊己县市场监督管理局."
    assert lines[4].endswith("supervision two by 戊己县市场监督管理局.judged.")
    head, own = "（二）heading requests。", "requests one of 戊己县.requests two by 戊己县市场监督管理局."
    possible = {
        head + received.replace("{year}", "2024") + disputed + own
        for received in told["none_received"]
        for disputed in told["none_disputes"]
    }
    assert lines[1] in possible
    assert texts["other"] in {"works." + free for free in words("prose")["other"]["free"]}
    assert "甲乙县" in texts["preface"]
    styled = replace(PROSE, problems=replace(PROSE.problems, style=0), works=())
    texts = Writer().sections(BUREAU, 2024, styled, found, Random(2))
    assert texts["problems"].startswith("（一）problems。一是first of 戊己县；二是second。\n")
    assert texts["other"] in {
        free + closing for free in words("prose")["other"]["free"] for closing in words("prose")["other"]["closing"]
    }


def test_figures_are_told_where_there_are_any() -> None:
    found = nothing()
    found.requests["new_received"]["natural_person"] = 5
    found.disputes["after_review"]["upheld"] = 2
    found.notices, found.asked, found.collected = 3, 400, 390
    texts = Writer().sections(BUREAU, 2024, PROSE, found, Random(1))
    assert "5件" in texts["overview"]
    assert "因政府信息公开被申请行政复议0件，被提起行政诉讼2件。" in texts["overview"]
    assert all(part in texts["other"] for part in ("3件", "400元", "390元"))


def test_a_preface_says_whom_to_ask() -> None:
    texts = Writer().sections(BUREAU, 2024, PROSE, nothing(), Random(5))
    assert BUREAU.contact in texts["preface"] or BUREAU.name in texts["preface"]
    assert "2024年" in texts["preface"]


def edited(sentence: str) -> set[str]:
    """What may become of a sentence: any of the edits made or not, one after the other."""
    found = {sentence}
    for old, new in words("prose")["copy_edits"]:
        found |= {each.replace(old, new) for each in found}
    return found


def test_prose_of_another_under_the_own_name() -> None:
    writer = Writer()
    retold = writer.retold(PROSE, OTHER, BUREAU, 2024, (0, 0), Random(1))
    for mine, theirs in zip(retold.aspects, PROSE.aspects, strict=True):
        assert (mine.key, mine.heading) == (theirs.key, theirs.heading)
        assert mine.sentences[0] in edited(theirs.sentences[0].replace("戊己县", "甲乙县"))
        assert mine.sentences[1] in edited(f"{theirs.key} two by 甲乙县市场监督管理局.")
    assert retold.problems.problems[0] in edited("first of 甲乙县")
    assert retold.problems.lead == "problems"
    assert writer.retold(PROSE, OTHER, BUREAU, 2024, (0, 0), Random(1)) == retold
    own = writer.retold(PROSE, OTHER, BUREAU, 2024, (100, 100), Random(1))
    assert own.aspects[0].sentences == writer.prose(BUREAU, 2024, Random(1)).aspects[0].sentences[:2]
    ours = writer.prose(BUREAU, 2024, Random(2))
    section = writer.problems_retold(PROSE, ours, OTHER, BUREAU, 0, Random(1))
    assert replace(section, problems=ours.problems) == ours
    assert section.problems.measures[0] in edited("mend first")
    half = Counter(
        writer.retold(PROSE, OTHER, BUREAU, 2024, (50, 50), Random(seed)).problems.measures[0] in edited("mend first")
        for seed in range(40)
    )
    assert 8 <= half[True] <= 32  # one of the two each time


def test_only_governments_speak_of_appraisal() -> None:
    writer, seed = Writer(), Random(3)
    counts: dict[UnitKind, int] = {"government": 3, "township": 3, "department": 0, "organisation": 0}
    for kind, count in counts.items():
        prose = writer.prose(replace(BUREAU, kind=kind), 2024, seed)
        assert len(prose.governing) == count
        for aspect in prose.aspects:
            low, high = words("prose")["aspects"][aspect.key]["take"]
            assert low <= len(aspect.sentences) <= high
            assert len(set(aspect.sentences)) == len(aspect.sentences)
        assert len(prose.problems.problems) == len(prose.problems.measures)
        assert len(prose.works) <= 1


# Texts that others may copy


def test_each_text_is_taken_once() -> None:
    pool = Pool(Random(1))
    assert pool.take("department", Random(1)) is None
    texts = [Written(replace(BUREAU, code=str(at)), PROSE, b"x") for at in range(60)]
    for text in texts:
        pool.put(text)
    assert pool.take("township", Random(1)) is None
    taken = [pool.take("department", Random(seed)) for seed in range(60)]
    assert Counter(each.unit.code for each in taken if each) == Counter(str(at) for at in range(60))
    assert pool.take("department", Random(1)) is None


def test_of_many_texts_some_are_kept() -> None:
    pool = Pool(Drawn(*[0.0] * 5))
    for at in range(65):
        pool.put(Written(replace(BUREAU, code=str(at)), PROSE))
    taken = [pool.take("department", Drawn(0.0)) for _ in range(60)]
    assert [each.unit.code for each in taken if each] == ["64", *(str(at) for at in range(1, 60))]
    assert pool.take("department", Drawn(0.0)) is None


# Figures


def small(**more: int) -> Figures:
    found = nothing()
    found.requests["new_received"] |= {"natural_person": 7, "commercial": 2}
    found.requests["carried_over"]["natural_person"] = 1
    found.requests["granted"]["natural_person"] = 5
    found.requests["total"]["natural_person"] = 5
    found.requests["carried_forward"] |= {"natural_person": 3, "commercial": 2}
    found.disputes["review"]["upheld"] = 2
    found.disputes["direct"]["other"] = 1
    found.disputes["after_review"]["pending"] = 4
    found.documents |= {"made": 2, "repealed": 1, "in_force": 9}
    for name, value in more.items():
        setattr(found, name, value)
    return found


def test_what_is_told_of_figures() -> None:
    assert small(notices=4, asked=500, collected=490).told() == {
        "new": 9, "people": 7, "over": 1, "settled": 5, "forward": 5, "granted": 5, "partly": 0, "reviews": 2,
        "lawsuits": 5, "notices": 4, "asked": 500, "collected": 490,
    }  # fmt: skip


def test_tables() -> None:
    tables = small(licences=14, penalties=6, coercive=3, fees=250).tables()
    assert tables["proactive"] == {
        "regulations": {"made": 0, "repealed": 0, "in_force": 0},
        "normative_documents": {"made": 2, "repealed": 1, "in_force": 9},
        "licences": {"decisions": 14},
        "penalties": {"decisions": 6},
        "coercive_measures": {"decisions": 3},
        "fees": {"amount_10k_yuan": 2.5},
    }
    whole = small(fees=300).tables()["proactive"]["fees"]["amount_10k_yuan"]
    assert (whole, type(whole)) == (3, int)
    assert tables["requests"]["new_received"] == {
        "natural_person": 7, "commercial": 2, "research": 0, "public_welfare": 0, "legal_service": 0, "other_org": 0,
        "total": 9,
    }  # fmt: skip
    assert tables["disputes"]["review"] == {"upheld": 2, "corrected": 0, "other": 0, "pending": 0, "total": 2}
    outcomes = list(words("plan")["outcomes"])
    assert list(tables["requests"]) == ["new_received", "carried_over", *outcomes, "total", "carried_forward"]
    assert list(tables["disputes"]) == ["review", "direct", "after_review"]


def test_sums_of_several_units() -> None:
    one = small(licences=1, penalties=2, coercive=3, fees=4, notices=5, asked=60, collected=70)
    both = sums_of([one, one])
    assert both.requests["new_received"]["commercial"] == 4
    assert both.disputes["after_review"]["pending"] == 8
    assert (both.licences, both.penalties, both.coercive, both.fees) == (2, 4, 6, 8)
    assert (both.notices, both.asked, both.collected) == (10, 120, 140)
    assert both.documents == {"made": 0, "repealed": 0, "in_force": 0}  # each government's own
    assert sums_of([]) == nothing()


def test_who_has_nothing_to_do_has_zeros() -> None:
    assert figures(Work(0, 0, 0, 0, 0), Random(1)) == nothing()


def test_the_more_to_do_the_more_there_is() -> None:
    few, many = (
        [figures(Work(size, size, size, size, size), Random(seed)) for seed in range(60)] for size in (2, 40)
    )
    for name in ("licences", "penalties"):
        assert sum(getattr(each, name) for each in few) * 5 < sum(getattr(each, name) for each in many)
    assert all(each.licences % 7 == 0 and each.penalties % 3 == 0 for each in many)
    assert {bool(each.notices) for each in many} == {True, False}
    for each in many:
        settled = sum(each.requests["total"].values())
        assert sum(sum(each.requests[row].values()) for row in words("plan")["outcomes"]) == settled
        if each.notices:
            assert 100 <= each.asked / each.notices < 700
            assert each.fees >= 200
    applicants: Counter[str] = Counter()
    for each in many:
        applicants.update(each.requests["new_received"])
    assert 0.8 < applicants["natural_person"] / applicants.total() < 0.95  # of a thousand 880


def test_shares_of_what_becomes_of_requests() -> None:
    """As the plan has them, of a thousand; where there are many they are drawn as shares, where few one by one."""
    for size in (20, 900):
        made = [figures(Work(size), Random(seed)) for seed in range(300)]
        outcomes: Counter[str] = Counter()
        for each in made:
            outcomes.update({row: sum(each.requests[row].values()) for row in words("plan")["outcomes"]})
        for row, share in words("plan")["outcomes"].items():
            if share >= 100:
                assert 0.85 * share < 1000 * outcomes[row] / outcomes.total() < 1.15 * share, (size, row)


def test_the_year_before() -> None:
    """About as many of everything, and every figure that one year hands to the next is the same."""
    for seed in range(20):
        work = Work(40, 40, 40, 12, 6)
        now = figures(work, Random(seed))
        before = year_before(now, work, Random(f"{seed}/before"))
        assert before.requests["carried_over"] == dict.fromkeys(before.requests["carried_over"], 0)
        for column, value in now.requests["new_received"].items():
            assert before.requests["new_received"][column] == value + now.requests["carried_over"][column]
        assert now.licences <= before.licences <= now.licences * 6 / 5
        assert now.penalties * 4 / 5 <= before.penalties <= now.penalties
        assert (before.coercive, before.fees) == (now.coercive, now.fees)
        assert (before.notices, before.asked, before.collected) == (0, 0, 0)
        assert not any(before.requests["other.overdue_fee"].values())


# Units


def test_units_of_a_province() -> None:
    (province,) = provinces(700, "x")
    units = list(in_order(province))
    by_code = {unit.code: unit for unit in units}
    levels = Counter((unit.kind, unit.level) for unit in units)
    assert levels["government", "province"] == 1
    assert levels["government", "prefecture"] == 1  # some 450 units each
    assert 10 <= levels["government", "county"] <= 16  # some 47 each
    for unit in units:
        check_unit(unit, by_code.get(unit.superior))


def check_unit(unit: Unit, superior: Unit | None) -> None:
    known = words("units")
    if unit.kind == "government":
        assert unit.name == unit.place + "人民政府"
        assert (unit.short, unit.former, unit.shared) == (unit.place + "政府", "", "")
        assert unit.contact == unit.name + "办公室"
        assert unit.folder == unit.region == (f"{superior.region}/{unit.place}" if superior else unit.place)
        assert unit.we in {"我省", "我市", "我区", "我县"}
        assert len(unit.code) == 6
        return
    assert superior is not None
    assert unit.code.startswith(superior.code + "-")
    assert unit.includes == ""
    assert unit.folder == superior.folder
    assert unit.contact == unit.name
    number = int(unit.code.rpartition("-")[2])
    if unit.kind == "township":
        assert number >= 101
        assert (unit.level, unit.name.startswith(superior.place), unit.former) == ("township", True, "")
        assert unit.name in (unit.short + "人民政府", unit.short + "办事处")
        assert unit.region == f"{superior.region}/{unit.short.removeprefix(superior.place)}"
        assert unit.place == unit.short
        assert unit.shared in ("", unit.name.removeprefix(superior.place))
        assert bool(unit.shared) == (number == 101)
        return
    listed = known["departments" if unit.kind == "department" else "organisations"]
    entry = listed[number - (1 if unit.kind == "department" else 71)]
    called = entry.get("province", entry["name"]) if superior.level == "province" else entry["name"]
    assert (unit.name, unit.place) == (superior.place + called, superior.place)
    assert (unit.region, unit.level, unit.short, unit.shared) == (superior.region, superior.level, "", "")
    assert bool(unit.former) == bool(entry.get("former"))
    assert unit.aliases == ([unit.former] if unit.former else [])
    scale = {"province": 4, "prefecture": 3, "county": 1}[superior.level]
    assert (unit.work.requests, unit.work.licences, unit.work.penalties) == tuple(
        scale * entry.get(key, 0) for key in ("requests", "licences", "penalties")
    )
    assert unit.work.documents == 1


# Documents


def test_formats_are_drawn_by_their_shares(form: Form) -> None:
    plain, mixed = Documents(form, mixed=False), Documents(form, mixed=True)
    assert {plain.format_for(Random(seed)) for seed in range(20)} == {"json"}
    drawn = Counter(mixed.format_for(Drawn((at + 0.5) / 100)) for at in range(100))
    shares = dict(words("plan")["formats"])
    if not can_write_pdf():
        shares["docx"] += shares.pop("pdf")
    assert drawn == shares
    among = Counter(mixed.format_for(Drawn((at + 0.5) / 100), "html", "json") for at in range(100))
    assert among == {"html": shares["html"], "json": 100 - shares["html"]}


def test_a_transfer_breaks_off(form: Form) -> None:
    documents = Documents(form, mixed=True)
    content: Any = bytes(range(200))
    assert documents.broken(content, "html") == documents.broken(content, "pdf") == content[:40]
    assert documents.broken(content, "docx") == documents.broken(content, "json") == content[:100]


def test_a_web_page(book: Rulebook, form: Form) -> None:
    report = Office(book, form, "a").hand_in("right").counts
    assert report is not None
    report["sections"]["preface"]["text"] = "a < b & c\n\nsecond"
    page = write_page(form, report).decode()
    title = report["title"]
    assert page.startswith(
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta name="PubDate" content="{report["published_on"]}"><title>{title}</title></head>\n<body>\n'
        f"<h1>{title}</h1>\n<p>a &lt; b &amp; c</p>\n<p>second</p>\n<h2>一、总体情况</h2>\n<p>（一）"
    )
    assert page.endswith("</p>\n</body></html>\n")
    assert page.count("<h2>") == 6
    assert page.count('<table border="1">') == page.count("</table>") == 3
    assert '<td colspan="' in page
    assert '<td rowspan="' in page
    assert 'span="1"' not in page
