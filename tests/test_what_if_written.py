"""What mending would gain, in letters and workbooks: only where it was asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.cases import ROOT
from engine.readers import read_bytes
from engine.reporters import Layout, reporter
from engine.score import Engine
from engine.scored import Scored
from engine.whatif import what_if
from tests.said import word_lines, workbook_lines


@pytest.fixture(scope="module")
def tried(reference: Engine) -> Scored:
    content = (ROOT / "everything-wrong/wrong-k-sample.json").read_bytes()
    reading = read_bytes(content, "sample.json", reference.book)
    scored = reference.scored(reading)
    return replace(scored, card=replace(scored.card, what_if=what_if(reference, reading)))


def written(form: str, report: Scored) -> str:
    content = reporter(form)([report], Layout("zh"))
    assert isinstance(content, bytes)
    return "\n".join((word_lines if form == "docx" else workbook_lines)(content))


def test_the_letter_has_it_as_its_second_attachment(tried: Scored) -> None:
    text = written("docx", tried)
    assert "附件：1．得分情况" in text
    assert "Letter Attachment: 附件2\nTitle: 整改后得分测算" in text
    assert "Letter Attachment: 附件3\nTitle: 年度报告表格及标注" in text
    assert "| 1 | 第 4 处 分项有数而总计空白（还解决第 6 处） | +4.21 | 84.18 分（良好）" in text


def test_the_workbook_has_a_sheet_of_it(tried: Scored) -> None:
    text = written("xlsx", tried)
    assert "== 整改测算 " in text
    assert "'第 4 处 分项有数而总计空白（还解决第 6 处）'" in text


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_who_did_not_ask_is_not_told(tried: Scored, form: str) -> None:
    text = written(form, replace(tried, card=replace(tried.card, what_if=None)))
    assert "测算" not in text
