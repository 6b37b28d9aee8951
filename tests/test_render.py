"""The documents that the readers are tested with hold what they must, as other libraries see them."""

from __future__ import annotations

import copy
import io
import shutil
import unicodedata
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest

from engine.json_text import loads
from tests.render import VARIANTS, expected, loose, own_text, pdf_by_office, reason_not_to, render, style_of
from tests.render.seen import GRIDS, docx_grids, pdf_pages, text_of, words

CASES = Path(__file__).parent.parent / "cases" / "reports"
ALL = [(format, variant) for format, variants in VARIANTS.items() for variant in variants]
APPLICANTS = ["natural_person", "commercial", "research", "public_welfare", "legal_service", "other_org", "total"]
UNRULED = ("unruled", "horizontal")  # tables of PDF files without a grid
ORDERS = {
    "official": APPLICANTS,
    "people_last": [*APPLICANTS[1:6], "natural_person", "total"],
    "total_first": ["total", *APPLICANTS[1:6], "natural_person"],
}
DISPUTES = ["review", "direct", "after_review"]
COLUMN_WORDS = {
    "natural_person": "自然人",
    "commercial": "商业企业",
    "legal_service": "法律服务机构",
    "other_org": "其他",
    "repealed": "本年废止件数",
    "amount_10k_yuan": "本年收费金额单位万元",
    "previous": "上一年项目数量",
    "projects": "采购项目数量",
    "upheld": "结果维持",
    "pending": "尚未审结",
}
ROW_WORDS = {
    "regulations": "规章",
    "licences": "行政许可",
    "fees": "行政事业性收费",
    "new_received": "一本年新收政府信息公开申请数量",
    "granted": "一予以公开",
    "denied.state_secret": "1属于国家秘密",
    "not_processed.reissue": "5要求行政机关确认或重新出具已获取信息",
    "other.overdue_fee": "2申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请",
    "other.remaining": "3其他",
    "carried_forward": "四结转下年度继续办理",
}


def report_of(name: str) -> dict[str, Any]:
    """A report of the cases with figures that are all different, so that none can pass for another."""
    report: dict[str, Any] = copy.deepcopy(loads((CASES / f"{name}.json").read_text("utf-8")))
    numbers = count(10001)
    for table in report["tables"].values():
        for line in table.values():
            line.update({column: next(numbers) for column in line})
    report["published_on"] = "2025-01-20"
    report["sections"]["overview"]["text"] = "（一）主动公开。全年公开信息12条。\n（二）依申请公开。\n答复申请9件。"
    return report


def partial() -> dict[str, Any]:
    report = report_of("huaian-2024")
    del report["tables"]["proactive"]["licences"], report["tables"]["disputes"]["direct"]
    for row in ("granted", "other.overdue_fee", "carried_forward"):
        del report["tables"]["requests"][row]
    for line in report["tables"]["requests"].values():
        del line["research"]
    del report["sections"]["disputes"]
    return report


REPORTS = {"2021": report_of("huaian-2024"), "2019": report_of("longgang-2020"), "partial": partial()}
# PDF files take long to read: two reports are enough.
PRINTED = [(*pair, name) for pair in ALL for name in REPORTS if pair[0] != "pdf" or name != "partial"]


def number(text: str) -> int | None:
    digits = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    return int(digits) if digits.isdigit() else None


def lines_of_figures(report: dict[str, Any], format: str, variant: str) -> list[tuple[str, str, list[int]]]:
    """What must stand side by side: table, row, figures in the order of the variant."""
    style, tables = style_of(format, variant), report["tables"]
    found = [("proactive", row, list(line.values())) for row, line in tables["proactive"].items()]
    for row, line in tables["requests"].items():
        found.append(("requests", row, [line[column] for column in ORDERS[style.columns] if column in line]))
    disputes = [(row, list(tables["disputes"][row].values())) for row in DISPUTES if row in tables["disputes"]]
    if style.disputes == "rows":
        return found + [("disputes", row, line) for row, line in disputes]
    return [*found, ("disputes", "", [figure for _, line in disputes for figure in line])]


def owner_of(report: dict[str, Any]) -> dict[int, tuple[str, str]]:
    """The row and column of each figure."""
    tables = report["tables"].values()
    return {cell: (row, column) for table in tables for row, line in table.items() for column, cell in line.items()}


@pytest.mark.parametrize(("format", "variant", "name"), [
    triple for triple in PRINTED if triple[0] != "txt" and triple[1] not in UNRULED
])  # fmt: skip
def test_figures_stand_in_their_rows_and_columns(format: str, variant: str, name: str) -> None:
    report = REPORTS[name]
    owners = owner_of(report)
    wanted = {tuple(figures): row for _, row, figures in lines_of_figures(report, format, variant)}
    above: dict[int, str] = {}
    for grid in GRIDS[format](render(report, format, variant)):
        for line in grid:
            told: dict[int, None] = {}  # a merged figure once
            for cell in line:
                value = number(cell)
                if value in owners:
                    told[value] = None
            if not told:
                titles = {words(cell) for cell in line} - {""}
                above |= {c: words(cell) for c, cell in enumerate(line) if words(cell) and len(titles) > 1}
                continue
            row = wanted.pop(tuple(told))
            if row in ROW_WORDS:
                assert ROW_WORDS[row] in [words(cell) for cell in line]
            for place, cell in enumerate(line):
                value = number(cell)
                if format != "pdf" and value in owners and owners[value][1] in COLUMN_WORDS:
                    column = COLUMN_WORDS[owners[value][1]]
                    assert above[place] == column
    assert not wanted


@pytest.mark.parametrize(("format", "variant", "name"), [triple for triple in PRINTED if triple[0] in ("txt", "pdf")])
def test_figures_stand_side_by_side(format: str, variant: str, name: str) -> None:
    report = REPORTS[name]
    text = words(text_of(render(report, format, variant), format))
    for _, row, figures in lines_of_figures(report, format, variant):
        label = ROW_WORDS.get(row, "") if format == "txt" else ""
        assert label + "".join(map(str, figures)) in text


@pytest.mark.parametrize(("format", "variant", "name"), PRINTED)
def test_title_headings_and_texts_in_their_order(format: str, variant: str, name: str) -> None:
    report = REPORTS[name]
    told = expected(report, format, variant)
    text = words(text_of(render(report, format, variant), format))
    place = text.index(words(told["title"]))
    if style_of(format, variant).contents:
        *_, last = (words(section["heading"]) for section in told["sections"].values())
        place = text.index(last, place) + len(last)
    for section in told["sections"].values():
        heading = words(section["heading"])
        if variant == "numbered":
            heading = heading[1:]  # Word writes the numeral
        for piece in [heading, *map(words, section["text"].split("\n"))]:
            assert piece in text[place:]
            place = text.index(piece, place) + len(piece)


def test_word_numbers_the_headings() -> None:
    body = python_docx.Document(io.BytesIO(render(REPORTS["2021"], "docx", "numbered"))).element.body
    assert len(body.xpath(".//w:p[w:pPr/w:numPr]")) == 6


@pytest.mark.parametrize(("format", "variant"), ALL)
def test_the_same_report_gives_the_same_bytes(format: str, variant: str) -> None:
    assert render(REPORTS["2019"], format, variant) == render(REPORTS["2019"], format, variant)


def small(**cells: Any) -> dict[str, Any]:
    return {
        "unit": {"name": "江口县财政局", "kind": "department"},
        "year": 2020,
        "submitted_on": "2021-01-10",
        "published_on": "2021-01-20",
        "sections": {"overview": {"heading": "一、总体情况", "text": " 甲。\n\n 乙。 "}},
        "tables": {"proactive": {"fees": cells}},
    }


def test_what_comes_back() -> None:
    assert expected(small(previous=1234, change="+389"), "html", "clean") == {
        "schema": "disclosure-report/1",
        "unit": {"name": "江口县财政局"},
        "year": 2020,
        "title": "江口县财政局2020年政府信息公开工作年度报告",
        "published_on": "2021-01-20",
        "sections": {"overview": {"heading": "一、总体情况", "text": "甲。\n乙。"}},
        "tables": {"proactive": {"fees": {"previous": 1234, "change": "+389"}}},
    }
    bare = expected(small(), "md", "open")
    assert bare["sections"]["overview"]["heading"] == "总体情况"
    assert bare["tables"] == {}
    assert "published_on" not in bare


@pytest.mark.parametrize(("cell", "back"), [
    (-5, "-5"), ("/", "/"), ("", ""), (" 无 ", "无"), ("１，２３４", 1234), ("12,345", 12345), ("1,23", "1,23"),
    ("1.5", "1.5"),
])  # fmt: skip
def test_cells_come_back(cell: Any, back: Any) -> None:
    assert expected(small(change=cell), "docx", "official")["tables"]["proactive"]["fees"] == {"change": back}


def test_amounts_come_back_exactly() -> None:
    report = small()
    report["year"] = 2024
    report["tables"]["proactive"] = {"fees": {"amount_10k_yuan": Decimal("96171.60")}}
    found = expected(report, "xlsx", "sheets")["tables"]["proactive"]["fees"]["amount_10k_yuan"]
    assert str(found) == "96171.60"


@pytest.mark.parametrize(("way", "variant", "printed"), [
    ("thousands", "numbered", "1,234"), ("wide", "cut", "１２３４"), ("padded", "blocks", "\u30001234"),
])  # fmt: skip
def test_figures_are_printed_in_other_ways(way: str, variant: str, printed: str) -> None:
    assert style_of("docx", variant).figures == way
    cells = [
        cell for grid in docx_grids(render(small(previous=1234), "docx", variant)) for line in grid for cell in line
    ]
    assert printed in cells


def test_a_cell_that_a_row_lacks_is_blank() -> None:
    report = REPORTS["2021"] | {"tables": {"requests": {"granted": {"commercial": 1}, "total": {"total": 2}}}}
    assert expected(report, "docx", "official")["tables"] == {
        "requests": {"granted": {"commercial": 1, "total": ""}, "total": {"commercial": "", "total": 2}}
    }


@pytest.mark.parametrize(("change", "reason"), [
    ({"granted": {"total": None}}, "could not be read"),
    ({"granted": {"total": "1\n2"}}, "several lines"),
    ({"granted": {"total": ""}}, "blank"),
    ({"other": {"total": 1}, "other.remaining": {"total": 1}}, "both forms"),
])  # fmt: skip
def test_what_cannot_be_printed_is_refused(change: dict[str, Any], reason: str) -> None:
    report = REPORTS["2021"] | {"tables": {"requests": change}}
    assert reason in reason_not_to(report, "txt", "stream")
    with pytest.raises(ValueError, match=reason):
        render(report, "txt", "stream")


def test_words_beside_the_report() -> None:
    lines = loose(REPORTS["2021"], "docx", "furniture")
    assert {"目录", "表三收到和处理政府信息公开申请情况统计表", "门户网站31415", "附：2023年有关数据"} <= lines
    assert own_text("正文。\n| 门户网站 | 31415 |\n表三  收到和处理政府信息公开申请情况统计表", lines) == "正文。"
    assert loose(REPORTS["2021"], "docx", "official") == frozenset()
    assert "单位：件" in loose(REPORTS["2021"], "txt", "boxed")


@pytest.mark.parametrize(("variant", "declared", "encoding"), [
    ("gbk", b'"gbk"', "gb18030"), ("gbk-as-utf8", b'"utf-8"', "gb18030"), ("utf8-as-gb2312", b'"gb2312"', "utf-8"),
    ("soup", b"<HTML>", "utf-8"),
])  # fmt: skip
def test_declared_and_true_encodings(variant: str, declared: bytes, encoding: str) -> None:
    page = render(REPORTS["2021"], "html", variant)
    assert declared in page
    assert "一、总体情况" in page.decode(encoding)


def test_the_pages_of_a_table_that_crosses_repeat_its_head() -> None:
    pages = pdf_pages(render(REPORTS["2021"], "pdf", "repeat-head"))
    heads = [text.count("申请人情况") for text, _ in pages]
    assert [count for count in heads if count] == [1, 1]  # pages without the table have none


@pytest.mark.skipif(shutil.which("soffice") is None, reason="no office suite")
def test_pdf_by_office() -> None:
    found = pdf_by_office(render(REPORTS["2021"], "docx", "numbered"))
    assert found is not None
    text = words(text_of(found, "pdf"))
    assert "三收到和处理政府信息公开申请情况" in text
