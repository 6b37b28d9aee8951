"""A marked document says the same as before, and each comment stands at its place: in every format and layout."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from engine.json_text import loads
from engine.mark.notes import Anchor
from engine.readers import read_bytes
from engine.reading import Reading
from tests import render
from tests.marked import COMMENTS, ENGINE, SHADED, mark, marked, marks_of
from tests.render.seen import words
from tests.test_cli import ROOT
from tests.texts import BOOK

FORMATS = ("docx", "xlsx", "pdf", "html")
LAYOUTS = [(format, variant) for format in FORMATS for variant in render.VARIANTS[format]]
# Of PDF files only some, which take longest to read; the words of pages that lie on their side are not seen upright.
PAGES = ("ruled", "unruled", "cut", "furniture")
LAYOUTS = [(format, variant) for format, variant in LAYOUTS if format != "pdf" or variant in PAGES]
UPRIGHT = [("docx", "official"), ("xlsx", "sheets"), ("pdf", "ruled"), ("html", "clean")]
GOOD = loads((ROOT / "cases/reports/huaian-2024.json").read_text("utf-8"))
GOOD["title"] = "淮安市人民政府2024年政府信息公开工作年度报告"
WRONG = copy.deepcopy(GOOD)
WRONG["tables"]["requests"]["carried_forward"]["natural_person"] = 104
WRONG["tables"]["requests"]["granted"]["total"] = ""
WRONG["tables"]["disputes"]["review"]["total"] = 999
del WRONG["sections"]["problems"]


def numbered() -> dict[str, Any]:
    """The report with another figure in each cell."""
    report: dict[str, Any] = copy.deepcopy(GOOD)
    number = 4000
    for table in report["tables"].values():
        for row in table.values():
            for column in row:
                number += 1
                row[column] = number
    return report


def same(before: Reading, after: Reading) -> bool:
    return (before.report, before.cells, before.sections) == (after.report, after.cells, after.sections)


@pytest.mark.parametrize(("format", "variant"), LAYOUTS)
def test_every_place_is_found_in_every_layout(format: str, variant: str) -> None:
    """The comment on a cell says its figure, and stands, as another library sees it, where that figure stands."""
    content = render.render(numbered(), format, variant)
    reading = read_bytes(content, "a", BOOK)
    places: dict[Anchor, str] = {}
    for (table, row, column), place in reading.cells.items():
        if place.grid is not None and place.row is not None and place.column is not None:
            anchor = Anchor(place.page, sheet=place.sheet, cell=(place.grid, place.row, place.column), box=place.box)
            places[anchor] = str(reading.report.table(table)[row][column])
    if variant not in ("unruled", "horizontal", "text"):  # where tables are no grids
        assert len(places) > 100
    headings = {key: place for key, place in reading.sections.items() if place.line is not None}
    anchors = {Anchor(place.page, place.line, place.sheet): f"#{key}" for key, place in headings.items()}
    found = mark(format, content, marks_of({**places, **anchors}))
    assert same(reading, read_bytes(found, "b", BOOK))
    assert format != "pdf" or found.startswith(content)
    seen = COMMENTS[format](found)
    for key in headings if format != "html" else ():  # there the words before a link are those of all notes
        heading, marked_words = words(headings[key].quote or ""), words(seen[f"#{key}"])
        assert marked_words
        assert marked_words in heading or heading in marked_words
    assert {text: words(seen[text]) for text in places.values()} == {text: text for text in places.values()}
    if format in SHADED:
        assert {words(text) for text in SHADED[format](found)} == set(places.values())


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("format", "variant"), UPRIGHT)
def test_marking_changes_no_score(format: str, variant: str, lang: Any) -> None:
    content = render.render(WRONG, format, variant)
    report = ENGINE.scored(read_bytes(content, "a", BOOK), lang=lang)
    found = marked(format, content, report, lang)
    again = read_bytes(found, "a", BOOK)
    assert same(report.reading, again)
    card = ENGINE.score(again, lang=lang)
    assert (card.score, card.findings, card.repairs) == (report.card.score, report.card.findings, report.card.repairs)
    assert marked(format, content, report, lang) == found
    comments = " ".join(COMMENTS[format](found))
    assert ("年报自检" if lang == "zh" else "Report check") in comments
    for finding in report.card.findings:
        assert finding.title in comments
        assert finding.because_of or all(item.clause in comments for item in finding.basis)


@pytest.mark.parametrize(("format", "variant"), UPRIGHT)
def test_a_marked_file_can_be_marked_again(format: str, variant: str) -> None:
    content = render.render(WRONG, format, variant)
    report = ENGINE.scored(read_bytes(content, "a", BOOK))
    twice = marked(format, marked(format, content, report), report)
    assert same(report.reading, read_bytes(twice, "a", BOOK))


WHERE = st.builds(
    Anchor,
    page=st.none() | st.integers(1, 4),
    line=st.none() | st.integers(0, 60),
    sheet=st.sampled_from([None, "正文", "表三", "none"]),
    cell=st.none() | st.tuples(st.integers(1, 7), st.integers(1, 40), st.integers(1, 20)),
    box=st.none() | st.tuples(*[st.integers(-50, 900)] * 4),
    stop=st.none() | st.tuples(st.integers(0, 3), st.integers(0, 60)),
    quote=st.none() | st.sampled_from(["公开", "（一）主动公开情况。", "没有这句话", " ", "制作政策解读 21 个"]),
    last=st.booleans(),
)
SAID = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=30)
RENDERED = {layout: render.render(GOOD, *layout) for layout in UPRIGHT}
READ = {layout: read_bytes(content, "a", BOOK) for layout, content in RENDERED.items()}


def bounded(examples: int) -> settings:
    phases = [Phase.explicit, Phase.generate]  # to make an example smaller takes too long
    return settings(max_examples=examples, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("layout", [layout for layout in UPRIGHT if layout[0] != "pdf"])
@bounded(10)
@given(texts=st.dictionaries(WHERE, SAID, max_size=6))
def test_marks_anywhere_change_nothing_that_is_read(layout: tuple[str, str], texts: dict[Anchor, str]) -> None:
    found = mark(layout[0], RENDERED[layout], marks_of(texts))
    assert same(READ[layout], read_bytes(found, "a", BOOK))


@bounded(3)
@given(texts=st.dictionaries(WHERE, SAID, min_size=4, max_size=8))
def test_marks_anywhere_in_a_pdf_file_change_nothing_that_is_read(texts: dict[Anchor, str]) -> None:
    found = mark("pdf", RENDERED["pdf", "ruled"], marks_of(texts))
    assert same(READ["pdf", "ruled"], read_bytes(found, "a", BOOK))


@pytest.mark.parametrize("layout", UPRIGHT)
def test_a_sentence_is_marked_where_it_stands(layout: tuple[str, str]) -> None:
    """Words of a section are looked for behind its heading, not in a section before it."""
    format, variant = layout
    report = copy.deepcopy(GOOD)
    twice = "公开各类信息一百二十三条。"
    report["sections"]["overview"]["text"] = f"前面还有话。\n{twice}\n后面还有话。"
    report["sections"]["problems"]["text"] = f"存在的问题是培训不够。\n{twice}\n今后加强培训。"
    content = render.render(report, format, variant)
    reading = read_bytes(content, "a", BOOK)
    place = reading.sections["problems"]
    anchor = Anchor(place.page, place.line, place.sheet, quote=twice)
    before = Anchor(1, 1, quote="没有写过的话") if format == "pdf" else Anchor(quote="没有写过的话")
    found = mark(format, content, marks_of({anchor: "问题一"}))
    assert twice in words_kept(COMMENTS[format](found)["问题一"])
    if format != "html":
        assert "培训" not in COMMENTS[format](found)["问题一"]
    assert mark(format, content, marks_of({before: "无"})) != found


def words_kept(text: str) -> str:
    return "".join(text.split())
