"""The text reader: headings, titles, dates, prose, and any text at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Unusable
from engine.readers.lines.align import certain_pairs
from engine.score import Engine
from tests.texts import (
    BOOK,
    COLUMNS,
    DISPUTES,
    DISPUTES_CELLS,
    FORMS,
    GROUPS,
    HEAD,
    PROACTIVE_2021,
    PROACTIVE_CELLS,
    SECTIONS,
    cells,
    document,
    figures,
    label,
    line_by_line,
    read,
    stream,
)

# -- tables and sections that are not there -----------------------------------------------------------------------


def test_words_instead_of_tables() -> None:
    words = "2024年，本机关收到政府信息公开申请0件，予以公开0件，部分公开0件，结转下年度继续办理0件。"
    found = read(document(words, proactive="本年度作出行政许可12件。", disputes="未发生行政复议、行政诉讼。"))
    assert found.report.tables == {}
    assert found.notices == ()
    texts = {key: section.text for key, section in found.report.sections.items()}
    assert texts["requests"] == words
    assert texts["proactive"] == "本年度作出行政许可12件。"
    assert texts["disputes"] == "未发生行政复议、行政诉讼。"


def test_words_beside_a_table_are_its_sections_text() -> None:
    before, after = "2024年新收申请情况见下表，其中网络申请居多。", "注：以上数据由各科室汇总。"
    found = read(document(f"{before}\n{line_by_line(figures())}\n{after}"))
    assert cells(found, "requests") == figures()
    assert found.report.sections["requests"].text == f"{before}\n{after}"


def test_note_in_the_head() -> None:
    assert read(document(stream(figures()))).notes == {"requests": True}
    assert read(document(line_by_line(figures()))).notes == {"requests": False}
    broken_off = line_by_line(figures()).replace(HEAD[0], "（本列数据的勾稽关系为：第一项加第二项之和）")
    assert read(document(broken_off)).notes == {}


def test_table_without_its_heading() -> None:
    text = document(line_by_line(figures())).replace("三、收到和处理政府信息公开申请情况\n", "")
    found = read(text)
    assert cells(found, "requests") == figures()
    assert found.report.table("proactive") == PROACTIVE_CELLS
    assert found.order is not None
    assert "requests" not in found.order


def test_headings_are_kept_as_they_stand() -> None:
    text = document(line_by_line(figures()))
    text = text.replace("二、主动公开政府信息情况", "三、 主动公开政府信息情况")
    text = text.replace("五、存在的主要问题及改进情况", "五、存在的主要问题及其改进的情况")
    text = text.replace("六、其他需要报告的事项\n", "六、其他需要报告的事项：")
    broken_up = "四、因政府信息公开工作被申请行政复议、\n提起行政诉讼情况"
    text = text.replace("四、政府信息公开行政复议、行政诉讼情况", broken_up)
    found = read(text)
    assert {key: section.heading for key, section in found.report.sections.items()} == {
        "preface": "",
        "overview": "一、总体情况",
        "proactive": "三、 主动公开政府信息情况",
        "requests": "三、收到和处理政府信息公开申请情况",
        "disputes": "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "problems": "五、存在的主要问题及其改进的情况",
        "other": "六、其他需要报告的事项",
    }
    assert found.report.sections["other"].text == "本机关2024年未收取信息处理费。"
    assert cells(found, "disputes") == DISPUTES_CELLS
    assert found.sections["problems"].line == text[: text.index("五、存在")].count("\n") + 1


def test_order_of_sections_is_that_of_the_text() -> None:
    text = document(line_by_line(figures()))
    problems = text[text.index("五、") : text.index("六、")]
    text = text.replace(problems, "").replace("四、政府信息公开", problems + "四、政府信息公开")
    assert read(text).order == ("overview", "proactive", "requests", "problems", "disputes", "other")


@pytest.mark.parametrize("leader", ["", "…………3", " 3"])
def test_table_of_contents(leader: str) -> None:
    text = document(line_by_line(figures()))
    plain = read(text)
    contents = [section.heading + leader for section in plain.report.sections.values() if section.heading]
    found = read(text.replace("本报告所列", "\n".join(["目录", *contents, "本报告所列"]), 1))
    assert cells(found, "requests") == figures()
    assert found.order == plain.order
    for key, section in plain.report.sections.items():
        if key != "preface":
            assert found.report.sections[key] == section


def test_headings_without_numerals() -> None:
    text = document(line_by_line(figures()))
    for numeral, words in zip("一二三四五六", ("总体", "主动", "收到", "政府", "存在", "其他"), strict=True):
        text = text.replace(f"{numeral}、{words}", words)
    found = read(text)
    assert found.order == SECTIONS
    assert cells(found, "requests") == figures()


# -- unit, year, dates, and what is no report ----------------------------------------------------------------------


@pytest.mark.parametrize(("title", "unit", "year"), [
    ("江口县财政局2023年政府信息公开工作年度报告", "江口县财政局", 2023),
    ("江口县财政局 ２０２３ 年度\n政府信息公开工作\n年度报告", "江口县财政局", 2023),
    ("2023年度江口县财政局政府信息公开年度报告", "江口县财政局", 2023),
    ("江口县财政局二〇二三年政府信息公开工作年度报告", "江口县财政局", 2023),
    ("索引号：2023-1\n江口县财政局\n2023年政务公开工作报告", "江口县财政局", 2023),
    ("江口县财政局政府信息公开工作年度报告（2023年度）", "江口县财政局", 2023),
    ("2023年政府信息公开工作年度报告", "未载明单位名称", 2023),
    ("年度报告\n本报告的统计期限为2022年1月1日至2022年12月31日", "未载明单位名称", 2022),
])  # fmt: skip
def test_title(title: str, unit: str, year: int) -> None:
    found = read(f"{title}\n一、总体情况\n无。\n六、其他需要报告的事项\n无。")
    assert (found.report.unit.name, found.report.year) == (unit, year)
    notices = Engine(BOOK).score(found, lang="en").notices
    assert any("names no unit" in notice for notice in notices) == (unit == "未载明单位名称")


@pytest.mark.parametrize(("line", "day"), [
    ("发布日期：2025-01-20 10:30 浏览次数：12", "2025-01-20"),
    ("发布时间: 2025年1月2日", "2025-01-02"),
    ("发布时间：2025-1-2 10:30", "2025-01-02"),
    ("成文日期：2025-01-20", None),
    ("发布日期：2025-02-30", None),
    ("发布日期：2025-01-20 公开日期：2025-01-21", "2025-01-20"),
    ("本年度报告于2025年1月20日公开", None),
])  # fmt: skip
def test_day_of_publication(line: str, day: str | None) -> None:
    text = document(line_by_line(figures())).replace("本报告所列", f"{line}\n本报告所列")
    found = read(text).report.published_on
    assert (found and found.isoformat()) == day


@pytest.mark.parametrize(("text", "key"), [
    ("", "document.not_a_report"),
    ("今天天气很好。\n明天也好。", "document.not_a_report"),
    ("江口县财政局2023年政府信息公开工作年度报告\n全年无事。", "document.not_a_report"),
    ("年度报告\n一、总体情况\n无。", "document.no_year"),
    ("一" * 5_000_001, "limit.text"),
    ("\n" * 200_001, "limit.cells"),
    ("\f" * 200_001, "limit.cells"),
    ("甲局2023年政府信息公开年报\n一、总体情况\n" + "长" * 2_000_001, "text.too_long"),
])  # fmt: skip
def test_what_is_no_report(text: str, key: str) -> None:
    with pytest.raises(Unusable) as told:
        read(text)
    assert told.value.key == key


def test_prose_is_joined_into_paragraphs() -> None:
    prose = [
        "（一）主动公开情况。今年以来，本机关坚持以公开为常态、以不公",
        "开为例外，全年通过门户网站公开各类信息共计一百二十余条，其中",
        "政策解读12",
        "3",
        "条，回应群众关切五条，召开发布会一场。",
        "（二）依申请公开情况",
        "全年收到申请三件，均在法定期限内依法作出答复，未收取任何费用。",
        "（三）其他情况。按照要求开展 open",
        "data 试点，进一步方便了人民群众获取政府信息并加以利用和监督。",
    ]
    text = document(line_by_line(figures())).replace("（一）主动公开。全年主动公开信息12条。", "\n".join(prose))
    assert read(text).report.sections["overview"].text.split("\n") == [
        "".join(prose[:3]) + prose[4],
        prose[5],
        prose[6],
        prose[7] + " " + prose[8],
    ]


# -- any text --------------------------------------------------------------------------------------------------------

HEADINGS = [label.text.zh for label in FORMS["2021"].sections.values()]
WORDS = [*COLUMNS, *HEAD, *HEADINGS, *GROUPS.values(), *map(label, figures())]
WORDS += [*DISPUTES.split(), *PROACTIVE_2021.split(), "2024年", "年度报告", "发布日期：2025-01-01"]
WORDS += ["0", "1 2 3 4 5 6 7", "- 3 -", "9" * 30, "|", "\t", "\f", "\r", "\ud800", "\0", "\u2028"]
WORDS += ["，", "①", "Ⅷ", "½", "٣", "𝟘"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, "\n", "\n", " ", " "]) | st.text(max_size=8), max_size=120))
def test_any_text_is_read_or_refused(words: list[str]) -> None:
    for start in ("", "江口县财政局2024年政府信息公开工作年度报告\n一、总体情况\n二、主动公开政府信息情况\n"):
        try:
            found = read(start + "".join(words))
        except Unusable:
            continue
        assert type(found.report).model_validate(found.report.dump()) == found.report


@pytest.mark.parametrize("unit", [
    "0 0 0 0 0 0 0\n", "0 ", "一、", "一、总体情\n", "\t", "其他 总计 ", "1.属于国家秘密 0 0 0 0 0 0 0\n",
])  # fmt: skip
def test_long_texts_are_read_in_seconds(unit: str) -> None:
    times = min(1_000_000 // len(unit), 40_000)
    text = document(unit * times)
    assert read(text).report.year == 2024


@given(st.lists(st.sets(st.integers(0, 4)), max_size=6))
def test_certain_pairs_are_in_every_longest_attribution(candidates: list[set[int]]) -> None:
    chains: list[list[tuple[int, int]]] = [[]]
    for index, rows in enumerate(candidates):
        chains += [[*chain, (index, row)] for chain in chains for row in rows if not chain or chain[-1][1] < row]
    longest = max(map(len, chains))
    every = [set(chain) for chain in chains if len(chain) == longest]
    expected = set.intersection(*every)
    assert set(certain_pairs([dict.fromkeys(rows) for rows in candidates], 5).items()) == expected


@pytest.mark.parametrize(
    ("official", "own"),
    [
        ("五、存在的主要问题及改进情况", "五、工作中存在的主要问题和改进措施"),
        ("一、总体情况", "一、政府信息公开工作总体情况"),
        ("一、总体情况", "第一部分 总体情况"),
        ("一、总体情况", "（一）总体情况"),
        ("六、其他需要报告的事项", "六、需要说明的其他事项"),
    ],
)
def test_a_heading_in_words_of_its_own_is_found_by_its_number_or_place(official: str, own: str) -> None:
    text = document(line_by_line(figures()))
    assert text.count(official) == 1
    found = read(text.replace(official, own))
    assert found.order == SECTIONS
    assert own in {section.heading for section in found.report.sections.values()}


def test_a_row_of_table_three_is_no_heading() -> None:
    """三、本年度办理结果 begins as section three does."""
    text = document(line_by_line(figures())).replace("三、收到和处理政府信息公开申请情况", "")
    assert "requests" not in (read(text).order or ())
