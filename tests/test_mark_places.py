"""Where in a document the comment on a place of the report stands, and which words of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from engine.mark.compose import compose
from engine.mark.notes import Anchor
from engine.mark.passages import Seen, holding, passage
from engine.reading import Place, Reading
from engine.report import Section
from engine.scorecard import Location
from tests.cards import READING, REPORT, TITLE, cell, finding, scored


def reading(sections: dict[str, Place], cells: dict[tuple[str, str, str], Place] | None = None) -> Reading:
    return replace(READING, sections=sections, order=tuple(sections), cells=cells or {})


PAGES = {
    "overview": Place(1, 3, "一、总体情况"),
    "proactive": Place(1, 9, "二、主动公开"),
    "requests": Place(2, 2, "三、依申请公开"),
    "other": Place(3, 1, "六、其他"),
}
SHEETS = {
    "overview": Place(line=3, sheet="正文", quote="一、总体情况"),
    "requests": Place(line=1, sheet="表三", quote="三、依申请公开"),
    "problems": Place(line=8, sheet="正文", quote="五、问题"),
}
CELLS = {
    ("requests", "new_received", "natural_person"): Place(2, grid=1, row=3, column=2, box=(1, 2, 3, 4)),
    ("requests", "granted", "natural_person"): Place(2, grid=1, row=5, column=2),
}
NAMED = Anchor(quote=TITLE)


def anchor(location: Location, found: Reading) -> Anchor:
    """Where the comment on a place stands; the summary's place if it is told there."""
    return compose(scored(finding(1, "gap", location), reading=found), "zh").notes[-1].anchor


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        # cells and lines
        (cell(4, 2, page=2, box=(5, 6, 7, 8)), Anchor(2, cell=(1, 4, 2), box=(5, 6, 7, 8))),
        (Location("overview", page=1, line=3, quote="一、总体情况"), Anchor(1, 3)),
        (Location("overview", page=1, line=3, quote="公开十条"), Anchor(1, 3, stop=(1, 9), quote="公开十条")),
        (Location("proactive", page=1, line=9, quote="公开十条"), Anchor(1, 9, stop=(2, 2), quote="公开十条")),
        (Location("other", page=3, line=1, quote="公开十条"), Anchor(3, 1, quote="公开十条")),
        (Location("other", page=3, line=1), Anchor(3, 1)),
        (Location("problems", page=2, line=4, quote="公开十条"), Anchor(2, 4, stop=(3, 1), quote="公开十条")),
        (Location("requests", "requests", "granted", page=2, line=7, quote="予以公开"), Anchor(2, 7)),
        # what is missing
        (Location("disputes"), Anchor(2, 2, stop=(3, 1), last=True)),
        (Location("problems"), Anchor(2, 2, stop=(3, 1), last=True)),
        (Location("requests", "requests", "granted"), Anchor(2, cell=(1, 3, 2), box=(1, 2, 3, 4))),
        (Location("requests", "requests", "new_received"), Anchor(2, cell=(1, 3, 2), box=(1, 2, 3, 4))),
        (Location("requests", "requests", "carried_over"), Anchor(2, cell=(1, 3, 2), box=(1, 2, 3, 4))),
        (Location("requests", "requests", "partially_granted"), Anchor(2, cell=(1, 5, 2))),
        (Location("requests", "requests", "no-such-row"), Anchor(2, cell=(1, 5, 2))),
        (Location("proactive", "proactive", "fees"), Anchor(1, 9)),
        (Location("disputes", "disputes", "review"), Anchor(2, 2, stop=(3, 1), last=True)),
        # what stands before the first section
        (Location(), Anchor(stop=(1, 3), quote=TITLE)),
        (Location(quote="财政局"), Anchor(stop=(1, 3), quote="财政局")),
        (Location("preface"), Anchor(stop=(1, 3), quote="按规定编制。")),
        (Location("preface", quote="编制"), Anchor(stop=(1, 3), quote="编制")),
    ],
)
def test_where_a_comment_stands(location: Location, expected: Anchor) -> None:
    assert anchor(location, reading(PAGES, CELLS)) == expected


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (Location("overview", sheet="正文", line=3, quote="字"), Anchor(None, 3, "正文", stop=(0, 8), quote="字")),
        (Location("requests", sheet="表三", line=1, quote="字"), Anchor(None, 1, "表三", quote="字")),
        (Location("proactive"), Anchor(None, 3, "正文", stop=(0, 8), last=True)),
        (Location("disputes"), Anchor(None, 1, "表三")),
        (Location("other"), Anchor(None, 8, "正文")),
    ],
)
def test_sections_of_another_sheet_do_not_end_one(location: Location, expected: Anchor) -> None:
    assert anchor(location, reading(SHEETS)) == expected


@pytest.mark.parametrize(
    ("sections", "location", "expected"),
    [
        ({}, Location("overview"), NAMED),
        ({}, Location("requests", "requests", "granted"), NAMED),
        ({}, Location(), NAMED),
        ({"overview": Place()}, Location("proactive"), NAMED),
        ({"proactive": Place(1, 9)}, Location("overview"), Anchor(stop=(1, 9), quote=TITLE)),
        ({"overview": Place(), "proactive": Place(1, 9)}, Location("requests"), Anchor(1, 9)),
        ({"overview": Place(line=4)}, Location("requests"), Anchor(line=4)),
    ],
)
def test_where_little_was_found_the_title_serves(
    sections: dict[str, Place], location: Location, expected: Anchor
) -> None:
    assert anchor(location, reading(sections)) == expected


def test_a_preface_begins_with_its_first_words() -> None:
    for text, quote in (("\n \n  按规定。\n统计期限。", "  按规定。"), (" \n", TITLE), ("", TITLE)):
        report = replace(REPORT, sections={"preface": Section(text=text)})
        assert anchor(Location("preface"), replace(READING, report=report)) == Anchor(quote=quote)
    bare = replace(READING, report=replace(REPORT, sections={}))
    assert anchor(Location("preface"), bare) == NAMED


# Which lines an anchor means

LINES = [
    Seen(1, "题目", 1),
    Seen(2, "公开１２ 条", 1),
    Seen(3, "今后", 1),
    Seen(1, "加强 公开12条", 2),
    Seen(2, "完", 2),
]
SHEET_LINES = [Seen(1, "题目", sheet="正文"), Seen(2, "公开", sheet="正文"), Seen(1, "公开", sheet="表三")]


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        (Anchor(), (0, 0)),
        (Anchor(1, 2), (1, 1)),
        (Anchor(2, 1), (3, 3)),
        (Anchor(2), (3, 3)),
        (Anchor(2, 9), (0, 0)),  # no such line
        (Anchor(3), (0, 0)),
        (Anchor(quote="公开12条"), (1, 1)),
        (Anchor(1, 2, quote="公开12条"), (1, 1)),
        (Anchor(1, 3, quote="公开12条"), (3, 3)),
        (Anchor(quote="12条今后"), (1, 2)),
        (Anchor(quote="条今后加"), (1, 3)),
        (Anchor(1, 2, quote="题目"), (1, 1)),
        (Anchor(1, 2, quote=" "), (1, 1)),
        (Anchor(1, 2, stop=(1, 3), quote="今后"), (1, 1)),
        (Anchor(1, 2, stop=(2, 1), quote="今后"), (2, 2)),
        (Anchor(1, 1, stop=(2, 1), last=True), (2, 2)),
        (Anchor(1, 1, stop=(1, 2), last=True), (0, 0)),
        (Anchor(2, 1, last=True), (4, 4)),
        (Anchor(2, 1, stop=(2, 1)), (0, 0)),
        (Anchor(stop=(1, 2), quote="公开"), (0, 0)),
    ],
)
def test_the_lines_that_are_meant(anchor: Anchor, expected: tuple[int, int]) -> None:
    assert passage(anchor, LINES) == expected


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        (Anchor(sheet="表三"), (2, 2)),
        (Anchor(sheet="正文", quote="公开"), (1, 1)),
        (Anchor(sheet="表三", quote="公开"), (2, 2)),
        (Anchor(sheet="表四"), (0, 0)),
        (Anchor(line=2), (1, 1)),
        (Anchor(sheet="正文", line=1, stop=(0, 2), last=True), (0, 0)),
    ],
)
def test_the_lines_of_a_sheet_that_are_meant(anchor: Anchor, expected: tuple[int, int]) -> None:
    assert passage(anchor, SHEET_LINES) == expected


def test_a_document_without_lines_has_no_passage() -> None:
    assert passage(Anchor(), []) is None


@pytest.mark.parametrize(
    ("quote", "texts", "expected"),
    [
        ("ab", ["ab"], (0, 0)),
        ("ab", ["xa", "bx"], (0, 1)),
        ("ab", ["a", "", " ", "b"], (0, 3)),
        ("ab", ["", "ab", ""], (1, 1)),
        ("a b", ["ａ", "Ｂb"], None),
        ("ａｂ", ["xx", "a　b"], (1, 1)),
        ("", ["ab"], None),
        ("ab", [], None),
        ("b", ["ab", "b"], (0, 0)),
    ],
)
def test_pieces_that_hold_the_words(quote: str, texts: Sequence[str], expected: tuple[int, int] | None) -> None:
    assert holding(quote, texts) == expected
