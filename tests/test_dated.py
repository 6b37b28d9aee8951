"""The day of writing: named by a label, or signed at the end; never the day of publication."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.readers.document import Document, Line
from engine.readers.understand import understand
from engine.reading import Reading
from tests.texts import BOOK, SOURCE

TITLE = "江口县财政局2024年政府信息公开工作年度报告"
SECTIONS = [label.text.zh for label in BOOK.forms[-1].sections.values()]
DIGITS = "〇一二三四五六七八九"


def read(before: list[str], after: list[str], recognised: bool = False) -> Reading:
    body = [line for heading in SECTIONS for line in (heading, "全年按规定公开政府信息，及时答复申请。")]
    lines = [TITLE, *before, *body, *after]
    parts = tuple(Line(number, None, text) for number, text in enumerate(lines, 1))
    return understand(Document(parts, recognised=recognised), SOURCE, BOOK)


def chinese(number: int) -> str:
    """A number below a hundred as it is said."""
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def spelt(day: dt.date) -> str:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{chinese(day.month)}月{chinese(day.day)}日"


WAYS = [
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"  {day.year} 年 {day.month:02} 月 {day.day:02} 日 ",
    lambda day: f"江口县财政局　{day.year}年{day.month}月{day.day}日",
    spelt,
    lambda day: "江口县人民政府办公室" + spelt(day),
]


@settings(max_examples=100, deadline=None)
@given(st.dates(dt.date(2020, 1, 1), dt.date(2039, 12, 31)), st.sampled_from(WAYS))
def test_signed_at_the_end(day: dt.date, way: object) -> None:
    assert callable(way)
    assert read([], ["江口县财政局", way(day)]).dated_on == day


@pytest.mark.parametrize(
    "label", ["成文日期：", "生成日期:", "公文生成日期：", "发文日期：", "印发时间：", "索引号：001 成文日期："]
)
@pytest.mark.parametrize("day", ["2025-01-20", "2025年1月20日", "2025/1/20", "2025.01.20"])
def test_named_by_a_label_in_front(label: str, day: str) -> None:
    assert read([label + day], []).dated_on == dt.date(2025, 1, 20)


def test_the_earliest_counts_and_publication_does_not() -> None:
    found = read(["成文日期：2025-01-25 发布日期：2025-02-03"], ["2025年1月20日"])
    assert found.dated_on == dt.date(2025, 1, 20)
    assert found.report.published_on == dt.date(2025, 2, 3)


@pytest.mark.parametrize(
    "line",
    [
        "以上数据截至2025年1月20日。",
        "截至2025年1月20日",
        "2025年1月20日发布",
        "2025年2月30日",
        "2025年13月1日",
        "发布日期：2025-01-20",
        "打印日期：2025-01-20",
        "2024年1月1日至2024年12月31日",
        "2025年1月",
    ],
)
def test_what_is_no_day_of_writing(line: str) -> None:
    assert read([], [line]).dated_on is None


def test_a_date_within_the_text_is_none() -> None:
    assert read(["2025年1月20日"], []).dated_on is None


def test_nothing_is_dated_by_a_picture() -> None:
    assert read([], ["2025年1月20日"], recognised=True).dated_on is None
