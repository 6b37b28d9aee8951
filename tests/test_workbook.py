"""Scored reports as a workbook, read back by openpyxl and as the XML that it is."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from engine.cases import ROOT
from engine.json_text import dumps
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from engine.reporters.workbook import LONGEST_TEXT, cut, put, sheet_name
from engine.reporters.xlsx import MOST_REPORTS
from engine.rulebook import Lang
from engine.score import Engine
from engine.scored import Scored

SAMPLE = json.loads((ROOT / "everything-wrong/wrong-k-sample.json").read_bytes())
GOOD = json.loads((ROOT / "reports/huaian-2024.json").read_bytes())
EVIL = "=1+1|<b>&]]>\x07\x00\u202e\ufffe"


def scored(engine: Engine, report: dict[str, Any], lang: Lang = "zh") -> Scored:
    return engine.scored(read_bytes(dumps(report).encode("utf-8", "replace"), "年报.json", engine.book), lang=lang)


def written(reports: Sequence[Scored], lang: Lang = "zh") -> bytes:
    content = reporter("xlsx")(reports, Layout(lang, 80, len(reports) > 1))
    assert isinstance(content, bytes)
    return content


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def table(sheet: Worksheet) -> list[dict[str, Any]]:
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def sample(reference: Engine) -> Scored:
    return scored(reference, SAMPLE)


@pytest.fixture(scope="module")
def content(sample: Scored) -> bytes:
    return written([sample])


def test_the_overview_has_a_line_a_report(reference: Engine, sample: Scored) -> None:
    book = opened(written([sample, scored(reference, GOOD)]))
    one, other = table(book["总览"])
    assert (one["单位"], one["年度"], one["等次"]) == ("江口县人民政府", 2024, "合格")
    assert Decimal(str(one["得分"])) == sample.card.score
    assert (one["问题"], one["待核"], one["有问题的规则"]) == (7, 8, 6)
    assert (one["最低可能"], one["最高可能"]) == (58, 81)
    assert one["跨年一致"] == "未评"
    assert (other["单位"], other["得分"], other["问题"]) == ("淮安市人民政府", 100, 0)
    links = [cell.hyperlink.location for cell in book["总览"]["B"] if cell.hyperlink]
    assert links == ["'1 表二 江口县人民政府'!A1", "'2 表二 淮安市人民政府'!A1"]
    assert book["总览"]["R1"].value == "表述规范"  # printed up to the marks of the last category
    assert book["总览"].print_area == "'总览'!$A$1:$R$3"


def test_findings_are_a_list_to_be_filtered(sample: Scored, content: bytes) -> None:
    sheet = opened(content)["问题"]
    rows = table(sheet)
    assert [row["规则"] for row in rows] == [finding.rule for finding in sample.card.findings]
    assert rows[1]["建议"] == "最可能填错的是“表三 / （一）予以公开 / 自然人”：由 16 改为 15（可能写错一位）"
    assert (rows[1]["扣分"], rows[1]["类别"], rows[2]["由哪条引起"]) == (3, "表格勾稽", 2)
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:X16")
    assert sheet.print_area == "'问题'!$A$1:$M$16"  # up to the basis
    assert sheet["M1"].value == "依据"
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row)
    longest = max(range(2, 17), key=lambda row: sheet.row_dimensions[row].height)
    assert rows[longest - 2]["位置"].count("表三") == 7  # the row with most to say is the highest


def test_what_was_not_assessed_is_said_with_the_reason(sample: Scored, content: bytes) -> None:
    rows = table(opened(content)["未评"])
    names = [rule.name for rule in sample.card.rules if rule.status == "not_assessable"]
    assert sorted(row["规则"] for row in rows) == sorted(names)
    assert all(row["原因"] and row["未评的事项"] for row in rows)


def test_figures_are_numbers_and_wrong_ones_are_marked(content: bytes) -> None:
    sheet = opened(content)["表三"]
    assert [sheet.cell(6, column).value for column in range(4, 11)] == [16, 1, 0, 0, 1, 0, 17]
    assert sheet["D6"].fill.fgColor.rgb == "00F4B6B0"
    said = sheet["D6"].comment
    assert said is not None
    assert said.text.split("\n")[0] == "[2] 各类申请人之和不等于总计"
    assert "由 16 改为 15" in said.text
    assert sheet["D4"].comment is None
    assert sheet["D4"].fill.fill_type is None
    assert sheet["D7"].value == 4


def test_several_reports_have_sheets_of_their_own_up_to_a_limit(reference: Engine) -> None:
    reports = [scored(reference, {**GOOD, "unit": {"name": f"甲{number}市人民政府"}}) for number in range(1, 24)]
    book = opened(written(reports))
    assert len(book.sheetnames) == 4 + 3 * MOST_REPORTS
    assert book.sheetnames[4:8] == [f"1 {name} 甲1市人民政府" for name in ("表二", "表三", "表四")] + [
        "2 表二 甲2市人民政府"
    ]
    assert len(table(book["总览"])) == 23
    assert table(book["说明"])[0]["说明"].endswith("甲21市人民政府 2024，甲22市人民政府 2024，甲23市人民政府 2024")


def test_same_bytes_whenever_written(sample: Scored, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    real = time.time()
    monkeypatch.setattr(time, "time", lambda: real + 1_000_000)
    assert written([sample]) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == sorted(set(archive.namelist()), key=archive.namelist().index)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_word_of_a_report_becomes_a_formula(reference: Engine, lang: Lang) -> None:
    report = json.loads(json.dumps(SAMPLE))
    report["unit"]["name"] = report["title"] = EVIL
    report["tables"]["proactive"]["fees"]["amount_10k_yuan"] = "=HYPERLINK(A1)"
    report["tables"]["requests"]["granted"]["natural_person"] = "#REF!"
    content = written([scored(reference, report, lang)] * 2, lang)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        targets = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels"))
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<f " in sheet]
    assert "External" not in targets
    book = opened(content)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    started = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith("=")]
    assert len(started) > 4
    assert all(cell.quotePrefix for cell in started)


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60) | st.sampled_from(["_x0041_", "#N/A", "=1", "'=1", "true", "\ud800", "12"]))
def test_a_text_stays_the_text_that_it_is(text: str) -> None:
    book = openpyxl.Workbook()
    put(book.worksheets[0], 1, 1, text)
    stream = io.BytesIO()
    book.save(stream)
    cell = opened(stream.getvalue()).worksheets[0]["A1"]
    expected = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    expected = re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", expected)  # as a workbook spells an underscore
    assert (cell.value or "") == expected
    assert cell.data_type in ("s", "inlineStr") or not expected


@pytest.mark.parametrize("text", ["长" * 40_000, "\U00020000" * 40_000, "=" + "x" * 40_000])
def test_a_text_too_long_is_cut_between_characters(text: str) -> None:
    kept = cut(text, LONGEST_TEXT)
    assert LONGEST_TEXT - 1 <= len(kept.encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert kept.endswith("…")
    assert text.startswith(kept[:-1])
    assert cut("短", LONGEST_TEXT) == "短"


@settings(max_examples=50, deadline=None)
@given(wishes=st.lists(st.text("ab[]:*?/\\'长\U00020000 ", max_size=45), max_size=12))
def test_names_of_sheets_are_names_and_differ(wishes: list[str]) -> None:
    taken: set[str] = set()
    for wish in wishes:
        name = sheet_name(wish, taken)
        assert 1 <= len(name.encode("utf-16-le")) // 2 <= 31
        assert not set("[]:*?/\\'") & set(name)
        assert name.strip()
        assert name.lower() not in taken
        taken.add(name.lower())


def test_a_workbook_in_english(reference: Engine) -> None:
    book = opened(written([scored(reference, SAMPLE, "en")], "en"))
    assert book.sheetnames[:4] == ["Overview", "Findings", "Not assessed", "Notices"]
    assert table(book["Findings"])[1]["title"] == "Kinds of applicants do not add up to the total"
