"""The web page about reports: what it says, that nothing in it does anything, and its tables."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from engine.cases import ROOT, all_cases
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.report import Section
from engine.reporters import Layout, reporter
from engine.reporters.html import narrative
from engine.reporters.html.inert import inert
from engine.reporters.html.narrative import Quotation, marked
from engine.reporters.official import Mark
from engine.reporters.sums import told_sums
from engine.rulebook import Lang, Rulebook
from engine.score import Engine
from engine.scorecard import DecisionTaken, GapMend, GradeGiven, Location, PastGap, Supposed, WayToGrade, WhatIf
from engine.scored import Scored
from tests import golden_html
from tests.test_cli import run

SAMPLE = (ROOT / "everything-wrong/wrong-k-sample.json").read_bytes()
NARRATIVE = ROOT / "everything-wrong/wrong-l-narrative.yaml"
EVIL = (
    "</style></title><script>alert(1)</script><img src=http://a.b/c onerror=x>\"'>{{7*7}}"
    "\x07\x00\u202e\ufeff&lt;\ufffe"
)
EVIL_SHOWN = (
    "</style></title><script>alert(1)</script><img src=http://a.b/c onerror=x>\"'>{{7*7}}\ufffd\ufffd\ufffd&lt;\ufffd"
)
GAP = Mark(1, "gap")


def shown(reports: Sequence[Scored], lang: Lang = "zh") -> str:
    text = reporter("html")(reports, Layout(lang, several=len(reports) > 1))
    assert isinstance(text, str)
    assert text.endswith("</html>\n")
    return text


def parsed(text: str) -> Any:
    return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))


def words(element: Any) -> str:
    """What is read in an element, but for marks, and explanations that are shown on demand."""
    parts = [element.text or ""]
    for child in element:
        besides = child.tag == "sup" or child.get("class") in ("tip", "badges", "fix")
        parts += ["" if besides else words(child), child.tail or ""]
    return "".join(parts).strip()


def scored(engine: Engine, report: Any, name: str = "sample.json", lang: Lang = "zh") -> Scored:
    content = report if isinstance(report, bytes) else dumps(report).encode()
    return engine.scored(read_bytes(content, name, engine.book), lang=lang)


@pytest.fixture(scope="module")
def sample(reference: Engine) -> Scored:
    return scored(reference, SAMPLE)


@pytest.fixture(scope="module")
def narrated(reference: Engine) -> Scored:
    case = next(case for case in all_cases() if case.path == NARRATIVE)
    return reference.scored(case.reading(reference.book), case.knows())


@pytest.fixture(scope="module")
def nothing(reference: Engine) -> Scored:
    return scored(reference, {"schema": "disclosure-report/1", "unit": {"name": "某某中心"}, "year": 2024})


@pytest.fixture(scope="module")
def old(reference: Engine) -> Scored:
    return scored(reference, (ROOT / "reports/longgang-2020.json").read_bytes())


@pytest.fixture(scope="module")
def wrong(reference: Engine) -> list[Scored]:
    """The reports in which every rule finds something."""
    cases = [case for case in all_cases() if case.path.parent.name == "everything-wrong"]
    book = reference.book
    return [reference.scored(case.reading(book), case.knows(), beside=case.beside(book)) for case in cases]


def test_the_page_is_the_one_that_was_looked_at(book: Rulebook) -> None:
    page, file = golden_html.page(book), golden_html.GOLDEN
    if os.environ.get("RENEW_GOLDEN"):
        file.write_text(page, encoding="utf-8", newline="")
    assert page == file.read_bytes().decode(), "see tests/golden/README.md"


def test_the_command_writes_a_page(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    result = run("score", "cases/reports/longgang-2020.json", "-o", str(target), "--lang", "en")
    assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    page = parsed(target.read_text("utf-8"))
    assert page.get("lang") == "en"
    assert page.xpath("//h1")[0].text_content() == "龙港市人民政府 · 2020"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_reference_is_to_something_of_the_page(
    sample: Scored, narrated: Scored, nothing: Scored, old: Scored, lang: Lang
) -> None:
    page = parsed(shown([sample, narrated, nothing, old], lang))
    ids = Counter(page.xpath("//@id"))
    assert set(ids.values()) == {1}
    links = list(page.xpath("//a/@href"))
    assert links
    assert all(href.startswith("#") for href in links)
    named = {href[1:] for href in links}
    for attribute in ("aria-labelledby", "aria-describedby", "headers"):
        named |= {name for value in page.xpath(f"//@{attribute}") for name in value.split()}
    assert named <= ids.keys()


def test_the_head_says_what_was_scored_by_what(sample: Scored) -> None:
    text = parsed(shown([sample])).xpath("//header")[0].text_content()
    card = sample.card
    for said in (
        "江口县人民政府",
        "2024",
        f"得分 {card.score}（满分 100）",
        "合格",
        f"{card.bounds[0]}—{card.bounds[1]}" if card.bounds else "",
        "national",
        card.rulebook.digest,
        "sample.json",
        card.report["source"]["sha256"],
    ):
        assert said in text


def test_each_finding_is_said_with_its_place_and_what_it_costs(sample: Scored) -> None:
    page = parsed(shown([sample], "zh"))
    by_title = {
        item.xpath("*[1]")[0].text_content().split("]")[-1]: item for item in page.xpath("//article/section/article")
    }
    assert len(page.xpath("//article/section/article")) == len(sample.card.findings)
    text = {title: item.text_content() for title, item in by_title.items()}
    row = next(item for title, item in text.items() if "各类申请人之和不等于总计" in title)
    assert "扣 3 分" in row
    assert "由 16 改为 15（可能写错一位）" in row
    assert "requests-row-total" in row
    column = next(item for title, item in by_title.items() if "办理结果之和不等于总计" in title)
    assert column.xpath("p[@class='cause']/a/@href") == ["#r1-f2"]
    assert column.xpath(".//li/a/@href") == ["#r1-requests-total-natural_person"]


def test_points_lost_are_listed_dearest_first(sample: Scored) -> None:
    page = parsed(shown([sample]))
    rows = page.xpath("//table[caption='扣分']/tbody/tr")
    points = [row.xpath("td[2]")[0].text for row in rows]
    assert points == ["−10", "−3", "−3", "−1", "−1", "−1"]
    assert rows[0].xpath("th/a/text()") == ["7. 政府年报逾期公布"]
    drawn = page.xpath("//*[local-name()='svg'][contains(@class, 'losses')]//*[@class='value']/text()")
    assert drawn == points


def expanded(table: Any) -> list[list[Any]]:
    """Rows and columns of a table with every merged cell in all of its places."""
    rows = table.xpath(".//tr")
    grid: list[dict[int, Any]] = [{} for _ in rows]
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in grid[index]:
                column += 1
            for down in range(int(cell.get("rowspan", "1"))):
                for across in range(int(cell.get("colspan", "1"))):
                    assert column + across not in grid[index + down]
                    grid[index + down][column + across] = cell
    widths = {len(row) for row in grid}
    assert len(widths) == 1, widths
    return [[row[column] for column in sorted(row)] for row in grid]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_tables_are_rectangles_of_the_official_size(sample: Scored, old: Scored, lang: Lang) -> None:
    sizes = {}
    for year, report in (("2021", sample), ("2019", old)):
        page = parsed(shown([report], lang))
        for key in ("proactive", "requests", "disputes"):
            grid = expanded(page.xpath(f"//table[contains(@class, '{key}')]")[0])
            sizes[year, key] = (len(grid), len(grid[0]))
    assert sizes == {
        ("2021", "proactive"): (14, 4),
        ("2021", "requests"): (28, 10),
        ("2021", "disputes"): (4, 15),
        ("2019", "proactive"): (18, 7),
        ("2019", "requests"): (26, 10),
        ("2019", "disputes"): (4, 15),
    }


def heads_of(page: Any, cell: str) -> list[str]:
    (found,) = page.xpath(f"//td[@id='{cell}']")
    return [words(page.xpath(f"//*[@id='{name}']")[0]) for name in found.get("headers").split()]


def test_a_figure_names_its_heads(sample: Scored, old: Scored) -> None:
    page = parsed(shown([sample, old]))
    assert heads_of(page, "r1-requests-denied.state_secret-commercial") == [
        "三、本年度办理结果",
        "（三）不予公开",
        "1.属于国家秘密",
        "申请人情况",
        "法人或其他组织",
        "商业企业",
    ]
    assert heads_of(page, "r1-requests-carried_forward-total") == ["四、结转下年度继续办理", "申请人情况", "总计"]
    assert heads_of(page, "r1-disputes-after_review-upheld") == ["行政诉讼", "复议后起诉", "结果维持"]
    assert heads_of(page, "r1-proactive-penalties-decisions") == [
        "行政处罚",
        "第二十条第（六）项",
        "本年处理决定数量",
    ]
    assert heads_of(page, "r2-proactive-procurement-projects") == [
        "政府集中采购",
        "第二十条第（九）项",
        "采购项目数量",
    ]
    assert heads_of(page, "r2-requests-other-natural_person") == [
        "三、本年度办理结果",
        "（六）其他处理",
        "申请人情况",
        "自然人",
    ]


def test_every_figure_stands_where_it_was_read(sample: Scored, old: Scored) -> None:
    for report in (sample, old):
        page = parsed(shown([report]))
        found = {cell.get("id"): words(cell) for cell in page.xpath("//td[@headers]")}
        expected = {
            f"r1-{table}-{row}-{column}": "空" if value == "" else str(value)
            for table, rows in report.reading.report.tables.items()
            for row, cells in rows.items()
            for column, value in cells.items()
        }
        assert found == expected


def test_what_cannot_be_read_or_is_not_there_is_said_not_guessed(reference: Engine) -> None:
    report = json.loads(SAMPLE)
    report["tables"]["requests"]["granted"]["commercial"] = None
    report["tables"]["requests"]["granted"]["research"] = "三件上下"
    del report["tables"]["requests"]["granted"]["legal_service"]
    report["tables"]["proactive"]["licences"]["previous"] = 12
    del report["tables"]["disputes"]
    page = parsed(shown([scored(reference, report)]))
    found = {cell.get("id"): words(cell) for cell in page.xpath("//td[@headers]")}
    assert found["r1-requests-granted-commercial"] == "读不出"
    assert found["r1-requests-granted-research"] == "三件上下"
    assert found["r1-requests-granted-legal_service"] == "缺"
    assert not page.xpath("//table[contains(@class, 'disputes')]")
    assert "没有读到这张表" in page.xpath("//*[@id='r1-disputes']")[0].text_content()
    assert "proactive.licences.previous: 12" in page.text_content()


def test_wrong_cells_are_marked_with_sign_and_number_and_what_they_should_say(sample: Scored) -> None:
    page = parsed(shown([sample]))
    (cell,) = page.xpath("//td[@id='r1-requests-granted-natural_person']")
    assert {"gap", "suspect"} <= set(cell.get("class").split())
    assert cell.xpath(".//a[@class='badge gap']/@href") == ["#r1-f2"]
    assert cell.xpath("string(.//a[@class='badge gap'])") == "!2"
    assert cell.xpath("string(span[@class='fix'])") == "，可能应为→ 15"
    (blank,) = page.xpath("//td[@id='r1-disputes-review-total']")
    assert blank.xpath(".//a[@class='badge gap']/@href") == ["#r1-f4", "#r1-f6"]
    (right,) = page.xpath("//td[@id='r1-requests-granted-commercial']")
    assert right.get("class") == "figure"


def test_repairs_between_which_a_person_must_choose_are_said_as_such(reference: Engine) -> None:
    report = json.loads((ROOT / "reports/huaian-2024.json").read_bytes())
    report["tables"]["disputes"]["direct"]["other"] += 7
    page = parsed(shown([scored(reference, report)]))
    ways = page.xpath("//ul[@class='ways']/li/a/@href")
    assert "#r1-disputes-direct-total" in ways
    assert "#r1-disputes-direct-other" in ways
    assert not page.xpath("//td//span[@class='fix']")


def tip(page: Any, cell: str) -> list[str]:
    (found,) = page.xpath(f"//td[@id='{cell}']")
    (name,) = found.xpath("a[@class='sum']/@aria-describedby")
    return [span.text for span in page.xpath(f"//*[@id='{name}']/span")]


def test_totals_and_balances_tell_their_sums_term_by_term(sample: Scored) -> None:
    page = parsed(shown([sample]))
    assert tip(page, "r1-requests-granted-total") == [
        "（一）予以公开：总计 17，应等于 自然人 16 + 商业企业 1 + 法律服务机构 1 = 18（其余 3 项为 0），相差 1"
    ]
    assert tip(page, "r1-requests-carried_forward-natural_person") == [
        "自然人：本年新收 33 + 上年结转 1 = 34，等于 办结总计 32 + 结转下年 2 = 34"
    ]
    assert tip(page, "r1-requests-not_processed.excessive-total") == [
        "（五）不予处理 / 4.无正当理由大量反复申请：总计 空白（按 0 计），等于 各项之和 0（6 项均为 0 或空白）"
    ]
    assert tip(page, "r1-disputes-review-total") == [
        "行政复议：总计 空白（按 0 计），应等于 结果维持 1 + 结果纠正 1 = 2（其余 2 项为 0），相差 2"
    ]
    notes = [note.text_content().strip() for note in page.xpath("//*[@id='r1-requests']//*[@class='notes']//li")]
    assert [note[:12] for note in notes] == ["a （一）予以公开：总计 1"[:12], "b 自然人：办结总计 32"[:12]]


def test_sums_are_told_in_english(sample: Scored, reference: Engine) -> None:
    page = parsed(shown([scored(reference, SAMPLE, lang="en")], "en"))
    assert tip(page, "r1-requests-granted-total") == [
        "(1) Granted: Total 17, should equal Natural persons 16 + Commercial enterprises 1 + "
        "Legal-service organisations 1 = 18 (the other 3 are 0); they differ by 1"
    ]
    assert tip(page, "r1-proactive-regulations-made")[0].startswith(
        "Regulations: issued in the year 0, not more than"
    )


def test_a_sum_with_a_term_that_is_no_figure_is_not_judged(reference: Engine) -> None:
    report = json.loads(SAMPLE)
    report["tables"]["requests"]["granted"]["commercial"] = None
    told = {item.id: item for item in told_sums(scored(reference, report), "zh")}
    item = told["identity/requests.row-total/granted"]
    assert item.status == "unknown"
    assert item.words.endswith("“商业企业”不是可以相加的数，没有核对")
    assert "相差" not in item.words


def test_the_sums_said_to_be_broken_are_those_that_were_measured(reference: Engine, wrong: list[Scored]) -> None:
    seen = 0
    for report in wrong:
        facts = reference.facts(report.reading)
        expected = {f.id for f in facts if f.kind == "identity" and f.fields["status"] in ("broken", "total_blank")}
        assert {item.id for item in told_sums(report, "zh") if item.status == "broken"} == expected
        seen += len(expected)
    assert seen > 10


def test_passages_are_marked_where_they_stand(narrated: Scored) -> None:
    page = parsed(shown([narrated]))
    marked_words = [mark.text_content() for mark in page.xpath("//mark")]
    for passage in ("3109件", "43件", "3005件", "13件", "54.7%", "315件", "26件", "18件", "447282件", "3件"):
        assert passage in marked_words
    received = next(mark for mark in page.xpath("//mark") if mark.text_content() == "3109件")
    (number,) = [number for number, f in enumerate(narrated.card.findings, 1) if f.rule == "received-told-otherwise"]
    assert received.getnext().get("href") == f"#r1-f{number}"
    places = page.xpath(f"//*[@id='r1-f{number}']//li/a/@href")
    assert received.getprevious().get("id") in {place[1:] for place in places}


def test_every_quotation_of_the_cases_is_found_in_its_section(wrong: list[Scored]) -> None:
    missing, seen = [], 0
    for report in wrong:
        for finding in report.card.findings:
            for place in finding.locations:
                section = report.reading.report.section(place.section or "")
                if not place.quote or place.table or section is None or place.quote == section.heading:
                    continue
                seen += 1
                if not any(piece.marks for piece in marked(section.text, [Quotation("q", GAP, place.quote)]).pieces):
                    missing.append((finding.rule, place.quote))
    assert not missing
    assert seen > 50


def test_overlapping_quotations_are_each_marked() -> None:
    first, second = Mark(1, "gap"), Mark(2, "review")
    prose = marked(
        "共收到 12 件，办结 9 件。",
        [Quotation("a", first, "共收到【12件，办结】"), Quotation("b", second, "办结9件")],
    )
    assert [(piece.text, piece.marks) for piece in prose.pieces] == [
        ("共收到 ", ()),
        ("12 件，", (first,)),
        ("办结", (first, second)),
        (" 9 件", (second,)),
        ("。", ()),
    ]
    assert [piece.begins for piece in prose.pieces] == [(), ("a",), ("b",), (), ()]
    assert [piece.ends for piece in prose.pieces] == [(), (), (first,), (second,), ()]


def test_what_a_quotation_hides_the_text_does_not_show(reference: Engine) -> None:
    report = json.loads(SAMPLE)
    report["sections"]["other"]["text"] = "申请人（11010519491231002X）的申请已办结。"
    text = shown([scored(reference, report)])
    assert "identity-number-shown" in text
    assert "19491231" not in text
    assert "002X" not in text


QUOTES = st.text("一二（）12 \n*【】.[", max_size=12)


@settings(max_examples=50, deadline=None)
@given(text=st.text("一二（）12 \n.[", max_size=60), quotes=st.lists(QUOTES, max_size=4))
def test_marking_changes_no_word(text: str, quotes: list[str]) -> None:
    prose = marked(text, [Quotation(f"q{index}", Mark(index, "gap"), quote) for index, quote in enumerate(quotes)])
    pieces = "".join(piece.text for piece in prose.pieces)
    assert len(pieces) == len(text)
    assert all(one == other or other == "*" for one, other in zip(text, pieces, strict=True))
    begun = [id for piece in prose.pieces for id in piece.begins]
    assert len(begun) == len(set(begun))


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=40))
def test_inert_text_steers_nothing(text: str) -> None:
    assert not re.search(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", inert(text)
    )
    assert inert(inert(text)) == inert(text)


def evil_report() -> dict[str, Any]:
    report: dict[str, Any] = json.loads(SAMPLE)
    report["unit"] |= {"name": EVIL, "code": EVIL[:50], "region": EVIL}
    report["title"] = EVIL
    for section in report["sections"].values():
        section |= {"heading": EVIL, "text": f"{EVIL}{section.get('text', '')}"}
    for rows in report["tables"].values():
        for cells in rows.values():
            cells |= dict.fromkeys(cells, EVIL)
    return report


def test_nothing_that_a_report_says_does_anything(reference: Engine) -> None:
    text = shown([scored(reference, evil_report(), f"a/{EVIL[-60:]}.json")] * 2)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe]", text)
    page = parsed(text)
    tags = {element.tag for element in page.iter(etree.Element)}
    assert not tags & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "base",
        "audio",
        "video",
        "use",
        "image",
    }
    assert (
        len(page.xpath("//style")) == len(page.xpath("//title[not(ancestor::svg)]")) == len(page.xpath("//h1")) == 1
    )
    attributes = {name for element in page.iter(etree.Element) for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on")} | attributes & {
        "style",
        "src",
        "srcset",
        "action",
    }
    assert page.xpath("//h2")[0].text_content() == f"{EVIL_SHOWN} · 2024 年度"
    assert words(page.xpath("//td[@id='r1-requests-granted-commercial']")[0]) == EVIL_SHOWN
    assert "49" not in page.xpath("//td[@id='r1-requests-granted-commercial']")[0].text_content()


def test_nothing_that_a_scorecard_says_does_anything(sample: Scored) -> None:
    card = sample.card
    places = [replace(place, label=EVIL, sheet=EVIL, quote=EVIL) for place in card.findings[1].locations]
    findings = tuple(
        replace(f, title=EVIL, message=EVIL, remedy=EVIL, locations=(*places, Location(label=EVIL)))
        for f in card.findings
    )
    changed = replace(
        card,
        findings=findings,
        notices=(EVIL,),
        categories=tuple(replace(category, label=EVIL) for category in card.categories),
        rules=tuple(replace(rule, reason=EVIL) for rule in card.rules),
        rulebook=replace(card.rulebook, id=EVIL, version=EVIL, overlays=(EVIL,)),
    )
    page = parsed(shown([replace(sample, card=changed)]))
    assert not page.xpath("//script | //img | //@onerror")
    assert page.text_content().count(EVIL_SHOWN) > 5 * len(findings)


def test_a_text_of_two_million_characters_is_cut_and_said_to_be(sample: Scored) -> None:
    reading = sample.reading
    sections: dict[Any, Section] = {**reading.report.sections, "overview": Section(text="政" * 2_000_000)}
    report = reading.report.model_copy(update={"sections": sections})
    text = shown([replace(sample, reading=replace(reading, report=report))])
    assert len(text) < 400_000
    assert "其余 1980000 字没有显示" in text


def test_a_cell_of_many_digits_and_a_long_word_are_kept(reference: Engine) -> None:
    report = json.loads(SAMPLE)
    report["tables"]["requests"]["granted"]["commercial"] = 10**15
    report["tables"]["requests"]["granted"]["research"] = "x" * 200
    page = parsed(shown([scored(reference, report)]))
    assert words(page.xpath("//td[@id='r1-requests-granted-commercial']")[0]) == "1" + "0" * 15
    assert words(page.xpath("//td[@id='r1-requests-granted-research']")[0]) == "x" * 200


def test_what_a_person_settled_stands_apart_with_the_decision(sample: Scored) -> None:
    taken = DecisionTaken("waive", "已补报", "张三", "李四", "2026-03-01", None)
    first, *others = sample.card.findings
    card = replace(sample.card, findings=(replace(first, decision=taken), *others))
    page = parsed(shown([replace(sample, card=card)]))
    (settled,) = page.xpath("//*[@id='r1-settled']/article")
    assert "模板的占位文字没有删改" in settled.text_content()
    assert "免除扣分：已补报（张三作出，李四批准，2026-03-01）" in settled.text_content()
    assert "扣 1 分" not in settled.text_content()
    assert settled.get("id") == f"r1-f{len(card.findings)}"


def test_a_report_that_was_not_surely_read_says_so_first(sample: Scored) -> None:
    assert not parsed(shown([sample])).xpath("//*[@class='warning']")
    doubtful = replace(sample, reading=replace(sample.reading, doubtful=True))
    (warning,) = parsed(shown([doubtful])).xpath("//header//*[@class='warning']/text()")
    assert warning.startswith("这份文件有的部分是图片")


def test_of_what_was_not_looked_at_nothing_is_said_to_be_right(nothing: Scored) -> None:
    page = parsed(shown([nothing]))
    left = sum(rule.status == "not_assessable" for rule in nothing.card.rules)
    assert page.xpath("//*[@class='summary']/text()") == [f"得分：无法评分，另有 {left} 条规则未评。"]
    assert not page.xpath("//*[@class='legend'] | //td[@headers] | //*[@id='r1-gaps']")


def test_several_reports_begin_with_their_scores(sample: Scored, nothing: Scored) -> None:
    page = parsed(shown([sample, nothing, sample]))
    rows = [[cell.text_content() for cell in row] for row in page.xpath("//main/header//tbody/tr")]
    card = sample.card
    gaps = sum(finding.status == "gap" for finding in card.findings)
    reviews = len(card.findings) - gaps
    known = ["江口县人民政府", "2024", str(card.score), "合格", str(gaps), str(reviews)]
    assert rows == [known, ["某某中心", "2024", "未评", "—", "0", "0"], known]
    assert page.xpath("//main/header//a/@href") == ["#r1", "#r2", "#r3"]
    assert [len(page.xpath(f"//{tag}")) for tag in ("h1", "h2")] == [1, 3]


def test_the_policy_of_the_page_allows_its_own_style_only(sample: Scored) -> None:
    page = parsed(shown([sample]))
    (policy,) = page.xpath("//meta[@http-equiv]/@content")
    digest = base64.b64encode(hashlib.sha256(page.xpath("//style")[0].text.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "unsafe" not in policy


def test_what_mending_would_gain_is_shown_where_it_was_asked_for(sample: Scored) -> None:
    assert not parsed(shown([sample])).xpath("//*[@id='r1-gains']")
    late, row = sample.card.findings[6], sample.card.findings[1]
    grade = GradeGiven("good", "良好")
    then = Supposed(Decimal("83.21"), Decimal("3.24"), grade, "mended report")
    what_if = WhatIf(
        mends=(GapMend(row.fingerprint, row.rule, EVIL, 1, (), (row.fingerprint,), (), then, then),),
        together=(),
        everything=then,
        ways=(WayToGrade(grade, Decimal(80), (row.fingerprint,), then, True),),
        past=(PastGap(late.fingerprint, late.rule, late.title, then),),
        rescored=2,
    )
    page = parsed(shown([replace(sample, card=replace(sample.card, what_if=what_if))]))
    (gains,) = page.xpath("//*[@id='r1-gains']")
    (line,) = gains.xpath(".//tbody/tr")
    assert [cell.text_content() for cell in line] == [
        "1",
        f"第 2 处 {EVIL_SHOWN}",
        "+3.24",
        "83.21 分（良好）",
        "83.21 分（良好）",
    ]
    assert line.xpath("th/a/@href") == ["#r1-f2"]
    assert "到良好（80 分）最少改 1 处：第 2 处，改后 83.21 分（良好）。" in gains.text_content()
    assert "第 7 处（政府年报逾期公布）时间已经过去" in gains.text_content()


def test_texts_of_the_templates_are_in_the_catalogue() -> None:
    folder = Path(narrative.__file__).parent
    texts = json.loads((folder.parent.parent / "catalogue.json").read_text("utf-8"))
    named = set()
    for template in sorted((folder / "templates").glob("*.html")):
        source = template.read_text("utf-8")
        assert not re.search("[\u4e00-\u9fff]", source), template.name
        named |= set(re.findall(r"""say\(["']([a-z_]+\.[a-z_]+)["'][,)]""", source))
    assert len(named) > 30
    assert named <= texts.keys()
    unused = {key for key in texts if key.startswith("pages.")} - named
    assert {key for key in unused if not re.match(r"pages\.(heading_|mark_|gaps|reviews|settled)", key)} <= {
        "pages.graded",
        "pages.counted",
        "pages.left",
        "pages.stop",
        "pages.from_to",
    }
