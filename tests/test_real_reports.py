"""The two real reports: every figure, checked by eye against the documents, and their scores."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from engine.given import Given
from engine.reading import Reading
from engine.reporters.terminal import show
from engine.rulebook import Lang
from engine.score import Engine
from engine.scorecard import Scorecard
from tests.texts import REPORTS, SECTIONS, cells, read

LONGGANG_REQUESTS = {
    "new_received": [98, 0, 0, 0, 1, 0, 99],
    "carried_over": [0, 0, 0, 0, 0, 0, 0],
    "granted": [71, 0, 0, 0, 1, 0, 72],
    "partially_granted": [10, 0, 0, 0, 0, 0, 10],
    "denied.state_secret": [0, 0, 0, 0, 0, 0, 0],
    "denied.prohibited_by_law": [0, 0, 0, 0, 0, 0, 0],
    "denied.endangers_security": [0, 0, 0, 0, 0, 0, 0],
    "denied.third_party_rights": [0, 0, 0, 0, 0, 0, 0],
    "denied.internal_affairs": [0, 0, 0, 0, 0, 0, 0],
    "denied.deliberative_process": [0, 0, 0, 0, 0, 0, 0],
    "denied.enforcement_file": [0, 0, 0, 0, 0, 0, 0],
    "denied.administrative_inquiry": [1, 0, 0, 0, 0, 0, 1],
    "unavailable.not_held": [9, 0, 0, 0, 0, 0, 9],
    "unavailable.needs_creation": [3, 0, 0, 0, 0, 0, 3],
    "unavailable.still_unclear": [0, 0, 0, 0, 0, 0, 0],
    "not_processed.petition": [0, 0, 0, 0, 0, 0, 0],
    "not_processed.duplicate": [0, 0, 0, 0, 0, 0, 0],
    "not_processed.publication": [0, 0, 0, 0, 0, 0, 0],
    "not_processed.excessive": [0, 0, 0, 0, 0, 0, 0],
    "not_processed.reissue": [0, 0, 0, 0, 0, 0, 0],
    "other": [4, 0, 0, 0, 0, 0, 4],
    "total": [98, 0, 0, 0, 1, 0, 99],
    "carried_forward": [0, 0, 0, 0, 0, 0, 0],
}
LONGGANG_PROACTIVE = {
    "regulations": {"made": 0, "published": 0, "total_public": 0},
    "normative_documents": {"made": 41, "published": 41, "total_public": 41},
    "licences": {"previous": 0, "change": "+389", "decisions": 45754},
    "other_services": {"previous": 0, "change": 0, "decisions": 172843},
    "penalties": {"previous": 0, "change": "+66", "decisions": 189867},
    "coercive_measures": {"previous": 0, "change": "+20", "decisions": 7},
    "fees": {"previous": 0, "change": "+15"},
    "procurement": {"projects": 55, "amount": "1798.5764 万元"},
}
LONGGANG_DISPUTES = {"review": [1, 3, 1, 1, 6], "direct": [0, 0, 1, 1, 2], "after_review": [0, 0, 0, 0, 0]}

HUAIAN_REQUESTS = {
    "new_received": [3001, 53, 0, 0, 61, 4, 3119],
    "carried_over": [34, 0, 0, 0, 0, 0, 34],
    "granted": [1288, 21, 0, 0, 50, 3, 1362],
    "partially_granted": [447, 7, 0, 0, 0, 0, 454],
    "denied.state_secret": [2, 0, 0, 0, 0, 0, 2],
    "denied.prohibited_by_law": [30, 1, 0, 0, 0, 0, 31],
    "denied.endangers_security": [5, 0, 0, 0, 0, 0, 5],
    "denied.third_party_rights": [6, 0, 0, 0, 0, 0, 6],
    "denied.internal_affairs": [7, 1, 0, 0, 0, 0, 8],
    "denied.deliberative_process": [12, 0, 0, 0, 0, 0, 12],
    "denied.enforcement_file": [9, 0, 0, 0, 0, 0, 9],
    "denied.administrative_inquiry": [105, 0, 0, 0, 0, 0, 105],
    "unavailable.not_held": [746, 12, 0, 0, 10, 1, 769],
    "unavailable.needs_creation": [11, 0, 0, 0, 0, 0, 11],
    "unavailable.still_unclear": [1, 0, 0, 0, 0, 0, 1],
    "not_processed.petition": [56, 6, 0, 0, 0, 0, 62],
    "not_processed.duplicate": [25, 0, 0, 0, 0, 0, 25],
    "not_processed.publication": [0, 0, 0, 0, 0, 0, 0],
    "not_processed.excessive": [0, 0, 0, 0, 0, 0, 0],
    "not_processed.reissue": [1, 0, 0, 0, 0, 0, 1],
    "other.overdue_correction": [67, 3, 0, 0, 1, 0, 71],
    "other.overdue_fee": [6, 0, 0, 0, 0, 0, 6],
    "other.remaining": [108, 2, 0, 0, 0, 0, 110],
    "total": [2932, 53, 0, 0, 61, 4, 3050],
    "carried_forward": [103, 0, 0, 0, 0, 0, 103],
}
HUAIAN_PROACTIVE = {
    "regulations": {"made": 1, "repealed": 0, "in_force": 11},
    "normative_documents": {"made": 8, "repealed": 26, "in_force": 66},
    "licences": {"decisions": 447228},
    "penalties": {"decisions": 3985758},
    "coercive_measures": {"decisions": 88283},
    "fees": {"amount_10k_yuan": Decimal("96171.6")},
}
HUAIAN_DISPUTES = {
    "review": [72, 64, 178, 37, 351],
    "direct": [13, 4, 8, 1, 26],
    "after_review": [12, 1, 1, 6, 20],
}


@pytest.fixture(scope="module")
def longgang() -> Reading:
    file = REPORTS / "longgang-2020.txt"
    if not file.exists():
        pytest.skip("the report is not here")
    return read(file.read_text("utf-8"))


@pytest.fixture(scope="module")
def huaian() -> Reading:
    file = REPORTS / "huaian-2024.pdf"
    if not file.exists():
        pytest.skip("the report is not here")
    pdfplumber = pytest.importorskip("pdfplumber")
    with pdfplumber.open(file) as pdf:
        return read("\f".join(page.extract_text() or "" for page in pdf.pages))


def test_longgang_tables(longgang: Reading) -> None:
    assert cells(longgang, "requests") == LONGGANG_REQUESTS
    assert longgang.report.table("proactive") == LONGGANG_PROACTIVE
    assert cells(longgang, "disputes") == LONGGANG_DISPUTES
    assert longgang.notices == ()
    assert longgang.notes == {"requests": True}


def test_longgang_words(longgang: Reading) -> None:
    report = longgang.report
    assert (report.unit.name, report.year) == ("龙港市人民政府", 2020)
    assert report.title == "龙港市人民政府2020年政府信息公开工作年度报告"
    assert report.published_on is None
    assert longgang.order == SECTIONS
    assert [section.heading for section in report.sections.values()] == [
        "",
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]
    preface = report.sections["preface"].text
    assert "统计期限从2020年 1月 1日起至2020年 12 月 31 日止" in preface  # joined over a line end
    assert "lgsxxgk@163.com" in preface
    assert report.sections["other"].text == "本年度无其他需要报告的事项。"
    assert [report.sections[key].text for key in ("proactive", "requests", "disputes")] == ["", "", ""]
    overview = report.sections["overview"].text.split("\n")
    assert [paragraph[:5] for paragraph in overview[:3]] == ["2020 ", "（一）建章", "1.建强工"]
    assert "全市共受理依申请公开件 99 件" in overview[-2]  # and no page number is left in it
    assert all(len(paragraph) > 10 for paragraph in overview)


def test_longgang_places_and_labels(longgang: Reading) -> None:
    assert longgang.labels is not None
    assert longgang.labels["requests", "not_processed.reissue"] == "5.要求行政机关确认或重新出具已获取信息"
    partly = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    assert longgang.labels["requests", "partially_granted"] == partly
    assert len([key for key in longgang.labels if key[0] == "requests"]) == 23
    place = longgang.cells["requests", "granted", "total"]
    assert (place.page, place.line, place.quote) == (None, 259, "（一）予以公开 71 0 0 0 1 0 72")
    assert longgang.sections["other"].quote == "六、其他需要报告的事项"


def test_huaian_tables(huaian: Reading) -> None:
    assert cells(huaian, "requests") == HUAIAN_REQUESTS
    assert huaian.report.table("proactive") == HUAIAN_PROACTIVE
    assert cells(huaian, "disputes") == HUAIAN_DISPUTES
    assert huaian.notices == ()
    assert huaian.notes == {"requests": True}


def test_huaian_words(huaian: Reading) -> None:
    report = huaian.report
    assert (report.unit.name, report.year) == ("淮安市人民政府", 2024)
    assert huaian.order == SECTIONS
    assert report.sections["other"].text == (
        "2024 年，市政府严格落实《政府信息公开信息处理费管理办法》，全年收取政府信息公开信息处理费 3940 元。"
    )
    assert "“建设‘四最’一流营商环境" in report.sections["overview"].text  # over a page end, without its mark
    assert huaian.labels is not None
    assert huaian.labels["requests", "other.overdue_fee"] == (
        "2、申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    )
    assert huaian.cells["requests", "not_processed.reissue", "total"].page == 5
    assert huaian.cells["requests", "not_processed.reissue", "total"].quote == "1 0 0 0 0 0 1"


def gaps(card: Scorecard) -> list[tuple[str, str]]:
    return [(f.rule, f.severity) for f in card.findings if f.status == "gap"]


def test_longgang_is_scored(longgang: Reading, engine: Engine) -> None:
    """All identities hold; timeliness is not assessable without a date, and nine days late with it."""
    card = engine.score(longgang)
    assert gaps(card) == []
    timeliness = next(c for c in card.categories if c.id == "timeliness")
    assert timeliness.score is None
    assert {r.status for r in card.rules if r.name == "government-published-late"} == {"not_assessable"}
    sums = ("requests-balance", "requests-total", "requests-row-total", "disputes-row-total")
    assert [r.status for r in card.rules if r.name in sums] == ["pass"] * 4
    late = engine.score(longgang, Given(published_on=dt.date(2021, 4, 9)), "en")
    assert gaps(late) == [("government-published-late", "error")]
    assert "9 days late" in late.findings[0].message


def test_huaian_is_scored(huaian: Reading, engine: Engine) -> None:
    card = engine.score(huaian, Given(published_on=dt.date(2025, 2, 25), level="prefecture"))
    # What it does not say anywhere is for a person to look at: it has no word on two of the three
    # results that governments report, and of three figures on fees only the one collected.
    assert [(f.rule, f.status) for f in card.findings] == [
        ("government-accountability-missing", "review"),
        ("government-review-missing", "review"),
        ("fee-figure-missing", "review"),
        ("fee-figure-missing", "review"),
    ]
    assert card.score == 100


@pytest.mark.parametrize(("file", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_sample_of_the_readme_is_what_is_printed(
    file: str, lang: Lang, longgang: Reading, engine: Engine
) -> None:
    text = (Path(__file__).parent.parent / file).read_text("utf-8")
    sample = text.split("```text\n", 1)[1].split("```", 1)[0]
    card = engine.score(longgang, Given(published_on=dt.date(2021, 4, 9)), lang)
    assert show([card], lang, 80).startswith(sample)
