"""Standings as people see them: the web page in a browser, the workbook as a spreadsheet has it, CSV."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from engine.batch.result import Result
from engine.json_text import dumps
from engine.loading.roster_words import roster_words
from engine.rank.cards import Results
from engine.rank.ranking import Asked, Ranker
from engine.rank.roster_file import read_roster
from engine.rank.show import View, show
from engine.rank.show.unit_page import render as explained
from engine.rank.standings import Standings
from engine.readers import read_bytes
from engine.reporters.json_card import card_value
from engine.rulebook import Rulebook
from engine.score import Engine
from tests.browser import DESKTOP, PHONE, opened, violations
from tests.test_cli import ROOT

BASE = json.loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))
ROSTER = "code,name,kind,level,region\n" + "".join(
    f"{n},{name}县人民政府,government,county,云岭省/{'甲市' if n < 5 else '乙市'}/{name}县\n"
    for n, name in enumerate(["青川", "白石", "云溪", "<b>红&", "=cmd|' /C calc'!A0 ", "绿洲", "缺报"], 1)
)  # fmt: skip


def results(engine: Engine) -> Iterator[Result]:
    """Six of seven reports: the second without a section, the third late, the fourth with a wrong sum."""
    for n, line in enumerate(ROSTER.splitlines()[1:7], 1):
        name = line.split(",")[1]
        report: dict[str, Any] = json.loads(json.dumps(BASE))
        report["unit"] = {"name": name, "kind": "government", "level": "county"}
        report |= {"published_on": "2025-05-05" if n == 3 else "2025-01-20", "submitted_on": "2025-01-10"}
        if n == 2:
            del report["sections"]["problems"]
        if n == 4:
            report["tables"]["requests"]["new_received"]["natural_person"] += 7
        content = json.dumps(report, ensure_ascii=False).encode()
        reading = read_bytes(content, f"{n}.json", engine.book)
        card = engine.score(reading)
        yield Result(
            f"{n}.json", reading.source.sha256, "scored", year=2024, unit=name, kind="government",
            published_on=report["published_on"], score=card.score,
            card=dumps(card_value(card)), report=content.decode(),
        )  # fmt: skip
    yield Result("坏.docx", "", "unusable", "文件损坏")


@pytest.fixture(scope="module")
def made(engine: Engine) -> list[Result]:
    return list(results(engine))


@pytest.fixture(scope="module")
def standings(book: Rulebook, made: list[Result]) -> Standings:
    ranker = Ranker(book, roster_words())
    roster = read_roster(ROSTER.encode(), roster_words())
    found = ranker.rank(made, Asked(roster))
    return ranker.against(found, found)


def view(made: list[Result], lang: str = "zh", **more: Any) -> View:
    return View("zh" if lang == "zh" else "en", cards=Results(lambda: made).cards, **more)


@pytest.fixture(scope="module")
def page(standings: Standings, made: list[Result], tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "s.html"
    file.write_text("".join(show("html")(standings, view(made))), encoding="utf-8")  # type: ignore[arg-type]
    return file


def names(page: Any) -> list[str]:
    cells = page.locator("table.units").first.locator("tbody tr:visible th").all()
    return [cell.evaluate("cell => cell.firstChild.nodeValue.trim()") for cell in cells]


def test_the_page_is_accessible_sorted_and_searched(page: Path) -> None:
    with opened(page, DESKTOP) as shown:
        assert violations(shown) == []
        table = shown.locator("table.units").first
        assert len(names(shown)) == 6
        score = table.get_by_role("button", name="得分")
        score.click()
        scores = [Decimal(cell.inner_text()) for cell in table.locator("td.score").all()]
        assert scores == sorted(scores)
        score.press("Enter")  # by keyboard, the other way round
        scores = [Decimal(cell.inner_text()) for cell in table.locator("td.score").all()]
        assert scores == sorted(scores, reverse=True)
        assert table.locator("th[aria-sort=descending]").count() == 1
        shown.fill("#wanted", "乙市 绿洲")
        assert names(shown) == ["绿洲县人民政府"]
        assert shown.inner_text("#found") == "找到 1 项"
        shown.fill("#wanted", "")
        assert len(names(shown)) == 6


def test_the_page_on_a_phone_and_without_its_script(page: Path) -> None:
    with opened(page, PHONE) as shown:
        assert violations(shown) == []
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with opened(page, DESKTOP, script=False) as shown:
        assert shown.locator("button").count() == 0
        assert not shown.locator("#search").is_visible()
        shown.locator("summary").first.click()
        assert shown.locator("details[open] li").count() > 0
        assert len(shown.locator("table.units").first.locator("tbody tr").all()) == 6


def test_names_on_the_page_are_text(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "<b>红" not in text
    assert "&lt;b&gt;红&amp;" in text
    assert not re.search(r"(src|href)=\"(?!#)", text.partition("</style>")[2])
    assert "Content-Security-Policy" in text


def test_charts_are_told_in_words(page: Path) -> None:
    titles = re.findall(r"<svg role=\"img\"[^>]*><title[^>]*>([^<]+)</title>", page.read_text("utf-8"))
    assert len(titles) == 2
    assert titles[0].startswith("得分分布：县级 · 政府: ")
    counts = [int(count) for count in re.findall(r"分 (\d+) 个", titles[0])]
    assert sum(counts) == 6
    assert "表格勾稽 " in titles[1]


def workbook(standings: Standings, made: list[Result], **more: Any) -> Any:
    content = show("xlsx")(standings, view(made, **more))
    assert isinstance(content, bytes)
    assert content == show("xlsx")(standings, view(list(reversed(made)), **more))  # whatever the order
    return openpyxl.load_workbook(io.BytesIO(content))


def rules_of(sheet: Any) -> list[Any]:
    return [rule for place in sheet.conditional_formatting for rule in place.rules]


def test_the_workbook(standings: Standings, made: list[Result]) -> None:
    book = workbook(standings, made, sheets=4)
    assert book.sheetnames[:6] == ["总览", "排名", "未报迟报存疑", "地区", "常见问题", "横向比对"]
    assert len(book.sheetnames) == 11
    sheet = book["排名"]
    heads = [cell.value for cell in sheet[1]]
    rows = [dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == 7
    assert sheet.auto_filter.ref == f"A1:{openpyxl.utils.get_column_letter(len(heads))}8"
    assert sheet.freeze_panes == "E2"
    coloured = {rule.formula[0]: rule.dxf.fill.bgColor.rgb[2:] for rule in rules_of(sheet) if rule.type == "cellIs"}
    red, amber, grey = "F4B6AE", "FCE8A6", "DDDDDD"
    late = {'"迟报"': red, '"待判断"': amber}
    assert coloured == late | dict.fromkeys(['"存疑"', '"多份待定"', '"无可评内容"'], amber) | {
        '"未报"': red,
        '"不要求"': grey,
    }
    (scale,) = (rule.colorScale for rule in rules_of(sheet) if rule.type == "colorScale")
    assert [colour.rgb[2:] for colour in scale.color] == [
        red,
        amber,
        "B7DFC0",
    ]  # the lowest score, the middle, the highest
    assert [rule.type for rule in rules_of(sheet)].count("dataBar") == 2
    for row, unit in zip(rows, standings.units, strict=True):
        assert (row["名次"], row["单位"], row["代码"]) == (unit.place, unit.name.strip(), unit.code)
        assert row["得分"] == (None if unit.score is None else pytest.approx(float(unit.score)))
    assert rows[-1]["情况"] == "未报"
    kinds = {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)}
    assert kinds == {"s"}  # no formula, whatever a unit is called
    linked = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.hyperlink]
    assert [cell.hyperlink.location for cell in linked] == [f"'{name}'!A1" for name in book.sheetnames[7:]]
    first = book[book.sheetnames[7]]
    assert first["A1"].value == f"{standings.units[0].name.strip()} ({standings.units[0].code})"
    assert any("前 4 个单位" in str(cell.value) for row in book["总览"].iter_rows() for cell in row)
    attention = [row[2].value for row in book["未报迟报存疑"].iter_rows(min_row=2)]
    assert attention == ["云溪县人民政府", "缺报县人民政府"]


def test_the_overview_of_the_workbook(standings: Standings, made: list[Result]) -> None:
    """By hand: 6 of 7 reported, 5 of 6 on time, 3 of 6 with errors; (3 x 100 + 96.84 + 92.36 + 89.47) / 6."""
    rows = [[cell for cell in row if cell is not None] for row in workbook(standings, made)["总览"].values]
    heads = ["组别", "单位数", "应报", "已报", "报送率", "未报", "存疑", "已评分", "下属平均", "最高", "最低"]
    heads += ["按时", "迟报", "待判断", "按时率", "有错误", "错误率"]
    figures = [7, 7, 6, 85.7, 1, 0, 6, 96.45, 100, 89.47, 5, 1, 0, 83.3, 3, 50]
    table = rows.index(heads)
    assert rows[table + 1 : table + 4] == [["县级 · 政府", *figures], ["全部", *figures], []]
    cards = [json.loads(result.card) for result in made if result.card]
    labels = [category["label"] for category in cards[0]["categories"]]
    marks = [
        [category["score"] for card in cards for category in card["categories"] if category["label"] == label]
        for label in labels
    ]
    known = [[mark for mark in of_one if mark is not None] for of_one in marks]
    means = rows[table + 4 : table + 7]
    assert means[0] == ["各类平均分", *labels]
    assert means[1] == ["满分", *(category["full"] for category in cards[0]["categories"])]
    assert means[2][0] == "县级 · 政府"
    for mean, of_one in zip(means[2][1:], known, strict=True):
        assert mean == "—" if not of_one else abs(mean - sum(of_one) / len(of_one)) <= 0.0051
    notes = [row[0] for row in rows[table + 7 :] if row]
    assert notes[0] == "说明"
    assert "1 个文件读不了，或评分时中断。" in notes
    assert [row for row in rows if "规则：national" in str(row[:1])] == rows[-1:]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice")
def test_a_spreadsheet_opens_the_workbook(standings: Standings, made: list[Result], tmp_path: Path) -> None:
    content = show("xlsx")(standings, view(made))
    assert isinstance(content, bytes)
    (tmp_path / "s.xlsx").write_bytes(content)
    second_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", second_sheet, "s.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    (file,) = tmp_path.glob("*.csv")
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8"))))
    assert [row[3] for row in rows[1:]] == [unit.name.strip() for unit in standings.units]


def test_csv(standings: Standings, made: list[Result]) -> None:
    text = "".join(show("csv")(standings, view(made)))  # type: ignore[arg-type]
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    assert [row["名次"] for row in rows[:6]] == [str(unit.place) for unit in standings.units[:6]]
    assert any(row["单位"].startswith("'=cmd") for row in rows)
    assert rows[-1]["情况"] == "未报"


def test_on_a_terminal_no_line_is_too_wide(standings: Standings, made: list[Result]) -> None:
    from engine.reporters.width import width_of

    for lang in ("zh", "en"):
        text = show("table")(standings, view(made, lang, width=80))
        assert isinstance(text, str)
        assert max(width_of(line) for line in text.split("\n")) <= 80


def test_why_a_unit_stands_where_it_does(standings: Standings, made: list[Result]) -> None:
    late = next(unit for unit in standings.units if unit.code == "3")
    text = explained(standings, late, view(made))
    best = standings.units[0]
    assert late.behind is not None
    assert f"第 {late.place} 名" in text
    assert f"少 {late.behind} 分" in text
    assert best.score is not None
    assert "政府年报逾期公布（扣 10 分）" in text
    assert "时效 -10" in text


def test_why_a_missing_unit_has_no_place(standings: Standings, made: list[Result]) -> None:
    assert "未报" in explained(standings, standings.units[-1], view(made))


@pytest.mark.parametrize("form", ["table", "csv", "xlsx", "html", "json"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_to_show(book: Rulebook, form: str, lang: str) -> None:
    empty = Ranker(book, roster_words()).rank([])
    assert b"".join(
        [part.encode() if isinstance(part, str) else bytes([part]) for part in show(form)(empty, view([], lang))]
    )


def test_a_rate_of_nothing_is_a_dash(book: Rulebook) -> None:
    empty = Ranker(book, roster_words()).rank([])
    text = show("table")(empty, view([]))
    assert isinstance(text, str)
    assert "按时率 —）" in text
    assert "%" not in text.partition("说明")[0]
