"""Facts of one small report and of what is laid beside it, in full: fields, words for messages, cells."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from engine.beside import Beside
from engine.facts import Fact
from engine.json_text import dumps
from engine.observe import Everything, Observer
from engine.readers import read_bytes
from engine.reading import Reading
from engine.rulebook import Rulebook, Text
from tests.test_narrative import BASE

OVERVIEW = Text("一、总体情况", "1. Overview")
PROBLEMS = Text("五、存在的主要问题及改进情况", "5. Main problems and improvements")
OTHER = Text("六、其他需要报告的事项", "6. Other matters")
TABLES = [Text("表二", "Table 2"), Text("表三", "Table 3"), Text("表四", "Table 4")]
PASSAGE = "每季度请企业代表为解读稿打分，满分十分，低于六分的退回重写，写完再请他们看一遍"  # 36 letters


def report(**changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(BASE)
    made["unit"] = {"name": "某市财政局", "kind": "department"}
    made["title"] = "某市财政局2024年政府信息公开工作年度报告"
    made["published_on"], made["submitted_on"] = "2025-03-20", "2025-02-01"
    texts = {
        "preface": "本报告由某市审计局编制。统计期限为2024年1月5日至12月30日。",
        "overview": f"2023年，我局公开信息。{PASSAGE}。我镇坚持公开。",
        "problems": "解读形式不够丰富。更新也不够及时。\n七、附件\n多做图解。",
        "other": "发出收费通知3件，总金额465元，实际收取45.5元。请拨打13812345678。",
    }
    made["sections"] = {key: {"heading": "", "text": text} for key, text in texts.items()}
    made["sections"]["overview"]["heading"] = "三、总体情况"
    return made | changes


def reading(value: dict[str, Any], name: str, book: Rulebook) -> Reading:
    return read_bytes(dumps(value).encode(), name, book)


Facts = Mapping[str, Fact]


def observed(value: dict[str, Any], book: Rulebook, beside: Beside | None = None) -> dict[str, Fact]:
    form = book.form(2024)
    assert form is not None
    given = ("department", "prefecture", dt.date(2025, 3, 20), dt.date(2025, 2, 1), None, beside or Beside())
    found = Observer(book, form, Everything()).observe(reading(value, "report.json", book), *given)
    assert len({fact.id for fact in found}) == len(found)
    return {fact.id: fact for fact in found}


@pytest.fixture
def facts(book: Rulebook) -> Facts:
    return observed(report(), book)


def test_the_report(facts: Facts) -> None:
    found = facts["report"]
    assert {key: value for key, value in found.fields.items() if key != "own"} == {
        "form": "2021", "foreign": 0, "year": 2024, "unit": "某市财政局", "unit_kind": "department",
        "unit_level": "prefecture", "tables": 3, "keeps_order": 0, "keeps_labels": 0, "keeps_notes": 0,
        "keeps_places": 0, "keeps_preface": 1, "sections": 3,
    }  # fmt: skip
    assert found.context == {
        "title": "某市财政局2024年政府信息公开工作年度报告",
        "form_number": "国办公开办函〔2021〕30号",
    }
    assert facts["carrier"].fields == {"format": "json", "in_pictures": ""}


def test_cells_rows_columns_blocks_and_tables(facts: Facts) -> None:
    assert facts["cell/proactive/regulations/repealed"] == Fact(
        "cell",
        "cell/proactive/regulations/repealed",
        {
            "table": "proactive", "block": "article-20-1", "row": "regulations", "column": "repealed",
            "unit": "count", "state": "number", "whole": 1, "negative": 0, "valid": 1, "zero": 1, "value": 0,
            "with_unit": 0,
        },
        {"label": Text("表二 / 规章 / 本年废止件数", "Table 2 / Regulations / repealed in the year"), "text": "0"},
        (("proactive", "regulations", "repealed"),),
    )  # fmt: skip
    assert facts["row/proactive/regulations"] == Fact(
        "row",
        "row/proactive/regulations",
        {"table": "proactive", "block": "article-20-1", "row": "regulations", "expected": 1, "given": 1},
        {"title": TABLES[0], "label": Text("规章", "Regulations")},
        (("proactive", "regulations", ""),),
    )
    assert facts["column/proactive/article-20-1/repealed/1"] == Fact(
        "column",
        "column/proactive/article-20-1/repealed/1",
        {"table": "proactive", "block": "article-20-1", "column": "repealed", "expected": 1, "given": 1},
        {
            "title": TABLES[0],
            "label": Text("本年废止件数", "repealed in the year"),
            "block_label": Text("第二十条第（一）项", "Article 20, item 1"),
        },
        (("proactive", "", "repealed"),),
    )
    assert facts["block/proactive/article-20-1"] == Fact(
        "block",
        "block/proactive/article-20-1",
        {"table": "proactive", "block": "article-20-1", "given": 1},
        {"title": TABLES[0], "label": Text("第二十条第（一）项", "Article 20, item 1")},
    )
    assert facts["table/disputes"] == Fact(
        "table",
        "table/disputes",
        {
            "section": "disputes", "table": "disputes", "given": 1, "cells": 15, "blanks": 0, "unreadable": 0,
            "readable": 1, "empty": 0,
        },
        {
            "title": TABLES[2],
            "heading": Text(
                "四、政府信息公开行政复议、行政诉讼情况", "4. Administrative review and litigation"
            ),
        },
    )  # fmt: skip
    counted = [sum(fact.kind == kind for fact in facts.values()) for kind in ("cell", "row", "column", "block")]
    # 2 × 3 cells and 4 single ones of table two, 25 rows × 7 columns of table three, 3 × 5 of table four
    assert counted == [10 + 175 + 15, 6 + 25 + 3, 3 + 1 + 1 + 1 + 7 + 5, 4]


def test_tables_that_are_not_as_they_should_be(book: Rulebook) -> None:
    value = report()
    tables = value["tables"]
    del tables["requests"]
    tables["disputes"] = {
        "review": dict.fromkeys(("upheld", "corrected", "other", "pending", "total"), ""),
        "direct": {"upheld": "-", "corrected": None, "other": "", "pending": "x"},
    }
    tables["proactive"]["licences"] = {"decisions": "-3", "change": 1}
    tables["proactive"]["other_services"] = {"previous": 2}
    tables["proactive"]["fees"] = {"amount_10k_yuan": "0.25"}
    found = observed(value, book)

    def table(name: str) -> dict[str, Any]:
        fields = found[f"table/{name}"].fields
        return {key: fields[key] for key in ("given", "cells", "blanks", "unreadable", "readable", "empty")}

    assert table("requests") == {
        "given": 0, "cells": 0, "blanks": 0, "unreadable": 0, "readable": 0, "empty": 0,
    }  # fmt: skip
    assert table("disputes") == {
        "given": 1, "cells": 9, "blanks": 7, "unreadable": 1, "readable": 1, "empty": 0,
    }  # fmt: skip
    assert found["table/disputes"].cells == (
        *(("disputes", "review", column) for column in ("upheld", "corrected", "other", "pending", "total")),
        *(("disputes", "direct", column) for column in ("upheld", "other")),
    )
    states = {
        place: tuple(found[f"cell/{place}"].fields[name] for name in ("state", "whole", "negative", "valid", "value"))
        for place in (
            "disputes/direct/upheld", "disputes/direct/corrected", "disputes/direct/other",
            "disputes/direct/pending", "disputes/direct/total", "proactive/licences/decisions",
            "proactive/fees/amount_10k_yuan",
        )
    }  # fmt: skip
    assert states == {
        "disputes/direct/upheld": ("dash", 0, 0, 0, 0),
        "disputes/direct/corrected": ("unreadable", 0, 0, 0, 0),
        "disputes/direct/other": ("blank", 0, 0, 0, 0),
        "disputes/direct/pending": ("text", 0, 0, 0, 0),
        "disputes/direct/total": ("absent", 0, 0, 0, 0),
        "proactive/licences/decisions": ("number", 1, 1, 0, -3),
        "proactive/fees/amount_10k_yuan": ("number", 0, 0, 1, 0),
    }
    texts = [found[f"cell/disputes/{at}"].context["text"] for at in ("direct/upheld", "direct/total")]
    assert texts == ["-", ""]
    assert "cell/disputes/after_review/total" not in found  # that of the row says it
    assert found["row/disputes/after_review"].fields["given"] == 0
    assert found["row/requests/total"].fields["given"] == found["column/requests//total/1"].fields["given"] == 0
    foreign = {key: fact.fields for key, fact in found.items() if fact.fields.get("expected") == 0}
    assert foreign.keys() == {"row/proactive/other_services", "column/proactive/article-20-5/change/0"}
    assert found["report"].fields["foreign"] == 2
    assert found["report"].fields["tables"] == 2


def test_what_is_not_there_hides_no_sum(book: Rulebook) -> None:
    value = report()
    del value["tables"]["disputes"]["review"]
    value["tables"]["disputes"]["direct"]["upheld"] += 1
    found = {key: fact.fields["status"] for key, fact in observed(value, book).items() if fact.kind == "identity"}
    disputes = {
        key.rpartition("/")[2]: status for key, status in found.items() if key.startswith("identity/disputes")
    }
    assert disputes == {
        "direct": "broken",
        "after_review": "holds",
        "total": "absent",
    }  # not more sue than were reviewed


def test_of_many_headings_a_hundred_are_told(book: Rulebook) -> None:
    value = report()
    value["sections"]["problems"]["text"] = "七、附件\n" * 120
    assert sum(fact.kind == "heading" for fact in observed(value, book).values()) == 100


def test_no_copy_no_peers_and_no_year_before(facts: Facts) -> None:
    assert set(facts["copy"].fields.values()) == set(facts["previous"].fields.values()) == {0}
    assert set(facts["peers"].fields.values()) == {0}


def test_sums(facts: Facts) -> None:
    assert facts["identity/normative.in-force/normative_documents"] == Fact(
        "identity",
        "identity/normative.in-force/normative_documents",
        {
            "table": "proactive", "group": "normative.in-force", "line": "normative_documents", "relation": "lte",
            "status": "holds", "difference": 0,
        },
        {
            "made": 8, "repealed": 26, "in_force": 66, "line_label": Text("行政规范性文件", "Normative documents"),
            "left": 8, "right": 92, "gap": 84,
            "sum": Text("本年废止件数26 + 现行有效件数66", "repealed in the year 26 + in force 66"),
        },
        (("proactive", "normative_documents", "made"),),
    )  # fmt: skip


def test_sections_and_headings(facts: Facts) -> None:
    assert facts["section/overview"] == Fact(
        "section",
        "section/overview",
        {  # 2023年我局公开信息: 11 letters, the passage, 我镇坚持公开: 6
            "section": "overview", "given": 1, "expected": 1, "number": 3, "off": 2, "characters": 11 + 36 + 6,
            "prose": 1, "order": "unknown",
        },
        {"heading": OVERVIEW, "found": "三、总体情况"},
    )  # fmt: skip
    assert facts["section/disputes"].fields == {
        "section": "disputes", "given": 1, "expected": 4, "number": 0, "off": 0, "characters": 0, "prose": 0,
        "order": "unknown",
    }  # fmt: skip
    assert facts["heading/problems/18"] == Fact(
        "heading",
        "heading/problems/18",
        {"section": "problems", "number": 7, "words": "七、附件"},
        {"heading": PROBLEMS},
    )


def test_a_section_that_is_missing(book: Rulebook) -> None:
    value = report()
    del value["sections"]["other"], value["tables"]["disputes"]
    found = observed(value, book)
    assert [found[f"section/{key}"].fields["given"] for key in ("overview", "requests", "disputes", "other")] == [
        1, 1, 0, 0,
    ]  # fmt: skip
    assert found["section/other"].context == {"heading": OTHER, "found": ""}


@pytest.mark.parametrize(
    ("order", "out"),
    [
        (("overview", "problems", "other"), ""),
        (("annex", "overview", "problems", "other"), ""),  # what no form has stands nowhere
        (("problems", "annex", "overview", "requests", "other"), "problems"),  # the fewest that must move
        (("other", "overview", "problems"), "other"),
        (("overview", "other", "problems"), "problems"),
        ((), ""),
    ],
)
def test_sections_out_of_order(order: tuple[str, ...], out: str, book: Rulebook) -> None:
    form = book.form(2024)
    assert form is not None
    read = replace(reading(report(), "report.json", book), order=order)
    found = {fact.id: fact for fact in Observer(book, form, Everything()).observe(read, "", "", None, None)}
    given = {key: found[f"section/{key}"].fields["order"] for key in ("overview", "problems", "other")}
    assert given == {key: "out_of_place" if key == out else "in_place" for key in given}
    assert found["section/requests"].fields["order"] == "unknown"
    assert found["section/requests"].fields["given"] == 0  # an order tells which sections there are
    assert found["report"].fields["keeps_order"] == 1


@pytest.mark.parametrize("preface", ["没有期限。", "2024年13月1日至2024年14月31日。"])
def test_a_period_that_is_not_known(preface: str, book: Rulebook) -> None:
    value = report()
    value["sections"]["preface"]["text"] = preface
    assert observed(value, book)["period"] == Fact(
        "period",
        "period",
        {"section": "preface", "known": 0, "starts": 0, "ends": 0, "off": 0},
        {"first": "", "last": "", "year_start": "2024-01-01", "year_end": "2024-12-31"},
    )
    value["sections"]["preface"]["text"] = " "
    assert "period" not in observed(value, book)


def test_words(facts: Facts) -> None:
    assert facts["phrase/mobile-number/other/30"] == Fact(
        "phrase",
        "phrase/mobile-number/other/30",
        {
            "section": "other", "phrase": "mobile-number", "at": 30, "count": 1, "words": "13*******78", "led_by": "",
        },
        {"heading": OTHER, "quote": "13*******78"},
    )  # fmt: skip
    assert facts["phrase/processing-fee/other/2"].context == {
        "heading": OTHER,
        "quote": "发出收费通知3件，总金额465元，实",
    }
    assert facts["title"] == Fact(
        "title",
        "title",
        {
            "known": 1, "words": "某市财政局2024年政府信息公开工作年度报告", "called": "annual-report",
            "unit": "named", "years": 1, "year": 2024, "off": 0, "others": 0, "period_off": 0,
        },
        {"report_year": 2024, "period_year": 2024},
    )  # fmt: skip


def test_dates(facts: Facts) -> None:
    assert facts["period"] == Fact(
        "period",
        "period",
        {"section": "preface", "known": 1, "starts": 4, "ends": -1, "off": 5},
        {"first": "2024-01-05", "last": "2024-12-30", "year_start": "2024-01-01", "year_end": "2024-12-31"},
    )
    assert facts["date/published"] == Fact(
        "date",
        "date/published",
        {"event": "published", "known": 1, "days_after_year_end": 31 + 28 + 20},
        {"on": "2025-03-20", "year_end": "2024-12-31"},
    )
    assert facts["date/dated"].fields == {"event": "dated", "known": 0, "days_after_year_end": 0}
    assert facts["deadline/department-published"] == Fact(
        "deadline",
        "deadline/department-published",
        {
            "deadline": "department-published", "event": "published", "known": 1, "days_late": 48,
            "days_after_grace": 43,  # spring festival of 2025: work began again on 5 February
        },
        {"on": "2025-03-20", "due": "2025-01-31", "grace": "2025-02-05"},
    )  # fmt: skip
    assert facts["deadline/department-submitted"].fields == {
        "deadline": "department-submitted", "event": "submitted", "known": 1, "days_late": 1, "days_after_grace": -4,
    }  # fmt: skip


def test_fees(facts: Facts) -> None:
    quote = "发出收费通知3件，总金额465元，实际收取45.5元"
    assert facts["fee/other/total"] == Fact(
        "fee",
        "fee/other/total",
        {
            "section": "other", "element": "total", "mentioned": 1, "known": 1, "exact": 1, "amount": 465, "named": 0,
            "off_step": 1, "above_table": 0,
        },
        {
            "heading": OTHER, "label": Text("通知收费的总金额", "the total that the notices ask for"),
            "text": "465元", "total_text": "465元", "table_amount": "96171.6", "quote": quote,
        },
    )  # fmt: skip
    assert facts["fee/other/notices"].fields == {
        "section": "other", "element": "notices", "mentioned": 1, "known": 1, "exact": 1, "amount": 3, "named": 0,
        "off_step": 0, "above_table": 0,
    }  # fmt: skip


def test_fees_above_what_table_two_says(book: Rulebook) -> None:
    """0.04 of ten thousand yuan is at most 450 yuan before rounding, 45.5 are less; 465 are fifteen more."""
    value = report()
    for amount, above in (("0.04", 15), ("0.0", 465), (0, 465), ("", 0), ("-1", 0), ("0.1", 0), ("0.0465", 0)):
        value["tables"]["proactive"]["fees"]["amount_10k_yuan"] = amount
        found = observed(value, book)
        assert (amount, found["fee/other/total"].fields["above_table"]) == (amount, above)
        assert found["fee/other/notices"].fields["above_table"] == 0  # no money
    assert found["fee/other/total"].context["table_amount"] == "0.0465"
