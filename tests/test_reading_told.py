"""What is told of a reading made by hand: tables beside what stands in the document, and what could not be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.reading import Notice, Place, Reading, Unsure
from engine.report import Section
from engine.reporters.reading import explained, unread
from tests.cards import EMPTY, READING

FORM = EMPTY.tools.form
GRANTED = ("requests", "granted")


def reading(**fields: Any) -> Reading:
    """Two sections, one of no form, and some figures of table three."""
    sections: Any = {
        "overview": Section(heading="一、总体\n情况", text="公开 10 条。"),
        "other": Section(text=""),
        "appendix": Section(text="附件"),
    }
    tables = {
        "requests": {
            "granted": {"natural_person": 3, "commercial": None, "research": "", "odd": "x\ny"},
            "denied.state_secret": {"total": 0},
        },
        "disputes": {"review": {"total": None}},
    }
    report = READING.report.model_copy(update={"sections": sections, "tables": tables})
    cells = {
        (*GRANTED, "commercial"): Place(2, 7, "（一）予以公开  3 ？"),
        ("requests", "denied.state_secret", "total"): Place(2, grid=1, row=6, column=9),
    }
    given: dict[str, Any] = {"report": report, "cells": cells, "sections": {"overview": Place(1, 4)}, **fields}
    return replace(READING, **given)


def test_tables_and_sections_as_understood() -> None:
    assert explained(reading(), FORM, "zh") == (
        "江口县财政局 · 2024 年度\n"
        "\n"
        "表二（二、主动公开政府信息情况）\n"
        "\n"
        "表三（三、收到和处理政府信息公开申请情况）\n"
        "  （一）予以公开\n"
        "    读作  自然人 3  商业企业 ？  科研机构 空  odd x y\n"
        "    原文  （一）予以公开 3 ？（第 2 页，第 7 段）\n"
        "  （三）不予公开 / 1.属于国家秘密\n"
        "    读作  总计 0\n"
        "\n"
        "表四（四、政府信息公开行政复议、行政诉讼情况）\n"
        "  行政复议\n"
        "    读作  总计 ？\n"
        "\n"
        "各部分\n"
        "  一、总体 情况：5 字（第 1 页，第 4 段）\n"
        "  六、其他需要报告的事项：0 字\n"
        "  appendix：2 字\n"
    )


def test_the_same_in_english_of_a_text() -> None:
    source = replace(READING.source, format="text")
    text = explained(reading(source=source), FORM, "en")
    assert text.startswith("江口县财政局 · 2024\n\nTable 2 (2. ")
    assert "  (1) Granted\n    read as  Natural persons 3  Commercial enterprises ?  " in text
    assert "    source  （一）予以公开 3 ？ (page 2, line 7)\n" in text
    assert "\nSections\n  一、总体 情况: 5 characters (page 1, line 4)\n" in text


def test_what_could_not_be_read() -> None:
    unsure = {
        (*GRANTED, "commercial"): Unsure("doubtful", "1\n7"),
        ("disputes", "review", "total"): Unsure("ambiguous", "3 4"),
    }
    found = reading(unsure=unsure, order=("overview", "requests"), notices=(Notice("mark.signed"),))
    headings = [FORM.sections[key].text.zh for key in ("proactive", "disputes", "problems", "other")]
    label = "表三 / （一）予以公开 / 商业企业"
    assert list(unread(found, FORM, "zh")) == [
        "文件带有数字签名；批注副本与签名时不同，签名对副本不再有效",
        *(f"{heading}：没有找到" for heading in headings),
        "表二：没有找到",
        f"{label}（第 2 页，第 7 段）：识别不准，看上去是“1 7”",
        "表四 / 行政复议 / 总计：不止一种读法，那里写的是“3 4”",
    ]
    plain = list(unread(reading(order=None), FORM, "zh"))
    assert plain == [
        "表二：没有找到",
        f"{label}（第 2 页，第 7 段）：读不出来",
        "表四 / 行政复议 / 总计：读不出来",
    ]
    assert next(iter(unread(reading(order=tuple(FORM.sections)), FORM, "en"))) == "Table 2: not found"
