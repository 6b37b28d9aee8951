"""What a title calls the document, whose it is and of which year; and what the name of a unit shows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.cases import ROOT
from engine.given import Given
from engine.json_text import dumps, loads
from engine.labels import bare
from engine.observe import Everything
from engine.observe.titles import TitleObserver
from engine.observe.traits import TraitObserver
from engine.readers import read_bytes
from engine.readers.article.headings import heading_words
from engine.report import Report, Unit
from engine.score import Engine
from tests.texts import BOOK

OBSERVER = TitleObserver(BOOK, Everything())


def measured(title: str | None, unit: str = "江口县财政局", year: int = 2024) -> dict[str, Any]:
    (fact,) = OBSERVER.observe(Report(unit=Unit(name=unit), year=year, title=title), 0, None)
    return fact.fields


NAMES = [
    "江口县财政局",
    "江口县",
    "江口县人民政府办公室",
    "江口县发展和改革委员会",
    "江口县城关镇人民政府",
    "国家税务总局江口县税务局",
]
YEARS = ["2024", "２０２４", "二〇二四", "二○二四", "二零二四"]
ANNUAL = [
    "政府信息公开工作年度报告",
    "政府信息公开年度报告",
    "信息公开工作年度报告",
    "政府信息公开工作情况年度报告",
    "政府信息公开工作年报",
    "政府信息公开年报",
]
LAYOUTS = [
    "{unit}{year}年{name}",
    "{unit}{year}年度{name}",
    "{year}年{unit}{name}",
    "{year}年度{unit}{name}",
    "{unit}{name}（{year}年）",
    "{unit}{name}（{year}年度）",
    "{unit} {year} 年\n{name}",
    "{unit}关于{year}年{name}",
    "{unit}{year}年{name}（全文）",
]


@settings(max_examples=100)
@given(st.sampled_from(NAMES), st.sampled_from(YEARS), st.sampled_from(ANNUAL), st.sampled_from(LAYOUTS))
def test_titles_that_nobody_would_object_to(unit: str, year: str, name: str, layout: str) -> None:
    fields = measured(layout.format(unit=unit, year=year, name=name), unit)
    assert (fields["called"], fields["unit"], fields["years"]) == ("annual-report", "named", 1)
    assert (fields["year"], fields["off"]) == (2024, 0)


@pytest.mark.parametrize(
    ("title", "called"),
    [
        ("江口县财政局2024年政府信息公开工作总结", "summary"),
        ("江口县财政局2024年政务公开年度工作总结", "summary"),
        ("江口县财政局2024年政府信息公开工作总结及2025年工作计划", "summary"),
        ("江口县财政局2024年政府信息公开工作报告", "work-report"),
        ("江口县财政局2024年信息公开工作情况报告", "work-report"),
        ("江口县财政局2024年政府信息公开工作开展情况汇报", "work-report"),
        ("江口县财政局2024年度政府信息公开工作报告", "report-on-the-year"),
        ("江口县财政局政府信息公开工作报告（2024年度）", "report-on-the-year"),
        ("江口县财政局2024年政务公开工作年度报告", "open-affairs-report"),
        ("关于报送江口县财政局2024年政府信息公开工作年度报告的函", "covering-letter"),
        ("关于公布江口县财政局2024年政府信息公开工作年度报告的公告", "annual-report"),
        ("江口县财政局2024年法治政府建设暨政府信息公开工作年度报告", "annual-report"),
        ("江口县财政局2024年政府网站工作年度报表", "other-document"),
        ("江口县财政局2024年政府网站工作年度报告", "other-document"),
        ("江口县财政局2024年法治政府建设工作总结", "other-document"),
        ("江口县财政局2024年度部门决算", "other-document"),
        ("江口县财政局政府信息公开指南", "other-document"),
        ("江口县2025年政务公开工作要点", "other-document"),
        ("江口县人民政府网站2024年政府信息公开工作年度报告", "annual-report"),
        ("年报", ""),
    ],
)
def test_what_a_title_calls_the_document(title: str, called: str) -> None:
    assert measured(title)["called"] == called


def test_no_title() -> None:
    for title in (None, "", " \n"):
        fields = measured(title)
        assert fields["known"] == 0
        assert (fields["called"], fields["years"], fields["off"]) == ("", 0, 0)


@pytest.mark.parametrize(
    ("title", "years", "year", "off"),
    [
        ("江口县财政局2023年政府信息公开工作年度报告", 1, 2023, -1),
        ("江口县财政局政府信息公开工作年度报告", 0, 0, 0),
        ("江口县财政局2024年政府信息公开工作年度报告及2025年工作要点", 2, 2024, 0),
        ("江口县财政局2022年、2023年政府信息公开工作年度报告", 2, 0, 0),
        ("关于江口县财政局二〇二四年政府信息公开工作年度报告的说明", 1, 2024, 0),
    ],
)
def test_years_of_a_title(title: str, years: int, year: int, off: int) -> None:
    fields = measured(title)
    assert (fields["years"], fields["year"], fields["off"]) == (years, year, off)


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("2024年政府信息公开工作年度报告", "absent"),
        ("2024年度政府信息公开工作年度报告", "absent"),
        ("江口县2024年政府信息公开工作年度报告", "named"),
        ("年度报告", "unknown"),
        ("年度报告（江口县财政局）", "named"),
    ],
)
def test_unit_of_a_title(title: str, unit: str) -> None:
    assert measured(title)["unit"] == unit


@given(st.text(max_size=500))
def test_any_title_at_all(title: str) -> None:
    fields = measured(title)
    assert fields["known"] in (0, 1)
    assert fields["unit"] in ("named", "absent", "unknown")


# -- through the whole engine ---------------------------------------------------------------------------------------


def report(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = loads((ROOT / "reports/huaian-2024.json").read_text("utf-8"))
    found["unit"]["name"] = "某市人民政府"
    found["title"] = "某市人民政府2024年政府信息公开工作年度报告"
    return found | changes


def rules_found(engine: Engine, raw: dict[str, Any], given: Given | None = None) -> list[str]:
    card = engine.score(read_bytes(dumps(raw).encode(), "report.json", engine.book), given or Given())
    return [finding.rule for finding in card.findings]


def test_a_title_that_the_caller_gives_counts(engine: Engine) -> None:
    raw = report()
    assert rules_found(engine, raw) == []
    assert rules_found(engine, raw, Given(title="某市人民政府2024年政府信息公开工作总结")) == [
        "title-not-annual-report"
    ]
    del raw["title"]
    assert rules_found(engine, raw) == []


HEADINGS = [label.text.zh for label in BOOK.forms[-1].sections.values()]
PREFACE = (
    "本报告根据《中华人民共和国政府信息公开条例》编制。统计期限自2023年1月1日至2023年12月31日。如有疑问请与本局联系。"
)


def test_a_page_that_lists_titles_of_several_years_is_not_accused_by_one_of_them(engine: Engine) -> None:
    own, other = (f"江口县财政局{year}年政府信息公开工作年度报告" for year in (2024, 2022))
    body = "".join(f"<p>{heading}</p><p>按规定办理。</p>" for heading in HEADINGS)
    for titles, expected in (([own], "gap"), ([other, own], "not_assessable")):
        lines = "".join(f"<p>{title}</p>" for title in titles)
        content = f"<html><body>{lines}<p>{PREFACE}</p>{body}</body></html>".encode()
        card = engine.score(read_bytes(content, "report.html", engine.book))
        statuses = {rule.name: rule.status for rule in card.rules}
        assert card.report["year"] == 2024
        assert statuses["title-year-differs"] == expected
        # The period is reviewed where the title cannot tell.
        assert (statuses["period-not-whole-year"] == "review") == (expected != "gap")


# -- what the name of a unit shows -----------------------------------------------------------------------------------


def traits(name: str) -> set[str]:
    return {
        str(fact.fields["trait"]) for fact in TraitObserver(BOOK.unit_names, Everything()).observe(Unit(name=name))
    }


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("东莞市人民政府", True),
        ("广东省中山市人民政府", True),
        ("甘肃省 嘉峪关市人民政府", True),
        ("儋州市人民政府办公室", True),
        ("东莞市财政局", False),
        ("东莞市虎门镇人民政府", False),
        ("中山市南区街道办事处", False),
        ("昆山市人民政府", False),
        ("南京市中山市场管理办公室", False),
    ],
)
def test_cities_without_districts_that_make_regulations(name: str, has: bool) -> None:
    assert ("regulations-without-districts" in traits(name)) == has


@pytest.mark.parametrize(
    ("name", "has"),
    [
        ("某市人民政府研究室", True),
        ("某市发展研究中心", True),
        ("某县档案馆", True),
        ("中共某县委党史研究室", True),
        ("某县地方志编纂委员会办公室", True),
        ("某市行政学院", True),
        ("某市人民政府驻北京办事处", True),
        ("某县档案局", False),
        ("某县人民政府办公室", False),
        ("某区城关街道办事处", False),
        ("某县驻村乡人民政府", False),
        ("某市市场监督管理局", False),
    ],
)
def test_units_without_enforcement(name: str, has: bool) -> None:
    assert ("no-enforcement" in traits(name)) == has


# -- the variants of headings that are not to be held against anyone (section 5 of the study of the regulation) ------


@pytest.mark.parametrize(
    ("words", "section"),
    [
        ("政府信息公开工作存在的主要问题及改进情况", "problems"),
        ("五、存在的主要问题和改进情况", "problems"),
        ("五、存在主要问题及改进措施", "problems"),
        ("二、行政机关主动公开政府信息情况", "proactive"),
        ("三、行政机关收到和处理政府信息公开申请情况", "requests"),
        ("三、行政机关收到和处理政府信息公开申请情况(统计表)", "requests"),
        ("四、因政府信息公开工作被申请行政复议、提起行政诉讼情况", "disputes"),
    ],
)
def test_accepted_headings(words: str, section: str) -> None:
    assert heading_words(BOOK.forms[-1])[bare(words)] == section
