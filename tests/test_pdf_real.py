"""A real report in PDF: every cell, its places, its words, and that it has no gap."""

from __future__ import annotations

import pytest

from engine.given import Given
from engine.readers import read_bytes
from engine.reading import Reading
from engine.score import Engine
from tests.test_real_reports import HUAIAN_DISPUTES, HUAIAN_PROACTIVE, HUAIAN_REQUESTS
from tests.texts import BOOK, REPORTS, SECTIONS, cells


@pytest.fixture(scope="module")
def huaian() -> Reading:
    file = REPORTS / "huaian-2024.pdf"
    if not file.exists():
        pytest.skip("the report is not here")
    return read_bytes(file.read_bytes(), "huaian.pdf", BOOK)


def test_every_cell_of_the_real_report(huaian: Reading) -> None:
    assert cells(huaian, "requests") == HUAIAN_REQUESTS
    assert huaian.report.table("proactive") == HUAIAN_PROACTIVE
    assert cells(huaian, "disputes") == HUAIAN_DISPUTES
    assert len(huaian.cells) == 175 + 10 + 15
    assert (huaian.unsure, huaian.notices) == ({}, ())
    assert (huaian.notes, huaian.order) == ({"requests": True}, SECTIONS)


def test_words_of_the_real_report(huaian: Reading) -> None:
    report = huaian.report
    assert (report.unit.name, report.year) == ("淮安市人民政府", 2024)
    assert report.title == "淮安市人民政府2024年政府信息公开工作年度报告"
    assert report.published_on is None
    assert [place.page for place in huaian.sections.values()] == [1, 3, 4, 5, 5, 6]
    problems = report.sections["problems"].text.split("\n")
    assert [(part[:5], part[-5:]) for part in problems] == [
        ("对照上级新", "快的问题。"),
        ("针对存在问", "伍凝聚力。"),
    ]
    assert "一些需要加强和改进的地方。主要表现在" in problems[0]  # over a page end, without its number
    assert [report.sections[key].text for key in ("proactive", "requests", "disputes")] == ["", "", ""]
    assert huaian.labels is not None
    assert huaian.labels["requests", "not_processed.reissue"] == "5.要求行政机关确认或重新出具已获取信息"


def test_paragraphs_of_the_real_report(huaian: Reading) -> None:
    overview = huaian.report.sections["overview"].text.split("\n")
    assert [part[:5] for part in overview] == [
        "2024 ",
        "（一）主动",
        "（二）依申",
        "（三）政府",
        "（四）政府",
        "（五）政府",
    ]


def test_places_of_the_real_report(huaian: Reading) -> None:
    def spot(*cell: str) -> tuple[int | None, ...]:
        place = huaian.cells[cell[0], cell[1], cell[2]]
        return place.page, place.grid, place.row, place.column

    assert spot("proactive", "regulations", "made") == (3, 1, 3, 2)
    assert spot("proactive", "penalties", "decisions") == (4, 2, 2, 2)
    assert spot("proactive", "fees", "amount_10k_yuan") == (4, 2, 6, 2)
    assert spot("requests", "new_received", "natural_person") == (4, 3, 4, 4)
    assert spot("requests", "unavailable.not_held", "total") == (4, 3, 16, 10)
    assert spot("requests", "unavailable.needs_creation", "natural_person") == (5, 4, 1, 4)
    assert spot("requests", "carried_forward", "total") == (5, 4, 12, 10)
    assert spot("disputes", "review", "upheld") == (5, 5, 4, 1)
    assert spot("disputes", "after_review", "total") == (5, 5, 4, 15)
    box = huaian.cells["disputes", "review", "upheld"].box
    assert box is not None
    assert (box[0] > 50, box[2] < 110, box[1] > 600, box[3] < 720) == (True, True, True, True)


def test_the_real_report_has_no_gap(huaian: Reading, engine: Engine) -> None:
    card = engine.score(huaian, Given(level="prefecture"))
    assert {finding.status for finding in card.findings} == {"review"}  # which, test_real_reports says
    of = {rule.name: rule.status for rule in card.rules}
    assert "gap" not in of.values()
    sums = ("requests-balance", "requests-total", "requests-row-total", "disputes-row-total")
    assert [of[name] for name in sums] == ["pass"] * 4
    figures = {row: dict(zip(("a", "b", "c", "d", "e", "f", "sum"), line, strict=True)) for row, line in
               cells(huaian, "requests").items()}  # fmt: skip
    outcomes = [row for row in figures if row not in ("new_received", "carried_over", "total", "carried_forward")]
    for column in ("a", "b", "c", "d", "e", "f", "sum"):  # 14 identities
        assert figures["total"][column] == sum(figures[row][column] for row in outcomes)
        arrived = figures["new_received"][column] + figures["carried_over"][column]
        assert arrived == figures["total"][column] + figures["carried_forward"][column]
    for line in figures.values():  # 25
        assert line["sum"] == sum(line[column] for column in "abcdef")
    for results in cells(huaian, "disputes").values():  # 3
        assert results[4] == sum(results[:4])
