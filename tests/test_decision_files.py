"""Decision files: what is refused, with file, line and column; hostile files end in one line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.loading import load_rulebook
from engine.loading.decision_files import BadDecisions, load_decisions, parse_decisions

REFUSED = load_rulebook(cache=False).refused_reasons
DAY = dt.date(2026, 3, 1)
ENTRY = f"""\
decisions:
  - unit: 某市人民政府
    year: 2024
    report: {"ab" * 32}
    finding: 0123456789abcdef
    rule: section-extra
    decision: waive
    reason: 第七部分是附件的标题
    author: 张三
    approver: 李四
    decided_on: 2026-02-28
    expires_on: 2026-12-31
"""


def parse(*texts: str) -> object:
    return parse_decisions([(f"{name}.yaml", text) for name, text in zip("abc", texts, strict=False)], DAY, REFUSED)


def refusal(*texts: str) -> str:
    with pytest.raises(BadDecisions) as caught:
        parse(*texts)
    text = str(caught.value)
    assert "\n" not in text
    assert f"{caught.value.place}: {caught.value.line('zh')}".isprintable()
    return text


def test_a_file_that_says_all() -> None:
    decisions = parse_decisions([("a.yaml", ENTRY)], DAY, REFUSED)
    (decision,) = decisions.taken
    assert decisions.as_of == DAY
    assert decisions.unfilled == ()
    assert (decision.subject.sha256, decision.subject.unit, decision.subject.year) == (
        "ab" * 32,
        "某市人民政府",
        2024,
    )
    assert (decision.finding, decision.rule, decision.verdict) == ("0123456789abcdef", "section-extra", "waive")
    assert (decision.author, decision.approver) == ("张三", "李四")
    assert (decision.decided_on, decision.expires_on) == (dt.date(2026, 2, 28), dt.date(2026, 12, 31))
    assert decision.place == "a.yaml:2"


# What is replaced in the file, by what, and how the error begins.
BROKEN = [
    ("decision: waive", "decision: forgive", "a.yaml:7:5: decision cannot be 'forgive'"),
    ("decision: waive", "decision:", "a.yaml:7:5: decision is missing"),
    ("    author: 张三\n", "", "a.yaml:2:5: author: '' names nobody"),
    ("author: 张三", "author: 无", "a.yaml:9:5: author: '无' names nobody"),
    ("author: 张三", "author: 17", "a.yaml:9:5: author: '17' is not a text"),
    ("approver: 李四", "approver:", "a.yaml:10:5: approver: '' names nobody"),
    ("approver: 李四", "approver: 张 三", "a.yaml:10:5: approver: 张 三 cannot approve a decision of his own"),
    ("approver: 李四", "aprover: 李四", "a.yaml:10:5: unknown key aprover"),
    ("decided_on: 2026-02-28", "decided_on: 2026-02-30", "a.yaml:11:17: not usable YAML: 2026-02-30 cannot be read"),
    ("decided_on: 2026-02-28", "decided_on: '2026-02-30'", "a.yaml:11:5: decided_on: '2026-02-30' is not a date"),
    ("decided_on: 2026-02-28", "decided_on: 20260228", "a.yaml:11:5: decided_on: '20260228' is not a date"),
    (
        "decided_on: 2026-02-28",
        "decided_on: 2026-02-28 10:00:00",
        "a.yaml:11:5: decided_on: '2026-02-28 10:0",
    ),
    ("decided_on: 2026-02-28", "decided_on:", "a.yaml:11:5: decided_on is missing"),
    ("expires_on: 2026-12-31", "expires_on: 2026-02-27", "a.yaml:12:5: expires_on: 2026-02-27 is before"),
    ("    expires_on: 2026-12-31\n", "", "a.yaml:2:5: expires_on is missing"),
    ("0123456789abcdef", "0123456789ABCDEF", "a.yaml:5:5: finding cannot be '0123456789ABCDEF'"),
    ("0123456789abcdef", "1123456789012345", "a.yaml:5:5: finding: '1123456789012345' is not a text"),
    ("year: 2024", "year: true", "a.yaml:3:5: year: 'True' cannot stand here"),
    ("    rule: section-extra\n", "", "a.yaml:2:5: rule is missing"),
    ("unit: 某市人民政府", "unit: ''", "a.yaml:2:5: unit: '' cannot stand here"),
    ("unit: 某市人民政府", "unit: &a 某", "a.yaml:2:11: not usable YAML: anchors and aliases are not used here"),
    ("unit: 某市人民政府", "unit: 某\n    unit: 某", "a.yaml:3:5: not usable YAML: key 'unit' stands twice"),
    ("unit: 某市人民政府", "unit: {", "a.yaml:4:11: not usable YAML: did not find expected"),
    ("  - unit", "   unit", "a.yaml:3:9: not usable YAML: mapping values are not allowed"),
    ("decisions:", "decision:", "a.yaml:1:1: unknown key decision"),
]


@pytest.mark.parametrize(("old", "new", "error"), BROKEN, ids=[new.strip() or old for old, new, _ in BROKEN])
def test_a_fault_has_its_place(old: str, new: str, error: str) -> None:
    assert ENTRY.count(old) == 1
    assert refusal(ENTRY.replace(old, new)).startswith(error)


@pytest.mark.parametrize(
    "text", ["", "# nothing", "17", "- a", "decisions: 3", "decisions: {}", "\0", "{a]", "a: b: c"]
)
def test_what_is_no_decision_file(text: str) -> None:
    assert refusal(text).startswith("a.yaml:1:")


@pytest.mark.parametrize(
    "reason",
    ["无", "无。", "（无）", "n/a", "N/A", "ＮＡ", "N / A", "none", "'null'", "tbd", "同意", "没有问题", "'……'",
     "'-'", "' '", "''", "'123'", "'2026'", "xxxx", "啊啊啊", "已核实。", "误报", "OK!", "Lorem ipsum", "请填写理由",
     "'★'"],
)  # fmt: skip
def test_a_placeholder_is_no_reason(reason: str) -> None:
    assert refusal(ENTRY.replace("第七部分是附件的标题", reason)).startswith("a.yaml:8:5: reason: ")


@pytest.mark.parametrize(
    "reason", ["扫描件把 7 认成了 1", "The annex is not part of the report", "无此事项，见原件第 3 页", "附件"]
)
def test_a_reason_may_be_short_and_in_any_language(reason: str) -> None:
    (decision,) = parse_decisions([("a.yaml", ENTRY.replace("第七部分是附件的标题", reason))], DAY, REFUSED).taken
    assert decision.reason == reason


def test_who_confirms_or_dismisses_needs_no_approver_and_no_last_day() -> None:
    text = (
        ENTRY.replace("waive", "dismiss")
        .replace("    approver: 李四\n", "")
        .replace("    expires_on: 2026-12-31\n", "")
    )
    (decision,) = parse_decisions([("a.yaml", text)], DAY, REFUSED).taken
    assert (decision.approver, decision.expires_on) == (None, None)


def test_an_entry_that_nobody_filled_in_is_passed_over_but_counted() -> None:
    empty = ENTRY.replace("waive", "").replace("第七部分是附件的标题", "").replace("张三", "").replace("李四", "")
    decisions = parse_decisions([("a.yaml", empty)], DAY, REFUSED)
    assert decisions.taken == ()
    assert [subject.unit for subject in decisions.unfilled] == ["某市人民政府"]


def test_two_decisions_on_one_finding_are_refused_across_files() -> None:
    assert refusal(ENTRY, ENTRY) == "b.yaml:5:5: two decisions on 0123456789abcdef (the other: a.yaml:2)"
    assert parse(ENTRY, ENTRY.replace("abab", "cdcd", 1))


def test_hostile_files_end_in_one_line() -> None:
    for text in (
        "decisions: " + "[" * 100_000,
        "decisions: " + "{a: " * 100_000,
        "a" * 2_000_000,
        "decisions: [" + "{}, " * 50_000 + "]",
        "decisions: !!python/object/apply:os.system [true]",
        "? {decisions: 1}\n: 2",
        "decisions:\n  - <<: {unit: a}\n",
        'decisions:\n  - {unit: "\\e[31m", [1]: 2}\n',
    ):
        refusal(text)


@given(st.text(max_size=60) | st.sampled_from(ENTRY.splitlines()).map(lambda line: ENTRY.replace(line, line[:-3])))
@settings(max_examples=100, deadline=None)
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    said = ""
    try:
        parse(text)
    except BadDecisions as error:
        said = str(error)
    assert "\n" not in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_files_as_editors_save_them(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "决定.yaml"
    file.write_bytes(ENTRY.replace("\n", "\r\n").encode(encoding))
    (decision,) = load_decisions([str(file)], DAY, REFUSED).taken
    assert decision.reason == "第七部分是附件的标题"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.yaml", "no such file"), (tmp_path, "folder")):
        with pytest.raises(BadDecisions) as caught:
            load_decisions([str(path)], DAY, REFUSED)
        assert caught.value.place == str(path)
        assert words in caught.value.line("en")
