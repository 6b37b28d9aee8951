"""What sections say of a topic, measured; and a topics.yaml that is wrong says where."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.facts import Value
from engine.loading import RulebookError, default_root, load_rulebook
from engine.observe import Everything
from engine.observe.topics import TopicObserver
from engine.reading import Reading, Source
from engine.report import Report, Section, SectionKey, Unit
from engine.rulebook import Rulebook, Text
from engine.wordings import Topic, TopicWords

YEAR = 2024


def measured(book: Rulebook, **texts: str) -> dict[str, dict[str, Value]]:
    """The fields of the facts about topics by ``topic/section``."""
    form = book.form(YEAR)
    assert form is not None
    keys: dict[str, SectionKey] = {
        "preface": "preface",
        "overview": "overview",
        "problems": "problems",
        "other": "other",
    }
    sections = {keys[key]: Section(text=text) for key, text in texts.items()}
    report = Report(unit=Unit(name="某市财政局"), year=YEAR, sections=sections)
    observer = TopicObserver(book.topics, form, Everything())
    facts = observer.observe(Reading(report, Source("", "", "")))
    return {f"{fact.fields['topic']}/{fact.fields['section']}": fact.fields for fact in facts}


# Wordings of real reports, in our own sentences: what each of them is about.
SAID = {
    "aspect-proactive": [
        "全年主动公开政府信息34条。",
        "各栏目共刊发文稿、公告、公示等44篇。",
        "通过网站发布动态信息90条。",
        "公开行政许可事项目录。",
    ],
    "aspect-requests": [
        "全年未接到信息公开申请。",
        "未收到政府信息公开案件。",
        "2024年依申请公开0件。",
        "没有政府信息依申请公开情况。",
        "申请办理情况良好。",
    ],
    "aspect-management": [
        "严格落实三审三校制度。",
        "坚持先审后发。",
        "落实公文公开属性源头认定。",
        "完成行政规范性文件清理。",
        "加强保密审查。",
        "动态调整主动公开目录。",
        "规范信息管理流程。",
    ],
    "aspect-platform": [
        "维护好我办频道网站。",
        "各村设公开栏和广播。",
        "编印政府公报6期。",
        "在政务大厅设政务公开专区。",
        "开通微信公众号。",
    ],
    "aspect-supervision": [
        "安排专人负责。",
        "调整政务公开领导小组成员。",
        "组织业务培训2次。",
        "每季度自查一次。",
        "列入督查事项。",
        "设立投诉举报电话。",
    ],
    "government-appraisal": [
        "纳入部门年度考绩内容。",
        "占绩效考评4分。",
        "出具各县区评估分报告。",
        "未组织考核。",
        "列入目标管理。",
    ],
    "government-review": [
        "开展群众满意度调查。",
        "回收调查问卷300份。",
        "民主评议政风行风。",
        "主动收集社会评议和反馈。",
        "聘请社会监督员10名。",
        "本年度没有组织社会评议。",
    ],
    "government-accountability": [
        "没有责任追究的情形。",
        "未发生责任追究。",
        "通报批评1个单位。",
        "对2名责任人进行约谈。",
        "未被问责。",
        "未出现失泄密情况。",
    ],
}


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, texts in SAID.items() for text in texts])
def test_what_real_reports_say_is_found(book: Rulebook, topic: str, text: str) -> None:
    fields = measured(book, overview=text)[f"{topic}/overview"]
    assert (fields["mentioned"], fields["denied"] + fields["stated"]) == (1, 1)  # type: ignore[operator]


@pytest.mark.parametrize("topic", SAID)
def test_what_is_said_of_everything_is_about_nothing(book: Rulebook, topic: str) -> None:
    fields = measured(book, overview="全年政府信息公开工作正常开展。")[f"{topic}/overview"]
    assert [fields[name] for name in ("mentioned", "times", "opened", "stated", "characters", "figures")] == [0] * 6


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("（四）平台建设情况。无。", 0),
        ("（四）平台建设情况\n（五）监督保障情况\n组织培训2次。", 0),
        ("（四）平台建设情况：按照上级要求做好平台建设工作。", 0),
        ("（四）平台建设。进一步加强平台建设。", 0),
        ("（四）平台建设。本单位无部门网站。", 1),
        ("（四）平台建设。\n无。\n本单位没有网站。", 1),
        ("平台建设工作有序推进，新开微信公众号1个。", 1),
    ],
)
def test_set_phrases_state_nothing(book: Rulebook, text: str, stated: int) -> None:
    fields = measured(book, overview=text)["aspect-platform/overview"]
    assert (fields["mentioned"], fields["stated"], fields["denied"]) == (1, stated, 1 - stated)


def test_parts_end_where_another_begins(book: Rulebook) -> None:
    text = "（一）主动公开情况。甲乙丙丁戊。（二）依申请公开情况。受理申请3件，办结2件。"
    text += "\n（三）政府信息管理和平台建设情况。庚辛。"
    found = measured(book, overview=text)
    proactive, requests = found["aspect-proactive/overview"], found["aspect-requests/overview"]
    assert (proactive["characters"], proactive["figures"], proactive["siblings"]) == (5, 0, 3)
    assert (requests["characters"], requests["figures"], requests["opened"]) == (10, 2, 1)
    assert [found[f"aspect-{name}/overview"]["opened"] for name in ("management", "platform")] == [1, 1]
    assert found["aspect-supervision/overview"]["siblings"] == 4


def test_words_broken_over_lines_are_found(book: Rulebook) -> None:
    assert measured(book, overview="收到依申\n请公开事项")["aspect-requests/overview"]["mentioned"] == 1
    assert measured(book, overview="组 织 培\n训")["aspect-supervision/overview"]["mentioned"] == 1


def test_another_section_may_speak_of_it(book: Rulebook) -> None:
    found = measured(book, overview="公开信息3条。", other="工作考核结果良好。")
    assert found["government-appraisal/overview"]["elsewhere"] == 1
    assert found["government-appraisal/other"]["elsewhere"] == 0
    assert "government-appraisal/problems" not in found


@pytest.mark.parametrize(
    ("text", "problems", "improvements"),
    [
        ("一是甲不足；二是乙不够。下一步：一是丙；二是丁；三是戊。", 2, 3),
        ("（一）存在的主要问题。1.甲不足。2.乙不够。（二）改进情况。1.丙。", 2, 1),
        ("（一）存在的问题\n1.甲：一是子，二是丑。\n2.乙不够。\n（二）改进措施\n丙。", 2, 0),
        ("甲不足，乙不够。今后加强丙。", 0, 0),
    ],
)
def test_items_are_counted_in_the_first_style(book: Rulebook, text: str, problems: int, improvements: int) -> None:
    found = measured(book, problems=text)
    assert found["problems/problems"]["items"] == problems
    assert found["improvements/problems"]["items"] == improvements


@pytest.mark.parametrize(
    ("text", "problems", "improvements"),
    [
        ("无。", 0, 0),
        ("本年度不存在问题。", 0, 0),
        ("经自查，暂无突出问题。下一步加强培训。", 0, 1),
        ("公开意识有待进一步加强。", 1, 0),
        ("业务能力还需加强，形式单一。", 1, 0),
        ("存在的主要问题：解读照搬文件。改进情况：已制作图解。", 1, 1),
        ("坚持问题导向，解决群众反映的问题，将制作图解。", 0, 1),
        ("针对上述问题，加大培训力度。", 0, 1),
        ("主要问题：栏目更新不及时。", 1, 0),
    ],
)
def test_problems_and_improvements(book: Rulebook, text: str, problems: int, improvements: int) -> None:
    found = measured(book, problems=text)
    assert found["problems/problems"]["stated"] == problems
    assert found["improvements/problems"]["stated"] == improvements


PIECES = st.lists(
    st.sampled_from(
        [*(text for texts in SAID.values() for text in texts), "无。", "\n", "（四）平台建设。", "１２件", "，"]
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(before=PIECES, after=PIECES, topic=st.sampled_from(sorted(SAID)), pick=st.integers(0, 3))
def test_more_text_never_hides_a_mention(
    book: Rulebook, before: list[str], after: list[str], topic: str, pick: int
) -> None:
    text = "".join(before) + "\n" + SAID[topic][pick] + "\n" + "".join(after)
    found = measured(book, overview=text)
    assert found[f"{topic}/overview"]["mentioned"] == 1
    for fields in found.values():
        assert fields["denied"] == int(fields["mentioned"] == 1 and fields["stated"] == 0)
        assert 0 <= int(fields["characters"]) <= 100 * len(text)


@pytest.mark.parametrize(
    "unit", ["政务信息", "（一）主动公开。", "没有", "收到", "1", "1,", "。", "信息\n", "不存在的", "20"]
)
def test_the_time_is_bounded_on_hostile_text(book: Rulebook, unit: str) -> None:
    text = (unit * 2_000_000)[:2_000_000]
    begun = time.process_time()
    found = measured(book, overview=text[:50_000], problems=text, preface=text)
    assert time.process_time() - begun < 20
    measured_at_all = {"overview"} if any(map(str.isalnum, unit)) else set()
    assert {key.partition("/")[2] for key in found} == measured_at_all


def test_a_topic_leads_until_the_first_part() -> None:
    label = Text("甲", "a")
    words = TopicWords(
        topics=(
            Topic("first", label, ("overview",), ("x",), group="g", leads=True),
            Topic("second", label, ("overview",), ("y",), group="g", opens=("^then",)),
        ),
        sentence_ends=".",
        items=(r"\d",),
    )
    book = load_rulebook()
    form = book.form(YEAR)
    assert form is not None
    report = Report(unit=Unit(name="甲"), year=YEAR, sections={"overview": Section(text="1x.2x.then1y.2.3")})
    facts = TopicObserver(words, form, Everything()).observe(Reading(report, Source("", "", "")))
    assert [(f.fields["topic"], f.fields["items"], f.fields["times"]) for f in facts] == [
        ("first", 2, 2),
        ("second", 3, 1),
    ]


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    shutil.copytree(default_root(), tmp_path / "rules")
    return tmp_path / "rules"


# What is replaced, by what, and the error behind the line of what is replaced.
BROKEN: list[tuple[str, str, str, str]] = [
    ("topics.yaml", "figures: \"", "figures: \"(", "1: not a regular expression: missing )"),
    ("topics.yaml", "      - 信息管理|", "      - 信息管理(|", "9: not a regular expression: missing )"),
    ("topics.yaml", "leads: true", "leads: 3", "5: topics.problems.leads: Input should be a valid boolean"),
    ("topics.yaml", "leads: true", "leed: true", "5: topics.problems.leed: Extra inputs are not permitted"),
    ("topics.yaml", "sections: [preface]", "sections: [prefase]", "5: unknown section 'prefase'; known: disputes"),
    ("topics.yaml", ", en: what it is based on", "", "5: topics.preface-basis.label.en: Field required"),
    ("fees.yaml", "step: 10", "step: 0", "1: step: Input should be greater than 0"),
    ("fees.yaml", "row: fees", "row: feas", "1: no form has this cell"),
    ("fees.yaml", "  overview: 信", "  preamble: 信", "3: unknown section 'preamble'; known: disputes"),
    ("fees.yaml", "费[^\\n，,\\d]{0,16}?<money>", "费", "9: one <count> or <money> must stand where"),
    ("fees.yaml", "  total:\n", "  sum:\n", "3: elements.sum: Input should be 'notices', 'total' or"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), BROKEN, ids=lambda text: str(text)[:24].strip())
def test_wordings_that_are_wrong(rules: Path, file: str, old: str, new: str, said: str) -> None:
    path = rules / file
    text = path.read_text("utf-8")
    line = text[: text.index(old)].count("\n") + 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        load_rulebook(rules, cache=False)
    assert str(caught.value).startswith(f"{file}:{line}:{said}")


def test_parts_need_a_group(rules: Path) -> None:
    path = rules / "topics.yaml"
    path.write_text(path.read_text("utf-8").replace("    group: section-five\n", "", 1), encoding="utf-8")
    with pytest.raises(RulebookError, match="group is missing"):
        load_rulebook(rules, cache=False)


def test_rules_name_known_topics(rules: Path) -> None:
    path = rules / "content" / "problems-not-stated.yaml"
    path.write_text(path.read_text("utf-8").replace("topic: problems,", "topic: problem,", 1), encoding="utf-8")
    with pytest.raises(RulebookError, match=r"unknown topic 'problem'; known: aspect-management"):
        load_rulebook(rules, cache=False)
