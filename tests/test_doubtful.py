"""A document that was recognised in pictures, or not read in whole, accuses nobody: a person decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from engine.cases import Case, all_cases
from engine.given import Given
from engine.readers.document import Document, Grid, GridCell, Line
from engine.readers.understand import understand
from engine.reading import Reading, Source
from engine.score import Engine
from tests.texts import BOOK, read

CHANGED = [case for case in all_cases() if case.expectation in ("fail", "wrong")]
DATES = {rule.name for rule in BOOK.rules if rule.category == "timeliness"}
TEXT = """某市人民政府2024年政府信息公开工作年度报告
发布日期：2025-06-01
一、总体情况
无。
二、主动公开政府信息情况
三、收到和处理政府信息公开申请情况
四、政府信息公开行政复议、行政诉讼情况
五、存在的主要问题及改进情况
无。
六、其他需要报告的事项
无。"""


@pytest.mark.parametrize("case", CHANGED, ids=lambda case: case.id)
def test_what_was_recognised_is_only_to_be_reviewed(case: Case, engine: Engine) -> None:
    reading = case.reading(engine.book)
    sure = engine.score(reading, case.knows())
    card = engine.score(replace(reading, doubtful=True), case.knows())
    assert [f.rule for f in card.findings] == [f.rule for f in sure.findings]
    for finding in card.findings:
        assert finding.status == "review" or finding.rule in DATES
        assert finding.deducted == 0 or finding.rule in DATES
    assert {f.rule for f in card.findings if f.rule in DATES and f.status == "gap"} == {
        f.rule for f in sure.findings if f.rule in DATES and f.status == "gap"
    }
    assert all(rule.lost is None for rule in card.rules)
    assert card.bounds is None or sure.score is None or card.bounds[0] <= sure.score


def document(recognised: bool = False, unread: bool = False, pictures: bool = False) -> Document:
    """A report with a table two of one block, and no other tables."""
    cells = [["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"], ["规章", "1", "0", "1"]]
    cells += [["行政规范性文件", "1", "0", "1"]]
    grid = Grid(1, tuple(GridCell(r, c, text) for r, row in enumerate(cells) for c, text in enumerate(row)))
    lines = [Line(number, None, text) for number, text in enumerate(TEXT.split("\n"), 1)]
    return Document((*lines[:5], grid, *lines[5:]), recognised=recognised, unread=unread, pictures=pictures)


def understood(**flags: bool) -> Reading:
    return understand(document(**flags), Source("x", "docx", ""), BOOK)


@pytest.mark.parametrize("flag", ["recognised", "unread", "pictures"])
def test_missing_parts_of_a_document_not_read_in_whole(flag: str, engine: Engine) -> None:
    card = engine.score(understood(**{flag: True}), Given(published_on=dt.date(2025, 3, 1)), "en")
    found = {finding.rule: finding.status for finding in card.findings}
    assert {"table-missing", "proactive-block-missing"} <= found.keys()
    assert set(found.values()) == {"review"}
    assert any("could not be read: every finding must be compared" in notice for notice in card.notices)


def test_missing_parts_of_a_document_read_in_whole(engine: Engine) -> None:
    card = engine.score(understood(), Given(published_on=dt.date(2025, 3, 1)))
    found = {finding.rule: finding.status for finding in card.findings}
    assert found["table-missing"] == found["proactive-block-missing"] == "gap"


def test_pictures_beside_all_tables_cast_no_doubt() -> None:
    assert not read(TEXT).doubtful
    assert understood(pictures=True).doubtful


def test_a_recognised_date_or_label_decides_nothing(engine: Engine) -> None:
    assert understood().report.published_on == dt.date(2025, 6, 1)
    assert understood(recognised=True).report.published_on is None
    assert understood().labels == {
        ("proactive", "regulations"): "规章",
        ("proactive", "normative_documents"): "行政规范性文件",
    }
    assert understood(recognised=True).labels is None
