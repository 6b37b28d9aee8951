"""Shares that prose tells, and whether the outcomes that it tells add up, in full."""

from __future__ import annotations

import pytest

from engine.facts import Fact
from engine.rulebook import Rulebook
from tests.test_narrative_told import HEADING, told


def test_all_that_is_told_of_a_share(book: Rulebook) -> None:
    share = told("收到政府信息公开申请3119件，答复3050件，其中予以公开1362件，占43.7%。", book)[-1]
    assert share == Fact(
        "share",
        "share/overview/37",
        {"section": "overview", "at": 37, "agrees": 1, "extent": "none"},
        {
            "heading": HEADING,
            "quote": "请3119件，答复3050件，其中予以公开1362件，占【43.7%】",
            "figure": "43.7%",
            "part": "1362件",
            # of those settled, of those received, and of the latter with what was carried over: 3119 + 34
            "shares": "1362/3050 = 44.66%; 1362/3119 = 43.67%; 1362/3153 = 43.20%",
        },
    )
    wrong = told("答复政府信息公开申请3050件，其中予以公开1362件，占50%；各部门予以公开1362件，占40%。", book)
    assert [(fact.fields["agrees"], fact.fields["extent"]) for fact in wrong if fact.kind == "share"] == [
        (0, "none"),
        (0, "member"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("予以公开1362件，占44.6%", [1]),  # of 3050: 44.655…, cut off
        ("予以公开1362件，占44.7%", [1]),  # rounded
        ("予以公开1362件，占44.5%", [0]),
        ("予以公开1362件，占44.8%", [0]),
        ("予以公开1362件，占43.2%", [1]),  # of 3153: 43.197…
        ("予以公开1362件，占43.6%", [1]),  # of 3119: 43.668…
        ("予以公开1362件，占43%", [1]),
        ("予以公开1362件，占42%", [0]),
        ("予以公开1362件，占四成多", []),
        ("予以公开1362件，占40%以上", [1]),
        ("予以公开1362件，占不足50%", [1]),
        ("予以公开1362件，占不足40%", [0]),
        ("予以公开1362件，部分公开454件，合计占59.5%", [1]),  # 1816 of 3050: 59.54…
        ("予以公开1362件，部分公开454件，占14.9%", [1]),  # 454 alone: 14.88…
        ("予以公开1362件，部分公开454件，占44.7%", [0]),  # the first of the two alone
        ("予以公开1362件，工作量很大，占44.6%", []),
        ("予以公开1362件，占44.6%、部分公开454件，占14.9%", [1, 1]),
        ("占44.6%，予以公开1362件", []),
    ],
)
def test_shares_of_the_usual_wholes(text: str, expected: list[int], book: Rulebook) -> None:
    found = told(f"答复政府信息公开申请3050件，其中{text}。", book)
    assert [fact.fields["agrees"] for fact in found if fact.kind == "share"] == expected


def test_all_that_is_told_of_a_sum(book: Rulebook) -> None:
    told_sum = told("收到政府信息公开申请200件，上年结转8件，答复201件，其中予以公开100件、不予公开180件。", book)[-1]
    assert told_sum == Fact(
        "told_sum",
        "told_sum/overview",
        {
            "section": "overview", "at": 35, "state": "more", "parts": 2, "sum": 280, "told": 208, "difference": 72,
            "extent": "none",
        },
        {
            "heading": HEADING,
            "quote": "开申请200件，上年结转8件，答复201件，其中予以公开【100件】、不予公开180件",
            "terms": "予以公开 100 + 不予公开 180",
            "gap": 72,
        },
    )  # fmt: skip


ALL_WAYS = "予以公开{}件、部分公开10件、不予公开10件、无法提供10件、不予处理10件、其他处理10件"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"答复政府信息公开申请201件，其中{ALL_WAYS.format(100)}。", ("less", 6, 150, 201, -51)),
        (f"答复政府信息公开申请201件，其中{ALL_WAYS.format(151)}。", ("agrees", 6, 201, 201, 0)),
        ("答复政府信息公开申请201件，其中予以公开及部分公开100件、不予公开80件。", ("part", 2, 180, 201, -21)),
        ("收到政府信息公开申请90件，上年结转10件，予以公开50件，不予公开50件。", ("agrees", 2, 100, 100, 0)),
        ("收到政府信息公开申请90件，结转下年10件，予以公开50件，不予公开30件。", ("agrees", 2, 80, 80, 0)),
        ("收到政府信息公开申请90件，结转下年10件，予以公开50件，不予公开34件。", ("part", 2, 84, 80, 4)),
        ("收到政府信息公开申请90件，予以公开50件，部分公开20件，予以公开及部分公开70件。", None),
        ("收到政府信息公开申请90件，予以公开50件，予以公开40件，不予公开60件。", None),
        ("收到政府信息公开申请90件，予以公开约50件，不予公开60件。", None),
        ("予以公开50件，不予公开60件。", None),
    ],
)
def test_sums_of_what_is_told(text: str, expected: tuple[str, int, int, int, int] | None, book: Rulebook) -> None:
    found = [fact.fields for fact in told(text, book) if fact.kind == "told_sum"]
    names = ("state", "parts", "sum", "told", "difference")
    assert [tuple(fields[name] for name in names) for fields in found] == ([expected] if expected else [])


def test_a_way_that_the_table_has_none_of_need_not_be_told(book: Rulebook) -> None:
    """All ways are told but one; the table decides whether that one is missing."""
    text = "答复政府信息公开申请201件，其中予以公开100件、部分公开10件、不予公开10件、无法提供10件、其他处理10件。"
    rows = ("petition", "duplicate", "publication", "excessive", "reissue")
    for value, state in ((0, "less"), ("", "less"), (1, "part"), ("x", "part")):
        cells = {f"requests/not_processed.{row}/total": value for row in rows}
        assert told(text, book, cells)[-1].fields["state"] == state
