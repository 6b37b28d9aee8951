"""The plain-text reader: two real reports, how extractors write tables, and what must not be read."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.loading import load_rulebook
from engine.readers.plain_text import read_text
from engine.readers.text_align import certain_pairs
from engine.reading import Reading, Source
from engine.rulebook import Form, Rulebook

BOOK: Rulebook = load_rulebook()
FORMS: Mapping[str, Form] = {form.id: form for form in BOOK.forms}
REPORTS = Path(__file__).resolve().parents[2] / "shared" / "reports"
SOURCE = Source("report.txt", "text", "")

Rows = Mapping[str, Sequence[Any]]


def read(text: str) -> Reading:
    return read_text(text, SOURCE, BOOK)


def cells(reading: Reading, table: str) -> dict[str, list[Any]]:
    return {row: list(line.values()) for row, line in reading.report.table(table).items()}


# -- the two real reports; figures checked by eye against the documents ---------------------------------------

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
SECTIONS = ("overview", "proactive", "requests", "disputes", "problems", "other")


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


# -- reports made up, as extractors write them ------------------------------------------------------------------

GROUPS = {
    "denied": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "not_processed": "（五）不予处理",
    "other": "（六）其他处理",
}
HEAD = ["申请人情况", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"]
COLUMNS = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
PROACTIVE_2021 = """第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 1 0 11
行政规范性文件 8 26 66
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 447
第二十条第（六）项
信息内容 本年处理决定数量
行政处罚 398
行政强制 0
第二十条第（八）项
信息内容 本年收费金额（单位：万元）
行政事业性收费 96171.6"""
PROACTIVE_CELLS = {
    "regulations": {"made": 1, "repealed": 0, "in_force": 11},
    "normative_documents": {"made": 8, "repealed": 26, "in_force": 66},
    "licences": {"decisions": 447},
    "penalties": {"decisions": 398},
    "coercive_measures": {"decisions": 0},
    "fees": {"amount_10k_yuan": Decimal("96171.6")},
}
RESULTS = "结果维持 结果纠正 其他结果 尚未审结 总计"
DISPUTES = f"""行政复议 行政诉讼
未经复议直接起诉 复议后起诉
{RESULTS} {RESULTS} {RESULTS}
1 2 3 4 10 5 6 7 8 26 0 1 0 1 2"""
DISPUTES_CELLS = {"review": [1, 2, 3, 4, 10], "direct": [5, 6, 7, 8, 26], "after_review": [0, 1, 0, 1, 2]}


def figures(form: str = "2021", seed: int = 1) -> dict[str, list[Any]]:
    """Figures that are all different, so that none can pass for another."""
    rows = FORMS[form].tables["requests"].blocks[0].rows
    numbers = random.Random(seed).sample(range(1000, 9000), 7 * len(rows))
    return {row: numbers[7 * i : 7 * i + 7] for i, row in enumerate(rows)}


def label(row: str) -> str:
    return FORMS["2021"].tables["requests"].rows[row].text.zh


def document(requests: str, year: int = 2024, proactive: str = PROACTIVE_2021, disputes: str = DISPUTES) -> str:
    return f"""江口县财政局
{year}年政府信息公开工作年度报告
本报告所列统计期限自{year}年1月1日至{year}年12月31日。
一、总体情况
（一）主动公开。全年主动公开信息12条。
二、主动公开政府信息情况
{proactive}
三、收到和处理政府信息公开申请情况
{requests}
四、政府信息公开行政复议、行政诉讼情况
{disputes}
五、存在的主要问题及改进情况
存在公开意识不强的问题，下一步加强培训。
六、其他需要报告的事项
本机关2024年未收取信息处理费。
"""


def line_by_line(rows: Rows, separator: str = " ") -> str:
    """One row a line, the label in one piece."""
    lines = [HEAD[0], separator.join(["", *COLUMNS])]
    for row, values in rows.items():
        lines.append(separator.join([label(row), *map(str, values)]))
    return "\n".join(lines)


def markdown(rows: Rows) -> str:
    lines = [f"| | | {' | '.join(COLUMNS)} |", "|" + "---|" * 9]
    for row, values in rows.items():
        group = GROUPS.get(row.split(".")[0], "") if "." in row else ""
        lines.append(f"| {group} | {label(row)} | {' | '.join(map(str, values))} |")
    return "\n".join(lines)


def stream(rows: Rows) -> str:
    """Every cell on a line of its own."""
    lines = [*HEAD, *COLUMNS]
    last = ""
    for row, values in rows.items():
        group = row.split(".")[0]
        if "." in row and group != last:
            lines.append(GROUPS[group])
        last = group
        lines += [label(row), *map(str, values)]
    return "\n".join(lines)


def broken(rows: Rows, width: int = 8, where: str = "last") -> str:
    """Labels broken over lines; the figures beside the last line, after it, or in the middle."""
    lines = ["（本列数据的勾稽关系为：第一项加第", "二项之和，等于第三项加第四项之和）"]
    lines += [
        "自然",
        "人",
        "商业",
        "企业",
        "科研",
        "机构",
        "社会",
        "公益",
        "组织",
        "法律服",
        "务机构",
        "其他",
        "总计",
    ]
    last = ""
    for row, values in rows.items():
        group = row.split(".")[0]
        if "." in row and group != last:
            lines += [GROUPS[group][:4], GROUPS[group][4:]]
        last = group
        words = label(row)
        parts = [words[i : i + width] for i in range(0, len(words), width)]
        told = " ".join(map(str, values))
        if where == "last":
            parts[-1] += f" {told}"
        elif where == "after":
            parts.append(told)
        else:
            parts.insert((len(parts) + 1) // 2, told)
        lines += parts
    return "\n\n".join(lines)


STYLES: Mapping[str, Callable[[Rows], str]] = {
    "space": line_by_line,
    "wide": lambda rows: line_by_line(rows, "    "),
    "tab": lambda rows: line_by_line(rows, "\t"),
    "bar": lambda rows: line_by_line(rows, "|"),
    "markdown": markdown,
    "stream": stream,
    "broken": broken,
    "broken-after": lambda rows: broken(rows, 9, "after"),
    "broken-middle": lambda rows: broken(rows, 10, "middle"),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_styles(style: str, form: str) -> None:
    rows = figures(form)
    found = read(document(STYLES[style](rows), year=2020 if form == "2019" else 2024))
    assert cells(found, "requests") == rows
    assert found.report.table("proactive") == PROACTIVE_CELLS  # although 2020 has another form
    assert cells(found, "disputes") == DISPUTES_CELLS
    assert found.report.unit.name == "江口县财政局"
    assert found.report.sections["requests"].text == ""


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", "\r"),
    lambda text: text.replace("2024年", "2024 年 "),
    lambda text: text.replace("2024年", "２０２４年"),
    lambda text: text.replace("1.", "1、").replace("2.", "2．"),
    lambda text: text.replace("（", "(").replace("）", ")"),
    lambda text: "\n\n\n".join(text.split("\n")),
    lambda text: "\n".join(f"  {line}   " for line in text.split("\n")),
    lambda text: "\ufeff" + text,
])  # fmt: skip
def test_spelling(change: Callable[[str], str]) -> None:
    rows = figures()
    found = read(change(document(line_by_line(rows))))
    assert cells(found, "requests") == rows
    assert found.report.year == 2024
    assert found.report.unit.name == "江口县财政局"


def test_cells_as_found() -> None:
    rows = figures()
    rows["granted"] = ["１２", "1,234", "/", "-", "无", "3件", "—"]
    rows["total"] = [0, "+5", "1.5", "—", "0件", "12,345,678", "／"]
    table = cells(read(document(line_by_line(rows))), "requests")
    assert table["granted"] == [12, "1,234", "/", "-", "无", "3件", "—"]
    assert table["total"] == [0, "+5", "1.5", "—", "0件", "12,345,678", "／"]


@pytest.mark.parametrize("style", ["tab", "bar", "markdown"])
def test_blank_cells_of_delimited_lines(style: str) -> None:
    rows: dict[str, list[Any]] = figures()
    rows["granted"] = ["", 2, "", "", "", "", 2]
    rows["denied.state_secret"] = [""] * 7
    rows["carried_forward"] = [7, "", "", "", "", "", ""]
    assert cells(read(document(STYLES[style](rows))), "requests") == rows


@pytest.mark.parametrize("style", ["space", "wide", "stream", "broken", "broken-after", "broken-middle"])
def test_blank_cells_without_a_trace_are_not_guessed(style: str) -> None:
    rows: dict[str, list[Any]] = figures()
    expected: dict[str, list[Any]] = {row: list(values) for row, values in rows.items()}
    rows["granted"], expected["granted"] = [5, 5], [None] * 7
    rows["denied.state_secret"], expected["denied.state_secret"] = [], [None] * 7
    rows["carried_forward"], expected["carried_forward"] = [7, 1, 2, 3, 4, 5], [None] * 7
    assert cells(read(document(STYLES[style](rows))), "requests") == expected


@pytest.mark.parametrize("style", STYLES)
def test_missing_rows_are_left_out(style: str) -> None:
    rows = figures()
    for row in ("denied.internal_affairs", "other.overdue_fee", "other.remaining"):
        del rows[row]
    assert cells(read(document(STYLES[style](rows))), "requests") == rows


@pytest.mark.parametrize("style", STYLES)
def test_altered_labels_are_kept_as_they_stand(style: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = figures()
    altered = {"denied.internal_affairs": "5.属于两类内部事务信息", "not_processed.petition": "1.信访举报申请"}
    with monkeypatch.context() as patch:
        official = label
        patch.setitem(globals(), "label", lambda row: altered.get(row) or official(row))
        text = STYLES[style](rows)
    found = read(document(text))
    assert cells(found, "requests") == rows
    assert found.labels is not None
    for row in rows:
        assert found.labels["requests", row] == altered.get(row, label(row))


def test_page_break_in_the_table() -> None:
    rows = figures()
    lines = line_by_line(rows).split("\n")
    text = document("\n".join([*lines[:12], "- 4 -", "\f" + lines[0], *lines[1:2], *lines[12:]]))
    found = read(text)
    assert cells(found, "requests") == rows
    assert found.cells["requests", "new_received", "total"].page == 1
    assert found.cells["requests", "total", "total"].page == 2


def test_own_row_of_the_office_is_no_official_row() -> None:
    rows = figures()
    text = line_by_line(rows).replace("8.属于行政查询事项", "8.涉及历史遗留征收补偿")
    found = cells(read(document(text)), "requests")
    assert found.pop("denied.administrative_inquiry") == [None] * 7
    del rows["denied.administrative_inquiry"]
    assert found == rows


def test_table_of_the_other_form() -> None:
    rows = figures("2019")
    found = read(document(line_by_line(rows), year=2023))
    assert cells(found, "requests") == rows
    assert "other" in cells(found, "requests")


# -- what must not be read --------------------------------------------------------------------------------------


def _spoil(rng: random.Random, lines: list[str], delimited: bool) -> None:
    """One of the things that go wrong between a page and its text, somewhere in table three."""
    first = next(i for i, line in enumerate(lines) if line.startswith("三、收到"))
    last = next(i for i, line in enumerate(lines) if line.startswith("四、政府信息"))
    at = rng.randrange(first + 1, last)
    what = rng.choice(["drop", "again", "lose", "number", "page", "join", "head", "part", "words", "unlabel"])
    if what == "drop":
        del lines[at]
    elif what == "again":
        lines.insert(at, lines[rng.randrange(first + 1, last)])
    elif what == "lose" and not delimited:  # elsewhere it is a blank cell
        words = lines[at].split(" ")
        del words[rng.randrange(len(words))]
        lines[at] = " ".join(words)
    elif what == "number":
        lines.insert(at, str(rng.randrange(30)))
    elif what == "page":
        lines.insert(at, f"- {rng.randrange(1, 30)} -")
    elif what == "join" and at + 1 < last:
        lines[at : at + 2] = [f"{lines[at]} {lines[at + 1]}"]
    elif what == "head":
        lines.insert(at, " ".join(COLUMNS))
    elif what == "part":
        middle = len(lines[at]) // 2
        lines[at : at + 1] = [lines[at][:middle], lines[at][middle:]]
    elif what == "words":
        lines.insert(at, rng.choice(["说明：本表数据截至 12", "其他 3", "总计", "本", "（三）不予公开 5"]))
    elif what == "unlabel":
        lines[at] = "".join(c for c in lines[at] if c.isdigit() or c in " \t|")


@pytest.mark.parametrize("seed", range(150))
def test_no_figure_is_read_into_a_wrong_cell(seed: int) -> None:
    rng = random.Random(seed)
    style = rng.choice(list(STYLES))
    rows = figures(seed=seed)
    lines = document(STYLES[style](rows)).split("\n")
    for _ in range(rng.randrange(1, 3)):
        _spoil(rng, lines, style in ("tab", "bar", "markdown"))
    for row, values in cells(read("\n".join(lines)), "requests").items():
        for value, truth in zip(values, rows[row], strict=True):
            assert value in (truth, None)


def test_a_line_too_many_leaves_only_figures_beside_their_label() -> None:
    rows = figures()
    text = broken(rows, 9, "after").replace("（七）总计", "8 8 8 8 8 8 8\n（七）总计")
    found = cells(read(document(text)), "requests")
    assert set(map(tuple, found.values())) == {(None,) * 7}
    text = line_by_line(rows).replace("（七）总计", "9.本市自设情形 8 8 8 8 8 8 8\n（七）总计")
    assert cells(read(document(text)), "requests") == rows


def test_rows_run_together_are_not_read() -> None:
    """Their labels stand elsewhere, as some extractors do with centred cells: perhaps column by column."""
    rows = figures()
    text = stream(rows)
    for row in ("granted", "partially_granted"):
        text = text.replace(f"{label(row)}\n", "")
    found = cells(read(document(text)), "requests")
    for row in ("carried_over", "granted", "partially_granted"):
        assert found.pop(row) == [None] * 7
    assert found == {row: values for row, values in rows.items() if row in found}
    assert len(found) == 22


def test_figures_broken_over_lines_are_not_read() -> None:
    """As long ones are in narrow columns: what is left over may look like the number of a page."""
    rows = figures()
    told = {row: " ".join(map(str, values)) for row, values in rows.items()}
    text = line_by_line(rows).replace(told["granted"], f"{told['granted'][:-2]}\n{told['granted'][-2:]}")
    text = text.replace(told["denied.state_secret"], f"{told['denied.state_secret']}\n12 3")
    text = text.replace(told["total"], f"{told['total'][:2]}\n{told['total'][2:]}")
    found = cells(read(document(text)), "requests")
    for row in ("granted", "denied.state_secret", "total"):
        assert found.pop(row) == [None] * 7
        del rows[row]
    assert found == rows


def test_a_group_label_is_not_taken_for_a_row() -> None:
    rows = figures()
    text = line_by_line(rows).replace(label("other.overdue_correction"), "（六）其他处理")
    found = cells(read(document(text)), "requests")
    assert found.pop("other.overdue_correction") == [None] * 7
    assert found == {row: values for row, values in rows.items() if row != "other.overdue_correction"}
    rows = figures("2019")
    text = line_by_line(rows).replace("（六）其他处理", "（六）其他")
    found = cells(read(document(text, year=2020)), "requests")
    assert found.pop("other") == [None] * 7
    assert found == {row: values for row, values in rows.items() if row != "other"}


def test_six_columns_are_not_seven() -> None:
    rows = {row: values[:6] for row, values in figures().items()}
    found = read(document(line_by_line(rows)))
    assert set(map(tuple, cells(found, "requests").values())) == {(None,) * 7}
    assert [notice.key for notice in found.notices] == ["notice.table_unreadable"]
    assert found.notes == {}


def test_figures_without_labels_are_a_table_that_is_not_read() -> None:
    text = "\n".join(" ".join(map(str, values)) for values in figures().values())
    found = read(document(text))
    assert set(map(tuple, cells(found, "requests").values())) == {(None,) * 7}
    assert [notice.key for notice in found.notices] == ["notice.table_unreadable"]


def test_a_column_that_is_not_official_is_not_read() -> None:
    text = line_by_line(figures()).replace("法律服务机构", "境外来华")
    assert set(map(tuple, cells(read(document(text)), "requests").values())) == {(None,) * 7}


def test_a_scrambled_table_four_is_not_read() -> None:
    text = DISPUTES.replace("1 2 3 4 10 5", "1 2 3 4\n总计\n10\n5")
    found = read(document(line_by_line(figures()), disputes=text))
    assert cells(found, "disputes") == {row: [None] * 5 for row in DISPUTES_CELLS}
    assert [notice.key for notice in found.notices] == ["notice.table_unreadable"]


def test_table_four_row_by_row() -> None:
    text = f"{RESULTS}\n行政复议 1 2 3 4 10\n行政诉讼\n未经复议直接起诉 5 6 7 8 26\n复议后起诉 0 1 0 1 2"
    assert cells(read(document(line_by_line(figures()), disputes=text)), "disputes") == DISPUTES_CELLS


def test_table_four_in_another_order_is_not_read() -> None:
    text = DISPUTES.replace("未经复议直接起诉 复议后起诉", "复议后起诉 未经复议直接起诉")
    found = cells(read(document(line_by_line(figures()), disputes=text)), "disputes")
    assert found == {row: [None] * 5 for row in DISPUTES_CELLS}


def test_table_two_as_found() -> None:
    text = PROACTIVE_2021.replace("96171.6", "9,617.6 万元").replace("规章 1 0 11", "规章 / 无 1.5")
    text = text.replace("行政强制 0", "行政强制")
    found = read(document(line_by_line(figures()), proactive=text)).report.table("proactive")
    assert found["fees"] == {"amount_10k_yuan": "9,617.6 万元"}
    assert found["regulations"] == {"made": "/", "repealed": "无", "in_force": "1.5"}
    assert found["coercive_measures"] == {"decisions": None}


def test_table_two_with_columns_in_another_order() -> None:
    text = PROACTIVE_2021.replace("本年制发件数 本年废止件数 现行有效件数", "现行有效件数 本年制发件数 本年废止件数")
    found = read(document(line_by_line(figures()), proactive=text)).report.table("proactive")
    assert found["regulations"] == {"in_force": 1, "made": 0, "repealed": 11}


def test_table_two_of_the_other_form_in_part() -> None:
    text = PROACTIVE_2021 + "\n第二十条第（九）项\n信息内容 采购项目数量 采购总金额\n政府集中采购 55 251000元"
    found = read(document(line_by_line(figures()), proactive=text)).report.table("proactive")
    assert found == {**PROACTIVE_CELLS, "procurement": {"projects": 55, "amount": "251000元"}}


# -- tables and sections that are not there -----------------------------------------------------------------------


def test_words_instead_of_tables() -> None:
    words = "2024年，本机关收到政府信息公开申请0件，予以公开0件，部分公开0件，结转下年度继续办理0件。"
    found = read(document(words, proactive="本年度作出行政许可12件。", disputes="未发生行政复议、行政诉讼。"))
    assert found.report.tables == {}
    assert found.notices == ()
    texts = {key: section.text for key, section in found.report.sections.items()}
    assert texts["requests"] == words
    assert texts["proactive"] == "本年度作出行政许可12件。"
    assert texts["disputes"] == "未发生行政复议、行政诉讼。"


def test_words_beside_a_table_are_its_sections_text() -> None:
    before, after = "2024年新收申请情况见下表，其中网络申请居多。", "注：以上数据由各科室汇总。"
    found = read(document(f"{before}\n{line_by_line(figures())}\n{after}"))
    assert cells(found, "requests") == figures()
    assert found.report.sections["requests"].text == f"{before}\n{after}"


def test_note_in_the_head() -> None:
    assert read(document(stream(figures()))).notes == {"requests": True}
    assert read(document(line_by_line(figures()))).notes == {"requests": False}
    broken_off = line_by_line(figures()).replace(HEAD[0], "（本列数据的勾稽关系为：第一项加第二项之和）")
    assert read(document(broken_off)).notes == {}


def test_table_without_its_heading() -> None:
    text = document(line_by_line(figures())).replace("三、收到和处理政府信息公开申请情况\n", "")
    found = read(text)
    assert cells(found, "requests") == figures()
    assert found.report.table("proactive") == PROACTIVE_CELLS
    assert found.order is not None
    assert "requests" not in found.order


def test_headings_are_kept_as_they_stand() -> None:
    text = document(line_by_line(figures()))
    text = text.replace("二、主动公开政府信息情况", "三、 主动公开政府信息情况")
    text = text.replace("五、存在的主要问题及改进情况", "五、存在的主要问题及其改进的情况")
    text = text.replace("六、其他需要报告的事项\n", "六、其他需要报告的事项：")
    broken_up = "四、因政府信息公开工作被申请行政复议、\n提起行政诉讼情况"
    text = text.replace("四、政府信息公开行政复议、行政诉讼情况", broken_up)
    found = read(text)
    assert {key: section.heading for key, section in found.report.sections.items()} == {
        "preface": "",
        "overview": "一、总体情况",
        "proactive": "三、 主动公开政府信息情况",
        "requests": "三、收到和处理政府信息公开申请情况",
        "disputes": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "problems": "五、存在的主要问题及其改进的情况",
        "other": "六、其他需要报告的事项",
    }
    assert found.report.sections["other"].text == "本机关2024年未收取信息处理费。"
    assert cells(found, "disputes") == DISPUTES_CELLS
    assert found.sections["problems"].line == text[: text.index("五、存在")].count("\n") + 1


def test_order_of_sections_is_that_of_the_text() -> None:
    text = document(line_by_line(figures()))
    problems = text[text.index("五、") : text.index("六、")]
    text = text.replace(problems, "").replace("四、政府信息公开", problems + "四、政府信息公开")
    assert read(text).order == ("overview", "proactive", "requests", "problems", "disputes", "other")


@pytest.mark.parametrize("leader", ["", "…………3", " 3"])
def test_table_of_contents(leader: str) -> None:
    text = document(line_by_line(figures()))
    plain = read(text)
    contents = [section.heading + leader for section in plain.report.sections.values() if section.heading]
    found = read(text.replace("本报告所列", "\n".join(["目录", *contents, "本报告所列"]), 1))
    assert cells(found, "requests") == figures()
    assert found.order == plain.order
    for key, section in plain.report.sections.items():
        if key != "preface":
            assert found.report.sections[key] == section


def test_headings_without_numerals() -> None:
    text = document(line_by_line(figures()))
    for numeral, words in zip("一二三四五六", ("总体", "主动", "收到", "政府", "存在", "其他"), strict=True):
        text = text.replace(f"{numeral}、{words}", words)
    found = read(text)
    assert found.order == SECTIONS
    assert cells(found, "requests") == figures()


# -- unit, year, dates, and what is no report ----------------------------------------------------------------------


@pytest.mark.parametrize(("title", "unit", "year"), [
    ("江口县财政局2023年政府信息公开工作年度报告", "江口县财政局", 2023),
    ("江口县财政局 ２０２３ 年度\n政府信息公开工作\n年度报告", "江口县财政局", 2023),
    ("2023年度江口县财政局政府信息公开年度报告", "江口县财政局", 2023),
    ("江口县财政局二〇二三年政府信息公开工作年度报告", "江口县财政局", 2023),
    ("索引号：2023-1\n江口县财政局\n2023年政务公开工作报告", "江口县财政局", 2023),
    ("江口县财政局政府信息公开工作年度报告（2023年度）", "江口县财政局", 2023),
    ("2023年政府信息公开工作年度报告", "未载明单位名称", 2023),
    ("年度报告\n本报告的统计期限为2022年1月1日至2022年12月31日", "未载明单位名称", 2022),
])  # fmt: skip
def test_title(title: str, unit: str, year: int) -> None:
    found = read(f"{title}\n一、总体情况\n无。\n六、其他需要报告的事项\n无。")
    assert (found.report.unit.name, found.report.year) == (unit, year)
    told = [notice.key for notice in found.notices]
    assert told == (["notice.unit_unknown"] if unit == "未载明单位名称" else [])


@pytest.mark.parametrize(("line", "day"), [
    ("发布日期：2025-01-20 10:30 浏览次数：12", "2025-01-20"),
    ("发布时间: 2025年1月2日", "2025-01-02"),
    ("发布时间：2025-1-2 10:30", "2025-01-02"),
    ("成文日期：2025-01-20", None),
    ("发布日期：2025-02-30", None),
    ("发布日期：2025-01-20 公开日期：2025-01-21", None),
    ("本年度报告于2025年1月20日公开", None),
])  # fmt: skip
def test_day_of_publication(line: str, day: str | None) -> None:
    text = document(line_by_line(figures())).replace("本报告所列", f"{line}\n本报告所列")
    found = read(text).report.published_on
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(("text", "key"), [
    ("", "text.not_a_report"),
    ("今天天气很好。\n明天也好。", "text.not_a_report"),
    ("江口县财政局2023年政府信息公开工作年度报告\n全年无事。", "text.not_a_report"),
    ("年度报告\n一、总体情况\n无。", "text.no_year"),
    ("一" * 5_000_001, "text.too_long"),
    ("\n" * 200_001, "text.too_long"),
    ("\f" * 200_001, "text.too_long"),
    ("甲局2023年政府信息公开年报\n一、总体情况\n" + "长" * 2_000_001, "text.too_long"),
])  # fmt: skip
def test_what_is_no_report(text: str, key: str) -> None:
    with pytest.raises(Unusable) as told:
        read(text)
    assert told.value.key == key


def test_prose_is_joined_into_paragraphs() -> None:
    prose = [
        "（一）主动公开情况。今年以来，本机关坚持以公开为常态、以不公",
        "开为例外，全年通过门户网站公开各类信息共计一百二十余条，其中",
        "政策解读12",
        "3",
        "条，回应群众关切五条，召开发布会一场。",
        "（二）依申请公开情况",
        "全年收到申请三件，均在法定期限内依法作出答复，未收取任何费用。",
        "（三）其他情况。按照要求开展 open",
        "data 试点，进一步方便了人民群众获取政府信息并加以利用和监督。",
    ]
    text = document(line_by_line(figures())).replace("（一）主动公开。全年主动公开信息12条。", "\n".join(prose))
    assert read(text).report.sections["overview"].text.split("\n") == [
        "".join(prose[:3]) + prose[4],
        prose[5],
        prose[6],
        prose[7] + " " + prose[8],
    ]


# -- any text --------------------------------------------------------------------------------------------------------

HEADINGS = [label.text.zh for label in FORMS["2021"].sections.values()]
WORDS = [*COLUMNS, *HEAD, *HEADINGS, *GROUPS.values(), *map(label, figures())]
WORDS += [*DISPUTES.split(), *PROACTIVE_2021.split(), "2024年", "年度报告", "发布日期：2025-01-01"]
WORDS += ["0", "1 2 3 4 5 6 7", "- 3 -", "9" * 30, "|", "\t", "\f", "\r", "\ud800", "\0", "\u2028"]
WORDS += ["，", "①", "Ⅷ", "½", "٣", "𝟘"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "\n", "\n", " ", " "]) | st.text(max_size=8), max_size=120))
def test_any_text_is_read_or_refused(words: list[str]) -> None:
    for start in ("", "江口县财政局2024年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"):
        try:
            found = read(start + "".join(words))
        except Unusable:
            continue
        assert type(found.report).model_validate(found.report.dump()) == found.report


@pytest.mark.parametrize("unit", [
    "0 0 0 0 0 0 0\n", "0 ", "一、", "一、总体情\n", "\t", "其他 总计 ", "1.属于国家秘密 0 0 0 0 0 0 0\n",
])  # fmt: skip
def test_long_texts_are_read_in_seconds(unit: str) -> None:
    times = min(1_000_000 // len(unit), 40_000)
    text = document(unit * times)
    assert read(text).report.year == 2024


@given(st.lists(st.sets(st.integers(0, 4)), max_size=6))
def test_certain_pairs_are_in_every_longest_attribution(candidates: list[set[int]]) -> None:
    chains: list[list[tuple[int, int]]] = [[]]
    for index, rows in enumerate(candidates):
        chains += [[*chain, (index, row)] for chain in chains for row in rows if not chain or chain[-1][1] < row]
    longest = max(map(len, chains))
    every = [set(chain) for chain in chains if len(chain) == longest]
    expected = set.intersection(*every)
    assert set(certain_pairs([dict.fromkeys(rows) for rows in candidates], 5).items()) == expected
