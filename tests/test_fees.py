"""Processing fees: the figures that sections report, however they are written."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.amounts import AmountReader
from engine.cells import CellReader
from engine.facts import Fact
from engine.observe import Everything
from engine.observe.fees import FeeObserver
from engine.report import Report, Section, Unit
from engine.rulebook import Rulebook

Known = tuple[int, int, int] | None  # known, exact, amount; None: not even mentioned


def facts(book: Rulebook, other: str, overview: str = "", fees: object = None) -> dict[str, Fact]:
    """The facts about fees by ``element``, with ``overview/`` before those of section one."""
    form = book.form(2024)
    assert form is not None
    observer = FeeObserver(book.fees, form, CellReader(book.cell_words), Everything())
    report = Report.model_validate(
        {
            "unit": Unit(name="某市财政局"),
            "year": 2024,
            "sections": {"other": Section(text=other), "overview": Section(text=overview)},
            "tables": {} if fees is None else {"proactive": {"fees": {"amount_10k_yuan": fees}}},
        }
    )
    found = observer.observe(report)
    prefix = {"other": "", "overview": "overview/"}
    return {f"{prefix[str(fact.fields['section'])]}{fact.fields['element']}": fact for fact in found}


def told(book: Rulebook, text: str) -> list[Known]:
    found = facts(book, text)
    return [
        None if not (f := found[name].fields)["mentioned"] else (int(f["known"]), int(f["exact"]), int(f["amount"]))
        for name in ("notices", "total", "collected")
    ]


NONE = (1, 1, 0)
UNREAD = (0, 0, 0)
SAID: list[tuple[str, list[Known]]] = [
    ("无。", [None, None, None]),
    ("本年度未收取信息处理费。", [None, None, NONE]),
    ("没有因政府信息公开收取信息处理费的情况。", [None, None, NONE]),
    ("收取信息处理费情况：无。", [None, None, NONE]),
    ("收取信息处理费0元。", [None, None, NONE]),
    ("本年度收取信息处理费金额为0。", [None, None, NONE]),
    ("全年未产生信息处理费。", [NONE, NONE, NONE]),
    ("未发出收费通知，未收取信息处理费。", [NONE, NONE, NONE]),
    ("全年收取信息处理费3940元。", [None, None, (1, 1, 3940)]),
    ("有1件申请收取信息处理费380元。", [(1, 1, 1), None, (1, 1, 380)]),
    ("收取信息处理费2笔共计400元，较上年减少200元。", [(1, 1, 2), None, (1, 1, 400)]),
    ("共收取信息处理费100元（1件）。", [(1, 1, 1), None, (1, 1, 100)]),
    ("发出收费通知18件，通知收取信息处理费总金额4500元，实际收取3940元。", [(1, 1, 18), (1, 1, 4500), (1, 1, 3940)]),
    ("发出收费通知3件，总金额600元，实际收取总金额500元。", [(1, 1, 3), (1, 1, 600), (1, 1, 500)]),
    ("发出收费通知书2份，涉及金额1200元，实际到账1200元。", [(1, 1, 2), (1, 1, 1200), (1, 1, 1200)]),
    ("共发出缴费通知12件，应缴费用2900元，实缴2100元。", [(1, 1, 12), (1, 1, 2900), (1, 1, 2100)]),
    ("1.收费通知件数：8件\n2.通知总金额：900元\n3.实际收取的总金额：800元", [(1, 1, 8), (1, 1, 900), (1, 1, 800)]),
    ("收取信息处理费 1 200 元。", [None, None, (1, 1, 1200)]),
    ("收取信息处理费３，９４０元。", [None, None, (1, 1, 3940)]),
    ("收取信息处理费0.394万元。", [None, None, (1, 0, 3940)]),
    ("收取信息处理费近4000元。", [None, None, (1, 0, 4000)]),
    ("收取信息处理费3900余元。", [None, None, (1, 0, 3900)]),
    ("收取信息处理费3900元左右。", [None, None, (1, 0, 3900)]),
    ("收取信息处理费三百元。", [None, None, UNREAD]),
    ("收取信息处理费100元。收取信息处理费200元。", [None, None, (1, 0, 100)]),
    ("免收信息处理费300元。", [None, None, NONE]),
    ("行政事业性收费收入300万元。", [None, None, None]),
    ("政府采购金额300万元，工作经费20元。", [None, None, None]),
    ("按照国办函〔2020〕109号文件，未收取费用。", [None, None, NONE]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID, ids=lambda value: str(value)[:30])
def test_what_reports_say_of_fees(book: Rulebook, text: str, expected: list[Known]) -> None:
    assert told(book, text) == expected


def test_the_words_around_a_fee(book: Rulebook) -> None:
    fact = facts(book, "本年收取信息处理费385元。")["collected"]
    assert (fact.fields["named"], fact.fields["off_step"], fact.fields["above_table"]) == (1, 1, 0)
    assert fact.context["text"] == fact.context["collected_text"] == "385元"
    assert fact.context["quote"] == "本年收取信息处理费385元"
    assert facts(book, "实际收取385元，含邮寄费。")["collected"].fields["named"] == 0
    assert facts(book, "收取信息处理费385元，其中邮寄费5元。")["collected"].fields["named"] == 0


def test_section_one_is_heard_only_where_it_names_the_fee(book: Rulebook) -> None:
    found = facts(book, "无。", "收取土地出让金300元。收到申请3件，发出收费通知1件，收取信息处理费100元。")
    assert found["overview/collected"].fields["amount"] == 100
    assert found["overview/notices"].fields["amount"] == 1
    assert facts(book, "无。", "收取土地出让金300元。")["overview/collected"].fields["mentioned"] == 0


@pytest.mark.parametrize(
    ("fees", "above"),
    [(0, 3940), (0.39, 0), (0.38, 90), (0.3, 440), (1, 0), (96171.6, 0), ("", 0), ("无", 0), (None, 0), ("约1", 0)],
)
def test_against_table_two_with_its_rounding(book: Rulebook, fees: object, above: int) -> None:
    number = Decimal(str(fees)) if isinstance(fees, float) else fees
    assert facts(book, "收取信息处理费3940元。", fees=number)["collected"].fields["above_table"] == above


@st.composite
def sums(draw: st.DrawFn) -> tuple[str, int, bool]:
    """A sum of money as people write it, its whole yuan, and whether it is exact."""
    yuan = draw(st.integers(0, 10**9))
    text = f"{yuan:,}" if draw(st.booleans()) else str(yuan)
    text = text.replace(",", draw(st.sampled_from([",", "，"])))
    text += draw(st.sampled_from(["", ".00", ".5"]))
    if draw(st.booleans()):
        text = text.translate({ord("0") + i: 0xFF10 + i for i in range(10)} | {ord("."): 0xFF0E})
    if draw(st.booleans()) and len(text) > 1:
        at = draw(st.integers(1, len(text) - 1))
        text = text[:at] + draw(st.sampled_from([" ", "\u3000", "\u00a0"])) + text[at:]
    before = draw(st.sampled_from(["", "人民币", "共计", "约", "近", "超过"]))
    after = draw(st.sampled_from(["", "左右", "以上"]))
    more = draw(st.sampled_from(["", "余", "多"]))
    exact = before not in ("约", "近", "超过") and not after and not more
    return f"{before}{text}{more}元{after}", yuan, exact


@settings(max_examples=100, deadline=None)
@given(sums(), st.sampled_from(["全年收取信息处理费", "实际收取信息处理费总金额为", "本年度信息处理费实收"]))
def test_sums_however_they_are_written(book: Rulebook, money: tuple[str, int, bool], before: str) -> None:
    text, yuan, exact = money
    fields = facts(book, f"{before}{text}。")["collected"].fields
    assert (fields["known"], fields["amount"], fields["exact"]) == (1, yuan, int(exact))
    assert fields["off_step"] == int(exact and (yuan % 10 != 0 or "5" in text.translate(NARROW).partition(".")[2]))


NARROW = {0xFF10 + i: str(i) for i in range(10)} | {0xFF0E: "."}


def test_the_reader_reads_the_figure_only(book: Rulebook) -> None:
    reader = AmountReader(book.fees.numbers)
    found = reader.expression("收取<money>").search("收取约1,234.50万元左右。")
    assert found is not None
    amount = reader.read(found)
    assert (amount.value, amount.exact, amount.text) == (Decimal(12345000), False, "约1,234.50万元左右")
    assert reader.expression("<count>").search("2024年109号") is None
    assert reader.expression("<count>").search("1234567890123456件") is None


def test_an_unheard_of_sum_is_not_believed(book: Rulebook) -> None:
    assert facts(book, "收取信息处理费999999999999999亿元。")["collected"].fields["known"] == 0


@pytest.mark.parametrize(
    "unit", ["收费通知", "通知收取", "收取费", "收取信息处理费1", "1,", "无收费", "元（1件", "费\n"]
)
def test_the_time_is_bounded_on_hostile_text(book: Rulebook, unit: str) -> None:
    text = (unit * 500_000)[:2_000_000]
    begun = time.process_time()
    facts(book, text, text)
    assert time.process_time() - begun < 20
